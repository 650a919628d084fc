//! Official extracts come in as they are, twice the same is once, and nothing is half done.

use std::path::PathBuf;

use sorgraph::import::Options;
use sorgraph::model::{Point, Revision, SorCode};
use tempfile::TempDir;

use crate::support::database::{Kind, TODAY, TestDatabase, import_made, import_paths, import_texts};
use crate::support::extract::{Entity, Number, code, entity, file, municipality};
use crate::support::{on_both, sample};

on_both!(
    the_real_samples_come_in_whole_and_a_second_run_changes_nothing,
    a_made_register_comes_in_whole_and_a_second_run_changes_nothing,
    packed_files_say_the_same_as_plain_ones,
    a_dry_run_changes_nothing,
    the_foundation_is_the_first_revision,
    a_region_can_be_added_later_as_data,
);

fn samples() -> Option<Vec<PathBuf>> {
    ["xml-v1/ONE_PRAKSIS.xml", "xml-v1/ONE_SYGEHUS.xml", "xml-v2/Sor_small.xml"]
        .into_iter()
        .map(sample)
        .collect()
}

async fn the_real_samples_come_in_whole_and_a_second_run_changes_nothing(kind: Kind) {
    let Some(files) = samples() else { return };
    let database = TestDatabase::new(kind).await;
    let register = database.register().await;
    let outcome = import_paths(&register, &files, &Options::default()).await.expect("imported");
    let report = &outcome.report;
    assert_eq!((report.units.created, report.numbers.created, report.refused), (10, 2, 1), "{report}");
    let refusal = report.refusals().next().expect("the invented unit");
    assert_eq!((refusal.code.as_str(), refusal.place.line), ("INVALID_SOR_CODE", 111), "{}", refusal.reason);
    assert!(refusal.reason.contains("6984910000160091"), "{}", refusal.reason);
    assert!(report.findings.contains_key("CHILD_OUTSIDE_PARENT"), "{report}");
    assert_eq!(outcome.revision, Some(Revision(2)));

    let again = import_paths(&register, &files, &Options::default()).await.expect("imported again");
    assert!(again.report.changes_nothing(), "{}", again.report);
    assert_eq!((again.revision, again.report.units.unchanged), (None, 10));
    assert_eq!(register.reader().head().await.expect("a head"), Revision(2));

    // One by one they come in, too: none speaks for the others' owners.
    let other = TestDatabase::new(kind).await;
    let register = other.register().await;
    for file in files {
        import_paths(&register, &[file], &Options::default()).await.expect("imported");
    }
    assert_eq!(register.reader().unit_skeletons(0).await.expect("units").len(), 10);
}

async fn a_made_register_comes_in_whole_and_a_second_run_changes_nothing(kind: Kind) {
    let database = TestDatabase::new(kind).await;
    let register = database.register().await;
    let made = import_made(&register, 2_500).await;
    let units = register.reader().unit_skeletons(0).await.expect("units");
    assert_eq!(units.len(), made.units as usize);
    let numbers = register.reader().number_skeletons(0).await.expect("numbers");
    assert_eq!(numbers.len(), made.location_numbers as usize);
    let before = register.reader().head().await.expect("a head");
    import_made(&register, 2_500).await;
    assert_eq!(register.reader().head().await.expect("a head"), before);
}

async fn packed_files_say_the_same_as_plain_ones(kind: Kind) {
    use std::io::Write;
    let database = TestDatabase::new(kind).await;
    let register = database.register().await;
    let text = file(
        TODAY,
        &[municipality(1, "Kommune", vec![entity(2, "Plejehjem", vec![entity(3, "Afsnit", vec![])])])],
    );
    import_texts(&register, &[("sor.xml", &text)], &Options::default()).await.expect("imported");
    let folder = TempDir::new().expect("a folder");
    let (gz, zipped) = (folder.path().join("sor.xml.gz"), folder.path().join("sor.zip"));
    let mut packer = flate2::write::GzEncoder::new(
        std::fs::File::create(&gz).expect("a file"),
        flate2::Compression::fast(),
    );
    packer.write_all(text.as_bytes()).and_then(|()| packer.finish().map(drop)).expect("packed");
    let mut archive = zip::ZipWriter::new(std::fs::File::create(&zipped).expect("a file"));
    archive.start_file("Sor.xml", zip::write::SimpleFileOptions::default()).expect("an entry");
    archive.write_all(text.as_bytes()).expect("packed");
    archive.finish().expect("packed");
    for packed in [gz, zipped] {
        let outcome = import_paths(&register, &[packed], &Options::default()).await.expect("imported");
        assert_eq!((outcome.revision, outcome.report.units.unchanged), (None, 3), "{}", outcome.report);
    }
}

async fn a_dry_run_changes_nothing(kind: Kind) {
    let database = TestDatabase::new(kind).await;
    let register = database.register().await;
    let text = file(TODAY, &[municipality(1, "Kommune", vec![])]);
    let options = Options { dry_run: true, ..Options::default() };
    let outcome = import_texts(&register, &[("sor.xml", &text)], &options).await.expect("planned");
    assert_eq!((outcome.report.units.created, outcome.revision), (1, None));
    assert_eq!(register.reader().head().await.expect("a head"), Revision(1));
    assert!(register.reader().unit_skeletons(0).await.expect("units").is_empty());
}

async fn the_foundation_is_the_first_revision(kind: Kind) {
    let database = TestDatabase::new(kind).await;
    let register = database.register().await;
    let reader = register.reader();
    let point = |at: &str| Point { at: at.parse().expect("a date"), revision: Revision(1) };
    assert_eq!(reader.head().await.expect("a head"), Revision(1));
    let municipalities = reader.municipalities(point(TODAY)).await.expect("municipalities");
    let regions = reader.regions(point(TODAY)).await.expect("regions");
    assert_eq!((municipalities.len(), regions.len()), (98, 5));
    assert!(municipalities.iter().all(|municipality| municipality.content.region.is_some()));
    let after = reader.municipalities(point("2027-01-01")).await.expect("municipalities");
    assert_eq!(after.iter().filter(|municipality| municipality.content.region.is_none()).count(), 46);
    assert_eq!(reader.message_types(Revision(1)).await.expect("types").len(), 108);
    // A second start adds nothing.
    sorgraph::app::migrate(&register).await.expect("prepared again");
    assert_eq!(reader.head().await.expect("a head"), Revision(1));
}

async fn a_region_can_be_added_later_as_data(kind: Kind) {
    let database = TestDatabase::new(kind).await;
    let register = database.register().await;
    let regions = "region_code,iso_3166_2,name_da,name_en,valid_from,valid_to,successor,municipality_count\n\
                   1099,,Region Østdanmark,,2027-01-01,,,46\n";
    let municipalities =
        "municipality_code,name,region_code,valid_from,valid_to\n0101,København,1099,2027-01-01,\n";
    let files = [("regions.csv", regions), ("municipalities.csv", municipalities)];
    let outcome = import_texts(&register, &files, &Options::default()).await.expect("imported");
    assert_eq!((outcome.report.lists, outcome.revision), (3, Some(Revision(2))), "{}", outcome.report);
    let reader = register.reader();
    let region = |at: &str, revision: i64| {
        let (reader, point) =
            (reader.clone(), Point { at: at.parse().expect("a date"), revision: Revision(revision) });
        async move {
            let all = reader.municipalities(point).await.expect("municipalities");
            let found = all.into_iter().find(|m| m.content.code.as_ref() == "0101").expect("København");
            found.content.region.as_ref().map(ToString::to_string)
        }
    };
    assert_eq!(region("2026-12-31", 2).await.as_deref(), Some("1084"));
    assert_eq!(region("2027-01-01", 2).await.as_deref(), Some("1099"));
    assert_eq!(region("2027-01-01", 1).await, None, "what was known before stays readable");
    let again = import_texts(&register, &files, &Options::default()).await.expect("imported");
    assert_eq!(again.revision, None, "{}", again.report);
}

/// A tree for the tests of changes.
pub fn tree() -> Vec<Entity> {
    let ward = Entity { number: Number::Inherited, ..entity(4, "Afsnit A", vec![]) };
    let other = entity(5, "Afsnit B", vec![]);
    let home = Entity { number: Number::Own(1), ..entity(3, "Solgården", vec![ward, other]) };
    let more = entity(6, "Månegården", vec![]);
    vec![municipality(1, "Københavns Kommune", vec![entity(2, "Ældreforvaltningen", vec![home, more])])]
}

/// The codes of `serials`.
pub fn codes(serials: &[u32]) -> Vec<SorCode> {
    serials.iter().map(|serial| code(*serial)).collect()
}

//! Bad files get a message that names the line, and leave nothing behind.

use sorgraph::import::{ImportError, Options, Outcome};
use sorgraph::model::Revision;
use sorgraph::register::Register;

use crate::support::database::{Kind, TestDatabase, import_paths, import_texts};
use crate::support::extract::{Number, code, entity, file, gln, municipality};
use crate::support::on_both;

on_both!(
    useless_files_are_refused_as_a_whole,
    a_duplicate_names_the_first_line,
    orphans_and_circles_are_refused_with_what_hangs_under_them,
    a_number_on_two_units_is_refused_on_the_second,
    wrong_check_digits_and_dates_are_refused_record_by_record,
);

async fn register(kind: Kind) -> (TestDatabase, Register) {
    let database = TestDatabase::new(kind).await;
    let register = database.register().await;
    (database, register)
}

async fn nothing_was_changed(register: &Register) {
    let reader = register.reader();
    assert_eq!(reader.head().await.expect("a head"), Revision(1));
    assert!(reader.unit_skeletons(0).await.expect("units").is_empty());
}

async fn import_one(register: &Register, text: &str) -> Result<Outcome, ImportError> {
    import_texts(register, &[("sor.xml", text)], &Options::default()).await
}

async fn useless_files_are_refused_as_a_whole(kind: Kind) {
    let (_database, register) = register(kind).await;
    let good = file("2026-11-01", &[municipality(1, "Kommune", vec![entity(2, "Forvaltning", vec![])])]);
    let half = good.len() * 2 / 3;
    let cut = good.char_indices().map(|(at, _)| at).take_while(|at| *at < half).last().unwrap_or(0);
    let bomb = "<!DOCTYPE SorTree [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;&a;&a;\">]>";
    let external = "<!DOCTYPE SorTree [<!ENTITY x SYSTEM \"file:///etc/passwd\">]>";
    let with = |doctype: &str| good.replacen("?>\n", &format!("?>\n{doctype}\n"), 1);
    let cases = [
        (good[..cut].to_owned(), "TRUNCATED"),
        (good.replace("urn:oio:nsi:2.0.0", "urn:somebody:else"), "WRONG_NAMESPACE"),
        (good.replace("SorTree", "Tree"), "WRONG_ROOT"),
        (with(bomb), "DOCTYPE_REFUSED"),
        (with(external), "DOCTYPE_REFUSED"),
        (good.replace("Forvaltning", "&unknown;"), "UNKNOWN_ENTITY"),
        (good.replace("</InstitutionOwnerEntity>", "</Wrong>"), "MALFORMED"),
    ];
    for (text, code) in cases {
        let error = import_one(&register, &text).await.expect_err(code);
        assert_eq!(error.code(), code, "{error}");
        let message = error.to_string();
        assert!(message.contains("sor.xml") && message.contains("line "), "{message}");
    }
    let folder = tempfile::TempDir::new().expect("a folder");
    let path = folder.path().join("sor.xml");
    let mut bytes = good.clone().into_bytes();
    let at = good.find("Forvaltning").expect("the name");
    bytes[at] = 0xff;
    std::fs::write(&path, bytes).expect("a file");
    let error = import_paths(&register, &[path], &Options::default()).await.expect_err("not UTF-8");
    assert_eq!(error.code(), "NOT_UTF8", "{error}");
    nothing_was_changed(&register).await;
}

async fn a_duplicate_names_the_first_line(kind: Kind) {
    let (_database, register) = register(kind).await;
    let twice = vec![entity(3, "Den ene", vec![]), entity(3, "Den anden", vec![])];
    let text = file("2026-11-01", &[municipality(1, "Kommune", vec![entity(2, "Forvaltning", twice)])]);
    let outcome = import_one(&register, &text).await.expect("imported");
    let refusal = outcome.report.refusals().next().expect("the second one");
    assert_eq!((refusal.code.as_str(), outcome.report.units.created), ("DUPLICATE", 3));
    assert!(refusal.reason.contains("first on line 2"), "{}", refusal.reason);
    // Another date does not make it another version: XML tells each unit once.
    let mut later = entity(3, "Den anden", vec![]);
    later.from = "2024-01-01".to_owned();
    let twice = vec![entity(3, "Den ene", vec![]), later];
    let text = file("2026-11-01", &[municipality(1, "Kommune", vec![entity(2, "Forvaltning", twice)])]);
    let again = import_one(&register, &text).await.expect("planned");
    assert_eq!((again.report.refused, again.revision), (1, None), "{}", again.report);
}

async fn orphans_and_circles_are_refused_with_what_hangs_under_them(kind: Kind) {
    let (_database, register) = register(kind).await;
    let header = "SorId;SorType;EntityName;EntityTypeIdentifier;ParentSorId;FirstFromDate;FromDate;ToDate\n";
    let row = |serial, kind: &str, parent: Option<u32>| {
        let parent = parent.map(|parent| format!("=\"{}\"", code(parent))).unwrap_or_default();
        format!("=\"{}\";{kind};Enhed {serial};42665001;{parent};2020-01-01;2020-01-01;\n", code(serial))
    };
    let rows = [
        row(1, "IE", None),
        row(2, "SI", Some(1)),
        row(3, "OE", Some(2)),
        row(4, "OE", Some(99)),
        row(5, "OE", Some(4)),
        row(6, "OE", Some(7)),
        row(7, "OE", Some(6)),
        row(8, "OE", Some(1)),
    ];
    let text = rows.iter().fold(header.to_owned(), |text, row| text + row);
    let outcome = import_texts(&register, &[("SorEntity_daily.csv", &text)], &Options::default())
        .await
        .expect("imported");
    let refused: Vec<_> =
        outcome.report.refusals().map(|refusal| (refusal.code.as_str(), refusal.place.line)).collect();
    assert_eq!(
        refused,
        [("PARENT_REFUSED", 6), ("WRONG_PARENT_KIND", 9), ("ORPHAN", 5), ("CYCLE", 7), ("CYCLE", 8)],
        "{}",
        outcome.report
    );
    assert_eq!(outcome.report.units.created, 3);
}

async fn a_number_on_two_units_is_refused_on_the_second(kind: Kind) {
    let (_database, register) = register(kind).await;
    let own = |serial| sorted(serial, Number::Own(1));
    let text = file(
        "2026-11-01",
        &[municipality(1, "Kommune", vec![entity(2, "Forvaltning", vec![own(3), own(4)])])],
    );
    let outcome = import_one(&register, &text).await.expect("imported");
    let refusal = outcome.report.refusals().next().expect("the second one");
    assert_eq!((refusal.code.as_str(), refusal.sor_code.clone()), ("DUPLICATE", Some(gln(1).to_string())));
    assert_eq!((outcome.report.units.created, outcome.report.numbers.created), (4, 1));
}

fn sorted(serial: u32, number: Number) -> crate::support::extract::Entity {
    crate::support::extract::Entity { number, ..entity(serial, "Plejehjem", vec![]) }
}

async fn wrong_check_digits_and_dates_are_refused_record_by_record(kind: Kind) {
    let (_database, register) = register(kind).await;
    let mut early = entity(3, "For tidlig", vec![entity(4, "Under den", vec![])]);
    early.first_from = "2021-01-01".to_owned();
    let good = entity(5, "Plejehjem", vec![]);
    let text =
        file("2026-11-01", &[municipality(1, "Kommune", vec![entity(2, "Forvaltning", vec![early, good])])]);
    let wrong = text.replace(&code(5).to_string(), &(code(5).number() + 1).to_string());
    let outcome = import_one(&register, &wrong).await.expect("imported");
    let mut refused: Vec<_> = outcome.report.refusals().map(|refusal| refusal.code.as_str()).collect();
    refused.sort_unstable();
    assert_eq!(refused, ["DATES_OUT_OF_ORDER", "INVALID_SOR_CODE", "PARENT_REFUSED"], "{}", outcome.report);
    assert_eq!(outcome.report.units.created, 2);
}

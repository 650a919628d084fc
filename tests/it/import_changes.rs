//! What a second extract changes: exactly what it says, and never the past.

use sorgraph::import::{ImportError, Options, Scope};
use sorgraph::model::{Point, Revision, SorCode, State};
use sorgraph::register::{Register, UnitVersion};

use crate::import::{codes, tree};
use crate::support::database::{Kind, TestDatabase, import_texts};
use crate::support::extract::{Number, code, entity, file, gln, municipality};
use crate::support::on_both;

on_both!(
    a_changed_record_gets_a_version_and_keeps_its_past,
    a_moved_unit_keeps_its_code_and_takes_its_subtree_along,
    what_is_missing_from_an_owners_tree_is_closed,
    files_of_one_owner_say_nothing_of_another,
    a_record_that_never_came_into_force_goes_as_a_whole,
    a_plan_that_closes_too_much_is_refused,
    a_version_from_a_later_date_is_not_lost_to_older_data,
    strict_takes_all_or_nothing,
    message_types_follow_their_file,
    replacements_are_noted_once_and_taken_back,
    a_wrong_digit_closes_nothing,
    a_refused_row_of_message_types_ends_nothing,
    older_message_types_end_nothing_newer,
    a_second_number_does_not_refuse_what_hangs_below,
    csv_says_nothing_of_what_it_has_no_columns_for,
    files_of_a_day_to_come_are_refused,
    a_circle_through_the_register_is_refused,
);

const FIRST: &str = "2026-11-01";
const SECOND: &str = "2026-11-20";

async fn start(kind: Kind) -> (TestDatabase, Register) {
    let database = TestDatabase::new(kind).await;
    let register = database.register().await;
    import_texts(&register, &[("first.xml", &file(FIRST, &tree()))], &Options::default())
        .await
        .expect("imported");
    (database, register)
}

/// Options that let a tiny register change a lot.
fn anything() -> Options {
    Options { max_close_share: 1.0, ..Options::default() }
}

async fn unit(register: &Register, code: SorCode, at: &str, revision: i64) -> Option<UnitVersion> {
    let point = Point { at: at.parse().expect("a date"), revision: Revision(revision) };
    register
        .reader()
        .units(point, &[code])
        .await
        .expect("units")
        .remove(&code)
        .map(std::sync::Arc::unwrap_or_clone)
}

async fn a_changed_record_gets_a_version_and_keeps_its_past(kind: Kind) {
    let (_database, register) = start(kind).await;
    let mut changed = tree();
    let home = &mut changed[0].children[0].children[0];
    home.name = "Solgården Syd".to_owned();
    home.from = "2026-11-10".to_owned();
    let outcome = import_texts(&register, &[("second.xml", &file(SECOND, &changed))], &anything())
        .await
        .expect("imported");
    let units = outcome.report.units;
    assert_eq!(
        (units.changed, units.created, units.closed, units.unchanged),
        (1, 0, 0, 5),
        "{}",
        outcome.report
    );
    let name =
        async |at: &str, revision| unit(&register, code(3), at, revision).await.map(|u| u.content.name);
    assert_eq!(name("2026-11-09", 3).await.as_deref(), Some("Solgården"));
    assert_eq!(name("2026-11-10", 3).await.as_deref(), Some("Solgården Syd"));
    assert_eq!(
        name("2026-11-10", 2).await.as_deref(),
        Some("Solgården"),
        "the register did not know it then"
    );
    assert_eq!(name("2026-11-10", 1).await, None, "the register did not know the unit then");
    let version = unit(&register, code(3), SECOND, 3).await.expect("known");
    assert_eq!((version.written, version.valid_from().to_string().as_str()), (Revision(3), "2026-11-10"));
}

async fn a_moved_unit_keeps_its_code_and_takes_its_subtree_along(kind: Kind) {
    let (_database, register) = start(kind).await;
    let mut moved = tree();
    let institution = &mut moved[0].children[0];
    let mut home = institution.children.remove(0);
    home.from = "2026-12-01".to_owned();
    institution.children[0].children.push(home);
    let outcome = import_texts(&register, &[("second.xml", &file(SECOND, &moved))], &anything())
        .await
        .expect("imported");
    assert_eq!((outcome.report.units.moved, outcome.report.units.changed), (1, 1), "{}", outcome.report);
    let path = async |at: &str| {
        let point = Point { at: at.parse().expect("a date"), revision: Revision(3) };
        let lineage = register.reader().lineages(point, &[code(4)]).await.expect("lineage").remove(&code(4));
        lineage.unwrap_or_default().iter().map(|unit| unit.content.sor_code).collect::<Vec<_>>()
    };
    assert_eq!(path("2026-11-30").await, codes(&[4, 3, 2, 1]));
    assert_eq!(path("2026-12-01").await, codes(&[4, 3, 6, 2, 1]));
}

async fn what_is_missing_from_an_owners_tree_is_closed(kind: Kind) {
    let (_database, register) = start(kind).await;
    let mut smaller = tree();
    smaller[0].children[0].children.remove(0);
    let outcome = import_texts(&register, &[("second.xml", &file(SECOND, &smaller))], &anything())
        .await
        .expect("imported");
    assert_eq!((outcome.report.units.closed, outcome.report.numbers.closed), (3, 1), "{}", outcome.report);
    let closed = unit(&register, code(4), SECOND, 3).await.expect("still known");
    assert_eq!(closed.state(SECOND.parse().expect("a date")), State::Closed);
    assert_eq!(closed.life.to.map(|day| day.to_string()).as_deref(), Some("2026-11-19"));
    let before = unit(&register, code(4), SECOND, 2).await.expect("known");
    assert_eq!(before.state(SECOND.parse().expect("a date")), State::Active);
    let point = Point { at: SECOND.parse().expect("a date"), revision: Revision(3) };
    let number = register.reader().location_numbers(point, &[gln(1)]).await.expect("numbers").remove(&gln(1));
    assert_eq!(number.map(|number| number.state(point.at)), Some(State::Closed));
    // What is closed stays closed: the same file again has nothing to say.
    let again = import_texts(&register, &[("second.xml", &file(SECOND, &smaller))], &anything())
        .await
        .expect("imported");
    assert_eq!(again.revision, None, "{}", again.report);
}

async fn files_of_one_owner_say_nothing_of_another(kind: Kind) {
    let (_database, register) = start(kind).await;
    let other = file(SECOND, &[municipality(11, "Nabokommune", vec![entity(12, "Forvaltning", vec![])])]);
    let outcome =
        import_texts(&register, &[("other.xml", &other)], &Options::default()).await.expect("imported");
    assert_eq!((outcome.report.units.created, outcome.report.units.closed), (2, 0), "{}", outcome.report);
    // Unless they are said to be the whole register.
    let whole = Options { scope: Scope::Register, ..anything() };
    let outcome = import_texts(&register, &[("other.xml", &other)], &whole).await.expect("imported");
    assert_eq!(outcome.report.units.closed, 6, "{}", outcome.report);
    // Which older data cannot be.
    let older = file(FIRST, &[municipality(11, "Nabokommune", vec![])]);
    let error = import_texts(&register, &[("older.xml", &older)], &whole).await.expect_err("refused");
    assert_eq!(error.code(), "OLDER_THAN_REGISTER", "{error}");
}

async fn a_record_that_never_came_into_force_goes_as_a_whole(kind: Kind) {
    let (_database, register) = start(kind).await;
    let mut planned = tree();
    let mut next = entity(7, "Stjernegården", vec![]);
    (next.from, next.first_from) = ("2027-02-01".to_owned(), "2027-02-01".to_owned());
    planned[0].children[0].children.push(next);
    import_texts(&register, &[("second.xml", &file("2026-11-10", &planned))], &anything())
        .await
        .expect("imported");
    let found = unit(&register, code(7), SECOND, 3).await.expect("known");
    assert_eq!(found.state(SECOND.parse().expect("a date")), State::Future);
    import_texts(&register, &[("third.xml", &file(SECOND, &tree()))], &anything()).await.expect("imported");
    assert_eq!(unit(&register, code(7), SECOND, 4).await, None);
    assert!(unit(&register, code(7), SECOND, 3).await.is_some(), "what was known before stays readable");
}

async fn a_plan_that_closes_too_much_is_refused(kind: Kind) {
    let (_database, register) = start(kind).await;
    let smaller = file(SECOND, &[municipality(1, "Københavns Kommune", vec![])]);
    let error =
        import_texts(&register, &[("second.xml", &smaller)], &Options::default()).await.expect_err("refused");
    assert_eq!(error.code(), "CLOSES_TOO_MUCH");
    assert!(error.to_string().contains("would close 5 of the register's 6 open units (83.3 %)"), "{error}");
    assert!(matches!(error, ImportError::ClosesTooMuch { closing: 5, open: 6, .. }));
    assert_eq!(register.reader().head().await.expect("a head"), Revision(2), "nothing was changed");
    let forced = Options { force: true, ..Options::default() };
    let outcome = import_texts(&register, &[("second.xml", &smaller)], &forced).await.expect("imported");
    assert_eq!(outcome.revision, Some(Revision(3)));
}

async fn a_version_from_a_later_date_is_not_lost_to_older_data(kind: Kind) {
    let (_database, register) = start(kind).await;
    let mut later = tree();
    later[0].children[0].children[0].name = "Solgården Nord".to_owned();
    later[0].children[0].children[0].from = "2026-12-01".to_owned();
    import_texts(&register, &[("second.xml", &file(SECOND, &later))], &anything()).await.expect("imported");
    let older =
        import_texts(&register, &[("first.xml", &file(FIRST, &tree()))], &anything()).await.expect("planned");
    let refusal = older.report.refusals().next().expect("refused");
    assert_eq!((refusal.code.as_str(), older.revision), ("STALE_VERSION", None), "{}", older.report);
    let planned = unit(&register, code(3), "2026-12-01", 3).await.expect("known");
    assert_eq!(planned.content.name, "Solgården Nord");
    // Newer data may take the plan back; what was planned stays readable.
    let newer = file("2026-11-21", &tree());
    import_texts(&register, &[("third.xml", &newer)], &anything()).await.expect("imported");
    let name =
        async |revision| unit(&register, code(3), "2026-12-01", revision).await.map(|unit| unit.content.name);
    assert_eq!(
        (name(4).await.as_deref(), name(3).await.as_deref()),
        (Some("Solgården"), Some("Solgården Nord"))
    );
}

async fn strict_takes_all_or_nothing(kind: Kind) {
    let (_database, register) = start(kind).await;
    let mut bad = tree();
    bad[0].children[0].children[1].name = "x".repeat(61);
    bad[0].children[0].children[0].children.push(entity(9, "Afsnit C", vec![]));
    let text = file(SECOND, &bad);
    let strict = Options { strict: true, ..anything() };
    let error = import_texts(&register, &[("second.xml", &text)], &strict).await.expect_err("refused");
    assert_eq!(error.code(), "REFUSED_RECORDS", "{error}");
    assert_eq!(register.reader().head().await.expect("a head"), Revision(2));
    // Without it the rest comes in, and what was refused is not taken for closed.
    let outcome = import_texts(&register, &[("second.xml", &text)], &anything()).await.expect("imported");
    assert_eq!(
        (outcome.report.units.created, outcome.report.units.closed, outcome.report.refused),
        (1, 0, 1)
    );
}

async fn message_types_follow_their_file(kind: Kind) {
    let (_database, register) = start(kind).await;
    let header = "gln;format;type;version;direction;validFrom;validTo\n";
    let rows =
        |rows: &[&str]| rows.iter().fold(header.to_owned(), |text, row| format!("{text}{};{row}\n", gln(1)));
    let first = rows(&[
        "EDIFACT;DIS91;D9134L;RECEIVE;2020-01-01;",
        "EDIFACT;DIS91;D9134L;SEND;2020-01-01;",
        "OIOXML;XDIS20;XD2030C;RECEIVE;2020-01-01;",
    ]);
    let unknown = format!("{first}{};EDIFACT;DIS91;D9134L;SEND;2020-01-01;\n", gln(99));
    let outcome = import_texts(&register, &[("types.csv", &unknown)], &anything()).await.expect("imported");
    assert_eq!((outcome.report.message_types, outcome.report.refused), ((3, 0), 1), "{}", outcome.report);
    let again = import_texts(&register, &[("types.csv", &first)], &anything()).await.expect("imported");
    assert_eq!(again.revision, None, "{}", again.report);
    let second = rows(&[
        "EDIFACT;DIS91;D9134L;RECEIVE;2020-01-01;2026-12-31",
        "EDIFACT;DIS91;D9134L;SEND;2020-01-01;",
    ]);
    let outcome = import_texts(&register, &[("types.csv", &second)], &anything()).await.expect("imported");
    assert_eq!(outcome.report.message_types, (1, 2), "{}", outcome.report);
    let rows = register.reader().message_type_rows(0).await.expect("rows");
    let mut rows: Vec<_> = rows
        .iter()
        .map(|row| {
            (row.message_type.kind.as_str(), row.direction.as_str(), row.valid_to.map(|day| day.to_string()))
        })
        .collect();
    rows.sort();
    let day = |text: &str| Some(text.to_owned());
    assert_eq!(
        rows,
        [
            ("DIS91", "RECEIVE", day("2026-12-31")),
            ("DIS91", "SEND", None),
            ("XDIS20", "RECEIVE", day("2026-11-21"))
        ],
        "a row that is missing ends the day before"
    );
}

async fn replacements_are_noted_once_and_taken_back(kind: Kind) {
    let (_database, register) = start(kind).await;
    let mut replacing = tree();
    let list = |element: &str, serial| {
        format!("<sor1:{element}><sor1:SorIdentifier>{}</sor1:SorIdentifier></sor1:{element}>", code(serial))
    };
    replacing[0].children[0].children[1].extra = list("ReplacesEntityCollection", 5);
    replacing[0].children[0].children[0].children[1].extra = list("ReplacedByEntityCollection", 6);
    replacing[0].children[0].children[0].children[0].number = Number::Inherited;
    let outcome = import_texts(&register, &[("second.xml", &file(SECOND, &replacing))], &anything())
        .await
        .expect("imported");
    assert_eq!(outcome.report.replacements, (1, 0), "{}", outcome.report);
    assert_eq!(register.reader().all_replacements().await.expect("pairs"), [(code(5), code(6))]);
    let outcome = import_texts(&register, &[("third.xml", &file(SECOND, &tree()))], &anything())
        .await
        .expect("imported");
    assert_eq!(outcome.report.replacements, (0, 1), "{}", outcome.report);
    assert!(register.reader().all_replacements().await.expect("pairs").is_empty());
}

/// Whoever it was: the record with the wrong digit may be the one that is missing.
async fn a_wrong_digit_closes_nothing(kind: Kind) {
    let (_database, register) = start(kind).await;
    let wrong = file(SECOND, &tree()).replace(&code(3).to_string(), &(code(3).number() + 1).to_string());
    let outcome = import_texts(&register, &[("second.xml", &wrong)], &anything()).await.expect("planned");
    let report = &outcome.report;
    assert_eq!((report.units.closed, report.numbers.closed, outcome.revision), (0, 0, None), "{report}");
    assert!(report.findings.contains_key("ABSENCE_IGNORED"), "{report}");
    let wrong = file(SECOND, &tree()).replace(&gln(1).to_string(), &(gln(1).number() + 1).to_string());
    let outcome = import_texts(&register, &[("second.xml", &wrong)], &anything()).await.expect("planned");
    assert_eq!((outcome.report.refused, outcome.report.numbers.closed), (1, 0), "{}", outcome.report);
}

const TYPES: &str = "gln;format;type;version;direction;validFrom;validTo\n";

async fn with_types(register: &Register) {
    let rows = format!(
        "{TYPES}{0};EDIFACT;DIS91;D9134L;RECEIVE;2020-01-01;\n{0};EDIFACT;DIS20;D2030C;RECEIVE;2026-11-15;\n",
        gln(1)
    );
    import_texts(register, &[("types.csv", &rows)], &anything()).await.expect("imported");
}

async fn a_refused_row_of_message_types_ends_nothing(kind: Kind) {
    let (_database, register) = start(kind).await;
    with_types(&register).await;
    let rows = format!(
        "{TYPES}{0};EDIFACT;DIS91;D9134L;RECEIVE;2020-01-01;\n{0};EDIFACT;DIS20;D2030C;RECEIVE;2026-11-15;31-31-2026\n",
        gln(1)
    );
    let error = import_texts(&register, &[("types.csv", &rows)], &anything())
        .await
        .expect_err("nothing is left of it");
    let report = error.report().expect("a plan");
    assert_eq!(
        (error.code(), report.refused, report.message_types),
        ("NOTHING_TO_IMPORT", 1, (0, 0)),
        "{report}"
    );
}

async fn older_message_types_end_nothing_newer(kind: Kind) {
    let (_database, register) = start(kind).await;
    with_types(&register).await;
    let rows = format!("{TYPES}{0};EDIFACT;DIS91;D9134L;RECEIVE;2020-01-01;\n", gln(1));
    let old = Options { snapshot: Some("2026-10-01".parse().expect("a date")), ..anything() };
    let outcome = import_texts(&register, &[("types.csv", &rows)], &old).await.expect("planned");
    assert_eq!((outcome.report.message_types, outcome.revision), ((0, 0), None), "{}", outcome.report);
}

async fn a_second_number_does_not_refuse_what_hangs_below(kind: Kind) {
    let (_database, register) = start(kind).await;
    let text = file(SECOND, &tree());
    let begin = text.find("<EanLocationCodeOption><EanLocationCodeEntity>").expect("a number");
    let end = text[begin..].find("</EanLocationCodeOption>").expect("its end")
        + begin
        + "</EanLocationCodeOption>".len();
    let twice =
        format!("{}{}", &text[..end], text[begin..].replace(&gln(1).to_string(), &gln(7).to_string()));
    let outcome = import_texts(&register, &[("second.xml", &twice)], &anything()).await.expect("planned");
    assert_eq!((outcome.report.units.unchanged, outcome.report.units.closed), (6, 0), "{}", outcome.report);
    assert_eq!(outcome.report.numbers.closed, 0, "{}", outcome.report);
}

async fn csv_says_nothing_of_what_it_has_no_columns_for(kind: Kind) {
    let header = "SorId;SorType;EntityName;EntityTypeIdentifier;ParentSorId;FirstFromDate;FromDate;ToDate\n";
    let row = |serial, short: &str, parent: Option<u32>| {
        let parent = parent.map(|parent| code(parent).to_string()).unwrap_or_default();
        format!("{};{short};Enhed {serial};42665001;{parent};2020-01-01;2020-01-01;\n", code(serial))
    };
    let rows = [row(1, "IE", None), row(2, "SI", Some(1)), row(3, "OE", Some(2))].concat();
    let (whole, smaller) = (format!("{header}{rows}{}", row(4, "OE", Some(3))), format!("{header}{rows}"));
    // Over units from XML it would take away what it has no columns for.
    let (_first, register) = start(kind).await;
    let error =
        import_texts(&register, &[("SorEntity_daily.csv", &whole)], &anything()).await.expect_err("refused");
    assert_eq!(error.code(), "NARROWER_SOURCE", "{error}");
    // By itself it closes what is missing once it is told which day it stands for.
    let database = TestDatabase::new(kind).await;
    let register = database.register().await;
    import_texts(&register, &[("SorEntity_daily.csv", &whole)], &anything()).await.expect("imported");
    let undated =
        import_texts(&register, &[("SorEntity_daily.csv", &smaller)], &anything()).await.expect("planned");
    assert_eq!((undated.report.units.closed, undated.revision), (0, None), "{}", undated.report);
    assert!(undated.report.findings.contains_key("ABSENCE_IGNORED"), "{}", undated.report);
    let dated = Options { snapshot: Some(SECOND.parse().expect("a date")), ..anything() };
    let outcome =
        import_texts(&register, &[("SorEntity_daily.csv", &smaller)], &dated).await.expect("imported");
    assert_eq!(outcome.report.units.closed, 1, "{}", outcome.report);
}

async fn files_of_a_day_to_come_are_refused(kind: Kind) {
    let (_database, register) = start(kind).await;
    let error = import_texts(&register, &[("late.xml", &file("2062-11-01", &tree()))], &anything())
        .await
        .expect_err("refused");
    assert_eq!(error.code(), "SNAPSHOT_IN_FUTURE", "{error}");
}

async fn a_circle_through_the_register_is_refused(kind: Kind) {
    let database = TestDatabase::new(kind).await;
    let register = database.register().await;
    let header = "SorId;SorType;EntityName;EntityTypeIdentifier;ParentSorId;FirstFromDate;FromDate;ToDate\n";
    let row = |serial, short: &str, parent: Option<u32>| {
        let parent = parent.map(|parent| code(parent).to_string()).unwrap_or_default();
        format!("{};{short};Enhed {serial};42665001;{parent};2020-01-01;2020-01-01;\n", code(serial))
    };
    let rows =
        [row(1, "IE", None), row(2, "SI", Some(1)), row(3, "OE", Some(2)), row(4, "OE", Some(3))].concat();
    import_texts(&register, &[("SorEntity.csv", &format!("{header}{rows}"))], &anything())
        .await
        .expect("imported");
    let circle = format!("{header}{}", row(3, "OE", Some(4)));
    let error =
        import_texts(&register, &[("SorEntity.csv", &circle)], &anything()).await.expect_err("refused");
    let report = error.report().expect("a plan");
    let refused: Vec<_> = report.refusals().map(|refusal| refusal.code.as_str()).collect();
    assert_eq!((error.code(), refused), ("NOTHING_TO_IMPORT", vec!["CYCLE"]), "{report}");
}

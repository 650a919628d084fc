//! Whoever changes the database behind the program's back is found out, and where.

use sorgraph::import::Options;
use sorgraph::model::Revision;
use sorgraph::register::Register;
use sorgraph::storage::Verified;

use crate::support::database::{Kind, TestDatabase, import_made, import_texts, run_sql};
use crate::support::extract::{Entity, Number, Place, code, entity, file, municipality};
use crate::support::on_both;

on_both!(
    a_made_register_is_sound,
    a_register_in_use_is_sound,
    every_tampering_is_found_where_it_was_done,
    a_tampering_in_any_table_is_found,
    commits_that_were_never_made_are_found,
);

async fn verify(register: &Register) -> Verified {
    register.database().reads().verify(&mut |_| {}).await.expect("verified")
}

fn city(name: &str) -> Vec<Entity> {
    let mut home = entity(3, name, Vec::new());
    home.number = Number::Own(1);
    home.visiting = Some(Place("Søvej", "0101", "1084"));
    let institution = entity(2, "Plejecenter", vec![home]);
    vec![municipality(1, "Københavns Kommune", vec![institution])]
}

/// Revision 1 is the foundation, revision 2 a city, revision 3 a new name in it.
async fn with_three_commits(database: &TestDatabase) -> Register {
    let register = database.register().await;
    let options = Options { max_close_share: 1.0, ..Options::default() };
    let mut renamed = city("Solgården");
    renamed[0].children[0].children[0].from = "2026-11-20".to_owned();
    for (day, owners) in [("2026-11-01", city("Solhjem")), ("2026-11-21", renamed)] {
        import_texts(&register, &[("sor.xml", &file(day, &owners))], &options).await.expect("imported");
    }
    register
}

async fn a_made_register_is_sound(kind: Kind) {
    let database = TestDatabase::new(kind).await;
    let register = database.register().await;
    assert_eq!(verify(&register).await.first_break, None, "the foundation");
    import_made(&register, 2_500).await;
    let mut heard = Vec::new();
    let verified = register.database().reads().verify(&mut |rows| heard.push(rows)).await.expect("verified");
    assert_eq!((verified.revisions, verified.first_break), (2, None));
    assert!(verified.rows > 5_000, "{} rows", verified.rows);
    assert!(heard.is_sorted() && heard.last() >= Some(&verified.rows), "{heard:?}");
}

async fn a_register_in_use_is_sound(kind: Kind) {
    let database = TestDatabase::new(kind).await;
    let register = with_three_commits(&database).await;
    let verified = verify(&register).await;
    assert_eq!((verified.revisions, verified.first_break), (3, None));
    let commits = register.reader().commits(Revision(0), 9).await.expect("commits");
    let hashes: Vec<_> = commits.iter().map(|commit| commit.hash.as_str()).collect();
    assert!(hashes.iter().all(|hash| hash.len() == 64), "{hashes:?}");
}

async fn every_tampering_is_found_where_it_was_done(kind: Kind) {
    let home = code(3).number();
    let standing = i64::MAX;
    let tamperings = [
        (2, format!("UPDATE unit SET name = 'Solhjemmet' WHERE sor_code = {home} AND rev_from = 2")),
        (3, format!("UPDATE unit SET name = 'Solhjemmet' WHERE sor_code = {home} AND rev_from = 3")),
        (2, format!("UPDATE unit SET email = 'x@example.org' WHERE sor_code = {home} AND rev_from = 2")),
        (2, format!("DELETE FROM unit WHERE sor_code = {home} AND rev_from = 2")),
        (3, format!("DELETE FROM unit WHERE sor_code = {home} AND rev_from = 3")),
        (3, format!("UPDATE unit SET rev_to = {standing} WHERE sor_code = {home} AND rev_to = 3")),
        (
            3,
            format!(
                "UPDATE unit SET rev_to = 3 WHERE sor_code = {} AND rev_to = {standing}",
                code(1).number()
            ),
        ),
        (2, format!("UPDATE unit SET rev_from = 3 WHERE sor_code = {} AND rev_from = 2", code(1).number())),
        (2, "UPDATE location_number SET not_active = true".to_owned()),
        (2, "INSERT INTO replacement (old, new, rev_from, rev_to) VALUES (1, 2, 2, 3)".to_owned()),
        (2, "UPDATE revision SET summary = 'nothing' WHERE revision = 2".to_owned()),
        (2, "UPDATE revision SET reason = '' WHERE revision = 2".to_owned()),
        (1, "UPDATE revision SET subject = 'somebody' WHERE revision = 1".to_owned()),
        (3, "UPDATE revision SET committed_at = '2020-01-01 00:00:00+00:00' WHERE revision = 3".to_owned()),
        (2, "DELETE FROM revision WHERE revision = 2".to_owned()),
        (3, "DELETE FROM revision WHERE revision = 3".to_owned()),
        (2, "UPDATE address SET floor = '9' WHERE street_name = 'Søvej'".to_owned()),
        (2, "DELETE FROM address WHERE street_name = 'Søvej'".to_owned()),
        (2, "UPDATE import_source SET name = 'other.xml' WHERE revision = 2".to_owned()),
        (2, "DELETE FROM import_source WHERE revision = 2".to_owned()),
    ];
    for (revision, tampering) in tamperings {
        let database = TestDatabase::new(kind).await;
        let register = with_three_commits(&database).await;
        run_sql(&database.url, &tampering).await;
        let found = verify(&register).await.first_break.unwrap_or_else(|| panic!("not found: {tampering}"));
        assert_eq!(found.revision, Revision(revision), "{tampering}: {}", found.what);
        assert!(!found.what.is_empty());
    }
}

async fn a_tampering_in_any_table_is_found(kind: Kind) {
    for tampering in [
        "UPDATE region SET name_da = 'Andetsteds' WHERE code = '1084'",
        "UPDATE municipality SET name = 'Andetsteds' WHERE code = '0101'",
        "DELETE FROM coded_value WHERE entry = (SELECT MIN(entry) FROM coded_value)",
        "DELETE FROM message_type WHERE id = (SELECT MIN(id) FROM message_type)",
        "UPDATE region SET stands_to = '2020-01-01' WHERE code = '1084'",
    ] {
        let database = TestDatabase::new(kind).await;
        let register = database.register().await;
        run_sql(&database.url, tampering).await;
        let found = verify(&register).await.first_break.unwrap_or_else(|| panic!("not found: {tampering}"));
        assert_eq!(found.revision, Revision(1), "{tampering}: {}", found.what);
    }
}

async fn commits_that_were_never_made_are_found(kind: Kind) {
    let columns = "committed_at, subject, role, action, summary, rows, content, hash";
    for (revision, tampering) in [
        (9, "INSERT INTO replacement (old, new, rev_from, rev_to) VALUES (1, 2, 9, 10)".to_owned()),
        (
            7,
            format!(
                "INSERT INTO revision (revision, {columns}) SELECT 7, {columns} FROM revision WHERE revision = 1"
            ),
        ),
        (2, "UPDATE register_head SET revision = 3".to_owned()),
    ] {
        let database = TestDatabase::new(kind).await;
        let register = database.register().await;
        run_sql(&database.url, &tampering).await;
        let found = verify(&register).await.first_break.unwrap_or_else(|| panic!("not found: {tampering}"));
        assert_eq!(found.revision, Revision(revision), "{tampering}: {}", found.what);
    }
}

//! The number of SQL statements of a query depends on its depth, not on the rows it meets.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use sorgraph::import::Options;

use crate::support::database::{Kind, import_texts};
use crate::support::extract::{Entity, Number, Place, code, entity, file, gln, municipality};
use crate::support::on_both;
use crate::support::server::TestServer;

on_both!(statements_depend_on_depth_not_on_rows, what_memory_does_not_have_depends_on_depth_too);

/// A municipality with `width` institutions of `width` units each; each unit has
/// a number with `width` message types, and `width` children that inherit it.
fn wide(width: u32) -> (String, String) {
    let mut types = "gln;format;type;version;direction;validFrom;validTo\n".to_owned();
    let institutions = (0..width).map(|i| {
        let units = (0..width).map(|u| {
            let serial = 10_000 + i * 100 + u;
            for t in 0..width {
                types += &format!("{};EDIFACT;TYP{t:02};V1;RECEIVE;2020-01-01;\n", gln(u64::from(serial)));
            }
            let below = (0..width).map(|c| Entity {
                number: Number::Inherited,
                ..entity(1_000_000 + serial * 100 + c, &format!("Team {c}"), vec![])
            });
            Entity {
                number: Number::Own(u64::from(serial)),
                ..entity(serial, &format!("Hjem {u:02}"), below.collect())
            }
        });
        let postal = Some(Place("Gade", "0165", "1084"));
        Entity { postal, ..entity(100 + i, &format!("Center {i:02}"), units.collect()) }
    });
    // Albertslund: on the first page of the region's municipalities.
    let postal = Some(Place("Nordmarks Alle", "0165", "1084"));
    let owner = Entity { postal, ..municipality(1, "Albertslund Kommune", institutions.collect()) };
    (file("2026-11-20", &[owner]), types)
}

const QUERIES: [(&str, &str); 13] = [
    (
        "full walk",
        r#"{ region(by: { code: "1084" }) { municipalities(first: 20) { nodes { institutionOwner {
            healthInstitutions(first: 20) { nodes { organisationalUnits(first: 20) { nodes { name
              effectiveLocationNumber { source value { gln
                receives(first: 20) { nodes { messageType { type nameDa } } } sends { nodes { direction } } } } } } } } } } } } }"#,
    ),
    (
        "down to the children of children",
        r#"{ municipality(by: { code: "0165" }) { institutionOwner { healthInstitutions { nodes { organisationalUnits { nodes {
            children(first: 20) { nodes { name type { nameDa } effectiveLocationNumber { value { gln } from { name } } } } } } } } } } }"#,
    ),
    (
        "one unit with all above it",
        r#"{ organisationalUnit(by: { sorCode: "CODE" }) { name ancestors { name } path { name } parent { name }
            healthInstitution { name } institutionOwner { name } municipality { name region { nameDa } } } }"#,
    ),
    (
        "effective addresses of a page",
        "{ organisationalUnits(first: 20) { nodes { effectivePostalAddress { value { streetName } from { name } }
            effectiveVisitingAddress { value { streetName } } effectiveActivityAddress { value { streetName } }
            effectiveVirtualAddress { value { telephone } } } } }",
    ),
    (
        "numbers with their holders and messages",
        "{ locationNumbers(first: 20) { nodes { gln holder { name } usedBy(first: 5) { nodes { name } }
            receives(first: 20) { nodes { messageType { type } } } networkOperator { nameDa } region { nameDa } } } }",
    ),
    ("counts", "{ healthInstitutions(first: 20) { totalCount nodes { descendants { totalCount } organisationalUnits { totalCount } } } }"),
    (
        "municipalities of a region with what they own",
        r#"{ region(by: { code: "1084" }) { municipalities(first: 100) { totalCount nodes { name
            healthInstitutions(first: 20) { totalCount nodes { name } } } } } }"#,
    ),
    (
        "everything on a municipality's numbers",
        r#"{ municipality(by: { code: "0165" }) { locationNumbers(first: 20) { nodes { gln holder { name }
            receives(first: 20) { nodes { messageType { type version } } } sends(first: 20) { nodes { validFrom } } } } } }"#,
    ),
    ("search", r#"{ search(text: "hjem", first: 20) { nodes { name status { state } } totalCount } }"#),
    (
        "within a municipality",
        r#"{ municipality(by: { code: "0165" }) { healthInstitutionsWithin(first: 20) { nodes { name municipality { code } } } } }"#,
    ),
    (
        "histories of a page",
        "{ organisationalUnits(first: 20) { nodes { history(first: 5) { nodes { validFrom record { name } writtenBy { action audit { subject } } } } } } }",
    ),
    (
        "a page of changes",
        r#"{ changes(after: "1", first: 14, filter: { recordType: { in: [ORGANISATIONAL_UNIT] }, municipality: "0165" }) {
            nodes { kind key fields validFrom } } }"#,
    ),
    (
        "entities",
        "query($r: [_Any!]!) { _entities(representations: $r) { ... on OrganisationalUnit { name parent { name } effectiveLocationNumber { value { gln } } } } }",
    ),
];

async fn statements(server: &TestServer, width: u32) -> Vec<(&'static str, Value)> {
    let mut counted = Vec::new();
    let units = (0..width)
        .map(|u| json!({ "__typename": "OrganisationalUnit", "sorCode": code(10_000 + u).to_string() }));
    let variables = json!({ "r": units.collect::<Vec<_>>() });
    for (name, query) in QUERIES {
        let query = query.replace("CODE", &code(10_000).to_string());
        let variables = if name == "entities" { variables.clone() } else { json!({}) };
        let answer = server.answer(&query, variables).await;
        assert!(answer.get("errors").is_none(), "{name}: {:#}", answer["errors"]);
        let rows = answer.to_string().matches("\"gln\"").count();
        let expected = if name == "full walk" { (width * width) as usize } else { 0 };
        assert!(rows >= expected, "{name}: {rows} numbers");
        counted.push((name, answer["extensions"]["register"]["statements"].clone()));
    }
    counted
}

async fn statements_depend_on_depth_not_on_rows(kind: Kind) {
    let counted = counted(&[("image", Some("false".to_owned()))], kind).await;
    insta::assert_json_snapshot!("statements", counted);
}

async fn what_memory_does_not_have_depends_on_depth_too(kind: Kind) {
    insta::assert_json_snapshot!("statements_beside_memory", counted(&[], kind).await);
}

/// The statements of each query on a wide register, the same as on a narrow one. The short lists
/// of a revision are read by the first query that needs them, and kept for those after it.
async fn counted(settings: &[(&str, Option<String>)], kind: Kind) -> BTreeMap<&'static str, Value> {
    let mut counted = Vec::new();
    for width in [2, 20] {
        let server = TestServer::with_settings(kind, settings).await;
        let (text, types) = wide(width);
        let files = [("sor.xml", text.as_str()), ("types.csv", types.as_str())];
        let outcome = import_texts(&server.register, &files, &Options::default()).await.expect("imported");
        assert_eq!(outcome.report.refused, 0, "{}", outcome.report);
        counted.push(statements(&server, width).await);
    }
    let [narrow, wide] = counted.as_slice() else { panic!("two registers") };
    assert_eq!(narrow, wide, "twenty rows a level take as many statements as two");
    wide.iter().cloned().collect()
}

//! The register in memory answers as the database does, at every commit, and without it.

use async_graphql::Request;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};
use sorgraph::register::Register;
use sorgraph::schema::Graph;

use crate::support::both::Both;
use crate::support::database::{Kind, TestDatabase, import_made, import_texts};
use crate::support::desk::Desk;
use crate::support::extract::{code, entity, file, municipality};
use crate::support::on_both;
use crate::support::server::TestServer;

on_both!(
    memory_and_database_answer_alike,
    every_commit_is_in_memory_when_it_is_acknowledged,
    commits_of_another_process_are_seen,
    what_is_in_memory_costs_no_statement,
);

const UNIT: &str = "sorCode name state status { firstFromDate fromDate toDate updatedAt } validFrom validTo revision cvrNumber \
    type { code nameDa } locationNumberState parent { sorCode } ancestors { sorCode name } path { sorCode } \
    effectivePostalAddress { source from { sorCode } value { streetName postCode municipality { code name } region { code } } } \
    effectiveVisitingAddress { source value { streetName } } effectiveVirtualAddress { source value { email telephone } } \
    effectiveLocationNumber { source from { sorCode } value { gln state notActive holder { sorCode } systemType { code nameDa } \
    receives(first: 3) { totalCount nodes { direction validFrom messageType { format type version nameDa } } pageInfo { hasNextPage endCursor } } \
    sends(last: 2) { nodes { validFrom messageType { type } } pageInfo { hasPreviousPage startCursor } } } } \
    institutionOwner { sorCode name } municipality { code name } region { nameDa } specialities { roleCode speciality { code nameDa } }";

/// Lists below records, in every order and direction, with every filter.
const LISTS: [&str; 16] = [
    "organisationalUnits(first: 7)",
    "organisationalUnits(last: 3, orderBy: { by: SOR_CODE })",
    "organisationalUnits(first: 5, orderBy: { by: FIRST_FROM_DATE, direction: DESC })",
    "organisationalUnits(first: 4, filter: { state: { in: [CLOSED] } })",
    "organisationalUnits(first: 4, filter: { state: { in: [FUTURE, CLOSING] } }, orderBy: { by: NAME, direction: DESC })",
    "organisationalUnits(first: 4, filter: { name: { startsWith: \"te\" } })",
    "organisationalUnits(first: 4, filter: { type: { in: [\"550671000005100\"] } })",
    "organisationalUnits(first: 4, filter: { municipality: \"0101\" })",
    "organisationalUnits(first: 4, filter: { messageType: { type: \"DIS91\" } })",
    "descendants(first: 4)",
    "descendants(maxDepth: 1, last: 4, orderBy: { by: SOR_CODE, direction: DESC })",
    "descendants(first: 4, filter: { ownerType: { in: [REGION, MUNICIPALITY] }, state: { in: [ACTIVE, CLOSED] } })",
    "descendants(first: 4, filter: { region: \"1084\" }, orderBy: { by: FIRST_FROM_DATE })",
    "descendants(first: 4, filter: { messageType: { type: \"DIS91\", direction: RECEIVE, format: EDIFACT } })",
    "organisationalUnits(last: 4, filter: { name: { startsWith: \"a\" } })",
    "organisationalUnits(last: 2, orderBy: { by: NAME, direction: DESC })",
];

/// Lists of the whole register and of places.
const REGISTER_LISTS: [&str; 22] = [
    "healthInstitutions(first: 7",
    "healthInstitutions(last: 7",
    "organisationalUnits(first: 7, orderBy: { by: NAME, direction: DESC }",
    "organisationalUnits(first: 7, orderBy: { by: SOR_CODE }",
    "institutionOwners(first: 7, orderBy: { by: FIRST_FROM_DATE, direction: DESC }",
    "healthInstitutions(first: 3, filter: { name: { startsWith: \"ta\" } }",
    "organisationalUnits(last: 3, filter: { name: { startsWith: \"aa\" }, state: { in: [ACTIVE, CLOSED, FUTURE] } }",
    "organisationalUnits(first: 3, filter: { name: { startsWith: \"Æ\" } }, orderBy: { by: NAME, direction: DESC }",
    "organisationalUnits(first: 3, filter: { type: { in: [\"550671000005100\", \"nonsense\"] } }",
    "organisationalUnits(first: 3, filter: { ownerType: { in: [PRIVATE] } }",
    "organisationalUnits(first: 3, filter: { municipality: \"0101\" }",
    "healthInstitutions(first: 3, filter: { municipality: \"0101\", type: { in: [\"550671000005100\", \"550811000005108\"] } }",
    "organisationalUnits(first: 3, filter: { region: \"1082\" }",
    "organisationalUnits(first: 3, filter: { messageType: { type: \"DIS91\" } }",
    "organisationalUnits(first: 3, filter: { messageType: { type: \"DIS91\", version: \"D9134L\", direction: SEND }, region: \"1081\" }",
    "institutionOwners(first: 3, filter: { state: { in: [] } }",
    "institutionOwners(first: 2, filter: { within: \"311000016009\" }",
    "locationNumbers(first: 4",
    "locationNumbers(last: 4, filter: { region: \"1084\" }",
    "locationNumbers(first: 4, filter: { state: { in: [CLOSED, FUTURE, CLOSING] } }, orderBy: { direction: DESC }",
    "search(text: \"kommune\", first: 4",
    "search(text: \"a b\", first: 4, filter: { kind: { in: [HEALTH_INSTITUTION, ORGANISATIONAL_UNIT] }, state: { in: [ACTIVE, CLOSED] } }",
];

/// Lists on a municipality.
const PLACE_LISTS: [&str; 4] = [
    "healthInstitutions(first: 3)",
    "healthInstitutionsWithin(first: 3)",
    "organisationalUnitsWithin(last: 3, orderBy: { by: SOR_CODE })",
    "locationNumbers(first: 3)",
];

const DAYS: [&str; 5] = ["1950-01-01", "2012-06-30", "2026-11-22", "2026-12-31", "2030-01-01"];

async fn memory_and_database_answer_alike(kind: Kind) {
    let database = TestDatabase::new(kind).await;
    let register = database.register().await;
    import_made(&register, 1_500).await;
    let both = Both::over(register).await;
    let all = both.agree("{ organisationalUnits(first: 100, filter: { state: { in: [ACTIVE, CLOSED, FUTURE, CLOSING] } }, orderBy: { by: SOR_CODE }) { nodes { sorCode } } \
        healthInstitutions(first: 100) { nodes { sorCode } } }").await;
    let codes = |list: &str| -> Vec<String> {
        let nodes = all[list]["nodes"].as_array().expect("a list").iter();
        nodes.map(|node| node["sorCode"].as_str().expect("a code").to_owned()).collect()
    };
    let (units, institutions) = (codes("organisationalUnits"), codes("healthInstitutions"));
    assert!(units.len() == 100 && institutions.len() > 20);
    for (number, unit) in units.iter().enumerate() {
        let day = DAYS[number % DAYS.len()];
        let query = format!(
            r#"{{ organisationalUnit(by: {{ sorCode: "{unit}" }}, at: "{day}") {{ {UNIT} healthInstitution {{ sorCode }} }} }}"#
        );
        both.agree(&query).await;
    }
    let mut rows = 0;
    for (number, institution) in institutions.iter().enumerate().take(60) {
        let (list, day) = (LISTS[number % LISTS.len()], DAYS[number / LISTS.len() % DAYS.len()]);
        let page = "totalCount nodes { sorCode name state } pageInfo { hasNextPage hasPreviousPage startCursor endCursor }";
        let found = |list: &str| {
            format!(
                r#"{{ healthInstitution(by: {{ sorCode: "{institution}" }}, at: "{day}", revision: "2") {{ it: {list} {{ {page} }} }} }}"#
            )
        };
        let first = both.agree(&found(list)).await;
        rows += first["healthInstitution"]["it"]["nodes"].as_array().map_or(0, Vec::len);
        // The next page, by the cursor that both gave.
        let info = &first["healthInstitution"]["it"]["pageInfo"];
        if let (true, Some(cursor)) = (info["hasNextPage"] == true, info["endCursor"].as_str()) {
            both.agree(&found(&list.replacen("first: ", &format!("after: \"{cursor}\", first: "), 1))).await;
        }
    }
    assert!(rows > 20, "there is something on the lists: {rows}");
    agree_on_lists(&both).await;
    for day in DAYS {
        both.agree(&format!(
            r#"{{ regions(at: "{day}", first: 20) {{ nodes {{ code nameDa state institutionOwner {{ sorCode name }} municipalities(first: 100) {{ totalCount nodes {{ code name
                institutionOwner {{ sorCode state healthInstitutions(first: 3) {{ totalCount nodes {{ sorCode name state }} }} }} }} }} }} }}
              municipalities(at: "{day}", last: 5) {{ nodes {{ code name region {{ code }} }} }} messageTypes(at: "{day}", first: 50) {{ nodes {{ type nameDa }} }} }}"#
        ))
        .await;
    }
    // Another revision than the newest is the database's.
    both.agree(r#"{ register(revision: "1") { counts { organisationalUnits } } municipalities(first: 3, revision: "1") { nodes { institutionOwner { name } } } }"#).await;
}

/// Lists of the register and of places, page by page, on every day.
async fn agree_on_lists(both: &Both) {
    let mut rows = 0;
    for day in DAYS {
        for list in REGISTER_LISTS {
            let node = if list.starts_with("locationNumbers") { "gln state" } else { "sorCode name state" };
            let node = if list.starts_with("search") { "... on Node { id }" } else { node };
            let page = format!(
                "totalCount nodes {{ {node} }} pageInfo {{ hasNextPage hasPreviousPage startCursor endCursor }}"
            );
            let backwards = list.contains("last:");
            let mut cursor = Value::Null;
            for _ in 0..3 {
                let from = match (cursor.as_str(), backwards) {
                    (None, _) => format!(", at: \"{day}\""),
                    (Some(cursor), false) => format!(", after: \"{cursor}\""),
                    (Some(cursor), true) => format!(", before: \"{cursor}\""),
                };
                let found = both.agree(&format!("{{ it: {list}{from}) {{ {page} }} }}")).await["it"].take();
                rows += found["nodes"].as_array().map_or(0, Vec::len);
                cursor = found["pageInfo"][if backwards { "startCursor" } else { "endCursor" }].clone();
                let more = if backwards { "hasPreviousPage" } else { "hasNextPage" };
                if found["pageInfo"][more] != true {
                    break;
                }
            }
        }
        for list in PLACE_LISTS {
            let node =
                if list.starts_with("locationNumbers") { "gln holder { sorCode }" } else { "sorCode name" };
            let on_municipalities = format!(
                "{{ regions(at: \"{day}\") {{ nodes {{ municipalities(first: 6) {{ nodes {{ it: {list} {{ totalCount nodes {{ {node} }} pageInfo {{ hasNextPage }} }} }} }} }} }} }}"
            );
            both.agree(&on_municipalities).await;
        }
        both.agree(&format!("{{ regions(at: \"{day}\") {{ nodes {{ healthInstitutionsWithin(first: 3) {{ totalCount nodes {{ sorCode }} }} organisationalUnitsWithin(last: 3) {{ totalCount nodes {{ sorCode }} }} }} }} }}")).await;
        both.agree(&format!("{{ locationNumbers(at: \"{day}\", first: 40) {{ nodes {{ gln usedBy(first: 3, orderBy: {{ direction: DESC }}) {{ totalCount nodes {{ sorCode }} }} }} }} }}")).await;
    }
    assert!(rows > 400, "there is something on the lists: {rows}");
    // A cursor that somebody wrote, behind every number that can be.
    let page = "nodes { gln } pageInfo { hasNextPage endCursor }";
    let first = both.agree(&format!("{{ it: locationNumbers(first: 1) {{ {page} }} }}")).await;
    let cursor = first["it"]["pageInfo"]["endCursor"].as_str().expect("a cursor");
    let text = String::from_utf8(URL_SAFE_NO_PAD.decode(cursor).expect("base64")).expect("text");
    let gln = first["it"]["nodes"][0]["gln"].as_str().expect("a number");
    assert!(text.contains(gln), "{text}");
    let written = URL_SAFE_NO_PAD.encode(text.replace(gln, &i64::MAX.to_string()));
    let behind =
        both.agree(&format!("{{ it: locationNumbers(first: 1, after: \"{written}\") {{ {page} }} }}")).await;
    assert_eq!(behind["it"]["nodes"], json!([]));
}

async fn every_commit_is_in_memory_when_it_is_acknowledged(kind: Kind) {
    let database = TestDatabase::new(kind).await;
    let register = database.register().await;
    import_made(&register, 600).await;
    let both = Both::over(register.clone()).await;
    let desk = Desk::of(&register).await;
    for turn in 0..14 {
        desk.write(turn).await;
        let newest = register.reader().head().await.expect("a head");
        assert_eq!(register.image().map(|image| image.revision()), Some(newest), "turn {turn}");
        for day in ["2026-11-22", "2027-01-15", "2027-06-01"] {
            let query = format!(
                r#"{{ register {{ revision committedRevision }} healthInstitution(by: {{ sorCode: "{}" }}, at: "{day}") {{ organisationalUnits(first: 100, filter: {{ state: {{ in: [ACTIVE, FUTURE, CLOSED, CLOSING] }} }}) {{
                    totalCount nodes {{ {UNIT} localCode }} }} }}
                  locationNumber(by: {{ gln: "{}" }}, at: "{day}") {{ holder {{ sorCode }} receives(first: 50) {{ totalCount nodes {{ validFrom validTo messageType {{ type version }} }} }} }} }}"#,
                desk.parent, desk.gln
            );
            both.agree(&query).await;
        }
    }
    // What is read at once is the same as what was moved on commit by commit.
    let moved = register.image().expect("an image");
    let anew = Register::new(register.database().clone(), register.clock());
    let anew = anew.keep_image().await.expect("an image");
    assert_eq!((moved.revision(), moved.units()), (anew.revision(), anew.units()));
}

async fn commits_of_another_process_are_seen(kind: Kind) {
    let server = TestServer::start(kind).await;
    // As another process would: a register of its own on the same database.
    let other = Register::new(server.register.database().clone(), server.register.clock());
    let owners = [municipality(1, "Kommune", vec![entity(2, "Ældreforvaltningen", vec![])])];
    let options = sorgraph::import::Options::default();
    import_texts(&other, &[("sor.xml", &file("2026-11-20", &owners))], &options).await.expect("imported");
    let query = format!(
        r#"{{ register {{ revision committedRevision }} healthInstitution(by: {{ sorCode: "{}" }}) {{ name }} }}"#,
        code(2)
    );
    let asked = server.client().post(server.url("/graphql")).json(&json!({ "query": query }));
    let answer = asked.header("sorgraph-at-least", "2").send().await.expect("an answer");
    assert_eq!(answer.headers()["sorgraph-newest-revision"], "2");
    let answer: Value = answer.json().await.expect("JSON");
    assert_eq!(answer["data"]["healthInstitution"]["name"], "Ældreforvaltningen", "{answer:#}");
    assert_eq!(answer["data"]["register"], json!({ "revision": "2", "committedRevision": "2" }));
    let asked = server.client().post(server.url("/graphql")).json(&json!({ "query": query }));
    let ahead: Value =
        asked.header("sorgraph-at-least", "9").send().await.expect("an answer").json().await.expect("JSON");
    assert_eq!(ahead["errors"][0]["extensions"]["code"], "BAD_REVISION", "{ahead:#}");
    // Without being told, it looks by itself.
    let renamed = [municipality(1, "Kommune", vec![entity(2, "Omsorg og sundhed", vec![])])];
    import_texts(&other, &[("sor.xml", &file("2026-11-21", &renamed))], &options).await.expect("imported");
    let deadline = tokio::time::Instant::now() + std::time::Duration::from_secs(20);
    while server.data(&query).await["healthInstitution"]["name"] != "Omsorg og sundhed" {
        assert!(tokio::time::Instant::now() < deadline, "the commit is not seen");
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
}

async fn what_is_in_memory_costs_no_statement(kind: Kind) {
    let database = TestDatabase::new(kind).await;
    let register = database.register().await;
    import_made(&register, 600).await;
    let both = Both::over(register).await;
    let query = r#"{ municipality(by: { code: "0101" }) { name region { nameDa } institutionOwner { healthInstitutions(first: 20) { totalCount nodes { name
        organisationalUnits(first: 20) { nodes { name type { nameDa } path { name } effectiveLocationNumber { value { gln receives(first: 20) { nodes { messageType { nameDa } } } } } } } } } } } }"#;
    let statements = async |graph: &Graph| {
        let answer = serde_json::to_value(graph.execute(Request::new(query)).await).expect("JSON");
        answer["extensions"]["register"]["statements"].as_u64().expect("a figure")
    };
    assert_eq!(statements(&both.memory).await, 0);
    assert!(statements(&both.database).await > 5);
}

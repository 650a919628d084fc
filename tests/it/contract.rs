//! Other people's clients and audits, held against the service.

use serde_json::{Map, Value, json};

use crate::support::database::{Kind, import_texts};
use crate::support::demo::Demo;
use crate::support::extract::{code, entity, file, municipality};
use crate::support::node::NodeFolder;
use crate::support::server::TestServer;

const FOLDER: &str = "tests/contract";

/// The schema, seen from the folder.
const SCHEMA: &str = "../../schema.graphql";

/// Whose tokens the typed client takes.
const PEOPLE: [&str; 5] = ["sds", "medcom", "municipality:0101", "administrator:0101", "person:client"];

#[tokio::test(flavor = "multi_thread")]
async fn the_audits_of_graphql_over_http_pass() {
    let server = TestServer::start(Kind::Sqlite).await;
    let url = server.url("/graphql");
    let told =
        tokio::task::spawn_blocking(move || NodeFolder::prepared(FOLDER).run("audit.mjs", &[url], &[]));
    let told = told.await.expect("run");
    assert!(told.contains("0 of what must or should be failed"), "{told}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_clients_of_both_protocols_follow_the_register() {
    let server = TestServer::start(Kind::Sqlite).await;
    let home = entity(2, "Ældreforvaltningen", vec![entity(3, "Plejehjem", vec![])]);
    let text = file("2026-11-20", &[municipality(1, "Kommune", vec![home])]);
    let options = sorgraph::import::Options::default();
    import_texts(&server.register, &[("sor.xml", &text)], &options).await.expect("imported");
    let arguments = [server.address.to_string(), "1".to_owned(), "3".to_owned()];
    let told =
        tokio::task::spawn_blocking(move || NodeFolder::prepared(FOLDER).run("follow.mjs", &arguments, &[]));
    let told: Vec<Value> =
        told.await.expect("run").lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    let keys = [1, 2, 3].map(|serial| code(serial).to_string());
    let expected = |client: &str| json!({ "client": client, "asked": { "register": { "revision": "2" } }, "keys": keys });
    assert_eq!(told, [expected("socket"), expected("events")]);
}

#[test]
fn relay_compiles_documents_against_the_schema_and_refuses_those_with_a_mistake() {
    let told = NodeFolder::prepared(FOLDER).run("relay.mjs", &[SCHEMA], &[]);
    assert!(told.contains(", 0 complaints"), "{told}");
}

#[test]
fn the_schema_keeps_the_rules_of_graphql_eslint_and_each_item_is_described() {
    let told = NodeFolder::prepared(FOLDER).run("lint.mjs", &[SCHEMA], &[]);
    assert!(told.contains(", 0 complaints"), "{told}");
}

#[test]
fn a_change_that_breaks_clients_is_seen_and_has_to_be_named_in_the_changelog() {
    let told = NodeFolder::prepared(FOLDER).run("breaking-check.mjs", &[SCHEMA], &[]);
    assert!(told.contains(", 0 complaints"), "{told}");
}

#[test]
fn what_breaks_clients_of_the_last_release_is_named_in_the_changelog() {
    let files = ["released.graphql", SCHEMA, "../../CHANGELOG.md"];
    let told = NodeFolder::prepared(FOLDER).run("breaking.mjs", &files, &[]);
    assert!(told.contains(", 0 of them not named"), "{told}");
}

#[test]
fn a_typed_client_asks_every_root_field() {
    let folder = NodeFolder::prepared(FOLDER);
    let made = folder.run("generate.mjs", &[SCHEMA], &[]);
    let count = made.split(' ').next().expect("how many operations there are").to_owned();
    folder.run("node_modules/typescript/bin/tsc", &["-p", "."], &[]);
    let demo = Demo::start(3_000);
    let tokens: Map<String, Value> =
        PEOPLE.iter().map(|who| ((*who).to_owned(), json!(demo.token(who)))).collect();
    let tokens = Value::Object(tokens).to_string();
    let told = folder.run("made/js/client/main.js", &[&demo.address], &[("TOKENS", tokens.as_str())]);
    assert_eq!(told, format!("{count} operations asked\n"));
}

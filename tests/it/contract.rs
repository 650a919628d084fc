//! Other people's clients and audits, held against the service.

use serde_json::{Value, json};

use crate::support::database::{Kind, import_texts};
use crate::support::extract::{code, entity, file, municipality};
use crate::support::node::NodeFolder;
use crate::support::server::TestServer;

const FOLDER: &str = "tests/contract";

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

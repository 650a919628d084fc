//! Every code that the service can give is documented, and every documented one can be given.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use metrics_exporter_prometheus::PrometheusBuilder;
use reqwest::StatusCode;
use serde_json::{Value, json};
use sorgraph::app;
use sorgraph::http::{Door, RequestLimits, Sockets, router};
use sorgraph::register::{Clock, Register};
use sorgraph::schema::{Code, Graph, Limits, Refused};
use sorgraph::storage::Database;

use tokio::sync::{Semaphore, watch};

use crate::support::database::{Kind, TestDatabase, clock};
use crate::support::server::http_client;

/// Words in quotes or back-ticks that have the form of a code.
fn codes(text: &str, quote: char) -> BTreeSet<String> {
    let is_code = |word: &&str| {
        word.len() > 5 && word.chars().all(|c| c.is_ascii_uppercase() || c == '_') && !word.starts_with('_')
    };
    text.split(quote).filter(is_code).map(ToOwned::to_owned).collect()
}

fn source(file: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(file);
    let text = std::fs::read_to_string(path).expect("readable");
    text.split("#[cfg(test)]").next().unwrap_or_default().to_owned()
}

/// What stands in quotes in the files of a room that refuse requests.
fn of_the_door() -> BTreeSet<String> {
    let texts = ["src/http", "src/http/socket"].into_iter().flat_map(|room| {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(room);
        let files = std::fs::read_dir(folder).expect("a room").map(|entry| entry.expect("a file").path());
        let files = files.filter(|path| path.extension().is_some_and(|kind| kind == "rs"));
        let names = files.filter_map(|path| Some(path.file_name()?.to_string_lossy().into_owned()));
        names.map(move |name| source(&format!("{room}/{name}"))).collect::<Vec<_>>()
    });
    texts.chain([source("src/identity/fault.rs")]).flat_map(|text| codes(&text, '"')).collect()
}

#[test]
fn every_code_before_and_in_an_answer_is_documented_and_given() {
    let document = source("docs/errors.md");
    let (requests, _) = document.split_once("## In the payload").expect("the part of the payloads");
    let rows = requests.lines().filter(|line| line.starts_with("| `"));
    let documented: BTreeSet<_> =
        rows.flat_map(|row| codes(row.split(" | ").next().unwrap_or_default(), '`')).collect();
    let mut given = of_the_door();
    given.extend(Code::ALL.iter().map(|code| code.as_str().to_owned()));
    given.extend(Refused::codes().into_iter().map(ToOwned::to_owned));
    assert!(given.len() > 35, "{given:?}");
    assert_eq!(given.difference(&documented).collect::<Vec<_>>(), Vec::<&String>::new(), "not documented");
    assert_eq!(documented.difference(&given).collect::<Vec<_>>(), Vec::<&String>::new(), "never given");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_panic_is_told_by_its_request_id_only() {
    let database = TestDatabase::new(Kind::Sqlite).await;
    app::close(database.register().await).await.expect("closed");
    let broken = Arc::new(AtomicBool::new(false));
    let (switch, real) = (Arc::clone(&broken), clock());
    let failing: Clock = Arc::new(move || {
        assert!(!switch.load(Ordering::Relaxed), "the spring of the clock is broken");
        real()
    });
    let connection = Database::connect(&database.url, 4).await.expect("a connection");
    // The door alone: what the service does beside requests would look at the clock as well.
    let door = Door {
        graph: Graph::new(Register::new(connection, failing), Limits::default()),
        ready: Arc::new(|| Box::pin(async { Ok(()) })),
        metrics: PrometheusBuilder::new().build_recorder().handle(),
        limits: RequestLimits { body_bytes: 65_536, public_seconds: 0, trusted_proxies: 0 },
        origins: Vec::new(),
        sockets: Sockets {
            places: Arc::new(Semaphore::new(1)),
            operations: 1,
            begin_within: Duration::from_secs(1),
            patience: Duration::from_secs(1),
            stopping: watch::channel(false).1,
        },
        verifier: None,
        development: None,
    };
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let url = format!("http://{}/graphql", listener.local_addr().expect("an address"));
    #[expect(clippy::disallowed_methods, reason = "the test's own server, which ends with the test")]
    tokio::task::spawn(async move { axum::serve(listener, router(door)).await });
    broken.store(true, Ordering::Relaxed);
    let body = json!({ "query": "{ register { revision } }" });
    let response = http_client().post(url).json(&body).send().await.expect("an answer");
    assert_eq!(response.status(), StatusCode::INTERNAL_SERVER_ERROR);
    let id = response.headers()["x-request-id"].to_str().expect("text").to_owned();
    let answer: Value = response.json().await.expect("JSON");
    assert_eq!(answer["errors"][0]["extensions"], json!({ "code": "INTERNAL", "requestId": id }));
    assert!(!answer.to_string().contains("spring"), "{answer}");
}

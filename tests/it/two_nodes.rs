//! Two services on one PostgreSQL: each request is of one revision, both come to the same one, no event is lost.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use async_graphql::Request;
use futures_util::StreamExt;
use serde_json::Value;
use sorgraph::register::Register;
use sorgraph::schema::{Graph, Limits};
use sorgraph::storage::Database;
use tokio::time::{Instant, timeout};

use crate::support::database::{Kind, TestDatabase, clock, import_made};
use crate::support::desk::Desk;
use crate::support::server::TestServer;

/// Commits that each of the two makes.
const COMMITS: usize = 40;
/// How long the other one may take to come to a revision. It takes milliseconds; this is for a machine that does much else.
const STATED: Duration = Duration::from_secs(10);

/// The last revision of the test; 0 while nobody knows it.
type Last = AtomicI64;

/// Every event behind a revision, as one service tells them, until that of the last one.
async fn followed(register: Register, after: i64, last: &Last) -> Vec<String> {
    let graph = Graph::new(register, Limits::default());
    let query = format!(r#"subscription {{ registerChanged(after: "{after}") {{ cursor revision }} }}"#);
    let mut events = graph.execute_stream(Request::new(query));
    let mut cursors = Vec::new();
    while let Some(event) = timeout(STATED, events.next()).await.expect("the next event in time") {
        let event = serde_json::to_value(event).expect("JSON");
        let change = &event["data"]["registerChanged"];
        cursors.push(change["cursor"].as_str().expect("a cursor").to_owned());
        let revision: i64 =
            change["revision"].as_str().and_then(|text| text.parse().ok()).expect("a revision");
        if revision == last.load(Ordering::SeqCst) {
            break;
        }
    }
    cursors
}

/// Asks one service the same over and over while others write: whatever it answers is of one revision.
async fn consistent(server: &TestServer, parent: &str, last: &Last) -> (usize, usize) {
    let units =
        "organisationalUnits(first: 100, filter: { state: { in: [ACTIVE, FUTURE, CLOSING, CLOSED] } })";
    let query = format!(
        r#"{{ one: healthInstitution(by: {{ sorCode: "{parent}" }}) {{ {units} {{ totalCount nodes {{ sorCode name revision }} }} }}
            two: healthInstitution(by: {{ sorCode: "{parent}" }}) {{ {units} {{ totalCount nodes {{ sorCode name revision }} }} }} }}"#
    );
    let (mut answers, mut revisions) = (0, BTreeSet::new());
    loop {
        let body = serde_json::json!({ "query": query });
        let answer =
            server.client().post(server.url("/graphql")).json(&body).send().await.expect("an answer");
        let newest: i64 =
            answer.headers()["sorgraph-newest-revision"].to_str().expect("text").parse().expect("a number");
        let answer: Value = answer.json().await.expect("JSON");
        assert_eq!(answer["data"]["one"], answer["data"]["two"], "an answer of two revisions");
        let nodes = answer["data"]["one"]["organisationalUnits"]["nodes"].as_array().expect("a list");
        let written = nodes.iter().filter_map(|node| node["revision"].as_str()?.parse::<i64>().ok()).max();
        assert!(written.unwrap_or_default() <= newest, "an answer ahead of its revision");
        assert!(revisions.last().is_none_or(|last| *last <= newest), "an answer behind the one before");
        revisions.insert(newest);
        answers += 1;
        if newest == last.load(Ordering::SeqCst) {
            return (answers, revisions.len());
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn two_services_on_one_database_agree_under_writes() {
    let database = TestDatabase::new(Kind::Postgres).await;
    let first = database.register().await;
    import_made(&first, 600).await;
    let desk = Desk::of(&first).await;
    let connection = Database::connect(&database.url, 6).await.expect("a connection");
    let second = Register::new(connection, clock());
    let other_desk = Desk::of(&second).await;
    let (one, two) = (TestServer::over(first.clone()).await, TestServer::over(second.clone()).await);
    let start = first.reader().head().await.expect("a head").0;
    let last = Last::new(0);
    // Each commits in turn; the readers of both ask all the time.
    let writes = async {
        for turn in 0..COMMITS {
            desk.write(turn).await;
            other_desk.write(turn + 1).await;
        }
        let head = first.reader().head().await.expect("a head").0;
        last.store(head + 1, Ordering::SeqCst);
        other_desk.write(999_998).await;
        let head = first.reader().head().await.expect("a head").0;
        assert_eq!(head, last.load(Ordering::SeqCst), "the last write is one commit");
        Instant::now()
    };
    let (written, by_one, by_two, told_by_one, told_by_two) = tokio::join!(
        writes,
        consistent(&one, &desk.parent, &last),
        consistent(&two, &desk.parent, &last),
        followed(first.clone(), start, &last),
        followed(second.clone(), start, &last),
    );
    assert!(written.elapsed() < STATED, "both come to the last revision in time");
    assert!(by_one.1 > 5 && by_two.1 > 5, "they were read between the commits: {by_one:?} {by_two:?}");
    assert_eq!(told_by_one, told_by_two, "both tell the same events");
    assert!(told_by_one.len() >= COMMITS, "{} events", told_by_one.len());
    let distinct: BTreeSet<_> = told_by_one.iter().collect();
    assert_eq!(distinct.len(), told_by_one.len(), "each once");
}

//! Plans and the ordinary executor answer alike, byte for byte: random documents run through both.
//!
//! Some thousands run here. A million and more, or those of one seed:
//! `SORGRAPH_DOCUMENTS=1000000 cargo test --release --test it plans` and `SORGRAPH_SEED=17`; both together are so
//! many from that seed on.

mod documents;
mod schema;
mod values;

use async_graphql::{Request, Variables};
use documents::Documents;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::SeedableRng;
use serde_json::{Value, json};
use sorgraph::register::Register;
use sorgraph::schema::{Answered, Body, Graph, Limits, Pace, as_json};
use values::Values;

use crate::support::database::{Kind, TestDatabase, import_made};
use crate::support::server::TestServer;

/// Documents of a run that does not say how many.
const DOCUMENTS: u64 = 2_000;
/// Values that each document is asked with.
const ASKED: usize = 3;

fn setting(name: &str) -> Option<u64> {
    std::env::var(name).ok().map(|text| text.parse().unwrap_or_else(|_| panic!("{name} is a number")))
}

/// What both executors say.
struct Both {
    ordinary: String,
    plan: Option<String>,
    /// Whether the plan's answer was sent while it was written.
    streamed: bool,
}

async fn both(graph: &Graph, query: &str, variables: &Value) -> Both {
    let request = || Request::new(query).variables(Variables::from_json(variables.clone()));
    let ordinary = graph.execute(request()).await;
    let ordinary = String::from_utf8(as_json(&ordinary)).expect("text");
    let mut streamed = false;
    let plan = match graph.prepare(request()) {
        Ok(prepared) => match graph.begin(prepared).await {
            Ok(begun) => match begun.reply().await {
                Answered::Written(written) => {
                    streamed = matches!(written.body, Body::Streamed(_));
                    let bytes = written.body.collect().await.expect("all of it");
                    Some(String::from_utf8(bytes).expect("text"))
                }
                Answered::Told(_) => None,
            },
            Err(_) => None,
        },
        Err(_) => None,
    };
    Both { ordinary, plan, streamed }
}

async fn made(kind: Kind, units: u32) -> (TestDatabase, Register) {
    let database = TestDatabase::new(kind).await;
    let register = database.register().await;
    import_made(&register, units).await;
    register.keep_image().await.expect("an image");
    (database, register)
}

/// What came of random documents.
#[derive(Debug, Default)]
struct Tally {
    asked: u64,
    planned: u64,
    streamed: u64,
    faults: u64,
    bytes: usize,
}

/// Asks a graph random documents, as many as a run says, and finds that both executors say the same.
async fn ask_random(graph: &Graph, values: &Values, documents: u64) -> (u64, Tally) {
    let seed = setting("SORGRAPH_SEED");
    let first = seed.unwrap_or_default();
    let count = setting("SORGRAPH_DOCUMENTS").unwrap_or(if seed.is_some() { 1 } else { documents });
    let mut tally = Tally::default();
    for seed in first..first + count {
        let mut documents = Documents::new(ChaCha8Rng::seed_from_u64(seed), values);
        let document = documents.document();
        for _ in 0..ASKED {
            let variables = documents.variables();
            let Both { ordinary, plan, streamed } = both(graph, &document, &variables).await;
            documents.learn(&ordinary);
            tally.asked += 1;
            tally.faults += u64::from(ordinary.contains("\"errors\":"));
            let Some(plan) = plan else { continue };
            tally.planned += 1;
            tally.streamed += u64::from(streamed);
            tally.bytes += plan.len();
            assert!(
                plan == ordinary,
                "SORGRAPH_SEED={seed}\n{document}\n{variables}\nplan:     {plan}\nordinary: {ordinary}"
            );
        }
        if count > 20_000 && seed % 10_000 == 9_999 {
            eprintln!("{seed}: {tally:?}, all alike");
        }
    }
    println!("{tally:?}, all alike");
    (count, tally)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn random_documents_are_answered_alike() {
    let (_database, register) = made(Kind::Sqlite, 1_500).await;
    let values = Values::of(&register).await;
    let graph = Graph::new(register, Limits::default());
    let (count, tally) = ask_random(&graph, &values, DOCUMENTS).await;
    let Tally { asked, planned, faults, bytes, .. } = tally;
    if count > 1 {
        assert!(planned * 2 > asked, "most are answered by plans: {planned} of {asked}");
        assert!(faults * 50 > asked, "some have faults: {faults} of {asked}");
        assert!(bytes as u64 > planned * 200, "there is something in the answers: {bytes}");
    }
}

/// What is left out of an answer has arguments that must fit all the same.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn arguments_of_what_is_skipped_are_held_to_their_types() {
    let (_database, register) = made(Kind::Sqlite, 100).await;
    let graph = Graph::new(register, Limits::default());
    let query = r"query Q($id: ID!, $none: Boolean!, $day: Date) {
        node(id: $id) @skip(if: $none) { id } regions(at: $day) @skip(if: $none) { totalCount } municipalities { totalCount } }";
    let mut planned = 0;
    for (id, none, day) in [
        (json!("a"), true, json!("2026-11-22")),
        (json!("a"), true, json!(null)),
        (json!(1.5), true, json!(null)),
        (json!("a"), true, json!("tomorrow")),
        (json!("a"), false, json!("2026-11-22")),
    ] {
        let variables = json!({ "id": id, "none": none, "day": day });
        let Both { ordinary, plan, .. } = both(&graph, query, &variables).await;
        planned += usize::from(plan.is_some());
        assert_eq!(plan.unwrap_or_else(|| ordinary.clone()), ordinary, "{variables}");
        assert_eq!(ordinary.contains("errors"), !id.is_string(), "{variables}");
    }
    assert!(planned >= 2, "plans answer what fits: {planned}");
}

/// The same where nearly every answer counts as long: each is sent to its end, or not begun.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn random_documents_are_streamed_alike() {
    let (_database, register) = made(Kind::Sqlite, 1_500).await;
    let values = Values::of(&register).await;
    let pace = Pace { bytes: 60, units: 100, chunk: 40, aside: 2 };
    let graph = Graph::new(register, Limits::default()).with_pace(pace);
    let (count, Tally { planned, streamed, .. }) = ask_random(&graph, &values, DOCUMENTS / 2).await;
    assert_eq!(graph.running_aside(), 0);
    if count > 1 {
        assert!(streamed * 3 > planned, "many are streamed: {streamed} of {planned}");
    }
}

/// What looks at more units than a plan may at a stretch is run aside, and is the same.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_takes_long_is_answered_alike() {
    let (_database, register) = made(Kind::Sqlite, 1_500).await;
    let graph = Graph::new(register, Limits::default());
    let list = "organisationalUnitsWithin(filter: { state: { in: [ACTIVE, CLOSED, FUTURE, CLOSING] } }) { totalCount }";
    let lists: Vec<_> = (0..150).map(|number| format!("a{number}: {list}")).collect();
    let query = format!("{{ regions(first: 10) {{ nodes {{ code {} }} }} }}", lists.join(" "));
    let Both { ordinary, plan, .. } = both(&graph, &query, &Value::Null).await;
    let found: Value = serde_json::from_str(&ordinary).expect("JSON");
    let regions = found["data"]["regions"]["nodes"].as_array().expect("regions");
    let looked: i64 =
        regions.iter().filter_map(|region| region["a0"]["totalCount"].as_i64()).sum::<i64>() * 150;
    assert!(looked > 50_000, "more than at a stretch: {looked}");
    assert_eq!(plan.as_deref(), Some(ordinary.as_str()));
}

/// A server says which executor answered, and both give the same headers and the same tag.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_says_who_answered() {
    let server = TestServer::start(Kind::Sqlite).await;
    import_made(&server.register, 600).await;
    let query = "{ regions(first: 2) { nodes { code nameDa } } b: regions { totalCount } }";
    let ask = async |query: &str| {
        let body = serde_json::json!({ "query": query });
        let answer =
            server.client().post(server.url("/graphql")).json(&body).send().await.expect("an answer");
        let by = answer.headers()["sorgraph-answered-by"].to_str().expect("text").to_owned();
        let newest = answer.headers()["sorgraph-newest-revision"].to_str().expect("text").to_owned();
        (by, newest, answer.text().await.expect("text"))
    };
    let (first, newest, told) = ask(query).await;
    let (second, again, written) = ask(query).await;
    assert_eq!(
        (first.as_str(), second.as_str()),
        ("resolvers", "plan"),
        "a document is compiled once it is known to be valid"
    );
    assert_eq!((newest, told), (again, written.clone()));
    assert!(
        written.starts_with(r#"{"data":{"regions":{"nodes":[{"code":"#),
        "in the order of the query: {written}"
    );
    for _ in 0..2 {
        let (by, _, told) = ask("{ register { revision } }").await;
        assert_eq!(by, "resolvers", "{told}");
    }
    let metrics = server.client().get(server.url("/metrics")).send().await.expect("an answer");
    let metrics = metrics.text().await.expect("text");
    // How many, depends on what else runs in this process.
    for by in ["plan", "resolvers"] {
        let counted = format!(r#"sorgraph_requests_total{{result="ok",by="{by}"}}"#);
        assert!(metrics.contains(&counted), "{metrics}");
    }
}

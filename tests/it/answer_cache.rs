//! Answers that are remembered, where the service is told to.

use reqwest::StatusCode;
use reqwest::header::{ETAG, IF_NONE_MATCH};
use serde_json::{Value, json};
use sorgraph::import::Options;

use crate::support::database::{Kind, import_made, import_texts};
use crate::support::extract::{file, municipality};
use crate::support::server::TestServer;

const QUERY: &str = "query($first: Int!) { organisationalUnits(first: $first) { nodes { sorCode name path { name } } } regions { totalCount } }";

async fn served(flags: &[(&str, &str)]) -> TestServer {
    let flags: Vec<_> = flags.iter().map(|(name, value)| (*name, Some((*value).to_owned()))).collect();
    let server = TestServer::with_settings(Kind::Sqlite, &flags).await;
    import_made(&server.register, 600).await;
    server
}

struct Answer {
    by: String,
    newest: String,
    text: String,
}

async fn ask_with(server: &TestServer, query: &str, variables: Value, headers: &[(&str, &str)]) -> Answer {
    let body = json!({ "query": query, "variables": variables });
    let request = server.client().post(server.url("/graphql")).json(&body);
    let request = headers.iter().fold(request, |request, (name, value)| request.header(*name, *value));
    let answer = request.send().await.expect("an answer");
    let header = |name: &str| answer.headers()[name].to_str().expect("text").to_owned();
    let (by, newest) = (header("sorgraph-answered-by"), header("sorgraph-newest-revision"));
    Answer { by, newest, text: answer.text().await.expect("text") }
}

async fn ask(server: &TestServer, first: i32) -> Answer {
    ask_with(server, QUERY, json!({ "first": first }), &[]).await
}

async fn metrics(server: &TestServer) -> String {
    let metrics = server.client().get(server.url("/metrics")).send().await.expect("an answer");
    metrics.text().await.expect("text")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_answer_is_remembered_as_long_as_everything_is_the_same() {
    let server = served(&[("answer_cache_mb", "1")]).await;
    let told = ask(&server, 10).await;
    let (written, kept) = (ask(&server, 10).await, ask(&server, 10).await);
    assert_eq!((&*told.by, &*written.by, &*kept.by), ("resolvers", "plan", "cache"));
    assert_eq!((&told.text, &told.text), (&written.text, &kept.text));
    assert_eq!(written.newest, kept.newest);

    let other = ask(&server, 11).await;
    assert_eq!(other.by, "plan", "another value of a variable");
    assert_ne!(other.text, kept.text);
    let other = ask_with(&server, &format!("{QUERY} "), json!({ "first": 10 }), &[]).await;
    assert_eq!(other.by, "resolvers", "another document");
    let day = [("sorgraph-at", "1990-01-01")];
    let past = ask_with(&server, QUERY, json!({ "first": 10 }), &day).await;
    assert_eq!(past.by, "plan", "another day");
    assert_ne!(past.text, kept.text);
    let past = ask_with(&server, QUERY, json!({ "first": 10 }), &day).await;
    assert_eq!(past.by, "cache");

    let text = file("2026-11-01", &[municipality(1, "Kommune", vec![])]);
    import_texts(&server.register, &[("sor.xml", &text)], &Options::default()).await.expect("imported");
    let (after, again) = (ask(&server, 10).await, ask(&server, 10).await);
    assert_eq!((&*after.by, &*again.by), ("plan", "cache"), "a commit makes a new one");
    assert_eq!(after.text, again.text);
    assert_ne!((&after.newest, &after.text), (&kept.newest, &kept.text));

    let metrics = metrics(&server).await;
    for figure in [
        r#"sorgraph_requests_total{result="ok",by="cache"}"#,
        "sorgraph_answer_cache_answers 1",
        "sorgraph_answer_cache_bytes ",
    ] {
        assert!(metrics.contains(figure), "{figure}: {metrics}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_is_remembered_unless_it_is_asked_for() {
    let server = served(&[]).await;
    for expected in ["resolvers", "plan", "plan", "plan"] {
        assert_eq!(ask(&server, 10).await.by, expected);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_depends_on_the_caller_is_not_remembered() {
    let server = served(&[("answer_cache_mb", "1")]).await;
    let query = "{ organisationalUnits(first: 1) { nodes { name viewerCan { update } } } }";
    for _ in 0..3 {
        let answer = ask_with(&server, query, json!({}), &[]).await;
        assert_eq!(answer.by, "resolvers", "{}", answer.text);
        assert!(answer.text.contains("viewerCan"), "{}", answer.text);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_public_answer_has_the_same_tag_from_the_cache() {
    let server = served(&[("answer_cache_mb", "1")]).await;
    let parameters = [("query", QUERY), ("variables", r#"{"first":10}"#)];
    let url = reqwest::Url::parse_with_params(&server.url("/graphql"), parameters).expect("a URL");
    let mut tags = Vec::new();
    for expected in ["resolvers", "plan", "cache"] {
        let answer = server.client().get(url.clone()).send().await.expect("an answer");
        assert_eq!(answer.headers()["sorgraph-answered-by"], expected);
        tags.push(answer.headers()[ETAG].clone());
    }
    assert!(tags.iter().all(|tag| *tag == tags[0]), "{tags:?}");
    let had = server.client().get(url).header(IF_NONE_MATCH, &tags[0]).send().await.expect("an answer");
    assert_eq!(had.status(), StatusCode::NOT_MODIFIED);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_answer_from_the_cache_costs_its_caller_the_same() {
    let server = served(&[("answer_cache_mb", "1"), ("rate_anonymous", "4")]).await;
    let query = "{ regions { totalCount } }";
    let ask = async || {
        let request = server.client().post(server.url("/graphql")).json(&json!({ "query": query }));
        request.send().await.expect("an answer")
    };
    for expected in ["resolvers", "plan", "cache", "cache"] {
        assert_eq!(ask().await.headers()["sorgraph-answered-by"], expected);
    }
    assert_eq!(ask().await.status(), StatusCode::TOO_MANY_REQUESTS);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_cache_keeps_to_its_room() {
    let server = served(&[("answer_cache_mb", "1")]).await;
    let query = QUERY.replace("name path", &format!("{}: name path", "k".repeat(500)));
    let ask = async |first: i32| ask_with(&server, &query, json!({ "first": first }), &[]).await;
    ask(1).await;
    let mut written = 0;
    for first in 1..=100 {
        written += ask(first).await.text.len();
    }
    assert!(written > 1_500_000, "more than there is room for: {written}");
    let metrics = metrics(&server).await;
    let bytes = metrics.lines().find_map(|line| line.strip_prefix("sorgraph_answer_cache_bytes "));
    let bytes: f64 = bytes.expect("a figure").parse().expect("a number");
    assert!(bytes > 500_000.0 && bytes <= 1_048_576.0, "{bytes}");
    assert_eq!((&*ask(1).await.by, &*ask(100).await.by), ("plan", "cache"));
}

//! Long answers: sent while they are written, whole or visibly broken off.

use std::io::Read;
use std::time::{Duration, Instant};

use flate2::read::GzDecoder;
use reqwest::StatusCode;
use reqwest::header::{
    ACCEPT_ENCODING, CONTENT_ENCODING, CONTENT_LENGTH, ETAG, HeaderMap, IF_NONE_MATCH, TRANSFER_ENCODING,
};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpSocket, TcpStream};

use crate::support::database::{Kind, import_made};
use crate::support::server::TestServer;

/// Longest time that a test waits for something that is to happen at once.
const PATIENCE: Duration = Duration::from_mins(1);

/// A query whose answer has `lists` times `$first` units, a good `long` bytes each: keys may be of any length.
fn query(lists: usize, long: usize) -> String {
    format!("query($first: Int!) {{ {} }} {}", fields(lists), fragment(long))
}

fn fields(lists: usize) -> String {
    let list = |number| format!("a{number}: organisationalUnits(first: $first) {{ nodes {{ ...Long }} }}");
    (0..lists).map(list).collect::<Vec<_>>().join(" ")
}

fn fragment(long: usize) -> String {
    format!("fragment Long on OrganisationalUnit {{ {}: name }}", "k".repeat(long))
}

async fn served(units: u32, flags: &[(&str, Option<String>)]) -> TestServer {
    let server = TestServer::with_settings(Kind::Sqlite, flags).await;
    import_made(&server.register, units).await;
    server
}

async fn post(server: &TestServer, query: &str, variables: Value, packing: &str) -> reqwest::Response {
    let request = server.client().post(server.url("/graphql")).header(ACCEPT_ENCODING, packing);
    request.json(&json!({ "query": query, "variables": variables })).send().await.expect("an answer")
}

fn by(headers: &HeaderMap) -> &str {
    headers["sorgraph-answered-by"].to_str().expect("text")
}

/// A figure of the server, 0 while there is none.
async fn figure(server: &TestServer, name: &str) -> u64 {
    let metrics = server.client().get(server.url("/metrics")).send().await.expect("an answer");
    let metrics = metrics.text().await.expect("text");
    let line = metrics.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(' '));
    line.map_or(0, |value| value.parse().expect("a number"))
}

async fn wait_for(server: &TestServer, name: &str, holds: impl Fn(u64) -> bool) {
    let began = Instant::now();
    loop {
        let value = figure(server, name).await;
        if holds(value) {
            return;
        }
        assert!(began.elapsed() < PATIENCE, "{name} stays at {value}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_long_answer_is_sent_while_it_is_written_and_is_the_same() {
    let server = served(600, &[]).await;
    let (query, variables) = (query(20, 1_000), json!({ "first": 100 }));
    let told = post(&server, &query, variables.clone(), "identity").await;
    assert_eq!((by(told.headers()), told.headers().contains_key(CONTENT_LENGTH)), ("resolvers", true));
    let newest = told.headers()["sorgraph-newest-revision"].clone();
    let told = told.bytes().await.expect("all of it");
    assert!(told.len() > 2_000_000, "{} bytes", told.len());

    let plain = post(&server, &query, variables.clone(), "identity").await;
    let headers = plain.headers();
    assert_eq!((by(headers), &headers["sorgraph-newest-revision"]), ("plan", &newest));
    assert!(!headers.contains_key(CONTENT_LENGTH) && headers[TRANSFER_ENCODING] == "chunked", "{headers:?}");
    assert!(plain.bytes().await.expect("all of it") == told, "the same bytes");

    let packed = post(&server, &query, variables.clone(), "gzip").await;
    assert_eq!(
        (by(packed.headers()), &packed.headers()[CONTENT_ENCODING]),
        ("plan", &"gzip".parse().unwrap())
    );
    assert!(!packed.headers().contains_key(CONTENT_LENGTH));
    let packed = packed.bytes().await.expect("all of it");
    assert!(packed.len() < told.len() / 10, "{} bytes", packed.len());
    let mut unpacked = Vec::new();
    GzDecoder::new(&packed[..]).read_to_end(&mut unpacked).expect("it was packed to its end");
    assert!(unpacked == told, "the same bytes");

    for packing in ["br", "zstd"] {
        let packed = post(&server, &query, variables.clone(), packing).await;
        assert_eq!(packed.headers()[CONTENT_ENCODING], packing);
        packed.bytes().await.expect("all of it");
    }
    wait_for(&server, "sorgraph_running_aside", |running| running == 0).await;
    assert!(figure(&server, r#"sorgraph_streams_total{end="done"}"#).await >= 4);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_long_answer_by_get_has_its_tag() {
    let server = served(600, &[]).await;
    let query = query(20, 1_000);
    let parameters = [("query", query.as_str()), ("variables", r#"{"first":100}"#)];
    let url = reqwest::Url::parse_with_params(&server.url("/graphql"), parameters).expect("a URL");
    let told = server.client().get(url.clone()).send().await.expect("an answer");
    let streamed = server.client().get(url.clone()).send().await.expect("an answer");
    assert_eq!((by(told.headers()), by(streamed.headers())), ("resolvers", "plan"));
    assert_eq!(told.headers()[ETAG], streamed.headers()[ETAG]);
    let tag = streamed.headers()[ETAG].clone();
    assert!(streamed.bytes().await.expect("all of it") == told.bytes().await.expect("all of it"));
    let had = server.client().get(url.clone()).header(IF_NONE_MATCH, tag.clone()).send().await;
    assert_eq!(had.expect("an answer").status(), StatusCode::NOT_MODIFIED);
    let bare = server.client().head(url).send().await.expect("an answer");
    assert_eq!((bare.status(), &bare.headers()[ETAG]), (StatusCode::OK, &tag));
    wait_for(&server, "sorgraph_running_aside", |running| running == 0).await;
}

/// What only the ordinary executor can tell comes after more than is kept back, and is told all the same.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_argument_that_does_not_fit_is_told_whatever_stands_before_it() {
    let server = served(600, &[]).await;
    let last = "last: organisationalUnit(by: { sorCode: $code }) { name }";
    let below = "below: healthInstitutions(first: 5) { nodes { organisationalUnits(first: 1, after: $after) { nodes { name } } } }";
    let (long, fragment) = (fields(20), fragment(1_000));
    let query = format!(
        "query($first: Int!, $code: SorCode!, $after: String) {{ {long} {last} {below} }} {fragment}"
    );
    let units =
        server.data("{ organisationalUnits(first: 3) { nodes { sorCode } pageInfo { endCursor } } }").await;
    let code = &units["organisationalUnits"]["nodes"][0]["sorCode"];
    let fits = json!({ "first": 100, "code": code, "after": null });
    for expected in ["resolvers", "plan"] {
        let answer = post(&server, &query, fits.clone(), "identity").await;
        assert_eq!(by(answer.headers()), expected);
        let answer: Value = answer.json().await.expect("JSON");
        assert!(answer.get("errors").is_none() && answer["data"]["last"]["name"].is_string());
    }
    let other = &units["organisationalUnits"]["pageInfo"]["endCursor"];
    for (code, after) in [(&json!("no code"), &Value::Null), (code, other)] {
        let variables = json!({ "first": 100, "code": code, "after": after });
        let answer = post(&server, &query, variables, "identity").await;
        assert_eq!((answer.status(), by(answer.headers())), (StatusCode::OK, "resolvers"));
        let answer: Value = answer.json().await.expect("JSON");
        assert!(answer["errors"][0]["message"].is_string(), "{code} {after}");
    }
}

/// A client that reads only when it wants to, with little room for what it has not read.
async fn slow_client(server: &TestServer, query: &str) -> TcpStream {
    let socket = TcpSocket::new_v4().expect("a socket");
    socket.set_recv_buffer_size(16_384).expect("little room");
    let mut stream = socket.connect(server.address).await.expect("a connection");
    let body = json!({ "query": query, "variables": { "first": 100 } }).to_string();
    let head = format!(
        "POST /graphql HTTP/1.1\r\nhost: {}\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n",
        server.address,
        body.len()
    );
    stream.write_all(format!("{head}{body}").as_bytes()).await.expect("sent");
    let mut first = vec![0; 512];
    stream.read_exact(&mut first).await.expect("the beginning of an answer");
    let first = String::from_utf8(first).expect("text");
    assert!(first.starts_with("HTTP/1.1 200") && first.contains("transfer-encoding: chunked"), "{first}");
    stream
}

/// More than the sockets of both sides hold.
async fn endless(server: &TestServer) -> String {
    let query = query(50, 3_000);
    // Asked for little first: a document is compiled once it has been answered.
    let answer = post(server, &query, json!({ "first": 1 }), "identity").await;
    assert_eq!(by(answer.headers()), "resolvers");
    query
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_client_that_goes_away_frees_the_writer() {
    let server = served(600, &[("request_timeout_seconds", Some("3600".to_owned()))]).await;
    let query = endless(&server).await;
    let gone = r#"sorgraph_streams_total{end="gone"}"#;
    let before = figure(&server, gone).await;
    let clients = [slow_client(&server, &query).await, slow_client(&server, &query).await];
    wait_for(&server, "sorgraph_running_aside", |running| running == 2).await;
    drop(clients);
    wait_for(&server, "sorgraph_running_aside", |running| running == 0).await;
    assert!(figure(&server, gone).await >= before + 2);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_client_that_takes_nothing_does_not_keep_the_writer_beyond_the_deadline() {
    let server = served(600, &[("request_timeout_seconds", Some("2".to_owned()))]).await;
    let query = endless(&server).await;
    let late = r#"sorgraph_streams_total{end="late"}"#;
    let before = figure(&server, late).await;
    let mut client = slow_client(&server, &query).await;
    wait_for(&server, late, |ended| ended > before).await;
    wait_for(&server, "sorgraph_running_aside", |running| running == 0).await;
    let mut rest = Vec::new();
    // The connection ends or is reset, and the message has no end.
    let read = tokio::time::timeout(PATIENCE, client.read_to_end(&mut rest)).await.expect("it ends");
    assert!(read.is_err() || !rest.ends_with(b"0\r\n\r\n"), "an answer that is broken off looks so");
    // The service answers others.
    assert_eq!(server.data("{ register { revision } }").await["register"]["revision"], "2");
}

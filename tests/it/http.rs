//! GraphQL over HTTP, sockets and events, probes and pages, on a real port.

use std::time::Duration;

use futures_util::{SinkExt, StreamExt};
use reqwest::StatusCode;
use reqwest::header::{ACCEPT, CONTENT_TYPE};
use serde_json::{Value, json};
use tokio_tungstenite::connect_async;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;

use crate::support::database::{Kind, import_texts};
use crate::support::extract::{code, file, municipality};
use crate::support::on_both;
use crate::support::server::TestServer;

on_both!(a_follower_hears_each_commit_once_over_socket_and_events);

const HEAD: &str = "{ register { revision } }";

#[tokio::test]
async fn the_media_type_is_negotiated_and_decides_the_status() {
    let server = TestServer::start(Kind::Sqlite).await;
    let cases = [
        (None, HEAD, 200, "application/json"),
        (Some("application/json"), "{ nothing }", 200, "application/json"),
        (Some("application/graphql-response+json"), HEAD, 200, "application/graphql-response+json"),
        (Some("application/graphql-response+json"), "{ nothing }", 400, "application/graphql-response+json"),
        (
            Some("application/graphql-response+json, application/json;q=0.5"),
            "{",
            400,
            "application/graphql-response+json",
        ),
        (Some("text/html, */*;q=0.1"), HEAD, 200, "application/json"),
        (Some("text/html"), HEAD, 406, "application/json"),
    ];
    for (accept, query, status, media_type) in cases {
        let mut request = server.client().post(server.url("/graphql")).json(&json!({ "query": query }));
        if let Some(accept) = accept {
            request = request.header(ACCEPT, accept);
        }
        let response = request.send().await.expect("an answer");
        assert_eq!(response.status().as_u16(), status, "{accept:?} {query}");
        let found = response.headers()[CONTENT_TYPE].to_str().expect("text").to_owned();
        assert!(found.starts_with(media_type), "{accept:?} {query}: {found}");
    }
}

#[tokio::test]
async fn only_well_formed_json_requests_are_taken() {
    let server = TestServer::start(Kind::Sqlite).await;
    let send = async |kind: &str, body: String| {
        let request = server.client().post(server.url("/graphql")).header(CONTENT_TYPE, kind).body(body);
        let response = request.send().await.expect("an answer");
        let status = response.status();
        let body: Value = response.json().await.expect("JSON");
        (status.as_u16(), body["errors"][0]["extensions"]["code"].as_str().unwrap_or_default().to_owned())
    };
    let query = json!({ "query": HEAD }).to_string();
    let cases = [
        ("application/json", query.clone(), 200, ""),
        ("application/json; charset=utf-8", query.clone(), 200, ""),
        ("application/json; charset=latin-1", query.clone(), 415, "UNSUPPORTED_MEDIA_TYPE"),
        ("text/plain", query.clone(), 415, "UNSUPPORTED_MEDIA_TYPE"),
        ("application/x-www-form-urlencoded", query.clone(), 415, "UNSUPPORTED_MEDIA_TYPE"),
        ("application/json", "{".to_owned(), 400, "BAD_REQUEST"),
        ("application/json", "{}".to_owned(), 400, "BAD_REQUEST"),
        ("application/json", format!("[{query}]"), 400, "BAD_REQUEST"),
        ("application/json", json!({ "query": HEAD, "variables": [] }).to_string(), 400, "BAD_REQUEST"),
        (
            "application/json",
            json!({ "query": HEAD, "variables": { "a": "\0" } }).to_string(),
            400,
            "BAD_REQUEST",
        ),
        ("application/json", json!({ "query": " ".repeat(70_000) }).to_string(), 413, "BODY_TOO_LARGE"),
    ];
    for (kind, body, status, code) in cases {
        assert_eq!(send(kind, body.clone()).await, (status, code.to_owned()), "{kind} {body:.60}");
    }
}

#[tokio::test]
async fn queries_by_get_but_nothing_that_changes() {
    let server = TestServer::start(Kind::Sqlite).await;
    let get = async |parameters: &[(&str, &str)]| {
        let url = reqwest::Url::parse_with_params(&server.url("/graphql"), parameters).expect("a URL");
        server.client().get(url).send().await.expect("an answer").status()
    };
    assert_eq!(get(&[("query", HEAD)]).await, StatusCode::OK);
    assert_eq!(get(&[("query", "mutation { anything }")]).await, StatusCode::METHOD_NOT_ALLOWED);
    assert_eq!(
        get(&[("query", "subscription { registerChanged { revision } }")]).await,
        StatusCode::METHOD_NOT_ALLOWED
    );
    assert_eq!(get(&[]).await, StatusCode::BAD_REQUEST);
    // A stream is no way around it: over events a mutation goes by POST.
    let url =
        reqwest::Url::parse_with_params(&server.url("/graphql/stream"), [("query", "mutation { anything }")]);
    let refused = server.client().get(url.expect("a URL")).send().await.expect("an answer");
    assert_eq!(refused.status(), StatusCode::METHOD_NOT_ALLOWED);
    assert_eq!(refused.headers()["allow"], "POST");
    let url = reqwest::Url::parse_with_params(&server.url("/graphql/stream"), [("query", HEAD)]);
    let answered = server.client().get(url.expect("a URL")).send().await.expect("an answer");
    assert!(answered.text().await.expect("a text").contains(r#""revision":"1""#));
    let put = server.client().put(server.url("/graphql")).send().await.expect("an answer");
    assert_eq!(put.status(), StatusCode::METHOD_NOT_ALLOWED);
}

#[tokio::test]
async fn limits_hold_before_anything_is_executed() {
    let server = TestServer::start(Kind::Sqlite).await;
    let mut bomb = "{ ...F0 }".to_owned();
    for level in 0..40 {
        let next = level + 1;
        bomb += &format!(" fragment F{level} on Query {{ ...F{next} ...F{next} }}");
    }
    bomb += " fragment F40 on Query { register { revision } }";
    let started = std::time::Instant::now();
    assert_eq!(server.error(&bomb).await.0, "TOO_MANY_SELECTIONS");
    assert!(started.elapsed() < Duration::from_secs(5), "a bomb is refused, not walked");
    let circle = "{ ...A } fragment A on Query { ...B } fragment B on Query { ...A }";
    assert_eq!(server.error(circle).await.0, "TOO_MANY_SELECTIONS");
    let unit =
        |inner: &str| format!("{{ organisationalUnit(by: {{ sorCode: \"11000016002\" }}) {{ {inner} }} }}");
    let deep = |levels: usize| {
        unit(&format!("{}sorCode{}", "children(first: 1) { nodes { ".repeat(levels), " } }".repeat(levels)))
    };
    assert_eq!(server.error(&deep(8)).await.0, "TOO_DEEP");
    assert_eq!(server.error(&deep(40)).await.0, "TOO_DEEP");
    let wide = "children(first: 100) { nodes { ".repeat(4);
    let wide = unit(&format!("{wide} sorCode {}", " } }".repeat(4)));
    assert_eq!(server.error(&wide).await.0, "TOO_COMPLEX");
    let fits = unit(&format!("{} sorCode {}", "children(first: 20) { nodes { ".repeat(4), " } }".repeat(4)));
    server.data(&fits).await;
}

#[tokio::test]
async fn probes_and_metrics_answer() {
    let server = TestServer::start(Kind::Sqlite).await;
    server.data(HEAD).await;
    for (path, expected) in
        [("/health/live", "ok"), ("/health/ready", "ready"), ("/metrics", "sorgraph_request")]
    {
        let response = server.client().get(server.url(path)).send().await.expect("an answer");
        assert_eq!(response.status(), StatusCode::OK, "{path}");
        assert!(response.text().await.expect("text").contains(expected), "{path}");
    }
}

#[tokio::test]
async fn graphiql_asks_no_address_but_this_one() {
    let server = TestServer::start(Kind::Sqlite).await;
    let page = server.client().get(server.url("/graphiql")).send().await.expect("an answer");
    let policy = page.headers()["content-security-policy"].to_str().expect("text").to_owned();
    assert!(policy.contains("default-src 'none'") && !policy.contains("http"), "{policy}");
    let text = page.text().await.expect("text");
    let mut files = 0;
    for link in text.split(['"', '\'']).filter(|part| part.starts_with("/graphiql/")) {
        let file = server.client().get(server.url(link)).send().await.expect("an answer");
        assert_eq!(file.status(), StatusCode::OK, "{link}");
        files += 1;
    }
    assert!(files >= 5, "{files} files");
    assert!(!text.contains("http://") && !text.contains("https://"), "{text}");
    let missing = server.client().get(server.url("/graphiql/nothing.js")).send().await.expect("an answer");
    assert_eq!(missing.status(), StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn each_answer_has_a_request_id() {
    let server = TestServer::start(Kind::Sqlite).await;
    let request = server.client().post(server.url("/graphql")).json(&json!({ "query": "{ nothing }" }));
    let response = request.header("x-request-id", "mine-1").send().await.expect("an answer");
    assert_eq!(response.headers()["x-request-id"], "mine-1");
    let body: Value = response.json().await.expect("JSON");
    assert_eq!(body["errors"][0]["extensions"]["requestId"], "mine-1");
}

async fn commit(server: &TestServer, serial: u32) {
    let text = file("2026-11-01", &[municipality(serial, "Kommune", vec![])]);
    import_texts(&server.register, &[("sor.xml", &text)], &sorgraph::import::Options::default())
        .await
        .expect("imported");
}

/// Follows over a socket and over events at once: both hear what is there and what comes.
async fn a_follower_hears_each_commit_once_over_socket_and_events(kind: Kind) {
    let server = TestServer::start(kind).await;
    let query = json!({ "query": "subscription { registerChanged(after: \"1\") { revision key } }" });

    let mut request = format!("ws://{}/graphql/ws", server.address).into_client_request().expect("a request");
    request.headers_mut().insert("sec-websocket-protocol", "graphql-transport-ws".parse().expect("a header"));
    let (mut socket, response) = connect_async(request).await.expect("a socket");
    assert_eq!(response.headers()["sec-websocket-protocol"], "graphql-transport-ws");
    let mut send = async |message: Value| {
        socket.send(Message::text(message.to_string())).await.expect("sent");
    };
    send(json!({ "type": "connection_init" })).await;
    send(json!({ "type": "subscribe", "id": "1", "payload": query })).await;

    let request =
        server.client().post(server.url("/graphql/stream")).json(&query).header(ACCEPT, "text/event-stream");
    let mut events = request.send().await.expect("an answer").bytes_stream();

    commit(&server, 1).await;
    commit(&server, 2).await;

    let heard = async {
        let mut revisions = Vec::new();
        while revisions.len() < 2 {
            let message = socket.next().await.expect("open").expect("a message");
            let message: Value = serde_json::from_str(message.to_text().expect("text")).expect("JSON");
            if message["type"] == "next" {
                revisions.push(message["payload"]["data"]["registerChanged"]["revision"].clone());
            }
        }
        revisions
    };
    let heard = tokio::time::timeout(Duration::from_secs(20), heard).await.expect("in time");
    assert_eq!(heard, ["2", "3"]);

    let heard = async {
        let mut text = String::new();
        while text.matches("event: next").count() + text.matches("event:next").count() < 2
            || !text.ends_with("\n\n")
        {
            text += &String::from_utf8_lossy(&events.next().await.expect("open").expect("bytes"));
        }
        text
    };
    let heard = tokio::time::timeout(Duration::from_secs(20), heard).await.expect("in time");
    for (revision, record) in [("2", code(1)), ("3", code(2))] {
        let once = heard.matches(&format!("\"registerChanged\":{{\"revision\":\"{revision}\"")).count();
        assert_eq!(once, 1, "{heard}");
        assert!(heard.contains(&record.to_string()), "{heard}");
    }
}

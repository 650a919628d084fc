//! How much each caller may ask for in a minute.

use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::support::database::Kind;
use crate::support::server::TestServer;

#[tokio::test]
async fn who_asks_too_much_is_told_when_to_ask_again() {
    let flags = [("rate_anonymous", Some("12".to_owned())), ("trusted_proxies", Some("1".to_owned()))];
    let server = TestServer::with_settings(Kind::Sqlite, &flags).await;
    let ask = async |from: &str, query: &str| {
        let request = server.client().post(server.url("/graphql")).json(&json!({ "query": query }));
        request.header("x-forwarded-for", from).send().await.expect("an answer")
    };
    // A page of 100 with 40 numbers each: five points beside the one for the request.
    let dear = "{ organisationalUnits(first: 100) { nodes { children(first: 50) { nodes { sorCode } } } } }";
    assert_eq!(ask("192.0.2.1", dear).await.status(), StatusCode::OK);
    let refused = ask("192.0.2.1", dear).await;
    assert_eq!(refused.status(), StatusCode::TOO_MANY_REQUESTS);
    let seconds: u64 = refused.headers()["retry-after"].to_str().expect("text").parse().expect("seconds");
    assert!((1..=60).contains(&seconds), "{seconds}");
    let body: Value = refused.json().await.expect("JSON");
    assert_eq!(body["errors"][0]["extensions"]["code"], "RATE_LIMITED");
    assert_eq!(body["errors"][0]["extensions"]["retryAfterSeconds"], seconds);
    assert_eq!(ask("192.0.2.2", dear).await.status(), StatusCode::OK, "somebody else");
}

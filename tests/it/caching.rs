//! What browsers and caches between may keep, and how they ask again.

use reqwest::StatusCode;
use reqwest::header::{ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, ETAG, IF_NONE_MATCH, ORIGIN, VARY};
use sorgraph::import::Options;

use crate::support::database::{Kind, import_texts};
use crate::support::extract::{file, municipality};
use crate::support::server::TestServer;

async fn get(
    server: &TestServer,
    query: &str,
    headers: &[(reqwest::header::HeaderName, &str)],
) -> reqwest::Response {
    let url = reqwest::Url::parse_with_params(&server.url("/graphql"), &[("query", query)]).expect("a URL");
    let request =
        headers.iter().fold(server.client().get(url), |request, (name, value)| request.header(name, *value));
    request.send().await.expect("an answer")
}

fn header(response: &reqwest::Response, name: reqwest::header::HeaderName) -> String {
    let values = response.headers().get_all(name).iter().filter_map(|value| value.to_str().ok());
    values.collect::<Vec<_>>().join(", ").to_lowercase()
}

#[tokio::test]
async fn a_public_answer_is_had_until_the_register_changes() {
    let server = TestServer::start(Kind::Sqlite).await;
    let query = "query Head { register { revision } }";
    let first = get(&server, query, &[]).await;
    assert_eq!(first.status(), StatusCode::OK);
    assert_eq!(header(&first, CACHE_CONTROL), "public, max-age=0, must-revalidate");
    let varies = header(&first, VARY);
    for name in ["accept", "authorization", "sorgraph-at", "sorgraph-revision", "sorgraph-at-least"] {
        assert!(varies.split(", ").any(|given| given == name), "{name} is missing from {varies}");
    }
    let tag = first.headers()[ETAG].to_str().expect("text").to_owned();
    let again = get(&server, query, &[(IF_NONE_MATCH, &tag)]).await;
    assert_eq!(again.status(), StatusCode::NOT_MODIFIED);
    assert_eq!(again.headers()[ETAG], tag.as_str());
    assert!(again.headers().contains_key("x-request-id"));
    assert!(again.bytes().await.expect("a body").is_empty());
    let other = get(&server, "query Head { register { now: revision } }", &[(IF_NONE_MATCH, &tag)]).await;
    assert_eq!(other.status(), StatusCode::OK);
    let day = [(IF_NONE_MATCH, tag.as_str()), ("sorgraph-at".parse().expect("a name"), "2026-01-01")];
    assert_eq!(get(&server, query, &day).await.status(), StatusCode::OK, "another day");
    let text = file("2026-11-01", &[municipality(1, "Kommune", vec![])]);
    import_texts(&server.register, &[("sor.xml", &text)], &Options::default()).await.expect("imported");
    let after = get(&server, query, &[(IF_NONE_MATCH, &tag)]).await;
    assert_eq!(after.status(), StatusCode::OK, "the register has changed");
    assert_ne!(after.headers()[ETAG], tag.as_str());
}

#[tokio::test]
async fn errors_are_not_kept() {
    let server = TestServer::start(Kind::Sqlite).await;
    for query in [
        "{ nothing }",
        "{",
        "{ organisationalUnits(first: 5000) { nodes { sorCode } } }",
        "mutation { __typename }",
    ] {
        let response = get(&server, query, &[]).await;
        assert!(header(&response, CACHE_CONTROL).contains("no-store"), "{query}");
        assert!(!response.headers().contains_key(ETAG), "{query}");
    }
}

#[tokio::test]
async fn long_answers_are_packed_and_short_ones_are_not() {
    let server = TestServer::start(Kind::Sqlite).await;
    let long = "{ __schema { types { name description } } }";
    for packing in ["gzip", "br", "zstd"] {
        let response = get(&server, long, &[(ACCEPT_ENCODING, packing)]).await;
        assert_eq!(header(&response, CONTENT_ENCODING), packing);
        assert!(header(&response, VARY).contains("accept-encoding"));
    }
    let short = get(&server, "{ register { revision } }", &[(ACCEPT_ENCODING, "gzip")]).await;
    assert_eq!(header(&short, CONTENT_ENCODING), "");
}

#[tokio::test]
async fn only_the_named_sites_may_ask() {
    let flags = [("cors_origins", Some("https://portal.example.dk".to_owned()))];
    let server = TestServer::with_settings(Kind::Sqlite, &flags).await;
    let closed = TestServer::start(Kind::Sqlite).await;
    let allowed = async |server: &TestServer, origin: &str| {
        let response = get(server, "{ register { revision } }", &[(ORIGIN, origin)]).await;
        let exposed = header(&response, "access-control-expose-headers".parse().expect("a name"));
        (header(&response, "access-control-allow-origin".parse().expect("a name")), exposed)
    };
    let (origin, exposed) = allowed(&server, "https://portal.example.dk").await;
    assert_eq!(origin, "https://portal.example.dk");
    for name in ["x-request-id", "retry-after", "etag"] {
        assert!(exposed.contains(name), "{exposed}");
    }
    assert_eq!(allowed(&server, "https://other.example.dk").await.0, "");
    assert_eq!(allowed(&closed, "https://portal.example.dk").await.0, "");
}

//! Documents by their hash or their id, and callers who may use no others.

use reqwest::StatusCode;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use sorgraph::app::Server;
use sorgraph::config::Settings;

use crate::support::database::{Kind, TestDatabase};
use crate::support::server::TestServer;

const HEAD: &str = "query Head { register { revision } }";

fn hash(text: &str) -> String {
    Sha256::digest(text).iter().fold(String::new(), |hash, byte| hash + &format!("{byte:02x}"))
}

async fn post(server: &TestServer, body: Value) -> Value {
    let response = server.client().post(server.url("/graphql")).json(&body).send().await.expect("an answer");
    response.json().await.expect("JSON")
}

fn code(answer: &Value) -> &str {
    answer["errors"][0]["extensions"]["code"].as_str().unwrap_or_default()
}

fn apq(hash: &str) -> Value {
    json!({ "persistedQuery": { "version": 1, "sha256Hash": hash } })
}

#[tokio::test]
async fn a_client_sends_the_query_once_and_its_hash_from_then_on() {
    let server = TestServer::start(Kind::Sqlite).await;
    let extensions = apq(&hash(HEAD));
    let missing = post(&server, json!({ "extensions": extensions })).await;
    assert_eq!(
        (code(&missing), &missing["errors"][0]["message"]),
        ("PERSISTED_QUERY_NOT_FOUND", &json!("PersistedQueryNotFound"))
    );
    let wrong = post(&server, json!({ "query": "{ __typename }", "extensions": extensions })).await;
    assert_eq!(code(&wrong), "PERSISTED_QUERY_MISMATCH");
    let first = post(&server, json!({ "query": HEAD, "extensions": extensions })).await;
    assert_eq!(first["data"]["register"]["revision"], "1", "{first:#}");
    let again = post(&server, json!({ "extensions": extensions })).await;
    assert_eq!(again["data"], first["data"]);
    let parameters = [("extensions", extensions.to_string())];
    let url = reqwest::Url::parse_with_params(&server.url("/graphql"), &parameters).expect("a URL");
    let by_get = server.client().get(url).send().await.expect("an answer");
    assert_eq!(by_get.json::<Value>().await.expect("JSON")["data"], first["data"]);
}

#[tokio::test]
async fn a_kept_mutation_is_not_carried_out_by_get() {
    let server = TestServer::start(Kind::Sqlite).await;
    let mutation = "mutation { __typename }";
    let kept = post(&server, json!({ "query": mutation, "extensions": apq(&hash(mutation)) })).await;
    assert_eq!(kept["data"]["__typename"], "Mutation", "{kept:#}");
    let parameters = [("extensions", apq(&hash(mutation)).to_string())];
    let url = reqwest::Url::parse_with_params(&server.url("/graphql"), &parameters).expect("a URL");
    let response = server.client().get(url).send().await.expect("an answer");
    assert_eq!(response.status(), StatusCode::METHOD_NOT_ALLOWED);
    assert_eq!(response.headers()["allow"], "POST");
}

#[tokio::test]
async fn a_service_that_keeps_no_documents_says_so() {
    let flags = [("persisted_queries", Some("0".to_owned()))];
    let server = TestServer::with_settings(Kind::Sqlite, &flags).await;
    let answer = post(&server, json!({ "extensions": apq(&hash(HEAD)) })).await;
    assert_eq!(
        (code(&answer), &answer["errors"][0]["message"]),
        ("PERSISTED_QUERY_NOT_SUPPORTED", &json!("PersistedQueryNotSupported"))
    );
}

#[tokio::test]
async fn bound_callers_use_trusted_documents_and_no_others() {
    let folder = tempfile::TempDir::new().expect("a folder");
    let file = folder.path().join("manifest.json");
    let operation = json!({ "id": hash(HEAD), "name": "Head", "type": "query", "body": HEAD });
    let manifest =
        json!({ "format": "apollo-persisted-query-manifest", "version": 1, "operations": [operation] });
    std::fs::write(&file, manifest.to_string()).expect("a file");
    let flags = [
        ("trusted_documents", Some(file.display().to_string())),
        ("trusted_documents_for", Some("anonymous".to_owned())),
    ];
    let server = TestServer::with_settings(Kind::Sqlite, &flags).await;
    let good = [
        json!({ "documentId": hash(HEAD) }),
        json!({ "documentId": format!("sha256:{}", hash(HEAD)) }),
        json!({ "extensions": apq(&hash(HEAD)) }),
        json!({ "query": HEAD }),
    ];
    for body in good {
        let answer = post(&server, body.clone()).await;
        assert_eq!(answer["data"]["register"]["revision"], "1", "{body}: {answer:#}");
    }
    let other = "{ __typename }";
    let bad = [
        json!({ "query": other }),
        json!({ "query": other, "extensions": apq(&hash(other)) }),
        json!({ "query": other, "documentId": hash(HEAD) }),
        json!({ "documentId": "unknown" }),
        json!({ "extensions": apq(&hash(other)) }),
    ];
    for body in bad {
        let request = server.client().post(server.url("/graphql")).json(&body);
        let response =
            request.header("accept", "application/graphql-response+json").send().await.expect("an answer");
        assert_eq!(response.status(), StatusCode::FORBIDDEN, "{body}");
        assert_eq!(code(&response.json().await.expect("JSON")), "DOCUMENT_NOT_TRUSTED", "{body}");
    }
}

#[tokio::test]
async fn a_bad_manifest_keeps_the_service_from_starting() {
    let database = TestDatabase::new(Kind::Sqlite).await;
    let register = database.register().await;
    let folder = tempfile::TempDir::new().expect("a folder");
    let file = folder.path().join("manifest.json");
    let cases = [
        ("[]".to_owned(), "neither"),
        (json!({ "d1": "{ nothing }" }).to_string(), "the document d1"),
        (json!({ "d2": "{" }).to_string(), "the document d2"),
        (
            json!({ "d3": "query($c: Int!) { organisationalUnits(first: $c) { nodes { sorCode } } }" })
                .to_string(),
            "",
        ),
    ];
    for (manifest, reason) in cases {
        std::fs::write(&file, &manifest).expect("a file");
        let flags = [
            ("listen", Some("127.0.0.1:0".to_owned())),
            ("trusted_documents", Some(file.display().to_string())),
        ];
        let settings = Settings::load(None, std::iter::empty(), &flags).expect("valid settings");
        let told = Server::bind(&settings, register.clone()).await.err().map(|error| error.to_string());
        let told = told.unwrap_or_default();
        assert_eq!(told.is_empty(), reason.is_empty(), "{manifest}: {told}");
        assert!(told.contains(reason), "{manifest}: {told}");
        assert!(told.is_empty() || told.starts_with("trusted_documents: "), "{told}");
    }
}

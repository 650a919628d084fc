//! The published contract is the one that is served, and all of it is described.

use std::path::Path;

use serde_json::Value;

use crate::support::database::Kind;
use crate::support::server::TestServer;

#[test]
fn the_checked_in_schema_is_the_one_that_is_served() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("schema.graphql");
    let checked_in = std::fs::read_to_string(path).expect("schema.graphql");
    let served = sorgraph::schema::sdl();
    let line = checked_in.lines().zip(served.lines()).position(|(a, b)| a != b);
    assert!(
        checked_in == served,
        "schema.graphql differs from line {:?} on: write it anew with `cargo run -- schema > schema.graphql`, read the \
         difference, and tell of it in CHANGELOG.md",
        line.map(|line| line + 1)
    );
}

#[tokio::test]
async fn every_item_is_described() {
    let server = TestServer::start(Kind::Sqlite).await;
    let query = "{ __schema { types { name kind description
        fields(includeDeprecated: true) { name description args { name description } }
        inputFields { name description } enumValues(includeDeprecated: true) { name description } } } }";
    let schema = server.data(query).await;
    let mut bare = Vec::new();
    let mut items = 0;
    for kind in schema["__schema"]["types"].as_array().expect("types") {
        let name = kind["name"].as_str().expect("a name");
        // Introspection's own types, the built-in scalars, and federation's machinery describe themselves.
        if name.starts_with('_') || ["String", "Int", "Float", "Boolean", "ID"].contains(&name) {
            continue;
        }
        let mut check = |path: String, item: &Value| {
            items += 1;
            if item["description"].as_str().unwrap_or_default().trim().is_empty() && !path.contains("._") {
                bare.push(path);
            }
        };
        check(name.to_owned(), kind);
        for list in ["fields", "inputFields", "enumValues"] {
            for item in kind[list].as_array().into_iter().flatten() {
                let path = format!("{name}.{}", item["name"].as_str().unwrap_or_default());
                check(path.clone(), item);
                for argument in item["args"].as_array().into_iter().flatten() {
                    check(format!("{path}({})", argument["name"].as_str().unwrap_or_default()), argument);
                }
            }
        }
    }
    assert!(items > 300, "{items} items");
    assert!(bare.is_empty(), "without a description: {}", bare.join(", "));
}

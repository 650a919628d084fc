//! Search over names: keyboard and case do not matter, the best comes first, the same on both databases.

use serde_json::Value;

use crate::graph::with_city;
use crate::support::database::{Kind, import_made};
use crate::support::extract::code;
use crate::support::on_both;
use crate::support::server::TestServer;

on_both!(
    keyboard_and_case_do_not_matter,
    the_best_comes_first,
    filters_narrow_a_search,
    search_pages_and_refuses_nothing_to_search
);

async fn found(server: &TestServer, arguments: &str) -> Vec<String> {
    let data = server.data(&format!("{{ search({arguments}) {{ nodes {{ name }} }} }}")).await;
    let nodes = data["search"]["nodes"].as_array().expect("nodes");
    nodes.iter().map(|node| node["name"].as_str().expect("a name").to_owned()).collect()
}

async fn keyboard_and_case_do_not_matter(kind: Kind) {
    let server = with_city(kind).await;
    for text in ["Ærø", "aeroe", "AERØ", "ærö"] {
        assert_eq!(found(&server, &format!("text: \"{text}\"")).await, ["Fysioterapi Ærø"], "{text}");
    }
    for text in ["ældreforvaltning", "aeldre", "Ældre"] {
        assert_eq!(found(&server, &format!("text: \"{text}\"")).await, ["Ældreforvaltningen"], "{text}");
    }
    assert_eq!(found(&server, r#"text: "plejehjem maane""#).await, ["Plejehjemmet Månegården"]);
    assert!(
        found(&server, r#"text: "orvaltning""#).await.is_empty(),
        "the beginning of a word, not its middle"
    );
}

async fn the_best_comes_first(kind: Kind) {
    let server = with_city(kind).await;
    assert_eq!(
        found(&server, r#"text: "plejehjemmet s""#).await,
        ["Plejehjemmet Solgården"],
        "each word begins a word of the name"
    );
    let all = found(&server, r#"text: "a""#).await;
    assert_eq!(all.first().map(String::as_str), Some("Afsnit A"), "{all:?}");
}

async fn filters_narrow_a_search(kind: Kind) {
    let server = with_city(kind).await;
    let cases = [
        ("filter: { kind: { in: [HEALTH_INSTITUTION] } }".to_owned(), 0),
        ("filter: { state: { in: [CLOSED] } }".to_owned(), 1),
        ("filter: { type: { in: [\"42665001\"] } }".to_owned(), 2),
        ("filter: { ownerType: { in: [PRIVATE] } }".to_owned(), 0),
        ("filter: { ownerType: { in: [MUNICIPALITY] } }".to_owned(), 2),
        ("filter: { municipality: \"0101\" }".to_owned(), 2),
        ("filter: { municipality: \"0461\" }".to_owned(), 0),
        ("filter: { region: \"1084\" }".to_owned(), 2),
        (format!("filter: {{ within: \"{}\" }}", code(3)), 1),
        ("filter: { messageType: { type: \"DIS91\", direction: RECEIVE } }".to_owned(), 1),
    ];
    for (filter, expected) in cases {
        let names = found(&server, &format!("text: \"plejehjemmet\", {filter}")).await;
        assert_eq!(names.len(), expected, "{filter}: {names:?}");
    }
}

async fn search_pages_and_refuses_nothing_to_search(kind: Kind) {
    let server = TestServer::start(kind).await;
    import_made(&server.register, 900).await;
    let mut seen = Vec::new();
    let mut after = Value::Null;
    loop {
        let query = "query($after: String) { search(text: \"p\", first: 7, after: $after) {
            totalCount nodes { sorCode } pageInfo { hasNextPage endCursor } } }";
        let data = server.data_with(query, serde_json::json!({ "after": after })).await;
        let page = &data["search"];
        seen.extend(page["nodes"].as_array().expect("nodes").iter().map(|node| node["sorCode"].to_string()));
        if page["pageInfo"]["hasNextPage"] == false {
            assert_eq!(page["totalCount"], seen.len());
            break;
        }
        after = page["pageInfo"]["endCursor"].clone();
    }
    let all = seen.len();
    seen.sort();
    seen.dedup();
    assert!(all > 7 && seen.len() == all, "{all} found, {} different", seen.len());
    for text in ["", "  ", "!?"] {
        let (code, message) =
            server.error(&format!("{{ search(text: \"{text}\") {{ nodes {{ name }} }} }}")).await;
        assert!(!code.is_empty() && !message.is_empty(), "{text:?}");
    }
}

//! Lists are cursor connections: every record once, also while the register changes.

use serde_json::{Value, json};
use sorgraph::import::Options;

use crate::support::database::{Kind, import_made, import_texts};
use crate::support::extract::{entity, file, municipality};
use crate::support::on_both;
use crate::support::server::TestServer;

on_both!(
    every_page_together_is_the_whole_list,
    pages_stay_consistent_while_the_register_changes,
    backwards_is_forwards_reversed,
    nested_lists_page_by_their_own_cursors,
    bad_pages_are_refused,
);

async fn names(server: &TestServer, field: &str, arguments: &str) -> Vec<(String, String)> {
    let mut all = Vec::new();
    let mut after = Value::Null;
    loop {
        let query = format!(
            "query($after: String) {{ {field}(first: 37, after: $after{arguments}) {{
               edges {{ cursor node {{ name sorCode }} }} pageInfo {{ hasNextPage endCursor }} totalCount }} }}"
        );
        let data = server.data_with(&query, json!({ "after": after })).await;
        let page = &data[field];
        let edges = page["edges"].as_array().expect("edges");
        let text = |value: &Value| value.as_str().expect("text").to_owned();
        all.extend(edges.iter().map(|edge| (text(&edge["node"]["name"]), text(&edge["node"]["sorCode"]))));
        assert_eq!(
            page["pageInfo"]["endCursor"],
            edges.last().map_or(Value::Null, |edge| edge["cursor"].clone())
        );
        if page["pageInfo"]["hasNextPage"] == false {
            assert_eq!(page["totalCount"], all.len());
            return all;
        }
        after = page["pageInfo"]["endCursor"].clone();
    }
}

async fn every_page_together_is_the_whole_list(kind: Kind) {
    let server = TestServer::start(kind).await;
    import_made(&server.register, 900).await;
    for (field, arguments) in [
        ("healthInstitutions", ""),
        ("organisationalUnits", ", orderBy: { by: SOR_CODE, direction: DESC }"),
        ("institutionOwners", ", orderBy: { by: FIRST_FROM_DATE }"),
        ("organisationalUnits", ", filter: { state: { in: [CLOSED, FUTURE] } }"),
    ] {
        let all = names(&server, field, arguments).await;
        let mut once = all.clone();
        once.sort();
        once.dedup_by(|a, b| a.1 == b.1);
        assert_eq!((once.len(), all.len() > 37), (all.len(), true), "{field}{arguments}: {}", all.len());
        if arguments.is_empty() {
            let keys: Vec<_> = all.iter().map(|(name, _)| sorgraph::model::sort_key(name)).collect();
            assert!(keys.is_sorted(), "by the Danish alphabet");
        }
    }
}

async fn pages_stay_consistent_while_the_register_changes(kind: Kind) {
    let server = TestServer::start(kind).await;
    let owners = |names: &[&str]| {
        let owners: Vec<_> =
            (1..).zip(names).map(|(serial, name)| municipality(serial, name, vec![])).collect();
        file("2026-11-20", &owners)
    };
    let import = async |text: String| {
        import_texts(&server.register, &[("sor.xml", &text)], &Options::default()).await.expect("imported");
    };
    import(owners(&["Bispebjerg", "Dragør", "Frederiksberg", "Hvidovre"])).await;
    let page = async |after: Value| {
        let query = "query($after: String) { institutionOwners(first: 2, after: $after) { nodes { name } pageInfo { endCursor } } }";
        let mut data = server.data_with(query, json!({ "after": after })).await;
        data["institutionOwners"].take()
    };
    let first = page(Value::Null).await;
    // Between the pages a new owner comes in, before the page's end and after it.
    import(owners(&["Bispebjerg", "Dragør", "Frederiksberg", "Hvidovre", "Albertslund", "Gentofte"])).await;
    let second = page(first["pageInfo"]["endCursor"].clone()).await;
    let listed = |page: &Value| {
        page["nodes"].as_array().expect("nodes").iter().map(|n| n["name"].clone()).collect::<Vec<_>>()
    };
    assert_eq!(
        (listed(&first), listed(&second)),
        (vec![json!("Bispebjerg"), json!("Dragør")], vec![json!("Frederiksberg"), json!("Hvidovre")])
    );
    assert_eq!(listed(&page(Value::Null).await), [json!("Albertslund"), json!("Bispebjerg")]);
}

async fn backwards_is_forwards_reversed(kind: Kind) {
    let server = TestServer::start(kind).await;
    import_made(&server.register, 300).await;
    let all = names(&server, "healthInstitutions", "").await;
    let mut collected = Vec::new();
    let mut before = Value::Null;
    loop {
        let query = "query($before: String) { healthInstitutions(last: 11, before: $before) {
            nodes { sorCode } pageInfo { hasPreviousPage startCursor } } }";
        let data = server.data_with(query, json!({ "before": before })).await;
        let page = &data["healthInstitutions"];
        let nodes = page["nodes"].as_array().expect("nodes");
        let mut codes: Vec<_> =
            nodes.iter().map(|node| node["sorCode"].as_str().expect("a code").to_owned()).collect();
        codes.append(&mut collected);
        collected = codes;
        if page["pageInfo"]["hasPreviousPage"] == false {
            break;
        }
        before = page["pageInfo"]["startCursor"].clone();
    }
    assert_eq!(collected, all.into_iter().map(|(_, code)| code).collect::<Vec<_>>());
}

async fn nested_lists_page_by_their_own_cursors(kind: Kind) {
    let server = TestServer::start(kind).await;
    let homes: Vec<_> = (10..15).map(|serial| entity(serial, &format!("Hjem {serial}"), vec![])).collect();
    let text = file("2026-11-20", &[municipality(1, "Kommune", vec![entity(2, "Forvaltning", homes)])]);
    import_texts(&server.register, &[("sor.xml", &text)], &Options::default()).await.expect("imported");
    let query =
        "query($after: String) { healthInstitutions { nodes { organisationalUnits(first: 2, after: $after) {
        nodes { name } pageInfo { hasNextPage endCursor } totalCount } } } }";
    let mut listed = Vec::new();
    let mut after = Value::Null;
    loop {
        let data = server.data_with(query, json!({ "after": after })).await;
        let units = &data["healthInstitutions"]["nodes"][0]["organisationalUnits"];
        assert_eq!(units["totalCount"], 5);
        listed.extend(units["nodes"].as_array().expect("nodes").iter().map(|node| node["name"].clone()));
        if units["pageInfo"]["hasNextPage"] == false {
            break;
        }
        after = units["pageInfo"]["endCursor"].clone();
    }
    assert_eq!(listed, ["Hjem 10", "Hjem 11", "Hjem 12", "Hjem 13", "Hjem 14"]);
}

async fn bad_pages_are_refused(kind: Kind) {
    let server = TestServer::start(kind).await;
    let name = server.data("{ municipalities(first: 1) { pageInfo { endCursor } } }").await;
    let foreign = name["municipalities"]["pageInfo"]["endCursor"].as_str().expect("a cursor").to_owned();
    let cases = [
        ("first: 0".to_owned(), "PAGE_SIZE"),
        ("first: 101".to_owned(), "PAGE_SIZE"),
        ("first: -1".to_owned(), "PAGE_SIZE"),
        (r#"after: "nonsense""#.to_owned(), "BAD_CURSOR"),
        (format!("after: \"{foreign}\""), "BAD_CURSOR"),
    ];
    for (arguments, expected) in cases {
        let (code, message) =
            server.error(&format!("{{ healthInstitutions({arguments}) {{ nodes {{ name }} }} }}")).await;
        assert_eq!(code, expected, "{arguments}: {message}");
    }
    let (code, _) = server.error("{ healthInstitutions(first: 1, last: 1) { nodes { name } } }").await;
    assert!(!code.is_empty());
}

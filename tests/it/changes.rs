//! The feed of changes: every change once, in order, in pages or as it comes, and again on its day.

use std::sync::Arc;

use async_graphql::Request;
use chrono::{DateTime, Utc};
use futures_util::StreamExt;
use serde_json::{Value, json};
use sorgraph::events::turn_days_due;
use sorgraph::register::Register;

use crate::past::Past;
use crate::support::database::Kind;
use crate::support::extract::{code, gln};
use crate::support::on_both;

on_both!(
    the_feed_tells_what_each_commit_did,
    pages_of_any_size_tell_the_same,
    whoever_comes_back_at_any_place_misses_nothing,
    filters_let_through_what_they_name,
    a_subscription_tells_what_the_pages_tell,
    planned_changes_are_told_again_on_their_day,
    two_that_turn_the_days_at_once_turn_each_once,
    a_plan_taken_back_is_not_told_on_its_day,
    places_that_are_none_are_refused,
);

const FIELDS: &str = "revision kind timing recordType key fields validFrom";

/// The changes behind `after` that fit, and whether there are more.
async fn changes(past: &Past, arguments: &str) -> (Vec<Value>, Value) {
    let query = format!(
        "{{ changes({arguments}) {{ edges {{ cursor node {{ cursor {FIELDS} }} }} pageInfo {{ hasNextPage endCursor }} }} }}"
    );
    let mut data = past.data("", &query).await;
    let edges = data["changes"]["edges"].as_array().expect("a page").clone();
    for edge in &edges {
        assert_eq!(edge["cursor"], edge["node"]["cursor"]);
    }
    (edges.into_iter().map(|mut edge| edge["node"].take()).collect(), data["changes"]["pageInfo"].take())
}

/// Everything behind `after`, read in pages of this size.
async fn all(past: &Past, after: &str, size: usize, filter: &str) -> Vec<Value> {
    let mut after = after.to_owned();
    let mut found = Vec::new();
    loop {
        let (page, info) = changes(past, &format!(r#"first: {size}, after: "{after}"{filter}"#)).await;
        assert!(page.len() <= size);
        found.extend(page);
        after = info["endCursor"].as_str().expect("a place").to_owned();
        if info["hasNextPage"] == false {
            return found;
        }
    }
}

fn told(changes: &[Value]) -> Vec<Value> {
    let without_cursor = |change: &Value| {
        let mut change = change.clone();
        change.as_object_mut().expect("a change").remove("cursor");
        change
    };
    changes.iter().map(without_cursor).collect()
}

async fn the_feed_tells_what_each_commit_did(kind: Kind) {
    let past = Past::new(kind).await;
    // The first commits lay the foundation and import; the third gives roles, which nobody hears of.
    let found = all(&past, "2", 100, "").await;
    insta::assert_json_snapshot!("changes", told(&found));
    let records = r#"{ changes(after: "3", first: 1) { nodes { sorCode gln record { __typename ... on OrganisationalUnit { name validFrom } } } } }"#;
    let data = past.data("", records).await;
    let unit = json!({ "__typename": "OrganisationalUnit", "name": "Plejehjemmet Solhøj", "validFrom": "2026-12-01" });
    assert_eq!(data["changes"]["nodes"][0]["record"], unit, "{data:#}");
    assert_eq!(data["changes"]["nodes"][0]["sorCode"], code(3).to_string());
}

async fn pages_of_any_size_tell_the_same(kind: Kind) {
    let past = Past::new(kind).await;
    let whole = all(&past, "0", 100, "").await;
    assert!(whole.len() > 300, "foundation, extract and changes: {}", whole.len());
    for size in [7, 64] {
        assert_eq!(all(&past, "0", size, "").await, whole);
    }
    let behind: Vec<_> = whole.iter().filter(|change| change["revision"] != "1").cloned().collect();
    assert_eq!(all(&past, "1", 1, "").await, behind);
}

async fn whoever_comes_back_at_any_place_misses_nothing(kind: Kind) {
    let past = Past::new(kind).await;
    let whole = all(&past, "1", 100, "").await;
    for (position, change) in whole.iter().enumerate() {
        let after = change["cursor"].as_str().expect("a cursor");
        let (rest, _) = changes(&past, &format!(r#"first: 100, after: "{after}""#)).await;
        assert_eq!(rest, whole[position + 1..], "after {change}");
    }
}

async fn filters_let_through_what_they_name(kind: Kind) {
    let past = Past::new(kind).await;
    let whole = all(&past, "1", 100, "").await;
    let keys = async |filter: &str| {
        let found = all(&past, "1", 2, &format!(", filter: {{ {filter} }}")).await;
        assert!(found.iter().all(|change| whole.contains(change)), "{filter}");
        let key = |change: &Value| {
            let text = |field: &str| change[field].as_str().expect("text").to_owned();
            (text("revision"), text("recordType"), text("key"))
        };
        found.iter().map(key).collect::<Vec<_>>()
    };
    let change = |revision: &str, kind: &str, key: String| (revision.to_owned(), kind.to_owned(), key);
    // The ward moved from one home to the other: both trees hear of it.
    let moved = change("5", "ORGANISATIONAL_UNIT", code(4).to_string());
    for home in [3, 5] {
        let within = keys(&format!(r#"within: "{}""#, code(home))).await;
        assert!(within.contains(&moved), "{home}: {within:?}");
    }
    let elsewhere = keys(&format!(r#"within: "{}""#, code(11))).await;
    assert!(elsewhere.iter().all(|(revision, ..)| revision == "2"), "only the extract: {elsewhere:?}");
    let numbers = keys("recordType: { in: [LOCATION_NUMBER] }").await;
    assert!(numbers.iter().all(|(_, kind, _)| kind == "LOCATION_NUMBER") && numbers.len() > 2, "{numbers:?}");
    let messages = keys(r#"messageType: { type: "XDIS91" }"#).await;
    assert_eq!(messages, [change("6", "LOCATION_NUMBER_MESSAGE_TYPES", gln(2).to_string())]);
    let within = keys(r#"municipality: "0101", recordType: { in: [INSTITUTION_OWNER] }"#).await;
    assert_eq!(within, [change("2", "INSTITUTION_OWNER", code(1).to_string())]);
    assert_eq!(keys(r#"municipality: "0751""#).await, []);
}

async fn a_subscription_tells_what_the_pages_tell(kind: Kind) {
    let past = Past::new(kind).await;
    let whole = all(&past, "1", 100, "").await;
    let query = format!(r#"subscription {{ registerChanged(after: "1") {{ cursor {FIELDS} }} }}"#);
    let heard = past.graph.execute_stream(Request::new(query)).take(whole.len());
    let heard: Vec<_> = heard.map(|answer| serde_json::to_value(answer).expect("JSON")).collect().await;
    let heard: Vec<_> =
        heard.into_iter().map(|mut answer| answer["data"]["registerChanged"].take()).collect();
    assert_eq!(heard, whole);
}

/// The register as it is served at another instant.
fn at(past: &Past, instant: &str) -> Register {
    let now: DateTime<Utc> = instant.parse().expect("an instant");
    Register::new(past.register.database().clone(), Arc::new(move || now))
}

async fn planned_changes_are_told_again_on_their_day(kind: Kind) {
    let past = Past::new(kind).await;
    assert_eq!(turn_days_due(&past.register).await.expect("turned"), 0, "nothing is due today");
    // Just before midnight in Denmark, and just after.
    let eve = at(&past, "2026-11-30T22:59:59Z");
    assert_eq!(turn_days_due(&eve).await.expect("turned"), 0);
    let day = at(&past, "2026-11-30T23:00:00Z");
    assert_eq!(turn_days_due(&day).await.expect("turned"), 1);
    let later = at(&past, "2027-02-03T11:00:00Z");
    assert_eq!(turn_days_due(&later).await.expect("turned"), 4, "the days in between are made up for");
    assert_eq!(turn_days_due(&later).await.expect("turned"), 0, "each once");
    // The merger of two regions, which the foundation plans for new year, is told of its municipalities, too.
    let municipalities = all(&past, "7", 100, ", filter: { recordType: { in: [MUNICIPALITY] } }").await;
    assert_eq!(municipalities.len(), 46);
    let others = "ORGANISATIONAL_UNIT, LOCATION_NUMBER, LOCATION_NUMBER_MESSAGE_TYPES, REGION";
    let found = all(&past, "7", 2, &format!(", filter: {{ recordType: {{ in: [{others}] }} }}")).await;
    insta::assert_json_snapshot!("changes_on_their_day", told(&found));
    let verified = past.register.reader().verify(&mut |_| {}).await.expect("verified");
    assert!(verified.first_break.is_none(), "what a day tells is part of the chain");
}

async fn two_that_turn_the_days_at_once_turn_each_once(kind: Kind) {
    let past = Past::new(kind).await;
    let (one, two) = (at(&past, "2027-02-03T11:00:00Z"), at(&past, "2027-02-03T11:00:00Z"));
    let (one, two) = tokio::join!(turn_days_due(&one), turn_days_due(&two));
    assert_eq!(one.expect("turned") + two.expect("turned"), 5);
    let days: Vec<_> =
        all(&past, "7", 100, "").await.into_iter().map(|mut change| change["revision"].take()).collect();
    assert_eq!(days.last(), Some(&json!("12")), "{days:?}");
}

async fn a_plan_taken_back_is_not_told_on_its_day(kind: Kind) {
    let past = Past::new(kind).await;
    let cancel = format!(
        r#"mutation {{ done: cancelPlannedChange(input: {{ sorCode: "{}", change: "2026-12-02" }}) {{ errors {{ message }} revision }} }}"#,
        code(4)
    );
    let done = past.data("coordinator", &cancel).await;
    assert_eq!(done["done"]["revision"], "8", "{done:#}");
    assert_eq!(turn_days_due(&at(&past, "2026-12-05T11:00:00Z")).await.expect("turned"), 2);
    let told = all(&past, "8", 100, "").await;
    assert!(told.iter().all(|change| change["key"] != code(4).to_string()), "{told:#?}");
}

async fn places_that_are_none_are_refused(kind: Kind) {
    let past = Past::new(kind).await;
    let refused = async |after: &str| {
        past.code_of_error("", &format!(r#"{{ changes(after: "{after}") {{ nodes {{ revision }} }} }}"#))
            .await
    };
    assert_eq!(refused("99").await, "BAD_REVISION");
    for none in ["", "-1", "x", "nonsense"] {
        assert_eq!(refused(none).await, "BAD_CURSOR", "{none:?}");
    }
    assert_eq!(past.code_of_error("", "{ changes(first: 101) { nodes { revision } } }").await, "PAGE_SIZE");
}

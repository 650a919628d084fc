//! What a gateway asks for: records by their keys, in its order, none taking another along.

use serde_json::{Value, json};
use sorgraph::schema::{Graph, Limits};

use crate::graph::with_city;
use crate::support::database::{Kind, TestDatabase, import_made};
use crate::support::extract::{code, gln};
use crate::support::on_both;

on_both!(
    every_key_finds_its_record,
    bad_keys_are_null_and_harm_no_other,
    a_thousand_cost_what_ten_cost,
    a_whole_request_reads_where_its_headers_say
);

const QUERY: &str = "query($r: [_Any!]!) { _entities(representations: $r) { __typename
    ... on Region { id regionCode: code } ... on Municipality { id municipalityCode: code }
    ... on InstitutionOwner { id sorCode } ... on HealthInstitution { id sorCode } ... on OrganisationalUnit { id sorCode }
    ... on LocationNumber { id gln } ... on MessageType { id type version } } }";

/// A natural key of every type of entity.
fn keys() -> Vec<Value> {
    vec![
        json!({ "__typename": "Region", "code": "1084" }),
        json!({ "__typename": "Municipality", "code": "0101" }),
        json!({ "__typename": "InstitutionOwner", "sorCode": code(1).to_string() }),
        json!({ "__typename": "HealthInstitution", "sorCode": code(2).to_string() }),
        json!({ "__typename": "OrganisationalUnit", "sorCode": code(3).to_string() }),
        // Closed since 2025.
        json!({ "__typename": "OrganisationalUnit", "sorCode": code(6).to_string() }),
        json!({ "__typename": "LocationNumber", "gln": gln(1).to_string() }),
        json!({ "__typename": "MessageType", "format": "EDIFACT", "type": "DIS91", "version": "D9134L" }),
    ]
}

async fn every_key_finds_its_record(kind: Kind) {
    let server = with_city(kind).await;
    let by_key = server.data_with(QUERY, json!({ "r": keys() })).await;
    let found = by_key["_entities"].as_array().expect("entities");
    for (key, entity) in keys().iter().zip(found) {
        assert_eq!(key["__typename"], entity["__typename"], "{key} finds {entity}");
    }
    let ids: Vec<_> = found
        .iter()
        .map(|entity| json!({ "__typename": entity["__typename"], "id": entity["id"] }))
        .collect();
    assert_eq!(
        server.data_with(QUERY, json!({ "r": ids })).await,
        by_key,
        "the id finds what the natural key finds"
    );
}

async fn bad_keys_are_null_and_harm_no_other(kind: Kind) {
    let server = with_city(kind).await;
    let names = [
        "Region",
        "Municipality",
        "InstitutionOwner",
        "HealthInstitution",
        "OrganisationalUnit",
        "LocationNumber",
        "MessageType",
    ];
    let odd = [
        json!(""),
        json!("x"),
        json!("0000"),
        json!("\u{1F600}"),
        json!(7),
        json!(null),
        json!([]),
        json!({}),
        json!(true),
    ];
    let mut bad = vec![
        json!({ "__typename": "Nothing", "id": "x" }),
        json!({ "__typename": 7 }),
        json!({}),
        json!("x"),
    ];
    for name in names {
        bad.push(json!({ "__typename": name }));
        for key in ["id", "code", "sorCode", "gln"] {
            bad.extend(odd.iter().map(|value| json!({ "__typename": name, key: value })));
        }
        bad.extend(
            odd.iter()
                .map(|value| json!({ "__typename": name, "format": value, "type": value, "version": value })),
        );
    }
    let good = json!({ "__typename": "OrganisationalUnit", "sorCode": code(3).to_string() });
    // A record of another level is not there under this name.
    bad.push(json!({ "__typename": "OrganisationalUnit", "sorCode": code(1).to_string() }));
    for some in bad.chunks(40) {
        let representations: Vec<_> = some.iter().flat_map(|bad| [good.clone(), bad.clone()]).collect();
        let data = server.data_with(QUERY, json!({ "r": representations })).await;
        for (representation, entity) in
            representations.iter().zip(data["_entities"].as_array().expect("entities"))
        {
            let expected = *representation == good;
            assert_eq!(entity.is_object(), expected, "{representation} gives {entity}");
        }
    }
}

async fn a_thousand_cost_what_ten_cost(kind: Kind) {
    let database = TestDatabase::new(kind).await;
    let register = database.register().await;
    import_made(&register, 3_000).await;
    let codes = register.reader().unit_skeletons(0).await.expect("units");
    let limits = Limits { complexity: 1_000_000, ..Limits::default() };
    let graph = Graph::new(register, limits);
    let query = "query($r: [_Any!]!) { _entities(representations: $r) {
        ... on OrganisationalUnit { name parent { name } institutionOwner { name } municipality { name }
          effectiveLocationNumber { value { gln receives(first: 5) { nodes { messageType { nameDa } } } } } }
        ... on HealthInstitution { name effectivePostalAddress { value { streetName } } } } }";
    let mut counted = Vec::new();
    // The first request reads the short lists of the revision.
    for width in [10, 10, 1_000] {
        let representation = |place: usize| {
            let name = if place.is_multiple_of(2) { "OrganisationalUnit" } else { "HealthInstitution" };
            json!({ "__typename": name, "sorCode": codes[place * codes.len() / width].sor_code.to_string() })
        };
        let representations: Vec<_> = (0..width).map(representation).collect();
        let variables = async_graphql::Variables::from_json(json!({ "r": representations }));
        let answer = graph.execute(async_graphql::Request::new(query).variables(variables)).await;
        let answer = serde_json::to_value(answer).expect("JSON");
        assert!(answer.get("errors").is_none(), "{:#}", answer["errors"]);
        let entities = answer["data"]["_entities"].as_array().expect("entities");
        assert_eq!(entities.len(), width);
        assert!(
            entities.iter().filter(|entity| entity.is_object()).count() > width / 5,
            "most of them are there"
        );
        counted.push(answer["extensions"]["register"]["statements"].clone());
    }
    assert_eq!(counted[1], counted[2]);
}

async fn a_whole_request_reads_where_its_headers_say(kind: Kind) {
    let server = with_city(kind).await;
    let closed = json!([{ "__typename": "OrganisationalUnit", "sorCode": code(6).to_string() }]);
    let query = "query($r: [_Any!]!) { _entities(representations: $r) { ... on OrganisationalUnit { state } }
        register { at revision } viewer { subject } }";
    let ask = async |headers: &[(&str, &str)]| {
        let body = json!({ "query": query, "variables": { "r": closed } });
        let mut request = server.client().post(server.url("/graphql")).json(&body);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        request.send().await.expect("an answer").json::<Value>().await.expect("JSON")
    };
    let now = ask(&[]).await;
    assert_eq!(now["data"]["_entities"][0]["state"], "CLOSED", "{now:#}");
    let then = ask(&[("sorgraph-at", "2025-06-01"), ("sorgraph-revision", "2")]).await;
    assert_eq!(then["data"]["_entities"][0]["state"], "CLOSING", "{then:#}");
    assert_eq!(then["data"]["register"], json!({ "at": "2025-06-01", "revision": "2" }));
    let before = ask(&[("sorgraph-revision", "1")]).await;
    assert_eq!(before["data"]["_entities"][0], Value::Null, "before the register knew it");
    let code_of = |answer: &Value| answer["errors"][0]["extensions"]["code"].clone();
    assert_eq!(code_of(&ask(&[("sorgraph-revision", "99")]).await), "BAD_REVISION");
    assert_eq!(code_of(&ask(&[("sorgraph-at", "tomorrow")]).await), "BAD_REQUEST");
}

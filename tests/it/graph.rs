//! What the graph tells of a register: everything the extract said, down the tree and up again.

use serde_json::{Value, json};
use sorgraph::import::Options;

use crate::support::database::{Kind, import_made, import_texts};
use crate::support::extract::{Entity, Number, Place, code, entity, file, gln, municipality};
use crate::support::on_both;
use crate::support::server::TestServer;

on_both!(
    one_query_walks_down_the_tree_and_up_again,
    effective_values_say_where_they_come_from,
    identifiers_that_several_bear_give_lists,
    a_municipality_tells_what_it_owns_and_what_lies_within_it,
    nodes_and_entities_resolve_and_unknown_ones_are_null,
    code_lists_are_data,
    numbers_tell_who_uses_them,
    the_merger_of_two_regions_is_dated_data,
    users_of_a_number_are_those_whose_effective_number_it_is,
);

/// A municipality with two homes, and a private owner whose clinic lies within it.
pub fn city() -> Vec<Entity> {
    let ward = Entity { number: Number::Inherited, ..entity(4, "Afsnit A", vec![]) };
    let home = Entity {
        number: Number::Own(1),
        visiting: Some(Place("Strandvejen", "0101", "1084")),
        ..entity(3, "Plejehjemmet Solgården", vec![ward])
    };
    let other = Entity { number: Number::Own(2), ..entity(5, "Plejehjemmet Månegården", vec![]) };
    let mut closed = entity(6, "Plejehjemmet Åen", vec![]);
    closed.to = Some("2025-12-31".to_owned());
    let office = entity(2, "Ældreforvaltningen", vec![home, other, closed]);
    let clinic = Entity {
        type_code: "547011000005103".to_owned(),
        postal: Some(Place("Søgade", "0101", "1084")),
        ..entity(12, "Fysioterapi Ærø", vec![entity(13, "Træning", vec![])])
    };
    let private = Entity {
        type_code: "550891000005100".to_owned(),
        postal: Some(Place("Torvet", "0461", "1083")),
        ..entity(11, "Klinikkerne", vec![clinic])
    };
    vec![municipality(1, "Københavns Kommune", vec![office]), private]
}

pub async fn with_city(kind: Kind) -> TestServer {
    let server = TestServer::start(kind).await;
    let types = format!(
        "gln;format;type;version;direction;validFrom;validTo\n\
         {0};EDIFACT;DIS91;D9134L;RECEIVE;2020-01-01;\n\
         {0};EDIFACT;DIS91;D9134L;SEND;2020-01-01;\n\
         {0};OIOXML;XDIS20;XD2030C;RECEIVE;2027-01-01;\n\
         {1};OIOXML;XDIS91;XD9134L;RECEIVE;2020-01-01;2026-12-31\n",
        gln(1),
        gln(2)
    );
    let files = [("sor.xml", file("2026-11-20", &city())), ("types.csv", types)];
    let files: Vec<_> = files.iter().map(|(name, text)| (*name, text.as_str())).collect();
    let outcome = import_texts(&server.register, &files, &Options::default()).await.expect("imported");
    assert_eq!(outcome.report.refused, 0, "{}", outcome.report);
    server
}

async fn one_query_walks_down_the_tree_and_up_again(kind: Kind) {
    let server = with_city(kind).await;
    let query = r#"{
      region(by: { code: "1084" }) { nameDa municipalities(first: 100) { nodes { name
        institutionOwner { name healthInstitutions { nodes { name
          organisationalUnits { nodes { name effectiveLocationNumber { value { gln
            receives(first: 3) { nodes { messageType { type nameDa } } } } } } } } } } } } } }"#;
    let data = server.data(query).await;
    let municipalities = data["region"]["municipalities"]["nodes"].as_array().expect("municipalities");
    assert_eq!(municipalities.len(), 29);
    let city =
        municipalities.iter().find(|municipality| municipality["name"] == "København").expect("København");
    let units = &city["institutionOwner"]["healthInstitutions"]["nodes"][0]["organisationalUnits"]["nodes"];
    let message = &units[1]["effectiveLocationNumber"]["value"]["receives"]["nodes"][0]["messageType"];
    assert_eq!(message["type"], "DIS91", "{units:#}");
    let down = format!(
        r#"{{ municipality(by: {{ code: "0101" }}) {{ name region {{ nameDa }} institutionOwner {{ name municipality {{ code }}
          healthInstitutions {{ nodes {{ name institutionOwner {{ sorCode }}
            organisationalUnits {{ nodes {{ sorCode name children {{ nodes {{ name
              effectiveLocationNumber {{ source from {{ name }} value {{ gln
                receives {{ totalCount nodes {{ messageType {{ type version nameDa }} direction validTo }} }} sends {{ totalCount }} }} }} }} }} }} }} }} }} }} }}
          up: locationNumber(by: {{ gln: "{}" }}) {{ holder {{ name ... on OrganisationalUnit {{ ancestors {{ __typename name }}
            healthInstitution {{ name }} municipality {{ name region {{ nameDa institutionOwner {{ name }} }} }} }} }} }} }}"#,
        gln(1)
    );
    insta::assert_json_snapshot!("walk_down_and_up", server.data(&down).await);
}

async fn effective_values_say_where_they_come_from(kind: Kind) {
    let server = with_city(kind).await;
    let fields = "name
        effectivePostalAddress { source from { name } value { streetName } }
        effectiveVisitingAddress { source from { name } value { streetName } }
        effectiveVirtualAddress { source from { name } value { telephone } }
        effectiveLocationNumber { source from { name } value { gln } }";
    let query = format!(
        r#"{{ ward: organisationalUnit(by: {{ sorCode: "{}" }}) {{ {fields} effectiveActivityAddress {{ source from {{ name }} value {{ streetName }} }} }}
             home: organisationalUnit(by: {{ sorCode: "{}" }}) {{ {fields} visitingAddress {{ streetName }} postalAddress {{ streetName }} }}
             office: healthInstitution(by: {{ sorCode: "{}" }}) {{ {fields} }} }}"#,
        code(4),
        code(3),
        code(2)
    );
    insta::assert_json_snapshot!("effective_values", server.data(&query).await);
}

async fn identifiers_that_several_bear_give_lists(kind: Kind) {
    let server = with_city(kind).await;
    let query = format!(
        r#"{{ byNumber: sorEntitiesBy(identifier: {{ gln: "{}" }}) {{ sorCode name }}
             none: sorEntitiesBy(identifier: {{ shakCode: "1301" }}) {{ sorCode }}
             bulk: sorEntities(sorCodes: ["{}", "{}", "{}"]) {{ __typename sorCode }} }}"#,
        gln(1),
        code(13),
        code(999),
        code(1),
    );
    let data = server.data(&query).await;
    let mut users: Vec<_> =
        data["byNumber"].as_array().expect("a list").iter().map(|unit| unit["sorCode"].clone()).collect();
    users.sort_by_key(ToString::to_string);
    let mut expected = vec![json!(code(3).to_string()), json!(code(4).to_string())];
    expected.sort_by_key(ToString::to_string);
    assert_eq!(users, expected);
    assert_eq!(data["none"], json!([]));
    assert_eq!(data["bulk"][0]["__typename"], "OrganisationalUnit");
    assert_eq!(
        (&data["bulk"][1], &data["bulk"][2]["__typename"]),
        (&Value::Null, &json!("InstitutionOwner"))
    );
}

async fn a_municipality_tells_what_it_owns_and_what_lies_within_it(kind: Kind) {
    let server = with_city(kind).await;
    let query = r#"{ municipality(by: { code: "0101" }) {
        healthInstitutions { totalCount nodes { name } }
        healthInstitutionsWithin { totalCount nodes { name } }
        organisationalUnitsWithin { totalCount nodes { name } }
        locationNumbers { totalCount nodes { gln } } }
      other: municipality(by: { code: "0461" }) { institutionOwner { name } healthInstitutions { totalCount } } }"#;
    let data = server.data(query).await;
    let names = |list: &str| -> Vec<String> {
        let nodes = data["municipality"][list]["nodes"].as_array().expect("nodes");
        nodes.iter().map(|node| node["name"].as_str().expect("a name").to_owned()).collect()
    };
    assert_eq!(names("healthInstitutions"), ["Ældreforvaltningen"]);
    assert_eq!(names("healthInstitutionsWithin"), ["Fysioterapi Ærø", "Ældreforvaltningen"]);
    let units = ["Afsnit A", "Plejehjemmet Månegården", "Plejehjemmet Solgården", "Træning"];
    assert_eq!(names("organisationalUnitsWithin"), units, "what is closed is not listed");
    assert_eq!(data["municipality"]["locationNumbers"]["totalCount"], 2);
    assert_eq!(data["other"], json!({ "institutionOwner": null, "healthInstitutions": { "totalCount": 0 } }));
}

async fn nodes_and_entities_resolve_and_unknown_ones_are_null(kind: Kind) {
    let server = with_city(kind).await;
    let query = format!(
        r#"{{ organisationalUnit(by: {{ sorCode: "{}" }}) {{ id }} locationNumber(by: {{ gln: "{}" }}) {{ id }}
             region(by: {{ code: "1084" }}) {{ id }} messageTypes(first: 1) {{ nodes {{ id }} }} }}"#,
        code(3),
        gln(1)
    );
    let data = server.data(&query).await;
    let ids = [
        &data["organisationalUnit"]["id"],
        &json!("nothing"),
        &data["locationNumber"]["id"],
        &data["region"]["id"],
        &data["messageTypes"]["nodes"][0]["id"],
    ];
    let query = "query($ids: [ID!]!) { nodes(ids: $ids) { __typename id } }";
    let nodes = server.data_with(query, json!({ "ids": ids })).await;
    let kinds: Vec<_> =
        nodes["nodes"].as_array().expect("nodes").iter().map(|node| node["__typename"].clone()).collect();
    assert_eq!(
        kinds,
        [
            json!("OrganisationalUnit"),
            Value::Null,
            json!("LocationNumber"),
            json!("Region"),
            json!("MessageType")
        ]
    );

    let representations = json!([
        { "__typename": "OrganisationalUnit", "sorCode": code(4).to_string() },
        { "__typename": "OrganisationalUnit", "sorCode": "not a code" },
        { "__typename": "OrganisationalUnit", "sorCode": code(1).to_string() },
        { "__typename": "InstitutionOwner", "sorCode": code(1).to_string() },
        { "__typename": "HealthInstitution", "id": "nonsense" },
        { "__typename": "Municipality", "code": "0101" },
        { "__typename": "Region", "code": "9999" },
        { "__typename": "LocationNumber", "gln": gln(2).to_string() },
        { "__typename": "OrganisationalUnit", "sorCode": code(6).to_string() },
        { "__typename": "OrganisationalUnit", "id": ids[0] },
    ]);
    let query = "query($r: [_Any!]!) { _entities(representations: $r) { __typename
        ... on OrganisationalUnit { name state } ... on InstitutionOwner { ownerName: name }
        ... on Municipality { municipalityName: name } ... on LocationNumber { gln } } }";
    insta::assert_json_snapshot!("entities", server.data_with(query, json!({ "r": representations })).await);
}

async fn code_lists_are_data(kind: Kind) {
    let server = TestServer::start(kind).await;
    let list = |alias: &str, list: &str| {
        format!("{alias}: codes(list: {list}, first: 100) {{ totalCount nodes {{ code nameDa nameEn }} }}")
    };
    let query = format!(
        "{{ {} {} {} {} messageTypes(first: 1) {{ totalCount }} }}",
        list("operators", "NETWORK_OPERATOR"),
        list("levels", "ORGANISATIONAL_LEVEL"),
        list("types", "UNIT_TYPE"),
        list("owners", "OWNER_TYPE")
    );
    let data = server.data(&query).await;
    let length = |list: &str| data[list]["totalCount"].as_i64().unwrap_or_default();
    assert_eq!((length("operators"), length("levels"), length("types"), length("owners")), (7, 6, 71, 4));
    let nodes = |list: &str| data[list]["nodes"].as_array().expect("a list").clone();
    assert!(nodes("levels").iter().all(|level| level["code"].is_null() && level["nameDa"].is_string()));
    assert_eq!(data["messageTypes"]["totalCount"], 108);
    assert!(
        nodes("types")
            .contains(&json!({ "code": "42665001", "nameDa": "plejehjem", "nameEn": "Nursing home" }))
    );
}

async fn numbers_tell_who_uses_them(kind: Kind) {
    let server = with_city(kind).await;
    let query = format!(
        r#"{{ locationNumber(by: {{ gln: "{}" }}) {{ gln state holder {{ name }} usedBy {{ totalCount nodes {{ name }} }}
             receives {{ nodes {{ messageType {{ type }} validFrom }} }} }}
             later: locationNumber(by: {{ gln: "{}" }}, at: "2027-01-01") {{ receives {{ nodes {{ messageType {{ format type }} }} }} }}
             sending: organisationalUnits(filter: {{ messageType: {{ type: "DIS91", direction: SEND }} }}) {{ nodes {{ name }} }}
             receiving: organisationalUnits(filter: {{ messageType: {{ format: OIOXML, type: "XDIS91", version: "XD9134L" }} }}) {{ nodes {{ name }} }}
             locationNumbers {{ totalCount nodes {{ gln }} }} }}"#,
        gln(1),
        gln(1)
    );
    insta::assert_json_snapshot!("numbers", server.data(&query).await);
}

async fn the_merger_of_two_regions_is_dated_data(kind: Kind) {
    let server = TestServer::start(kind).await;
    let query = r#"{
      now: region(by: { code: "1084" }) { nameDa state validTo successorName municipalities { totalCount } }
      then: region(by: { code: "1084" }, at: "2027-01-01") { state municipalities { totalCount } }
      municipality(by: { code: "0101" }, at: "2027-01-01") { name region { code } }
      regions { nodes { code } } later: regions(at: "2027-01-01") { nodes { code } } }"#;
    insta::assert_json_snapshot!("merger", server.data(query).await);
}

/// Two ways to the same answer: down from the number in SQL, up from the unit in the rules.
async fn users_of_a_number_are_those_whose_effective_number_it_is(kind: Kind) {
    let server = TestServer::start(kind).await;
    import_made(&server.register, 1_500).await;
    let mut users: std::collections::BTreeMap<String, i64> = std::collections::BTreeMap::new();
    for field in ["institutionOwners", "healthInstitutions", "organisationalUnits"] {
        let inner = "nodes { effectiveLocationNumber { value { gln } } } pageInfo { hasNextPage endCursor }";
        for node in all_nodes(&server, field, inner).await {
            if let Some(gln) = node["effectiveLocationNumber"]["value"]["gln"].as_str() {
                *users.entry(gln.to_owned()).or_default() += 1;
            }
        }
    }
    let inner = "nodes { gln usedBy { totalCount } } pageInfo { hasNextPage endCursor }";
    let numbers = all_nodes(&server, "locationNumbers", inner).await;
    assert!(numbers.len() > 100 && users.values().any(|count| *count > 3), "{} numbers", numbers.len());
    for number in numbers {
        let gln = number["gln"].as_str().expect("a number");
        assert_eq!(
            number["usedBy"]["totalCount"].as_i64(),
            Some(users.get(gln).copied().unwrap_or(0)),
            "{gln}"
        );
    }
}

async fn all_nodes(server: &TestServer, field: &str, inner: &str) -> Vec<Value> {
    let mut all = Vec::new();
    let mut after = Value::Null;
    loop {
        let query = format!("query($after: String) {{ {field}(first: 100, after: $after) {{ {inner} }} }}");
        let data = server.data_with(&query, json!({ "after": after })).await;
        all.extend(data[field]["nodes"].as_array().expect("nodes").iter().cloned());
        if data[field]["pageInfo"]["hasNextPage"] == false {
            return all;
        }
        after = data[field]["pageInfo"]["endCursor"].clone();
    }
}

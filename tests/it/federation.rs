//! The example of federation, as a test: a partner and two gateways before a real register.

use std::collections::BTreeMap;
use std::path::Path;

use serde::Deserialize;
use serde_json::{Value, json};
use sorgraph::import::Options;

use crate::support::database::{Kind, import_texts};
use crate::support::extract::{Entity, Number, Place, entity, file, municipality};
use crate::support::node::{NodeFolder, Running};
use crate::support::on_both;
use crate::support::server::{TestServer, http_client};

on_both!(gateways_answer_over_both_subgraphs_and_ask_no_more_for_more_rows);

const FOLDER: &str = "examples/federation";
const QUERIES: [&str; 3] = ["waiting-times", "messages", "shortest-waits"];

#[test]
fn the_schema_composes_alone_and_with_partners_that_share_its_value_types() {
    let told = NodeFolder::prepared(FOLDER).run("check-composition.mjs", &["../../schema.graphql"], &[]);
    for composer in ["apollo", "hive"] {
        let composed = told.lines().filter(|line| line.starts_with(composer)).count();
        assert_eq!(composed, 3, "{told}");
    }
    assert!(told.contains("PageInfo"), "{told}");
}

/// Where the example answers.
#[derive(Deserialize)]
struct Told {
    hive: String,
    apollo: String,
}

struct Gateways {
    told: Told,
    _running: Running,
}

impl Gateways {
    fn before(server: &TestServer) -> Self {
        let url = server.url("/graphql");
        let folder = NodeFolder::prepared(FOLDER);
        let (told, running) = folder.start("start.mjs", &["--told"], &[("REGISTER_URL", &url)]);
        Self { told, _running: running }
    }

    /// The answer of one of them to a query of the example.
    async fn answer(&self, url: &str, query: &str) -> Value {
        let path =
            Path::new(env!("CARGO_MANIFEST_DIR")).join(FOLDER).join(format!("queries/{query}.graphql"));
        let query = std::fs::read_to_string(path).expect("a query of the example");
        let request = http_client().post(url).json(&json!({ "query": query }));
        let answer: Value = request.send().await.expect("an answer").json().await.expect("JSON");
        assert!(answer.get("errors").is_none(), "{answer:#}");
        answer
    }
}

/// A municipality with `width` units, each with a number that the team below it inherits.
fn register_of(width: u32) -> String {
    let units = (0..width).map(|unit| Entity {
        number: Number::Own(u64::from(unit)),
        ..entity(
            200 + unit,
            &format!("Hjem {unit:02}"),
            vec![Entity {
                number: Number::Inherited,
                ..entity(500 + unit, &format!("Team {unit:02}"), vec![])
            }],
        )
    });
    let postal = Some(Place("Gade", "0165", "1084"));
    let institution = Entity { postal: postal.clone(), ..entity(100, "Center", units.collect()) };
    let owner = Entity { postal, ..municipality(1, "Albertslund Kommune", vec![institution]) };
    file("2026-11-20", &[owner])
}

/// Every record with a SOR code in an answer, with its name.
fn names(value: &Value, found: &mut BTreeMap<String, String>) {
    match value {
        Value::Array(items) => items.iter().for_each(|item| names(item, found)),
        Value::Object(fields) => {
            if let (Some(code), Some(name)) = (fields.get("sorCode"), fields.get("name")) {
                let text = |value: &Value| value.as_str().expect("text").to_owned();
                found.insert(text(code), text(name));
            }
            fields.values().for_each(|field| names(field, found));
        }
        _ => {}
    }
}

/// What sorgraph itself says that these records are called.
async fn asked_directly(server: &TestServer, codes: &[&String]) -> BTreeMap<String, String> {
    let query = "query($codes: [SorCode!]!) { sorEntities(sorCodes: $codes) { sorCode name } }";
    let data = server.data_with(query, json!({ "codes": codes })).await;
    let mut found = BTreeMap::new();
    names(&data, &mut found);
    found
}

async fn gateways_answer_over_both_subgraphs_and_ask_no_more_for_more_rows(kind: Kind) {
    let mut behind = Vec::new();
    for width in [2, 10] {
        // What the database is asked is what is counted here.
        let settings = [("image", Some("false".to_owned()))];
        let server = TestServer::with_settings(kind, &settings).await;
        let text = register_of(width);
        import_texts(&server.register, &[("sor.xml", &text)], &Options::default()).await.expect("imported");
        let gateways = Gateways::before(&server);
        let mut counted = BTreeMap::new();
        for query in QUERIES {
            let hive = gateways.answer(&gateways.told.hive, query).await;
            let apollo = gateways.answer(&gateways.told.apollo, query).await;
            assert_eq!(hive["data"], apollo["data"], "{query}");
            let mut told = BTreeMap::new();
            names(&hive["data"], &mut told);
            let rows = usize::try_from(2 * width).expect("a few");
            assert!(told.len() >= rows, "{query}: {told:?}");
            assert_eq!(told, asked_directly(&server, &told.keys().collect::<Vec<_>>()).await, "{query}");
            for (gateway, answer) in [("hive", hive), ("apollo", apollo)] {
                let cost = answer["extensions"]["behind"].clone();
                assert!(cost["sorgraph"]["statements"].as_u64() > Some(0), "{cost}");
                assert!(cost["partner"]["requests"].as_u64() > Some(0), "{cost}");
                counted.insert(format!("{query} at {gateway}"), cost);
            }
        }
        behind.push(counted);
        for url in [&gateways.told.hive, &gateways.told.apollo] {
            let query = json!({ "query": "{ register { at revision } }" });
            let request = http_client().post(url).json(&query);
            let request = request.header("sorgraph-at", "2027-01-01").header("sorgraph-revision", "1");
            let answer: Value = request.send().await.expect("an answer").json().await.expect("JSON");
            assert_eq!(
                answer["data"]["register"],
                json!({ "at": "2027-01-01", "revision": "1" }),
                "{answer:#}"
            );
        }
    }
    assert_eq!(behind[0], behind[1], "ten rows a level take as many requests and statements as two");
}

//! Somebody who writes to a made register all the time.

use async_graphql::Request;
use serde_json::{Value, json};
use sorgraph::model::{Party, Role};
use sorgraph::register::Register;
use sorgraph::schema::{Graph, Limits};

use super::people::{caller, give_roles};

/// What a register answers to somebody who may change everything below.
pub async fn ask(graph: &Graph, query: &str) -> Value {
    let request = Request::new(query).data(caller("editor"));
    let mut answer = serde_json::to_value(graph.execute(request).await).expect("JSON");
    assert!(answer.get("errors").is_none(), "{query}: {:#}", answer["errors"]);
    answer["data"].take()
}

pub async fn done(graph: &Graph, mutation: &str) -> Value {
    let query = format!("mutation {{ done: {mutation} {{ errors {{ code message path }} revision }} }}");
    let data = ask(graph, &query).await;
    assert_eq!(data["done"]["errors"], json!([]), "{mutation}: {data:#}");
    data["done"].clone()
}

pub fn text(value: &Value) -> String {
    value.as_str().expect("a text").to_owned()
}

/// Where somebody writes: an institution of a municipality, some of its units, and a number.
pub struct Desk {
    graph: Graph,
    pub parent: String,
    units: Vec<String>,
    pub gln: String,
    message_types: Vec<Value>,
    unit_type: String,
}

impl Desk {
    pub async fn of(register: &Register) -> Self {
        let graph = Graph::new(register.clone(), Limits::default());
        let query = r#"{ municipality(by: { code: "0101" }) { institutionOwner { sorCode healthInstitutions(first: 20) { nodes { sorCode
            organisationalUnits(first: 20, filter: { state: { in: [ACTIVE] } }) { nodes { sorCode type { code } } } } } } }
            locationNumbers(first: 1, filter: { state: { in: [ACTIVE] } }) { nodes { gln } }
            messageTypes(first: 30) { nodes { format type version } } }"#;
        let data = ask(&graph, query).await;
        let owner = &data["municipality"]["institutionOwner"];
        let institutions = owner["healthInstitutions"]["nodes"].as_array().expect("institutions");
        let units = |institution: &Value| institution["organisationalUnits"]["nodes"].as_array().cloned();
        let most = institutions.iter().max_by_key(|found| units(found).map_or(0, |units| units.len()));
        let institution = most.expect("an institution");
        let units = units(institution).expect("units");
        let owner = text(&owner["sorCode"]).parse().expect("a code");
        let roles = [
            ("editor", Role::Editor, Party::Owner(owner)),
            ("editor", Role::NationalEditor, Party::Authority),
        ];
        give_roles(register, &roles).await;
        Self {
            graph,
            parent: text(&institution["sorCode"]),
            unit_type: text(&units[0]["type"]["code"]),
            units: units.iter().map(|unit| text(&unit["sorCode"])).collect(),
            gln: text(&data["locationNumbers"]["nodes"][0]["gln"]),
            message_types: data["messageTypes"]["nodes"].as_array().expect("types").clone(),
        }
    }

    /// Gives one of the units another name from a day on.
    pub async fn rename(&self, unit: usize, name: &str, from: &str) {
        let unit = &self.units[unit % self.units.len()];
        let input = format!(r#"{{ sorCode: "{unit}", name: {}, validFrom: "{from}" }}"#, json!(name));
        done(&self.graph, &format!("updateOrganisationalUnit(input: {input})")).await;
    }

    /// One of the things that happen to a register.
    pub async fn write(&self, turn: usize) {
        let unit = &self.units[turn % self.units.len()];
        match turn % 6 {
            0 => {
                let Self { parent, unit_type, .. } = self;
                let created = format!(
                    r#"createOrganisationalUnit(input: {{ parent: "{parent}", name: "Team {turn}", type: "{unit_type}",
                       validFrom: "2027-03-01", locationNumberState: NONE }})"#
                );
                let query = format!(
                    "mutation {{ it: {created} {{ organisationalUnit {{ sorCode }} errors {{ message }} }} }}"
                );
                let made = ask(&self.graph, &query).await;
                assert_eq!(made["it"]["errors"], json!([]), "{made:#}");
                if turn.is_multiple_of(12) {
                    // Taken back before it came into force, it never was.
                    let made = text(&made["it"]["organisationalUnit"]["sorCode"]);
                    done(
                        &self.graph,
                        &format!(r#"cancelPlannedChange(input: {{ sorCode: "{made}", creation: true }})"#),
                    )
                    .await;
                }
            }
            1 => {
                let types = &self.message_types;
                let wanted = &types[turn % types.len()];
                let [format, kind, version] = ["format", "type", "version"].map(|part| text(&wanted[part]));
                done(
                    &self.graph,
                    &format!(
                        r#"setMessageTypes(input: {{ gln: "{}", mode: REPLACE, validFrom: "2027-01-01", messageTypes:
                           [{{ format: {format}, type: "{kind}", version: "{version}", receives: true }}] }})"#,
                        self.gln
                    ),
                )
                .await;
            }
            _ => {
                done(
                    &self.graph,
                    &format!(
                        r#"updateOrganisationalUnit(input: {{ sorCode: "{unit}", localCode: "{turn}", validFrom: "2027-02-01" }})"#
                    ),
                )
                .await;
            }
        }
    }
}

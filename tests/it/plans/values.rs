//! Values of arguments and variables: codes that the register has, and now and then what does not fit.

use async_graphql::Request;
use async_graphql::parser::types::{BaseType, Type};
use serde_json::{Value, json};
use sorgraph::register::Register;
use sorgraph::schema::{Graph, Limits};

use super::documents::{Documents, SCHEMA};
use super::schema::{Argument, Kind};

/// Codes that the register has.
pub struct Values {
    sor_codes: Vec<String>,
    glns: Vec<String>,
    ids: Vec<String>,
    types: Vec<String>,
    message_types: Vec<(String, String, String)>,
}

impl Values {
    pub async fn of(register: &Register) -> Self {
        let graph = Graph::new(register.clone(), Limits::default());
        let query = r"{
            owners: institutionOwners(first: 100) { nodes { id sorCode type { code } } }
            closed: organisationalUnits(first: 30, filter: { state: { in: [CLOSED, FUTURE, CLOSING] } }) { nodes { id sorCode type { code } } }
            institutions: healthInstitutions(first: 60, orderBy: { by: SOR_CODE }) { nodes { id sorCode type { code } } }
            units: organisationalUnits(first: 100, orderBy: { by: FIRST_FROM_DATE }) { nodes { id sorCode type { code } } }
            hospital: organisationalUnits(first: 60, filter: { ownerType: { in: [REGION] } }) { nodes { id sorCode type { code } } }
            numbers: locationNumbers(first: 60) { nodes { id gln } }
            regions { nodes { id } } municipalities(first: 10) { nodes { id } }
            types: messageTypes(first: 40) { nodes { id format type version } }
        }";
        let answer = serde_json::to_value(graph.execute(Request::new(query)).await).expect("JSON");
        assert!(answer.get("errors").is_none(), "{answer:#}");
        let data = &answer["data"];
        let nodes = |list: &str| data[list]["nodes"].as_array().expect("a list").clone();
        let text = |value: &Value| value.as_str().map(ToOwned::to_owned);
        let tree: Vec<_> =
            ["owners", "closed", "institutions", "units", "hospital"].into_iter().flat_map(nodes).collect();
        let all = tree
            .iter()
            .cloned()
            .chain(["numbers", "regions", "municipalities", "types"].into_iter().flat_map(nodes));
        Self {
            ids: all.filter_map(|node| text(&node["id"])).collect(),
            sor_codes: tree.iter().filter_map(|node| text(&node["sorCode"])).collect(),
            types: tree.iter().filter_map(|node| text(&node["type"]["code"])).collect(),
            glns: nodes("numbers").iter().filter_map(|node| text(&node["gln"])).collect(),
            message_types: nodes("types")
                .iter()
                .filter_map(|node| {
                    Some((text(&node["format"])?, text(&node["type"])?, text(&node["version"])?))
                })
                .collect(),
        }
    }
}

impl Documents<'_> {
    /// Values for the variables of the document, some of them not fitting.
    pub fn variables(&mut self) -> Value {
        let mut all = serde_json::Map::new();
        for place in 0..self.variables.len() {
            let (name, ty, argument) = {
                let variable = &self.variables[place];
                (variable.name.clone(), variable.ty.clone(), variable.argument.clone())
            };
            let optional = ty.nullable || self.variables[place].default.is_some();
            if optional && self.chance(25) {
                continue;
            }
            let value = if self.chance(3) { self.nonsense() } else { self.value(&argument, &ty) };
            all.insert(name, value);
        }
        Value::Object(all)
    }

    /// Remembers the cursors of an answer, for the next variables.
    pub fn learn(&mut self, answer: &str) {
        for key in ["\"endCursor\":\"", "\"startCursor\":\"", "\"cursor\":\""] {
            let found = answer.split(key).skip(1).filter_map(|rest| rest.split('"').next());
            self.cursors.extend(found.map(ToOwned::to_owned).take(5));
        }
    }

    fn nonsense(&mut self) -> Value {
        let all = [
            json!(null),
            json!("x"),
            json!(7),
            json!(1.5),
            json!(true),
            json!([]),
            json!({}),
            json!(["x", null]),
        ];
        all[self.below(all.len())].clone()
    }

    /// A value of a type.
    pub fn value(&mut self, argument: &str, ty: &Type) -> Value {
        if ty.nullable && self.chance(6) {
            return Value::Null;
        }
        match &ty.base {
            BaseType::List(inner) => {
                let most = if argument == "ids" || argument == "sorCodes" { 6 } else { 3 };
                (0..self.below(most)).map(|_| self.value(argument, inner)).collect()
            }
            BaseType::Named(name) => self.named(argument, name),
        }
    }

    fn one_of(&mut self, all: &[String], other: &str) -> Value {
        if all.is_empty() || self.chance(4) {
            return json!(other);
        }
        json!(all[self.below(all.len())])
    }

    fn named(&mut self, argument: &str, name: &str) -> Value {
        let values = self.values;
        match (name, argument) {
            ("SorCode", _) => self.one_of(&values.sor_codes, "311000016009"),
            ("Gln", _) => self.one_of(&values.glns, "5790000000005"),
            ("ID", _) => self.one_of(&values.ids, "bm9uc2Vuc2U"),
            ("MunicipalityCode", _) => json!(self.pick(&["0101", "0147", "0461", "0751", "0851", "0999"])),
            ("RegionCode", _) => json!(self.pick(&["1081", "1082", "1083", "1084", "1085", "1", "1099"])),
            ("Date", _) => json!(self.pick(&[
                "1950-01-01",
                "2012-06-30",
                "2026-11-22",
                "2026-12-31",
                "2027-01-01",
                "2030-02-28"
            ])),
            ("Revision", _) => json!(self.pick(&["2", "2", "2", "2", "2", "2", "2", "2", "1", "99"])),
            ("Boolean", _) => json!(self.chance(60)),
            ("Int", "first" | "last") => {
                json!(
                    [1, 2, 3, 5, 8, 20, 100, 0, 101, -1]
                        [self.below(10).min(self.below(10)).min(self.below(10))]
                )
            }
            ("Int", _) => json!(1 + self.below(4)),
            ("String", "after" | "before") => {
                let cursors = self.cursors.clone();
                self.one_of(&cursors, "bm9uc2Vuc2U")
            }
            ("String", "text" | "startsWith") => {
                json!(self.pick(&[
                    "a", "k", "ko", "kom", "læge", "ae", "center", "syge hus", "ÅR", "x z", " ", "tand"
                ]))
            }
            ("String", "in") => self.one_of(&values.types, "22232009"),
            ("String", _) => json!(self.pick(&["DIS91", "D9134L", "MEDDIS", "x"])),
            ("MessageTypeKeyInput", _) if self.chance(80) && !values.message_types.is_empty() => {
                let (format, kind, version) = &values.message_types[self.below(values.message_types.len())];
                json!({ "format": format, "type": kind, "version": version })
            }
            _ => match SCHEMA.kind(name) {
                Kind::Enum(all) => json!(all[self.below(all.len())]),
                Kind::Input(fields, oneof) => self.input(fields, *oneof),
                _ => json!("x"),
            },
        }
    }

    fn input(&mut self, fields: &[Argument], oneof: bool) -> Value {
        let mut object = serde_json::Map::new();
        if oneof && self.chance(97) {
            let field = &fields[self.below(fields.len())];
            let mut ty = field.ty.clone();
            ty.nullable = false;
            object.insert(field.name.clone(), self.value(&field.name, &ty));
            return Value::Object(object);
        }
        for field in fields {
            if !field.ty.nullable || self.chance(25) {
                object.insert(field.name.clone(), self.value(&field.name, &field.ty));
            }
        }
        Value::Object(object)
    }

    /// Keys as a gateway sends them, some of them none of ours.
    pub fn representations(&mut self) -> String {
        let values = self.values;
        let all: Vec<String> = (0..=self.below(5))
            .map(|_| {
                let code = self.one_of(&values.sor_codes, "1");
                let on = self.pick(&["InstitutionOwner", "HealthInstitution", "OrganisationalUnit"]);
                match self.below(10) {
                    0..=3 => format!(r#"{{ __typename: "{on}", sorCode: {code} }}"#),
                    4 => format!(r#"{{ __typename: "LocationNumber", gln: {} }}"#, self.one_of(&values.glns, "1")),
                    5 => {
                        let on = self.pick(&["Region", "Municipality", "LocationNumber", "MessageType", "OrganisationalUnit"]);
                        format!(r#"{{ __typename: "{on}", id: {} }}"#, self.one_of(&values.ids, "x"))
                    }
                    6 => r#"{ __typename: "Municipality", code: "0101" }"#.to_owned(),
                    7 => r#"{ __typename: "Region", code: "1084" }"#.to_owned(),
                    8 if !values.message_types.is_empty() => {
                        let (format, kind, version) = &values.message_types[self.below(values.message_types.len())];
                        format!(r#"{{ __typename: "MessageType", format: "{format}", type: "{kind}", version: "{version}" }}"#)
                    }
                    _ => self.pick(&[r#"{ __typename: "Nonsense", id: 1 }"#, "{ sorCode: 1 }", r#"{ __typename: "Region" }"#, r#"{ __typename: "Region", code: 7 }"#, "null", "7"]).to_owned(),
                }
            })
            .collect();
        format!("[{}]", all.join(", "))
    }
}

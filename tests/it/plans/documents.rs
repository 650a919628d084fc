//! Random documents over the published schema, and values for their variables.

use std::sync::LazyLock;

use async_graphql::Request;
use async_graphql::parser::types::{BaseType, Type};
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::RngCore;
use serde_json::{Value, json};
use sorgraph::register::Register;
use sorgraph::schema::{Graph, Limits};

use super::schema::{Argument, Field, Kind, Schema};

static SCHEMA: LazyLock<Schema> = LazyLock::new(Schema::read);

/// Selection sets inside one another.
const DEEPEST: usize = 7;
/// Fields of a document, about.
const MOST_FIELDS: usize = 60;

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

/// A variable of a document.
struct Variable {
    name: String,
    ty: Type,
    default: Option<String>,
    /// The argument for which it stands.
    argument: String,
}

/// Makes documents, and values for the variables of the last one.
pub struct Documents<'v> {
    rng: ChaCha8Rng,
    values: &'v Values,
    variables: Vec<Variable>,
    fragments: Vec<String>,
    fields: usize,
    aliases: usize,
    cursors: Vec<String>,
}

impl<'v> Documents<'v> {
    pub fn new(rng: ChaCha8Rng, values: &'v Values) -> Self {
        let (variables, fragments, cursors) = (Vec::new(), Vec::new(), Vec::new());
        Self { rng, values, variables, fragments, fields: 0, aliases: 0, cursors }
    }

    fn below(&mut self, bound: usize) -> usize {
        if bound == 0 { 0 } else { usize::try_from(self.rng.next_u32()).expect("32 bits") % bound }
    }

    fn chance(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    fn pick<'a, T: ?Sized>(&mut self, all: &[&'a T]) -> &'a T {
        let place = self.below(all.len());
        all[place]
    }

    /// A document of one query.
    pub fn document(&mut self) -> String {
        let roots = [
            "institutionOwner",
            "healthInstitution",
            "organisationalUnit",
            "organisationalUnit",
            "institutionOwners",
            "healthInstitutions",
            "organisationalUnits",
            "sorEntities",
            "region",
            "regions",
            "municipality",
            "municipalities",
            "locationNumber",
            "locationNumbers",
            "messageType",
            "messageTypes",
            "codes",
            "node",
            "nodes",
            "search",
            "_entities",
            "__typename",
        ];
        let count = 1 + self.below(3);
        let fields: Vec<_> = (0..count)
            .map(|_| {
                // Now and then something that no plan can do.
                let name = if self.chance(3) { "register" } else { self.pick(&roots) };
                self.root(name)
            })
            .collect();
        let body = format!("{{ {} }}", fields.join(" "));
        let declared: Vec<_> = self.variables.iter().map(Variable::declared).collect();
        let head =
            if declared.is_empty() { String::new() } else { format!("query Q({}) ", declared.join(", ")) };
        format!("{head}{body} {}", self.fragments.join(" "))
    }

    fn root(&mut self, name: &str) -> String {
        if name == "__typename" {
            return "__typename".to_owned();
        }
        if name == "_entities" {
            let alias = self.alias();
            let (representations, set) = (self.representations(), self.set("_Entity", DEEPEST - 1));
            return format!("{alias}: _entities(representations: {representations}) {set}");
        }
        let Kind::Object(fields) = SCHEMA.kind("Query") else { panic!("the root is an object") };
        let field = fields.iter().find(|field| field.name == name).expect("a field of the root");
        self.field(field, DEEPEST, true)
    }

    fn alias(&mut self) -> String {
        self.aliases += 1;
        format!("a{}", self.aliases)
    }

    /// A field with its arguments and what is asked of it.
    fn field(&mut self, field: &Field, depth: usize, root: bool) -> String {
        self.fields += 1;
        let arguments = self.arguments(&field.arguments);
        let alias = if root || !arguments.is_empty() || self.chance(15) {
            format!("{}: ", self.alias())
        } else {
            String::new()
        };
        // A key that stands twice under different conditions has no plan.
        let condition = if alias.is_empty() && self.chance(80) { String::new() } else { self.condition() };
        let below = match SCHEMA.kind(&field.named) {
            Kind::Object(_) | Kind::Abstract(..) => self.set(&field.named, depth - 1),
            _ => String::new(),
        };
        format!("{alias}{}{arguments}{condition} {below}", field.name)
    }

    fn condition(&mut self) -> String {
        if !self.chance(6) {
            return String::new();
        }
        let which = if self.chance(50) { "include" } else { "skip" };
        let value = match self.below(3) {
            0 => "true".to_owned(),
            1 => "false".to_owned(),
            _ => self.variable("if", &Type::new("Boolean!").expect("a type")),
        };
        format!(" @{which}(if: {value})")
    }

    /// A selection set on a type.
    fn set(&mut self, on: &str, depth: usize) -> String {
        let kind = SCHEMA.kind(on);
        let (fields, members): (&[Field], &[String]) = match kind {
            Kind::Object(fields) => (fields, &[]),
            Kind::Abstract(fields, members) => (fields, members),
            _ => (&[], &[]),
        };
        let entity = [
            "Region",
            "Municipality",
            "InstitutionOwner",
            "HealthInstitution",
            "OrganisationalUnit",
            "LocationNumber",
            "MessageType",
        ];
        let members: Vec<&str> =
            if on == "_Entity" { entity.to_vec() } else { members.iter().map(String::as_str).collect() };
        let mut parts = Vec::new();
        if self.chance(15) || depth == 0 {
            parts.push("__typename".to_owned());
        }
        let fits: Vec<&Field> = fields
            .iter()
            .filter(|field| {
                depth > 0 && self.fields < MOST_FIELDS
                    || matches!(SCHEMA.kind(&field.named), Kind::Scalar | Kind::Enum(_))
            })
            .filter(|field| !LEFT.contains(&field.name.as_str()))
            .collect();
        for _ in 0..=self.below(5) {
            if !fits.is_empty() {
                let field = self.pick(&fits);
                parts.push(self.field(field, depth.max(1), false));
            }
        }
        for member in members {
            if depth > 0 && self.chance(40) {
                let (condition, set) = (self.condition(), self.set(member, depth - 1));
                parts.push(format!("... on {member}{condition} {set}"));
            }
        }
        if depth > 0 && self.chance(8) && on != "_Entity" {
            let (condition, set) = (self.condition(), self.set(on, depth - 1));
            let name = format!("F{}", self.fragments.len());
            if self.chance(60) {
                self.fragments.push(String::new());
                let place = self.fragments.len() - 1;
                self.fragments[place] = format!("fragment {name}{} on {on} {set}", self.aliases);
                parts.push(format!("...{name}{}{condition}", self.aliases));
            } else {
                parts.push(format!("...{condition} {set}"));
            }
        }
        if parts.is_empty() {
            parts.push("__typename".to_owned());
        }
        format!("{{ {} }}", parts.join(" "))
    }

    fn arguments(&mut self, arguments: &[Argument]) -> String {
        let mut given = Vec::new();
        for argument in arguments {
            let wanted = !argument.ty.nullable
                || match argument.name.as_str() {
                    "first" => self.chance(60),
                    "last" | "after" | "before" => self.chance(5),
                    "revision" => self.chance(8),
                    "filter" => self.chance(35),
                    _ => self.chance(25),
                };
            if wanted {
                let value = if self.chance(35) {
                    self.variable(&argument.name, &argument.ty)
                } else {
                    let value = self.value(&argument.name, &argument.ty);
                    literal(&argument.ty, &value)
                };
                given.push(format!("{}: {value}", argument.name));
            }
        }
        if given.is_empty() { String::new() } else { format!("({})", given.join(", ")) }
    }

    /// A variable in place of a value.
    fn variable(&mut self, argument: &str, ty: &Type) -> String {
        let name = format!("v{}", self.variables.len());
        let default = self.chance(30).then(|| {
            let value = self.value(argument, ty);
            literal(ty, &value)
        });
        self.variables.push(Variable {
            name: name.clone(),
            ty: ty.clone(),
            default,
            argument: argument.to_owned(),
        });
        format!("${name}")
    }

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
    fn value(&mut self, argument: &str, ty: &Type) -> Value {
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
    fn representations(&mut self) -> String {
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

/// Fields that no plan has: one of them sends a whole document to the ordinary executor.
const LEFT: [&str; 8] = [
    "history",
    "messageTypeHistory",
    "replaces",
    "replacedBy",
    "responsible",
    "responsibleForMessageTypes",
    "viewerCan",
    "register",
];

impl Variable {
    fn declared(&self) -> String {
        let default = self.default.as_ref().map(|value| format!(" = {value}")).unwrap_or_default();
        format!("${}: {}{default}", self.name, self.ty)
    }
}

/// A value as a document writes it.
fn literal(ty: &Type, value: &Value) -> String {
    match (&ty.base, value) {
        (_, Value::Null) => "null".to_owned(),
        (BaseType::List(inner), Value::Array(items)) => {
            let items: Vec<_> = items.iter().map(|item| literal(inner, item)).collect();
            format!("[{}]", items.join(", "))
        }
        (BaseType::Named(name), value) => match (SCHEMA.kind(name), value) {
            (Kind::Enum(_), Value::String(text)) => text.clone(),
            (Kind::Input(fields, _), Value::Object(given)) => {
                let part = |(name, value): (&String, &Value)| {
                    let field =
                        fields.iter().find(|field| field.name == *name).expect("a field of the input");
                    format!("{name}: {}", literal(&field.ty, value))
                };
                format!("{{ {} }}", given.iter().map(part).collect::<Vec<_>>().join(", "))
            }
            (_, value) => value.to_string(),
        },
        (_, value) => value.to_string(),
    }
}

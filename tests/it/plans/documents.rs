//! Random documents over the published schema, and values for their variables.

use std::sync::LazyLock;

use async_graphql::parser::types::{BaseType, Type};
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::RngCore;
use serde_json::Value;

use super::schema::{Argument, Field, Kind, Schema};
use super::values::Values;

pub static SCHEMA: LazyLock<Schema> = LazyLock::new(Schema::read);

/// Selection sets inside one another.
const DEEPEST: usize = 7;
/// Fields of a document, about.
const MOST_FIELDS: usize = 60;

/// A variable of a document.
pub struct Variable {
    pub name: String,
    pub ty: Type,
    pub default: Option<String>,
    /// The argument for which it stands.
    pub argument: String,
}

/// Makes documents, and values for the variables of the last one.
pub struct Documents<'v> {
    rng: ChaCha8Rng,
    pub values: &'v Values,
    pub variables: Vec<Variable>,
    fragments: Vec<String>,
    fields: usize,
    aliases: usize,
    pub cursors: Vec<String>,
}

impl<'v> Documents<'v> {
    pub fn new(rng: ChaCha8Rng, values: &'v Values) -> Self {
        let (variables, fragments, cursors) = (Vec::new(), Vec::new(), Vec::new());
        Self { rng, values, variables, fragments, fields: 0, aliases: 0, cursors }
    }

    pub fn below(&mut self, bound: usize) -> usize {
        if bound == 0 { 0 } else { usize::try_from(self.rng.next_u32()).expect("32 bits") % bound }
    }

    pub fn chance(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    pub fn pick<'a, T: ?Sized>(&mut self, all: &[&'a T]) -> &'a T {
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

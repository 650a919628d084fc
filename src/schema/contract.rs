//! What a query can ask for, read off the schema's own text: what each field gives, and
//! which fields give as many records as their arguments say.

use std::collections::{HashMap, HashSet};

use async_graphql::parser::parse_schema;
use async_graphql::parser::types::{
    BaseType, FieldDefinition, OperationType, Type, TypeKind, TypeSystemDefinition,
};
use async_graphql::{Name, Positioned, Value};

use super::paging::page_length;

/// Fields of the root that read more than they show, and what they count beside what is asked
/// of their answer: whole trees at two points, everything that replaced a record, the whole register.
const DEAR: [(&str, u64); 3] = [("difference", 10_000), ("resolve", 100), ("registerDigest", 100_000)];

/// The fields of each type.
#[derive(Debug, Default)]
pub struct Contract {
    types: HashMap<Name, HashMap<Name, Gives>>,
    /// Interfaces and unions of each type.
    kinds: HashMap<Name, HashSet<Name>>,
}

/// What a field gives.
#[derive(Debug)]
struct Gives {
    named: Name,
    /// It takes `first` or `last`.
    paged: bool,
    /// It gives a list that has no pages.
    list: bool,
    /// Arguments that are lists: it gives one record for each of their entries.
    lists: Vec<Name>,
}

impl Contract {
    /// Reads the text of a schema; `None` if it is none.
    pub fn read(sdl: &str) -> Option<Self> {
        let document = parse_schema(sdl).ok()?;
        let mut types = HashMap::new();
        let mut kinds: HashMap<Name, HashSet<Name>> = HashMap::new();
        for definition in document.definitions {
            let TypeSystemDefinition::Type(definition) = definition else { continue };
            let name = definition.node.name.node;
            let fields = match definition.node.kind {
                TypeKind::Object(object) => {
                    let interfaces = object.implements.into_iter().map(|interface| interface.node);
                    kinds.entry(name.clone()).or_default().extend(interfaces);
                    object.fields
                }
                TypeKind::Interface(interface) => interface.fields,
                TypeKind::Union(union) => {
                    for member in union.members {
                        kinds.entry(member.node).or_default().insert(name.clone());
                    }
                    continue;
                }
                _ => continue,
            };
            let fields = fields.into_iter().map(|field| gives(field.node)).collect();
            types.insert(name, fields);
        }
        Some(Self { types, kinds })
    }

    /// The type of the root of an operation.
    pub fn root(operation: OperationType) -> &'static str {
        match operation {
            OperationType::Query => "Query",
            OperationType::Mutation => "Mutation",
            OperationType::Subscription => "Subscription",
        }
    }

    /// The type of what `field` of a type gives. What the contract does not hold, such as introspection's
    /// own types, has no name.
    pub fn type_of(&self, on: &str, field: &str) -> &str {
        self.gives(on, field).map_or("", |gives| gives.named.as_str())
    }

    /// Whether objects of the type `on` are of the type, the interface or the union `kind`.
    pub fn is(&self, on: &str, kind: &str) -> bool {
        on == kind || self.kinds.get(on).is_some_and(|kinds| kinds.contains(kind))
    }

    /// The names of the fields of a type.
    #[cfg(test)]
    pub fn fields(&self, on: &str) -> Vec<&str> {
        let mut names: Vec<_> =
            self.types.get(on).into_iter().flatten().map(|(name, _)| name.as_str()).collect();
        names.sort_unstable();
        names
    }

    /// Whether it is a type with fields.
    #[cfg(test)]
    pub fn has_fields(&self, name: &str) -> bool {
        self.types.contains_key(name) || self.kinds.values().any(|kinds| kinds.contains(name))
    }

    /// What a field counts by itself.
    pub fn price(on: &str, field: &str) -> u64 {
        let dear = DEAR.iter().find(|(name, _)| on == "Query" && *name == field);
        dear.map_or(1, |(_, price)| *price)
    }

    /// How many records `field` of a type gives at most: those of a page, one for each
    /// entry of a list that it takes, or a whole page of a list at the root.
    pub fn records(&self, on: &str, field: &str, argument: &dyn Fn(&str) -> Value) -> u64 {
        let Some(gives) = self.gives(on, field) else { return 1 };
        if gives.paged {
            let size = Some(argument("first")).filter(|size| *size != Value::Null);
            return match size.unwrap_or_else(|| argument("last")) {
                Value::Number(size) => page_length(size.as_i64()),
                _ => page_length(None),
            };
        }
        if !gives.list {
            return 1;
        }
        if gives.lists.is_empty() {
            // A list below a record is short: what stands above it. One at the root may have a whole page.
            return if on == "Query" { page_length(Some(i64::MAX)) } else { 1 };
        }
        let entries = gives.lists.iter().filter_map(|list| match argument(list) {
            Value::List(entries) => Some(entries.len() as u64),
            _ => None,
        });
        entries.max().unwrap_or(1).max(1)
    }

    fn gives(&self, on: &str, field: &str) -> Option<&Gives> {
        self.types.get(on)?.get(field)
    }
}

fn gives(field: FieldDefinition) -> (Name, Gives) {
    let is_list = |ty: &Positioned<Type>| matches!(ty.node.base, BaseType::List(_));
    let takes = |name: &str| field.arguments.iter().any(|argument| argument.node.name.node == name);
    let paged = takes("first") || takes("last");
    let lists = field.arguments.iter().filter(|argument| is_list(&argument.node.ty));
    let lists = lists.map(|list| list.node.name.node.clone()).collect();
    (field.name.node, Gives { named: named(&field.ty.node.base), paged, list: is_list(&field.ty), lists })
}

fn named(base: &BaseType) -> Name {
    match base {
        BaseType::Named(name) => name.clone(),
        BaseType::List(inner) => named(&inner.base),
    }
}

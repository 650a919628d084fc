//! The schema as the generator of documents sees it.

use std::collections::HashMap;

use async_graphql::parser::parse_schema;
use async_graphql::parser::types::{
    BaseType, FieldDefinition, InputValueDefinition, Type, TypeKind, TypeSystemDefinition,
};

/// The types of the published schema.
pub struct Schema {
    types: HashMap<String, Kind>,
}

/// What a type is.
pub enum Kind {
    Object(Vec<Field>),
    /// Its fields, and the objects that are of it.
    Abstract(Vec<Field>, Vec<String>),
    Enum(Vec<String>),
    /// Its fields, and whether exactly one of them is given.
    Input(Vec<Argument>, bool),
    Scalar,
}

pub struct Field {
    pub name: String,
    pub named: String,
    pub arguments: Vec<Argument>,
}

pub struct Argument {
    pub name: String,
    pub ty: Type,
}

fn named(base: &BaseType) -> String {
    match base {
        BaseType::Named(name) => name.to_string(),
        BaseType::List(inner) => named(&inner.base),
    }
}

fn argument(definition: InputValueDefinition) -> Argument {
    Argument { name: definition.name.node.to_string(), ty: definition.ty.node }
}

fn field(definition: FieldDefinition) -> Field {
    Field {
        name: definition.name.node.to_string(),
        named: named(&definition.ty.node.base),
        arguments: definition.arguments.into_iter().map(|given| argument(given.node)).collect(),
    }
}

impl Schema {
    pub fn read() -> Self {
        let document = parse_schema(include_str!("../../../schema.graphql")).expect("the published schema");
        let (mut types, mut members) = (HashMap::new(), HashMap::<String, Vec<String>>::new());
        for definition in document.definitions {
            let TypeSystemDefinition::Type(definition) = definition else { continue };
            let name = definition.node.name.node.to_string();
            let oneof =
                definition.node.directives.iter().any(|directive| directive.node.name.node == "oneOf");
            let kind = match definition.node.kind {
                TypeKind::Object(object) => {
                    for interface in object.implements {
                        members.entry(interface.node.to_string()).or_default().push(name.clone());
                    }
                    Kind::Object(object.fields.into_iter().map(|given| field(given.node)).collect())
                }
                TypeKind::Interface(interface) => {
                    let fields = interface.fields.into_iter().map(|given| field(given.node)).collect();
                    Kind::Abstract(fields, Vec::new())
                }
                TypeKind::Union(union) => {
                    let all = union.members.iter().map(|member| member.node.to_string()).collect();
                    Kind::Abstract(Vec::new(), all)
                }
                TypeKind::Enum(found) => {
                    Kind::Enum(found.values.iter().map(|value| value.node.value.node.to_string()).collect())
                }
                TypeKind::InputObject(input) => {
                    Kind::Input(input.fields.into_iter().map(|given| argument(given.node)).collect(), oneof)
                }
                TypeKind::Scalar => Kind::Scalar,
            };
            types.insert(name, kind);
        }
        for (interface, all) in members {
            if let Some(Kind::Abstract(_, members)) = types.get_mut(&interface) {
                *members = all;
            }
        }
        Self { types }
    }

    pub fn kind(&self, name: &str) -> &Kind {
        self.types.get(name).unwrap_or(&Kind::Scalar)
    }
}

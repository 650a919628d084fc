//! What is found out about a request before anything is read for it.

use std::sync::{LazyLock, OnceLock};

use async_graphql::parser::parse_query;
use async_graphql::parser::types::{BaseType, ExecutableDocument, OperationDefinition, OperationType};
use async_graphql::{ServerError, Value, value};

use super::contract::Contract;
use super::limits::Limits;
use super::measure::{Figures, Measured, chosen, measure, roots};
use super::plan::Out;
use super::refused::{Limit, Refused};
use super::tokens::weigh;

/// Most brackets inside one another in the values of a document.
const DEEPEST_VALUE: usize = 32;
/// Complexity that counts as one point of a caller's rate.
const COMPLEXITY_OF_A_POINT: u64 = 1_000;

/// The contract of the schema, read once a process.
pub static CONTRACT: LazyLock<Contract> = LazyLock::new(|| {
    let sdl = super::build(Limits::default()).sdl();
    Contract::read(&sdl).expect("the schema reads the text that it wrote itself")
});

/// What a request asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Weighed {
    /// What the operation to execute is; `None` where none is chosen.
    pub kind: Option<OperationType>,
    figures: Figures,
    tokens: usize,
    root_fields: u64,
}

impl Weighed {
    /// What executing the request costs of its caller's rate, beside the request itself.
    pub fn points(&self) -> u32 {
        u32::try_from(self.figures.complexity / COMPLEXITY_OF_A_POINT).unwrap_or(u32::MAX)
    }

    /// The figures, as an answer tells them.
    pub fn told(&self, statements: u32) -> Value {
        let figures = self.figures;
        value!({
            "complexity": (figures.complexity),
            "depth": (figures.depth),
            "selections": (figures.selections),
            "aliases": (figures.aliases),
            "directives": (figures.directives),
            "rootFields": (self.root_fields),
            "tokens": (self.tokens),
            "statements": (statements),
        })
    }

    /// The same for an answer that is written.
    pub fn write(&self, statements: u32, out: &mut Out) {
        let figures = self.figures;
        let told = [
            ("complexity", figures.complexity),
            ("depth", figures.depth),
            ("selections", figures.selections),
            ("aliases", figures.aliases),
            ("directives", figures.directives),
            ("rootFields", self.root_fields),
            ("tokens", self.tokens as u64),
            ("statements", statements.into()),
        ];
        out.open(b'{');
        for (name, figure) in told {
            out.next();
            out.plain(name);
            out.raw(":");
            out.integer(i64::try_from(figure).unwrap_or(i64::MAX));
        }
        out.close(b'}');
    }
}

/// Whether a document comes with its variables.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Variables {
    /// It is a request.
    Given,
    /// It is only a document.
    Later,
}

/// A document that was parsed, with all that is known of it whatever its variables are.
#[derive(Debug)]
pub struct Read {
    pub document: ExecutableDocument,
    tokens: usize,
    /// How much it asks for, where that is the same for all variables.
    measured: Option<Measured>,
    /// Fields of the root, and those among them that ask for the schema itself.
    roots: OnceLock<(u64, u64)>,
}

impl Read {
    /// Parses a document, if its text is within the limits: a parser works, and goes deeper, for every token.
    pub fn new(query: &str, name: Option<&str>, limits: &Limits) -> Result<Self, Refused> {
        let weight = weigh(query);
        hold(Limit::Tokens, limits.tokens, weight.tokens as u64)?;
        if weight.levels > limits.nesting() {
            hold(Limit::Depth, limits.depth, weight.levels as u64)?;
        }
        hold(Limit::Depth, DEEPEST_VALUE, weight.values as u64)?;
        let document = parse_query(query).map_err(|error| Refused::Invalid(error.into()))?;
        let measured = measure(&CONTRACT, &document, name, &async_graphql::Variables::default());
        let measured = (!measured.varies).then_some(measured);
        Ok(Self { document, tokens: weight.tokens, measured, roots: OnceLock::new() })
    }

    /// Weighs the document with its variables, holds it to the limits, and puts defaults among the variables.
    pub fn hold(
        &self,
        name: Option<&str>,
        variables: &mut async_graphql::Variables,
        limits: &Limits,
        come: Variables,
    ) -> Result<Weighed, Refused> {
        let document = &self.document;
        let measured = self.measured.unwrap_or_else(|| measure(&CONTRACT, document, name, variables));
        let (asked, whole) = (measured.asked, measured.whole);
        if measured.endless {
            return Err(Refused::Above {
                limit: Limit::Selections,
                most: limits.selections as u64,
                found: None,
            });
        }
        hold(Limit::Selections, limits.selections, whole.selections)?;
        if whole.nesting > limits.nesting() as u64 {
            hold(Limit::Depth, limits.depth, whole.nesting)?;
        }
        // Here, for it writes out fragments, which are not endless.
        let (root_fields, introspection) = *self.roots.get_or_init(|| roots(document, name));
        hold(Limit::Depth, limits.depth, asked.depth)?;
        hold(Limit::Aliases, limits.aliases, asked.aliases)?;
        hold(Limit::Directives, limits.directives, asked.directives)?;
        hold(Limit::RootFields, limits.root_fields, root_fields)?;
        hold(Limit::IntrospectionRoots, limits.introspection_roots, introspection)?;
        hold(Limit::Complexity, limits.complexity, asked.complexity)?;
        let operation = chosen(document, name);
        if let (Some(operation), Variables::Given) = (operation, come) {
            check_variables(operation, variables)?;
            put_defaults(operation, variables);
        }
        let kind = operation.map(|operation| operation.ty);
        Ok(Weighed { kind, figures: asked, tokens: self.tokens, root_fields })
    }
}

fn hold(limit: Limit, most: usize, found: u64) -> Result<(), Refused> {
    let most = most as u64;
    if found <= most { Ok(()) } else { Err(Refused::Above { limit, most, found: Some(found) }) }
}

/// A variable that is never null must be given. The library finds out when it comes to the
/// field, and answers the others.
fn check_variables(
    operation: &OperationDefinition,
    variables: &async_graphql::Variables,
) -> Result<(), Refused> {
    for definition in &operation.variable_definitions {
        let (variable, ty) = (&definition.node.name.node, &definition.node.var_type.node);
        let given = variables.get(variable);
        let missing = given.is_none() && definition.node.default_value.is_none();
        let null = given.is_some_and(|given| *given == Value::Null);
        if !ty.nullable && (missing || null) {
            let list = if matches!(ty.base, BaseType::List(_)) { "a list" } else { "a value" };
            let message = format!("The variable ${variable} of type {ty} must be given {list}.");
            return Err(Refused::Invalid(ServerError::new(message, Some(definition.pos))));
        }
    }
    Ok(())
}

/// The library knows defaults in arguments, and not in the conditions of `@include` and `@skip`.
fn put_defaults(operation: &OperationDefinition, variables: &mut async_graphql::Variables) {
    for definition in &operation.variable_definitions {
        if let Some(default) = &definition.node.default_value
            && !variables.contains_key(&definition.node.name.node)
        {
            variables.insert(definition.node.name.node.clone(), default.node.clone());
        }
    }
}

//! What is found out about a request before anything is read for it.

use std::sync::LazyLock;

use async_graphql::parser::types::{BaseType, ExecutableDocument, OperationType};
use async_graphql::{Request, ServerError, Value, value};

use super::contract::Contract;
use super::limits::Limits;
use super::measure::{Figures, chosen, measure, roots};
use super::refused::{Limit, Refused};
use super::tokens::weigh;

/// Most brackets inside one another in the values of a document.
const DEEPEST_VALUE: usize = 32;
/// Complexity that counts as one point of a caller's rate.
const COMPLEXITY_OF_A_POINT: u64 = 1_000;

/// The contract of the schema, read once a process.
static CONTRACT: LazyLock<Contract> = LazyLock::new(|| {
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
}

/// Whether a document comes with its variables.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Variables {
    /// It is a request.
    Given,
    /// It is only a document.
    Later,
}

/// Weighs a request and holds it to the limits.
pub fn prepare(request: &mut Request, limits: &Limits, come: Variables) -> Result<Weighed, Refused> {
    let weight = weigh(&request.query);
    hold(Limit::Tokens, limits.tokens, weight.tokens as u64)?;
    if weight.levels > limits.nesting() {
        hold(Limit::Depth, limits.depth, weight.levels as u64)?;
    }
    hold(Limit::Depth, DEEPEST_VALUE, weight.values as u64)?;
    let (name, variables) = (request.operation_name.clone(), request.variables.clone());
    let document = request.parsed_query().map_err(Refused::Invalid)?;
    let name = name.as_deref();
    let measured = measure(&CONTRACT, document, name, &variables);
    let (asked, whole) = (measured.asked, measured.whole);
    if measured.endless {
        return Err(Refused::Above { limit: Limit::Selections, most: limits.selections as u64, found: None });
    }
    hold(Limit::Selections, limits.selections, whole.selections)?;
    if whole.nesting > limits.nesting() as u64 {
        hold(Limit::Depth, limits.depth, whole.nesting)?;
    }
    let (root_fields, introspection) = roots(document, name);
    hold(Limit::Depth, limits.depth, asked.depth)?;
    hold(Limit::Aliases, limits.aliases, asked.aliases)?;
    hold(Limit::Directives, limits.directives, asked.directives)?;
    hold(Limit::RootFields, limits.root_fields, root_fields)?;
    hold(Limit::IntrospectionRoots, limits.introspection_roots, introspection)?;
    hold(Limit::Complexity, limits.complexity, asked.complexity)?;
    if come == Variables::Given {
        check_variables(document, name, &variables)?;
    }
    let kind = chosen(document, name).map(|operation| operation.ty);
    Ok(Weighed { kind, figures: asked, tokens: weight.tokens, root_fields })
}

fn hold(limit: Limit, most: usize, found: u64) -> Result<(), Refused> {
    let most = most as u64;
    if found <= most { Ok(()) } else { Err(Refused::Above { limit, most, found: Some(found) }) }
}

/// A variable that is never null must be given. The library finds out when it comes to the
/// field, and answers the others.
fn check_variables(
    document: &ExecutableDocument,
    name: Option<&str>,
    variables: &async_graphql::Variables,
) -> Result<(), Refused> {
    let Some(operation) = chosen(document, name) else { return Ok(()) };
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

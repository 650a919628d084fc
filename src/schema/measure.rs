//! How much a document asks for, counted in one walk before anything is executed.
//!
//! Each fragment is walked once, however often it is spread: fragments that spread each
//! other twice a level grow exponentially, and must cost nothing to refuse.

use std::cell::Cell;
use std::collections::HashMap;
use std::convert::Infallible;

use async_graphql::parser::types::{
    Directive, DocumentOperations, ExecutableDocument, Field, OperationDefinition, OperationType, Selection,
    SelectionSet,
};
use async_graphql::{Name, Positioned, Value, Variables};

use super::contract::Contract;

/// What a selection set asks for, with its fragments written out.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Figures {
    /// Each field counts one, what stands in a list as often as the list is long.
    pub complexity: u64,
    /// Fields inside one another.
    pub depth: u64,
    /// Selection sets inside one another, those of fragments too.
    pub nesting: u64,
    /// Fields and spreads.
    pub selections: u64,
    /// Fields that are given another name.
    pub aliases: u64,
    /// Directives.
    pub directives: u64,
}

impl Figures {
    /// Of what stands beside each other.
    fn and(self, other: Self) -> Self {
        Self {
            complexity: self.complexity.saturating_add(other.complexity),
            depth: self.depth.max(other.depth),
            nesting: self.nesting.max(other.nesting),
            selections: self.selections.saturating_add(other.selections),
            aliases: self.aliases.saturating_add(other.aliases),
            directives: self.directives.saturating_add(other.directives),
        }
    }

    /// One selection with what stands in it.
    fn within(self, directives: &[Positioned<Directive>]) -> Self {
        Self {
            nesting: self.nesting.saturating_add(1),
            selections: self.selections.saturating_add(1),
            directives: self.directives.saturating_add(directives.len() as u64),
            ..self
        }
    }
}

/// What a document asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Measured {
    /// The operation that would be executed; of all operations where none is chosen.
    pub asked: Figures,
    /// All operations of the document: each is walked while it is validated.
    pub whole: Figures,
    /// A fragment spreads itself.
    pub endless: bool,
    /// Other variables may ask for more or less.
    pub varies: bool,
}

/// The operation that `name` chooses, when it chooses one.
pub fn chosen<'a>(document: &'a ExecutableDocument, name: Option<&str>) -> Option<&'a OperationDefinition> {
    match (&document.operations, name) {
        (DocumentOperations::Single(only), None) => Some(&only.node),
        (DocumentOperations::Multiple(several), Some(name)) => several.get(name).map(|found| &found.node),
        (DocumentOperations::Multiple(several), None) if several.len() == 1 => {
            several.values().next().map(|only| &only.node)
        }
        _ => None,
    }
}

/// Measures a document.
pub fn measure(
    contract: &Contract,
    document: &ExecutableDocument,
    name: Option<&str>,
    variables: &Variables,
) -> Measured {
    let mut walk = Walk {
        contract,
        document,
        variables,
        defaults: HashMap::new(),
        known: HashMap::new(),
        endless: false,
        varies: Cell::new(false),
    };
    let mut whole = Figures::default();
    for (_, operation) in document.operations.iter() {
        whole = whole.and(walk.operation(&operation.node));
    }
    let asked = chosen(document, name).map_or(whole, |operation| walk.operation(operation));
    Measured { asked, whole, endless: walk.endless, varies: walk.varies.get() }
}

struct Walk<'a> {
    contract: &'a Contract,
    document: &'a ExecutableDocument,
    variables: &'a Variables,
    /// Of the operation that is walked.
    defaults: HashMap<&'a Name, Value>,
    /// Figures of each fragment; `None` while it is walked.
    known: HashMap<&'a str, Option<Figures>>,
    endless: bool,
    /// An argument that counts has a variable in it.
    varies: Cell<bool>,
}

impl<'a> Walk<'a> {
    fn operation(&mut self, operation: &'a OperationDefinition) -> Figures {
        let definitions = operation.variable_definitions.iter();
        self.defaults = definitions
            .filter_map(|definition| {
                let default = definition.node.default_value.as_ref()?;
                Some((&definition.node.name.node, default.node.clone()))
            })
            .collect();
        // What a fragment's pages hold depends on the operation's variables.
        self.known.clear();
        let inside = self.set(&operation.selection_set.node, Contract::root(operation.ty));
        let directives = inside.directives.saturating_add(operation.directives.len() as u64);
        Figures { directives, ..inside }
    }

    fn set(&mut self, set: &'a SelectionSet, on: &'a str) -> Figures {
        set.items
            .iter()
            .fold(Figures::default(), |sum, selection| sum.and(self.selection(&selection.node, on)))
    }

    fn selection(&mut self, selection: &'a Selection, on: &'a str) -> Figures {
        match selection {
            Selection::Field(field) => self.field(&field.node, on),
            Selection::InlineFragment(inline) => {
                let condition = inline.node.type_condition.as_ref();
                let on = condition.map_or(on, |condition| condition.node.on.node.as_str());
                self.set(&inline.node.selection_set.node, on).within(&inline.node.directives)
            }
            Selection::FragmentSpread(spread) => {
                self.fragment(&spread.node.fragment_name.node).within(&spread.node.directives)
            }
        }
    }

    fn field(&mut self, field: &'a Field, on: &'a str) -> Figures {
        let contract: &'a Contract = self.contract;
        let inside = self.set(&field.selection_set.node, contract.type_of(on, &field.name.node));
        let records = contract.records(on, &field.name.node, &|name| self.argument(field, name));
        Figures {
            complexity: inside
                .complexity
                .saturating_mul(records)
                .saturating_add(Contract::price(on, &field.name.node)),
            depth: inside.depth.saturating_add(1),
            aliases: inside.aliases.saturating_add(u64::from(field.alias.is_some())),
            ..inside.within(&field.directives)
        }
    }

    fn fragment(&mut self, name: &'a str) -> Figures {
        if let Some(known) = self.known.get(name) {
            self.endless |= known.is_none();
            return known.unwrap_or_default();
        }
        // An unknown fragment is for the validation to name.
        let Some(fragment) = self.document.fragments.get(name) else {
            return Figures::default();
        };
        self.known.insert(name, None);
        let figures = self.set(&fragment.node.selection_set.node, &fragment.node.type_condition.node.on.node);
        self.known.insert(name, Some(figures));
        figures
    }

    /// An argument with its variables put in; one that was not given is null.
    fn argument(&self, field: &Field, name: &str) -> Value {
        let mut arguments = field.arguments.iter();
        let Some((_, given)) = arguments.find(|(argument, _)| argument.node == name) else {
            return Value::Null;
        };
        let resolved = given.node.clone().into_const_with(|name| {
            self.varies.set(true);
            let given = self.variables.get(&name).or_else(|| self.defaults.get(&name));
            Ok::<_, Infallible>(given.cloned().unwrap_or_default())
        });
        resolved.unwrap_or_default()
    }
}

/// Fields of the root of an operation, and those among them that ask for the schema itself.
/// The document must have been measured: its fragments are written out here.
pub fn roots(document: &ExecutableDocument, name: Option<&str>) -> (u64, u64) {
    let operation = chosen(document, name).filter(|operation| operation.ty != OperationType::Subscription);
    let mut found = (0, 0);
    if let Some(operation) = operation {
        count_roots(document, &operation.selection_set.node, &mut found);
    }
    found
}

fn count_roots(document: &ExecutableDocument, set: &SelectionSet, (fields, schema): &mut (u64, u64)) {
    let mut found = (*fields, *schema);
    for selection in &set.items {
        match &selection.node {
            Selection::Field(field) => {
                found.0 += 1;
                found.1 +=
                    u64::from(["__schema", "__type", "_service"].contains(&field.node.name.node.as_str()));
            }
            Selection::InlineFragment(inline) => {
                count_roots(document, &inline.node.selection_set.node, &mut found);
            }
            Selection::FragmentSpread(spread) => {
                if let Some(fragment) = document.fragments.get(&spread.node.fragment_name.node) {
                    count_roots(document, &fragment.node.selection_set.node, &mut found);
                }
            }
        }
    }
    (*fields, *schema) = found;
}

#[cfg(test)]
mod tests {
    use async_graphql::parser::parse_query;

    use super::*;

    const SCHEMA: &str =
        "type Query { units(first: Int, last: Int): Units! nodes(ids: [ID!]!): [Unit]! unit: Unit }
        type Units { nodes: [Unit!]! } interface Node { name: String }
        type Unit implements Node { name: String children(first: Int, last: Int): Units! }";

    fn measured(query: &str, variables: &str) -> Measured {
        let contract = Contract::read(SCHEMA).expect("a schema");
        let document = parse_query(query).expect("a document");
        let variables = serde_json::from_str(variables).expect("variables");
        measure(&contract, &document, None, &Variables::from_json(variables))
    }

    fn complexity(query: &str, variables: &str) -> u64 {
        measured(query, variables).asked.complexity
    }

    #[test]
    fn what_stands_in_a_list_counts_as_often_as_the_list_is_long() {
        assert_eq!(complexity("{ unit { name } }", "{}"), 2);
        assert_eq!(complexity("{ units(first: 3) { nodes { name } } }", "{}"), 1 + 3 * 2);
        assert_eq!(complexity("{ units { nodes { name } } }", "{}"), 1 + 20 * 2);
        assert_eq!(complexity("{ units(first: 5000) { nodes { name } } }", "{}"), 1 + 100 * 2);
        assert_eq!(complexity("{ units(first: null, last: 4) { nodes { name } } }", "{}"), 1 + 4 * 2);
        assert_eq!(complexity("{ nodes(ids: [1, 2, 3]) { name } }", "{}"), 1 + 3);
        assert_eq!(
            complexity("{ units(first: 3) { nodes { children(first: 5) { nodes { name } } } } }", "{}"),
            1 + 3 * (1 + 1 + 5 * 2)
        );
    }

    #[test]
    fn what_reads_more_than_it_shows_counts_more() {
        assert_eq!(complexity("{ difference { a b } }", "{}"), 10_000 + 2);
        assert_eq!(complexity("{ d: difference { a } unit { difference { a } } }", "{}"), 10_001 + 1 + 2);
    }

    #[test]
    fn variables_and_their_defaults_count() {
        let query = "query($n: Int = 7, $ids: [ID!]!) { units(first: $n) { nodes { name } } nodes(ids: $ids) { name } }";
        assert_eq!(complexity(query, r#"{ "ids": [] }"#), 1 + 7 * 2 + 1 + 1);
        assert_eq!(complexity(query, r#"{ "n": 2, "ids": [1, 2, 3, 4] }"#), 1 + 2 * 2 + 1 + 4);
    }

    #[test]
    fn fragments_are_written_out_on_their_own_type() {
        let query = "{ unit { ...F ... on Node { name @a @b } } } fragment F on Unit { u: children(first: 2) { nodes { name } } }";
        let asked = measured(query, "{}").asked;
        assert_eq!(
            asked,
            Figures { complexity: 1 + 5 + 1, depth: 4, nesting: 5, selections: 7, aliases: 1, directives: 2 }
        );
    }

    #[test]
    fn a_fragment_bomb_is_measured_without_walking_it() {
        let mut bomb = "{ ...F0 }".to_owned();
        for level in 0..60 {
            bomb += &format!(" fragment F{level} on Query {{ ...F{} ...F{} }}", level + 1, level + 1);
        }
        bomb += " fragment F60 on Query { unit { name } }";
        let measured = measured(&bomb, "{}");
        assert!(measured.whole.selections > 1 << 60 && !measured.endless, "{measured:?}");
    }

    #[test]
    fn a_circle_of_fragments_is_endless() {
        assert!(measured("{ ...A } fragment A on Query { ...B } fragment B on Query { ...A }", "{}").endless);
        assert!(!measured("{ ...A ...A } fragment A on Query { unit { name } }", "{}").endless);
    }

    #[test]
    fn the_chosen_operation_counts_by_itself() {
        let document = parse_query(
            "query A { unit { name } } query B { a: unit { name } b: unit { name } __schema { a } }",
        );
        let document = document.expect("a document");
        let contract = Contract::read(SCHEMA).expect("a schema");
        let measured = measure(&contract, &document, Some("A"), &Variables::default());
        assert_eq!((measured.asked.complexity, measured.whole.complexity), (2, 8));
        assert_eq!(roots(&document, Some("B")), (3, 1));
    }
}

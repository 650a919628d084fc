//! Answers in the form that the specification asks for.
//!
//! The library writes the fields of an object in the order in which they were
//! ready, and leaves out those that failed. Here they get the order of the query
//! back, and the failed ones become null.
//!
//! It also gives null for an object of which nothing is asked, such as one that
//! no fragment fits. So [`executable`] has it ask for one thing more, which
//! [`complete`] takes away.

use std::collections::BTreeMap;

use async_graphql::indexmap::IndexMap;
use async_graphql::parser::types::{
    DocumentOperations, ExecutableDocument, Field, OperationDefinition, OperationType, Selection,
    SelectionSet,
};
use async_graphql::{Name, PathSegment, Positioned, Response, ServerError, Value};
use serde::Serialize;

/// An answer as JSON, its fields in the order of the query. One that was not executed has no `data`, one that was has
/// it, if only as null.
///
/// # Panics
/// Never: an answer is made of JSON values.
#[must_use]
pub fn as_json(answer: &Response) -> Vec<u8> {
    #[derive(Serialize)]
    struct Body<'a> {
        #[serde(skip_serializing_if = "Option::is_none")]
        data: Option<&'a Value>,
        #[serde(skip_serializing_if = "BTreeMap::is_empty")]
        extensions: &'a BTreeMap<String, Value>,
        #[serde(skip_serializing_if = "<[_]>::is_empty")]
        errors: &'a [ServerError],
    }
    let data = is_executed(answer).then_some(&answer.data);
    let body = Body { data, extensions: &answer.extensions, errors: &answer.errors };
    serde_json::to_vec(&body).expect("an answer is made of JSON values")
}

/// A request that was not executed at all has errors without a path and no data.
#[must_use]
pub fn is_executed(answer: &Response) -> bool {
    answer.is_ok() || answer.errors.iter().any(|error| !error.path.is_empty())
}

/// Root fields that are never null: where one fails, the whole answer is null.
const NEVER_NULL: [&str; 3] = ["sorEntities", "nodes", "_entities"];

/// The key of what is asked beside everything else.
const PRESENT: &str = "sorgraphPresent";

/// The document as it is executed: where nothing may be left of a selection set, it asks for the type's name, too.
#[must_use]
pub fn executable(document: &ExecutableDocument) -> ExecutableDocument {
    let mut document = document.clone();
    let ask = |operation: &mut OperationDefinition| {
        let set = &mut operation.selection_set.node;
        // A subscription has one field, and no other beside it.
        if operation.ty == OperationType::Subscription {
            set.items.iter_mut().for_each(|selection| ask_below(&mut selection.node));
        } else {
            ask_presence(set);
        }
    };
    match &mut document.operations {
        DocumentOperations::Single(only) => ask(&mut only.node),
        DocumentOperations::Multiple(several) => several.values_mut().for_each(|found| ask(&mut found.node)),
    }
    // What a fragment stands in asks for itself.
    for fragment in document.fragments.values_mut() {
        fragment
            .node
            .selection_set
            .node
            .items
            .iter_mut()
            .for_each(|selection| ask_below(&mut selection.node));
    }
    document
}

fn ask_presence(set: &mut SelectionSet) {
    let is_certain = |selection: &Selection| match selection {
        Selection::Field(field) => field.node.directives.is_empty(),
        Selection::InlineFragment(_) | Selection::FragmentSpread(_) => false,
    };
    if !set.items.is_empty() && !set.items.iter().any(|selection| is_certain(&selection.node)) {
        let position = set.items[0].pos;
        let at = |name: &str| Positioned::new(Name::new(name), position);
        let field = Field {
            alias: Some(at(PRESENT)),
            name: at("__typename"),
            arguments: Vec::new(),
            directives: Vec::new(),
            selection_set: Positioned::new(SelectionSet::default(), position),
        };
        set.items.push(Positioned::new(Selection::Field(Positioned::new(field, position)), position));
    }
    set.items.iter_mut().for_each(|selection| ask_below(&mut selection.node));
}

fn ask_below(selection: &mut Selection) {
    match selection {
        Selection::Field(field) => ask_presence(&mut field.node.selection_set.node),
        Selection::InlineFragment(inline) => {
            let set = &mut inline.node.selection_set.node;
            set.items.iter_mut().for_each(|selection| ask_below(&mut selection.node));
        }
        Selection::FragmentSpread(_) => {}
    }
}

/// The fields of a query in their order, fragments written out.
#[derive(Default)]
struct Plan {
    field: Option<Name>,
    parts: IndexMap<Name, Plan>,
}

/// Brings the answer to an operation of `document` into form.
pub fn complete(document: &ExecutableDocument, operation: Option<&str>, response: &mut Response) {
    let failed = response.errors.iter().filter(|error| !error.path.is_empty());
    let paths: Vec<_> = failed.map(|error| error.path.clone()).collect();
    if response.data == Value::Null && paths.is_empty() {
        return;
    }
    let plan = Plan::of(document, operation);
    for path in &paths {
        if plan.is_never_null(path) {
            response.data = Value::Null;
            return;
        }
        place_null(&mut response.data, path);
    }
    plan.order(&mut response.data);
}

impl Plan {
    fn of(document: &ExecutableDocument, operation: Option<&str>) -> Self {
        let found = match (&document.operations, operation) {
            (DocumentOperations::Single(only), _) => Some(only),
            (DocumentOperations::Multiple(several), Some(name)) => several.get(name),
            // A lone operation may have a name of its own, and need not be named again.
            (DocumentOperations::Multiple(several), None) => several.values().next(),
        };
        let mut plan = Self::default();
        if let Some(operation) = found {
            plan.add(document, &operation.node.selection_set.node);
        }
        plan
    }

    fn add(&mut self, document: &ExecutableDocument, selections: &SelectionSet) {
        for selection in &selections.items {
            match &selection.node {
                Selection::Field(field) => {
                    let part = self.parts.entry(field.node.response_key().node.clone()).or_default();
                    part.field = Some(field.node.name.node.clone());
                    part.add(document, &field.node.selection_set.node);
                }
                Selection::InlineFragment(fragment) => {
                    self.add(document, &fragment.node.selection_set.node);
                }
                Selection::FragmentSpread(spread) => {
                    if let Some(fragment) = document.fragments.get(&spread.node.fragment_name.node) {
                        self.add(document, &fragment.node.selection_set.node);
                    }
                }
            }
        }
    }

    fn is_never_null(&self, path: &[PathSegment]) -> bool {
        let [PathSegment::Field(key)] = path else { return false };
        let part = self.parts.get(key.as_str());
        part.and_then(|part| part.field.as_ref()).is_some_and(|field| NEVER_NULL.contains(&field.as_str()))
    }

    fn order(&self, value: &mut Value) {
        match value {
            Value::List(items) => items.iter_mut().for_each(|item| self.order(item)),
            Value::Object(fields) if !self.parts.is_empty() => {
                fields.swap_remove(PRESENT);
                let mut ordered = IndexMap::with_capacity(fields.len());
                for (key, part) in &self.parts {
                    if let Some(mut field) = fields.swap_remove(key) {
                        part.order(&mut field);
                        ordered.insert(key.clone(), field);
                    }
                }
                ordered.append(fields);
                *fields = ordered;
            }
            _ => {}
        }
    }
}

/// Puts null where a failed field is missing.
fn place_null(place: &mut Value, path: &[PathSegment]) {
    let [segment, rest @ ..] = path else { return };
    match (place, segment) {
        (Value::Object(fields), PathSegment::Field(key)) => {
            let field = fields.entry(Name::new(key)).or_insert(Value::Null);
            place_null(field, rest);
        }
        (Value::List(items), PathSegment::Index(index)) => {
            if let Some(item) = items.get_mut(*index) {
                place_null(item, rest);
            }
        }
        // An object of which every field failed is missing as a whole.
        (place @ Value::Null, PathSegment::Field(_)) => {
            *place = Value::Object(IndexMap::new());
            place_null(place, path);
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use async_graphql::parser::parse_query;
    use async_graphql::value;

    use super::*;

    fn failed(path: &[&str]) -> ServerError {
        let mut error = ServerError::new("failed", None);
        error.path = path.iter().map(|part| PathSegment::Field((*part).to_owned())).collect();
        error
    }

    #[test]
    fn fields_come_in_the_order_of_the_query_and_failed_ones_are_null() {
        let query = "{ b: x { ...F d } a e { f } } fragment F on X { c }";
        let document = parse_query(query).expect("a query");
        let mut response = Response::new(value!({ "a": 1, "b": { "d": 2, "c": 3 }, "e": null }));
        response.errors = vec![failed(&["e", "f"])];
        complete(&document, None, &mut response);
        assert_eq!(response.data.to_string(), r"{b: {c: 3, d: 2}, a: 1, e: {f: null}}");
    }

    #[test]
    fn a_named_query_needs_no_name_beside_it() {
        let document = parse_query("query Named { b a }").expect("a query");
        let mut response = Response::new(value!({ "a": 1, "b": 2 }));
        complete(&document, None, &mut response);
        assert_eq!(response.data.to_string(), "{b: 2, a: 1}");
    }

    #[test]
    fn what_may_be_left_with_nothing_asks_for_its_presence() {
        let query = "query($x: Boolean!) { a { ...F } b { c @include(if: $x) d { e } } } fragment F on X { g { ... on Y { h } } }";
        let document = executable(&parse_query(query).expect("a query"));
        let asks = |set: &SelectionSet| {
            let keys = set.items.iter().filter_map(|selection| match &selection.node {
                Selection::Field(field) => Some(field.node.response_key().node.to_string()),
                _ => None,
            });
            keys.collect::<Vec<_>>().contains(&PRESENT.to_owned())
        };
        let below = |set: &SelectionSet, place: usize| match &set.items[place].node {
            Selection::Field(field) => field.node.selection_set.node.clone(),
            _ => panic!("a field"),
        };
        let (_, operation) = document.operations.iter().next().expect("an operation");
        let root = &operation.node.selection_set.node;
        let fragment = &document.fragments["F"].node.selection_set.node;
        let found = [
            asks(root),
            asks(&below(root, 0)),
            asks(&below(root, 1)),
            asks(fragment),
            asks(&below(fragment, 0)),
        ];
        assert_eq!(found, [false, true, false, false, true]);
        let mut response = Response::new(value!({ "a": { "sorgraphPresent": "A" }, "b": { "d": null } }));
        complete(&document, None, &mut response);
        assert_eq!(response.data.to_string(), "{a: {}, b: {d: null}}");
    }

    #[test]
    fn a_failed_field_that_is_never_null_leaves_no_answer() {
        let document = parse_query("{ a n: nodes(ids: []) { id } }").expect("a query");
        let mut response = Response::new(value!({ "a": 1 }));
        response.errors = vec![failed(&["n"])];
        complete(&document, None, &mut response);
        assert_eq!(response.data, Value::Null);
    }
}

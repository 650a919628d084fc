//! Answers in the form that the specification asks for.
//!
//! The library writes the fields of an object in the order in which they were
//! ready, and leaves out those that failed. Here they get the order of the query
//! back, and the failed ones become null.

use async_graphql::indexmap::IndexMap;
use async_graphql::parser::types::{DocumentOperations, ExecutableDocument, Selection, SelectionSet};
use async_graphql::{Name, PathSegment, Response, Value};

/// Root fields that are never null: where one fails, the whole answer is null.
const NEVER_NULL: [&str; 3] = ["sorEntities", "nodes", "_entities"];

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
    use async_graphql::{ServerError, value};

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
    fn a_failed_field_that_is_never_null_leaves_no_answer() {
        let document = parse_query("{ a n: nodes(ids: []) { id } }").expect("a query");
        let mut response = Response::new(value!({ "a": 1 }));
        response.errors = vec![failed(&["n"])];
        complete(&document, None, &mut response);
        assert_eq!(response.data, Value::Null);
    }
}

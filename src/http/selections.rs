//! How large a query is with its fragments written out.
//!
//! Fragments that spread each other twice a level grow exponentially, and the
//! library walks them all. So they are counted first, once a fragment.

use std::collections::HashMap;

use async_graphql::parser::types::{ExecutableDocument, Selection, SelectionSet};

/// The number of selections of `document`, or `None` when it is above `limit` or
/// a fragment spreads itself.
pub fn count(document: &ExecutableDocument, limit: usize) -> Option<usize> {
    let mut counter = Counter { document, limit, known: HashMap::new() };
    let mut total = 0;
    for (_, operation) in document.operations.iter() {
        total += counter.set(&operation.node.selection_set.node)?;
    }
    (total <= limit).then_some(total)
}

struct Counter<'a> {
    document: &'a ExecutableDocument,
    limit: usize,
    /// Count of each fragment; `None` while it is being counted.
    known: HashMap<&'a str, Option<usize>>,
}

impl<'a> Counter<'a> {
    fn set(&mut self, set: &'a SelectionSet) -> Option<usize> {
        let mut total: usize = 0;
        for selection in &set.items {
            let inner = match &selection.node {
                Selection::Field(field) => 1 + self.set(&field.node.selection_set.node)?,
                Selection::InlineFragment(inline) => 1 + self.set(&inline.node.selection_set.node)?,
                Selection::FragmentSpread(spread) => 1 + self.fragment(&spread.node.fragment_name.node)?,
            };
            total = total.saturating_add(inner);
            if total > self.limit {
                return None;
            }
        }
        Some(total)
    }

    fn fragment(&mut self, name: &'a str) -> Option<usize> {
        if let Some(known) = self.known.get(name) {
            return *known;
        }
        // An unknown fragment is for the validation to name.
        let Some(fragment) = self.document.fragments.get(name) else {
            return Some(0);
        };
        self.known.insert(name, None);
        let count = self.set(&fragment.node.selection_set.node);
        self.known.insert(name, count);
        count
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counted(query: &str, limit: usize) -> Option<usize> {
        count(&async_graphql::parser::parse_query(query).expect("a document"), limit)
    }

    #[test]
    fn fragments_are_written_out() {
        assert_eq!(counted("{ a { b } }", 10), Some(2));
        assert_eq!(counted("{ ...F ...F } fragment F on Q { a b }", 10), Some(6));
    }

    #[test]
    fn a_fragment_bomb_is_refused_at_once() {
        let mut bomb = "{ ...F0 }".to_owned();
        for level in 0..60 {
            bomb += &format!(" fragment F{level} on Q {{ a {{ ...F{} ...F{} }} }}", level + 1, level + 1);
        }
        bomb += " fragment F60 on Q { a }";
        assert_eq!(counted(&bomb, 4000), None);
    }

    #[test]
    fn a_circle_of_fragments_counts_as_infinite() {
        assert_eq!(counted("{ ...A } fragment A on Q { ...B } fragment B on Q { ...A }", 4000), None);
    }
}

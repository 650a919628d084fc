use std::time::Duration;

/// Limits of one request, held before it is executed; the time while it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Most lexical tokens of the document.
    pub tokens: usize,
    /// Most fields inside one another. Tools' introspection needs 15.
    pub depth: usize,
    /// Most selections with fragments written out.
    pub selections: usize,
    /// Most fields that are given another name, fragments written out.
    pub aliases: usize,
    /// Most directives, fragments written out.
    pub directives: usize,
    /// Most fields of the root, fragments written out.
    pub root_fields: usize,
    /// Most fields of the root that ask for the schema itself: `__schema`, `__type`, `_service`.
    pub introspection_roots: usize,
    /// Most complexity: each field counts one, what stands in a list as often as the list is long.
    pub complexity: usize,
    /// Longest time that a query or a mutation may take.
    pub time: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            tokens: 10_000,
            depth: 15,
            selections: 4_000,
            aliases: 200,
            directives: 100,
            root_fields: 50,
            introspection_roots: 2,
            complexity: 2_000_000,
            time: Duration::from_secs(30),
        }
    }
}

impl Limits {
    /// Most selection sets inside one another: fields, and fragments between them.
    pub(super) fn nesting(&self) -> usize {
        2 * self.depth + 2
    }
}

/// Limits of one query, checked before it is executed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Most fields inside one another. Tools' introspection needs 15.
    pub depth: usize,
    /// Most complexity: each field counts one, what stands in a list as often as the page is long.
    pub complexity: usize,
    /// Most selection sets inside one another while the query is read.
    pub recursive_depth: usize,
    /// Most directives on one field.
    pub directives: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { depth: 15, complexity: 200_000, recursive_depth: 32, directives: 10 }
    }
}

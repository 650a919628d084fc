//! Who asks.

/// A role that an actor can act in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Role {
    /// Whoever runs the service and its commands on the machine itself.
    Operator,
}

impl Role {
    /// The name as it is stored with a commit.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Operator => "OPERATOR",
        }
    }
}

/// The party behind a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Actor {
    /// Stable name of the caller.
    pub subject: String,
    /// The roles that the caller holds.
    pub roles: Vec<Role>,
}

impl Actor {
    /// A caller of whom nothing is known; reads what is public.
    #[must_use]
    pub fn anonymous() -> Self {
        Self { subject: "anonymous".to_owned(), roles: Vec::new() }
    }

    /// The operator at the command line: whoever can reach the database may import.
    #[must_use]
    pub fn operator() -> Self {
        Self { subject: "operator".to_owned(), roles: vec![Role::Operator] }
    }
}

//! What the graph says when it does not answer: every error carries `extensions.code`.

use async_graphql::{Error, ErrorExtensions};

use crate::register::RegisterError;

/// The codes that the graph itself gives. They are part of the contract: added to, never renamed.
///
/// What does not parse, does not fit the schema or is over its limits never
/// reaches a resolver; whoever serves the schema codes those.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Code {
    /// An argument that is not what its description asks for.
    BadArgument,
    /// A cursor that this list did not give, or that stands at another point in time.
    BadCursor,
    /// A revision that the register does not have yet.
    BadRevision,
    /// A page size outside 1 to 100.
    PageSize,
    /// The caller has not signed in.
    Unauthenticated,
    /// The caller may not see this.
    Forbidden,
    /// The register could not be read now; trying again later may help.
    Unavailable,
    /// A fault of the service; trying again does not help.
    Internal,
}

impl Code {
    /// Every code.
    pub const ALL: [Self; 8] = [
        Self::BadArgument,
        Self::BadCursor,
        Self::BadRevision,
        Self::PageSize,
        Self::Unauthenticated,
        Self::Forbidden,
        Self::Unavailable,
        Self::Internal,
    ];

    /// The code as clients see it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::BadArgument => "BAD_ARGUMENT",
            Self::BadCursor => "BAD_CURSOR",
            Self::BadRevision => "BAD_REVISION",
            Self::PageSize => "PAGE_SIZE",
            Self::Unauthenticated => "UNAUTHENTICATED",
            Self::Forbidden => "FORBIDDEN",
            Self::Unavailable => "UNAVAILABLE",
            Self::Internal => "INTERNAL",
        }
    }
}

/// An error on its way to the client.
///
/// It has no `Display` on purpose: everything that has one turns into a GraphQL
/// error by `?`, message and all. Errors of the register must pass through here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    code: Code,
    message: String,
}

impl Problem {
    /// An error with a message for the caller.
    pub fn new(code: Code, message: impl Into<String>) -> Self {
        Self { code, message: message.into() }
    }

    /// An argument that is not what its description asks for.
    pub fn argument(message: impl Into<String>) -> Self {
        Self::new(Code::BadArgument, message)
    }

    /// A fault of the service, logged here.
    pub fn internal(what: &str) -> Self {
        tracing::error!(what, "the graph could not answer");
        Self::new(Code::Internal, "The service failed. The fault is logged.")
    }
}

/// Logs what went wrong and keeps it from the caller.
impl From<RegisterError> for Problem {
    fn from(error: RegisterError) -> Self {
        tracing::error!(%error, "the register could not be read");
        Self::new(Code::Unavailable, "The register cannot be read at the moment.")
    }
}

impl From<Problem> for Error {
    fn from(problem: Problem) -> Self {
        Self::new(problem.message).extend_with(|_, extensions| extensions.set("code", problem.code.as_str()))
    }
}

/// An answer or a problem.
pub type Answer<T> = Result<T, Problem>;

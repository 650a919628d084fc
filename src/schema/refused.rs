//! Requests that are not executed, and why.

use std::time::Duration;

use async_graphql::{ErrorExtensionValues, Response, ServerError, Value, value};

/// A limit of [`super::Limits`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Limit {
    /// Lexical tokens.
    Tokens,
    /// Fields, selection sets or values inside one another.
    Depth,
    /// Selections with fragments written out.
    Selections,
    /// Fields that are given another name.
    Aliases,
    /// Directives.
    Directives,
    /// Fields of the root.
    RootFields,
    /// Fields of the root that ask for the schema.
    IntrospectionRoots,
    /// Complexity.
    Complexity,
}

impl Limit {
    /// Every limit.
    pub const ALL: [Self; 8] = [
        Self::Tokens,
        Self::Depth,
        Self::Selections,
        Self::Aliases,
        Self::Directives,
        Self::RootFields,
        Self::IntrospectionRoots,
        Self::Complexity,
    ];

    /// Name of the setting, code, and what is too much of.
    fn words(self) -> (&'static str, &'static str, &'static str) {
        match self {
            Self::Tokens => ("max_tokens", "TOO_MANY_TOKENS", "tokens"),
            Self::Depth => (
                "max_depth",
                "TOO_DEEP",
                "levels; a list and its nodes are two, and descendants reaches any depth in one",
            ),
            Self::Selections => {
                ("max_selections", "TOO_MANY_SELECTIONS", "selections with its fragments written out")
            }
            Self::Aliases => ("max_aliases", "TOO_MANY_ALIASES", "aliases with its fragments written out"),
            Self::Directives => {
                ("max_directives", "TOO_MANY_DIRECTIVES", "directives with its fragments written out")
            }
            Self::RootFields => ("max_root_fields", "TOO_MANY_ROOT_FIELDS", "fields of the root"),
            Self::IntrospectionRoots => (
                "max_introspection_roots",
                "TOO_MUCH_INTROSPECTION",
                "fields of the root that ask for the schema itself",
            ),
            Self::Complexity => (
                "max_complexity",
                "TOO_COMPLEX",
                "points of complexity; ask for shorter pages or fewer levels",
            ),
        }
    }

    /// Name of the setting.
    #[must_use]
    pub fn setting(self) -> &'static str {
        self.words().0
    }

    /// The code of a request above the limit.
    #[must_use]
    pub fn code(self) -> &'static str {
        self.words().1
    }
}

/// Why a request was not executed, or not to its end.
#[derive(Debug, Clone, PartialEq)]
pub enum Refused {
    /// It does not parse, or does not say what to execute.
    Invalid(ServerError),
    /// It is above a limit.
    Above {
        /// Which.
        limit: Limit,
        /// The most that is executed.
        most: u64,
        /// What the request has; `None` for a fragment that spreads itself.
        found: Option<u64>,
    },
    /// It took too long.
    Timeout(Duration),
    /// Its caller has asked too much lately.
    Rate(Duration),
    /// No document is kept under the id that it names.
    DocumentNotFound,
    /// This service keeps no documents of callers.
    DocumentsNotKept,
    /// The id that it names is not that of the document that it sends.
    DocumentMismatch,
    /// Its caller may use trusted documents only.
    NotTrusted,
}

impl Refused {
    /// The codes of all refusals.
    #[must_use]
    pub fn codes() -> Vec<&'static str> {
        let others = [
            Self::Invalid(ServerError::new("", None)),
            Self::Timeout(Duration::ZERO),
            Self::Rate(Duration::ZERO),
            Self::DocumentNotFound,
            Self::DocumentsNotKept,
            Self::DocumentMismatch,
            Self::NotTrusted,
        ];
        Limit::ALL.iter().map(|limit| limit.code()).chain(others.iter().map(Self::code)).collect()
    }

    /// Stable code.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Invalid(_) => "GRAPHQL_INVALID",
            Self::Above { limit, .. } => limit.code(),
            Self::Timeout(_) => "TIMEOUT",
            Self::Rate(_) => "RATE_LIMITED",
            Self::DocumentNotFound => "PERSISTED_QUERY_NOT_FOUND",
            Self::DocumentsNotKept => "PERSISTED_QUERY_NOT_SUPPORTED",
            Self::DocumentMismatch => "PERSISTED_QUERY_MISMATCH",
            Self::NotTrusted => "DOCUMENT_NOT_TRUSTED",
        }
    }

    fn message(&self) -> String {
        match self {
            Self::Invalid(error) => error.message.clone(),
            Self::Above { limit, most, found: Some(found) } => {
                let (setting, _, what) = limit.words();
                format!("The request has {found} and may have {most} ({setting}) {what}.")
            }
            Self::Above { limit, most, found: None } => {
                let setting = limit.setting();
                format!(
                    "A fragment of the request spreads itself; {most} selections are executed ({setting})."
                )
            }
            Self::Timeout(most) => {
                format!("The request took longer than {} seconds (request_timeout_seconds).", most.as_secs())
            }
            Self::Rate(wait) => {
                format!("You have asked for too much lately; ask again in {} seconds.", seconds(*wait))
            }
            // Clients tell these two by their words.
            Self::DocumentNotFound => "PersistedQueryNotFound".to_owned(),
            Self::DocumentsNotKept => "PersistedQueryNotSupported".to_owned(),
            Self::DocumentMismatch => "The hash is not the SHA-256 of the query.".to_owned(),
            Self::NotTrusted => {
                "Only documents on this service's list of trusted documents are executed.".to_owned()
            }
        }
    }

    /// What a program can use beside the code.
    fn figures(&self, extensions: &mut ErrorExtensionValues) {
        match self {
            Self::Above { limit, most, found } => {
                let found = found.map_or(Value::Null, Value::from);
                extensions
                    .set("limit", value!({ "name": (limit.setting()), "value": (*most), "found": (found) }));
            }
            Self::Rate(wait) => extensions.set("retryAfterSeconds", seconds(*wait)),
            _ => {}
        }
    }

    /// The refusal as an answer.
    #[must_use]
    pub fn response(&self) -> Response {
        let mut error = match self {
            Self::Invalid(error) => error.clone(),
            other => ServerError::new(other.message(), None),
        };
        let extensions = error.extensions.get_or_insert_default();
        extensions.set("code", self.code());
        self.figures(extensions);
        Response::from_errors(vec![error])
    }
}

/// Whole seconds, one at least.
fn seconds(wait: Duration) -> u64 {
    (wait.as_secs() + u64::from(wait.subsec_nanos() > 0)).max(1)
}

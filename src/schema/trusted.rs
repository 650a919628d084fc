//! Documents that the operator trusts, and the callers who may use no others.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use async_graphql::async_trait::async_trait;
use async_graphql::extensions::{Extension, ExtensionContext, ExtensionFactory, NextExecute};
use async_graphql::{Request, Response};
use serde::Deserialize;
use serde_json::{Map, Value};

use super::documents::hash_of;
use super::known::Known;
use super::limits::Limits;
use super::prepare::Variables;
use super::{SorgraphSchema, builder};
use crate::identity::Caller;

/// Who may use trusted documents only.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Bound {
    /// Nobody but the clients named.
    #[default]
    Nobody,
    /// Callers who have not signed in.
    Anonymous,
    /// Everybody.
    Everybody,
}

/// The trusted documents, by their ids.
#[derive(Debug, Clone, Default)]
pub struct Trusted {
    documents: HashMap<String, String>,
    hashes: HashSet<String>,
    bound: Bound,
    clients: HashSet<String>,
}

/// A manifest that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ManifestError {
    /// It is not of one of the two forms.
    #[error(
        "it is neither a persisted-query manifest of Apollo's (format, version 1, operations) nor an object of \
         ids and documents: {0}"
    )]
    Form(String),
    /// Two documents have one id.
    #[error("two documents have the id {0}")]
    Twice(String),
    /// A document would be refused.
    #[error("the document {id} is not one that this service executes: {cause}")]
    Document {
        /// Its id.
        id: String,
        /// What is wrong with it.
        cause: String,
    },
}

/// The manifest as Apollo's tools write it.
#[derive(Debug, Deserialize)]
struct Manifest {
    format: String,
    version: u32,
    operations: Vec<Operation>,
}

#[derive(Debug, Deserialize)]
struct Operation {
    id: String,
    body: String,
}

impl Trusted {
    /// Reads a manifest: Apollo's form, or an object of ids and documents. Every document must
    /// pass the validator.
    pub async fn read(
        manifest: &str,
        bound: Bound,
        clients: Vec<String>,
        validator: &Validator,
    ) -> Result<Self, ManifestError> {
        let mut trusted = Self { bound, clients: clients.into_iter().collect(), ..Self::default() };
        for (id, text) in documents(manifest)? {
            if let Err(cause) = validator.check(&text).await {
                return Err(ManifestError::Document { id, cause });
            }
            trusted.hashes.insert(hash_of(&text));
            if trusted.documents.insert(id.clone(), text).is_some() {
                return Err(ManifestError::Twice(id));
            }
        }
        Ok(trusted)
    }

    /// How many documents there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.documents.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.documents.is_empty()
    }

    /// Whether `caller` may use trusted documents only.
    pub(super) fn binds(&self, caller: &Caller) -> bool {
        let named = || caller.client.as_ref().is_some_and(|client| self.clients.contains(client));
        match self.bound {
            Bound::Everybody => true,
            Bound::Anonymous => caller.is_anonymous() || named(),
            Bound::Nobody => named(),
        }
    }

    pub(super) fn get(&self, id: &str) -> Option<&str> {
        self.documents.get(id).map(String::as_str)
    }

    /// Whether a text is that of a trusted document.
    pub(super) fn holds(&self, text: &str) -> bool {
        self.hashes.contains(&hash_of(text))
    }
}

/// Holds documents against the schema and its limits without executing them.
pub struct Validator {
    schema: SorgraphSchema,
    limits: Limits,
}

impl Validator {
    pub(super) fn new(limits: Limits) -> Self {
        Self { schema: builder(limits).extension(NeverExecutes).finish(), limits }
    }

    async fn check(&self, text: &str) -> Result<(), String> {
        let told =
            |response: Response| response.errors.into_iter().map(|error| error.message).collect::<Vec<_>>();
        let mut request = Request::new(text);
        let names = request.parsed_query().ok().and_then(|document| {
            let (name, _) = document.operations.iter().next()?;
            name.map(ToString::to_string)
        });
        request.operation_name = names;
        // A document is not yet a request: its variables come later.
        let known = Known::read(&request, &self.limits);
        let weighed = known.and_then(|known| known.hold(&mut request, &self.limits, Variables::Later));
        let errors = match weighed {
            Ok(_) => told(self.schema.execute(request).await),
            Err(refused) => told(refused.response()),
        };
        if errors.is_empty() { Ok(()) } else { Err(errors.join("; ")) }
    }
}

/// Ends a request once it has been validated.
struct NeverExecutes;

impl ExtensionFactory for NeverExecutes {
    fn create(&self) -> Arc<dyn Extension> {
        Arc::new(Self)
    }
}

#[async_trait]
impl Extension for NeverExecutes {
    async fn execute(&self, _: &ExtensionContext<'_>, _: Option<&str>, _: NextExecute<'_>) -> Response {
        Response::default()
    }
}

fn documents(manifest: &str) -> Result<Vec<(String, String)>, ManifestError> {
    let form = |error: &dyn std::fmt::Display| ManifestError::Form(error.to_string());
    let entries: Map<String, Value> = serde_json::from_str(manifest).map_err(|error| form(&error))?;
    if entries.contains_key("operations") {
        let manifest: Manifest = serde_json::from_value(entries.into()).map_err(|error| form(&error))?;
        if manifest.format != "apollo-persisted-query-manifest" || manifest.version != 1 {
            let found = format!("its format is {}, version {}", manifest.format, manifest.version);
            return Err(form(&found));
        }
        return Ok(manifest
            .operations
            .into_iter()
            .map(|operation| (plain(operation.id), operation.body))
            .collect());
    }
    let documents = entries.into_iter().map(|(id, document)| match document {
        Value::String(document) => Ok((plain(id), document)),
        _ => Err(form(&format!("{id} is no text"))),
    });
    documents.collect()
}

/// An id as it is looked up: a hash without the name of its function.
fn plain(id: String) -> String {
    id.strip_prefix("sha256:").map(ToOwned::to_owned).unwrap_or(id)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_forms_are_read() {
        let apollo = r#"{ "format": "apollo-persisted-query-manifest", "version": 1,
            "operations": [{ "id": "a1", "name": "A", "type": "query", "body": "query A { a }" }] }"#;
        assert_eq!(documents(apollo).expect("read"), [("a1".to_owned(), "query A { a }".to_owned())]);
        let plain = r#"{ "sha256:b2": "{ b }" }"#;
        assert_eq!(documents(plain).expect("read"), [("b2".to_owned(), "{ b }".to_owned())]);
    }

    #[test]
    fn other_forms_are_refused_with_the_reason() {
        let cases = [
            ("", "EOF"),
            ("[]", "a map"),
            (r#"{ "format": "other", "version": 1, "operations": [] }"#, "its format is other"),
            (
                r#"{ "format": "apollo-persisted-query-manifest", "version": 2, "operations": [] }"#,
                "version 2",
            ),
            (r#"{ "format": "apollo-persisted-query-manifest", "version": 1, "operations": [{}] }"#, "id"),
            (r#"{ "a1": 7 }"#, "a1 is no text"),
        ];
        for (manifest, reason) in cases {
            let error = documents(manifest).expect_err("refused").to_string();
            assert!(error.contains(reason), "{manifest}: {error}");
        }
    }

    #[test]
    fn callers_are_bound_by_the_setting_or_by_their_program() {
        let trusted = |bound| Trusted { bound, clients: ["portal".to_owned()].into(), ..Trusted::default() };
        let signed_in = |client: &str| Caller {
            subject: "lone".to_owned(),
            client: Some(client.to_owned()),
            ..Caller::default()
        };
        let callers = [Caller::anonymous(), signed_in("portal"), signed_in("other")];
        let bound = |bound| callers.iter().map(|caller| trusted(bound).binds(caller)).collect::<Vec<_>>();
        assert_eq!(bound(Bound::Nobody), [false, true, false]);
        assert_eq!(bound(Bound::Anonymous), [true, true, false]);
        assert_eq!(bound(Bound::Everybody), [true, true, true]);
    }
}

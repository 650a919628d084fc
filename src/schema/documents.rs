//! Documents that a request names instead of sending them: those that callers have kept
//! here (automatic persisted queries), and those that the operator trusts.

use std::num::NonZeroUsize;
use std::sync::{Arc, Mutex, PoisonError};

use async_graphql::{Request, Value};
use lru::LruCache;
use sha2::{Digest, Sha256};

use super::refused::Refused;
use super::trusted::Trusted;
use crate::identity::Caller;

/// The id of a document as a request names it: the parameter `documentId`. Whoever
/// serves the schema puts it into a request's data.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DocumentId(pub String);

/// Documents kept for callers, the least used ones dropped.
#[derive(Debug)]
struct Kept {
    documents: LruCache<String, Arc<str>>,
    bytes: usize,
    most_bytes: usize,
}

impl Kept {
    fn put(&mut self, hash: String, text: Arc<str>) {
        if text.len() > self.most_bytes {
            return;
        }
        self.bytes += text.len();
        if let Some((_, dropped)) = self.documents.push(hash, text) {
            self.bytes -= dropped.len();
        }
        while self.bytes > self.most_bytes {
            let Some((_, dropped)) = self.documents.pop_lru() else { break };
            self.bytes -= dropped.len();
        }
    }
}

/// The documents that requests can name.
#[derive(Debug, Default)]
pub struct Documents {
    trusted: Trusted,
    kept: Option<Mutex<Kept>>,
}

/// A document to be kept once it has passed.
#[derive(Debug)]
pub struct ToKeep {
    hash: String,
    text: Arc<str>,
}

/// How a request names its document.
struct Named {
    id: String,
    /// By a hash of its text, which the text can be held against.
    hash: bool,
}

impl Documents {
    /// Keeps so many documents of callers, of so many bytes in all; 0 for none.
    #[must_use]
    pub fn new(trusted: Trusted, most: usize, most_bytes: usize) -> Self {
        let kept = NonZeroUsize::new(most)
            .map(|most| Mutex::new(Kept { documents: LruCache::new(most), bytes: 0, most_bytes }));
        Self { trusted, kept }
    }

    /// Puts the document that a request names into it.
    pub fn find(&self, request: &mut Request, caller: &Caller) -> Result<Option<ToKeep>, Refused> {
        let bound = self.trusted.binds(caller);
        let Some(Named { id, hash }) = named(request)? else {
            let trusted = !bound || self.trusted.holds(&request.query);
            return if trusted { Ok(None) } else { Err(Refused::NotTrusted) };
        };
        if let Some(text) = self.trusted.get(&id) {
            if !request.query.is_empty() && request.query != *text {
                return Err(if bound { Refused::NotTrusted } else { Refused::DocumentMismatch });
            }
            text.clone_into(&mut request.query);
            return Ok(None);
        }
        if bound {
            return Err(Refused::NotTrusted);
        }
        if request.query.is_empty() {
            self.kept(&id)?.as_ref().clone_into(&mut request.query);
            return Ok(None);
        }
        if hash && id != hash_of(&request.query) {
            return Err(Refused::DocumentMismatch);
        }
        let text = Arc::from(request.query.as_str());
        Ok(hash.then_some(ToKeep { hash: id, text }))
    }

    /// Keeps a document that has passed.
    pub fn keep(&self, document: ToKeep) {
        if let Some(kept) = &self.kept {
            let mut kept = kept.lock().unwrap_or_else(PoisonError::into_inner);
            kept.put(document.hash, document.text);
        }
    }

    fn kept(&self, hash: &str) -> Result<Arc<str>, Refused> {
        let kept = self.kept.as_ref().ok_or(Refused::DocumentsNotKept)?;
        let mut kept = kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.documents.get(hash).cloned().ok_or(Refused::DocumentNotFound)
    }
}

/// How `request` names its document, if it does.
fn named(request: &Request) -> Result<Option<Named>, Refused> {
    let id = request.data.get(&std::any::TypeId::of::<DocumentId>());
    if let Some(DocumentId(id)) = id.and_then(|id| id.downcast_ref()) {
        let hash = id.strip_prefix("sha256:");
        return Ok(Some(Named { id: hash.unwrap_or(id).to_owned(), hash: hash.is_some() }));
    }
    let Some(Value::Object(extension)) = request.extensions.get("persistedQuery") else {
        return Ok(None);
    };
    match (extension.get("version"), extension.get("sha256Hash")) {
        (Some(Value::Number(version)), Some(Value::String(hash))) if version.as_u64() == Some(1) => {
            Ok(Some(Named { id: hash.clone(), hash: true }))
        }
        _ => Err(Refused::DocumentsNotKept),
    }
}

/// SHA-256 of a document's text, in small hexadecimal letters.
pub fn hash_of(text: impl AsRef<[u8]>) -> String {
    let digit = |half: u8| char::from(b"0123456789abcdef"[usize::from(half)]);
    Sha256::digest(text.as_ref()).iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}

#[cfg(test)]
mod tests {
    use async_graphql::value;

    use super::*;

    fn asked(query: &str, hash: &str) -> Request {
        let mut request = Request::new(query);
        let extension = value!({ "version": 1, "sha256Hash": (hash) });
        request.extensions.insert("persistedQuery".to_owned(), extension);
        request
    }

    fn keep(documents: &Documents, query: &str) -> Result<(), Refused> {
        let found = documents.find(&mut asked(query, &hash_of(query)), &Caller::anonymous())?;
        found.into_iter().for_each(|found| documents.keep(found));
        Ok(())
    }

    fn find(documents: &Documents, hash: &str) -> Result<String, Refused> {
        let mut request = asked("", hash);
        documents.find(&mut request, &Caller::anonymous())?;
        Ok(request.query)
    }

    #[test]
    fn a_document_is_found_again_by_its_hash() {
        let documents = Documents::new(Trusted::default(), 2, 1_000);
        let hash = hash_of("{ a }");
        assert_eq!(find(&documents, &hash), Err(Refused::DocumentNotFound));
        assert_eq!(keep(&documents, "{ a }"), Ok(()));
        assert_eq!(find(&documents, &hash).as_deref(), Ok("{ a }"));
        let mut by_id = Request::new("").data(DocumentId(format!("sha256:{hash}")));
        documents.find(&mut by_id, &Caller::anonymous()).expect("found");
        assert_eq!(by_id.query, "{ a }");
        let wrong = documents.find(&mut asked("{ b }", &hash), &Caller::anonymous());
        assert_eq!(wrong.err(), Some(Refused::DocumentMismatch));
    }

    #[test]
    fn documents_are_bounded_in_number_and_in_bytes() {
        let documents = Documents::new(Trusted::default(), 3, 30);
        for query in ["{ a }", "{ b }", "{ c }"] {
            keep(&documents, query).expect("kept");
        }
        find(&documents, &hash_of("{ a }")).expect("used again");
        keep(&documents, "{ d }").expect("kept");
        assert_eq!(find(&documents, &hash_of("{ b }")), Err(Refused::DocumentNotFound), "the least used one");
        assert!(find(&documents, &hash_of("{ a }")).is_ok());
        let long = format!("{{ {} }}", "x".repeat(21));
        keep(&documents, &long).expect("kept");
        assert!(find(&documents, &hash_of(&long)).is_ok());
        assert_eq!(find(&documents, &hash_of("{ c }")), Err(Refused::DocumentNotFound), "made room");
        let longest = "x".repeat(31);
        keep(&documents, &longest).expect("executed, not kept");
        assert_eq!(find(&documents, &hash_of(&longest)), Err(Refused::DocumentNotFound));
    }

    #[test]
    fn a_service_that_keeps_none_says_so() {
        let documents = Documents::new(Trusted::default(), 0, 0);
        assert_eq!(find(&documents, &hash_of("{ a }")), Err(Refused::DocumentsNotKept));
        let mut request = asked("{ a }", &hash_of("{ a }"));
        let other = value!({ "version": 2, "sha256Hash": "x" });
        request.extensions.insert("persistedQuery".to_owned(), other);
        let found = documents.find(&mut request, &Caller::anonymous());
        assert_eq!(found.err(), Some(Refused::DocumentsNotKept));
    }
}

//! Documents that were asked lately: parsed, measured and, once they were found valid, compiled.

use std::num::NonZeroUsize;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use async_graphql::Request;
use async_graphql::parser::types::ExecutableDocument;
use lru::LruCache;

use super::answer::executable;
use super::limits::Limits;
use super::measure::chosen;
use super::plan::Plan;
use super::prepare::{CONTRACT, Read, Variables, Weighed};
use super::refused::Refused;

/// Most documents that are remembered.
const MOST: NonZeroUsize = NonZeroUsize::new(1_000).expect("more than none");
/// Most bytes of documents, and lines of their plans, that are remembered: a line takes some fifty bytes.
const MOST_BYTES: usize = 4 << 20;
const MOST_LINES: usize = 500_000;

/// A document with the operation that was chosen of it.
#[derive(Debug)]
pub struct Known {
    number: u64,
    read: Read,
    executable: ExecutableDocument,
    operation: Option<String>,
    /// It was found valid once. Whether a document is valid depends on the values of variables in one way only, and
    /// a plan looks at those itself.
    valid: AtomicBool,
    plan: OnceLock<Option<Plan>>,
}

impl Known {
    /// Parses and measures a document, if its text is within the limits.
    pub fn read(request: &Request, limits: &Limits) -> Result<Self, Refused> {
        static NUMBER: AtomicU64 = AtomicU64::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let operation = request.operation_name.clone();
        let read = Read::new(&request.query, operation.as_deref(), limits)?;
        let executable = executable(&read.document);
        Ok(Self { number, read, executable, operation, valid: AtomicBool::new(false), plan: OnceLock::new() })
    }

    /// A number that no other document, or operation of this one, has in this process. A document that is read again
    /// has another one.
    pub fn number(&self) -> u64 {
        self.number
    }

    /// The document.
    pub fn document(&self) -> &ExecutableDocument {
        &self.read.document
    }

    /// The document as the ordinary executor takes it.
    pub fn executable(&self) -> &ExecutableDocument {
        &self.executable
    }

    /// Holds a request to the limits, and puts the defaults of its variables among them.
    pub fn hold(&self, request: &mut Request, limits: &Limits, come: Variables) -> Result<Weighed, Refused> {
        self.read.hold(self.operation.as_deref(), &mut request.variables, limits, come)
    }

    /// Remembers that the document is valid.
    pub fn found_valid(&self) {
        self.valid.store(true, Ordering::Release);
    }

    /// How the operation is answered from memory; `None` while nobody knows whether it is valid, and where no plan
    /// can answer it.
    pub fn plan(&self) -> Option<&Plan> {
        if !self.valid.load(Ordering::Acquire) {
            return None;
        }
        let compile = || {
            let operation = chosen(self.document(), self.operation.as_deref())?;
            Plan::of(&CONTRACT, self.document(), operation)
        };
        self.plan.get_or_init(compile).as_ref()
    }

    fn lines(&self) -> usize {
        self.plan.get().and_then(Option::as_ref).map_or(0, Plan::lines)
    }
}

/// What a document is remembered by: the operation that was chosen of it, and its text.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Key(Box<str>);

impl Key {
    /// The key of a request.
    pub fn of(request: &Request) -> Self {
        let name = request.operation_name.as_deref().unwrap_or_default();
        // No document has a NUL in it.
        Self([name, "\0", &request.query].concat().into())
    }
}

/// The documents that were asked lately.
#[derive(Debug)]
pub struct Lately(Mutex<LruCache<Key, Arc<Known>>>);

impl Default for Lately {
    fn default() -> Self {
        Self(Mutex::new(LruCache::new(MOST)))
    }
}

impl Lately {
    /// The document of a key, where it was asked lately.
    pub fn find(&self, key: &Key) -> Option<Arc<Known>> {
        self.kept().get(key).cloned()
    }

    /// Remembers a document. The least used ones make room.
    pub fn keep(&self, key: Key, known: Arc<Known>) {
        // Compiled here, so that its lines count.
        known.plan();
        let mut kept = self.kept();
        kept.put(key, known);
        let (mut bytes, mut lines) = (0, 0);
        let fits = kept.iter().take_while(|(key, known)| {
            bytes += key.0.len();
            lines += known.lines();
            bytes <= MOST_BYTES && lines <= MOST_LINES
        });
        let fitting = fits.count();
        while kept.len() > fitting {
            kept.pop_lru();
        }
    }

    fn kept(&self) -> MutexGuard<'_, LruCache<Key, Arc<Known>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

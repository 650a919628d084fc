//! Answers that plans wrote lately, where the service is to remember them.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use async_graphql::Variables;
use chrono::NaiveDate;
use lru::LruCache;

use super::canonical::canonical;
use super::moment::Moment;
use crate::model::Revision;

/// Bytes that an answer takes beside its own and those of its variables, about.
const BESIDE: usize = 256;
/// The part of the room that one answer may take: a long one is no reason to forget all others.
const PART: usize = 8;

/// What the bytes of an answer by a plan depend on, all of it: it is compared as a whole.
///
/// A plan is given a document, variables, the register at the newest revision of a moment, and that moment (see
/// [`super::plan::Given`]). **Rights are not among it, so they are no part of the key**: a plan cannot see who asks,
/// and what only some may see has no plan. To give plans the caller is to add the caller's rights here.
/// What the extensions tell beside depends on the document and its variables, and on the statements that were sent.
#[derive(Debug, PartialEq, Eq, Hash)]
pub struct AnswerKey {
    /// The number of the document with its operation, which no other has in this process.
    document: u64,
    /// Newest revision, today, and where the request says that it reads.
    moment: Moment,
    statements: u32,
    variables: Box<[u8]>,
}

impl AnswerKey {
    pub fn new(document: u64, moment: Moment, statements: u32, variables: &Variables) -> Self {
        Self { document, moment, statements, variables: canonical(variables).into() }
    }

    fn bytes(&self, answer: &[u8]) -> usize {
        BESIDE + self.variables.len() + answer.len()
    }

    fn now(&self) -> (Revision, NaiveDate) {
        let now = self.moment.now();
        (now.revision, now.at)
    }
}

/// The answers, within so many bytes; the least used ones go first.
#[derive(Debug)]
pub struct AnswerCache {
    room: usize,
    kept: Mutex<Kept>,
}

#[derive(Debug)]
struct Kept {
    answers: LruCache<AnswerKey, Arc<[u8]>>,
    bytes: usize,
    /// The newest revision, and its day, of all answers.
    now: (Revision, NaiveDate),
}

impl AnswerCache {
    pub fn new(room: usize) -> Self {
        let now = (Revision::default(), NaiveDate::MIN);
        Self { room, kept: Mutex::new(Kept { answers: LruCache::unbounded(), bytes: 0, now }) }
    }

    /// The answer of a key, where it was given lately.
    pub fn find(&self, key: &AnswerKey) -> Option<Arc<[u8]>> {
        let mut kept = self.kept();
        if kept.is_of(key.now()) { kept.answers.get(key).cloned() } else { None }
    }

    /// Remembers an answer, unless it takes too much of the room or is of an older revision.
    pub fn keep(&self, key: AnswerKey, answer: &[u8]) {
        let bytes = key.bytes(answer);
        let mut kept = self.kept();
        if bytes > self.room / PART || !kept.is_of(key.now()) {
            return;
        }
        kept.bytes += bytes;
        // Several requests may have asked the same at once.
        if let Some((key, answer)) = kept.answers.push(key, answer.into()) {
            kept.bytes -= key.bytes(&answer);
        }
        while kept.bytes > self.room
            && let Some((key, answer)) = kept.answers.pop_lru()
        {
            kept.bytes -= key.bytes(&answer);
        }
    }

    /// How many answers are kept, and their bytes.
    pub fn size(&self) -> (usize, usize) {
        let kept = self.kept();
        (kept.answers.len(), kept.bytes)
    }

    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Kept {
    /// Whether answers are kept of that revision and day. At the first request of a newer one all others go: nobody
    /// asks for them again.
    fn is_of(&mut self, now: (Revision, NaiveDate)) -> bool {
        if now > self.now {
            self.answers.clear();
            self.bytes = 0;
            self.now = now;
        }
        now == self.now
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::schema::ReadAt;

    const ROOM: usize = 16_384;

    fn key(document: u64, revision: i64, day: &str, read_at: ReadAt, statements: u32) -> AnswerKey {
        let moment = Moment::new(Revision(revision), day.parse().expect("a date"), read_at);
        let variables = Variables::from_json(json!({ "code": "1" }));
        AnswerKey::new(document, moment, statements, &variables)
    }

    fn plain(document: u64, revision: i64) -> AnswerKey {
        key(document, revision, "2026-11-22", ReadAt::default(), 0)
    }

    #[test]
    fn all_of_the_key_counts() {
        let cache = AnswerCache::new(ROOM);
        let read = |at, revision| ReadAt::parse(at, revision, None).expect("a point");
        let keys = || {
            [
                plain(1, 7),
                plain(2, 7),
                key(1, 7, "2026-11-22", read(Some("2026-01-01"), None), 0),
                key(1, 7, "2026-11-22", read(None, Some("7")), 0),
                key(1, 7, "2026-11-22", ReadAt::default(), 1),
                AnswerKey::new(1, plain(1, 7).moment, 0, &Variables::default()),
            ]
        };
        for (number, key) in keys().into_iter().enumerate() {
            assert_eq!(cache.find(&key), None);
            cache.keep(key, number.to_string().as_bytes());
        }
        for (number, key) in keys().iter().enumerate() {
            assert_eq!(cache.find(key).as_deref(), Some(number.to_string().as_bytes()));
        }
    }

    #[test]
    fn a_new_revision_and_a_new_day_drop_what_is_older() {
        let cache = AnswerCache::new(ROOM);
        cache.keep(plain(1, 7), b"old");
        assert_eq!(cache.find(&plain(1, 8)), None);
        assert_eq!(cache.size(), (0, 0));
        cache.keep(plain(1, 7), b"late");
        assert_eq!(cache.size(), (0, 0), "what a request that began earlier wrote");
        cache.keep(plain(1, 8), b"new");
        assert_eq!(cache.find(&plain(1, 8)).as_deref(), Some(&b"new"[..]));
        assert_eq!(cache.find(&key(1, 8, "2026-11-23", ReadAt::default(), 0)), None);
        assert_eq!(cache.size(), (0, 0));
    }

    #[test]
    fn the_room_is_kept_to() {
        let cache = AnswerCache::new(ROOM);
        cache.keep(plain(0, 7), &[0; ROOM / PART]);
        assert_eq!(cache.size().0, 0, "too long");
        for document in 1..100 {
            cache.keep(plain(document, 7), &[0; 1_000]);
            cache.keep(plain(document, 7), &[0; 1_000]);
            assert!(cache.size().1 <= ROOM, "{:?}", cache.size());
            cache.find(&plain(1, 7)).expect("what is used is kept");
        }
        let (answers, bytes) = cache.size();
        assert!(answers > 8 && bytes > ROOM / 2, "{answers} answers, {bytes} bytes");
        assert_eq!(cache.find(&plain(50, 7)), None);
    }
}

//! The digests by which copies of the register are compared with it.

use std::num::NonZeroUsize;
use std::sync::{Arc, Mutex, PoisonError};

use lru::LruCache;
use tokio::sync::{OnceCell, Semaphore};

use super::records::{ListKey, list_key};
use super::{Reader, Register, StorageError};
use crate::model::{ManyDigests, RecordDigest, RecordType, Revision, SorCode};

/// Records read at a time where all are read.
const BATCH: u32 = 1_000;
/// Digests that are remembered: they never change.
const REMEMBERED: NonZeroUsize = NonZeroUsize::new(64).expect("more than none");

/// A digest of many records at a revision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RegisterDigest {
    /// How many records.
    pub records: usize,
    /// The digest.
    pub digest: RecordDigest,
}

/// Digests that were asked for, by revision and root.
#[derive(Clone)]
pub struct Digests {
    known: Arc<Mutex<LruCache<DigestKey, Cell>>>,
    /// One is made at a time: a whole register is read for it.
    turn: Arc<Semaphore>,
}

type DigestKey = (Revision, Option<SorCode>);
/// Empty until it was made.
type Cell = Arc<OnceCell<Option<RegisterDigest>>>;

impl Default for Digests {
    fn default() -> Self {
        let known = Arc::new(Mutex::new(LruCache::new(REMEMBERED)));
        Self { known, turn: Arc::new(Semaphore::new(1)) }
    }
}

impl Digests {
    fn cell(&self, key: DigestKey) -> Cell {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(known.get_or_insert(key, Cell::default))
    }
}

impl Register {
    /// The digest of the records in the tree of `within` at a revision: the units that hang in it
    /// on any day, the numbers that one of these holds on any day, and the message types on them;
    /// of every record of the register without a root. `None` where the revision does not know the root.
    pub async fn digest(
        &self,
        reader: &Reader,
        revision: Revision,
        within: Option<SorCode>,
    ) -> Result<Option<RegisterDigest>, StorageError> {
        let cell = self.digests.cell((revision, within));
        let made = cell.get_or_try_init(async || {
            // The semaphore is never closed; without a turn two would be made at once, and nothing else.
            let _turn = self.digests.turn.acquire().await;
            let many = match within {
                None => Some(reader.digests(revision).await?),
                Some(root) => reader.digests_below(revision, root).await?,
            };
            Ok::<_, StorageError>(
                many.map(|many| RegisterDigest { records: many.len(), digest: many.digest() }),
            )
        });
        Ok(made.await?.clone())
    }
}

impl Reader {
    async fn digests(&self, revision: Revision) -> Result<ManyDigests, StorageError> {
        let mut many = ManyDigests::default();
        let mut after: Option<ListKey> = None;
        loop {
            let found = self.records_after(revision, after.as_ref(), BATCH).await?;
            found.iter().for_each(|record| many.add(record));
            match found.last() {
                Some(last) if found.len() == BATCH as usize => after = Some(list_key(last)?),
                _ => return Ok(many),
            }
        }
    }

    async fn digests_below(
        &self,
        revision: Revision,
        root: SorCode,
    ) -> Result<Option<ManyDigests>, StorageError> {
        let codes = self.codes_below_ever(revision, root).await?;
        if codes.is_empty() {
            return Ok(None);
        }
        let glns = self.glns_held_ever(revision, &codes).await?;
        let codes: Vec<_> = codes.iter().map(|code| keyed(RecordType::OrganisationalUnit, code)).collect();
        let numbers: Vec<_> = glns.iter().map(|gln| keyed(RecordType::LocationNumber, gln)).collect();
        let messages: Vec<_> =
            glns.iter().map(|gln| keyed(RecordType::LocationNumberMessageTypes, gln)).collect();
        let mut many = ManyDigests::default();
        for keys in [codes, numbers, messages] {
            for keys in keys.chunks(BATCH as usize) {
                let records = self.records(revision, keys).await?;
                records.values().for_each(|record| many.add(record));
            }
        }
        Ok(Some(many))
    }
}

fn keyed(record_type: RecordType, key: &impl ToString) -> ListKey {
    (record_type, key.to_string())
}

//! The feed: every change of the register from the first commit on, page by page or as it comes.

use std::time::Duration;

use futures_util::Stream;
use futures_util::stream::try_unfold;

use super::change::{Position, RegisterChange};
use super::filter::ChangeFilter;
use super::told::told;
use crate::model::Revision;
use crate::register::{ChangedRecord, Reader, Register, StorageError};

/// How often commits of other processes on the same database are looked for.
const POLL: Duration = Duration::from_secs(1);
/// Changes read at a time.
const BATCH: u32 = 100;
/// Records that one page of a filtered feed looks at: what it costs has an end,
/// however few of them fit.
pub const LOOKED_AT: u32 = 500;

/// A page of the feed.
#[derive(Debug, Clone)]
pub struct FeedPage {
    /// The changes that fit the filter, in the order of the feed. With a filter they
    /// may be fewer than were asked for, or none, although more follow.
    pub changes: Vec<RegisterChange>,
    /// Where to go on: everything up to here was looked at.
    pub reached: Position,
    /// Whether there is more behind it.
    pub more: bool,
}

/// The changes behind `after` up to the commit `up_to`, at most `size`.
pub async fn page(
    reader: &Reader,
    after: &Position,
    up_to: Revision,
    filter: &ChangeFilter,
    size: u32,
) -> Result<FeedPage, StorageError> {
    let limit = if filter.is_open() { size } else { LOOKED_AT };
    let (from, past) = match after {
        Position::Behind(revision) => (*revision, None),
        Position::After(record) => (Revision(record.revision.0 - 1), Some(record)),
    };
    let mut records = reader.changed_records(from, past, up_to, limit + 1).await?;
    let mut more = records.len() > limit as usize;
    records.truncate(limit as usize);
    let looked_at = records.last().cloned();
    records.retain(|record| filter.may_fit(record));
    let mut changes = filter.fitting(reader, told(reader, records).await?).await?;
    let mut reached = reached(after, looked_at, up_to, more);
    if changes.len() > size as usize {
        changes.truncate(size as usize);
        more = true;
        reached = changes.last().map_or(reached, RegisterChange::position);
    }
    Ok(FeedPage { changes, reached, more })
}

fn reached(after: &Position, looked_at: Option<ChangedRecord>, up_to: Revision, more: bool) -> Position {
    match looked_at {
        Some(record) if more => Position::After(record),
        _ => Position::Behind(up_to.max(after.revision())),
    }
}

/// A follower on its way.
struct Follower {
    register: Register,
    filter: ChangeFilter,
    reached: Position,
    waiting: std::vec::IntoIter<RegisterChange>,
}

/// Every change behind `after` that fits, in order, none twice and none left out; it
/// waits for those to come. History is the source, so a follower may come back at any
/// position, and nothing is kept for one that is slow.
pub fn changes(
    register: Register,
    after: Position,
    filter: ChangeFilter,
) -> impl Stream<Item = Result<RegisterChange, StorageError>> {
    let start = Follower { register, filter, reached: after, waiting: Vec::new().into_iter() };
    try_unfold(start, |mut follower| async move {
        let mut news = follower.register.watch();
        loop {
            if let Some(change) = follower.waiting.next() {
                return Ok(Some((change, follower)));
            }
            news.borrow_and_update();
            if !follower.read_on().await? {
                // Whatever wakes us, the database is asked: other processes commit, too.
                let _ = tokio::time::timeout(POLL, news.changed()).await;
            }
        }
    })
}

impl Follower {
    /// Reads the next page; `false` when there was nothing behind.
    async fn read_on(&mut self) -> Result<bool, StorageError> {
        let reader = self.register.reader();
        let head = reader.head().await?;
        if matches!(self.reached, Position::Behind(revision) if revision >= head) {
            return Ok(false);
        }
        let page = page(&reader, &self.reached, head, &self.filter, BATCH).await?;
        self.reached = page.reached;
        self.waiting = page.changes.into_iter();
        Ok(true)
    }
}

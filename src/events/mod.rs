//! Committed history, told to those who follow it.

mod letters;

use std::time::Duration;

use futures_util::Stream;
use futures_util::stream::try_unfold;

use crate::model::Revision;
use crate::register::StorageError;
use crate::register::{Commit, Register};

pub use letters::{deliver, deliver_due};

/// How often commits of other processes on the same database are looked for.
const POLL: Duration = Duration::from_secs(1);
/// Commits read at a time.
const BATCH: u32 = 100;

/// Every commit after `after`, in order, none twice and none left out; it waits
/// for those to come. History is the source, so a follower may come back at any
/// revision.
pub fn commits(register: Register, after: Revision) -> impl Stream<Item = Result<Commit, StorageError>> {
    let start = (register, after, Vec::<Commit>::new());
    try_unfold(start, |(register, mut after, mut waiting)| async move {
        let mut news = register.watch();
        loop {
            if let Some(commit) = waiting.pop() {
                after = commit.revision;
                return Ok(Some((commit, (register, after, waiting))));
            }
            news.borrow_and_update();
            waiting = register.reader().commits(after, BATCH).await?;
            waiting.reverse();
            if waiting.is_empty() {
                // Whatever wakes us, the database is asked: other processes commit, too.
                let _ = tokio::time::timeout(POLL, news.changed()).await;
            }
        }
    })
}

//! The register: one way to read it at a point, one way to change it.

mod change;
mod error;
pub mod inheritance;
mod read;

use std::sync::Arc;

use chrono::{DateTime, Utc};
use tokio::sync::watch;

use crate::model::Revision;
use crate::storage::Database;

pub use change::Change;
pub use error::RegisterError;
pub use read::{Lineage, Reader, contents};

pub use crate::storage::{
    Commit, Counts, DEEPEST, MessageTypeFilter, MessageTypeScope, NumberList, NumberScope, NumberSkeleton,
    Page, PageDirection, PageRequest, PlaceKind, SortKey, StorageError, UnitFilter, UnitIdentifier, UnitList,
    UnitOrder, UnitScope, UnitSkeleton, UnitVersion,
};

/// Tells the time. Passed in, so that tests stand on a day of their own.
pub type Clock = Arc<dyn Fn() -> DateTime<Utc> + Send + Sync>;

/// The clock of the machine.
#[must_use]
#[expect(clippy::disallowed_methods, reason = "the one place that reads the machine's clock")]
pub fn machine_clock() -> Clock {
    Arc::new(Utc::now)
}

/// The register in a database.
#[derive(Clone)]
pub struct Register {
    database: Database,
    clock: Clock,
    head: Arc<watch::Sender<Revision>>,
}

impl Register {
    /// The register in `database`, whose tables must have been migrated.
    #[must_use]
    pub fn new(database: Database, clock: Clock) -> Self {
        Self { database, clock, head: Arc::new(watch::Sender::new(Revision(0))) }
    }

    /// A reader for one request.
    #[must_use]
    pub fn reader(&self) -> Reader {
        Reader::new(self.database.reads())
    }

    /// The instant now.
    #[must_use]
    pub fn now(&self) -> DateTime<Utc> {
        (self.clock)()
    }

    /// The database behind the register, for those who start, probe and stop it.
    #[must_use]
    pub fn database(&self) -> &Database {
        &self.database
    }

    /// Follows the newest revision that this process knows of.
    #[must_use]
    pub fn watch(&self) -> watch::Receiver<Revision> {
        self.head.subscribe()
    }

    /// Tells followers that there is a revision.
    pub fn announce(&self, revision: Revision) {
        self.head.send_if_modified(|known| {
            let newer = revision > *known;
            *known = revision.max(*known);
            newer
        });
    }
}

//! The register: one way to read it at a point, one way to change it.

mod change;
pub mod command;
mod compare;
mod digests;
mod draft;
mod effective;
mod error;
mod facts;
mod fault;
mod kept;
mod listed;
pub mod message_type_setting;
mod read;
mod records;
mod resolve;
mod rules;
mod text;
mod upkeep;
mod webhooks;

use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};
use tokio::sync::watch;

use crate::model::{Revision, today_in_copenhagen};
use crate::storage::Database;

pub use change::{Change, NewLetter, Told};
pub use compare::{CompareError, MOST_COMPARED};
pub use digests::RegisterDigest;
pub use draft::{Draft, OnFile};
pub use error::RegisterError;
pub use facts::{number_matter, part, unit_matter};
pub use fault::{Fault, FaultCode, Faults, Stop};
pub use read::{Lineage, Reader, contents};
pub use records::ListKey;
pub use resolve::{AnyCode, Resolution};
pub use rules::Rules;

pub use crate::storage::{
    AuditFilter, CaseFilter, CaseVisibility, ChangedKind, ChangedRecord, Claim, Commit, Counts, DEEPEST,
    HistoryRow, HistoryRows, MessageTypeFilter, MessageTypeScope, NextTry, NumberList, NumberScope,
    NumberSkeleton, Numbered, Page, PageDirection, PageRequest, PlaceKind, SortKey, StorageError, TreePlace,
    UnitFilter, UnitIdentifier, UnitList, UnitOrder, UnitScope, UnitSkeleton, UnitVersion,
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
    rules: Arc<Rules>,
    digests: digests::Digests,
    kept: Arc<kept::Kept>,
    listed: Arc<listed::Listed>,
}

impl Register {
    /// The register in `database`, whose tables must have been migrated.
    #[must_use]
    pub fn new(database: Database, clock: Clock) -> Self {
        let head = Arc::new(watch::Sender::new(Revision(0)));
        Self {
            database,
            clock,
            head,
            rules: Arc::default(),
            digests: digests::Digests::default(),
            kept: Arc::default(),
            listed: Arc::default(),
        }
    }

    /// The same register under other rules than the default ones.
    #[must_use]
    pub fn with_rules(self, rules: Rules) -> Self {
        Self { rules: Arc::new(rules), ..self }
    }

    /// The rules that are settings.
    #[must_use]
    pub fn rules(&self) -> &Rules {
        &self.rules
    }

    /// The day in Denmark.
    #[must_use]
    pub fn today(&self) -> NaiveDate {
        today_in_copenhagen(self.now())
    }

    /// A reader for one request.
    #[must_use]
    pub fn reader(&self) -> Reader {
        let reader = Reader::new(self.database.reads()).with_listed(Arc::clone(&self.listed));
        reader.with_image(self.kept.image())
    }

    /// The instant now.
    #[must_use]
    pub fn now(&self) -> DateTime<Utc> {
        (self.clock)()
    }

    /// The clock, for those who tell the time themselves.
    #[must_use]
    pub fn clock(&self) -> Clock {
        Arc::clone(&self.clock)
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

//! The only module that knows the database: rows ↔ model, batch reads, and the
//! transaction under [`crate::register::Change`].
//!
//! Reads are written as SQL, since their shapes (windows, recursive trees) are
//! what makes them one statement a level; rows and writes go through sea-orm.
//! SQLite and PostgreSQL get the same text but for the few places that [`sql`] hides.

mod arguments;
mod audit;
mod case_rows;
mod cases;
mod chained;
mod changed;
mod code_lists;
mod columns;
mod connect;
mod copy;
mod day_effects;
mod deliveries;
mod digest;
mod directory;
mod lines;
mod listen;
mod numbers;
mod outbox;
mod page;
mod past;
mod past_between;
mod place_rows;
mod places;
mod records;
mod remembered;
mod revisions;
mod rights;
mod rows;
mod skeleton;
mod sql;
mod standing;
mod succession;
mod timelines;
mod unit_filter;
mod unit_list;
mod unit_scope;
mod units;
mod verify;
mod verify_addresses;
mod webhooks;
mod write;
mod writer;
mod written;

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use sea_orm::{ConnectionTrait, DatabaseConnection, DbBackend, FromQueryResult, QueryResult};
use tokio::sync::Mutex;

use columns::Columns;
use lines::Lines;

pub use audit::AuditFilter;
pub use cases::{CaseFilter, CaseVisibility};
pub use changed::{ChangedKind, ChangedRecord};
pub use copy::{CopyError, CopyFile, CopyStage, CopyState, CopyStep};
pub use deliveries::{Claim, NextTry};
pub use listen::CommitListener;
pub use numbers::{MessageTypeScope, NumberList, NumberScope};
pub use page::{Direction as PageDirection, Page, PageRequest, SortKey};
pub use past::{HistoryRow, HistoryRows};
pub use past_between::Place as TreePlace;
pub use places::PlaceKind;
pub use remembered::Remembered;
pub use revisions::{Commit, Counts, Head};
pub use skeleton::{NumberSkeleton, UnitSkeleton};
pub use standing::{Pick, PickPairs};
pub use unit_filter::{MessageTypeFilter, UnitFilter};
pub use unit_list::{UnitList, UnitOrder};
pub use unit_scope::{DEEPEST, UnitScope};
pub use units::{UnitIdentifier, UnitVersion};
pub use verify::{Break, Verified};
pub use write::ClosedVersion;
pub use writer::{NewCommit, Numbered, Writer};

/// Something the database did not do.
#[derive(Debug, Clone, thiserror::Error)]
pub enum StorageError {
    /// The database could not be reached, or answered with an error.
    #[error("the database failed: {0}")]
    Database(Arc<sea_orm::DbErr>),
    /// A stored value that this version of the program cannot read.
    #[error("the row of {table} {key} holds {what}")]
    Unreadable {
        /// Table.
        table: &'static str,
        /// Key of the row.
        key: String,
        /// What is wrong with it.
        what: String,
    },
    /// The address of the database is none that the program knows.
    #[error("\"{0}\" is not a database address: it must start with sqlite: or postgres:")]
    Address(String),
    /// A transaction was to end while something still read in it.
    #[error("a change was to end while something still read in it")]
    StillRead,
}

impl From<sea_orm::DbErr> for StorageError {
    fn from(error: sea_orm::DbErr) -> Self {
        Self::Database(Arc::new(error))
    }
}

/// A connected database.
#[derive(Debug, Clone)]
pub struct Database {
    connection: DatabaseConnection,
    /// Those of its connections that read.
    lines: Lines,
    /// Writers of this process stand in line here, first come, first served, before
    /// they take a connection: however many wait, the pool is left to the readers.
    turn: Arc<Mutex<()>>,
}

impl Database {
    /// A handle for the reads of one request; it counts their statements.
    #[must_use]
    pub fn reads(&self) -> Reads {
        Reads::over(Place::Pool(self.lines.clone()))
    }

    /// The name of the database system, for people.
    #[must_use]
    pub fn system(&self) -> &'static str {
        match self.connection.get_database_backend() {
            DbBackend::Postgres => "PostgreSQL",
            _ => "SQLite",
        }
    }
}

/// Where statements are sent.
#[derive(Debug, Clone)]
enum Place {
    /// To any connection that is free.
    Pool(Lines),
    /// Into a writer's transaction, which sees what it has written itself.
    Open(Arc<writer::Open>),
}

/// Reads of one request, or of one open change. Clones share the count of statements.
#[derive(Debug, Clone)]
pub struct Reads {
    place: Place,
    statements: Arc<AtomicU32>,
}

impl Reads {
    fn over(place: Place) -> Self {
        Self { place, statements: Arc::default() }
    }

    /// How many statements were sent so far.
    #[must_use]
    pub fn statements(&self) -> u32 {
        self.statements.load(Ordering::Relaxed)
    }

    fn backend(&self) -> DbBackend {
        match &self.place {
            Place::Pool(lines) => lines.backend(),
            Place::Open(open) => open.transaction().get_database_backend(),
        }
    }

    fn sql(&self) -> sql::Sql {
        sql::Sql::new(self.backend())
    }

    async fn rows(&self, sql: sql::Sql) -> Result<Vec<QueryResult>, StorageError> {
        self.statements.fetch_add(1, Ordering::Relaxed);
        match &self.place {
            // On the heap: what is awaited here stands within every future that reads, and there it is large.
            Place::Pool(lines) => Box::pin(lines.rows(sql)).await,
            Place::Open(open) => Ok(open.transaction().query_all_raw(sql.statement()).await?),
        }
    }

    /// Reads every row column by column, from the first one on.
    async fn read<T>(
        &self,
        sql: sql::Sql,
        make: impl Fn(&mut Columns<'_>) -> Result<T, StorageError>,
    ) -> Result<Vec<T>, StorageError> {
        Columns::each(&self.rows(sql).await?, make)
    }

    async fn all<T: FromQueryResult>(&self, sql: sql::Sql) -> Result<Vec<T>, StorageError> {
        let rows = self.rows(sql).await?;
        rows.iter().map(|row| Ok(T::from_query_result(row, "")?)).collect()
    }
}

#[cfg(test)]
mod tests;

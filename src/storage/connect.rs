use std::sync::Arc;
use std::time::Duration;

use migration::{Migrator, MigratorTrait};
use sea_orm::sqlx::sqlite::{SqliteJournalMode, SqliteSynchronous};
use sea_orm::{ConnectOptions, ConnectionTrait, Database as SeaOrm, DbBackend};

use super::lines::{Lines, PATIENCE};
use super::{Database, StorageError};

/// How long a SQLite writer waits for another before it gives up.
const SQLITE_BUSY: Duration = Duration::from_secs(30);
/// Statements are prepared once a connection, and find their rows by keys through indexes: their plan
/// does not depend on which keys. Left to itself PostgreSQL makes a plan for each of them, since it
/// takes a list of one key for cheaper than one of unknown length; and it compiles long ones (JIT),
/// which pays for reports, not here.
const POSTGRES: [(&str, &str); 2] = [("plan_cache_mode", "force_generic_plan"), ("jit", "off")];
/// How many rows SQLite reads ahead of whoever takes them: a list in one go.
const SQLITE_ROWS: usize = 1_000;
/// One connection for the writer whose turn it is, one for everybody who reads meanwhile.
const FEWEST_CONNECTIONS: u32 = 2;

impl Database {
    /// Connects to `sqlite:PATH` (the file is made when it is not there) or `postgres://...`.
    pub async fn connect(address: &str, connections: u32) -> Result<Self, StorageError> {
        Self::connect_for(address, connections, None).await
    }

    /// The same; PostgreSQL stops a statement that runs longer than `longest`. What waits for an
    /// answer may be gone by then: a statement goes on without anybody who reads it. SQLite
    /// has no such clock; there it ends with the next row that nobody takes, or, where all rows come
    /// together, by itself.
    pub async fn connect_for(
        address: &str,
        connections: u32,
        longest: Option<Duration>,
    ) -> Result<Self, StorageError> {
        let sqlite = address.starts_with("sqlite:");
        if !sqlite && !address.starts_with("postgres:") && !address.starts_with("postgresql:") {
            return Err(StorageError::Address(address.to_owned()));
        }
        let connections = connections.max(FEWEST_CONNECTIONS);
        let mut options = ConnectOptions::new(address);
        options
            .max_connections(connections)
            .acquire_timeout(PATIENCE)
            .sqlx_logging(false)
            .map_sqlx_postgres_opts(|postgres| postgres.options(POSTGRES))
            .map_sqlx_sqlite_opts(|sqlite| {
                // FULL: what was acknowledged survives a power cut, in WAL mode too.
                sqlite
                    .create_if_missing(true)
                    .journal_mode(SqliteJournalMode::Wal)
                    .synchronous(SqliteSynchronous::Full)
                    .busy_timeout(SQLITE_BUSY)
                    .row_buffer_size(SQLITE_ROWS)
                    .pragma("cache_size", "-65536")
                    .pragma("mmap_size", "268435456")
                    .pragma("temp_store", "MEMORY")
            });
        if let Some(longest) = longest.filter(|_| !sqlite) {
            options.statement_timeout(longest);
        }
        let connection = SeaOrm::connect(options).await?;
        let lines = Lines::of(&connection, connections - 1);
        Ok(Self { connection, lines, turn: Arc::default() })
    }

    /// Brings the tables to the form that this version of the program works with.
    pub async fn migrate(&self) -> Result<(), StorageError> {
        Ok(Migrator::up(&self.connection, None).await?)
    }

    /// Whether the tables have the form that this version of the program works with.
    pub async fn is_migrated(&self) -> Result<bool, StorageError> {
        let pending = Migrator::get_pending_migrations(&self.connection).await;
        Ok(pending?.is_empty())
    }

    /// Lets the database count its rows again, so that it picks good plans after a large import.
    pub async fn refresh_statistics(&self) -> Result<(), StorageError> {
        let statement = match self.connection.get_database_backend() {
            DbBackend::Sqlite => "PRAGMA analysis_limit = 1000; ANALYZE",
            _ => "ANALYZE",
        };
        self.connection.execute_unprepared(statement).await?;
        Ok(())
    }

    /// Whether the database answers.
    pub async fn ping(&self) -> Result<(), StorageError> {
        let _seat = self.lines.seat().await?;
        Ok(self.connection.ping().await?)
    }

    /// Closes every connection.
    pub async fn close(self) -> Result<(), StorageError> {
        self.lines.let_go();
        Ok(self.connection.close().await?)
    }
}

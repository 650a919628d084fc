//! Connections that statements hand on to one another.
//!
//! The pool asks a connection whether it is alive when it gives it out and again when
//! it comes back: two round trips beside that of the statement. So a connection that
//! a statement was answered on stays here for the next one, and goes back to the pool,
//! to be asked and to be counted in its days, once a second.

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use sea_orm::sqlx::pool::PoolConnection;
use sea_orm::sqlx::postgres::Postgres;
use sea_orm::sqlx::sqlite::Sqlite;
use sea_orm::sqlx::{self, AssertSqlSafe, Connection, Error, Executor, IntoArguments, Pool, SqlStr};
use sea_orm::{ConnAcquireErr, DatabaseConnection, DbBackend, DbErr, QueryResult, RuntimeErr};
use tokio::sync::{Semaphore, SemaphorePermit};

use super::StorageError;
use super::arguments::{postgres, sqlite};
use super::sql::{Plan, Sql};

/// How long a connection stays here before the pool looks at it again.
const FRESH: Duration = Duration::from_secs(1);
/// Begins a transaction whose statement is planned for its own values; with it ends what it set.
const OWN_PLAN: &str = "BEGIN; SET LOCAL plan_cache_mode = force_custom_plan";
/// How a statement begins a transaction of its own, where it wants one.
type Begin = Option<&'static str>;
/// How long a statement waits for a connection.
pub const PATIENCE: Duration = Duration::from_secs(10);

/// The connections of either database.
#[derive(Debug, Clone)]
pub enum Lines {
    Postgres(Arc<Held<Postgres>>),
    Sqlite(Arc<Held<Sqlite>>),
}

impl Lines {
    /// As many as `most` of the connections of `pool`.
    pub fn of(pool: &DatabaseConnection, most: u32) -> Self {
        match pool.get_database_backend() {
            DbBackend::Postgres => {
                Self::Postgres(Arc::new(Held::of(pool.get_postgres_connection_pool(), most)))
            }
            _ => Self::Sqlite(Arc::new(Held::of(pool.get_sqlite_connection_pool(), most))),
        }
    }

    pub fn backend(&self) -> DbBackend {
        match self {
            Self::Postgres(_) => DbBackend::Postgres,
            Self::Sqlite(_) => DbBackend::Sqlite,
        }
    }

    /// The rows that a statement reads. It may be sent twice, so it must change nothing.
    pub async fn rows(&self, sql: Sql) -> Result<Vec<QueryResult>, StorageError> {
        let (text, values, plan) = sql.parts();
        match self {
            Self::Postgres(held) => {
                let begin = (plan == Plan::Own).then_some(OWN_PLAN);
                let rows = held.rows(text, postgres(values)?, begin).await.map_err(failed)?;
                Ok(rows.into_iter().map(QueryResult::from).collect())
            }
            Self::Sqlite(held) => {
                let rows = held.rows(text, sqlite(values)?, None).await.map_err(failed)?;
                Ok(rows.into_iter().map(QueryResult::from).collect())
            }
        }
    }

    /// Leaves a connection to the pool for as long as the seat is held.
    pub async fn seat(&self) -> Result<SemaphorePermit<'_>, StorageError> {
        match self {
            Self::Postgres(held) => held.lend().await,
            Self::Sqlite(held) => held.lend().await,
        }
        .map_err(failed)
    }

    /// Gives all that are held back to the pool, which is to be closed.
    pub fn let_go(&self) {
        match self {
            Self::Postgres(held) => held.idle().clear(),
            Self::Sqlite(held) => held.idle().clear(),
        }
    }
}

fn failed(error: Error) -> StorageError {
    match error {
        Error::PoolTimedOut => DbErr::ConnectionAcquire(ConnAcquireErr::Timeout),
        Error::PoolClosed => DbErr::ConnectionAcquire(ConnAcquireErr::ConnectionClosed),
        error => DbErr::Query(RuntimeErr::SqlxError(error.into())),
    }
    .into()
}

/// The connections of one database.
pub struct Held<D: sqlx::Database> {
    pool: Pool<D>,
    /// One for each connection that may be here or in use: fewer than the pool has.
    seats: Semaphore,
    /// The one that was used last on top, so that as few as possible stay warm.
    idle: Mutex<Vec<Line<D>>>,
}

struct Line<D: sqlx::Database> {
    connection: PoolConnection<D>,
    taken: Instant,
}

impl<D: sqlx::Database> Held<D> {
    fn of(pool: &Pool<D>, most: u32) -> Self {
        Self { pool: pool.clone(), seats: Semaphore::new(most as usize), idle: Mutex::default() }
    }

    fn idle(&self) -> MutexGuard<'_, Vec<Line<D>>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn take_seat(&self) -> Result<SemaphorePermit<'_>, Error> {
        match tokio::time::timeout(PATIENCE, self.seats.acquire()).await {
            Ok(seat) => seat.map_err(|_| Error::PoolClosed),
            Err(_) => Err(Error::PoolTimedOut),
        }
    }

    async fn lend(&self) -> Result<SemaphorePermit<'_>, Error> {
        let seat = self.take_seat().await?;
        drop(self.idle().pop());
        Ok(seat)
    }

    /// A connection that the pool has just looked at.
    async fn fresh(&self) -> Result<Line<D>, Error> {
        Ok(Line { connection: self.pool.acquire().await?, taken: Instant::now() })
    }

    fn keep(&self, line: Line<D>) {
        if line.is_fresh() && !self.pool.is_closed() {
            self.idle().push(line);
        }
    }

    /// A connection whose statement is given up on its way is dropped with it: the pool then
    /// waits for the rest of the answer before it hands the connection on.
    async fn rows(&self, text: String, arguments: D::Arguments, begin: Begin) -> Result<Vec<D::Row>, Error>
    where
        D::Arguments: IntoArguments<D> + Clone,
        for<'c> &'c mut D::Connection: Executor<'c, Database = D>,
    {
        let _seat = self.take_seat().await?;
        let held = self.idle().pop().filter(Line::is_fresh);
        if let Some(mut line) = held {
            match line.rows(text.clone(), arguments.clone(), begin).await {
                Ok(rows) => {
                    self.keep(line);
                    return Ok(rows);
                }
                // Nobody had looked whether it is still alive: the statement is at fault only where it is.
                Err(error) if line.connection.ping().await.is_ok() => return Err(error),
                Err(_) => {}
            }
        }
        let mut line = self.fresh().await?;
        let rows = line.rows(text, arguments, begin).await?;
        self.keep(line);
        Ok(rows)
    }
}

impl<D: sqlx::Database> Line<D> {
    fn is_fresh(&self) -> bool {
        self.taken.elapsed() < FRESH
    }

    async fn rows(
        &mut self,
        text: String,
        arguments: D::Arguments,
        begin: Begin,
    ) -> Result<Vec<D::Row>, Error>
    where
        D::Arguments: IntoArguments<D>,
        for<'c> &'c mut D::Connection: Executor<'c, Database = D>,
    {
        // Safe: no value is ever written into the text of a statement.
        let query = sqlx::query_with(AssertSqlSafe(text), arguments);
        let Some(begin) = begin else { return query.fetch_all(&mut *self.connection).await };
        // As a text that is not borrowed: the compiler else loses sight of its life in futures that are sent.
        let mut transaction = self.connection.begin_with(SqlStr::from_static(begin)).await?;
        let rows = query.fetch_all(&mut *transaction).await?;
        transaction.commit().await?;
        Ok(rows)
    }
}

impl<D: sqlx::Database> fmt::Debug for Held<D> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Held").field("pool", &self.pool).finish_non_exhaustive()
    }
}

impl<D: sqlx::Database> Drop for Held<D> {
    /// The pool would want a runtime to take them back, and there may be none any more.
    fn drop(&mut self) {
        for line in self.idle().drain(..) {
            drop(line.connection.leak());
        }
    }
}

//! Commits that other processes make on the same database, heard of as they happen.

use sea_orm::sqlx::postgres::{PgListener, PgPoolOptions};
use sea_orm::{ConnectionTrait, DatabaseTransaction, DbBackend};

use super::{Database, StorageError};

/// The channel on which a commit is told.
const CHANNEL: &str = "sorgraph_commit";

/// Hears of commits.
pub struct CommitListener(PgListener);

impl Database {
    /// Listens from here on, on a connection of its own; `None` where the database does not tell, as SQLite does not.
    pub async fn listen(&self) -> Result<Option<CommitListener>, StorageError> {
        if self.connection.get_database_backend() != DbBackend::Postgres {
            return Ok(None);
        }
        let options = self.connection.get_postgres_connection_pool().connect_options();
        // The pool's own connections are for those who read and write.
        let own = PgPoolOptions::new().max_connections(1).connect_lazy_with(options.as_ref().clone());
        let mut listener = PgListener::connect_with(&own).await.map_err(failed)?;
        listener.listen(CHANNEL).await.map_err(failed)?;
        Ok(Some(CommitListener(listener)))
    }
}

impl CommitListener {
    /// Waits for the next commit, or for a lost connection that came back: there may have been commits meanwhile.
    pub async fn heard(&mut self) -> Result<(), StorageError> {
        self.0.try_recv().await.map_err(failed)?;
        Ok(())
    }
}

fn failed(error: sea_orm::sqlx::Error) -> StorageError {
    sea_orm::DbErr::Query(sea_orm::RuntimeErr::SqlxError(error.into())).into()
}

/// Tells the others of a transaction, once it is committed.
pub(super) async fn tell(transaction: &DatabaseTransaction) -> Result<(), StorageError> {
    if transaction.get_database_backend() == DbBackend::Postgres {
        transaction.execute_unprepared(&format!("NOTIFY {CHANNEL}")).await?;
    }
    Ok(())
}

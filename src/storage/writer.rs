//! The one transaction that writes. Only [`crate::register::Change`] holds a [`Writer`].
//! What it writes into which table stands with the table, in the other files of this folder.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use entity::revision;
use sea_orm::{
    ActiveModelTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, FromQueryResult, IntoActiveModel,
    ModelTrait, TransactionTrait,
};
use tokio::sync::OwnedMutexGuard;

use super::case_rows::milliseconds;
use super::chained::{Chained, Collected};
use super::rows::{STANDS, unreadable};
use super::sql::{Column, Sql};
use super::{Database, Place, Reads, StorageError, digest};
use crate::model::Revision;

/// Rows of one INSERT. SQLite takes at most 32,766 values in a statement.
pub(super) const ROWS: usize = 700;
/// The same for tables of few columns.
pub(super) const NARROW_ROWS: usize = 2_000;

/// What is noted of a commit.
#[derive(Debug, Clone)]
pub struct NewCommit {
    /// When.
    pub committed_at: DateTime<Utc>,
    /// Who.
    pub subject: String,
    /// In which role.
    pub role: String,
    /// What was done.
    pub action: String,
    /// One line for people.
    pub summary: String,
    /// For which party, in its stored form.
    pub organisation: Option<String>,
    /// In which request.
    pub request_id: Option<String>,
    /// Why.
    pub reason: Option<String>,
}

/// An open transaction with its revision. Dropped without a commit it leaves nothing.
#[derive(Debug)]
pub struct Writer {
    open: Arc<Open>,
    revision: Revision,
    collected: Collected,
}

/// The transaction, and the place at the head of the line of writers. They end
/// together, the transaction first.
#[derive(Debug)]
pub(super) struct Open {
    transaction: DatabaseTransaction,
    _turn: OwnedMutexGuard<()>,
}

impl Open {
    pub(super) fn transaction(&self) -> &DatabaseTransaction {
        &self.transaction
    }
}

impl Database {
    /// Opens the transaction and takes the next revision. Writers wait here for
    /// one another: those of this process in line, without a connection, and those
    /// of other processes on the head's row. Whoever holds that row is the only one
    /// that writes, so revisions have no gaps and are committed in their order.
    #[expect(clippy::disallowed_methods, reason = "this is the one place that begins a transaction")]
    pub async fn writer(&self) -> Result<Writer, StorageError> {
        let turn = Arc::clone(&self.turn).lock_owned().await;
        let transaction = self.connection.begin().await?;
        let mut sql = Sql::new(transaction.get_database_backend());
        sql.push("UPDATE register_head SET revision = revision + 1 WHERE id = 1 RETURNING revision");
        let row = transaction.query_one_raw(sql.statement()).await?;
        // Without its counter the register cannot number a commit, and must not guess.
        let missing = || unreadable("register_head", &1, &"no row; the database is damaged");
        let next = row.ok_or_else(missing)?.try_get("", "revision")?;
        Ok(Writer {
            open: Arc::new(Open { transaction, _turn: turn }),
            revision: Revision(next),
            collected: Collected::default(),
        })
    }
}

impl Writer {
    /// The revision that this transaction writes.
    #[must_use]
    pub fn revision(&self) -> Revision {
        self.revision
    }

    /// Reads inside the transaction. At its own revision they see what it has
    /// written so far, at the one before what was there when it began. All handles
    /// must be gone when the transaction ends.
    #[must_use]
    pub fn reads(&self) -> Reads {
        Reads::over(Place::Open(Arc::clone(&self.open)))
    }

    pub(super) fn transaction(&self) -> &DatabaseTransaction {
        self.open.transaction()
    }

    pub(super) fn sql(&self) -> Sql {
        Sql::new(self.transaction().get_database_backend())
    }

    /// Notes the commit, bound to the one before, and makes everything visible at once.
    pub async fn commit(mut self, commit: NewCommit) -> Result<Revision, StorageError> {
        let mut row = revision::Model {
            revision: self.revision.0,
            committed_at: milliseconds(commit.committed_at),
            subject: commit.subject,
            role: commit.role,
            action: commit.action,
            summary: commit.summary,
            organisation: commit.organisation,
            request_id: commit.request_id,
            reason: commit.reason,
            rows: 0,
            content: String::new(),
            hash: String::new(),
        };
        let before = self.reads().commit(Revision(self.revision.0 - 1)).await?;
        let previous = match before {
            Some(commit) => {
                // Time does not run backwards over the commits, whichever machine's clock makes them.
                row.committed_at = row.committed_at.max(commit.committed_at);
                commit.hash
            }
            None if self.revision == Revision(1) => digest::before_all(),
            None => {
                return Err(unreadable(
                    "revision",
                    &(self.revision.0 - 1),
                    &"no row; the database is damaged",
                ));
            }
        };
        std::mem::take(&mut self.collected).seal(&previous, &mut row);
        let row = row.into_active_model();
        revision::Entity::insert(row).exec_without_returning(self.transaction()).await?;
        let open = Arc::into_inner(self.open).ok_or(StorageError::StillRead)?;
        super::listen::tell(&open.transaction).await?;
        open.transaction.commit().await?;
        Ok(self.revision)
    }

    /// Gives everything up.
    pub async fn roll_back(self) -> Result<(), StorageError> {
        let open = Arc::into_inner(self.open).ok_or(StorageError::StillRead)?;
        Ok(open.transaction.rollback().await?)
    }

    /// The next number of a table that counts its rows itself, over all rows there
    /// ever were: a number is given once.
    pub async fn next_id(&self, table: Numbered) -> Result<i64, StorageError> {
        let mut sql = self.sql();
        sql.push("SELECT COALESCE(MAX(id), 0) + 1 AS next FROM ").push(table.name());
        let row = self.transaction().query_one_raw(sql.statement()).await?;
        let missing = || unreadable(table.name(), &"id", &"no greatest number");
        Ok(row.ok_or_else(missing)?.try_get("", "next")?)
    }

    /// Ends rows, each named by its values in the columns `key`. The only UPDATE of
    /// a row of the register: it says when the row was replaced. A row that this
    /// very transaction wrote was never seen by anybody and goes.
    pub(super) async fn close<E: Chained>(&mut self, key: &str, rows: &[Column]) -> Result<(), StorageError> {
        let entity = E::default();
        let table = entity.table_name();
        let mut sql = self.sql();
        sql.push("UPDATE ").push(table).push(" SET rev_to = ").bind(self.revision.0);
        sql.push(" WHERE rev_to = ").bind(STANDS).push(" AND ").is_row_of(key, rows).push(" RETURNING *");
        let mut own = false;
        for row in self.transaction().query_all_raw(sql.statement()).await? {
            let row = E::Model::from_query_result(&row, "")?;
            if row.get(E::WRITTEN) == self.revision.0.into() {
                own = true;
                self.collected.take_back(digest::stored(&row));
            } else {
                self.collected.add(digest::ended(&row));
            }
        }
        if own {
            let mut sql = self.sql();
            sql.push("DELETE FROM ").push(table).push(" WHERE rev_from = ").bind(self.revision.0);
            sql.push(" AND rev_to = ").bind(self.revision.0);
            self.transaction().execute_raw(sql.statement()).await?;
        }
        Ok(())
    }

    /// Adds rows, `row` making each of a value and the revision that writes it.
    pub(super) async fn insert<T, A>(
        &mut self,
        values: impl IntoIterator<Item = T>,
        row: impl Fn(T, Revision) -> A,
        at_once: usize,
    ) -> Result<(), StorageError>
    where
        A: ActiveModelTrait,
        A::Entity: Chained,
        <A::Entity as EntityTrait>::Model: IntoActiveModel<A>,
    {
        let revision = self.revision;
        let mut values = values.into_iter().peekable();
        while values.peek().is_some() {
            let rows: Vec<_> = values.by_ref().take(at_once).map(|value| row(value, revision)).collect();
            rows.iter().for_each(|row| self.collected.add(digest::added(row)));
            self.insert_beside(rows).await?;
        }
        Ok(())
    }

    /// Adds rows beside the register: they are bound into no commit.
    pub(super) async fn insert_beside<A>(&self, rows: Vec<A>) -> Result<(), StorageError>
    where
        A: ActiveModelTrait,
        <A::Entity as EntityTrait>::Model: IntoActiveModel<A>,
    {
        A::Entity::insert_many(rows).exec_without_returning(self.transaction()).await?;
        Ok(())
    }
}

/// A table whose rows are counted by an `id`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Numbered {
    /// Grants.
    AccessGrant,
    /// Mandates.
    Mandate,
    /// Cases.
    CaseFile,
    /// Letters.
    MailOutbox,
    /// Webhooks.
    Webhook,
}

impl Numbered {
    fn name(self) -> &'static str {
        match self {
            Self::AccessGrant => "access_grant",
            Self::Mandate => "mandate",
            Self::CaseFile => "case_file",
            Self::MailOutbox => "mail_outbox",
            Self::Webhook => "webhook",
        }
    }
}

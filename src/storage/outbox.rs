//! The outbox: letters are written in the commit that they tell of, and sent afterwards.
//!
//! How sending went is no statement of the register. It is noted in place, outside
//! of revisions.

use chrono::{DateTime, Utc};
use entity::mail_outbox;
use sea_orm::{ActiveValue::Set, ConnectionTrait, DbBackend, FromQueryResult};

use super::case_rows::milliseconds;
use super::rows::unreadable;
use super::sql::Sql;
use super::writer::{Numbered, ROWS, Writer};
use super::{Database, Reads, StorageError};
use crate::model::{LetterState, OutboxLetter, Revision};

impl Writer {
    /// Adds letters of this revision and gives them their numbers, whatever stands in the letters for both.
    pub async fn insert_letters(&mut self, letters: Vec<OutboxLetter>) -> Result<(), StorageError> {
        if letters.is_empty() {
            return Ok(());
        }
        let first = self.next_id(Numbered::MailOutbox).await?;
        let revision = self.revision().0;
        let row = |(id, letter): (i64, OutboxLetter)| mail_outbox::ActiveModel {
            id: Set(id),
            revision: Set(revision),
            recipient: Set(letter.recipient),
            template: Set(letter.template),
            parameters: Set(parameters_text(letter.parameters)),
            state: Set(letter.state.as_str().to_owned()),
            attempts: Set(letter.attempts),
            due_at: Set(milliseconds(letter.due_at)),
            sent_at: Set(None),
            last_error: Set(letter.last_error),
        };
        let mut rows = (first..).zip(letters).map(row).peekable();
        while rows.peek().is_some() {
            self.insert_beside(rows.by_ref().take(ROWS).collect()).await?;
        }
        Ok(())
    }
}

fn parameters_text(parameters: std::collections::BTreeMap<String, String>) -> String {
    parameters.into_iter().collect::<serde_json::Value>().to_string()
}

fn letter(row: mail_outbox::Model) -> Result<OutboxLetter, StorageError> {
    const TABLE: &str = "mail_outbox";
    Ok(OutboxLetter {
        id: row.id,
        revision: Revision(row.revision),
        recipient: row.recipient,
        template: row.template,
        parameters: serde_json::from_str(&row.parameters)
            .map_err(|error| unreadable(TABLE, &row.id, &error))?,
        state: LetterState::from_name(&row.state)
            .ok_or_else(|| unreadable(TABLE, &row.id, &"an unknown state"))?,
        attempts: row.attempts,
        due_at: row.due_at,
        last_error: row.last_error,
    })
}

impl Reads {
    /// Letters, the newest first.
    pub async fn letters(
        &self,
        state: Option<LetterState>,
        limit: u32,
    ) -> Result<Vec<OutboxLetter>, StorageError> {
        let mut sql = self.sql();
        sql.push("SELECT m.* FROM mail_outbox m");
        if let Some(state) = state {
            sql.push(" WHERE m.state = ").bind(state.as_str());
        }
        sql.push(" ORDER BY m.id DESC LIMIT ").bind(i64::from(limit));
        self.all::<mail_outbox::Model>(sql).await?.into_iter().map(letter).collect()
    }
}

impl Database {
    /// Takes letters whose time has come, those that wait longest first, for whoever
    /// sends them: until `until` no other sender takes them. A sender that dies leaves
    /// them to be taken again then.
    pub async fn claim_letters(
        &self,
        now: DateTime<Utc>,
        until: DateTime<Utc>,
        limit: u32,
    ) -> Result<Vec<OutboxLetter>, StorageError> {
        let backend = self.connection.get_database_backend();
        let mut sql = self.note();
        sql.push("due_at = ").bind(milliseconds(until));
        sql.push(" WHERE id IN (SELECT m.id FROM mail_outbox m WHERE m.state = ");
        sql.bind(LetterState::Waiting.as_str()).push(" AND m.due_at <= ").bind(now);
        sql.push(" ORDER BY m.due_at, m.id LIMIT ").bind(i64::from(limit));
        // Two senders at once take different letters, and neither waits for the other.
        sql.push(if backend == DbBackend::Postgres { " FOR UPDATE SKIP LOCKED)" } else { ")" });
        sql.push(" RETURNING *");
        let _turn = self.writers_turn().await;
        let _seat = self.lines.seat().await?;
        let rows = self.connection.query_all_raw(sql.statement()).await?;
        let read = |row| letter(mail_outbox::Model::from_query_result(&row, "")?);
        let mut letters: Vec<_> = rows.into_iter().map(read).collect::<Result<_, StorageError>>()?;
        letters.sort_by_key(|letter| letter.id);
        Ok(letters)
    }

    /// Notes that a letter was handed over to the mail server.
    pub async fn letter_sent(&self, id: i64, at: DateTime<Utc>) -> Result<(), StorageError> {
        let mut sql = self.note();
        sql.push("state = ").bind(LetterState::Sent.as_str()).push(", sent_at = ").bind(milliseconds(at));
        sql.push(", attempts = attempts + 1, last_error = NULL WHERE id = ").bind(id);
        self.noted(sql).await.map(|_| ())
    }

    /// Notes that a letter could not be sent, for the `attempts`-th time. Without a
    /// next time it is given up.
    pub async fn letter_failed(
        &self,
        id: i64,
        attempts: i32,
        next: Option<DateTime<Utc>>,
        error: &str,
    ) -> Result<(), StorageError> {
        let state = if next.is_some() { LetterState::Waiting } else { LetterState::Dead };
        let mut sql = self.note();
        sql.push("state = ").bind(state.as_str()).push(", attempts = ").bind(attempts);
        if let Some(next) = next {
            sql.push(", due_at = ").bind(milliseconds(next));
        }
        sql.push(", last_error = ").bind(error).push(" WHERE id = ").bind(id);
        self.noted(sql).await.map(|_| ())
    }

    /// Puts a letter that was given up back in the line, to be tried at once; `false`
    /// when no letter of that number was given up.
    pub async fn retry_letter(&self, id: i64) -> Result<bool, StorageError> {
        let mut sql = self.note();
        sql.push("state = ").bind(LetterState::Waiting.as_str());
        sql.push(", attempts = 0 WHERE id = ").bind(id);
        sql.push(" AND state = ").bind(LetterState::Dead.as_str());
        Ok(self.noted(sql).await? > 0)
    }

    fn note(&self) -> Sql {
        let mut sql = Sql::new(self.connection.get_database_backend());
        sql.push("UPDATE mail_outbox SET ");
        sql
    }

    pub(super) async fn noted(&self, sql: Sql) -> Result<u64, StorageError> {
        let _turn = self.writers_turn().await;
        let _seat = self.lines.seat().await?;
        Ok(self.connection.execute_raw(sql.statement()).await?.rows_affected())
    }

    /// SQLite has one writer: better to wait in line for a long import than to run into its time-out.
    pub(super) async fn writers_turn(&self) -> Option<tokio::sync::MutexGuard<'_, ()>> {
        let sqlite = self.connection.get_database_backend() == DbBackend::Sqlite;
        if sqlite { Some(self.turn.lock().await) } else { None }
    }
}

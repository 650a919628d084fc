//! What requests were answered, so that the same request sent again changes nothing.

use chrono::{DateTime, Utc};
use entity::idempotency_key;
use sea_orm::{ActiveValue::Set, EntityTrait};
use uuid::Uuid;

use super::case_rows::milliseconds;
use super::sql::Sql;
use super::writer::Writer;
use super::{Database, StorageError};
use crate::model::Revision;

/// A request that was carried out before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remembered {
    /// Digest of what was asked.
    pub fingerprint: Uuid,
    /// The commit that it made.
    pub revision: Revision,
    /// What was answered, as JSON.
    pub outcome: String,
}

impl Database {
    /// Forgets the requests from before `before`; gives how many.
    pub async fn forget_requests(&self, before: DateTime<Utc>) -> Result<u64, StorageError> {
        let mut sql = Sql::new(self.connection.get_database_backend());
        sql.push("DELETE FROM idempotency_key WHERE at < ").bind(milliseconds(before));
        self.noted(sql).await
    }
}

impl Writer {
    /// The request that this person sent with this key, if it was carried out.
    pub async fn remembered(&self, subject: &str, key: &str) -> Result<Option<Remembered>, StorageError> {
        let name = (subject.to_owned(), key.to_owned());
        let row = idempotency_key::Entity::find_by_id(name).one(self.transaction()).await?;
        Ok(row.map(|row| Remembered {
            fingerprint: row.fingerprint,
            revision: Revision(row.revision),
            outcome: row.outcome,
        }))
    }

    /// Remembers what this revision was asked for and answered.
    pub async fn remember(
        &mut self,
        subject: &str,
        key: &str,
        fingerprint: Uuid,
        outcome: String,
        at: DateTime<Utc>,
    ) -> Result<(), StorageError> {
        let row = idempotency_key::ActiveModel {
            subject: Set(subject.to_owned()),
            request_key: Set(key.to_owned()),
            fingerprint: Set(fingerprint),
            revision: Set(self.revision().0),
            outcome: Set(outcome),
            at: Set(milliseconds(at)),
        };
        self.insert_beside(vec![row]).await
    }
}

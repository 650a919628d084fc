//! Webhooks, as the register has them; how far their deliveries are stands in [`super::deliveries`].

use entity::webhook;
use sea_orm::ActiveValue::Set;

use super::case_rows::milliseconds;
use super::rows::{STANDS, unreadable};
use super::sql::{Column, Keys, known};
use super::writer::{NARROW_ROWS, Writer};
use super::{Reads, StorageError};
use crate::model::{Party, Revision, Webhook, WebhookState};

impl Reads {
    /// The webhooks of these numbers.
    pub async fn webhooks(&self, revision: Revision, ids: &[i64]) -> Result<Vec<Webhook>, StorageError> {
        self.webhooks_where(revision, "w.id", Keys::Numbers(ids)).await
    }

    /// The webhooks of this party.
    pub async fn webhooks_of(&self, revision: Revision, party: &Party) -> Result<Vec<Webhook>, StorageError> {
        self.webhooks_where(revision, "w.organisation", Keys::Texts(&[party.to_string()])).await
    }

    async fn webhooks_where(
        &self,
        revision: Revision,
        column: &str,
        keys: Keys<'_>,
    ) -> Result<Vec<Webhook>, StorageError> {
        let mut sql = self.sql().at_revision(revision);
        sql.push("SELECT w.* FROM webhook w WHERE ").push(&known("w")).push(" AND ");
        sql.is_one_of(column, keys).push(" ORDER BY w.id");
        self.all::<webhook::Model>(sql).await?.into_iter().map(webhook_of).collect()
    }

    /// The commit that wrote a webhook as it stands.
    pub async fn webhook_written(&self, id: i64) -> Result<Option<Revision>, StorageError> {
        let mut sql = self.sql();
        sql.push("SELECT w.rev_from FROM webhook w WHERE w.id = ").bind(id);
        sql.push(" AND w.rev_to = ").bind(STANDS);
        let rows = self.rows(sql).await?;
        Ok(rows.first().map(|row| row.try_get("", "rev_from")).transpose()?.map(Revision))
    }
}

impl Writer {
    /// Adds webhooks, numbered by [`Writer::next_id`]; or, after [`Writer::close_webhooks`], how they stand now.
    pub async fn insert_webhooks(&mut self, webhooks: Vec<Webhook>) -> Result<(), StorageError> {
        self.insert(webhooks, webhook_row, NARROW_ROWS).await
    }

    /// Ends these webhooks with this revision.
    pub async fn close_webhooks(&mut self, ids: &[i64]) -> Result<(), StorageError> {
        self.close::<webhook::Entity>("id", &[Column::Numbers(ids.to_vec())]).await
    }
}

fn webhook_of(row: webhook::Model) -> Result<Webhook, StorageError> {
    let bad = |what: &str| unreadable("webhook", &row.id, &what);
    Ok(Webhook {
        id: row.id,
        organisation: Party::from_stored(&row.organisation).ok_or_else(|| bad("an unknown party"))?,
        state: WebhookState::from_name(&row.state).ok_or_else(|| bad("an unknown state"))?,
        url: row.url,
        description: row.description,
        filter: row.filter,
        paused_because: row.paused_because,
        written_by: row.written_by,
        written_at: row.written_at,
    })
}

fn webhook_row(webhook: Webhook, revision: Revision) -> webhook::ActiveModel {
    webhook::ActiveModel {
        id: Set(webhook.id),
        organisation: Set(webhook.organisation.to_string()),
        url: Set(webhook.url),
        description: Set(webhook.description),
        filter: Set(webhook.filter),
        state: Set(webhook.state.as_str().to_owned()),
        paused_because: Set(webhook.paused_because),
        written_by: Set(webhook.written_by),
        written_at: Set(milliseconds(webhook.written_at)),
        rev_from: Set(revision.0),
        rev_to: Set(STANDS),
    }
}

//! How far the deliveries to webhooks are, and what they are signed with.
//!
//! None of it is a statement of the register: it is noted in place, outside of
//! revisions. Whoever delivers to a webhook holds its lease; every note is good
//! only for the holder, so that of two processes on one database one delivers.

use chrono::{DateTime, Utc};
use entity::{webhook_dead_letter, webhook_delivery};
use sea_orm::{ActiveValue::Set, ConnectionTrait, FromQueryResult, QueryResult};

use super::case_rows::milliseconds;
use super::page::{Page, PageRequest, SortKey};
use super::rows::STANDS;
use super::sql::{Keys, Sql};
use super::writer::Writer;
use super::{Database, Reads, StorageError};
use crate::model::{DeadDelivery, FeedPlace, Revision, WebhookProgress, WebhookSecret, WebhookState};

/// A webhook that somebody has the lease of, to deliver what is due.
#[derive(Debug, Clone)]
pub struct Claim {
    /// How far it is.
    pub progress: WebhookProgress,
    /// What to sign with.
    pub secret: WebhookSecret,
    /// What was signed with before, and until when it still is.
    pub former: Option<(WebhookSecret, DateTime<Utc>)>,
    /// Who holds the lease.
    pub holder: String,
}

/// When a delivery is tried again that has failed.
#[derive(Debug, Clone)]
pub struct NextTry {
    /// How often it was tried.
    pub attempts: i32,
    /// When it is due.
    pub due_at: DateTime<Utc>,
    /// When the last try failed.
    pub failed_at: DateTime<Utc>,
    /// HTTP status of the answer.
    pub status: Option<i32>,
    /// Why.
    pub error: String,
}

/// Nobody holds a lease until then.
const NEVER: DateTime<Utc> = DateTime::UNIX_EPOCH;

impl Writer {
    /// Begins the deliveries to a new webhook.
    pub async fn start_deliveries(
        &mut self,
        webhook: i64,
        secret: &WebhookSecret,
        from: FeedPlace,
        now: DateTime<Utc>,
    ) -> Result<(), StorageError> {
        let row = webhook_delivery::ActiveModel {
            webhook: Set(webhook),
            secret: Set(secret.reveal().to_owned()),
            former_secret: Set(None),
            former_until: Set(None),
            reached: Set(from.text),
            revision: Set(from.revision.0),
            attempts: Set(0),
            due_at: Set(milliseconds(now)),
            failing_since: Set(None),
            delivered_at: Set(None),
            last_status: Set(None),
            last_error: Set(None),
            lease_holder: Set(String::new()),
            lease_until: Set(NEVER),
        };
        self.insert_beside(vec![row]).await
    }

    /// Gives a webhook a new secret; the one before signs until `former_until`, too.
    pub async fn change_secret(
        &mut self,
        webhook: i64,
        secret: &WebhookSecret,
        former_until: DateTime<Utc>,
    ) -> Result<(), StorageError> {
        let mut sql = self.sql();
        sql.push("UPDATE webhook_delivery SET former_secret = secret, former_until = ");
        sql.bind(milliseconds(former_until)).push(", secret = ").bind(secret.reveal());
        sql.push(", lease_holder = '' WHERE webhook = ").bind(webhook);
        self.beside(sql).await.map(|_| ())
    }

    /// Begins anew where a webhook is, or at `from`, without waiting. Whoever delivers now has lost the lease.
    pub async fn restart_deliveries(
        &mut self,
        webhook: i64,
        from: Option<FeedPlace>,
        now: DateTime<Utc>,
    ) -> Result<(), StorageError> {
        let mut sql = self.sql();
        sql.push(
            "UPDATE webhook_delivery SET attempts = 0, failing_since = NULL, lease_holder = '', due_at = ",
        );
        sql.bind(milliseconds(now)).push(", lease_until = ").bind(NEVER);
        if let Some(from) = from {
            sql.push(", reached = ").bind(from.text).push(", revision = ").bind(from.revision.0);
        }
        sql.push(" WHERE webhook = ").bind(webhook);
        self.beside(sql).await.map(|_| ())
    }

    /// Ends the deliveries to a webhook, and forgets its secrets.
    pub async fn end_deliveries(&mut self, webhook: i64) -> Result<(), StorageError> {
        for table in ["webhook_dead_letter", "webhook_delivery"] {
            let mut sql = self.sql();
            sql.push("DELETE FROM ").push(table).push(" WHERE webhook = ").bind(webhook);
            self.beside(sql).await?;
        }
        Ok(())
    }

    /// Has a delivery that was given up tried again; `false` where there is none of that id.
    pub async fn retry_delivery(&mut self, webhook: i64, message: &str) -> Result<bool, StorageError> {
        let mut sql = self.sql();
        sql.push("UPDATE webhook_dead_letter SET again = TRUE WHERE webhook = ").bind(webhook);
        sql.push(" AND message = ").bind(message);
        Ok(self.beside(sql).await? > 0)
    }

    async fn beside(&self, sql: Sql) -> Result<u64, StorageError> {
        Ok(self.transaction().execute_raw(sql.statement()).await?.rows_affected())
    }
}

impl Reads {
    /// How far the deliveries to these webhooks are.
    pub async fn webhook_progress(&self, webhooks: &[i64]) -> Result<Vec<WebhookProgress>, StorageError> {
        let mut sql = self.sql();
        sql.push("SELECT d.* FROM webhook_delivery d WHERE ");
        sql.is_one_of("d.webhook", Keys::Numbers(webhooks)).push(" ORDER BY d.webhook");
        Ok(self
            .all::<webhook_delivery::Model>(sql)
            .await?
            .into_iter()
            .map(|row| claim(row).progress)
            .collect())
    }

    /// A page of the deliveries to a webhook that were given up, in the order of their commits.
    pub async fn dead_deliveries(
        &self,
        webhook: i64,
        page: &PageRequest,
    ) -> Result<Page<DeadDelivery>, StorageError> {
        let mut sql = self.sql();
        sql.push("SELECT d.* FROM webhook_dead_letter d WHERE d.webhook = ").bind(webhook);
        if let Some(start) = &page.start {
            let revision: i64 = start.value.parse().unwrap_or_default();
            sql.push(" AND (d.revision, d.message) ").push(page.sql_comparison(true)).push(" (");
            sql.bind(revision).push(", ").bind(start.id.clone()).push(")");
        }
        let way = page.sql_direction(true);
        sql.push(&format!(" ORDER BY d.revision {way}, d.message {way} LIMIT ")).bind(page.rows());
        let found = self.all::<webhook_dead_letter::Model>(sql).await?;
        let listed = found.into_iter().map(|row| {
            let place = SortKey { rank: 0, value: row.revision.to_string(), id: row.message.clone() };
            (String::new(), place, dead(row))
        });
        Ok(page.pages(listed.collect()).remove("").unwrap_or_default())
    }

    /// How many deliveries to a webhook were given up.
    pub async fn dead_delivery_count(&self, webhook: i64) -> Result<i64, StorageError> {
        let mut sql = self.sql();
        sql.push("SELECT COUNT(*) AS n FROM webhook_dead_letter d WHERE d.webhook = ").bind(webhook);
        let rows = self.rows(sql).await?;
        Ok(rows.first().map_or(Ok(0), |row| row.try_get("", "n"))?)
    }
}

impl Database {
    /// Takes the leases of webhooks for which something is due, until `until`: those that wait longest first.
    pub async fn claim_webhooks(
        &self,
        holder: &str,
        now: DateTime<Utc>,
        until: DateTime<Utc>,
        most: u32,
    ) -> Result<Vec<Claim>, StorageError> {
        let mut sql = self.fresh();
        let now = sql.value(milliseconds(now));
        sql.push("UPDATE webhook_delivery SET lease_holder = ").bind(holder);
        sql.push(", lease_until = ").bind(milliseconds(until));
        // Said twice: of two that run at once the second sees here what the first one wrote.
        sql.push(&format!(
            " WHERE lease_until <= {now} AND webhook IN (SELECT d.webhook FROM webhook_delivery d "
        ));
        sql.push("JOIN webhook w ON w.id = d.webhook AND w.rev_to = ").bind(STANDS);
        sql.push(" AND w.state = ").bind(WebhookState::Active.as_str());
        sql.push(&format!(" JOIN register_head h ON h.id = 1 WHERE d.lease_until <= {now} AND ("));
        sql.push(&format!("(d.due_at <= {now} AND d.revision < h.revision) OR EXISTS (SELECT 1 FROM "));
        sql.push("webhook_dead_letter l WHERE l.webhook = d.webhook AND l.again = TRUE)");
        sql.push(") ORDER BY d.due_at, d.webhook LIMIT ").bind(i64::from(most)).push(") RETURNING *");
        let rows = self.note_and_read(sql).await?;
        rows.iter().map(|row| Ok(claim(webhook_delivery::Model::from_query_result(row, "")?))).collect()
    }

    /// Keeps a lease until `until`; `false` where it was lost, or the webhook is paused or gone.
    pub async fn keep_lease(&self, claim: &Claim, until: DateTime<Utc>) -> Result<bool, StorageError> {
        let mut sql = self.fresh();
        sql.push("UPDATE webhook_delivery SET lease_until = ").bind(milliseconds(until));
        held(&mut sql, claim);
        sql.push(
            " AND EXISTS (SELECT 1 FROM webhook w WHERE w.id = webhook_delivery.webhook AND w.rev_to = ",
        );
        sql.bind(STANDS).push(" AND w.state = ").bind(WebhookState::Active.as_str()).push(")");
        Ok(self.noted(sql).await? > 0)
    }

    /// Gives a lease back.
    pub async fn give_lease_back(&self, claim: &Claim) -> Result<(), StorageError> {
        let mut sql = self.fresh();
        sql.push("UPDATE webhook_delivery SET lease_holder = '', lease_until = ").bind(NEVER);
        held(&mut sql, claim);
        self.noted(sql).await.map(|_| ())
    }

    /// Notes that everything before a place is done with; with `delivered`, when and with which status the last of
    /// it got through. `false` where the lease was lost.
    pub async fn webhook_reached(
        &self,
        claim: &Claim,
        place: &FeedPlace,
        delivered: Option<(DateTime<Utc>, i32)>,
    ) -> Result<bool, StorageError> {
        let mut sql = self.fresh();
        sql.push("UPDATE webhook_delivery SET attempts = 0, reached = ").bind(place.text.clone());
        sql.push(", revision = ").bind(place.revision.0);
        if let Some((at, status)) = delivered {
            sql.push(", failing_since = NULL, last_error = NULL, delivered_at = ").bind(milliseconds(at));
            sql.push(", last_status = ").bind(status);
        }
        held(&mut sql, claim);
        Ok(self.noted(sql).await? > 0)
    }

    /// Notes that a delivery failed, and when it is tried again.
    pub async fn webhook_failed(&self, claim: &Claim, next: NextTry) -> Result<(), StorageError> {
        let mut sql = self.fresh();
        sql.push("UPDATE webhook_delivery SET attempts = ").bind(next.attempts);
        sql.push(", due_at = ").bind(milliseconds(next.due_at));
        sql.push(", failing_since = COALESCE(failing_since, ").bind(milliseconds(next.failed_at));
        sql.push("), last_status = ").bind(next.status).push(", last_error = ").bind(next.error);
        held(&mut sql, claim);
        self.noted(sql).await.map(|_| ())
    }

    /// Puts a delivery among those that were given up, or back there.
    pub async fn give_delivery_up(&self, dead: DeadDelivery) -> Result<(), StorageError> {
        let mut sql = self.fresh();
        sql.push("INSERT INTO webhook_dead_letter ");
        sql.push("(message, webhook, revision, body, attempts, status, error, given_up_at, again) VALUES (");
        sql.bind(dead.message).push(", ").bind(dead.webhook).push(", ").bind(dead.revision.0).push(", ");
        sql.bind(dead.body).push(", ").bind(dead.attempts).push(", ").bind(dead.status).push(", ");
        sql.bind(dead.error).push(", ").bind(milliseconds(dead.given_up_at)).push(", FALSE) ");
        sql.push(
            "ON CONFLICT (message) DO UPDATE SET attempts = excluded.attempts, status = excluded.status, ",
        );
        sql.push("error = excluded.error, given_up_at = excluded.given_up_at, again = FALSE");
        self.noted(sql).await.map(|_| ())
    }

    /// The deliveries to a webhook that were given up and are to be tried again.
    pub async fn deliveries_again(&self, webhook: i64) -> Result<Vec<DeadDelivery>, StorageError> {
        let reads = self.reads();
        let mut sql = reads.sql();
        sql.push("SELECT d.* FROM webhook_dead_letter d WHERE d.webhook = ").bind(webhook);
        sql.push(" AND d.again = TRUE ORDER BY d.revision, d.message LIMIT 100");
        Ok(reads.all::<webhook_dead_letter::Model>(sql).await?.into_iter().map(dead).collect())
    }

    /// Forgets a delivery that was given up and got through after all.
    pub async fn forget_dead_delivery(&self, message: &str) -> Result<(), StorageError> {
        let mut sql = self.fresh();
        sql.push("DELETE FROM webhook_dead_letter WHERE message = ").bind(message);
        self.noted(sql).await.map(|_| ())
    }

    fn fresh(&self) -> Sql {
        Sql::new(self.connection.get_database_backend())
    }

    async fn note_and_read(&self, sql: Sql) -> Result<Vec<QueryResult>, StorageError> {
        let _turn = self.writers_turn().await;
        let _seat = self.lines.seat().await?;
        Ok(self.connection.query_all_raw(sql.statement()).await?)
    }
}

/// Only while nobody else has taken the lease, or begun elsewhere in the feed.
fn held(sql: &mut Sql, claim: &Claim) {
    sql.push(" WHERE webhook = ").bind(claim.progress.webhook);
    sql.push(" AND lease_holder = ").bind(claim.holder.clone());
}

fn claim(row: webhook_delivery::Model) -> Claim {
    let former = row.former_secret.map(WebhookSecret::new).zip(row.former_until);
    Claim {
        progress: WebhookProgress {
            webhook: row.webhook,
            reached: FeedPlace { text: row.reached, revision: Revision(row.revision) },
            attempts: row.attempts,
            due_at: row.due_at,
            failing_since: row.failing_since,
            delivered_at: row.delivered_at,
            last_status: row.last_status,
            last_error: row.last_error,
        },
        secret: WebhookSecret::new(row.secret),
        former,
        holder: row.lease_holder,
    }
}

fn dead(row: webhook_dead_letter::Model) -> DeadDelivery {
    DeadDelivery {
        message: row.message,
        webhook: row.webhook,
        revision: Revision(row.revision),
        body: row.body,
        attempts: row.attempts,
        status: row.status,
        error: row.error,
        given_up_at: row.given_up_at,
        again: row.again,
    }
}

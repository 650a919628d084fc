//! Webhooks: addresses that changes are sent to, and what could not be delivered.

use async_graphql::{Context, Enum, ID, Object, Result, SimpleObject};

use super::{MessageDirection, MessageFormat, Party, RecordType};
use crate::events::ChangeFilter;
use crate::model::{self, MunicipalityCode, Point, Revision, SorCode, WebhookProgress};
use crate::register::{RegisterError, SortKey};
use crate::schema::connection::{Alone, Connection, Reading, Total};
use crate::schema::context::request;
use crate::schema::cursor::ListMark;
use crate::schema::error::{Answer, Problem};
use crate::schema::paging::PageArgs;
use crate::schema::scalars::DateTime;

/// Whether changes are sent to a webhook.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "model::WebhookState")]
pub enum WebhookState {
    /// They are.
    Active,
    /// They wait until it is resumed; none is lost.
    Paused,
}

/// Which changes a webhook is sent. All conditions given hold; without any, every change.
#[derive(Debug, Clone, SimpleObject)]
pub struct WebhookFilter {
    /// Types of the records. Null: all.
    pub record_types: Option<Vec<RecordType>>,
    /// SOR code of the record at and below which the changes are. Null: anywhere.
    pub within: Option<SorCode>,
    /// Code of the municipality (kommune) in which the changes are. Null: anywhere.
    pub municipality: Option<MunicipalityCode>,
    /// Message types that the changes are about. Null: any, and other changes too.
    pub message_type: Option<WebhookMessageType>,
}

/// Message types by their parts.
#[derive(Debug, Clone, SimpleObject)]
pub struct WebhookMessageType {
    /// Format. Null: either.
    pub format: Option<MessageFormat>,
    /// Type, for example "DIS91".
    pub r#type: String,
    /// Version. Null: any.
    pub version: Option<String>,
    /// Direction. Null: either.
    pub direction: Option<MessageDirection>,
}

impl From<ChangeFilter> for WebhookFilter {
    fn from(filter: ChangeFilter) -> Self {
        Self {
            record_types: filter.types.map(|types| types.into_iter().map(Into::into).collect()),
            within: filter.within,
            municipality: filter.municipality,
            message_type: filter.message_type.map(|wanted| WebhookMessageType {
                format: wanted.format.map(Into::into),
                r#type: wanted.kind,
                version: wanted.version,
                direction: wanted.direction.map(Into::into),
            }),
        }
    }
}

/// A webhook, as it stood at a point.
#[derive(Debug, Clone)]
pub struct Webhook {
    pub point: Point,
    pub webhook: model::Webhook,
}

fn failed(error: crate::register::StorageError) -> Problem {
    RegisterError::from(error).into()
}

impl Webhook {
    async fn read_progress(&self, ctx: &Context<'_>) -> Answer<Option<WebhookProgress>> {
        let found = request(ctx)?.reader().webhook_progress(&[self.webhook.id]).await.map_err(failed)?;
        Ok(found.into_iter().next())
    }
}

/// An address of an organisation that changes of the register are sent to, signed after Standard Webhooks. Its
/// secret is told once, to whoever registers it or rotates the secret. Visible to those who keep it.
#[Object]
impl Webhook {
    /// Number of the webhook.
    async fn id(&self) -> ID {
        self.webhook.id.into()
    }

    /// Whose it is.
    async fn organisation(&self) -> Party {
        Party { point: self.point, party: self.webhook.organisation.clone() }
    }

    /// Where changes are sent; starts with https://.
    async fn url(&self) -> &str {
        &self.webhook.url
    }

    /// What it is for. Null where nobody said.
    async fn description(&self) -> Option<&str> {
        self.webhook.description.as_deref()
    }

    /// Which changes are sent. Null only where this version of the service cannot read it.
    async fn filter(&self) -> Option<WebhookFilter> {
        serde_json::from_str::<ChangeFilter>(&self.webhook.filter).ok().map(WebhookFilter::from)
    }

    /// Whether changes are sent.
    async fn state(&self) -> WebhookState {
        self.webhook.state.into()
    }

    /// Why the service paused it: nobody answered for too long, or the receiver answered 410. Null where it did not.
    async fn paused_because(&self) -> Option<&str> {
        self.webhook.paused_because.as_deref()
    }

    /// Subject of whoever did the last thing to it.
    async fn changed_by(&self) -> &str {
        &self.webhook.written_by
    }

    /// When that was.
    async fn changed_at(&self) -> DateTime {
        DateTime(self.webhook.written_at)
    }

    /// How far the deliveries are now, whichever revision is read. Null for a webhook that was removed, in a dry run,
    /// and when it cannot be read now.
    async fn progress(&self, ctx: &Context<'_>) -> Result<Option<WebhookDeliveries>> {
        let found = self.read_progress(ctx).await?;
        let newest = request(ctx)?.newest();
        Ok(found.map(|progress| WebhookDeliveries { progress, newest }))
    }

    /// Deliveries that were given up after the last try, in the order of their revisions. Null only when they cannot
    /// be read now.
    async fn dead_letters(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Records on a page read forwards: 1 to 100; 20 when left out.")] first: Option<i32>,
        #[graphql(desc = "Cursor after which the page starts. Not together with last or before.")]
        after: Option<String>,
        #[graphql(desc = "Records on a page read backwards: 1 to 100; 20 when left out.")] last: Option<i32>,
        #[graphql(desc = "Cursor before which the page ends. Not together with first or after.")]
        before: Option<String>,
    ) -> Result<Option<Connection<WebhookDeadLetter>>> {
        let id = self.webhook.id;
        let fits = |key: &SortKey| key.value.parse::<i64>().is_ok();
        let mark = ListMark::new(&("dead letters", id), fits);
        // The list has no past: a cursor is good whatever came between.
        let page = PageArgs { first, after, last, before }.in_place(&mark)?;
        let reader = request(ctx)?.reader();
        let found = reader.dead_deliveries(id, &page).await.map_err(failed)?;
        let reading = Reading { mark: &mark, point: self.point, request: &page };
        let total = Total::Alone(Box::new(Alone::DeadLetters(id)));
        Ok(Some(Connection::new(Some(&found), &reading, total, WebhookDeadLetter)))
    }
}

/// How far the deliveries to a webhook are.
#[derive(Debug, Clone)]
pub struct WebhookDeliveries {
    progress: WebhookProgress,
    newest: Revision,
}

fn instant(given: Option<chrono::DateTime<chrono::Utc>>) -> Option<DateTime> {
    given.map(DateTime)
}

/// How far the deliveries to a webhook are.
#[Object]
impl WebhookDeliveries {
    /// Place in the feed of changes before which everything was delivered, did not fit, or was given up; for after
    /// of changes.
    async fn position(&self) -> &str {
        &self.progress.reached.text
    }

    /// How many revisions of the register are still to be looked at. 0 when everything was delivered.
    async fn lag(&self) -> i64 {
        (self.newest.0 - self.progress.reached.revision.0).max(0)
    }

    /// When something was delivered last. Null before the first delivery.
    async fn delivered_at(&self) -> Option<DateTime> {
        instant(self.progress.delivered_at)
    }

    /// Since when nothing gets through. Null while deliveries succeed.
    async fn failing_since(&self) -> Option<DateTime> {
        instant(self.progress.failing_since)
    }

    /// How often the next delivery has been tried.
    async fn attempts(&self) -> i32 {
        self.progress.attempts
    }

    /// When the next delivery is tried again. Null while none has failed.
    async fn next_try_at(&self) -> Option<DateTime> {
        instant((self.progress.attempts > 0).then_some(self.progress.due_at))
    }

    /// HTTP status of the receiver's last answer. Null where the last try had none, and before the first try.
    async fn last_status(&self) -> Option<i32> {
        self.progress.last_status
    }

    /// Why the last try failed, in English. Null where it did not.
    async fn last_error(&self) -> Option<&str> {
        self.progress.last_error.as_deref()
    }
}

/// A delivery that was given up.
#[derive(Debug, Clone)]
pub struct WebhookDeadLetter(pub model::DeadDelivery);

/// A delivery that was given up after its last try.
#[Object]
impl WebhookDeadLetter {
    /// The delivery's id, its header webhook-id; for retryWebhookDelivery.
    async fn id(&self) -> ID {
        self.0.message.clone().into()
    }

    /// The commit that it tells of.
    async fn revision(&self) -> Revision {
        self.0.revision
    }

    /// What is sent, as JSON.
    async fn body(&self) -> &str {
        &self.0.body
    }

    /// How often it was tried.
    async fn attempts(&self) -> i32 {
        self.0.attempts
    }

    /// HTTP status of the receiver's last answer. Null where there was none.
    async fn status(&self) -> Option<i32> {
        self.0.status
    }

    /// Why the last try failed, in English.
    async fn error(&self) -> &str {
        &self.0.error
    }

    /// When it was given up.
    async fn given_up_at(&self) -> DateTime {
        DateTime(self.0.given_up_at)
    }

    /// Whether it is about to be tried again.
    async fn retrying(&self) -> bool {
        self.0.again
    }
}

//! Webhooks: an organisation has changes of the register sent to an address of its own.

use chrono::Days;
use serde::{Deserialize, Serialize};

use super::{Done, Patch, RecordKey, Verb};
use crate::identity::Caller;
use crate::model::{FeedPlace, Party, Revision, Webhook, WebhookSecret, WebhookState};
use crate::ownership::{Action, Asked, Matter, Part};
use crate::register::text::check_some;
use crate::register::{Change, Draft, FaultCode, Faults, Numbered, Rules, Stop};
use crate::webhook::fresh_secret;

/// Longest description, in characters.
const DESCRIPTION_MAX: usize = 200;
/// Days for which the secret before a new one signs, too.
const BOTH_SIGN_DAYS: u64 = 1;

/// Registers an address.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RegisterWebhook {
    /// For whom.
    pub organisation: Party,
    /// Where changes are sent.
    pub url: String,
    /// What it is for.
    pub description: Option<String>,
    /// Which changes, as a JSON object of the feed's.
    pub filter: String,
    /// Changes after this commit; those to come when left out.
    pub after: Option<Revision>,
}

impl Verb for RegisterWebhook {
    fn name(&self) -> &'static str {
        "REGISTER_WEBHOOK"
    }

    fn check(&self, rules: &Rules, faults: &mut Faults) {
        check_url(&self.url, rules, faults);
        check_some(self.description.as_ref(), DESCRIPTION_MAX, "description", faults);
    }

    fn watched(&self) -> Option<RecordKey> {
        None
    }

    async fn asked(&self, _: &Draft, _: &Caller) -> Result<Vec<Asked>, Stop> {
        let name = format!("a new one for {}", self.organisation);
        let on = Matter::of_parties(Part::Webhook, name, vec![self.organisation.clone()]);
        Ok(vec![Asked::new(Action::Create, on)])
    }

    async fn act(&self, change: &mut Change) -> Result<Done, Stop> {
        let held = change.reader().webhooks_of(change.revision(), &self.organisation).await?;
        let most = change.rules().most_webhooks;
        if held.len() >= most {
            let message = format!("An organisation has {most} webhooks at most; remove one first.");
            return Err(Stop::at(FaultCode::TooManyWebhooks, "organisation", message));
        }
        if held.iter().any(|other| other.url == self.url && other.filter == self.filter) {
            let message = "The organisation has a webhook with this address and filter.";
            return Err(Stop::at(FaultCode::AlreadyThere, "url", message));
        }
        let from = place(change, self.after, "after")?;
        let webhook = Webhook {
            id: change.next_id(Numbered::Webhook).await?,
            organisation: self.organisation.clone(),
            url: self.url.clone(),
            description: self.description.clone(),
            filter: self.filter.clone(),
            state: WebhookState::Active,
            paused_because: None,
            written_by: change.permit().actor().caller.subject.clone(),
            written_at: change.now(),
        };
        let id = webhook.id;
        change.put_webhooks(&[], vec![webhook]).await?;
        change.start_deliveries(id, new_secret()?, from).await?;
        let summary = format!("Registered a webhook of {}", self.organisation);
        Ok(Done::with(RecordKey::Webhook(id), change.today(), summary))
    }
}

/// Changes what a webhook says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UpdateWebhook {
    /// Number of the webhook.
    pub id: i64,
    /// Where changes are sent from now on.
    pub url: Option<String>,
    /// What it is for.
    pub description: Patch<String>,
    /// Which changes from now on, as a JSON object of the feed's.
    pub filter: Option<String>,
}

impl Verb for UpdateWebhook {
    fn name(&self) -> &'static str {
        "UPDATE_WEBHOOK"
    }

    fn check(&self, rules: &Rules, faults: &mut Faults) {
        if let Some(url) = &self.url {
            check_url(url, rules, faults);
        }
        check_some(self.description.value(), DESCRIPTION_MAX, "description", faults);
    }

    fn watched(&self) -> Option<RecordKey> {
        Some(RecordKey::Webhook(self.id))
    }

    async fn asked(&self, draft: &Draft, _: &Caller) -> Result<Vec<Asked>, Stop> {
        Ok(vec![Asked::new(Action::Update, matter(draft, self.id).await?)])
    }

    async fn act(&self, change: &mut Change) -> Result<Done, Stop> {
        let mut webhook = webhook(change, self.id).await?;
        let before = webhook.clone();
        webhook.url = self.url.clone().unwrap_or(webhook.url);
        webhook.filter = self.filter.clone().unwrap_or(webhook.filter);
        webhook.description = self.description.change().unwrap_or(webhook.description);
        if webhook != before {
            change.restart_deliveries(self.id, None).await?;
            put(change, webhook).await?;
        }
        Ok(done(change, self.id, "Changed"))
    }
}

/// Something that is done to a webhook.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum WebhookStep {
    /// Gives it a new secret.
    RotateSecret,
    /// Lets changes wait.
    Pause,
    /// Sends what has waited, and what comes.
    Resume,
    /// Sends everything after this commit again.
    Replay(Revision),
    /// Tries a delivery again that was given up.
    Retry(String),
    /// Ends it.
    Remove,
}

/// Does something to a webhook.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StepWebhook {
    /// Number of the webhook.
    pub id: i64,
    /// What.
    pub step: WebhookStep,
}

impl Verb for StepWebhook {
    fn name(&self) -> &'static str {
        match self.step {
            WebhookStep::RotateSecret => "ROTATE_WEBHOOK_SECRET",
            WebhookStep::Pause => "PAUSE_WEBHOOK",
            WebhookStep::Resume => "RESUME_WEBHOOK",
            WebhookStep::Replay(_) => "REPLAY_WEBHOOK",
            WebhookStep::Retry(_) => "RETRY_WEBHOOK_DELIVERY",
            WebhookStep::Remove => "REMOVE_WEBHOOK",
        }
    }

    fn check(&self, _: &Rules, _: &mut Faults) {}

    fn watched(&self) -> Option<RecordKey> {
        Some(RecordKey::Webhook(self.id))
    }

    async fn asked(&self, draft: &Draft, _: &Caller) -> Result<Vec<Asked>, Stop> {
        let action = if self.step == WebhookStep::Remove { Action::Close } else { Action::Update };
        Ok(vec![Asked::new(action, matter(draft, self.id).await?)])
    }

    async fn act(&self, change: &mut Change) -> Result<Done, Stop> {
        let webhook = webhook(change, self.id).await?;
        let active = webhook.state == WebhookState::Active;
        let what = match &self.step {
            WebhookStep::RotateSecret => {
                let until = change.now() + Days::new(BOTH_SIGN_DAYS);
                change.change_secret(self.id, new_secret()?, until).await?;
                put(change, webhook).await?;
                "Rotated the secret of"
            }
            WebhookStep::Pause if !active => return Err(wrong_state("It is paused already.")),
            WebhookStep::Pause => {
                put(change, Webhook { state: WebhookState::Paused, ..webhook }).await?;
                "Paused"
            }
            WebhookStep::Resume if active => return Err(wrong_state("It is not paused.")),
            WebhookStep::Resume => {
                change.restart_deliveries(self.id, None).await?;
                let resumed = Webhook { state: WebhookState::Active, paused_because: None, ..webhook };
                put(change, resumed).await?;
                "Resumed"
            }
            WebhookStep::Replay(after) => {
                let from = place(change, Some(*after), "after")?;
                change.restart_deliveries(self.id, Some(from)).await?;
                put(change, webhook).await?;
                "Began anew with"
            }
            WebhookStep::Retry(message) => {
                if !change.retry_delivery(self.id, message).await? {
                    let message = "No delivery of this id was given up.";
                    return Err(Stop::at(FaultCode::NotFound, "delivery", message));
                }
                put(change, webhook).await?;
                "Tries a delivery again of"
            }
            WebhookStep::Remove => {
                change.put_webhooks(&[self.id], Vec::new()).await?;
                change.end_deliveries(self.id).await?;
                "Removed"
            }
        };
        Ok(done(change, self.id, what))
    }
}

fn check_url(url: &str, rules: &Rules, faults: &mut Faults) {
    if let Err(fault) = rules.webhook_guard.check(url) {
        faults.add(FaultCode::BadValue, "url", fault.to_string());
    }
}

fn wrong_state(message: &str) -> Stop {
    Stop::at(FaultCode::WrongState, "webhook", message)
}

fn new_secret() -> Result<WebhookSecret, Stop> {
    let none = || Stop::at(FaultCode::Conflict, "", "The machine has no random numbers now; try again.");
    fresh_secret().map(WebhookSecret::new).ok_or_else(none)
}

/// Where deliveries begin: behind `after`, or behind the newest commit.
fn place(change: &Change, after: Option<Revision>, path: &str) -> Result<FeedPlace, Stop> {
    let newest = change.before();
    let after = after.unwrap_or(newest);
    if after > newest || after.0 < 0 {
        let message = format!("There is no revision {after}; the newest is {newest}.");
        return Err(Stop::at(FaultCode::BadValue, path, message));
    }
    Ok(FeedPlace::behind(after))
}

async fn webhook(draft: &Draft, id: i64) -> Result<Webhook, Stop> {
    let found = draft.reader().webhooks(draft.before(), &[id]).await?.pop();
    found.ok_or_else(|| Stop::at(FaultCode::NotFound, "webhook", format!("There is no webhook {id}.")))
}

async fn matter(draft: &Draft, id: i64) -> Result<Matter, Stop> {
    let organisation = webhook(draft, id).await?.organisation;
    Ok(Matter::of_parties(Part::Webhook, id.to_string(), vec![organisation]))
}

/// Says anew how a webhook stands, by whom and when.
async fn put(change: &mut Change, webhook: Webhook) -> Result<(), Stop> {
    let written_by = change.permit().actor().caller.subject.clone();
    let written = Webhook { written_by, written_at: change.now(), ..webhook };
    Ok(change.put_webhooks(&[written.id], vec![written]).await?)
}

fn done(change: &Change, id: i64, what: &str) -> Done {
    Done::with(RecordKey::Webhook(id), change.today(), format!("{what} webhook {id}"))
}

use std::fmt;

use chrono::{DateTime, Utc};

use super::{Party, Revision};

/// Whether changes are sent to a webhook.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum WebhookState {
    /// They are.
    Active,
    /// They wait until it is resumed.
    Paused,
}

impl WebhookState {
    /// The name as it is stored.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Active => "ACTIVE",
            Self::Paused => "PAUSED",
        }
    }

    /// The state of that name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Active, Self::Paused].into_iter().find(|state| state.as_str() == name)
    }
}

/// An address of an organisation that changes of the register are sent to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Webhook {
    /// Number of the webhook.
    pub id: i64,
    /// Whose it is.
    pub organisation: Party,
    /// Where changes are sent.
    pub url: String,
    /// What it is for.
    pub description: Option<String>,
    /// Which changes, as a JSON object of the feed's.
    pub filter: String,
    /// Whether changes are sent.
    pub state: WebhookState,
    /// Why it is paused, where the service paused it.
    pub paused_because: Option<String>,
    /// Subject of whoever did the last thing to it.
    pub written_by: String,
    /// When that was.
    pub written_at: DateTime<Utc>,
}

/// What deliveries are signed with. It is told once, and never stands in a log.
#[derive(Clone, PartialEq, Eq)]
pub struct WebhookSecret(String);

impl WebhookSecret {
    /// The secret of this text.
    #[must_use]
    pub fn new(text: String) -> Self {
        Self(text)
    }

    /// The text, for signing and for whoever may know it.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for WebhookSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("WebhookSecret(..)")
    }
}

/// A place in the feed of changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FeedPlace {
    /// The place, as the feed writes it.
    pub text: String,
    /// The last commit that lies before it as a whole.
    pub revision: Revision,
}

impl FeedPlace {
    /// Behind all changes of a commit.
    #[must_use]
    pub fn behind(revision: Revision) -> Self {
        Self { text: revision.to_string(), revision }
    }
}

/// How far the deliveries to a webhook are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WebhookProgress {
    /// Number of the webhook.
    pub webhook: i64,
    /// Everything before this place was delivered, did not fit, or was given up.
    pub reached: FeedPlace,
    /// How often the next change was tried.
    pub attempts: i32,
    /// When it is to be tried next.
    pub due_at: DateTime<Utc>,
    /// Since when nothing got through.
    pub failing_since: Option<DateTime<Utc>>,
    /// When something got through last.
    pub delivered_at: Option<DateTime<Utc>>,
    /// HTTP status of the last answer.
    pub last_status: Option<i32>,
    /// Why the last try failed.
    pub last_error: Option<String>,
}

/// A delivery that was given up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeadDelivery {
    /// The delivery's id.
    pub message: String,
    /// Number of the webhook.
    pub webhook: i64,
    /// The commit that it tells of.
    pub revision: Revision,
    /// What was sent, byte for byte.
    pub body: String,
    /// How often it was tried.
    pub attempts: i32,
    /// HTTP status of the last answer.
    pub status: Option<i32>,
    /// Why the last try failed.
    pub error: String,
    /// When it was given up.
    pub given_up_at: DateTime<Utc>,
    /// Whether it is to be tried again.
    pub again: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_not_told_by_accident() {
        let secret = WebhookSecret::new("whsec_aGVtbWVsaWc=".to_owned());
        assert!(!format!("{secret:?}").contains("aGVt"));
        assert_eq!(secret.reveal(), "whsec_aGVtbWVsaWc=");
    }
}

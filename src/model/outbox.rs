use std::collections::BTreeMap;

use chrono::{DateTime, Utc};

/// Where a letter stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum LetterState {
    /// To be sent.
    Waiting,
    /// Handed over to the mail server.
    Sent,
    /// Given up; somebody has to look at it.
    Dead,
}

impl LetterState {
    /// The name as it is stored.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Waiting => "WAITING",
            Self::Sent => "SENT",
            Self::Dead => "DEAD",
        }
    }

    /// The state of that name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Waiting, Self::Sent, Self::Dead].into_iter().find(|state| state.as_str() == name)
    }
}

/// An e-mail in the outbox, written in the commit that it tells of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutboxLetter {
    /// Number of the letter; it makes the Message-ID.
    pub id: i64,
    /// The commit.
    pub revision: super::Revision,
    /// To which address.
    pub recipient: String,
    /// Name of the template.
    pub template: String,
    /// What fills the template.
    pub parameters: BTreeMap<String, String>,
    /// Where it stands.
    pub state: LetterState,
    /// How often sending was tried.
    pub attempts: i32,
    /// When it is to be tried next.
    pub due_at: DateTime<Utc>,
    /// What the last try ended with.
    pub last_error: Option<String>,
}

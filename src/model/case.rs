use chrono::{DateTime, NaiveDate, Utc};

use super::{Gln, Party, SorCode};

/// What a case is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum CaseKind {
    /// Somebody asks for a role in an organisation.
    Access,
    /// A location number is ordered, or a change or the closing of one.
    Order,
    /// A change is proposed that the one who asks may not make.
    Change,
}

impl CaseKind {
    /// Every kind.
    pub const ALL: [Self; 3] = [Self::Access, Self::Order, Self::Change];

    /// The name as it is stored.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Access => "ACCESS",
            Self::Order => "ORDER",
            Self::Change => "CHANGE",
        }
    }

    /// The kind of that name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == name)
    }
}

/// Where a case stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum CaseState {
    /// Received; the party that decides has it on its table.
    Received,
    /// The party that decides has asked for more; the one who opened it is to answer.
    NeedsInformation,
    /// An order that was carried out.
    Issued,
    /// A request that was approved and carried out.
    Approved,
    /// Refused, with a reason.
    Refused,
    /// Taken back by the one who opened it.
    Withdrawn,
}

impl CaseState {
    /// Every state.
    pub const ALL: [Self; 6] = [
        Self::Received,
        Self::NeedsInformation,
        Self::Issued,
        Self::Approved,
        Self::Refused,
        Self::Withdrawn,
    ];

    /// The name as it is stored.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Received => "RECEIVED",
            Self::NeedsInformation => "NEEDS_INFORMATION",
            Self::Issued => "ISSUED",
            Self::Approved => "APPROVED",
            Self::Refused => "REFUSED",
            Self::Withdrawn => "WITHDRAWN",
        }
    }

    /// The state of that name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == name)
    }

    /// Whether somebody still has to do something.
    #[must_use]
    pub fn is_open(self) -> bool {
        matches!(self, Self::Received | Self::NeedsInformation)
    }
}

/// A case (sag): something that one party asks of another, from its receipt to its answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Case {
    /// Number of the case.
    pub id: i64,
    /// What it is about.
    pub kind: CaseKind,
    /// Where it stands.
    pub state: CaseState,
    /// Who opened it.
    pub subject: String,
    /// That person's name.
    pub name: Option<String>,
    /// That person's e-mail address.
    pub email: Option<String>,
    /// The party for which it was opened; `None` where somebody asks for access or reports an error as nobody's.
    pub organisation: Option<Party>,
    /// The party that decides.
    pub decides: Party,
    /// The record it is about.
    pub sor_code: Option<SorCode>,
    /// The location number it is about.
    pub gln: Option<Gln>,
    /// When it was opened.
    pub opened_at: DateTime<Utc>,
    /// By when it is to be answered.
    pub due: Option<NaiveDate>,
    /// What is asked for, as JSON of the register's own form.
    pub content: String,
    /// Why it was refused, or what was said with the answer.
    pub answer: Option<String>,
}

/// A message on the thread of a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaseMessage {
    /// The case.
    pub case: i64,
    /// Its place on the thread, from 1.
    pub number: i32,
    /// Who wrote it.
    pub subject: String,
    /// That person's name.
    pub name: Option<String>,
    /// The party for which it was written.
    pub organisation: Option<Party>,
    /// When.
    pub written_at: DateTime<Utc>,
    /// The text, up to 4,000 characters.
    pub text: String,
}

//! What is wrong with a command: all of it at once, each with the place in the input.

use serde::{Deserialize, Serialize};

use crate::ownership::Denial;
use crate::storage::StorageError;

/// Why a command was not carried out. Part of the contract: added to, never renamed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum FaultCode {
    /// The caller may not: the message says what is protected, whose it is, and whom to ask.
    Denied,
    /// There is no such record.
    NotFound,
    /// The record changed after the revision that the caller expected.
    Conflict,
    /// The idempotency key was used before for something else.
    IdempotencyKeyReused,
    /// A value is missing.
    Required,
    /// A text is empty, too long, or has characters that no text may have.
    BadText,
    /// A value is out of its range, or not of its form.
    BadValue,
    /// A code is in none of the register's lists.
    UnknownCode,
    /// Two values do not go together.
    Contradiction,
    /// A date lies in the past, or not far enough ahead.
    TooEarly,
    /// A date lies after the end of what it depends on.
    TooLate,
    /// The record is closed, or will be on that day.
    Closed,
    /// The record is not in force yet on that day.
    NotInForce,
    /// A record of this kind does not hang under one of that kind.
    WrongParent,
    /// A record would stand below itself.
    Circle,
    /// There is no location number above from which to inherit.
    NothingToInherit,
    /// The location number is in use, or was.
    NumberTaken,
    /// The range of location numbers is used up.
    NumbersExhausted,
    /// The record has a location number of its own already.
    HasNumber,
    /// The record has no location number of its own.
    HasNoNumber,
    /// Nothing is planned for that day.
    NothingPlanned,
    /// The case is not in a state in which this can be done.
    WrongState,
    /// Something like it is there already.
    AlreadyThere,
    /// A municipality has as many SOR coordinators as it may have.
    TooManyCoordinators,
    /// The last SOR coordinator of a municipality needs a successor.
    LastCoordinator,
    /// An organisation has as many webhooks as it may have.
    TooManyWebhooks,
}

impl FaultCode {
    /// Every code.
    pub const ALL: [Self; 26] = [
        Self::Denied,
        Self::NotFound,
        Self::Conflict,
        Self::IdempotencyKeyReused,
        Self::Required,
        Self::BadText,
        Self::BadValue,
        Self::UnknownCode,
        Self::Contradiction,
        Self::TooEarly,
        Self::TooLate,
        Self::Closed,
        Self::NotInForce,
        Self::WrongParent,
        Self::Circle,
        Self::NothingToInherit,
        Self::NumberTaken,
        Self::NumbersExhausted,
        Self::HasNumber,
        Self::HasNoNumber,
        Self::NothingPlanned,
        Self::WrongState,
        Self::AlreadyThere,
        Self::TooManyCoordinators,
        Self::LastCoordinator,
        Self::TooManyWebhooks,
    ];
}

/// One thing that is wrong.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fault {
    /// What kind.
    pub code: FaultCode,
    /// Where in the input, outermost first; empty where it concerns the whole.
    pub path: Vec<String>,
    /// For people.
    pub message: String,
}

/// Everything that is wrong, gathered.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Faults(Vec<Fault>);

impl Faults {
    /// Notes a fault at `path`, written as `a.b.0`; empty for the whole.
    pub fn add(&mut self, code: FaultCode, path: &str, message: impl Into<String>) {
        let path = path.split('.').filter(|part| !part.is_empty()).map(str::to_owned).collect();
        self.0.push(Fault { code, path, message: message.into() });
    }

    /// Notes a fault where `wrong`.
    pub fn when(&mut self, wrong: bool, code: FaultCode, path: &str, message: impl Into<String>) {
        if wrong {
            self.add(code, path, message);
        }
    }

    /// The same faults inside `place` of the input.
    #[must_use]
    pub fn inside(mut self, place: &str) -> Self {
        self.0.iter_mut().for_each(|fault| fault.path.insert(0, place.to_owned()));
        self
    }

    /// Notes these faults, too.
    pub fn extend(&mut self, others: Self) {
        self.0.extend(others.0);
    }

    /// Whether nothing is wrong.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The faults.
    #[must_use]
    pub fn into_vec(self) -> Vec<Fault> {
        self.0
    }

    /// Goes on only where nothing is wrong.
    pub fn none(self) -> Result<(), Stop> {
        if self.is_empty() { Ok(()) } else { Err(Stop::Refused(self)) }
    }
}

/// Why a command stopped half-way; whatever it had written goes with its transaction.
#[derive(Debug)]
pub enum Stop {
    /// It is wrong, or not allowed.
    Refused(Faults),
    /// The database failed.
    Storage(StorageError),
}

impl Stop {
    /// A single fault.
    pub fn at(code: FaultCode, path: &str, message: impl Into<String>) -> Self {
        let mut faults = Faults::default();
        faults.add(code, path, message);
        Self::Refused(faults)
    }

    /// The same, with what is wrong inside `place` of the input.
    #[must_use]
    pub fn inside(self, place: &str) -> Self {
        match self {
            Self::Refused(faults) => Self::Refused(faults.inside(place)),
            other @ Self::Storage(_) => other,
        }
    }
}

impl From<StorageError> for Stop {
    fn from(error: StorageError) -> Self {
        Self::Storage(error)
    }
}

impl From<Denial> for Stop {
    fn from(denial: Denial) -> Self {
        Self::at(FaultCode::Denied, "", denial.to_string())
    }
}

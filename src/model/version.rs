use chrono::NaiveDate;
use uuid::Uuid;

use super::digest::digest;
use super::{Lifetime, LocationNumber, Municipality, Region, Revision, State, Unit};

/// What a version says, seen from its history: since when, and whether it is the same.
pub trait Dated {
    /// The date from which it applies (FromDate).
    fn applies_from(&self) -> NaiveDate;
    /// Digest of all that it says.
    fn digest(&self) -> Uuid;
}

/// A version that can be told anew from a day on.
pub trait Editable: Dated + Clone + PartialEq {
    /// Lets it apply from `day`, as edited on `edited`.
    fn date(&mut self, day: NaiveDate, edited: NaiveDate);
}

impl Editable for Unit {
    fn date(&mut self, day: NaiveDate, edited: NaiveDate) {
        self.from_date = day;
        self.updated_at = Some(edited);
    }
}

impl Editable for LocationNumber {
    fn date(&mut self, day: NaiveDate, edited: NaiveDate) {
        self.from_date = day;
        self.updated_at = Some(edited);
    }
}

impl Dated for Unit {
    fn applies_from(&self) -> NaiveDate {
        self.from_date
    }
    fn digest(&self) -> Uuid {
        Self::digest(self)
    }
}

impl Dated for LocationNumber {
    fn applies_from(&self) -> NaiveDate {
        self.from_date
    }
    fn digest(&self) -> Uuid {
        Self::digest(self)
    }
}

impl Dated for Region {
    fn applies_from(&self) -> NaiveDate {
        self.valid_from
    }
    fn digest(&self) -> Uuid {
        digest(self)
    }
}

impl Dated for Municipality {
    fn applies_from(&self) -> NaiveDate {
        self.valid_from
    }
    fn digest(&self) -> Uuid {
        digest(self)
    }
}

/// A version without its content, for comparing histories.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct VersionMark {
    /// `FromDate` of the version.
    pub from_date: NaiveDate,
    /// Digest of its content.
    pub digest: Uuid,
}

impl Dated for VersionMark {
    fn applies_from(&self) -> NaiveDate {
        self.from_date
    }
    fn digest(&self) -> Uuid {
        self.digest
    }
}

/// One row of a record's history: what is said of it, and for which days.
///
/// At any [`super::Point`] a record that the register knows has exactly one
/// version: before its first day the first one answers, after its last day the
/// last one does, and [`Lifetime::state`] tells which case it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Version<T> {
    /// What is said.
    pub content: T,
    /// Over which days the record is valid at all.
    pub life: Lifetime,
    /// First day for which this version answers.
    pub stands_from: NaiveDate,
    /// Last day for which this version answers.
    pub stands_to: NaiveDate,
    /// The commit that wrote it.
    pub written: Revision,
}

impl<T> Version<T> {
    /// The record's state on the day `at`.
    #[must_use]
    pub fn state(&self, at: NaiveDate) -> State {
        self.life.state(at)
    }

    /// First day on which the version is in force: never before the record's first day.
    #[must_use]
    pub fn valid_from(&self) -> NaiveDate {
        self.stands_from.max(self.life.first_from)
    }

    /// Last day on which the version is in force; `None` while no end is known.
    #[must_use]
    pub fn valid_to(&self) -> Option<NaiveDate> {
        let end = self.stands_to.min(self.life.to.unwrap_or(super::LAST_DAY));
        (end != super::LAST_DAY).then_some(end)
    }
}

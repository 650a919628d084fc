//! Versions of one record over time, as pure functions.
//!
//! A [`Timeline`] is what the register now says of a record: its lifetime and
//! its versions in the order of their dates. A change makes a new timeline from
//! the old one; [`difference`] tells which rows that ends and which it adds.
//! Rows are never rewritten, so the old timeline stays readable at its revision.

pub mod comparison;
mod edit;
pub mod said;
pub mod succession;

use chrono::{Days, NaiveDate};

use crate::model::{Dated, LAST_DAY, Lifetime, OPENING_DAY, Revision, Version};

/// All versions of a record, oldest first. There is at least one, and no gap:
/// each version stands until the day before the next one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Timeline<T> {
    life: Lifetime,
    versions: Vec<T>,
}

/// What turns one timeline into another: rows to end, named by the first day for
/// which they answer, and rows to add.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference<T> {
    /// Rows to end.
    pub closed: Vec<NaiveDate>,
    /// Rows to add.
    pub added: Vec<Version<T>>,
}

impl<T: Dated + Clone> Timeline<T> {
    /// The timeline of a new record; `None` without any version.
    #[must_use]
    pub fn new(life: Lifetime, mut versions: Vec<T>) -> Option<Self> {
        versions.sort_by_key(Dated::applies_from);
        (!versions.is_empty()).then_some(Self { life, versions })
    }

    /// The timeline that rows of storage, oldest first, make up.
    #[must_use]
    pub fn from_rows(rows: &[Version<T>]) -> Option<Self> {
        let life = rows.last()?.life;
        Some(Self { life, versions: rows.iter().map(|row| row.content.clone()).collect() })
    }

    /// The lifetime.
    #[must_use]
    pub fn life(&self) -> Lifetime {
        self.life
    }

    /// The versions, oldest first.
    #[must_use]
    pub fn versions(&self) -> &[T] {
        &self.versions
    }

    /// Lays `newer` over this timeline: from its first date on it says everything,
    /// before that date this timeline keeps its word.
    #[must_use]
    pub fn overlaid(mut self, newer: Self) -> Self {
        let from = newer.versions.first().map_or(LAST_DAY, Dated::applies_from);
        self.versions.retain(|version| version.applies_from() < from);
        self.versions.extend(newer.versions);
        self.life = newer.life;
        self
    }

    /// Ends the record with `last_day`. Versions planned for later go; a record
    /// that never came into force goes as a whole (R55).
    #[must_use]
    pub fn closed(mut self, last_day: NaiveDate) -> Option<Self> {
        if self.life.first_from > last_day {
            return None;
        }
        let first = self.versions.first().cloned();
        self.versions.retain(|version| version.applies_from() <= last_day);
        if self.versions.is_empty() {
            self.versions.extend(first);
        }
        self.life.to = Some(self.life.to.map_or(last_day, |to| to.min(last_day)));
        Some(self)
    }

    /// The rows that storage keeps: together they answer for every day there is.
    #[must_use]
    pub fn rows(&self, written: Revision) -> Vec<Version<T>> {
        let ends = self.versions.iter().skip(1).map(|next| day_before(next.applies_from()));
        let mut stands_from = OPENING_DAY;
        let mut rows = Vec::with_capacity(self.versions.len());
        for (content, stands_to) in self.versions.iter().zip(ends.chain([LAST_DAY])) {
            rows.push(Version { content: content.clone(), life: self.life, stands_from, stands_to, written });
            stands_from = stands_to.succ_opt().unwrap_or(LAST_DAY);
        }
        rows
    }
}

/// What turns the rows `old` into the timeline `new`; `None` for `new` ends the record.
#[must_use]
pub fn difference<T: Dated + Clone>(
    old: &[Version<T>],
    new: Option<&Timeline<T>>,
    revision: Revision,
) -> Difference<T> {
    let mut added = new.map(|timeline| timeline.rows(revision)).unwrap_or_default();
    let same = |a: &Version<T>, b: &Version<T>| {
        (a.stands_from, a.stands_to, a.life) == (b.stands_from, b.stands_to, b.life)
            && a.content.digest() == b.content.digest()
    };
    let mut closed = Vec::new();
    for row in old {
        match added.iter().position(|new| same(row, new)) {
            Some(kept) => drop(added.remove(kept)),
            None => closed.push(row.stands_from),
        }
    }
    Difference { closed, added }
}

fn day_before(day: NaiveDate) -> NaiveDate {
    day.checked_sub_days(Days::new(1)).unwrap_or(OPENING_DAY)
}

#[cfg(test)]
mod tests;

//! Edits of a timeline: what a change from a day on does to the versions there are.

use chrono::NaiveDate;

use super::Timeline;
use crate::model::{Editable, Lifetime};

impl<T: Editable> Timeline<T> {
    /// The version that answers for `day`.
    #[must_use]
    pub fn on(&self, day: NaiveDate) -> &T {
        let stands = self.versions.iter().rev().find(|version| version.applies_from() <= day);
        stands.unwrap_or(&self.versions[0])
    }

    /// Changes what is said from `day` on. `edit` gets a version and, for versions
    /// that were planned for later, the one that stood on `day`: what a later version
    /// says differently stays as planned. `edited` is the day of the edit itself. A record
    /// that is not in force on `day` is changed from its first day on.
    #[must_use]
    pub fn edited(mut self, day: NaiveDate, edited: NaiveDate, edit: impl Fn(&mut T, Option<&T>)) -> Self {
        let day = day.max(self.life.first_from);
        let base = self.on(day).clone();
        let mut told = base.clone();
        edit(&mut told, None);
        for later in self.versions.iter_mut().filter(|version| version.applies_from() > day) {
            edit(later, Some(&base));
        }
        if told != base {
            told.date(day, edited);
            self.versions.retain(|version| version.applies_from() != day);
            self.versions.push(told);
            self.versions.sort_by_key(T::applies_from);
        }
        self
    }

    /// Takes back the change planned for `day`; `None` when there is none, or nothing else is left.
    #[must_use]
    pub fn without(mut self, day: NaiveDate) -> Option<Self> {
        let before = self.versions.len();
        self.versions.retain(|version| version.applies_from() != day);
        (self.versions.len() < before && !self.versions.is_empty()).then_some(self)
    }

    /// Takes back the planned end.
    #[must_use]
    pub fn reopened(self) -> Self {
        Self { life: Lifetime { to: None, ..self.life }, ..self }
    }

    /// Days after `today` from which another version applies.
    pub fn planned(&self, today: NaiveDate) -> impl Iterator<Item = NaiveDate> {
        self.versions.iter().map(T::applies_from).filter(move |day| *day > today)
    }
}

//! When a unit or a number is in force.

use chrono::{NaiveDate, TimeDelta};

use super::dice::Dice;

/// What is to become of a unit, seen from the day the data stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fate {
    /// Its last valid day has passed.
    Closed,
    /// In force for as long as its parent is.
    Active,
    /// In force, with its last day announced.
    Closing,
    /// Registered, but not in force yet.
    Future,
}

/// The dates of a unit or of a location number.
///
/// `first <= from <= to` holds for every life made here, and a child's life lies within its parent's.
#[derive(Clone, Copy, Debug)]
pub(super) struct Life {
    /// The first valid day.
    pub(super) first: NaiveDate,
    /// The day from which the latest change applies.
    pub(super) from: NaiveDate,
    /// The last valid day, once it is known.
    pub(super) to: Option<NaiveDate>,
    /// The day of the latest edit.
    pub(super) updated: NaiveDate,
}

impl Life {
    /// A life from `first` on that nobody has touched since, without an end.
    pub(super) fn since(first: NaiveDate) -> Self {
        Self { first, from: first, to: None, updated: first }
    }

    /// A life of the given fate within `parent`; where the parent leaves no room for it, the nearest fate that fits.
    pub(super) fn draw(fate: Fate, parent: &Self, today: NaiveDate, dice: &mut Dice) -> Self {
        let fate = parent.nearest_fate(fate, today);
        let last = parent.to.unwrap_or(NaiveDate::MAX);
        let (first, to) = match fate {
            Fate::Closed => {
                let latest = last.min(shift(today, -1));
                let first = day_with_lean(parent.first, latest, 350, dice);
                let with_parent = parent.is_closed(today) && dice.chance(650);
                let to = if with_parent { latest } else { day_between(first, latest, dice) };
                (first, Some(to))
            }
            Fate::Active => (day_with_lean(parent.first, today.min(last), 400, dice), parent.to),
            Fate::Closing => {
                let first = day_with_lean(parent.first, today, 400, dice);
                let to = day_between(shift(today, 1), last.min(shift(today, 540)), dice);
                (first, Some(to))
            }
            Fate::Future => {
                let earliest = parent.first.max(shift(today, 1));
                let latest = last.min(shift(earliest, 300));
                (day_with_lean(earliest, latest, 300, dice), parent.to)
            }
        };
        Self::spanning(first, to, today, dice)
    }

    /// A life between two given days, with a latest change somewhere inside it.
    pub(super) fn spanning(
        first: NaiveDate,
        to: Option<NaiveDate>,
        today: NaiveDate,
        dice: &mut Dice,
    ) -> Self {
        let latest = to.unwrap_or(today).min(today);
        let from = if first >= latest || dice.chance(450) { first } else { day_between(first, latest, dice) };
        let lead = i64::from(dice.below(18)) - 14;
        let updated = match to {
            Some(to) if to < today && dice.chance(500) => to,
            _ => shift(from, lead),
        };
        Self { first, from, to, updated: updated.min(today) }
    }

    /// This life, ended on the last valid day `to`.
    pub(super) fn ended(self, to: NaiveDate) -> Self {
        Self { first: self.first.min(to), from: self.from.min(to), to: Some(to), ..self }
    }

    /// Whether the last valid day has passed.
    pub(super) fn is_closed(&self, today: NaiveDate) -> bool {
        self.to.is_some_and(|to| to < today)
    }

    /// Whether the first valid day is still to come.
    pub(super) fn is_future(&self, today: NaiveDate) -> bool {
        self.first > today
    }

    /// The last day on which something inside this life can have happened by `today`.
    pub(super) fn latest_past(&self, today: NaiveDate) -> NaiveDate {
        self.to.unwrap_or(today).min(today)
    }

    /// What a child of this life can become when `wanted` was meant for it.
    fn nearest_fate(&self, wanted: Fate, today: NaiveDate) -> Fate {
        let ends_by = |day: NaiveDate| self.to.is_some_and(|to| to <= day);
        if self.is_closed(today) {
            Fate::Closed
        } else if self.is_future(today) {
            Fate::Future
        } else {
            match wanted {
                Fate::Closed if self.first >= today => Fate::Active,
                Fate::Closing | Fate::Future if ends_by(shift(today, 1)) => Fate::Active,
                other => other,
            }
        }
    }
}

/// `day` moved by a number of days; the same day at the ends of the calendar.
pub(super) fn shift(day: NaiveDate, days: i64) -> NaiveDate {
    day.checked_add_signed(TimeDelta::days(days)).unwrap_or(day)
}

/// A day from `first` to `last`, both included; `first` when there is no choice.
pub(super) fn day_between(first: NaiveDate, last: NaiveDate, dice: &mut Dice) -> NaiveDate {
    let days = u32::try_from((last - first).num_days()).unwrap_or(0);
    shift(first, i64::from(dice.between(0, days)))
}

/// As [`day_between`], but `first` itself in `per_mille` of 1,000 cases: most units start together with their parent.
fn day_with_lean(first: NaiveDate, last: NaiveDate, per_mille: u32, dice: &mut Dice) -> NaiveDate {
    if dice.chance(per_mille) { first } else { day_between(first, last, dice) }
}

//! Versions of units as they stand on lists, and the orders of the lists that an image keeps.

use std::cmp::Ordering;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::ops::Deref;
use std::sync::Arc;

use chrono::NaiveDate;

use super::{ImageUnit, Slot};
use crate::model::{LAST_DAY, Lifetime, SorCode, State, UnitKind};

/// What lists are cut by.
#[derive(Debug, Clone, Copy)]
pub(super) struct Facts {
    /// First and last day for which the version answers.
    pub stands_from: NaiveDate,
    pub stands_to: NaiveDate,
    /// First and last day of the unit.
    pub first_from: NaiveDate,
    pub last: NaiveDate,
    pub kind: UnitKind,
    /// Its type, by the number that the image gave it.
    pub type_number: Option<TypeNumber>,
}

/// The number that an image gave to a type of units.
pub(super) type TypeNumber = std::num::NonZeroU16;

impl Facts {
    pub fn stands(&self, day: NaiveDate) -> bool {
        self.stands_from <= day && day <= self.stands_to
    }

    pub fn life(&self) -> Lifetime {
        Lifetime { first_from: self.first_from, to: (self.last != LAST_DAY).then_some(self.last) }
    }

    pub fn state(&self, day: NaiveDate) -> State {
        self.life().state(day)
    }
}

/// A version of a unit on a list, with what lists are cut by, so that what does not fit is not gone into.
#[derive(Debug, Clone)]
pub(super) struct Listed {
    pub unit: Arc<ImageUnit>,
    pub facts: Facts,
}

impl Listed {
    pub fn of(unit: &Arc<ImageUnit>) -> Self {
        Self { facts: unit.facts, unit: Arc::clone(unit) }
    }
}

/// The same, held by an image.
#[derive(Debug, Clone, Copy)]
pub(super) struct Seen<'a> {
    pub unit: &'a ImageUnit,
    pub facts: Facts,
}

impl<'a> From<&'a Listed> for Seen<'a> {
    fn from(listed: &'a Listed) -> Self {
        Self { unit: &listed.unit, facts: listed.facts }
    }
}

impl<'a> From<&'a ImageUnit> for Seen<'a> {
    fn from(unit: &'a ImageUnit) -> Self {
        Self { unit, facts: unit.facts }
    }
}

/// What versions are ordered by in the order of names: ties by the code, then by the first day of the version.
pub(super) fn order_of(unit: &ImageUnit) -> (&str, SorCode, NaiveDate) {
    (unit.sort_key(), unit.sor_code, unit.facts.stands_from)
}

/// An order of lists.
macro_rules! order {
    ($(#[$about:meta])* $name:ident, $compare:expr) => {
        $(#[$about])*
        #[derive(Debug, Clone)]
        pub(super) struct $name(pub Listed);

        impl Deref for $name {
            type Target = Listed;
            fn deref(&self) -> &Listed {
                &self.0
            }
        }

        impl Ord for $name {
            fn cmp(&self, other: &Self) -> Ordering {
                let compare: fn(&Listed, &Listed) -> Ordering = $compare;
                compare(self, other)
            }
        }

        impl PartialOrd for $name {
            fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
                Some(self.cmp(other))
            }
        }

        impl PartialEq for $name {
            fn eq(&self, other: &Self) -> bool {
                self.cmp(other) == Ordering::Equal
            }
        }

        impl Eq for $name {}
    };
}

/// Two versions in the order of their names.
pub(super) fn by_name(one: &Listed, other: &Listed) -> Ordering {
    order_of(&one.unit).cmp(&order_of(&other.unit))
}

order!(
    /// By the name for ordering.
    ByName,
    by_name
);
order!(
    /// By the type, then by the name for ordering.
    ByType,
    |one, other| {
        let types = one.facts.type_number.cmp(&other.facts.type_number);
        types.then_with(|| by_name(one, other))
    }
);

/// A unit by one of its names in their form for searching. Of the name there are a few bits, which tell nearly all
/// names apart: whoever looks one up looks at the names that it finds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Named {
    pub bits: u32,
    pub slot: Slot,
}

impl Named {
    pub fn of(unit: &ImageUnit) -> Self {
        Self { bits: Self::bits_of(unit.search_key()), slot: unit.slot }
    }

    /// What stands for a name.
    pub fn bits_of(name: &str) -> u32 {
        let mut hasher = DefaultHasher::new();
        name.hash(&mut hasher);
        u32::try_from(hasher.finish() >> 32).expect("half of the bits")
    }
}

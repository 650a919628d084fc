//! Steps from record to record: by code, up the tree, down the tree, to numbers.

use std::sync::Arc;

use chrono::NaiveDate;
use smallvec::SmallVec;
use uuid::Uuid;

use super::listed::Seen;
use super::{Image, ImageAddress, ImageMessage, ImageNumber, ImageUnit, Slot};
use crate::model::{Gln, MessageType, SorCode, State};
use crate::storage::DEEPEST;

/// A unit, then its parent, and so on up to the institution owner. Few are deeper than this, which then take an
/// allocation.
pub type ImageLineage<'a> = SmallVec<[&'a ImageUnit; 8]>;

impl Image {
    /// The unit of a code as it stands on a day.
    #[must_use]
    pub fn unit(&self, code: SorCode, day: NaiveDate) -> Option<&ImageUnit> {
        self.standing(*self.codes.get(&code.number())?, day)
    }

    /// The unit in a slot as it stands on a day.
    pub(super) fn standing(&self, slot: Slot, day: NaiveDate) -> Option<&ImageUnit> {
        match &*self.units.get(slot)?.versions {
            // The only one answers for every day.
            [only] => Some(only),
            versions => versions.iter().find(|unit| unit.facts.stands(day)).map(Arc::as_ref),
        }
    }

    /// The record above a unit.
    #[must_use]
    pub fn above(&self, unit: &ImageUnit, day: NaiveDate) -> Option<&ImageUnit> {
        self.standing(unit.parent?, day)
    }

    /// The unit and all above it. Ends at a record that is met again, so that a circle in bad data ends, too.
    #[must_use]
    pub fn lineage<'a>(&'a self, unit: &'a ImageUnit, day: NaiveDate) -> ImageLineage<'a> {
        let mut lineage = ImageLineage::new();
        let mut next = Some(unit);
        while let Some(unit) = next {
            if lineage.iter().any(|seen: &&ImageUnit| seen.slot == unit.slot) {
                break;
            }
            lineage.push(unit);
            next = self.above(unit, day);
        }
        lineage
    }

    /// The versions of units that have a parent, and stand on a day.
    pub(super) fn children(&self, parent: Slot, day: NaiveDate) -> impl Iterator<Item = Seen<'_>> {
        let below = self.units.get(parent).into_iter().flat_map(|entry| entry.children.iter());
        below.filter(move |child| child.facts.stands(day)).map(Seen::from)
    }

    /// Calls `each` with all that stands below a unit, down to so many levels.
    pub(super) fn below<'a>(
        &'a self,
        root: Slot,
        day: NaiveDate,
        depth: u32,
        each: &mut dyn FnMut(Seen<'a>),
    ) {
        if depth == 0 {
            return;
        }
        for child in self.children(root, day) {
            each(child);
            self.below(child.unit.slot, day, depth.min(DEEPEST) - 1, each);
        }
    }

    /// The slot of a code, whether or not the register has a record of it.
    pub(super) fn slot(&self, code: SorCode) -> Option<Slot> {
        self.codes.get(&code.number()).copied()
    }

    /// The location number as it stands on a day.
    #[must_use]
    pub fn location_number(&self, gln: Gln, day: NaiveDate) -> Option<&ImageNumber> {
        self.standing_number(*self.glns.get(&gln.number())?, day)
    }

    pub(super) fn standing_number(&self, slot: Slot, day: NaiveDate) -> Option<&ImageNumber> {
        match &*self.numbers.get(slot)?.versions {
            [only] => Some(only),
            versions => versions.iter().find(|number| number.stands(day)),
        }
    }

    /// The record that holds a number, as it stands on a day.
    #[must_use]
    pub fn holder(&self, number: &ImageNumber, day: NaiveDate) -> Option<&ImageUnit> {
        self.standing(number.holder?, day)
    }

    /// The numbers that a record holds on a day, in no order.
    pub(super) fn held(&self, holder: Slot, day: NaiveDate) -> impl Iterator<Item = &ImageNumber> {
        let slots = self.units.get(holder).into_iter().flat_map(|entry| entry.held.iter());
        let numbers = slots.filter_map(move |slot| self.standing_number(*slot, day));
        numbers.filter(move |number| number.holder == Some(holder))
    }

    /// The number that a record holds on a day. It may have several over time: the one in force goes first,
    /// then one to come, then the latest.
    #[must_use]
    pub fn number_held_by(&self, holder: Slot, day: NaiveDate) -> Option<&ImageNumber> {
        let rank = |number: &ImageNumber| {
            let rank = match number.state(day) {
                State::Closed => 0,
                State::Future => 1,
                State::Closing | State::Active => 2,
            };
            (rank, number.dates.life.first_from, number.gln)
        };
        self.held(holder, day).max_by_key(|number| rank(number))
    }

    /// The message types on a number on a day, in the order of the types.
    pub(super) fn messages(&self, number: Slot, day: NaiveDate) -> impl Iterator<Item = &ImageMessage> {
        let all = self.numbers.get(number).into_iter().flat_map(|entry| entry.messages.iter());
        all.filter(move |message| {
            message.valid_from <= day && message.valid_to.is_none_or(|last| last >= day)
        })
    }

    /// The message type of an entry on a number, listed or not.
    #[must_use]
    pub fn message_type(&self, message: &ImageMessage) -> &MessageType {
        &self.message_types[usize::from(message.kind)]
    }

    /// An address.
    #[must_use]
    pub fn address(&self, id: Uuid) -> Option<&ImageAddress> {
        self.addresses.get(&id).map(Arc::as_ref)
    }
}

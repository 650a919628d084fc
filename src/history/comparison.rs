//! What changed below a root between two states of the register, as pure functions.
//!
//! Both sides are given as they stand: with the values that count for a unit,
//! own or inherited. So a change high up shows on every unit that it reaches:
//! [`compare`] tells it for two points of time, [`effects`] as the preview of a change.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::model::{Contact, Direction, Gln, MessageTypeKey, NumberMessageType, SorCode};

/// What counts for one unit at one point of time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// The unit.
    pub code: SorCode,
    /// Its name.
    pub name: String,
    /// Its organisational parent.
    pub parent: Option<SorCode>,
    /// Whether it is in force.
    pub in_force: bool,
    /// Its effective postal address.
    pub postal: Option<Uuid>,
    /// Its effective visiting address.
    pub visiting: Option<Uuid>,
    /// Its effective activity address.
    pub activity: Option<Uuid>,
    /// Its effective contact data.
    pub contact: Option<Contact>,
    /// The location number that it uses.
    pub number: Option<Gln>,
    /// The unit that it names as its geographical parent, while that one is in force.
    pub geographical_parent: Option<SorCode>,
}

/// One of the two states: each unit at most once, in any order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Side {
    /// The units to compare, those that are not in force included. One that left
    /// the subtree shows as moved when it is given with its new parent, else as closed.
    pub units: Vec<Standing>,
    /// The message types in force on the units' numbers.
    pub message_types: Vec<NumberMessageType>,
}

/// What differs between two sides, all of it in the order of the codes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Comparison {
    /// Units in force on the later side only.
    pub opened: Vec<SorCode>,
    /// Units in force on the earlier side only.
    pub closed: Vec<SorCode>,
    /// Units in force on both sides, under different parents.
    pub moved: Vec<Moved>,
    /// Units in force on both sides, under different names.
    pub renamed: Vec<Renamed>,
    /// Units in force on both sides whose effective addresses differ.
    pub addresses: Vec<AddressChange>,
    /// Units whose numbers differ. One that opens gains its number, one that closes loses it.
    pub numbers: Vec<NumberChange>,
    /// Message types gained and lost, by number.
    pub message_types: Vec<MessageChange>,
}

/// A unit with another parent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Moved {
    /// The unit.
    pub code: SorCode,
    /// The earlier parent.
    pub from: Option<SorCode>,
    /// The later parent.
    pub to: Option<SorCode>,
}

/// A unit with another name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Renamed {
    /// The unit.
    pub code: SorCode,
    /// The earlier name.
    pub from: String,
    /// The later name.
    pub to: String,
}

/// A unit with another effective address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AddressChange {
    /// The unit.
    pub code: SorCode,
    /// Which of its addresses.
    pub which: AddressKind,
    /// The earlier one.
    pub from: Option<AddressValue>,
    /// The later one.
    pub to: Option<AddressValue>,
}

/// The addresses of a unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum AddressKind {
    /// Postal address (postadresse).
    Postal,
    /// Visiting address (besøgsadresse).
    Visiting,
    /// Activity address (aktivitetsadresse).
    Activity,
    /// Contact data (virtuel adresse).
    Contact,
}

/// An address, as far as a comparison goes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum AddressValue {
    /// The id of a postal, visiting or activity address.
    Physical(Uuid),
    /// Contact data.
    Virtual(Contact),
}

/// A unit with another location number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NumberChange {
    /// The unit.
    pub code: SorCode,
    /// The earlier number.
    pub from: Option<Gln>,
    /// The later number.
    pub to: Option<Gln>,
}

/// A message type that a number gained or lost.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct MessageChange {
    /// The number.
    pub gln: Gln,
    /// The message type.
    pub message_type: MessageTypeKey,
    /// Receives or sends.
    pub direction: Direction,
    /// Gained, else lost.
    pub gained: bool,
}

/// What changed from the earlier side to the later one.
#[must_use]
pub fn compare(earlier: &Side, later: &Side) -> Comparison {
    let mut comparison =
        Comparison { message_types: message_changes(earlier, later), ..Comparison::default() };
    for (code, earlier, later) in pairs(&earlier.units, &later.units) {
        let (before, after) = (earlier.filter(|unit| unit.in_force), later.filter(|unit| unit.in_force));
        match (before, after) {
            (None, None) => {}
            (None, Some(_)) => comparison.opened.push(code),
            (Some(_), None) => comparison.closed.push(code),
            (Some(before), Some(after)) => comparison.push_differences(before, after),
        }
        let (from, to) = (before.and_then(|unit| unit.number), after.and_then(|unit| unit.number));
        if from != to {
            comparison.numbers.push(NumberChange { code, from, to });
        }
    }
    comparison
}

impl Comparison {
    /// Whether both sides are the same.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    fn push_differences(&mut self, before: &Standing, after: &Standing) {
        let code = after.code;
        if before.parent != after.parent {
            self.moved.push(Moved { code, from: before.parent, to: after.parent });
        }
        if before.name != after.name {
            self.renamed.push(Renamed { code, from: before.name.clone(), to: after.name.clone() });
        }
        for which in AddressKind::ALL {
            let (from, to) = (before.address(which), after.address(which));
            if from != to {
                self.addresses.push(AddressChange { code, which, from, to });
            }
        }
    }
}

impl AddressKind {
    /// Every kind.
    pub const ALL: [Self; 4] = [Self::Postal, Self::Visiting, Self::Activity, Self::Contact];
}

impl Standing {
    /// The effective address of that kind.
    #[must_use]
    pub fn address(&self, which: AddressKind) -> Option<AddressValue> {
        match which {
            AddressKind::Postal => self.postal.map(AddressValue::Physical),
            AddressKind::Visiting => self.visiting.map(AddressValue::Physical),
            AddressKind::Activity => self.activity.map(AddressValue::Physical),
            AddressKind::Contact => self.contact.clone().map(AddressValue::Virtual),
        }
    }
}

/// The units of two lists side by side, in the order of their codes.
fn pairs<'a>(
    before: &'a [Standing],
    after: &'a [Standing],
) -> impl Iterator<Item = (SorCode, Option<&'a Standing>, Option<&'a Standing>)> {
    let mut pairs: BTreeMap<SorCode, (Option<&Standing>, Option<&Standing>)> = BTreeMap::new();
    for unit in before {
        pairs.entry(unit.code).or_default().0 = Some(unit);
    }
    for unit in after {
        pairs.entry(unit.code).or_default().1 = Some(unit);
    }
    pairs.into_iter().map(|(code, (before, after))| (code, before, after))
}

fn message_changes(earlier: &Side, later: &Side) -> Vec<MessageChange> {
    let (before, after) = (message_keys(earlier), message_keys(later));
    let lost = before.difference(&after).map(|key| (key, false));
    let gained = after.difference(&before).map(|key| (key, true));
    let mut changes: Vec<_> = lost
        .chain(gained)
        .map(|(&(gln, message_type, direction), gained)| MessageChange {
            gln,
            message_type: message_type.clone(),
            direction,
            gained,
        })
        .collect();
    changes.sort();
    changes
}

fn message_keys(side: &Side) -> BTreeSet<(Gln, &MessageTypeKey, Direction)> {
    side.message_types.iter().map(|row| (row.gln, &row.message_type, row.direction)).collect()
}

/// One value of one unit that a change makes another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Effect {
    /// The unit.
    pub code: SorCode,
    /// Which of its values.
    pub aspect: Aspect,
    /// What counts without the change.
    pub before: Option<EffectValue>,
    /// What counts with it.
    pub after: Option<EffectValue>,
}

/// The values that a unit can come by without being changed itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Aspect {
    /// Effective postal address (postadresse).
    PostalAddress,
    /// Effective visiting address (besøgsadresse).
    VisitingAddress,
    /// Effective activity address (aktivitetsadresse).
    ActivityAddress,
    /// Effective contact data (virtuel adresse).
    VirtualAddress,
    /// The location number that it uses.
    LocationNumber,
    /// The unit that it names as its geographical parent, while that one is in force.
    GeographicalParent,
    /// Whether it is in force. A unit that is not there is not in force.
    InForce,
}

/// A value of an [`Aspect`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum EffectValue {
    /// Of the four addresses.
    Address(AddressValue),
    /// Of [`Aspect::LocationNumber`].
    Number(Gln),
    /// Of [`Aspect::GeographicalParent`].
    Unit(SorCode),
    /// Of [`Aspect::InForce`], which is always given.
    InForce(bool),
}

/// What differs between the units without and with a change, in the order of
/// their codes. Dates do not matter here: a unit not in force yet or any more
/// has effects too.
#[must_use]
pub fn effects(before: &[Standing], after: &[Standing]) -> Vec<Effect> {
    let mut effects = Vec::new();
    for (code, before, after) in pairs(before, after) {
        for aspect in Aspect::ALL {
            let (before, after) = (aspect.of(before), aspect.of(after));
            if before != after {
                effects.push(Effect { code, aspect, before, after });
            }
        }
    }
    effects
}

impl Aspect {
    /// Every aspect.
    pub const ALL: [Self; 7] = [
        Self::PostalAddress,
        Self::VisitingAddress,
        Self::ActivityAddress,
        Self::VirtualAddress,
        Self::LocationNumber,
        Self::GeographicalParent,
        Self::InForce,
    ];

    fn of(self, unit: Option<&Standing>) -> Option<EffectValue> {
        let address = |which| unit.and_then(|unit| unit.address(which)).map(EffectValue::Address);
        match self {
            Self::PostalAddress => address(AddressKind::Postal),
            Self::VisitingAddress => address(AddressKind::Visiting),
            Self::ActivityAddress => address(AddressKind::Activity),
            Self::VirtualAddress => address(AddressKind::Contact),
            Self::LocationNumber => unit.and_then(|unit| unit.number).map(EffectValue::Number),
            Self::GeographicalParent => unit.and_then(|unit| unit.geographical_parent).map(EffectValue::Unit),
            Self::InForce => Some(EffectValue::InForce(unit.is_some_and(|unit| unit.in_force))),
        }
    }
}

#[cfg(test)]
#[path = "comparison_tests.rs"]
mod tests;

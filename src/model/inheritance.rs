//! What a unit inherits (R30 to R37), as pure functions over its lineage.
//!
//! A lineage is the unit itself, then its organisational parent, and so on up
//! to the institution owner.

use uuid::Uuid;

use super::{Contact, NumberState, SorCode, Unit};

/// Where an effective value comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Source {
    /// The unit has it itself.
    Own,
    /// An ancestor has it.
    Inherited,
    /// Another address of the unit stands in for it.
    Derived,
}

/// An effective value with its origin.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Effective<T> {
    /// The value.
    pub value: T,
    /// How the unit comes by it.
    pub source: Source,
    /// The record on which it stands.
    pub from: SorCode,
}

impl<T> Effective<T> {
    fn derived(self) -> Self {
        Self { source: Source::Derived, ..self }
    }
}

/// What of a record is inherited by those below it.
pub trait Inherits {
    /// How it names an address.
    type Address<'a>
    where
        Self: 'a;
    /// How it gives contact data.
    type Contact<'a>
    where
        Self: 'a;

    /// Its SOR code.
    fn sor_code(&self) -> SorCode;
    /// Where its location number comes from.
    fn number_state(&self) -> NumberState;
    /// Own postal address.
    fn postal_address(&self) -> Option<Self::Address<'_>>;
    /// Own visiting address.
    fn visiting_address(&self) -> Option<Self::Address<'_>>;
    /// Own activity address.
    fn activity_address(&self) -> Option<Self::Address<'_>>;
    /// Own contact data.
    fn contact(&self) -> Option<Self::Contact<'_>>;
}

impl Inherits for Unit {
    type Address<'a> = Uuid;
    type Contact<'a> = &'a Contact;

    fn sor_code(&self) -> SorCode {
        self.sor_code
    }

    fn number_state(&self) -> NumberState {
        self.number_state
    }

    fn postal_address(&self) -> Option<Uuid> {
        self.postal_address
    }

    fn visiting_address(&self) -> Option<Uuid> {
        self.visiting_address
    }

    fn activity_address(&self) -> Option<Uuid> {
        self.activity_address
    }

    fn contact(&self) -> Option<&Contact> {
        self.contact.as_ref()
    }
}

/// The postal address: own, else the nearest ancestor's (R30).
#[must_use]
pub fn postal_address<'a, U: Inherits>(lineage: &[&'a U]) -> Option<Effective<U::Address<'a>>> {
    nearest(lineage, U::postal_address)
}

/// The visiting address: own, else the effective postal address (R31).
#[must_use]
pub fn visiting_address<'a, U: Inherits>(lineage: &[&'a U]) -> Option<Effective<U::Address<'a>>> {
    own(lineage, U::visiting_address).or_else(|| postal_address(lineage).map(Effective::derived))
}

/// The activity address: own, else the effective visiting address (R32).
#[must_use]
pub fn activity_address<'a, U: Inherits>(lineage: &[&'a U]) -> Option<Effective<U::Address<'a>>> {
    own(lineage, U::activity_address).or_else(|| visiting_address(lineage).map(Effective::derived))
}

/// The contact data: own, else the nearest ancestor's, as a whole (R33).
#[must_use]
pub fn contact<'a, U: Inherits>(lineage: &[&'a U]) -> Option<Effective<U::Contact<'a>>> {
    nearest(lineage, U::contact)
}

/// The record whose location number the unit uses: itself, or the nearest
/// ancestor with an own one when it inherits (R34). `None` when it has none, or
/// inherits where there is nothing to inherit.
#[must_use]
pub fn number_holder<U: Inherits>(lineage: &[&U]) -> Option<Effective<()>> {
    match lineage.first()?.number_state() {
        NumberState::None => None,
        NumberState::Own | NumberState::Inherited => {
            nearest(lineage, |unit| (unit.number_state() == NumberState::Own).then_some(()))
        }
    }
}

fn own<'a, U: Inherits, T>(lineage: &[&'a U], value: impl Fn(&'a U) -> Option<T>) -> Option<Effective<T>> {
    nearest(lineage.get(..1)?, value)
}

fn nearest<'a, U: Inherits, T>(
    lineage: &[&'a U],
    value: impl Fn(&'a U) -> Option<T>,
) -> Option<Effective<T>> {
    lineage.iter().enumerate().find_map(|(steps, unit)| {
        let source = if steps == 0 { Source::Own } else { Source::Inherited };
        value(unit).map(|value| Effective { value, source, from: unit.sor_code() })
    })
}

#[cfg(test)]
#[path = "inheritance_tests.rs"]
mod tests;

//! On what a list hangs.

use super::{Image, Slot};
use crate::storage::{NumberScope, UnitScope};

/// On what a list hangs.
#[derive(Debug, Clone, Copy)]
pub enum ListOn<'a> {
    /// The whole register.
    Register,
    /// A record of the tree.
    Unit(Slot),
    /// A municipality or a region, by its code.
    Place(&'a str),
    /// A location number.
    Number(Slot),
}

impl Image {
    /// On what the list of units hangs that a key names as storage has it; `None` where the register has no such
    /// record, and the list is empty.
    pub(super) fn units_on<'a>(&self, scope: UnitScope, key: &'a str) -> Option<ListOn<'a>> {
        Some(match scope {
            UnitScope::Register => ListOn::Register,
            UnitScope::Children | UnitScope::Descendants { .. } => self.unit_on(key)?,
            UnitScope::WithinMunicipality | UnitScope::WithinRegion => ListOn::Place(key),
            UnitScope::UsingNumber => ListOn::Number(*self.glns.get(&key.parse().ok()?)?),
        })
    }

    /// The same for lists of location numbers.
    pub(super) fn numbers_on(&self, scope: NumberScope, key: &str) -> Option<ListOn<'static>> {
        match scope {
            NumberScope::Register => Some(ListOn::Register),
            NumberScope::Tree => self.unit_on(key),
        }
    }

    fn unit_on(&self, key: &str) -> Option<ListOn<'static>> {
        Some(ListOn::Unit(*self.codes.get(&key.parse().ok()?)?))
    }
}

//! Units by where they are: in a municipality or a region, below a record, on a number.

use chrono::NaiveDate;

use super::listed::Seen;
use super::place::{in_municipality, in_region};
use super::{Image, ImageAddress, Slot};
use crate::model::NumberState;
use crate::storage::{DEEPEST, PlaceKind};

impl Image {
    /// Every unit whose effective visiting address lies in a place (R31), in no order.
    pub(super) fn located(&self, kind: PlaceKind, code: &str, day: NaiveDate) -> Vec<Seen<'_>> {
        let mut found = Vec::new();
        match kind {
            PlaceKind::Municipality => self.located_in(&in_municipality(code), day, &mut found),
            PlaceKind::Region => {
                let lies_there = |region: &Option<crate::model::RegionCode>| {
                    region.as_ref().is_some_and(|region| region.as_ref() == code)
                };
                for municipality in self.municipalities(day).filter(|found| lies_there(&found.content.region))
                {
                    self.located_in(&in_municipality(municipality.content.code.as_ref()), day, &mut found);
                }
                self.located_in(&in_region(code), day, &mut found);
            }
        }
        found
    }

    /// By the place of an address, as units are found by it.
    fn located_in<'a>(&'a self, home: &str, day: NaiveDate, found: &mut Vec<Seen<'a>>) {
        let lies_here = |address: Option<&ImageAddress>| {
            address.and_then(super::place::home).is_some_and(|place| place == home)
        };
        for slot in self.lists.homes.get(home).into_iter().flat_map(|slots| slots.iter()) {
            let Some(unit) = self.standing(*slot, day) else { continue };
            let visiting = unit.visiting_address();
            let posted = lies_here(unit.postal_address());
            let visited = if visiting.is_some() { lies_here(visiting) } else { posted };
            if visited {
                found.push(unit.into());
            }
            if posted {
                self.posted_below(*slot, day, DEEPEST, found);
            }
        }
    }

    /// What inherits the postal address of a unit, and has it as its visiting address, too.
    fn posted_below<'a>(&'a self, slot: Slot, day: NaiveDate, depth: u32, found: &mut Vec<Seen<'a>>) {
        let inherits = |child: &Seen<'_>| child.unit.postal_address().is_none();
        for child in self.children(slot, day).filter(inherits) {
            if child.unit.visiting_address().is_none() {
                found.push(child);
            }
            if depth > 0 {
                self.posted_below(child.unit.slot, day, depth - 1, found);
            }
        }
    }

    /// Every unit that uses a number: its holder, and those below that inherit it (R34), in no order.
    pub(super) fn using(&self, number: Slot, day: NaiveDate) -> Vec<Seen<'_>> {
        let mut found = Vec::new();
        let number = self.standing_number(number, day);
        let holder = number.and_then(|number| number.holder);
        let (Some(number), Some(holder)) = (number, holder) else { return found };
        let own = self.standing(holder, day).filter(|unit| unit.number_state == NumberState::Own);
        let Some(unit) = own else { return found };
        // One that is not in force counts only where no other one is.
        let others = || self.held(holder, day).any(|number| number.state(day).is_in_force());
        if number.state(day).is_in_force() || !others() {
            found.push(unit.into());
            self.inheriting_below(holder, day, DEEPEST, &mut found);
        }
        found
    }

    fn inheriting_below<'a>(&'a self, slot: Slot, day: NaiveDate, depth: u32, found: &mut Vec<Seen<'a>>) {
        let passes_on = |child: &Seen<'_>| child.unit.number_state != NumberState::Own;
        for child in self.children(slot, day).filter(passes_on) {
            // One without a number passes its parent's on.
            if child.unit.number_state != NumberState::None {
                found.push(child);
            }
            if depth > 1 {
                self.inheriting_below(child.unit.slot, day, depth - 1, found);
            }
        }
    }
}

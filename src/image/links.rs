//! What changes in the lists that records stand on, when records change.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use super::listed::{ByName, Listed, Named};
use super::place::{home, place_key, stands_for};
use super::table::Table;
use super::words::WordLinks;
use super::{ImageUnit, Slot, Slots};

/// What a list of slots loses and gains.
#[derive(Default)]
pub struct Moved {
    pub lost: Vec<Slot>,
    pub gained: Vec<Slot>,
}

/// Lists of slots, by what they hang on.
pub type Links<K> = HashMap<K, Moved>;

/// Changes of a list that is a table.
type Changes<K> = Vec<(K, Option<()>)>;

/// What changes in the lists that units stand on.
#[derive(Default)]
pub struct UnitLinks {
    /// The versions below a record: the units of which all are lost, and those gained.
    pub children: BTreeMap<Slot, (Vec<Slot>, Vec<Listed>)>,
    pub lists: ListLinks,
}

/// The same for lists of the whole register.
#[derive(Default)]
pub struct ListLinks {
    /// Versions that come onto the lists, or leave them, as they came.
    pub versions: Vec<Change>,
    pub named: Changes<Named>,
    pub words: WordLinks,
    pub homes: SlotLinks,
    pub owners: SlotLinks,
}

/// A version that comes onto a list, or leaves it.
pub type Change = (ByName, Option<()>);

impl UnitLinks {
    /// Takes versions off all lists.
    pub fn take(&mut self, versions: &[Arc<ImageUnit>]) {
        let links = &mut self.lists;
        for unit in versions {
            if let Some(parent) = unit.parent {
                self.children.entry(parent).or_default().0.push(unit.slot);
            }
            links.list(unit, None);
            links.words.lose(unit);
            homes(unit).for_each(|home| links.homes.lose(&home, unit.slot));
            if let Some((kind, code)) = stands_for(unit) {
                links.owners.lose(&place_key(kind, code), unit.slot);
            }
        }
    }

    /// Puts versions on all lists. Whatever was to be taken off and is put on again stays.
    pub fn give(&mut self, versions: &[Arc<ImageUnit>]) {
        let links = &mut self.lists;
        for (version, unit) in (0..).zip(versions) {
            if let Some(parent) = unit.parent {
                self.children.entry(parent).or_default().1.push(Listed::of(unit));
            }
            links.words.gain(unit, version, links.versions.len());
            links.list(unit, Some(()));
            homes(unit).for_each(|home| links.homes.gain(&home, unit.slot));
            if let Some((kind, code)) = stands_for(unit) {
                links.owners.gain(&place_key(kind, code), unit.slot);
            }
        }
    }
}

impl ListLinks {
    fn list(&mut self, unit: &Arc<ImageUnit>, stands: Option<()>) {
        self.versions.push((ByName(Listed::of(unit)), stands));
        self.named.push((Named::of(unit), stands));
    }
}

/// What changes in lists that hang on texts.
#[derive(Default)]
pub struct ByText<M>(pub HashMap<Box<str>, M>);

impl<M: Default> ByText<M> {
    /// Changes what hangs on a text, which is kept once, not each time that it is met.
    pub fn change(&mut self, text: &str, change: impl FnOnce(&mut M)) {
        match self.0.get_mut(text) {
            Some(moved) => change(moved),
            None => change(self.0.entry(text.into()).or_default()),
        }
    }
}

/// What changes in lists of slots that hang on texts.
#[derive(Default)]
pub struct SlotLinks(ByText<Moved>);

impl SlotLinks {
    fn lose(&mut self, on: &str, slot: Slot) {
        self.0.change(on, |moved| moved.lost.push(slot));
    }

    fn gain(&mut self, on: &str, slot: Slot) {
        self.0.change(on, |moved| moved.gained.push(slot));
    }

    /// A table after them.
    pub fn apply(self, table: &Table<Box<str>, Slots>) -> Table<Box<str>, Slots> {
        let change = |(on, moved): (Box<str>, Moved)| {
            let slots = relinked(table.get(&on), moved);
            (on, Some(slots).filter(|slots| !slots.is_empty()))
        };
        table.changed(self.0.0.into_iter().map(change).collect())
    }
}

/// A list of slots after some were lost and some gained: in order, each once.
pub fn relinked(before: Option<&Slots>, Moved { mut lost, gained: mut slots }: Moved) -> Slots {
    lost.sort_unstable();
    let before = before.into_iter().flat_map(|list| list.iter()).copied();
    slots.extend(before.filter(|slot| lost.binary_search(slot).is_err()));
    slots.sort_unstable();
    slots.dedup();
    slots.into()
}

/// The places of a unit's own postal and visiting address.
fn homes(unit: &ImageUnit) -> impl Iterator<Item = String> {
    let own = [unit.postal_address(), unit.visiting_address()];
    own.into_iter().flatten().filter_map(home)
}

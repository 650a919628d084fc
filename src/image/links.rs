//! What changes in the lists that records stand on, when records change.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use super::listed::{ByName, Listed};
use super::place::{home, place_key, stands_for};
use super::table::Table;
use super::{ImageUnit, Slot, Slots, level};

/// What hangs on a key: lost and gained.
pub type Links<K> = HashMap<K, (BTreeSet<Slot>, BTreeSet<Slot>)>;

/// Changes of a list that is a table.
type Changes<K> = Vec<(K, Option<()>)>;

/// What changes in the lists that units stand on.
#[derive(Default)]
pub struct UnitLinks {
    pub children: BTreeMap<Slot, (BTreeSet<Slot>, Vec<Listed>)>,
    pub names: [Changes<ByName>; 3],
    pub words: SlotLinks,
    pub homes: SlotLinks,
    pub owners: SlotLinks,
}

impl UnitLinks {
    /// Takes versions off all lists.
    pub fn take(&mut self, versions: &[Arc<ImageUnit>]) {
        for unit in versions {
            if let Some(parent) = unit.parent {
                self.children.entry(parent).or_default().0.insert(unit.slot);
            }
            self.list(unit, None);
            words(unit).for_each(|word| self.words.lose(word, unit.slot));
            homes(unit).for_each(|home| self.homes.lose(&home, unit.slot));
            if let Some((kind, code)) = stands_for(unit) {
                self.owners.lose(&place_key(kind, code), unit.slot);
            }
        }
    }

    /// Puts versions on all lists. Whatever was to be taken off and is put on again stays.
    pub fn give(&mut self, versions: &[Arc<ImageUnit>]) {
        for unit in versions {
            if let Some(parent) = unit.parent {
                self.children.entry(parent).or_default().1.push(Listed::of(unit));
            }
            self.list(unit, Some(()));
            words(unit).for_each(|word| self.words.gain(word, unit.slot));
            homes(unit).for_each(|home| self.homes.gain(&home, unit.slot));
            if let Some((kind, code)) = stands_for(unit) {
                self.owners.gain(&place_key(kind, code), unit.slot);
            }
        }
    }

    fn list(&mut self, unit: &Arc<ImageUnit>, stands: Option<()>) {
        self.names[level(unit.kind())].push((ByName(Listed::of(unit)), stands));
    }
}

/// What changes in lists of slots that hang on texts.
#[derive(Default)]
pub struct SlotLinks(Links<Box<str>>);

impl SlotLinks {
    fn lose(&mut self, on: &str, slot: Slot) {
        self.of(on).0.insert(slot);
    }

    fn gain(&mut self, on: &str, slot: Slot) {
        self.of(on).1.insert(slot);
    }

    fn of(&mut self, on: &str) -> &mut (BTreeSet<Slot>, BTreeSet<Slot>) {
        // A key is made once, not each time that it is met.
        if !self.0.contains_key(on) {
            self.0.insert(on.into(), Default::default());
        }
        self.0.get_mut(on).expect("it was put in")
    }

    /// A table after them.
    pub fn apply(self, table: &Table<Box<str>, Slots>) -> Table<Box<str>, Slots> {
        let change = |(on, (lost, gained)): (Box<str>, _)| {
            let slots = relinked(table.get(&on), &lost, &gained);
            (on, Some(slots).filter(|slots| !slots.is_empty()))
        };
        table.changed(self.0.into_iter().map(change).collect())
    }
}

/// A list of slots after some were lost and some gained.
pub fn relinked(before: Option<&Slots>, lost: &BTreeSet<Slot>, gained: &BTreeSet<Slot>) -> Slots {
    let before = before.into_iter().flat_map(|list| list.iter()).copied();
    let kept = before.filter(|slot| !lost.contains(slot));
    let slots: BTreeSet<Slot> = kept.chain(gained.iter().copied()).collect();
    slots.into_iter().collect()
}

/// The words of a unit's name.
fn words(unit: &ImageUnit) -> impl Iterator<Item = &str> {
    unit.search_key().split(' ')
}

/// The places of a unit's own postal and visiting address.
fn homes(unit: &ImageUnit) -> impl Iterator<Item = String> {
    let own = [unit.postal_address(), unit.visiting_address()];
    own.into_iter().flatten().filter_map(home)
}

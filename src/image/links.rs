//! What changes in the lists that records stand on, when records change.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::place::{home, place_key, stands_for};
use super::table::Table;
use super::{ImageUnit, Listed, NameKey, Slot, WordKey, level};

/// What hangs on a key: lost and gained.
pub type Links<K, V> = BTreeMap<K, (BTreeSet<V>, BTreeSet<V>)>;

/// Notes that something is taken off a key.
pub fn lose<K: Ord, V: Ord>(links: &mut Links<K, V>, on: K, what: V) {
    links.entry(on).or_default().0.insert(what);
}

/// Notes that something is put on a key.
pub fn gain<K: Ord, V: Ord>(links: &mut Links<K, V>, on: K, what: V) {
    links.entry(on).or_default().1.insert(what);
}

/// What changes in the lists that units stand on.
#[derive(Default)]
pub struct UnitLinks {
    pub children: BTreeMap<Slot, (BTreeSet<Slot>, Vec<Listed>)>,
    pub names: [BTreeMap<NameKey, Option<Listed>>; 3],
    pub starts: [BTreeMap<NameKey, Option<Listed>>; 3],
    pub words: BTreeMap<WordKey, Option<Arc<ImageUnit>>>,
    pub homes: Links<Box<str>, Slot>,
    pub owners: Links<Box<str>, Slot>,
}

impl UnitLinks {
    /// Takes versions off all lists.
    pub fn take(&mut self, versions: &[Arc<ImageUnit>]) {
        for unit in versions {
            if let Some(parent) = unit.parent {
                self.children.entry(parent).or_default().0.insert(unit.slot);
            }
            let (listed, level) = (Listed::of(unit), level(unit.version.content.kind));
            self.names[level].insert(name_key(&listed, &unit.sort_key), None);
            self.starts[level].insert(name_key(&listed, &unit.search_key), None);
            self.words.extend(words(unit).map(|word| (word, None)));
            homes(unit).for_each(|home| lose(&mut self.homes, home, unit.slot));
            if let Some((kind, code)) = stands_for(unit) {
                lose(&mut self.owners, place_key(kind, code).into(), unit.slot);
            }
        }
    }

    /// Puts versions on all lists. Whatever was to be taken off and is put on again stays.
    pub fn give(&mut self, versions: &[Arc<ImageUnit>]) {
        for unit in versions {
            let (listed, level) = (Listed::of(unit), level(unit.version.content.kind));
            if let Some(parent) = unit.parent {
                self.children.entry(parent).or_default().1.push(listed.clone());
            }
            self.names[level].insert(name_key(&listed, &unit.sort_key), Some(listed.clone()));
            self.starts[level].insert(name_key(&listed, &unit.search_key), Some(listed));
            self.words.extend(words(unit).map(|word| (word, Some(Arc::clone(unit)))));
            homes(unit).for_each(|home| gain(&mut self.homes, home, unit.slot));
            if let Some((kind, code)) = stands_for(unit) {
                gain(&mut self.owners, place_key(kind, code).into(), unit.slot);
            }
        }
    }
}

/// The key of a version in a table of names.
pub fn name_key(listed: &Listed, name: &Arc<str>) -> NameKey {
    (Arc::clone(name), listed.unit.version.content.sor_code.number(), listed.stands_from)
}

/// The words of a unit's name behind the first one.
fn words(unit: &ImageUnit) -> impl Iterator<Item = WordKey> {
    let spaces = unit.search_key.bytes().enumerate().filter(|(_, byte)| *byte == b' ');
    let key = |from| WordKey {
        name: Arc::clone(&unit.search_key),
        from,
        code: unit.version.content.sor_code.number(),
        stands_from: unit.version.stands_from,
    };
    // A name has sixty characters.
    spaces.filter_map(move |(space, _)| u16::try_from(space + 1).ok().map(key))
}

/// The places of a unit's own postal and visiting address.
fn homes(unit: &ImageUnit) -> impl Iterator<Item = Box<str>> {
    let own = [unit.postal_address(), unit.visiting_address()];
    own.into_iter().flatten().filter_map(home).map(Into::into)
}

/// A table after what hangs on its keys has changed.
pub fn relinked(
    table: &Table<Box<str>, Arc<[Slot]>>,
    links: Links<Box<str>, Slot>,
) -> Table<Box<str>, Arc<[Slot]>> {
    let mut changes = BTreeMap::new();
    for (on, (lost, gained)) in links {
        let before = table.get(&on).into_iter().flat_map(|list| list.iter()).copied();
        let mut slots: BTreeSet<Slot> = before.filter(|slot| !lost.contains(slot)).collect();
        slots.extend(gained);
        changes.insert(on, (!slots.is_empty()).then(|| slots.into_iter().collect()));
    }
    table.changed(changes)
}

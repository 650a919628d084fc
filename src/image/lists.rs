//! The lists on which units stand, but for those of one record.

use super::links::{Change, ListLinks};
use super::listed::{ByName, ByType, Named, order_of};
use super::table::Table;
use super::words::{Units, Words};
use super::{Slots, level};

/// Lists of the whole register, each shared with those of an earlier state where nothing of it changed.
#[derive(Debug, Clone, Default)]
pub struct Lists {
    /// Versions of units of each level by name for ordering.
    pub names: [Table<ByName, ()>; 3],
    /// Versions of units of each level by type and name for ordering.
    pub typed: [Table<ByType, ()>; 3],
    /// Units by their whole names.
    pub named: Table<Named, ()>,
    /// Versions of units by the words of their names.
    pub words: Words,
    /// Units by the place of an address of their own.
    pub homes: Table<Box<str>, Slots>,
    /// Owners that stand for a municipality or a region on any day, by place.
    pub place_owners: Table<Box<str>, Slots>,
}

impl Lists {
    /// The lists after these changes; among `units` are those on the lists before.
    pub fn changed(&self, links: ListLinks, units: &Units) -> Self {
        let ListLinks { versions, named, words, homes, owners } = links;
        let order = in_order(&versions);
        let mut ranks = vec![0; order.len()];
        for (rank, place) in order.iter().enumerate() {
            ranks[*place] = rank;
        }
        // One after the other, what is done with let go: while a whole register is put in, this is when memory is short.
        let mut after = Self { words: words.apply(&self.words, &ranks, units), ..Self::default() };
        after.named = self.named.changed(named);
        after.homes = homes.apply(&self.homes);
        after.place_owners = owners.apply(&self.place_owners);
        let mut by_name: [Vec<Change>; 3] = Default::default();
        for place in order {
            let change = &versions[place];
            by_name[level(change.0.unit.kind())].push(change.clone());
        }
        drop(versions);
        for (level, changes) in by_name.into_iter().enumerate() {
            let by_type = |(listed, stands): &Change| (ByType(listed.0.clone()), *stands);
            let mut by_type: Vec<_> = changes.iter().map(by_type).collect();
            after.names[level] = self.names[level].changed(changes);
            // By type they only have to be dealt out.
            by_type.sort_by_key(|(listed, _)| listed.facts.type_number);
            after.typed[level] = self.typed[level].changed(by_type);
        }
        after
    }
}

/// The places of changes in the order of [`ByName`], those of the same version as they came. What they are ordered by
/// is taken out of the versions first: to go into two of them for each comparison was a tenth of making an image.
fn in_order(changes: &[Change]) -> Vec<usize> {
    let listed = changes.iter().map(|(listed, _)| &listed.unit).enumerate();
    let mut keys: Vec<_> = listed.map(|(place, unit)| (order_of(unit), place)).collect();
    keys.sort_unstable();
    keys.into_iter().map(|(_, place)| place).collect()
}

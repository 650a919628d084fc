//! Which location numbers lie under a record: held by it or by anything below it.
//!
//! A municipality has thousands of units and asks for a hundred of its numbers. So the numbers of each record
//! that has some below it stand in a list of their own, by number, whatever the day. Units and numbers seldom
//! move: only for those that have, the day is asked where they were.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use chrono::NaiveDate;
use smallvec::SmallVec;

use super::{Image, ImageNumber, Slot};
use crate::model::Gln;
use crate::storage::DEEPEST;

/// A number that lies under a record on some day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Under {
    number: Slot,
    /// Whether it does on all days: nothing between the two has ever moved.
    always: bool,
}

/// A record under which a number lies on some day.
struct Above {
    record: Slot,
    always: bool,
    /// Whether it may hold the number itself, rather than have it below.
    holds: bool,
}

impl Image {
    /// The numbers under a record on any day, in the order of the numbers.
    pub(super) fn under(&self, record: Slot) -> Cow<'_, [Under]> {
        if let Some(all) = self.numbers_under.get(&record) {
            return Cow::Borrowed(all);
        }
        // There is nothing below it that holds one.
        let held = self.units.get(record).map(|entry| &*entry.held).unwrap_or_default();
        let under = |number: &Slot| Under { number: *number, always: self.only_holder(*number).is_some() };
        let mut all: Vec<_> = held.iter().map(under).collect();
        all.sort_unstable_by_key(|under| self.gln_of(*under));
        Cow::Owned(all)
    }

    /// The number itself.
    pub(super) fn gln_of(&self, under: Under) -> Gln {
        self.numbers
            .get(under.number)
            .and_then(|entry| entry.versions.first())
            .map_or(Gln::from_stored(0), |number| number.gln)
    }

    /// The number as it stands on a day, where it lies under the record on that day.
    pub(super) fn number_under(&self, under: Under, record: Slot, day: NaiveDate) -> Option<&ImageNumber> {
        let number = self.standing_number(under.number, day)?;
        (under.always || self.lies_under(number, record, day)).then_some(number)
    }

    fn lies_under(&self, number: &ImageNumber, record: Slot, day: NaiveDate) -> bool {
        let mut at = number.holder;
        for _ in 0..=DEEPEST {
            match at {
                Some(slot) if slot == record => return true,
                Some(slot) => at = self.standing(slot, day).and_then(|unit| unit.parent),
                None => return false,
            }
        }
        false
    }

    /// Makes the lists of all records.
    pub(super) fn list_numbers_under(&mut self) {
        let mut lists: HashMap<Slot, (bool, Vec<Under>)> = HashMap::new();
        for (_, number) in self.glns.iter() {
            for Above { record, always, holds } in self.all_above(*number) {
                let (below, list) = lists.entry(record).or_default();
                *below |= !holds;
                list.push(Under { number: *number, always });
            }
        }
        let kept = lists.into_iter().filter(|(_, (below, _))| *below);
        let kept = kept.map(|(record, (_, list))| (record, Some(Arc::from(list))));
        self.numbers_under = self.numbers_under.changed(kept.collect());
    }

    /// Moves the lists on from those of an earlier image, after units and numbers have changed.
    pub(super) fn move_numbers_under(&mut self, before: &Self, units: &[i64], numbers: &[i64]) {
        let moved = units.iter().filter_map(|code| self.codes.get(code).copied());
        let moved = moved.filter(|unit| before.parents(*unit) != self.parents(*unit));
        let changed = numbers.iter().filter_map(|gln| self.glns.get(gln).copied());
        let affected: BTreeSet<Slot> = moved
            .flat_map(|unit| before.under(unit).iter().map(|under| under.number).collect::<Vec<_>>())
            .chain(changed)
            .collect();
        let mut lists: BTreeMap<Slot, (bool, Vec<Under>)> = BTreeMap::new();
        for number in &affected {
            for Above { record, .. } in before.all_above(*number) {
                lists.entry(record).or_default();
            }
            for Above { record, always, holds } in self.all_above(*number) {
                let (below, list) = lists.entry(record).or_default();
                *below |= !holds;
                list.push(Under { number: *number, always });
            }
        }
        let mut moved_on = Vec::new();
        for (record, (below, gained)) in lists {
            if !below && self.numbers_under.get(&record).is_none() {
                continue;
            }
            let old = before.under(record);
            let kept = old.iter().filter(|under| !affected.contains(&under.number)).copied();
            let mut list: Vec<_> = kept.chain(gained).collect();
            list.sort_unstable_by_key(|under| self.gln_of(*under));
            moved_on.push((record, Some(Arc::from(list)).filter(|list: &Arc<[Under]>| !list.is_empty())));
        }
        self.numbers_under = self.numbers_under.changed(moved_on);
    }

    /// The records under which a number lies on some day.
    fn all_above(&self, number: Slot) -> Vec<Above> {
        let mut found: Vec<Above> = Vec::new();
        // What never moved first: of several ways up, this one counts.
        let mut always = self.only_holder(number);
        while let Some(record) = always.filter(|_| found.len() <= DEEPEST as usize) {
            // A circle in bad data ends, too.
            if found.iter().any(|seen| seen.record == record) {
                return found;
            }
            found.push(Above { record, always: true, holds: found.is_empty() });
            let parents = self.parents(record);
            match &*parents {
                [] | [None] => return found,
                [only] => always = *only,
                _ => break,
            }
        }
        let versions = self.numbers.get(number).map(|entry| &*entry.versions).unwrap_or_default();
        let mut level: Vec<Slot> = versions.iter().filter_map(|number| number.holder).collect();
        // Units that stand below each other on different days make a circle, which must end.
        let mut walked = HashSet::new();
        for step in 0..=DEEPEST {
            level.retain(|record| walked.insert(*record));
            for record in &level {
                if found.iter().all(|seen| seen.record != *record) {
                    found.push(Above { record: *record, always: false, holds: step == 0 });
                }
            }
            level = level.iter().flat_map(|record| self.parents(*record)).flatten().collect();
        }
        found
    }

    /// The record that holds a number on all days; none where that changes.
    fn only_holder(&self, number: Slot) -> Option<Slot> {
        let versions = &self.numbers.get(number)?.versions;
        let first = versions.first()?.holder?;
        versions.iter().all(|number| number.holder == Some(first)).then_some(first)
    }

    /// The records above one on any day, each once; `None` for days without one.
    fn parents(&self, record: Slot) -> SmallVec<[Option<Slot>; 2]> {
        let versions = self.units.get(record).map(|entry| &*entry.versions).unwrap_or_default();
        let mut parents: SmallVec<_> = versions.iter().map(|unit| unit.parent).collect();
        parents.sort_unstable();
        parents.dedup();
        parents
    }
}

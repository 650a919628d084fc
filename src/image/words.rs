//! The words of names: which versions of units have each of them, in the order of the names.

use std::cmp::Ordering;
use std::sync::Arc;

use chrono::NaiveDate;

use super::links::ByText;
use super::listed::order_of;
use super::paged::Paged;
use super::table::Table;
use super::{Image, ImageUnit, Slot, UnitEntry};

/// A version whose name has a word: the unit, and the place of the version there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Worded {
    pub slot: Slot,
    pub version: u32,
}

/// Versions by the words of their names, in their form for searching.
pub type Words = Table<Box<str>, Arc<[Worded]>>;

/// Units by slot.
pub type Units = Paged<UnitEntry>;

/// What changes on the lists of words.
#[derive(Default)]
pub struct WordLinks(ByText<WordMoved>);

/// What the list of a word loses and gains.
#[derive(Default)]
struct WordMoved {
    /// Units of which no version stays.
    lost: Vec<Slot>,
    /// Versions, each with its place among all that came.
    gained: Vec<(usize, Worded)>,
}

impl WordLinks {
    pub fn lose(&mut self, unit: &ImageUnit) {
        for word in unit.search_key().split(' ') {
            self.0.change(word, |moved| moved.lost.push(unit.slot));
        }
    }

    /// Adds a version that came as the one of that place.
    pub fn gain(&mut self, unit: &ImageUnit, version: u32, place: usize) {
        let worded = Worded { slot: unit.slot, version };
        for word in unit.search_key().split(' ') {
            self.0.change(word, |moved| moved.gained.push((place, worded)));
        }
    }

    /// The lists after them. `ranks` are those of all that came, by place; among `units` are those on the lists before.
    pub fn apply(self, words: &Words, ranks: &[usize], units: &Units) -> Words {
        let change = |(word, moved): (Box<str>, WordMoved)| {
            let list = moved.after(words.get(&word).map(|list| &**list).unwrap_or_default(), ranks, units);
            (word, Some(list).filter(|list| !list.is_empty()))
        };
        words.changed(self.0.0.into_iter().map(change).collect())
    }
}

impl WordMoved {
    fn after(mut self, before: &[Worded], ranks: &[usize], units: &Units) -> Arc<[Worded]> {
        self.lost.sort_unstable();
        self.gained.sort_unstable_by_key(|(place, _)| ranks[*place]);
        // A name may have a word twice.
        self.gained.dedup_by_key(|(place, _)| *place);
        let kept = before.iter().filter(|worded| self.lost.binary_search(&worded.slot).is_err());
        let kept: Vec<_> = kept.copied().collect();
        let mut list = Vec::with_capacity(kept.len() + self.gained.len());
        let mut rest = kept.as_slice();
        for (_, gained) in self.gained {
            // Only the place of what comes is looked for: to go into all that stay would take long.
            let (less, behind) =
                rest.split_at(rest.partition_point(|worded| is_before(*worded, gained, units)));
            list.extend_from_slice(less);
            list.push(gained);
            rest = behind;
        }
        list.extend_from_slice(rest);
        list.into()
    }
}

fn is_before(one: Worded, other: Worded, units: &Units) -> bool {
    let order = |worded| version(worded, units).map(order_of);
    order(one) < order(other)
}

fn version(worded: Worded, units: &Units) -> Option<&ImageUnit> {
    let version = units.get(worded.slot)?.versions.get(worded.version as usize)?;
    Some(version)
}

impl Image {
    /// Of these words the one that begins the fewest words of names, as it leaves the fewest to be looked at.
    pub(super) fn rarest<'w>(&self, words: &'w str) -> &'w str {
        let names = |word: &&str| self.lists_of(word).map(|list| list.len()).sum::<usize>();
        words.split(' ').min_by_key(names).unwrap_or_default()
    }

    fn lists_of(&self, word: &str) -> impl Iterator<Item = &Arc<[Worded]>> {
        let begin = |other: &str| if other.starts_with(word) { Ordering::Equal } else { other.cmp(word) };
        self.lists.words.equal(|other| begin(other)).map(|(_, list)| list)
    }

    /// For each word that begins so the versions that have it and stand on a day, by name, from behind a name and a
    /// code on.
    pub(super) fn with_word<'a>(
        &'a self,
        word: &str,
        day: NaiveDate,
        start: Option<(&'a str, i64)>,
    ) -> impl Iterator<Item = impl Iterator<Item = &'a ImageUnit>> {
        self.lists_of(word).map(move |list| {
            let is_read = |worded: &Worded| {
                let unit = version(*worded, &self.units);
                start.is_some_and(|start| {
                    unit.is_some_and(|unit| (unit.sort_key(), unit.sor_code.number()) <= start)
                })
            };
            let found = list[list.partition_point(is_read)..].iter();
            found
                .filter_map(|worded| version(*worded, &self.units))
                .filter(move |unit| unit.facts.stands(day))
        })
    }

    /// Versions that have a word that is looked for so, and stand on a day.
    pub(super) fn with_words_like(
        &self,
        day: NaiveDate,
        fits: impl Fn(&str) -> bool,
    ) -> impl Iterator<Item = &ImageUnit> {
        let lists =
            self.lists.words.iter().filter(move |(word, _)| fits(word)).flat_map(|(_, list)| list.iter());
        lists.filter_map(|worded| version(*worded, &self.units)).filter(move |unit| unit.facts.stands(day))
    }
}

//! Search: units whose names have every word of a text, each as the beginning of a word.

use std::cmp::Ordering;
use std::collections::HashSet;
use std::sync::Arc;

use chrono::NaiveDate;

use super::unit_fits::Fits;
use super::{Image, ImageUnit, Listed, NameKey, WordKey};

/// How well names fit, from the best on. Each is looked for only when those before it do not fill a page.
const RANKS: [std::ops::RangeInclusive<i32>; 3] = [0..=1, 2..=2, 3..=3];

impl Image {
    /// Units that fit, at least so many of those that fit best, where there are so many; in no order.
    pub(super) fn searched<'a>(
        &'a self,
        day: NaiveDate,
        words: &str,
        fits: &Fits<'_>,
        most: usize,
        beyond: impl Fn(&'a Arc<ImageUnit>) -> bool,
    ) -> Vec<&'a Arc<ImageUnit>> {
        let first = words.split(' ').next().unwrap_or_default();
        let mut found = Vec::new();
        for ranks in RANKS {
            let mut take = |unit: &'a Arc<ImageUnit>| {
                if !ranks.contains(&rank(&unit.search_key, words)) {
                    fits.look();
                } else if fits.fits(&Listed::of(unit)) && beyond(unit) {
                    found.push(unit);
                }
            };
            match ranks.start() {
                0 => self.starting_with(words, day, fits).for_each(&mut take),
                2 => self.starting_with(first, day, fits).for_each(&mut take),
                _ => {
                    // The longest word leaves the fewest.
                    let word = words.split(' ').max_by_key(|word| word.len()).unwrap_or_default();
                    let mut seen = HashSet::new();
                    let all = self.starting_with(word, day, fits).chain(self.with_word(word, day));
                    all.filter(|unit| seen.insert(unit.slot)).for_each(&mut take);
                }
            }
            if found.len() >= most {
                break;
            }
        }
        found
    }

    /// Units of the filter's levels whose names start with a text, as they stand on a day.
    fn starting_with(
        &self,
        text: &str,
        day: NaiveDate,
        fits: &Fits<'_>,
    ) -> impl Iterator<Item = &Arc<ImageUnit>> {
        let levels: Vec<_> = fits.levels().collect();
        let names = levels.into_iter().flat_map(move |level| self.starts[level].equal(begins_with(text)));
        names.filter(move |(_, listed)| listed.stands(day)).map(|(_, listed)| &listed.unit)
    }

    /// Units that have a word behind the first one that begins so, as they stand on a day.
    fn with_word(&self, word: &str, day: NaiveDate) -> impl Iterator<Item = &Arc<ImageUnit>> {
        let words = self.words.equal(|key: &WordKey| begins(key.text(), word));
        words.map(|(_, unit)| unit).filter(move |unit| unit.stands(day))
    }
}

/// Where a name stands beside those that begin with a text.
fn begins(name: &str, text: &str) -> Ordering {
    if name.starts_with(text) { Ordering::Equal } else { name.cmp(text) }
}

/// The same for the keys of a table.
pub fn begins_with(text: &str) -> impl Fn(&NameKey) -> Ordering {
    move |key| begins(&key.0, text)
}

/// How well a name fits the words: the same, starts with all of them, starts with the first of them, has them.
pub fn rank(name: &str, words: &str) -> i32 {
    let first = words.split(' ').next().unwrap_or_default();
    match name.strip_prefix(words) {
        Some("") => 0,
        Some(_) => 1,
        None if name.starts_with(first) => 2,
        None => 3,
    }
}

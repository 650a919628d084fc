//! Search: units whose names have every word of a text, each as the beginning of a word.

use std::cell::LazyCell;
use std::collections::HashSet;

use chrono::NaiveDate;

use super::listed::Named;
use super::unit_fits::Fits;
use super::{Image, ImageUnit};

/// How well names fit that have the words but for one letter. They are looked for only where no others fit.
const MISSPELT: i32 = 4;
/// The fewest letters of a word that is taken for misspelt: a shorter one is near to too many others.
const MISSPELT_LETTERS: usize = 4;

/// What is searched for.
pub(super) struct Search<'f, 'a> {
    pub day: NaiveDate,
    /// In search form.
    pub words: &'a str,
    pub fits: &'f Fits<'a>,
    /// Units that are enough: those that fit best are found at least.
    pub most: usize,
    /// The rank, name and code behind which the page begins.
    pub start: Option<(i32, &'a str, i64)>,
}

impl Image {
    /// Units that fit, in no order, each with how well it fits. Those that fit worse are looked for only when those
    /// that fit better do not fill the page.
    pub(super) fn searched<'a>(&'a self, search: &Search<'_, 'a>) -> Vec<(&'a ImageUnit, i32)> {
        let Search { day, words, fits, most, start } = *search;
        let first_word = words.split(' ').next().unwrap_or_default();
        let rarest = LazyCell::new(|| self.rarest(words));
        // Behind one that fits worse stands none that fits better. A cursor may have been made up.
        let from = start.map_or(0, |(rank, ..)| rank.max(0));
        let mut found: Vec<(&ImageUnit, i32)> = Vec::new();
        for rank in from..MISSPELT {
            let start = start.filter(|(of, ..)| *of == rank).map(|(_, name, code)| (name, code));
            let beyond = |unit: &ImageUnit| {
                start.is_none_or(|start| (unit.sort_key(), unit.sor_code.number()) > start)
            };
            let fitting = |unit: &ImageUnit| {
                if ranked(unit.search_key(), words) == rank {
                    return fits.fits(unit.into()) && beyond(unit);
                }
                fits.look();
                false
            };
            let mut runs = |text: &'a str| {
                for run in self.runs(fits, day, Some(text), true, start) {
                    let units = run.map(|seen| seen.unit).filter(|unit| fitting(unit));
                    found.extend(units.take(most).map(|unit| (unit, rank)));
                }
            };
            match rank {
                0 => {
                    let named = self.with_name(words, day).filter(|unit| fitting(unit));
                    found.extend(named.map(|unit| (unit, rank)));
                }
                1 => runs(words),
                2 if words == first_word => {}
                2 if *rarest == first_word => runs(first_word),
                _ => {
                    // A name may have several words that begin so.
                    let mut seen = HashSet::new();
                    for list in self.with_word(&rarest, day, start) {
                        let units = list.filter(|unit| fitting(unit) && seen.insert(unit.slot));
                        found.extend(units.take(most).map(|unit| (unit, rank)));
                    }
                }
            }
            if found.len() >= most {
                return found;
            }
        }
        if found.is_empty() && start.is_none_or(|(rank, ..)| rank == MISSPELT) {
            let beyond = |unit: &&ImageUnit| {
                start.is_none_or(|(_, name, code)| (unit.sort_key(), unit.sor_code.number()) > (name, code))
            };
            let near = self.misspelt(day, words, fits).into_iter();
            found.extend(near.filter(beyond).map(|unit| (unit, MISSPELT)));
        }
        found
    }

    /// Units that may have a name on a day, as they stand then.
    fn with_name(&self, name: &str, day: NaiveDate) -> impl Iterator<Item = &ImageUnit> {
        let bits = Named::bits_of(name);
        let named = self.lists.named.equal(move |named| named.bits.cmp(&bits));
        named.filter_map(move |(named, ())| self.standing(named.slot, day))
    }

    /// Units that have every word but for one letter of one of them.
    fn misspelt<'a>(&'a self, day: NaiveDate, words: &str, fits: &Fits<'a>) -> Vec<&'a ImageUnit> {
        let all: Vec<&str> = words.split(' ').collect();
        let mut found = Vec::new();
        let mut seen = HashSet::new();
        for (place, word) in all.iter().enumerate() {
            if word.chars().count() < MISSPELT_LETTERS {
                continue;
            }
            let others =
                || all.iter().enumerate().filter(|(other, _)| *other != place).map(|(_, word)| *word);
            let meant = |name: &str| {
                let words = || name.split(' ');
                words().any(|other| is_near(other, word))
                    && others().all(|other| words().any(|word| word.starts_with(other)))
            };
            for unit in self.with_words_like(day, |other| is_near(other, word)) {
                let new = seen.insert((unit.slot, place));
                if new && meant(unit.search_key()) && fits.fits_but_words(unit.into()) {
                    found.push(unit);
                }
            }
        }
        found.sort_unstable_by_key(|unit| unit.slot);
        found.dedup_by_key(|unit| unit.slot);
        found
    }
}

/// Whether a word begins as another would with one letter of it changed, left out, put in, or changed places with the
/// next one.
fn is_near(word: &str, meant: &str) -> bool {
    let same = word.chars().zip(meant.chars()).take_while(|(one, other)| one == other);
    let same: usize = same.map(|(letter, _)| letter.len_utf8()).sum();
    let (word, meant) = (&word[same..], &meant[same..]);
    let mut behind_meant = meant.chars();
    let Some(first) = behind_meant.next() else { return true };
    let behind_meant = behind_meant.as_str();
    if word.starts_with(behind_meant) {
        return true;
    }
    let mut behind_word = word.chars();
    let Some(other) = behind_word.next() else { return false };
    let behind_word = behind_word.as_str();
    if behind_word.starts_with(behind_meant) || behind_word.starts_with(meant) {
        return true;
    }
    let swapped = behind_word.strip_prefix(first).zip(behind_meant.strip_prefix(other));
    swapped.is_some_and(|(word, meant)| word.starts_with(meant))
}

/// How well a name that a search found fits the words.
pub fn found_as(name: &str, words: &str) -> i32 {
    let has = |word: &str| name.split(' ').any(|other| other.starts_with(word));
    if words.split(' ').all(has) { ranked(name, words) } else { MISSPELT }
}

/// How well a name that has the words fits them: the same, starts with all of them, starts with the first of them, has them.
fn ranked(name: &str, words: &str) -> i32 {
    let first = words.split(' ').next().unwrap_or_default();
    match name.strip_prefix(words) {
        Some("") => 0,
        Some(_) => 1,
        None if name.starts_with(first) => 2,
        None => 3,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_letter_may_be_wrong() {
        for meant in
            ["sygehus", "sygehuz", "sygeus", "syegehus", "syghus", "xsygehus", "ygehus", "sygehsu", "syge"]
        {
            assert!(is_near("sygehuset", meant), "{meant}");
        }
        for meant in ["sgyehsu", "sygxxus", "ehus", "sygehusets", "laege"] {
            assert!(!is_near("sygehus", meant), "{meant}");
        }
    }

    #[test]
    fn letters_of_several_bytes_are_letters() {
        assert!(is_near("\u{3b1}\u{3b2}\u{3b3}\u{3b4}", "\u{3b1}\u{3b3}\u{3b2}\u{3b4}"));
        assert!(is_near("\u{3b1}\u{3b2}", "\u{3b1}\u{3c9}"));
        assert!(!is_near("\u{3b1}\u{3b2}\u{3b3}", "\u{3b1}\u{3c9}\u{3c9}"));
    }
}

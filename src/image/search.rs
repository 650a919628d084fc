//! Search: units whose names have every word of a text, each as the beginning of a word.

use std::cmp::Ordering;
use std::collections::HashSet;

use chrono::NaiveDate;

use super::listed::{ByType, ByWords, Listed, Seen};
use super::unit::TypeNumber;
use super::unit_fits::Fits;
use super::{Image, ImageUnit};

/// How well names fit, from the best on. Each is looked for only when those before it do not fill a page.
const RANKS: [std::ops::RangeInclusive<i32>; 3] = [0..=1, 2..=2, 3..=3];
/// How well names fit that have the words but for one letter. They are looked for only where no others fit.
const MISSPELT: i32 = 4;
/// The fewest letters of a word that is taken for misspelt: a shorter one is near to too many others.
const MISSPELT_LETTERS: usize = 4;

impl Image {
    /// Units that fit, at least so many of those that fit best, where there are so many; in no order, each with how
    /// well it fits.
    pub(super) fn searched<'a>(
        &'a self,
        day: NaiveDate,
        words: &'a str,
        fits: &Fits<'a>,
        most: usize,
        beyond: impl Fn(&'a ImageUnit, i32) -> bool,
    ) -> Vec<(&'a ImageUnit, i32)> {
        let first = words.split(' ').next().unwrap_or_default();
        let mut found = Vec::new();
        let mut any = false;
        for ranks in RANKS {
            let mut take = |seen: Seen<'a>| {
                let rank = rank(seen.unit.search_key(), words);
                if !ranks.contains(&rank) {
                    fits.look();
                } else if fits.fits(seen) {
                    any = true;
                    if beyond(seen.unit, rank) {
                        found.push((seen.unit, rank));
                    }
                }
            };
            match ranks.start() {
                0 => self.starting_with(words, day, fits).for_each(&mut take),
                2 => self.starting_with(first, day, fits).for_each(&mut take),
                _ => {
                    // The longest word leaves the fewest.
                    let word = words.split(' ').max_by_key(|word| word.len()).unwrap_or_default();
                    let mut seen = HashSet::new();
                    let all = self.with_word(word, day);
                    all.filter(|unit| seen.insert(unit.slot)).for_each(|unit| take(unit.into()));
                }
            }
            if found.len() >= most {
                return found;
            }
        }
        if !any {
            let near = self.misspelt(day, words, fits);
            found.extend(near.into_iter().filter(|unit| beyond(unit, MISSPELT)).map(|unit| (unit, MISSPELT)));
        }
        found
    }

    /// Units of the filter's levels whose names start with a text, as they stand on a day.
    pub(super) fn starting_with<'a>(
        &'a self,
        text: &'a str,
        day: NaiveDate,
        fits: &Fits<'_>,
    ) -> Box<dyn Iterator<Item = Seen<'a>> + 'a> {
        let mut found: Vec<Box<dyn Iterator<Item = &'a Listed>>> = Vec::new();
        for level in fits.levels() {
            match fits.types() {
                Some(types) => {
                    let of_type = |number: &TypeNumber| {
                        let place = begins_in_type(*number, text);
                        self.typed[level].equal(place).map(|(listed, ())| &listed.0)
                    };
                    types.iter().for_each(|number| found.push(Box::new(of_type(number))));
                }
                None => {
                    let place = |listed: &ByWords| begins(listed.unit.search_key(), text);
                    found.push(Box::new(self.starts[level].equal(place).map(|(listed, ())| &listed.0)));
                }
            }
        }
        let found = found.into_iter().flatten().filter(move |listed| listed.facts.stands(day));
        Box::new(found.map(Seen::from))
    }

    /// Units that have a word that begins so, as they stand on a day; one that has several of them several times.
    fn with_word(&self, word: &str, day: NaiveDate) -> impl Iterator<Item = &ImageUnit> {
        let words = self.words.equal(|other: &Box<str>| begins(other, word));
        words.flat_map(|(_, slots)| slots.iter()).filter_map(move |slot| self.standing(*slot, day))
    }

    /// Units that have every word but for one letter of one of them.
    fn misspelt(&self, day: NaiveDate, words: &str, fits: &Fits<'_>) -> Vec<&ImageUnit> {
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
            for (_, slots) in self.words.iter().filter(|(other, _)| is_near(other, word)) {
                let units = slots.iter().filter_map(|slot| self.standing(*slot, day));
                for unit in units.filter(|unit| seen.insert((unit.slot, place))) {
                    if meant(unit.search_key()) && fits.fits_but_words(unit.into()) {
                        found.push(unit);
                    }
                }
            }
        }
        found.sort_unstable_by_key(|unit| unit.slot);
        found.dedup_by_key(|unit| unit.slot);
        found
    }
}

/// Where a text stands beside those that begin with another.
fn begins(text: &str, beginning: &str) -> Ordering {
    if text.starts_with(beginning) { Ordering::Equal } else { text.cmp(beginning) }
}

/// The same for names within a type.
fn begins_in_type(number: TypeNumber, text: &str) -> impl Fn(&ByType) -> Ordering {
    move |listed| {
        let types = listed.facts.type_number.cmp(&Some(number));
        types.then_with(|| begins(listed.unit.search_key(), text))
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
    if words.split(' ').all(has) { rank(name, words) } else { MISSPELT }
}

/// How well a name that has the words fits them: the same, starts with all of them, starts with the first of them, has them.
fn rank(name: &str, words: &str) -> i32 {
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

//! Where names that begin with a text stand in the order of names.
//!
//! A text is given in its form for searching, names stand by theirs for ordering, and the two differ: `ae` may be two
//! letters of a name or an `æ`, which stands behind `z`; what is no letter is a space of the one and itself in the
//! other. So the names that begin so stand in several stretches. They are told by the first word of the text, and hold
//! every name that begins so, but others, too: each has to be looked at.

use std::cmp::Ordering;

/// Names that stand side by side.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Stretch {
    /// All names.
    All,
    /// Those that begin so in their form for ordering.
    Begin(String),
    /// From here on, and before there.
    Between(&'static str, Option<&'static str>),
}

/// Two letters of a text that are one of a name, in the form for ordering: `æ ø å` are written `{ | }`.
const PAIRS: [(&str, char); 4] = [("ae", '{'), ("oe", '|'), ("aa", '}'), ("ss", 'ß')];
/// Most such letters that are tried both ways; behind them names are only looked at.
const MOST_PAIRS: usize = 5;

/// Where names begin that have no letter or digit in front, about: what is there is looked at one by one.
const ODD: [(&str, Option<&str>); 3] = [("", Some("0")), (":", Some("a")), ("~", None)];
/// Where those with `æ ø å` in front begin, and those with a brace.
const BRACES: (&str, Option<&str>) = ("{", Some("~"));

impl Stretch {
    /// Where a name stands beside the stretch.
    pub fn place(&self, name: &str) -> Ordering {
        match self {
            Self::Begin(text) if name.starts_with(text.as_str()) => Ordering::Equal,
            Self::Begin(text) => name.cmp(text),
            Self::Between(from, _) if name < *from => Ordering::Less,
            Self::Between(_, Some(to)) if name >= *to => Ordering::Greater,
            Self::All | Self::Between(..) => Ordering::Equal,
        }
    }

    /// The stretches in which all names stand that begin with a text, in the order of names. `braces` tells that
    /// some name has a brace in it, which looks like a letter.
    pub fn of(text: &str, braces: bool) -> Vec<Self> {
        let word = text.split(' ').next().unwrap_or_default();
        let mut spellings = Vec::new();
        spell(String::new(), with_few_pairs(word), &mut spellings);
        let odd = ODD.iter().chain(braces.then_some(&BRACES));
        let apart: Vec<_> = odd.map(|(from, to)| Self::Between(from, *to)).collect();
        // What stands in a stretch that is looked at as a whole is found there.
        let begin =
            spellings.into_iter().filter(|text| apart.iter().all(|odd| odd.place(text) != Ordering::Equal));
        let mut all: Vec<_> = begin.map(Self::Begin).chain(apart.iter().cloned()).collect();
        all.sort_by(|one, other| one.start().cmp(other.start()));
        all
    }

    fn start(&self) -> &str {
        match self {
            Self::All => "",
            Self::Begin(text) => text,
            Self::Between(from, _) => from,
        }
    }
}

/// The beginning of a word that has no more pairs than are tried.
fn with_few_pairs(word: &str) -> &str {
    let is_pair = |place: &usize| PAIRS.iter().any(|(pair, _)| word[*place..].starts_with(pair));
    let mut pairs = word.char_indices().map(|(place, _)| place).filter(is_pair);
    pairs.nth(MOST_PAIRS).map_or(word, |place| &word[..place])
}

/// Every way in which a name may write what begins with `rest`.
fn spell(written: String, rest: &str, all: &mut Vec<String>) {
    let mut letters = rest.chars();
    let Some(first) = letters.next() else {
        all.push(written);
        return;
    };
    for (pair, letter) in PAIRS {
        if let Some(behind) = rest.strip_prefix(pair) {
            spell(format!("{written}{letter}"), behind, all);
        } else if pair.starts_with(rest) {
            // The text ends within it.
            all.push(format!("{written}{letter}"));
        }
    }
    spell(format!("{written}{first}"), letters.as_str(), all);
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::model::{search_key, sort_key};

    proptest! {
        #[test]
        fn every_name_that_begins_so_stands_in_one_stretch_and_they_are_in_order(
            name in "[aeosAÆøÅäß{}\u{e9}0 .~»-]{0,9}",
            length in 1_usize..8,
        ) {
            let key = search_key(&name);
            let text: String = key.chars().take(length).collect();
            let text = text.trim_end();
            prop_assume!(!text.is_empty());
            let braces = name.contains(['{', '|', '}']);
            let stretches = Stretch::of(text, braces);
            let sort_key = sort_key(&name);
            let holding = stretches.iter().filter(|stretch| stretch.place(&sort_key) == Ordering::Equal);
            prop_assert_eq!(holding.count(), 1, "{:?} in {:?}", sort_key, stretches);
            for (place, stretch) in stretches.iter().enumerate() {
                let before = stretch.place(&sort_key) == Ordering::Less;
                let found = stretches.iter().position(|other| other.place(&sort_key) == Ordering::Equal);
                prop_assert_eq!(before, found.is_some_and(|found| found < place));
            }
        }
    }

    #[test]
    fn a_text_is_spelled_in_every_way() {
        let begin = |text: &str| {
            let found = Stretch::of(text, false).into_iter();
            let texts = found.filter_map(|stretch| match stretch {
                Stretch::Begin(text) => Some(text),
                Stretch::All | Stretch::Between(..) => None,
            });
            texts.collect::<Vec<_>>()
        };
        assert_eq!(begin("laegehu"), ["laegehu", "l{gehu"]);
        assert_eq!(begin("a"), ["a", "{", "}"]);
        assert_eq!(begin("hus"), ["hus", "huß"]);
        assert_eq!(begin("apotek koe"), ["apotek"]);
        assert!(begin(&"a".repeat(60)).len() < 40);
    }
}

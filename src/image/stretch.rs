//! Where names that begin with a text stand in the order of names.
//!
//! A text is given in its form for searching, names stand by theirs for ordering, and the two differ: `ae` may be two
//! letters of a name or an `æ`, which stands behind `z`; what is no letter is a space of the one and itself in the
//! other. So the names that begin so stand in several stretches. They are told by the first words of the text, and hold
//! every name that begins so, but others, too: each has to be looked at.

use std::cmp::Ordering;

/// Names that stand side by side: they begin with a text, and what follows it stands from here on, and before there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stretch {
    begin: String,
    from: &'static str,
    to: Option<&'static str>,
}

/// What may follow a text: from here on, and before there.
type Follows = (&'static str, Option<&'static str>);

/// Two letters of a text that are one of a name, in the form for ordering: `æ ø å` are written `{ | }`.
const PAIRS: [(&str, char); 4] = [("ae", '{'), ("oe", '|'), ("aa", '}'), ("ss", 'ß')];
/// Most such letters that are tried both ways; behind them names are only looked at.
const MOST_PAIRS: usize = 4;
/// Most words by which stretches are told, and most ways of writing them behind which no further word is taken.
const MOST_WORDS: usize = 3;
const MOST_WAYS: usize = 4;
/// Letters of a text by which stretches are told: names are hardly longer, whatever they are looked for by.
const MOST_LETTERS: usize = 64;

/// What has no letter or digit in front, about.
const ODD: [Follows; 3] = [("", Some("0")), (":", Some("a")), ("~", None)];
/// What may part two words, a single space apart.
const PARTING: [Follows; 4] = [("", Some(" ")), ("!", Some("0")), (":", Some("a")), ("~", None)];
/// What has `æ ø å` in front, and what has a brace.
const BRACES: Follows = ("{", Some("~"));

impl Stretch {
    /// All names.
    pub fn all() -> Self {
        Self::begin(String::new())
    }

    /// Those that begin so in their form for ordering.
    fn begin(begin: String) -> Self {
        Self { begin, from: "", to: None }
    }

    /// Where a name stands beside the stretch.
    pub fn place(&self, name: &str) -> Ordering {
        match name.strip_prefix(self.begin.as_str()) {
            None => name.cmp(&self.begin),
            Some(rest) if rest < self.from => Ordering::Less,
            Some(rest) if self.to.is_some_and(|to| rest >= to) => Ordering::Greater,
            Some(_) => Ordering::Equal,
        }
    }

    /// The stretches in which all names stand that begin with a text, in the order of names. `braces` tells that
    /// some name has a brace in it, which looks like a letter.
    pub fn of(text: &str, braces: bool) -> Vec<Self> {
        let text = short(text);
        let words: Vec<&str> = text.split(' ').collect();
        let mut all = Vec::new();
        // What names may have in front of the word.
        let mut written = vec![String::new()];
        for (place, word) in words.iter().enumerate().take(MOST_WORDS) {
            let ends = place + 1 == words.len();
            let mut spellings = Vec::new();
            spell(String::new(), word, ends, &mut spellings);
            // What stands in a stretch that is looked at as a whole is found there.
            spellings.retain(|word| looked_at(&ODD, braces).all(|odd| odd.place(word) != Ordering::Equal));
            let last = ends || place + 1 == MOST_WORDS || written.len() * spellings.len() > MOST_WAYS;
            let mut behind = Vec::new();
            for before in &written {
                all.extend(looked_at(&ODD, braces).map(|odd| odd.behind(before)));
                for word in &spellings {
                    let begin = format!("{before}{word}");
                    if last {
                        all.push(Self::begin(begin));
                    } else {
                        all.extend(looked_at(&PARTING, braces).map(|parting| parting.behind(&begin)));
                        behind.push(begin + " ");
                    }
                }
            }
            if last {
                break;
            }
            written = behind;
        }
        all.sort_by_cached_key(|stretch| format!("{}{}", stretch.begin, stretch.from));
        all
    }

    fn behind(self, before: &str) -> Self {
        Self { begin: before.to_owned(), ..self }
    }
}

/// What is looked at one by one.
fn looked_at(all: &'static [Follows], braces: bool) -> impl Iterator<Item = Stretch> {
    let all = all.iter().chain(braces.then_some(&BRACES));
    all.map(|(from, to)| Stretch { begin: String::new(), from, to: *to })
}

/// The beginning of a text that has no more letters and pairs than are tried: more names begin with it.
fn short(text: &str) -> &str {
    let text = text.char_indices().nth(MOST_LETTERS).map_or(text, |(place, _)| text[..place].trim_end());
    let is_pair = |place: &usize| PAIRS.iter().any(|(pair, _)| text[*place..].starts_with(pair));
    let mut pairs = text.char_indices().map(|(place, _)| place).filter(is_pair);
    pairs.nth(MOST_PAIRS).map_or(text, |place| text[..place].trim_end())
}

/// Every way in which a name may write what is `rest`, or, where names may go on within the word, begins with it.
fn spell(written: String, rest: &str, goes_on: bool, all: &mut Vec<String>) {
    let mut letters = rest.chars();
    let Some(first) = letters.next() else {
        all.push(written);
        return;
    };
    for (pair, letter) in PAIRS {
        if let Some(behind) = rest.strip_prefix(pair) {
            spell(format!("{written}{letter}"), behind, goes_on, all);
        } else if goes_on && pair.starts_with(rest) {
            // The text ends within it.
            all.push(format!("{written}{letter}"));
        }
    }
    spell(format!("{written}{first}"), letters.as_str(), goes_on, all);
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::model::{search_key, sort_key};

    proptest! {
        #[test]
        fn every_name_that_begins_so_stands_in_one_stretch_and_they_are_in_order(
            name in "[aeosAÆøÅäß{}\u{e9}0 .~»-]{0,12}",
            length in 1_usize..12,
            elsewhere in any::<bool>(),
        ) {
            let key = search_key(&name);
            let text: String = key.chars().take(length).collect();
            let text = text.trim_end();
            prop_assume!(!text.is_empty());
            let braces = elsewhere || name.contains(['{', '|', '}']);
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
            let told = found.filter(|stretch| *stretch == Stretch::begin(stretch.begin.clone()));
            told.map(|stretch| stretch.begin).collect::<Vec<_>>()
        };
        assert_eq!(begin("laegehu"), ["laegehu", "l{gehu"]);
        assert_eq!(begin("a"), ["a", "{", "}"]);
        assert_eq!(begin("hus"), ["hus", "huß"]);
        assert_eq!(begin("apotek koe"), ["apotek koe", "apotek k|"]);
        assert_eq!(begin("ba a"), ["ba a", "ba {", "ba }"]);
        assert_eq!(begin("laege og bo a"), ["laege og bo", "l{ge og bo"]);
        assert!(begin(&"a".repeat(60)).len() < 20);
        assert_eq!(begin(&"b".repeat(60_000)), ["b".repeat(64)]);
        for text in ["laegehuset soenderaa oesterbro", "aebaebaebaeb b b", "a a a a a a"] {
            assert!(Stretch::of(text, true).len() < 100, "{text}");
        }
    }
}

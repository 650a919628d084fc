//! Made names: of places and things in nature, never of persons.

use super::dice::Dice;

/// The longest name a unit can have, in characters.
pub(super) const MAX_NAME: usize = 60;

const FIRST: [&str; 34] = [
    "Bøge", "Ege", "Birke", "Linde", "Pile", "Lærke", "Svale", "Kløver", "Sol", "Strand", "Fjord", "Eng",
    "Hede", "Klit", "Mølle", "Skov", "Sø", "Å", "Bakke", "Kastanje", "Hassel", "Elme", "Rosen", "Lilje",
    "Mose", "Kilde", "Ager", "Have", "Vester", "Øster", "Nørre", "Sønder", "Ahorn", "Lyng",
];

const LAST: [&str; 14] = [
    "gården", "parken", "lunden", "bakken", "engen", "vangen", "toften", "haven", "huset", "højen", "kilden",
    "dalen", "vænget", "marken",
];

const DIRECTIONS: [&str; 9] =
    ["Nord", "Syd", "Øst", "Vest", "Midt", "Nordvest", "Nordøst", "Sydvest", "Sydøst"];

/// Streets that could be in any town.
pub(super) const STREETS: [&str; 42] = [
    "Søndergade",
    "Nørregade",
    "Vestergade",
    "Østergade",
    "Algade",
    "Bredgade",
    "Storegade",
    "Skolegade",
    "Kirkegade",
    "Torvegade",
    "Havnegade",
    "Stationsvej",
    "Strandvejen",
    "Skovvej",
    "Møllevej",
    "Engvej",
    "Parkvej",
    "Bakkevej",
    "Åvej",
    "Birkevej",
    "Bøgevej",
    "Lindevej",
    "Egevej",
    "Kløvervej",
    "Rosenvej",
    "Industrivej",
    "Sygehusvej",
    "Ringvejen",
    "Hovedgaden",
    "Jernbanegade",
    "Teglværksvej",
    "Fabriksvej",
    "Fælledvej",
    "Stadionvej",
    "Rådhuspladsen",
    "Torvet",
    "Kongevejen",
    "Vibevej",
    "Lærkevej",
    "Ved Volden",
    "Gl. Landevej",
    "Den Gamle Landevej ved Søndre Havnefront",
];

/// What the blanks of a name's pattern are filled with.
pub(super) struct Blanks<'a> {
    /// `{p}`: name of the unit above.
    pub(super) parent: &'a str,
    /// `{o}`: name of the owner.
    pub(super) owner: &'a str,
    /// `{t}`: the town.
    pub(super) town: &'a str,
    /// `{s}`: the speciality, if the unit has one.
    pub(super) speciality: &'a str,
    /// `{n}`: the place among its siblings, from 1.
    pub(super) ordinal: u32,
}

/// A name after `pattern`; `{m}` stands for a made word and `{d}` for a direction.
pub(super) fn name(pattern: &str, blanks: &Blanks<'_>, dice: &mut Dice) -> String {
    let mut name = String::with_capacity(MAX_NAME);
    let mut rest = pattern;
    while let Some((before, after)) = rest.split_once('{') {
        let (blank, after) = after.split_once('}').unwrap_or((after, ""));
        name.push_str(before);
        match blank {
            "p" => name.push_str(blanks.parent),
            "o" => name.push_str(blanks.owner),
            "t" => name.push_str(blanks.town),
            "s" => name.push_str(blanks.speciality),
            "n" => name.push_str(&blanks.ordinal.to_string()),
            "m" => push_made_word(&mut name, dice),
            "d" => name.push_str(DIRECTIONS[dice.index(DIRECTIONS.len())]),
            other => debug_assert!(false, "a pattern has the unknown blank {other}"),
        }
        rest = after;
    }
    name.push_str(rest);
    shortened(capitalised(name), MAX_NAME)
}

fn capitalised(name: String) -> String {
    match name.chars().next() {
        Some(first) if first.is_lowercase() => first.to_uppercase().chain(name.chars().skip(1)).collect(),
        _ => name,
    }
}

/// `text` cut to `max` characters, without a blank or a comma left hanging at the end.
pub(super) fn shortened(mut text: String, max: usize) -> String {
    if let Some((end, _)) = text.char_indices().nth(max) {
        text.truncate(end);
    }
    let kept = text.trim_end_matches([' ', ',', '-']).len();
    text.truncate(kept);
    text
}

/// `name` as a part of an internet address.
pub(super) fn slug(name: &str) -> String {
    let mut slug = String::with_capacity(name.len());
    for letter in name.chars().flat_map(char::to_lowercase).take(48) {
        match letter {
            'æ' => slug.push_str("ae"),
            'ø' => slug.push_str("oe"),
            'å' => slug.push_str("aa"),
            'a'..='z' | '0'..='9' => slug.push(letter),
            _ if slug.is_empty() || slug.ends_with('-') => {}
            _ => slug.push('-'),
        }
    }
    slug.truncate(slug.trim_end_matches('-').len());
    slug
}

fn push_made_word(name: &mut String, dice: &mut Dice) {
    let first = dice.pick(&FIRST);
    let mut last = dice.pick(&LAST);
    if last.starts_with(&first.to_lowercase()) {
        last = &LAST[0];
    }
    name.push_str(first);
    name.push_str(last);
}

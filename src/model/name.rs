use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// The most characters (code points) that a name may have (R3).
pub const NAME_MAX: usize = 60;

/// The form of a name in which it is searched: lower case, `æ ø å` written as
/// `ae oe aa`, accents gone, everything that is not a letter or digit a single
/// space. So case and keyboard do not matter.
#[must_use]
pub fn search_key(name: &str) -> String {
    let mut key = String::with_capacity(name.len() + 4);
    for c in name.chars().flat_map(char::to_lowercase) {
        match c {
            'æ' | 'ä' => key.push_str("ae"),
            'ø' | 'ö' => key.push_str("oe"),
            'å' => key.push_str("aa"),
            'ü' => key.push('u'),
            'ß' => key.push_str("ss"),
            // As nearly all are: there is nothing to take off.
            _ if c.is_ascii() => push_folded(&mut key, c),
            _ => {
                c.nfd().filter(|part| !is_combining_mark(*part)).for_each(|part| push_folded(&mut key, part));
            }
        }
    }
    if key.ends_with(' ') {
        key.pop();
    }
    key
}

fn push_folded(key: &mut String, c: char) {
    if c.is_alphanumeric() {
        key.push(c);
    } else if !key.is_empty() && !key.ends_with(' ') {
        key.push(' ');
    }
}

/// The form of a name in which lists are ordered: the Danish alphabet (`æ ø å`
/// after `z`), case and accents ignored. Compared byte by byte it gives the
/// same order in every database.
#[must_use]
pub fn sort_key(name: &str) -> String {
    let mut key = String::with_capacity(name.len());
    for c in name.chars().flat_map(char::to_lowercase) {
        match c {
            'æ' | 'ä' => key.push('{'),
            'ø' | 'ö' => key.push('|'),
            'å' => key.push('}'),
            _ if c.is_ascii() => key.push(c),
            _ => key.extend(c.nfd().filter(|part| !is_combining_mark(*part))),
        }
    }
    key
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keyboard_case_and_accents_do_not_matter_in_search() {
        assert_eq!(search_key("Ærø Sygehus, Rådhuset"), "aeroe sygehus raadhuset");
        assert_eq!(search_key("AEROE  sygehus – raadhuset"), search_key("Ærø Sygehus, Rådhuset"));
        assert_eq!(search_key("  Café Aurélie & co. "), "cafe aurelie co");
        assert_eq!(search_key("a\u{30a}rhus"), "arhus");
    }

    #[test]
    fn names_are_ordered_by_the_danish_alphabet() {
        let mut names = vec!["Århus", "Zebra", "Ærø", "abe", "Øster", "Aalborg"];
        names.sort_by_key(|name| sort_key(name));
        assert_eq!(names, ["Aalborg", "abe", "Zebra", "Ærø", "Øster", "Århus"]);
    }
}

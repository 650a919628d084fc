//! Texts to values, without a word about where they stand.

use std::borrow::Cow;

use chrono::NaiveDate;

use crate::model::LAST_DAY;

/// Reads `YYYY-MM-DD` or `DD-MM-YYYY`, either followed by a time or a time zone
/// or not. The day counts as it is written: the register's days are Danish days.
pub(super) fn date(text: &str) -> Option<NaiveDate> {
    let (day, rest) = text.split_at_checked(10)?;
    let bytes = day.as_bytes();
    if rest.starts_with(|c: char| c.is_ascii_alphanumeric() && !matches!(c, 'T' | 'Z')) {
        return None;
    }
    let number = |range: std::ops::Range<usize>| {
        let digits = &bytes[range];
        digits
            .iter()
            .all(u8::is_ascii_digit)
            .then(|| digits.iter().fold(0, |sum, d| sum * 10 + u32::from(d - b'0')))
    };
    let (year, month, day) = match (bytes[4], bytes[7], bytes[2], bytes[5]) {
        (b'-', b'-', ..) => (number(0..4)?, number(5..7)?, number(8..10)?),
        (.., b'-', b'-') => (number(6..10)?, number(3..5)?, number(0..2)?),
        _ => return None,
    };
    NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, month, day)
}

/// The text is not a date.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct NotADate;

/// Reads a last day. 9999-12-31 is how tables without empty dates write "no end".
pub(super) fn last_day(text: &str) -> Result<Option<NaiveDate>, NotADate> {
    date(text).map(|day| Some(day).filter(|day| *day < LAST_DAY)).ok_or(NotADate)
}

/// Reads a boolean as XML Schema writes it, in any case.
pub(super) fn boolean(text: &str) -> Option<bool> {
    match text {
        "1" => Some(true),
        "0" => Some(false),
        _ if text.eq_ignore_ascii_case("true") => Some(true),
        _ if text.eq_ignore_ascii_case("false") => Some(false),
        _ => None,
    }
}

/// A length read from a decimal number.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Millimetres {
    pub value: i64,
    /// The number was finer than a millimetre.
    pub rounded: bool,
}

/// Reads decimal metres, with a point or a comma, into whole millimetres
/// without passing through a floating-point number.
pub(super) fn millimetres(text: &str) -> Option<Millimetres> {
    let (negative, number) = text.strip_prefix('-').map_or((false, text), |rest| (true, rest));
    let (metres, fraction) = number.split_once(['.', ',']).unwrap_or((number, ""));
    let digits = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
    if !(1..=10).contains(&metres.len()) || fraction.len() > 30 || !digits(metres) || !digits(fraction) {
        return None;
    }
    let digit = |at: usize| fraction.as_bytes().get(at).map_or(0, |b| i64::from(b - b'0'));
    let whole = metres.parse::<i64>().ok()? * 1000 + digit(0) * 100 + digit(1) * 10 + digit(2);
    let value = whole + i64::from(digit(3) >= 5);
    let rounded = fraction.bytes().skip(3).any(|b| b != b'0');
    Some(Millimetres { value: if negative { -value } else { value }, rounded })
}

/// Whether `text` is a classification code: 1 to 18 digits. No check digit is
/// asked for, since codes in real data fail SNOMED's.
pub(super) fn is_classification_code(text: &str) -> bool {
    (1..=18).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit())
}

/// The first NUL or other control character, white space apart.
pub(super) fn control_character(text: &str) -> Option<char> {
    // The bytes below U+0020, DEL, and the lead byte of U+0080 to U+009F: without one of them none is there.
    if !text.bytes().any(|b| b < 0x20 || b == 0x7f || b == 0xc2) {
        return None;
    }
    text.chars().find(|c| c.is_control() && !is_break(*c))
}

/// `text` on one line: each run of white space with a tab or line break in it becomes one space.
pub(super) fn one_line(text: &str) -> Cow<'_, str> {
    if !text.contains(is_break) {
        return Cow::Borrowed(text);
    }
    let mut line = String::with_capacity(text.len());
    for part in text.split(is_break).map(str::trim).filter(|part| !part.is_empty()) {
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(part);
    }
    Cow::Owned(line)
}

fn is_break(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r')
}

/// The beginning of a text from a file, for use in a message: 60 characters, no control characters.
pub(super) fn excerpt(text: &str) -> String {
    let shown = |c: char| if c.is_control() { '\u{fffd}' } else { c };
    let mut cut: String = text.chars().take(60).map(shown).collect();
    if text.chars().nth(60).is_some() {
        cut.push('…');
    }
    cut
}

/// `names` in quotes, with commas between.
pub(super) fn listed<T: AsRef<str>>(names: impl IntoIterator<Item = T>) -> String {
    let quoted: Vec<String> =
        names.into_iter().take(100).map(|name| format!("\"{}\"", excerpt(name.as_ref()))).collect();
    quoted.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_read_in_both_orders_with_and_without_a_time() {
        let day = NaiveDate::from_ymd_opt(2018, 4, 12);
        for text in
            ["2018-04-12", "12-04-2018", "2018-04-12T01:00:29.6+02:00", "2018-04-12 00:00:00", "2018-04-12Z"]
        {
            assert_eq!(date(text), day, "{text}");
        }
        assert_eq!(date("2018-04-12+02:00"), day);
        for text in [
            "",
            "2018-4-12",
            "2018-02-30",
            "20180412",
            "2018-04-123",
            "2018/04/12",
            "æ018-04-12",
            "--------ab",
        ] {
            assert_eq!(date(text), None, "{text}");
        }
        assert_eq!(last_day("9999-12-31"), Ok(None));
        assert_eq!(last_day("2018-04-12"), Ok(day));
        assert_eq!(last_day("x"), Err(NotADate));
    }

    #[test]
    fn metres_become_millimetres_exactly() {
        let exact = |value| Some(Millimetres { value, rounded: false });
        assert_eq!(millimetres("6347032.450"), exact(6_347_032_450));
        assert_eq!(millimetres("557481,68"), exact(557_481_680));
        assert_eq!(millimetres("-3"), exact(-3000));
        assert_eq!(millimetres("0.1230000"), exact(123));
        assert_eq!(millimetres("0.1235"), Some(Millimetres { value: 124, rounded: true }));
        for text in ["", ".", ".5", "1e3", "12345678901", "1.2.3", "NaN"] {
            assert_eq!(millimetres(text), None, "{text}");
        }
    }

    #[test]
    fn control_characters_are_told_from_white_space() {
        assert_eq!(control_character("Café Ærø\tx"), None);
        assert_eq!(control_character("a\0b"), Some('\0'));
        assert_eq!(control_character("a\u{85}b"), Some('\u{85}'));
        assert_eq!(one_line("a\r\n   b \t c"), "a b c");
        assert_eq!(one_line("a  b"), "a  b");
        assert_eq!(boolean("TRUE"), Some(true));
        assert_eq!(boolean("yes"), None);
        assert_eq!(excerpt(&"x".repeat(61)).chars().count(), 61);
    }
}

//! The bytes of an answer, as JSON.

use chrono::{Datelike, NaiveDate};

use crate::model::{Gln, SorCode};

/// The bytes written so far.
#[derive(Debug, Default)]
pub struct Out(Vec<u8>);

impl Out {
    pub fn with_capacity(bytes: usize) -> Self {
        Self(Vec::with_capacity(bytes))
    }

    pub fn into_bytes(self) -> Vec<u8> {
        self.0
    }

    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Takes what was written out, and leaves as much room again. Whoever does so begins an object next: what stands
    /// before an entry is no longer known.
    pub fn take(&mut self) -> Vec<u8> {
        let room = self.0.len();
        std::mem::replace(&mut self.0, Vec::with_capacity(room))
    }

    /// Text that is JSON already.
    pub fn raw(&mut self, json: &str) {
        self.0.extend_from_slice(json.as_bytes());
    }

    pub fn null(&mut self) {
        self.raw("null");
    }

    pub fn flag(&mut self, value: bool) {
        self.raw(if value { "true" } else { "false" });
    }

    /// A string whose letters need no escape, such as a code or the name of an enum's value.
    pub fn plain(&mut self, text: &str) {
        self.0.reserve(text.len() + 2);
        self.0.push(b'"');
        self.raw(text);
        self.0.push(b'"');
    }

    /// Any string.
    pub fn text(&mut self, text: &str) {
        // All bytes are looked at, many at a time, which is faster than to stop at the first one.
        let escapes = |byte: u8| u8::from(byte < b' ') | u8::from(byte == b'"') | u8::from(byte == b'\\');
        if text.bytes().fold(0, |found, byte| found | escapes(byte)) != 0 {
            self.json(text);
        } else {
            self.plain(text);
        }
    }

    pub fn optional_text(&mut self, text: Option<&str>) {
        match text {
            Some(text) => self.text(text),
            None => self.null(),
        }
    }

    pub fn integer(&mut self, number: i64) {
        self.json(&number);
    }

    pub fn float(&mut self, number: f64) {
        self.json(&number);
    }

    /// A number as a string of digits.
    pub fn digits(&mut self, number: i64) {
        self.0.push(b'"');
        self.integer(number);
        self.0.push(b'"');
    }

    pub fn sor_code(&mut self, code: SorCode) {
        self.digits(code.number());
    }

    /// Thirteen digits.
    pub fn gln(&mut self, gln: Gln) {
        let mut digits = [b'0'; 13];
        let mut rest = gln.number().unsigned_abs();
        for digit in digits.iter_mut().rev() {
            *digit = decimal(rest);
            rest /= 10;
        }
        self.0.push(b'"');
        self.0.extend_from_slice(&digits);
        self.0.push(b'"');
    }

    /// `YYYY-MM-DD`.
    pub fn date(&mut self, day: NaiveDate) {
        let (year, month, day) =
            (u64::from(day.year().unsigned_abs()), u64::from(day.month()), u64::from(day.day()));
        let digits = [
            b'"',
            decimal(year / 1000),
            decimal(year / 100),
            decimal(year / 10),
            decimal(year),
            b'-',
            decimal(month / 10),
            decimal(month),
            b'-',
            decimal(day / 10),
            decimal(day),
            b'"',
        ];
        self.0.extend_from_slice(&digits);
    }

    pub fn optional_date(&mut self, day: Option<NaiveDate>) {
        match day {
            Some(day) => self.date(day),
            None => self.null(),
        }
    }

    /// Begins an object or a list: `{` or `[`.
    pub fn open(&mut self, bracket: u8) {
        self.0.push(bracket);
    }

    /// Ends it: `}` or `]`.
    pub fn close(&mut self, bracket: u8) {
        self.0.push(bracket);
    }

    /// Goes on to the next entry of an object or a list.
    pub fn next(&mut self) {
        if !matches!(self.0.last(), Some(b'{' | b'[')) {
            self.0.push(b',');
        }
    }

    fn json(&mut self, value: &(impl serde::Serialize + ?Sized)) {
        serde_json::to_writer(&mut self.0, value).expect("writing to memory does not fail");
    }
}

fn decimal(number: u64) -> u8 {
    b'0' + u8::try_from(number % 10).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(write: impl Fn(&mut Out)) -> String {
        let mut out = Out::default();
        write(&mut out);
        String::from_utf8(out.into_bytes()).expect("text")
    }

    #[test]
    fn values_are_written_as_their_types_write_them() {
        let gln = Gln::from_stored(5);
        assert_eq!(written(|out| out.gln(gln)), format!("\"{gln}\""));
        for day in ["0001-01-01", "0987-10-09", "2026-11-26", "9999-12-31"] {
            let date: NaiveDate = day.parse().expect("a date");
            assert_eq!(written(|out| out.date(date)), format!("\"{day}\""));
        }
        for text in ["", "Ærø", "a \"b\"", "a\\b", "line\nline", "\u{7f}\u{1}", "😀"] {
            assert_eq!(written(|out| out.text(text)), serde_json::to_string(text).expect("JSON"));
        }
        assert_eq!(written(|out| out.float(6_171_234.25)), "6171234.25");
        assert_eq!(written(|out| out.float(-0.5)), "-0.5");
    }
}

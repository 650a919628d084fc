use std::collections::BTreeMap;

use super::{LetterError, Template};

/// Stands before each line of what a person wrote, so that nobody takes it for the register's words.
const QUOTE: &str = "> ";

/// A template with what fills it.
pub(super) struct Filling<'a> {
    pub template: Template,
    pub parameters: &'a BTreeMap<String, String>,
}

impl Filling<'_> {
    /// The text with its placeholders filled. A line that tells of nothing but what is empty,
    /// and may be, goes; so do blank lines that then meet.
    pub fn text(&self, text: &str) -> Result<String, LetterError> {
        let mut lines: Vec<String> = Vec::new();
        for line in text.trim_end().lines() {
            match self.line(line)? {
                Some(line) if line.is_empty() && lines.last().is_none_or(String::is_empty) => {}
                Some(line) => lines.push(line),
                None => {}
            }
        }
        Ok(lines.join("\n").trim_end().to_owned())
    }

    fn line(&self, line: &str) -> Result<Option<String>, LetterError> {
        if let Some(name) = quoted(line) {
            return Ok(self.value(name)?.map(quote));
        }
        let mut filled = String::new();
        for piece in pieces(line) {
            match piece {
                Piece::Text(text) => filled.push_str(text),
                Piece::Placeholder(name) => match self.value(name)? {
                    Some(value) => filled.push_str(&single_line(value)),
                    None => return Ok(None),
                },
            }
        }
        Ok(Some(filled))
    }

    /// What was given for a placeholder; `None` where it is empty and may be.
    fn value(&self, name: &str) -> Result<Option<&str>, LetterError> {
        let missing =
            || LetterError::Missing { template: self.template.as_str(), parameter: name.to_owned() };
        let value = self.parameters.get(name).ok_or_else(missing)?;
        if !single_line(value).is_empty() {
            return Ok(Some(value));
        }
        if self.template.may_be_empty().contains(&name) { Ok(None) } else { Err(missing()) }
    }
}

/// A piece of a template's line.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Piece<'a> {
    Text(&'a str),
    Placeholder(&'a str),
}

/// Takes a line apart. It is read once: what is filled in is never read for placeholders.
pub(super) fn pieces(line: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let mut rest = line;
    while let Some((before, after)) = rest.split_once("{{") {
        let Some((name, behind)) = after.split_once("}}") else {
            break;
        };
        pieces.extend([Piece::Text(before), Piece::Placeholder(name)]);
        rest = behind;
    }
    pieces.push(Piece::Text(rest));
    pieces
}

/// The placeholder of a line that quotes one.
fn quoted(line: &str) -> Option<&str> {
    line.strip_prefix(QUOTE)?.strip_prefix("{{")?.strip_suffix("}}")
}

/// The text in its own lines, each marked as quoted.
fn quote(text: &str) -> String {
    let text = text.replace("\r\n", "\n").replace(['\r', '\u{2028}', '\u{2029}'], "\n");
    let lines = text.trim_matches(['\n', ' ']).split('\n');
    let marked = lines.map(|line| format!("{QUOTE}{}", single_line(line)).trim_end().to_owned());
    marked.collect::<Vec<_>>().join("\n")
}

/// The text in one line, without what cannot be seen.
pub(super) fn single_line(text: &str) -> String {
    let text: String = text
        .chars()
        .filter(|&c| !is_hidden(c))
        .map(|c| if c.is_control() || c.is_whitespace() { ' ' } else { c })
        .collect();
    text.split(' ').filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

/// Characters that show nothing, or turn the direction of what follows them.
fn is_hidden(c: char) -> bool {
    matches!(c, '\u{200b}' | '\u{200e}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

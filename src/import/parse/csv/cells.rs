use std::borrow::Cow;
use std::collections::BTreeMap;

use chrono::NaiveDate;

use crate::model::{InvalidCode, MessageFormat};

use super::super::RefusalCode;
use super::super::fault::LineFault;
use super::super::mapping::{Section, Words};
use super::super::value::{control_character, date, excerpt, last_day, one_line};
use super::rows::Row;

/// Where the fields of a format stand in the rows of a file.
pub(super) struct Layout {
    positions: BTreeMap<String, usize>,
    words: BTreeMap<String, Words>,
    pub width: usize,
}

impl Layout {
    /// The layout of a file of our own: the columns have the names of the fields.
    pub fn of_header(header: &[String]) -> Self {
        let key = |name: &String| match name.as_str() {
            "validFrom" => "valid_from".to_owned(),
            "validTo" => "valid_to".to_owned(),
            other => other.to_owned(),
        };
        let positions = header.iter().enumerate().map(|(index, name)| (key(name), index)).collect();
        Self { positions, words: BTreeMap::new(), width: header.len() }
    }

    /// The layout that a section of the mapping tells.
    pub fn mapped(section: &Section, header: &[String]) -> Self {
        let positions: BTreeMap<_, _> =
            section.positions(header).map(|(key, index)| (key.to_owned(), index)).collect();
        let words =
            positions.keys().filter_map(|key| Some((key.clone(), section.words(key)?.clone()))).collect();
        Self { positions, words, width: header.len() }
    }

    pub fn has(&self, key: &str) -> bool {
        self.positions.contains_key(key)
    }
}

/// Why a row cannot be used, or the file it stands in.
pub(super) enum RowFault {
    Row(RefusalCode, String),
    File(LineFault),
}

impl RowFault {
    pub fn row(code: RefusalCode, reason: impl Into<String>) -> Self {
        Self::Row(code, reason.into())
    }

    /// An identifier that does not parse.
    pub fn code(code: RefusalCode) -> impl Fn(InvalidCode) -> Self {
        move |fault| Self::row(code, format!("{fault}."))
    }
}

/// The fields of one row by name.
#[derive(Clone, Copy)]
pub(super) struct Cells<'r> {
    pub layout: &'r Layout,
    pub row: Row<'r>,
}

impl<'r> Cells<'r> {
    /// A field; `None` when it is empty or the file has no such column.
    pub fn get(&self, key: &str) -> Result<Option<Cow<'r, str>>, RowFault> {
        let Some(index) = self.layout.positions.get(key) else {
            return Ok(None);
        };
        let text = self.row.field(*index).map_err(RowFault::File)?;
        if let Some(found) = control_character(&text) {
            let reason =
                format!("The field \"{key}\" holds the control character {}.", found.escape_unicode());
            return Err(RowFault::row(RefusalCode::ControlCharacter, reason));
        }
        let word = self.layout.words.get(key).and_then(|words| words.get(text.as_ref()));
        let text = match (word, text) {
            (Some(word), _) => Cow::Borrowed(word.as_str()),
            (None, Cow::Borrowed(text)) => one_line(text),
            (None, Cow::Owned(text)) => Cow::Owned(one_line(&text).into_owned()),
        };
        Ok(Some(text).filter(|text| !text.is_empty()))
    }

    /// A field as a text of its own.
    pub fn text(&self, key: &str) -> Result<Option<String>, RowFault> {
        Ok(self.get(key)?.map(Cow::into_owned))
    }

    /// A field that the row cannot do without.
    pub fn required(&self, key: &str) -> Result<Cow<'r, str>, RowFault> {
        let missing = || RowFault::row(RefusalCode::MissingField, format!("The field \"{key}\" is empty."));
        self.get(key)?.ok_or_else(missing)
    }

    /// A first day that the row cannot do without.
    pub fn first_day(&self, key: &str) -> Result<NaiveDate, RowFault> {
        let text = self.required(key)?;
        date(&text).ok_or_else(|| not_a_date(key, &text))
    }

    /// A last day that is not before `from`.
    pub fn last_day(&self, key: &str, from: NaiveDate) -> Result<Option<NaiveDate>, RowFault> {
        let Some(text) = self.get(key)? else {
            return Ok(None);
        };
        let to = last_day(&text).map_err(|_| not_a_date(key, &text))?;
        match to.filter(|to| *to < from) {
            Some(to) => Err(RowFault::row(
                RefusalCode::DatesOutOfOrder,
                format!("It ends on {to}, before it begins on {from}."),
            )),
            None => Ok(to),
        }
    }

    /// A message format.
    pub fn format(&self, key: &str) -> Result<MessageFormat, RowFault> {
        let text = self.required(key)?;
        MessageFormat::from_name(&text.to_ascii_uppercase()).ok_or_else(|| {
            let reason = format!("The format \"{}\" is none of EDIFACT, OIOXML and FHIR.", excerpt(&text));
            RowFault::row(RefusalCode::InvalidValue, reason)
        })
    }
}

fn not_a_date(key: &str, text: &str) -> RowFault {
    RowFault::row(
        RefusalCode::InvalidDate,
        format!("The field \"{key}\" holds \"{}\", which is not a date.", excerpt(text)),
    )
}

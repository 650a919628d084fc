//! Drafts to records: every value checked on its own, the same for every format.

mod address;
mod number;
mod unit;

use std::borrow::Cow;
use std::fmt::Display;

use chrono::NaiveDate;

use crate::model::{InvalidCode, Lifetime};

use super::draft::{Draft, Slot};
use super::field::Field;
use super::value::{boolean, date, excerpt, is_classification_code, last_day, one_line};
use super::{Finding, FindingCode, Place, Refusal, RefusalCode};

pub(super) use number::number;
pub(super) use unit::{CheckedUnit, unit};

/// A draft under inspection, and what was found odd about it.
pub(super) struct Checker<'a> {
    draft: &'a Draft,
    findings: &'a mut Vec<Finding>,
    place: Place,
    /// The code of the unit or number as written.
    subject: Option<String>,
}

/// The four fields of a `SorStatus`.
#[derive(Clone, Copy)]
struct StatusFields {
    first_from: Field,
    from: Field,
    to: Field,
    updated: Field,
}

/// A `SorStatus` in order.
#[derive(Clone, Copy)]
pub(super) struct Status {
    from: NaiveDate,
    updated: Option<NaiveDate>,
    pub life: Lifetime,
}

impl<'a> Checker<'a> {
    /// Looks at `draft`; `subject` is the field that tells whose record it is.
    pub fn new(draft: &'a Draft, findings: &'a mut Vec<Finding>, subject: Field) -> Self {
        let written = draft.slot(subject).map(|slot| excerpt(draft.text(slot)));
        Self { draft, findings, place: draft.place, subject: written }
    }

    /// The code of the unit or number, as written.
    pub fn subject(&self) -> Option<&str> {
        self.subject.as_deref()
    }

    /// A refusal of the record.
    pub fn refuse(&self, code: RefusalCode, reason: impl Into<String>) -> Refusal {
        Refusal { place: self.place, sor_code: self.subject.clone(), code, reason: reason.into() }
    }

    fn find(&mut self, line: u64, code: FindingCode, message: String) {
        let place = Place { line, ..self.place };
        self.findings.push(Finding { place, sor_code: self.subject.clone(), code, message });
    }

    fn leave_out(&mut self, line: u64, why: impl Display) {
        self.find(line, FindingCode::InvalidOptionalField, format!("{why}; it was left out."));
    }

    fn value(&self, field: Field) -> Option<(&'a str, Slot)> {
        self.draft.slot(field).map(|slot| (self.draft.text(slot), slot))
    }

    /// The text of a field, where it has one.
    pub fn optional(&self, field: Field) -> Option<&'a str> {
        self.value(field).map(|(text, _)| text)
    }

    fn required(&self, field: Field) -> Result<&'a str, Refusal> {
        let missing = || self.refuse(RefusalCode::MissingField, format!("The {} is missing.", field.label()));
        self.optional(field).ok_or_else(missing)
    }

    /// A text that is kept as written: too long or on several lines is only told.
    fn text(&mut self, field: Field) -> Option<String> {
        let (text, slot) = self.value(field)?;
        self.tell_length(field, text, slot.line);
        Some(self.on_one_line(field, text, slot.line).into_owned())
    }

    /// As [`Self::text`], with its line breaks.
    fn text_with_breaks(&mut self, field: Field) -> Option<String> {
        let (text, slot) = self.value(field)?;
        self.tell_length(field, text, slot.line);
        Some(text.to_owned())
    }

    fn tell_length(&mut self, field: Field, text: &str, line: u64) {
        let Some(longest) = field.longest().filter(|longest| text.len() > *longest) else {
            return;
        };
        let length = text.chars().count();
        if length > longest {
            let message = format!(
                "The {} has {length} characters, the schema allows {longest}; it was kept.",
                field.label()
            );
            self.find(line, FindingCode::TextTooLong, message);
        }
    }

    fn on_one_line(&mut self, field: Field, text: &'a str, line: u64) -> Cow<'a, str> {
        let flat = one_line(text);
        if matches!(flat, Cow::Owned(_)) {
            let message =
                format!("The {} runs over several lines; they were joined with spaces.", field.label());
            self.find(line, FindingCode::LineBreakInText, message);
        }
        flat
    }

    /// An optional code: left out and told when it does not parse.
    fn code<T>(&mut self, field: Field, parse: impl Fn(&str) -> Result<T, InvalidCode>) -> Option<T> {
        let (text, slot) = self.value(field)?;
        self.parsed(text, slot.line, parse)
    }

    fn parsed<T>(
        &mut self,
        text: &str,
        line: u64,
        parse: impl Fn(&str) -> Result<T, InvalidCode>,
    ) -> Option<T> {
        match parse(text) {
            Ok(code) => Some(code),
            Err(fault) => {
                self.leave_out(line, fault);
                None
            }
        }
    }

    /// An optional value: left out and told as not being `what` when `read` does not understand it.
    fn read<T>(&mut self, field: Field, what: &str, read: impl Fn(&str) -> Option<T>) -> Option<T> {
        let (text, slot) = self.value(field)?;
        let value = read(text);
        if value.is_none() {
            let why = format!("The {} \"{}\" is not {what}", field.label(), excerpt(text));
            self.leave_out(slot.line, why);
        }
        value
    }

    fn flag(&mut self, field: Field) -> Option<bool> {
        self.read(field, "true or false", boolean)
    }

    fn classification(&mut self, field: Field) -> Option<String> {
        self.read(field, "a code of 1 to 18 digits", |text| {
            is_classification_code(text).then(|| text.to_owned())
        })
    }

    fn status(&mut self, fields: StatusFields) -> Result<Status, Refusal> {
        if [fields.first_from, fields.from, fields.to].iter().all(|field| self.draft.slot(*field).is_none()) {
            return Err(
                self.refuse(RefusalCode::MissingField, "The dates of validity (SorStatus) are missing.")
            );
        }
        let first_from = self.required_date(fields.first_from)?;
        let from = self.required_date(fields.from)?;
        let to = match self.value(fields.to) {
            Some((text, _)) => last_day(text).map_err(|_| self.not_a_date(fields.to, text))?,
            None => None,
        };
        let updated = self.read(fields.updated, "a date", date);
        if first_from > from {
            let reason = format!("FirstFromDate {first_from} is after FromDate {from}.");
            return Err(self.refuse(RefusalCode::DatesOutOfOrder, reason));
        }
        if let Some(to) = to.filter(|to| from > *to) {
            return Err(
                self.refuse(RefusalCode::DatesOutOfOrder, format!("FromDate {from} is after ToDate {to}."))
            );
        }
        Ok(Status { from, updated, life: Lifetime { first_from, to } })
    }

    fn required_date(&self, field: Field) -> Result<NaiveDate, Refusal> {
        let text = self.required(field)?;
        date(text).ok_or_else(|| self.not_a_date(field, text))
    }

    fn not_a_date(&self, field: Field, text: &str) -> Refusal {
        self.refuse(
            RefusalCode::InvalidDate,
            format!("The {} \"{}\" is not a date.", field.label(), excerpt(text)),
        )
    }
}

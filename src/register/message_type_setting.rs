//! What setting the message types of a location number does to its rows, as pure functions.
//!
//! Rows are never edited. One that is to end earlier is closed and a shortened
//! copy takes its place, so that the days before the change keep saying what
//! they said; one that continues is left alone.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use crate::model::{Direction, Gln, MessageTypeKey, NumberMessageType};

/// How the wanted message types relate to those that stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Mode {
    /// They are all there shall be: others go.
    Replace,
    /// They come to those that stand.
    Add,
    /// They go, others stay.
    Remove,
}

/// A message type in one direction.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Wanted {
    /// The message type.
    pub message_type: MessageTypeKey,
    /// Receives or sends.
    pub direction: Direction,
}

/// From when on a setting is to hold, for which number, and who sets it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Setting<'a> {
    /// The number that is set; rows of others are left alone.
    pub gln: Gln,
    /// First day on which the setting holds.
    pub from: NaiveDate,
    /// Last valid day of the number, once its closing is known: nothing is added beyond it.
    pub until: Option<NaiveDate>,
    /// Who sets it.
    pub by: &'a str,
}

/// Rows to close, as they stand, and rows to add. Empty when nothing changes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Step {
    /// Rows to close.
    pub closed: Vec<NumberMessageType>,
    /// Rows to add.
    pub added: Vec<NumberMessageType>,
}

/// What turns the rows that stand on a number into those of the setting.
///
/// What is wanted and in force on the first day keeps its rows, with the end
/// that they have. What is wanted and not in force gets one row from that day on,
/// open but for [`Setting::until`]; rows that were planned for later go into it.
/// What goes ends the day before, planned rows and all.
#[must_use]
pub fn set(standing: &[NumberMessageType], mode: Mode, wanted: &[Wanted], setting: Setting<'_>) -> Step {
    let wanted: BTreeSet<_> = wanted.iter().map(|wanted| (&wanted.message_type, wanted.direction)).collect();
    let mut step = Step::default();
    let own = || standing.iter().filter(|row| row.gln == setting.gln);
    for row in own() {
        let goes = match mode {
            Mode::Replace => !wanted.contains(&key(row)),
            Mode::Add => false,
            Mode::Remove => wanted.contains(&key(row)),
        };
        if goes {
            step.end(row, setting.from, Some(setting.by));
        }
    }
    if mode != Mode::Remove && setting.until.is_none_or(|until| setting.from <= until) {
        for (message_type, direction) in wanted {
            let rows: Vec<_> = own().filter(|row| key(row) == (message_type, direction)).collect();
            if !rows.iter().any(|row| in_force(row, setting.from)) {
                step.begin(message_type, direction, &rows, setting);
            }
        }
    }
    step.in_order()
}

/// What ends every row with `last_day`, because the number does. Rows that start
/// later go; who set them last stays as it was.
#[must_use]
pub fn close_all(standing: &[NumberMessageType], last_day: NaiveDate) -> Step {
    let mut step = Step::default();
    if let Some(from) = last_day.succ_opt() {
        standing.iter().for_each(|row| step.end(row, from, None));
    }
    step.in_order()
}

impl Step {
    /// Whether there is nothing to write.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.closed.is_empty() && self.added.is_empty()
    }

    /// Lets a row say nothing from the day `from` on.
    fn end(&mut self, row: &NumberMessageType, from: NaiveDate, by: Option<&str>) {
        let over = row.valid_to.is_some_and(|to| to < from);
        if over && row.valid_from < from {
            return;
        }
        self.closed.push(row.clone());
        if row.valid_from < from {
            let updated_by = by.map(ToOwned::to_owned).or_else(|| row.updated_by.clone());
            self.added.push(NumberMessageType { valid_to: from.pred_opt(), updated_by, ..row.clone() });
        }
    }

    /// Begins a message type on the setting's first day, in place of `rows` that start later.
    fn begin(
        &mut self,
        message_type: &MessageTypeKey,
        direction: Direction,
        rows: &[&NumberMessageType],
        setting: Setting<'_>,
    ) {
        let planned = rows.iter().filter(|row| row.valid_from >= setting.from);
        self.closed.extend(planned.map(|row| (*row).clone()));
        self.added.push(NumberMessageType {
            gln: setting.gln,
            message_type: message_type.clone(),
            direction,
            valid_from: setting.from,
            valid_to: setting.until,
            updated_by: Some(setting.by.to_owned()),
        });
    }

    fn in_order(mut self) -> Self {
        self.closed.sort();
        self.added.sort();
        self
    }
}

fn key(row: &NumberMessageType) -> (&MessageTypeKey, Direction) {
    (&row.message_type, row.direction)
}

fn in_force(row: &NumberMessageType, day: NaiveDate) -> bool {
    row.valid_from <= day && row.valid_to.is_none_or(|to| day <= to)
}

#[cfg(test)]
#[path = "message_type_setting_tests.rs"]
mod tests;

//! What a commit did to a record, told from its rows before and after, as pure functions.

use std::collections::BTreeSet;

use chrono::{Days, NaiveDate};

use super::change::ChangeKind;
use crate::history::said::Says;
use crate::model::{Direction, LAST_DAY, MessageTypeKey, NumberMessageType, Version};

/// What became of a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    /// What happened.
    pub kind: ChangeKind,
    /// Fields that say something else.
    pub fields: BTreeSet<&'static str>,
    /// First day on which the record is not what it was.
    pub from: NaiveDate,
}

/// What is said of a record for a day: whether it is in force, and the content.
type Said<'a, T> = Option<(bool, &'a T)>;

fn said<'a, T>(rows: &[&'a Version<T>], day: NaiveDate) -> Said<'a, T> {
    let row = rows.iter().find(|row| row.stands_from <= day && day <= row.stands_to)?;
    let in_force = row.state(day).is_in_force();
    Some((in_force, &row.content))
}

/// The days on which something begins or has ended.
fn turns<T>(rows: &[&Version<T>]) -> impl Iterator<Item = NaiveDate> {
    rows.iter().flat_map(|row| [Some(row.valid_from()), row.life.to.and_then(day_after)]).flatten()
}

fn day_after(day: NaiveDate) -> Option<NaiveDate> {
    (day < LAST_DAY).then(|| day + Days::new(1))
}

/// What a commit did to a record that had the rows `before` and has the rows `after`.
#[must_use]
pub fn compare<T: Says>(before: &[&Version<T>], after: &[&Version<T>]) -> Option<Outcome> {
    let first = |rows: &[&Version<T>]| rows.first().map(|row| row.life.first_from);
    let none = BTreeSet::new();
    match (first(before), first(after)) {
        (None, None) => return None,
        (None, Some(from)) => return Some(Outcome { kind: ChangeKind::Created, fields: none, from }),
        (Some(from), None) => return Some(Outcome { kind: ChangeKind::Removed, fields: none, from }),
        (Some(_), Some(_)) => {}
    }
    let days: BTreeSet<_> = turns(before).chain(turns(after)).collect();
    let mut outcome: Option<Outcome> = None;
    for day in days {
        if let Some(found) = on_day(said(before, day), said(after, day), day) {
            let outcome = outcome.get_or_insert_with(|| Outcome { fields: none.clone(), ..found.clone() });
            outcome.fields.extend(found.fields);
            if found.kind == ChangeKind::Moved {
                outcome.kind = ChangeKind::Moved;
            }
        }
    }
    let mut outcome = outcome.unwrap_or_else(|| unseen(before, after));
    let end = |rows: &[&Version<T>]| rows.last().and_then(|row| row.life.to).unwrap_or(LAST_DAY);
    if end(after) < end(before) {
        outcome.kind = ChangeKind::Closed;
    } else if matches!(outcome.kind, ChangeKind::Created | ChangeKind::Closed) {
        // It begins or ends on another day than was said: nothing began or ended with the commit.
        outcome.kind = ChangeKind::Updated;
    }
    Some(outcome)
}

/// What became of a record on a day, by the rows `rows`.
#[must_use]
pub fn turned<T: Says>(rows: &[&Version<T>], day: NaiveDate) -> Outcome {
    let eve = day - Days::new(1);
    on_day(said(rows, eve), said(rows, day), day).unwrap_or_else(|| nothing_left(day))
}

/// What was planned for the day was planned otherwise on the day itself.
fn nothing_left(day: NaiveDate) -> Outcome {
    Outcome { kind: ChangeKind::Updated, fields: BTreeSet::new(), from: day }
}

fn on_day<T: Says>(before: Said<'_, T>, after: Said<'_, T>, day: NaiveDate) -> Option<Outcome> {
    let in_force = |said: Said<'_, T>| said.is_some_and(|(in_force, _)| in_force);
    let told = |kind, fields| Some(Outcome { kind, fields, from: day });
    match (in_force(before), in_force(after)) {
        (false, false) => None,
        (false, true) => told(ChangeKind::Created, BTreeSet::from(["state", "status"])),
        (true, false) => told(ChangeKind::Closed, BTreeSet::from(["state", "status"])),
        (true, true) => {
            let (before, after) = (before?.1, after?.1);
            let fields = before.differing(after);
            let moved = before.hangs_on() != after.hangs_on();
            let kind = if moved { ChangeKind::Moved } else { ChangeKind::Updated };
            (!fields.is_empty()).then_some(Outcome { kind, fields, from: day })
        }
    }
}

/// A difference that shows on no day on which the record is in force: of a record that
/// is closed, or of the dates of its last edit.
fn unseen<T: Says>(before: &[&Version<T>], after: &[&Version<T>]) -> Outcome {
    let mut fields = BTreeSet::new();
    if let (Some(before), Some(after)) = (before.last(), after.last()) {
        fields = before.content.differing(&after.content);
    }
    if fields.is_empty() {
        fields.insert("status");
    }
    let from = after.last().map_or(LAST_DAY, |row| row.valid_from());
    Outcome { kind: ChangeKind::Updated, fields, from }
}

/// What a commit did to the message types on a number, and which ones it touched.
#[must_use]
pub fn compare_message_types(
    before: &[&NumberMessageType],
    after: &[&NumberMessageType],
) -> (Option<Outcome>, Vec<(MessageTypeKey, Direction)>) {
    let same = |a: &NumberMessageType, b: &NumberMessageType| {
        (&a.message_type, a.direction, a.valid_from, a.valid_to)
            == (&b.message_type, b.direction, b.valid_from, b.valid_to)
    };
    let lost = before.iter().filter(|old| !after.iter().any(|new| same(old, new)));
    let gained = after.iter().filter(|new| !before.iter().any(|old| same(old, new)));
    let touched: Vec<_> = lost.chain(gained).copied().collect();
    let mut days: BTreeSet<_> = touched.iter().map(|entry| entry.valid_from).collect();
    days.extend(touched.iter().filter_map(|entry| entry.valid_to.and_then(day_after)));
    let differs = |day: &NaiveDate| in_force(before, *day) != in_force(after, *day);
    let earliest = days.first().copied();
    let from = days.into_iter().find(differs).or(earliest);
    // Only who set a message type is said otherwise where nothing else is.
    let from = from.or_else(|| after.iter().map(|entry| entry.valid_from).min());
    outcome_of(touched, from)
}

/// What became of the message types on a number on a day.
#[must_use]
pub fn message_types_turned(
    entries: &[&NumberMessageType],
    day: NaiveDate,
) -> (Option<Outcome>, Vec<(MessageTypeKey, Direction)>) {
    let turned = |entry: &&NumberMessageType| {
        entry.valid_from == day || entry.valid_to.and_then(day_after) == Some(day)
    };
    let touched = entries.iter().copied().filter(turned).collect();
    outcome_of(touched, Some(day))
}

fn outcome_of(
    touched: Vec<&NumberMessageType>,
    from: Option<NaiveDate>,
) -> (Option<Outcome>, Vec<(MessageTypeKey, Direction)>) {
    let field = |entry: &&NumberMessageType| match entry.direction {
        Direction::Receive => "receives",
        Direction::Send => "sends",
    };
    let fields = touched.iter().map(field).collect();
    let outcome = from.map(|from| Outcome { kind: ChangeKind::Updated, fields, from });
    let touched: BTreeSet<_> =
        touched.into_iter().map(|entry| (entry.message_type.clone(), entry.direction)).collect();
    (outcome, touched.into_iter().collect())
}

fn in_force<'a>(
    entries: &[&'a NumberMessageType],
    day: NaiveDate,
) -> BTreeSet<(&'a MessageTypeKey, Direction)> {
    let holds =
        |entry: &&&NumberMessageType| entry.valid_from <= day && entry.valid_to.is_none_or(|to| day <= to);
    entries.iter().filter(holds).map(|entry| (&entry.message_type, entry.direction)).collect()
}

#[cfg(test)]
#[path = "compare_tests.rs"]
mod tests;

//! Taking back what is planned and not in force yet.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::unit_rules::{after, fits_under, hospital_flags, open_on, unit};
use super::{Done, RecordKey, Verb};
use crate::history::Timeline;
use crate::identity::Caller;
use crate::model::{Editable, Gln, Point, Revision, SorCode, Unit, Version};
use crate::ownership::{Action, Asked};
use crate::register::{Change, Draft, FaultCode, Faults, HistoryRow, OnFile, Rules, Stop};

/// What is taken back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Planned {
    /// The record itself, which has not come into force.
    Creation,
    /// The change that applies from this day.
    Change(NaiveDate),
    /// The closing, and those that came with it.
    Closing,
}

/// Takes back a planned creation, change or closing of a record of the tree.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CancelPlanned {
    /// The record.
    pub code: SorCode,
    /// What of it.
    pub planned: Planned,
}

impl Verb for CancelPlanned {
    fn name(&self) -> &'static str {
        "CANCEL_PLANNED_CHANGE"
    }

    fn check(&self, _: &Rules, _: &mut Faults) {}

    fn watched(&self) -> Option<RecordKey> {
        Some(RecordKey::Unit(self.code))
    }

    /// A planned move is taken back by who may move it out of the one tree and into the other.
    async fn asked(&self, draft: &Draft, _: &Caller) -> Result<Vec<Asked>, Stop> {
        let reader = draft.reader();
        let today = draft.today();
        let on = |day| reader.unit_matter(draft.point(day), self.code, "sorCode");
        Ok(match self.planned {
            Planned::Creation | Planned::Closing => vec![Asked::new(Action::Close, on(today).await?)],
            Planned::Change(day) => {
                let (before, from) = (on(day.pred_opt().unwrap_or(day)).await?, on(day).await?);
                if before.lineage == from.lineage {
                    vec![Asked::new(Action::Update, from)]
                } else {
                    vec![Asked::new(Action::Move, before), Asked::new(Action::Move, from)]
                }
            }
        })
    }

    async fn act(&self, change: &mut Change) -> Result<Done, Stop> {
        let found = unit(change, self.code, "sorCode").await?;
        match self.planned {
            Planned::Creation => self.creation(change, found).await,
            Planned::Change(day) => self.change(change, found, day).await,
            Planned::Closing => self.closing(change, found).await,
        }
    }
}

impl CancelPlanned {
    fn done(&self, at: NaiveDate, what: &str) -> Done {
        Done {
            record: Some(RecordKey::Unit(self.code)),
            at,
            roots: vec![self.code],
            summary: format!("Took back the planned {what} of {}", self.code),
        }
    }

    async fn creation(&self, change: &mut Change, found: OnFile<Unit>) -> Result<Done, Stop> {
        let first = found.timeline.life().first_from;
        if first <= change.today() {
            let message = format!("It has been in force since {first}; close it instead.");
            return Err(Stop::at(FaultCode::NothingPlanned, "planned", message));
        }
        let reader = change.reader();
        let below = reader.subtree_codes(&[self.code]).await?;
        let numbers = reader.numbers_held_ever(&[self.code]).await?;
        if below.len() > 1 || !numbers.is_empty() {
            let message = "Records stand below it, or location numbers on it; take those back first.";
            return Err(Stop::at(FaultCode::Contradiction, "sorCode", message));
        }
        let today = change.today();
        change.put_units(vec![(found.rows, None)]).await?;
        Ok(Done { roots: Vec::new(), ..self.done(today, "creation") })
    }

    async fn change(&self, change: &mut Change, found: OnFile<Unit>, day: NaiveDate) -> Result<Done, Stop> {
        let nothing = || {
            let message = format!("No change of it is planned for {day}.");
            Stop::at(FaultCode::NothingPlanned, "planned", message)
        };
        if day <= change.today() || day == found.timeline.life().first_from {
            return Err(nothing());
        }
        let OnFile { rows, timeline } = found;
        let told = timeline.without(day).ok_or_else(nothing)?;
        open_on(&told, day, "planned")?;
        let back = told.on(day);
        if let Some(parent) = back.parent {
            let above = unit(change, parent, "planned").await?;
            fits_under(back.kind, &above.timeline, day, "planned")?;
        }
        change.put_units(vec![(rows, Some(told))]).await?;
        hospital_flags(change, &[self.code], day).await?;
        Ok(self.done(day, &format!("change from {day}")))
    }

    /// With the record those below it and the numbers that the same commit closed are open again.
    async fn closing(&self, change: &mut Change, found: OnFile<Unit>) -> Result<Done, Stop> {
        let Some(to) = found.timeline.life().to.filter(|to| *to >= change.today()) else {
            let message = "It is not going to be closed.";
            return Err(Stop::at(FaultCode::NothingPlanned, "planned", message));
        };
        let day = after(to, 1);
        if let Some(parent) = found.timeline.on(day).parent {
            let above = unit(change, parent, "planned").await?;
            if let Some(end) = above.timeline.life().to {
                let message = format!("The record above it closes with {end}; take that back first.");
                return Err(Stop::at(FaultCode::Closed, "planned", message));
            }
        }
        let reader = change.reader();
        let history = reader.unit_histories(&[self.code]).await?.remove(&self.code).unwrap_or_default();
        let by = ended_by(&history, to);
        // Those that never came into force went with the closing: they are found where they were before it.
        let before = Point { at: day, revision: Revision(by.0 - 1) };
        let mut codes: BTreeSet<_> = reader.subtree_codes(&[self.code]).await?.into_iter().collect();
        codes.extend(reader.codes_below(before, self.code, usize::MAX).await?);
        let codes: Vec<_> = codes.into_iter().collect();
        let histories = reader.unit_histories(&codes).await?;
        let back = |code: &SorCode| Some((*code, given_back(histories.get(code)?, to, by)?));
        let back: Vec<_> = codes.iter().filter_map(back).collect();
        let opened: Vec<_> = back.iter().map(|(code, _)| *code).collect();
        drop(reader);
        change.put_units(back.into_iter().map(|(_, (rows, open))| (rows, Some(open))).collect()).await?;
        give_numbers_back(change, &opened, before, to, by).await?;
        Ok(self.done(day, "closing"))
    }
}

/// The commit that gave the record the end `to`: the last one that replaced a row with another end; where there was
/// none, the record had it from the first.
fn ended_by<T>(history: &[HistoryRow<T>], to: NaiveDate) -> Revision {
    let other = history.iter().filter(|row| row.version.life.to != Some(to)).filter_map(|row| row.replaced);
    let first = history.iter().map(|row| row.version.written).min();
    other.max().or(first).unwrap_or_default()
}

type Step<T> = (Vec<Version<T>>, Timeline<T>);

/// The record as it was before the commit `by` closed it with `to`, or took it away
/// because it had not come into force; only open again, where it was changed since.
fn given_back<T: Editable>(history: &[HistoryRow<T>], to: NaiveDate, by: Revision) -> Option<Step<T>> {
    let rows = |stands: fn(&HistoryRow<T>, Revision) -> bool| {
        let found = history.iter().filter(|row| stands(row, by));
        let mut rows: Vec<_> = found.map(|row| row.version.clone()).collect();
        rows.sort_by_key(|row| row.stands_from);
        rows
    };
    let now = rows(|row, _| row.replaced.is_none());
    let before = rows(|row, by| row.version.written < by && row.replaced.is_none_or(|by_then| by_then >= by));
    let went = now.is_empty() && history.iter().any(|row| row.replaced == Some(by));
    let closed = now.last().is_some_and(|row| row.life.to == Some(to)) && ended_by(history, to) == by;
    let changed_since = now.iter().any(|row| row.written > by);
    let timeline = match (went, closed) {
        (true, _) => Timeline::from_rows(&before)?,
        (_, true) if changed_since => Timeline::from_rows(&now)?.reopened(),
        (_, true) => Timeline::from_rows(&before)?,
        _ => return None,
    };
    Some((now, timeline))
}

async fn give_numbers_back(
    change: &mut Change,
    holders: &[SorCode],
    before: Point,
    to: NaiveDate,
    by: Revision,
) -> Result<(), Stop> {
    let reader = change.reader();
    let held = reader.numbers_held_ever(holders).await?.into_iter().map(|row| row.content.gln);
    let held_before = reader.location_numbers_held_by(before, holders).await?;
    let held_before = held_before.into_values().map(|number| number.content.gln);
    let glns: BTreeSet<Gln> = held.chain(held_before).collect();
    let glns: Vec<_> = glns.into_iter().collect();
    let histories = reader.number_histories(&glns).await?;
    drop(reader);
    let back = |gln: &Gln| Some((*gln, given_back(histories.get(gln)?, to, by)?));
    let back: Vec<_> = glns.iter().filter_map(back).collect();
    let opened: Vec<_> = back.iter().map(|(gln, _)| *gln).collect();
    let steps = back.into_iter().map(|(_, (rows, open))| (rows, Some(open))).collect();
    change.put_location_numbers(steps).await?;
    // The message types get back what that commit took from them.
    let (mut cut, mut back) = (Vec::new(), Vec::new());
    let histories = change.reader().message_type_histories(&opened).await?;
    for row in opened.iter().filter_map(|gln| histories.get(gln)).flatten().cloned() {
        let (value, written) = (row.version.content, row.version.written);
        match row.replaced {
            Some(replaced) if replaced == by => back.push(value),
            None if written == by && value.valid_to == Some(to) => cut.push(value),
            _ => {}
        }
    }
    change.put_number_message_types(&cut, Vec::new()).await?;
    Ok(change.put_number_message_types(&[], back).await?)
}

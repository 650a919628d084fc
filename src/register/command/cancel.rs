//! Taking back what is planned and not in force yet.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::unit_rules::{after, fits_under, hospital_flags, open_on, unit};
use super::{Done, RecordKey, Verb};
use crate::history::Timeline;
use crate::identity::Caller;
use crate::model::{Gln, Lifetime, Revision, SorCode, Unit};
use crate::ownership::{Action, Asked};
use crate::register::{Change, Draft, FaultCode, Faults, OnFile, Rules, Stop};

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
        let by = found.written();
        let reader = change.reader();
        let codes = reader.subtree_codes(&[self.code]).await?;
        let mut rows = change.units_rows(&codes).await?;
        let steps: Vec<_> = codes
            .iter()
            .filter_map(|code| reopened(rows.remove(code)?, to, by).map(|(rows, open)| (rows, Some(open))))
            .collect();
        let reopened_codes: Vec<_> = steps.iter().map(|(rows, _)| rows[0].content.sor_code).collect();
        change.put_units(steps).await?;
        reopen_numbers(change, &reopened_codes, to, by).await?;
        Ok(self.done(day, "closing"))
    }
}

type Step<T> = (Vec<crate::model::Version<T>>, Timeline<T>);

/// The record open again, where the commit `by` closed it with `to`.
fn reopened<T: crate::model::Editable>(
    rows: Vec<crate::model::Version<T>>,
    to: NaiveDate,
    by: Revision,
) -> Option<Step<T>> {
    let Lifetime { to: end, .. } = rows.last()?.life;
    let same = end == Some(to) && rows.iter().any(|row| row.written == by);
    let open = Timeline::from_rows(&rows)?.reopened();
    same.then_some((rows, open))
}

async fn reopen_numbers(
    change: &mut Change,
    holders: &[SorCode],
    to: NaiveDate,
    by: Revision,
) -> Result<(), Stop> {
    let held = change.reader().numbers_held_ever(holders).await?;
    let mut glns: Vec<Gln> = held.iter().map(|row| row.content.gln).collect();
    glns.sort_unstable();
    glns.dedup();
    let mut steps = Vec::new();
    for gln in &glns {
        let rows = change.number_rows(*gln).await?;
        if let Some((rows, open)) = reopened(rows, to, by) {
            steps.push((rows, Some(open)));
        }
    }
    let opened: Vec<_> = steps.iter().map(|(rows, _)| rows[0].content.gln).collect();
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

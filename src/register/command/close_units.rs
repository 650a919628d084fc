//! Closing records of the tree, with all below them (R50 to R57).

use std::collections::{HashMap, HashSet};

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::unit_rules::{after, of_kind, unit};
use super::{Done, RecordKey, Verb};
use crate::history::Timeline;
use crate::identity::Caller;
use crate::model::{SorCode, Unit, UnitKind, Version};
use crate::ownership::{Action, Asked};
use crate::register::message_type_setting::close_all;
use crate::register::{Change, Draft, FaultCode, Faults, OnFile, Rules, Stop};

/// Closes records, and notes what replaces them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CloseUnits {
    /// Their level.
    pub kind: UnitKind,
    /// The records.
    pub codes: Vec<SorCode>,
    /// Their last valid day.
    pub last_day: NaiveDate,
    /// The records that take their place.
    pub replaced_by: Vec<SorCode>,
    /// Whether the act is the replacing, not the closing.
    pub replacing: bool,
}

/// Most records that one command closes or names.
const MOST: usize = 100;

impl Verb for CloseUnits {
    fn name(&self) -> &'static str {
        match (self.replacing, self.kind) {
            (true, _) => "REPLACE_ORGANISATIONAL_UNIT",
            (false, UnitKind::InstitutionOwner) => "CLOSE_INSTITUTION_OWNER",
            (false, UnitKind::HealthInstitution) => "CLOSE_HEALTH_INSTITUTION",
            (false, UnitKind::OrganisationalUnit) => "CLOSE_ORGANISATIONAL_UNIT",
        }
    }

    fn check(&self, _: &Rules, faults: &mut Faults) {
        let sensible = (1..=MOST).contains(&self.codes.len()) && self.replaced_by.len() <= MOST;
        let message = format!("It takes 1 to {MOST} records.");
        faults.when(!sensible, FaultCode::BadValue, "sorCode", message);
        let nothing = self.replacing && self.replaced_by.is_empty();
        faults.when(nothing, FaultCode::Required, "replacedBy", "Who takes its place?");
        let itself = self.replaced_by.iter().any(|code| self.codes.contains(code));
        faults.when(itself, FaultCode::Contradiction, "replacedBy", "A record does not replace itself.");
    }

    fn watched(&self) -> Option<RecordKey> {
        self.codes.first().map(|code| RecordKey::Unit(*code))
    }

    async fn asked(&self, draft: &Draft, _: &Caller) -> Result<Vec<Asked>, Stop> {
        let point = draft.point(self.last_day.max(draft.today()));
        let mut asked = Vec::new();
        for code in &self.codes {
            asked.push(Asked::new(Action::Close, draft.reader().unit_matter(point, *code, "sorCode").await?));
        }
        for code in &self.replaced_by {
            asked.push(Asked::new(
                Action::Update,
                draft.reader().unit_matter(point, *code, "replacedBy").await?,
            ));
        }
        Ok(asked)
    }

    async fn act(&self, change: &mut Change) -> Result<Done, Stop> {
        for code in &self.codes {
            of_kind(&unit(change, *code, "sorCode").await?, self.kind, "sorCode")?;
        }
        let closed = close(change, &self.codes, self.last_day, "sorCode").await?;
        replace(change, &self.codes, &self.replaced_by).await?;
        let names: Vec<_> = self.codes.iter().map(ToString::to_string).collect();
        Ok(Done {
            record: self.codes.first().map(|code| RecordKey::Unit(*code)),
            at: after(self.last_day, 1),
            roots: self.codes.clone(),
            summary: format!(
                "Closed {} with {closed} records in all, last day {}",
                names.join(", "),
                self.last_day
            ),
        })
    }
}

/// Notes what takes the place of `old`.
pub(super) async fn replace(change: &mut Change, old: &[SorCode], new: &[SorCode]) -> Result<(), Stop> {
    for code in new {
        unit(change, *code, "replacedBy").await?;
    }
    let known = change.reader().replacements(change.point(change.today()), old).await?;
    let mut added = Vec::new();
    for old in old {
        added.extend(new.iter().map(|new| (*old, *new)).filter(|pair| !known.contains(pair)));
    }
    Ok(change.put_replacements(&[], &added).await?)
}

/// Closes the records of `roots`, all below them, their location numbers and the message
/// types on those. A SHAK code goes with its record. Gives how many records close.
pub(super) async fn close(
    change: &mut Change,
    roots: &[SorCode],
    last_day: NaiveDate,
    path: &str,
) -> Result<usize, Stop> {
    if last_day < change.today() {
        let message = format!("The last day is {} at the earliest.", change.today());
        return Err(Stop::at(FaultCode::TooEarly, "lastDay", message));
    }
    for code in roots {
        closable(&unit(change, *code, path).await?, last_day)?;
    }
    let timelines = timelines_below(change, roots).await?;
    let closing = standing_below(&timelines, roots, after(last_day, 1));
    no_later_arrivals(&timelines, &closing, after(last_day, 1))?;
    let codes: Vec<_> = closing.iter().copied().collect();
    let mut steps = Vec::with_capacity(codes.len());
    for code in &codes {
        let found = &timelines[code];
        steps.push((found.rows.clone(), found.timeline.clone().closed(last_day)));
    }
    change.put_units(steps).await?;
    close_numbers(change, &codes, last_day).await?;
    Ok(codes.len())
}

/// R54, R52: not before its first day, and not twice.
fn closable(unit: &OnFile<Unit>, last_day: NaiveDate) -> Result<(), Stop> {
    let life = unit.timeline.life();
    let name = &unit.timeline.on(last_day).name;
    if let Some(to) = life.to.filter(|to| *to <= last_day) {
        let message = format!("{name} closes with {to} already.");
        return Err(Stop::at(FaultCode::Closed, "lastDay", message));
    }
    if life.first_from > last_day {
        let message =
            format!("{name} is in force from {} on; take its creation back instead.", life.first_from);
        return Err(Stop::at(FaultCode::NotInForce, "lastDay", message));
    }
    Ok(())
}

async fn timelines_below(change: &Change, roots: &[SorCode]) -> Result<HashMap<SorCode, OnFile<Unit>>, Stop> {
    let mut rows: HashMap<SorCode, Vec<Version<Unit>>> = HashMap::new();
    for row in change.reader().timelines_below(roots).await? {
        rows.entry(row.content.sor_code).or_default().push(row);
    }
    Ok(rows
        .into_iter()
        .filter_map(|(code, mut rows)| {
            rows.sort_by_key(|row| row.stands_from);
            Some((code, OnFile::new(rows)?))
        })
        .collect())
}

/// The records that stand below one of `roots` on `day`, and the roots.
fn standing_below(
    timelines: &HashMap<SorCode, OnFile<Unit>>,
    roots: &[SorCode],
    day: NaiveDate,
) -> HashSet<SorCode> {
    let reaches = |code: SorCode| {
        let up = |code: &SorCode| timelines.get(code).and_then(|unit| unit.timeline.on(day).parent);
        // A circle ends with the number of records there are.
        std::iter::successors(Some(code), up).take(timelines.len() + 1).any(|code| roots.contains(&code))
    };
    timelines.keys().copied().filter(|code| reaches(*code)).collect()
}

/// A record that is planned to move in later would hang under a closed one.
fn no_later_arrivals(
    timelines: &HashMap<SorCode, OnFile<Unit>>,
    closing: &HashSet<SorCode>,
    day: NaiveDate,
) -> Result<(), Stop> {
    let mut faults = Faults::default();
    for (code, unit) in timelines.iter().filter(|(code, _)| !closing.contains(*code)) {
        let arrives = unit.rows.iter().any(|row| {
            row.stands_from > day && row.content.parent.is_some_and(|parent| closing.contains(&parent))
        });
        let message = format!("{code} is planned to move below it later; take that back first.");
        faults.when(arrives, FaultCode::Contradiction, "lastDay", message);
    }
    faults.none()
}

async fn close_numbers(change: &mut Change, holders: &[SorCode], last_day: NaiveDate) -> Result<(), Stop> {
    let day = after(last_day, 1);
    let mut rows: HashMap<_, Vec<_>> = HashMap::new();
    for row in change.reader().numbers_held_ever(holders).await? {
        rows.entry(row.content.gln).or_default().push(row);
    }
    let held: HashSet<_> = holders.iter().collect();
    let mut steps = Vec::new();
    let mut glns = Vec::new();
    for (gln, mut rows) in rows {
        rows.sort_by_key(|row| row.stands_from);
        let Some(timeline) = Timeline::from_rows(&rows) else { continue };
        if timeline.on(day).holder.is_some_and(|holder| held.contains(&holder)) {
            glns.push(gln);
            steps.push((rows, timeline.closed(last_day)));
        }
    }
    change.put_location_numbers(steps).await?;
    close_message_types(change, &glns, last_day).await
}

/// Ends the message types on numbers with `last_day` (R53).
pub(super) async fn close_message_types(
    change: &mut Change,
    glns: &[crate::model::Gln],
    last_day: NaiveDate,
) -> Result<(), Stop> {
    let standing = change.reader().standing_message_types(change.revision(), glns).await?;
    let (mut closed, mut added) = (Vec::new(), Vec::new());
    for rows in standing.values() {
        let step = close_all(rows, last_day);
        closed.extend(step.closed);
        added.extend(step.added);
    }
    change.put_number_message_types(&closed, Vec::new()).await?;
    Ok(change.put_number_message_types(&[], added).await?)
}

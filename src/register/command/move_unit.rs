//! Hanging a record of the tree elsewhere (R60).

use std::collections::BTreeSet;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::unit_rules::{changeable, fits_under, hospital_flags, of_kind, unit};
use super::{Done, RecordKey, Verb};
use crate::identity::Caller;
use crate::model::{SorCode, UnitKind};
use crate::ownership::{Action, Asked};
use crate::register::facts::part;
use crate::register::{Change, Draft, FaultCode, Faults, Rules, Stop};

/// Moves a health institution or an organisational unit, with all below it, from a day on.
/// Its SOR code stays.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MoveUnit {
    /// Its level.
    pub kind: UnitKind,
    /// The record.
    pub code: SorCode,
    /// The record to hang it under.
    pub parent: SorCode,
    /// The first day in the new place.
    pub valid_from: NaiveDate,
}

impl Verb for MoveUnit {
    fn name(&self) -> &'static str {
        match self.kind {
            UnitKind::HealthInstitution => "MOVE_HEALTH_INSTITUTION",
            _ => "MOVE_ORGANISATIONAL_UNIT",
        }
    }

    fn check(&self, _: &Rules, faults: &mut Faults) {
        let top = self.kind == UnitKind::InstitutionOwner;
        faults.when(top, FaultCode::WrongParent, "parent", "An institution owner hangs under nothing.");
        let itself = self.code == self.parent;
        faults.when(itself, FaultCode::Circle, "parent", "A record cannot hang under itself.");
    }

    fn watched(&self) -> Option<RecordKey> {
        Some(RecordKey::Unit(self.code))
    }

    /// Asks twice: where it leaves, and where it lands.
    async fn asked(&self, draft: &Draft, _: &Caller) -> Result<Vec<Asked>, Stop> {
        asked_to_move(draft, self.code, self.parent, self.valid_from, "sorCode", "parent").await
    }

    async fn act(&self, change: &mut Change) -> Result<Done, Stop> {
        of_kind(&unit(change, self.code, "sorCode").await?, self.kind, "sorCode")?;
        let name = move_to(change, self.code, self.parent, self.valid_from, "sorCode", "parent").await?;
        hospital_flags(change, &below(change, self.code).await?, self.valid_from).await?;
        Ok(Done {
            record: Some(RecordKey::Unit(self.code)),
            at: self.valid_from,
            roots: vec![self.code],
            summary: format!("Moved {name} ({}) under {} from {}", self.code, self.parent, self.valid_from),
        })
    }
}

async fn below(change: &Change, code: SorCode) -> Result<Vec<SorCode>, Stop> {
    Ok(change.reader().subtree_codes(&[code]).await?)
}

/// What a move touches: the record where it stands, today and on the day, and the place where it lands.
pub(super) async fn asked_to_move(
    draft: &Draft,
    code: SorCode,
    parent: SorCode,
    day: NaiveDate,
    path: &str,
    parent_path: &str,
) -> Result<Vec<Asked>, Stop> {
    let reader = draft.reader();
    let day = day.max(draft.today());
    let point = draft.point(day);
    let kind = reader.lineage_of(point, code, path).await?[0].content.kind;
    let leaves = reader.unit_matter(draft.point(day.pred_opt().unwrap_or(day)), code, path).await?;
    let stands = reader.unit_matter(point, code, path).await?;
    let lands = reader.matter_below(point, part(kind), parent, parent_path).await?;
    let mut asked = vec![Asked::new(Action::Move, stands)];
    if asked[0].on != leaves {
        asked.push(Asked::new(Action::Move, leaves));
    }
    asked.push(Asked::new(Action::Move, lands));
    Ok(asked)
}

/// Hangs `code` under `parent` from `day` on; gives its name.
pub(super) async fn move_to(
    change: &mut Change,
    code: SorCode,
    parent: SorCode,
    day: NaiveDate,
    path: &str,
    parent_path: &str,
) -> Result<String, Stop> {
    let found = unit(change, code, path).await?;
    changeable(change, &found, day, "validFrom").await?;
    let above = unit(change, parent, parent_path).await?;
    fits_under(found.timeline.on(day).kind, &above.timeline, day, parent_path)?;
    if let Some(end) = above.timeline.life().to
        && found.timeline.life().to.is_none_or(|own| own > end)
    {
        let message = format!("The record above ends with {end}; nothing below it lasts longer.");
        return Err(Stop::at(FaultCode::TooLate, parent_path, message));
    }
    let today = change.today();
    let told = found.timeline.clone().edited(day, today, |unit, base| {
        if base.is_none_or(|base| base.parent == unit.parent) {
            unit.parent = Some(parent);
        }
    });
    let name = told.on(day).name.clone();
    change.put_units(vec![(found.rows, Some(told))]).await?;
    no_circle(change, code, parent, day, parent_path).await?;
    Ok(name)
}

/// No record stands below itself, on any day to come. Read after writing.
async fn no_circle(
    change: &Change,
    code: SorCode,
    parent: SorCode,
    day: NaiveDate,
    path: &str,
) -> Result<(), Stop> {
    let reader = change.reader();
    let rows = reader.timelines_below(&[code]).await?;
    if !rows.iter().any(|row| row.content.sor_code == parent) {
        return Ok(());
    }
    // The new parent stands below the record on some day: on which, its lineage tells.
    let days: BTreeSet<_> = rows.iter().map(|row| row.stands_from.max(day)).collect();
    for day in days {
        let lineage = reader.lineage_of(change.point(day), parent, path).await?;
        let stands_on_itself = lineage.iter().any(|unit| unit.content.sor_code == code)
            && lineage.iter().all(|unit| unit.content.kind != UnitKind::InstitutionOwner);
        if stands_on_itself {
            let message = format!("From {day} on the record would stand below itself.");
            return Err(Stop::at(FaultCode::Circle, path, message));
        }
    }
    Ok(())
}

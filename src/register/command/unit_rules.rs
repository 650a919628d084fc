//! The rules of the tree, checked against the register.

use chrono::{Days, NaiveDate};

use crate::history::Timeline;
use crate::model::{HOSPITAL, LAST_DAY, SorCode, Unit, UnitKind};
use crate::register::{Change, Draft, FaultCode, Faults, OnFile, Stop, contents};

/// A unit on file; a fault where there is none.
pub async fn unit(draft: &Draft, code: SorCode, path: &str) -> Result<OnFile<Unit>, Stop> {
    OnFile::new(draft.unit_rows(code).await?)
        .ok_or_else(|| Stop::at(FaultCode::NotFound, path, format!("There is no record {code}.")))
}

/// `days` after `day`.
pub fn after(day: NaiveDate, days: u32) -> NaiveDate {
    day.checked_add_days(Days::new(u64::from(days))).unwrap_or(LAST_DAY)
}

/// The record can be changed from `day` on: it is in force then, and the day lies far enough ahead (R21, R22).
pub async fn changeable(draft: &Draft, unit: &OnFile<Unit>, day: NaiveDate, path: &str) -> Result<(), Stop> {
    let life = unit.timeline.life();
    let today = draft.today();
    let kind = unit.timeline.on(day).kind;
    open_on(&unit.timeline, day, path)?;
    let mut faults = Faults::default();
    let lead = draft.rules().change_lead(kind);
    let earliest = after(today, lead);
    if day < earliest {
        let message = format!("A change applies from {earliest} at the earliest.");
        faults.add(FaultCode::TooEarly, path, message);
    } else if life.first_from > today && kind == UnitKind::OrganisationalUnit {
        let created = draft.reader().created_on(unit.timeline.on(day).sor_code).await?;
        let earliest = created.map_or(today, |created| after(created, draft.rules().lead_days_planned));
        let message =
            format!("The unit is not in force yet; a change applies from {earliest} at the earliest.");
        faults.when(day < earliest, FaultCode::TooEarly, path, message);
    }
    faults.none()
}

/// The record is in force, or planned to be, on `day` (R52).
pub fn open_on(unit: &Timeline<Unit>, day: NaiveDate, path: &str) -> Result<(), Stop> {
    let life = unit.life();
    let name = &unit.on(day).name;
    if let Some(to) = life.to.filter(|to| *to < day) {
        let message = format!("{name} is closed after {to}; a closed record is never opened again.");
        return Err(Stop::at(FaultCode::Closed, path, message));
    }
    if life.first_from > day {
        let message = format!("{name} is in force from {} on, not before.", life.first_from);
        return Err(Stop::at(FaultCode::NotInForce, path, message));
    }
    Ok(())
}

/// A record of `kind` may hang under `parent` from `day` on (R10).
pub fn fits_under(kind: UnitKind, parent: &Timeline<Unit>, day: NaiveDate, path: &str) -> Result<(), Stop> {
    open_on(parent, day, path)?;
    let above = parent.on(day).kind;
    if kind.fits_under(above) {
        return Ok(());
    }
    let message =
        format!("A record of level {} does not hang under one of level {}.", kind.short(), above.short());
    Err(Stop::at(FaultCode::WrongParent, path, message))
}

/// R16: all three hospital flags below a hospital, none elsewhere. Read after writing.
pub async fn hospital_flags(change: &Change, codes: &[SorCode], day: NaiveDate) -> Result<(), Stop> {
    let lineages = change.reader().lineages(change.point(day), codes).await?;
    for lineage in codes.iter().filter_map(|code| lineages.get(code)) {
        let units = contents(lineage);
        let Some(unit) = units.first().filter(|unit| unit.kind == UnitKind::OrganisationalUnit) else {
            continue;
        };
        let institution = units.iter().find(|unit| unit.kind == UnitKind::HealthInstitution);
        let in_hospital = institution.is_some_and(|unit| unit.type_code.as_deref() == Some(HOSPITAL));
        let (code, message) = match (in_hospital, unit.flags) {
            (true, None) => (FaultCode::Required, "a unit of a hospital has all three hospital flags"),
            (false, Some(_)) => (FaultCode::Contradiction, "only units of hospitals have the hospital flags"),
            _ => continue,
        };
        let message = format!("{} ({}): {message}.", unit.name, unit.sor_code);
        return Err(Stop::at(code, "hospitalFlags", message));
    }
    Ok(())
}

/// The record is of the level that the command is for.
pub fn of_kind(unit: &OnFile<Unit>, kind: UnitKind, path: &str) -> Result<(), Stop> {
    let found = unit.rows[0].content.kind;
    if found == kind {
        return Ok(());
    }
    let message = format!("It is of level {}, not {}.", found.short(), kind.short());
    Err(Stop::at(FaultCode::NotFound, path, message))
}

/// R34: whoever inherits a number must have somewhere to inherit it from. Read after writing.
pub async fn inherits_something(
    change: &Change,
    code: SorCode,
    day: NaiveDate,
    path: &str,
) -> Result<(), Stop> {
    use crate::model::NumberState;
    use crate::model::inheritance::number_holder;
    let lineage = change.reader().lineage_of(change.point(day), code, path).await?;
    let units = contents(&lineage);
    if units[0].number_state == NumberState::Inherited && number_holder(&units).is_none() {
        let message = "No record above has a location number that could be inherited.";
        return Err(Stop::at(FaultCode::NothingToInherit, path, message));
    }
    Ok(())
}

/// The latest of the ends above: no record outlives its parent (R55).
pub fn end_with(parent: &Timeline<Unit>, wanted: Option<NaiveDate>) -> Option<NaiveDate> {
    match (parent.life().to, wanted) {
        (Some(above), Some(wanted)) => Some(above.min(wanted)),
        (above, wanted) => above.or(wanted),
    }
}

//! Which units of the files can be used: what only shows when all of them are known.

use std::collections::HashMap;

use chrono::NaiveDate;

use crate::model::{Gln, NumberState, SorCode, UnitKind, VersionMark};
use crate::register::DEEPEST;

use super::gather::{FileUnit, Gathered};
use super::parse::{Finding, FindingCode, Refusal, RefusalCode};

/// Refuses orphans, circles, wrong levels, and whatever hangs under a refused
/// unit; then looks for what is odd among the rest.
pub fn accept(gathered: &mut Gathered, dated: Option<NaiveDate>) {
    refuse_spoiled(gathered);
    // A unit that is used is not refused, whatever else of it was.
    let units = &gathered.units;
    gathered.refused.retain(|code| !units.contains_key(code));
    let mut bad: Vec<_> =
        verdicts(gathered).into_iter().filter_map(|(code, verdict)| Some((code, verdict?))).collect();
    bad.sort_by_key(|(code, _)| gathered.units.get(code).map(|unit| (unit.place.file, unit.place.line)));
    for (code, (refusal, reason)) in bad {
        if let Some(unit) = gathered.units.remove(&code) {
            gathered.refuse(unit.place, code, refusal, reason);
        }
    }
    if !is_current(gathered, dated) {
        refuse_stale(gathered);
    }
    for finding in oddities(gathered) {
        gathered.report.find(finding);
    }
}

/// A history with a hole would give the days of the bad version to another one.
fn refuse_spoiled(gathered: &mut Gathered) {
    let mut spoiled: Vec<_> = std::mem::take(&mut gathered.spoiled).into_iter().collect();
    spoiled.sort_by_key(|(_, place)| (place.file, place.line));
    for (code, place) in spoiled {
        if gathered.units.remove(&code).is_some() {
            let reason =
                "A version of the unit was refused; its other versions are left out, too.".to_owned();
            gathered.refuse(place, code, RefusalCode::InvalidValue, reason);
        }
    }
}

type Verdict = Option<(RefusalCode, String)>;

fn verdicts(gathered: &Gathered) -> HashMap<SorCode, Verdict> {
    let mut settled: HashMap<SorCode, Verdict> = HashMap::with_capacity(gathered.units.len());
    for code in gathered.units.keys() {
        // Up to the first ancestor that is settled, then down again.
        let mut path = vec![*code];
        let mut end = None;
        while let Some(parent) = path.last().and_then(|last| parent_of(gathered, *last)) {
            if settled.contains_key(&parent) {
                break;
            }
            if path.contains(&parent) {
                end =
                    Some((RefusalCode::Cycle, format!("The unit is its own ancestor, by way of {parent}.")));
                break;
            }
            path.push(parent);
        }
        for code in path.into_iter().rev() {
            if settled.contains_key(&code) || !gathered.units.contains_key(&code) {
                continue;
            }
            let verdict = end
                .clone()
                .or_else(|| gathered.units.get(&code).and_then(|unit| one(gathered, unit, &settled)));
            settled.insert(code, verdict);
        }
    }
    settled
}

/// The parent that the files tell, or else the register.
fn parent_of(gathered: &Gathered, code: SorCode) -> Option<SorCode> {
    match gathered.units.get(&code) {
        Some(unit) => unit.parent,
        None => gathered.known.units.get(&code)?.parent,
    }
}

fn one(gathered: &Gathered, unit: &FileUnit, settled: &HashMap<SorCode, Verdict>) -> Verdict {
    let Some(parent) = unit.parent else {
        let orphan =
            || (RefusalCode::Orphan, "Neither the files nor the register tell what is above it.".to_owned());
        return (unit.kind != UnitKind::InstitutionOwner).then(orphan);
    };
    if settled.get(&parent).is_some_and(Option::is_some) || gathered.refused.contains(&parent) {
        return Some((RefusalCode::ParentRefused, format!("The unit {parent} above it was refused.")));
    }
    let above = gathered.units.get(&parent).map(|parent| parent.kind);
    let Some(above) = above.or_else(|| gathered.known.units.get(&parent).map(|parent| parent.kind)) else {
        let reason = format!("The unit {parent} above it is neither in the files nor in the register.");
        return Some((RefusalCode::Orphan, reason));
    };
    if !unit.kind.fits_under(above) {
        let reason = format!("{} does not fit under {} ({parent}).", unit.kind.short(), above.short());
        return Some((RefusalCode::WrongParentKind, reason));
    }
    None
}

/// Whether the files are at least as new as anything imported before. Then what they
/// say of a planned change holds, also when they have taken it back.
fn is_current(gathered: &Gathered, dated: Option<NaiveDate>) -> bool {
    gathered.forced() || dated.is_some_and(|dated| Some(dated) >= gathered.known.newest_snapshot)
}

/// Refuses records of which the register holds a version from a later date that
/// the files do not know: laying them over it would lose that version.
fn refuse_stale(gathered: &mut Gathered) {
    let known = &gathered.known;
    let units = gathered.units.iter().filter_map(|(code, unit)| {
        let later = later_version(&known.units.get(code)?.marks, &unit.marks)?;
        Some((unit.place, Stale::Unit(*code), later))
    });
    let numbers = gathered.numbers.iter().filter_map(|(gln, number)| {
        let later = later_version(&known.numbers.get(gln)?.marks, &number.marks)?;
        Some((number.place, Stale::Number(*gln), later))
    });
    let mut stale: Vec<_> = units.chain(numbers).collect();
    stale.sort_by_key(|(place, _, _)| (place.file, place.line));
    for (place, record, from) in stale {
        let reason = format!(
            "The register holds a version from {from}, later than the files; --force lays them over it."
        );
        match record {
            Stale::Unit(code) => {
                gathered.units.remove(&code);
                gathered.refuse(place, code, RefusalCode::StaleVersion, reason);
            }
            Stale::Number(gln) => {
                gathered.numbers.remove(&gln);
                gathered.refused_numbers.insert(gln);
                let sor_code = Some(gln.to_string());
                gathered.report.refuse(Refusal { place, sor_code, code: RefusalCode::StaleVersion, reason });
            }
        }
    }
}

enum Stale {
    Unit(SorCode),
    Number(Gln),
}

/// The date of the register's last version, where it is later than the files'.
fn later_version(known: &[VersionMark], ours: &[VersionMark]) -> Option<NaiveDate> {
    let newest = |marks: &[VersionMark]| marks.last().map(|mark| mark.from_date);
    newest(known).filter(|known| newest(ours).is_some_and(|ours| *known > ours))
}

fn oddities(gathered: &Gathered) -> Vec<Finding> {
    let mut found = Vec::new();
    for (code, unit) in &gathered.units {
        let mut find = |finding: FindingCode, message: String| {
            found.push(Finding {
                place: unit.place,
                sor_code: Some(code.to_string()),
                code: finding,
                message,
            });
        };
        if let Some(message) = outside_parent(gathered, unit) {
            find(FindingCode::ChildOutsideParent, message);
        }
        if let Some(day) = unit.gap() {
            find(
                FindingCode::GapInHistory,
                format!("No version holds on {day}; the one before it is taken to go on."),
            );
        }
        if unit.has_flags && !under_hospital(gathered, unit) {
            find(
                FindingCode::FlagsOutsideHospital,
                "It has hospital flags but is not under a hospital.".to_owned(),
            );
        }
        if unit.number_state == NumberState::Inherited && inherits_nothing(gathered, unit) {
            find(
                FindingCode::InheritsNothing,
                "It inherits a location number, but none above it has one.".to_owned(),
            );
        }
    }
    found.sort_by_key(|finding| (finding.place.file, finding.place.line, finding.code));
    found
}

fn outside_parent(gathered: &Gathered, unit: &FileUnit) -> Option<String> {
    let parent = unit.parent?;
    let above = gathered.units.get(&parent).map(|parent| parent.life);
    let above = above.or_else(|| gathered.known.units.get(&parent).map(|parent| parent.life))?;
    if unit.life.first_from < above.first_from {
        return Some(format!(
            "Valid from {}, before its parent ({}).",
            unit.life.first_from, above.first_from
        ));
    }
    match (unit.life.to, above.to) {
        (None, Some(end)) => Some(format!("Without a last day, but its parent ends on {end}.")),
        (Some(own), Some(end)) if own > end => Some(format!("Valid to {own}, but its parent ends on {end}.")),
        _ => None,
    }
}

/// The units above `unit`, as far as the files tell them.
fn above<'a>(gathered: &'a Gathered, unit: &'a FileUnit) -> impl Iterator<Item = &'a FileUnit> {
    let up = move |unit: &&'a FileUnit| gathered.units.get(&unit.parent?);
    std::iter::successors(up(&unit), up).take(DEEPEST as usize)
}

/// Where an ancestor is in the register only, nothing is said.
fn under_hospital(gathered: &Gathered, unit: &FileUnit) -> bool {
    above(gathered, unit)
        .find(|above| above.kind == UnitKind::HealthInstitution)
        .is_none_or(|institution| institution.is_hospital)
}

fn inherits_nothing(gathered: &Gathered, unit: &FileUnit) -> bool {
    let mut reached_owner = false;
    for above in above(gathered, unit) {
        if above.number_state == NumberState::Own {
            return false;
        }
        reached_owner = above.kind == UnitKind::InstitutionOwner;
    }
    reached_owner
}

//! What is missing from the files, and therefore closed.
//!
//! To close is to say that an organisation is gone, and its letter box with it. So
//! absence only counts where it must mean that: the files speak for the tree, tell
//! their date, are not older than what the register knows, and hold no refused
//! record that could be the missing one.

use std::collections::{HashMap, HashSet};

use chrono::NaiveDate;

use crate::model::{Gln, Lifetime, SorCode, UnitKind};
use crate::register::{DEEPEST, UnitSkeleton};

use super::gather::Gathered;
use super::parse::{Finding, FindingCode, Format, Place};
use super::report::Report;
use super::{Options, Scope};

/// Open records of the register to close.
#[derive(Debug, Default)]
pub struct Missing {
    pub units: Vec<SorCode>,
    pub numbers: Vec<Gln>,
}

/// Finds what is missing; `dated` is the date that the files stand for, when they tell it.
pub fn missing(
    gathered: &Gathered,
    options: &Options,
    dated: Option<NaiveDate>,
    is_open: impl Fn(&Lifetime) -> bool,
    report: &mut Report,
) -> Missing {
    if gathered.units.is_empty() {
        return Missing::default();
    }
    if let Some(reason) = silenced(gathered, options, dated) {
        ignored(report, format!("Nothing was closed for being missing from the files: {reason}."));
        return Missing::default();
    }
    let known = &gathered.known;
    let spoken_for = SpokenFor::new(gathered, options, report);
    let mut units: HashSet<_> = known
        .units
        .values()
        .filter(|unit| is_open(&unit.life) && spoken_for.holds(unit.sor_code))
        .map(|unit| unit.sor_code)
        .filter(|code| !gathered.units.contains_key(code) && !gathered.refused.contains(code))
        .collect();
    keep_ancestors(gathered, &mut units, report);
    let mut units: Vec<_> = units.into_iter().collect();
    units.sort_unstable();
    Missing { units, numbers: missing_numbers(gathered, &spoken_for, is_open) }
}

/// Why absence says nothing at all in these files.
fn silenced(gathered: &Gathered, options: &Options, dated: Option<NaiveDate>) -> Option<String> {
    let Some(dated) = dated else {
        return Some("they do not tell the date they stand for; give it with --snapshot".to_owned());
    };
    if options.force {
        return None;
    }
    if let Some(newest) = gathered.known.newest_snapshot.filter(|newest| dated < *newest) {
        return Some(format!("they stand for {dated}, and data of {newest} have been imported"));
    }
    let doubt = "a record was refused that could be anyone, for its code or its owner's is not known";
    gathered.doubts.anywhere.then(|| doubt.to_owned())
}

fn ignored(report: &mut Report, message: String) {
    let place = Place { file: 0, line: 1 };
    report.find(Finding { place, sor_code: None, code: FindingCode::AbsenceIgnored, message });
}

/// The trees that the files speak for.
struct SpokenFor<'a> {
    known: &'a HashMap<SorCode, UnitSkeleton>,
    scope: Scope,
    owners: HashSet<SorCode>,
    doubtful: HashSet<SorCode>,
}

impl<'a> SpokenFor<'a> {
    fn new(gathered: &'a Gathered, options: &Options, report: &mut Report) -> Self {
        let owners = gathered.units.iter().filter(|(_, unit)| unit.kind == UnitKind::InstitutionOwner);
        let doubtful = if options.force { HashSet::new() } else { gathered.doubts.owners.clone() };
        for owner in &doubtful {
            let reason = "a record in it was refused without a usable code, and may be the missing one";
            ignored(
                report,
                format!("Nothing was closed for being missing from the tree of {owner}: {reason}."),
            );
        }
        Self {
            known: &gathered.known.units,
            scope: options.scope,
            owners: owners.map(|(code, _)| *code).collect(),
            doubtful,
        }
    }

    fn holds(&self, code: SorCode) -> bool {
        let up = |code: &SorCode| self.known.get(code).and_then(|unit| unit.parent);
        let root = std::iter::successors(Some(code), up).take(2 * DEEPEST as usize).last();
        let Some(root) = root.filter(|root| !self.doubtful.contains(root)) else { return false };
        self.scope == Scope::Register || self.owners.contains(&root)
    }
}

/// What stands above a record that stays, stays: the files say of it at least that much.
fn keep_ancestors(gathered: &Gathered, missing: &mut HashSet<SorCode>, report: &mut Report) {
    let known = &gathered.known.units;
    let accepted = gathered.units.values().filter_map(|unit| unit.parent);
    let refused = gathered.refused.iter().filter_map(|code| known.get(code)?.parent);
    for parent in accepted.chain(refused) {
        let mut next = Some(parent);
        while let Some(code) = next.filter(|code| missing.contains(code)) {
            missing.remove(&code);
            ignored(
                report,
                format!(
                    "{code} is missing from the files but stands above a record in them; it was not closed."
                ),
            );
            next = known.get(&code).and_then(|unit| unit.parent);
        }
    }
}

/// Numbers are told of by XML and by files of numbers. Other files say nothing of
/// them: a unit's row in CSV has no number in it.
fn missing_numbers(
    gathered: &Gathered,
    spoken_for: &SpokenFor<'_>,
    is_open: impl Fn(&Lifetime) -> bool,
) -> Vec<Gln> {
    let told =
        gathered.formats.iter().any(|format| matches!(format, Format::SorXml | Format::LocationsCodes));
    if !told || gathered.doubts.numbers {
        return Vec::new();
    }
    let kept =
        |holder: &SorCode| gathered.refused.contains(holder) || gathered.doubts.holders.contains(holder);
    let mut numbers: Vec<_> = gathered
        .known
        .numbers
        .values()
        .filter(|number| is_open(&number.life))
        .filter(|number| number.holder.is_some_and(|holder| !kept(&holder) && spoken_for.holds(holder)))
        .map(|number| number.gln)
        .filter(|gln| !gathered.numbers.contains_key(gln) && !gathered.refused_numbers.contains(gln))
        .collect();
    numbers.sort_unstable();
    numbers
}

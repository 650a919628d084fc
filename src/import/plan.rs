//! The plan: the difference between what the files say and what the register says.

use std::collections::{BTreeMap, HashMap, HashSet};

use chrono::{Days, NaiveDate};

use crate::history::Timeline;
use crate::model::{
    CodedValue, Dated, Gln, Lifetime, MessageType, Municipality, Region, Revision, SorCode, Version,
    VersionMark,
};
use crate::register::{Reader, StorageError};

use super::absence::{Missing, missing};
use super::accept::accept;
use super::gather::Gathered;
use super::known::Known;
use super::message_types::{Difference, Row, Rows};
use super::parse::{Finding, FindingCode, Format, Place, Refusal, RefusalCode};
use super::report::{Planned, Report, Tally};
use super::{ImportError, Options};

/// What to write. The contents come with the second reading.
pub struct Plan {
    /// The revision that the plan was made against.
    pub base: Revision,
    pub known: Known,
    pub report: Report,
    pub digests: Vec<[u8; 32]>,
    pub snapshots: Vec<Option<NaiveDate>>,
    pub snapshot: Option<NaiveDate>,
    pub today: NaiveDate,
    /// Whether the files say less of units than what the register's came from.
    pub narrower: bool,
    pub newest_snapshot: Option<NaiveDate>,
    /// Last valid day of what is closed by being missing.
    pub closing_day: NaiveDate,
    /// Units to write, with the versions and the lifetime that the files give them.
    pub units: HashMap<SorCode, Target>,
    /// Location numbers to write.
    pub numbers: HashMap<Gln, Target>,
    /// What to close because it is missing.
    pub missing: Missing,
    pub message_types: (Rows, Difference),
    pub replacements: (Pairs, Pairs),
    pub regions: Vec<Version<Region>>,
    pub municipalities: Vec<Version<Municipality>>,
    pub codes: Vec<CodedValue>,
    pub listed: Vec<MessageType>,
    /// Open units of the register, and how many of them the plan closes.
    pub open: usize,
    pub closing: usize,
}

/// A record to write.
#[derive(Debug, Clone)]
pub struct Target {
    pub life: Lifetime,
    pub marks: Vec<VersionMark>,
}

/// Makes the plan.
pub async fn plan(
    reader: &Reader,
    mut gathered: Gathered,
    options: &Options,
    today: NaiveDate,
) -> Result<Plan, ImportError> {
    let dated = gathered.snapshot.or(options.snapshot);
    accept(&mut gathered, dated);
    refuse_numbers(&mut gathered);
    let has_units = !gathered.units.is_empty() || !gathered.refused.is_empty();
    let snapshot = dated.unwrap_or(today);
    let closing_day = snapshot.checked_sub_days(Days::new(1)).unwrap_or(snapshot);
    let is_open = |life: &Lifetime| life.to.is_none_or(|to| to > closing_day);
    let known = &gathered.known;
    let mut report = std::mem::take(&mut gathered.report);
    let open = known.units.values().filter(|unit| is_open(&unit.life)).count();
    let (units, mut closing) = unit_targets(&gathered, closing_day, &mut report);
    let numbers = number_targets(&gathered, &mut report);
    let missing = missing(&gathered, options, dated, is_open, &mut report);
    closing += missing.units.len();
    report.units.closed += missing.units.len();
    report.numbers.closed += missing.numbers.len();
    let codes =
        missing.units.iter().map(ToString::to_string).chain(missing.numbers.iter().map(ToString::to_string));
    codes.for_each(|code| report.plan(Planned { what: "closed", code, place: None }));
    let rows = settle_rows(&mut gathered, &mut report);
    let older = known_newer(&gathered, dated) || gathered.doubts.message_types;
    let ends = |gln: Gln| options.force || !(older || gathered.refused_numbers.contains(&gln));
    let difference = rows.difference(reader, snapshot, ends).await?;
    report.message_types = (difference.added.len(), difference.closed.len());
    let narrower = has_units && narrower(reader, &gathered).await?;
    let replacements = replacements(reader, &gathered).await?;
    report.replacements = (replacements.1.len(), replacements.0.len());
    let (regions, municipalities) = places(&gathered);
    let (codes, listed) = lists(reader, &gathered).await?;
    report.lists = regions.len() + municipalities.len() + codes.len() + listed.len();
    Ok(Plan {
        base: gathered.known.revision,
        newest_snapshot: gathered.known.newest_snapshot,
        known: gathered.known,
        report,
        digests: gathered.digests,
        snapshots: gathered.snapshots,
        snapshot: dated,
        today,
        narrower,
        closing_day,
        units,
        numbers,
        missing,
        message_types: (rows, difference),
        replacements,
        regions,
        municipalities,
        codes,
        listed,
        open,
        closing,
    })
}

/// Whether data younger than `dated` have been imported.
fn known_newer(gathered: &Gathered, dated: Option<NaiveDate>) -> bool {
    dated < gathered.known.newest_snapshot && dated.is_some()
}

/// `SorEntity` CSV has no column for much that XML tells; laid over it, it would
/// take that away.
async fn narrower(reader: &Reader, gathered: &Gathered) -> Result<bool, StorageError> {
    let has = |format: Format| gathered.formats.contains(&format);
    if !has(Format::SorEntity) || has(Format::SorXml) || gathered.known.units.is_empty() {
        return Ok(false);
    }
    Ok(reader.imported_formats().await?.iter().any(|format| format == Format::SorXml.as_str()))
}

/// Numbers whose holder cannot be used go with it.
fn refuse_numbers(gathered: &mut Gathered) {
    let (units, known, refused) = (&gathered.units, &gathered.known.units, &gathered.refused);
    let mut bad: Vec<_> = gathered
        .numbers
        .iter()
        .filter_map(|(gln, number)| {
            let holder = number.holder?;
            (!units.contains_key(&holder) && (!known.contains_key(&holder) || refused.contains(&holder)))
                .then_some((*gln, holder, number.place))
        })
        .collect();
    bad.sort_by_key(|(_, _, place)| (place.file, place.line));
    for (gln, holder, place) in bad {
        gathered.numbers.remove(&gln);
        gathered.refused_numbers.insert(gln);
        let reason = format!("The unit {holder} that holds the number cannot be used.");
        let refusal = Refusal { place, sor_code: Some(gln.to_string()), code: RefusalCode::Orphan, reason };
        gathered.report.refuse(refusal);
    }
}

fn timeline(life: Lifetime, marks: &[VersionMark]) -> Option<Timeline<VersionMark>> {
    Timeline::new(life, marks.to_vec())
}

/// What a record becomes, seen from what it is.
#[derive(PartialEq, Eq)]
enum Verdict {
    Created,
    Changed,
    Closed,
    Unchanged,
}

fn compare(known: Option<(Lifetime, &[VersionMark])>, life: Lifetime, marks: &[VersionMark]) -> Verdict {
    let Some((known_life, known_marks)) = known else {
        return Verdict::Created;
    };
    let old = timeline(known_life, known_marks);
    let new = match (old.clone(), timeline(life, marks)) {
        (Some(old), Some(new)) => Some(old.overlaid(new)),
        (_, new) => new,
    };
    if new == old {
        return Verdict::Unchanged;
    }
    let earlier = life.to.is_some_and(|to| known_life.to.is_none_or(|known| to < known));
    if earlier { Verdict::Closed } else { Verdict::Changed }
}

fn count(tally: &mut Tally, verdict: &Verdict, moved: bool) -> Option<&'static str> {
    match verdict {
        Verdict::Unchanged => {
            tally.unchanged += 1;
            return None;
        }
        Verdict::Created => {
            tally.created += 1;
            return Some("created");
        }
        Verdict::Closed => tally.closed += 1,
        Verdict::Changed => tally.changed += 1,
    }
    tally.moved += usize::from(moved);
    Some(match (verdict, moved) {
        (Verdict::Closed, _) => "closed",
        (_, true) => "moved",
        _ => "changed",
    })
}

fn unit_targets(
    gathered: &Gathered,
    closing_day: NaiveDate,
    report: &mut Report,
) -> (HashMap<SorCode, Target>, usize) {
    let mut targets = HashMap::new();
    let mut closing = 0;
    let mut in_file_order: Vec<_> = gathered.units.iter().collect();
    in_file_order.sort_by_key(|(_, unit)| (unit.place.file, unit.place.line));
    for (code, unit) in in_file_order {
        let known = gathered.known.units.get(code);
        let verdict = compare(known.map(|k| (k.life, k.marks.as_slice())), unit.life, &unit.marks);
        let moved = known.is_some_and(|known| known.parent != unit.parent);
        closing += usize::from(verdict == Verdict::Closed);
        let reopened = known.and_then(|known| known.life.to).filter(|to| *to <= closing_day);
        if let Some(closed) = reopened.filter(|closed| unit.life.to.is_none_or(|to| to > *closed)) {
            let message =
                format!("The register had it closed with {closed}; the files have it open after that.");
            let finding = FindingCode::Reopened;
            report.find(Finding {
                place: unit.place,
                sor_code: Some(code.to_string()),
                code: finding,
                message,
            });
        }
        let Some(what) = count(&mut report.units, &verdict, moved) else {
            continue;
        };
        report.plan(Planned { what, code: code.to_string(), place: Some(unit.place) });
        targets.insert(*code, Target { life: unit.life, marks: unit.marks.clone() });
    }
    (targets, closing)
}

fn number_targets(gathered: &Gathered, report: &mut Report) -> HashMap<Gln, Target> {
    let mut targets = HashMap::new();
    let mut in_file_order: Vec<_> = gathered.numbers.iter().collect();
    in_file_order.sort_by_key(|(_, number)| (number.place.file, number.place.line));
    for (gln, number) in in_file_order {
        let known = gathered.known.numbers.get(gln);
        let verdict = compare(known.map(|k| (k.life, k.marks.as_slice())), number.life, &number.marks);
        let moved = known.is_some_and(|known| known.holder != number.holder);
        let Some(what) = count(&mut report.numbers, &verdict, moved) else {
            continue;
        };
        report.plan(Planned { what, code: gln.to_string(), place: Some(number.place) });
        targets.insert(*gln, Target { life: number.life, marks: number.marks.clone() });
    }
    targets
}

/// Drops rows on numbers that nobody knows; each number is refused once.
fn settle_rows(gathered: &mut Gathered, report: &mut Report) -> Rows {
    let mut rows = std::mem::take(&mut gathered.message_types);
    let mut told = HashSet::new();
    let mut orphans = Vec::new();
    let mut repeated = Vec::new();
    let known = |gln: &Gln| gathered.numbers.contains_key(gln) || gathered.known.numbers.contains_key(gln);
    let keep = |row: &Row| {
        let keep = known(&row.gln) || gathered.refused_numbers.contains(&row.gln);
        if !keep && told.insert(row.gln) {
            orphans.push((row.gln, Place { file: row.file, line: row.line }));
        }
        keep
    };
    rows.settle(keep, |row| repeated.push((row.gln, Place { file: row.file, line: row.line })));
    let mut refuse = |list: Vec<(Gln, Place)>, code: RefusalCode, reason: &str| {
        for (gln, place) in list {
            report.refuse(Refusal {
                place,
                sor_code: Some(gln.to_string()),
                code,
                reason: reason.to_owned(),
            });
        }
    };
    let reason = "The number is neither in the files nor in the register; its message types are left out.";
    refuse(orphans, RefusalCode::Orphan, reason);
    let reason = "The same message type, direction and first day stand in the files with another last day.";
    refuse(repeated, RefusalCode::Duplicate, reason);
    let listed: HashSet<_> = gathered.listed.iter().map(|listed| listed.key.to_string()).collect();
    for (key, place) in rows.used() {
        let key = key.to_string();
        if !gathered.known.message_types.contains(&key) && !listed.contains(&key) {
            let message = format!("The message type {key} is in no list; it is kept without a name.");
            report.find(Finding { place, sor_code: None, code: FindingCode::UnknownCode, message });
        }
    }
    rows
}

type Pairs = Vec<(SorCode, SorCode)>;

/// Replacements to take back and to note. A pair goes when both its units are in
/// the files and neither tells of it any more.
async fn replacements(reader: &Reader, gathered: &Gathered) -> Result<(Pairs, Pairs), StorageError> {
    let known: HashSet<_> = reader.all_replacements().await?.into_iter().collect();
    let told = &gathered.replacements;
    let in_files = |code: &SorCode| gathered.units.contains_key(code);
    let speaks =
        gathered.formats.iter().any(|format| matches!(format, Format::SorXml | Format::ReplacedEntities));
    let gone =
        known.iter().filter(|pair| speaks && !told.contains(*pair) && in_files(&pair.0) && in_files(&pair.1));
    let usable = |(old, new): &&(SorCode, SorCode)| {
        let exists = |code: &SorCode| in_files(code) || gathered.known.units.contains_key(code);
        !gathered.refused.contains(old) && !gathered.refused.contains(new) && (exists(old) || exists(new))
    };
    let new = told.iter().filter(|pair| !known.contains(*pair)).filter(usable);
    let (mut gone, mut new): (Pairs, Pairs) = (gone.copied().collect(), new.copied().collect());
    gone.sort_unstable();
    new.sort_unstable();
    Ok((gone, new))
}

/// New versions of the regions and municipalities that the files name. From the
/// first day they speak for on they say everything; before that the register
/// keeps its word, so that a later period can be added by itself.
fn places(gathered: &Gathered) -> (Vec<Version<Region>>, Vec<Version<Municipality>>) {
    let known = &gathered.known;
    let (mut regions, mut municipalities) = (Vec::new(), Vec::new());
    for (code, rows) in &gathered.regions {
        let old: Vec<_> = known.regions.iter().filter(|v| v.content.code.as_ref() == code).cloned().collect();
        regions.extend(changed_rows(&old, rows.clone(), |row| row.valid_to));
    }
    for (code, rows) in &gathered.municipalities {
        let old: Vec<_> =
            known.municipalities.iter().filter(|v| v.content.code.as_ref() == code).cloned().collect();
        municipalities.extend(changed_rows(&old, rows.clone(), |row| row.valid_to));
    }
    (regions, municipalities)
}

fn changed_rows<T: Dated + Clone>(
    old: &[Version<T>],
    mut rows: Vec<T>,
    last_day: impl Fn(&T) -> Option<NaiveDate>,
) -> Vec<Version<T>> {
    rows.sort_by_key(Dated::applies_from);
    let first_from =
        old.first().map(|old| old.life.first_from).into_iter().chain(rows.first().map(Dated::applies_from));
    let (Some(first_from), Some(to)) = (first_from.min(), rows.last().map(last_day)) else {
        return Vec::new();
    };
    let Some(new) = Timeline::new(Lifetime { first_from, to }, rows) else {
        return Vec::new();
    };
    let new = match Timeline::from_rows(old) {
        Some(old) => old.overlaid(new),
        None => new,
    };
    let same = crate::history::difference(old, Some(&new), Revision(0));
    if same.closed.is_empty() && same.added.is_empty() { Vec::new() } else { new.rows(Revision(0)) }
}

/// Code list entries and listed message types that are new or say something new.
async fn lists(
    reader: &Reader,
    gathered: &Gathered,
) -> Result<(Vec<CodedValue>, Vec<MessageType>), StorageError> {
    if gathered.codes.is_empty() && gathered.listed.is_empty() {
        return Ok((Vec::new(), Vec::new()));
    }
    let known: HashSet<_> = reader.coded_values(gathered.known.revision).await?.into_iter().collect();
    let mut codes = BTreeMap::new();
    for value in &gathered.codes {
        codes.entry((value.list, value.key.clone())).or_insert_with(|| value.clone());
    }
    codes.retain(|_, value| !known.contains(value));
    let known = reader.message_types(gathered.known.revision).await?;
    let mut listed = BTreeMap::new();
    for value in &gathered.listed {
        listed.entry(value.key.clone()).or_insert_with(|| value.clone());
    }
    listed.retain(|_, value| !known.contains(value));
    Ok((codes.into_values().collect(), listed.into_values().collect()))
}

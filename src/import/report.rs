//! What a plan holds, for people.

use std::collections::BTreeMap;
use std::fmt;

use super::parse::{Finding, FindingCode, Place, Refusal, RefusalCode};

/// How many examples of each kind are kept word for word; all are counted.
const EXAMPLES: usize = 100;

/// How many changes of a kind are listed.
const SHOWN: usize = 20;

/// What happens to the records of one kind.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    /// New to the register.
    pub created: usize,
    /// Say something new.
    pub changed: usize,
    /// Of the changed ones: hang under another parent, or holder.
    pub moved: usize,
    /// Get a last day, or an earlier one.
    pub closed: usize,
    /// Say what the register says.
    pub unchanged: usize,
}

impl Tally {
    fn changes(&self) -> usize {
        self.created + self.changed + self.closed
    }
}

/// A change of the plan, word for word.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Planned {
    /// `created`, `changed`, `moved` or `closed`.
    pub what: &'static str,
    /// SOR code or location number.
    pub code: String,
    /// Where it stands in the files; nowhere when it is closed by being missing.
    pub place: Option<Place>,
}

/// Everything that a plan holds.
#[derive(Debug, Clone, Default)]
pub struct Report {
    /// Names of the inputs, as [`Place::file`] counts them.
    pub files: Vec<String>,
    /// Owners, institutions and units.
    pub units: Tally,
    /// Location numbers.
    pub numbers: Tally,
    /// Message types set on numbers, and ended.
    pub message_types: (usize, usize),
    /// Replacements noted, and taken back.
    pub replacements: (usize, usize),
    /// Regions, municipalities and code list entries that are new or changed.
    pub lists: usize,
    /// How many records were refused.
    pub refused: usize,
    /// How many findings there are, by code.
    pub findings: BTreeMap<&'static str, usize>,
    planned: BTreeMap<&'static str, Vec<Planned>>,
    refusals: BTreeMap<RefusalCode, Vec<Refusal>>,
    refusal_counts: BTreeMap<RefusalCode, usize>,
    examples: BTreeMap<FindingCode, Vec<Finding>>,
}

impl Report {
    /// Notes a refusal.
    pub fn refuse(&mut self, refusal: Refusal) {
        self.refused += 1;
        *self.refusal_counts.entry(refusal.code).or_default() += 1;
        let kept = self.refusals.entry(refusal.code).or_default();
        if kept.len() < EXAMPLES {
            kept.push(refusal);
        }
    }

    /// Notes a finding.
    pub fn find(&mut self, finding: Finding) {
        *self.findings.entry(finding.code.as_str()).or_default() += 1;
        let kept = self.examples.entry(finding.code).or_default();
        if kept.len() < EXAMPLES {
            kept.push(finding);
        }
    }

    /// Notes a change.
    pub fn plan(&mut self, planned: Planned) {
        let kept = self.planned.entry(planned.what).or_default();
        if kept.len() < EXAMPLES {
            kept.push(planned);
        }
    }

    /// The refusals that are kept word for word.
    pub fn refusals(&self) -> impl Iterator<Item = &Refusal> {
        self.refusals.values().flatten()
    }

    /// The findings that are kept word for word.
    pub fn examples(&self) -> impl Iterator<Item = &Finding> {
        self.examples.values().flatten()
    }

    /// The changes that are kept word for word.
    pub fn planned(&self) -> impl Iterator<Item = &Planned> {
        self.planned.values().flatten()
    }

    /// Whether the plan changes nothing.
    #[must_use]
    pub fn changes_nothing(&self) -> bool {
        let pairs = self.message_types.0 + self.message_types.1 + self.replacements.0 + self.replacements.1;
        self.units.changes() + self.numbers.changes() + pairs + self.lists == 0
    }

    /// Whether no usable record was found at all.
    #[must_use]
    pub fn is_empty_of_records(&self) -> bool {
        self.changes_nothing() && self.units.unchanged + self.numbers.unchanged == 0 && self.refused > 0
    }

    /// One line for the history of the register.
    #[must_use]
    pub fn summary(&self) -> String {
        format!(
            "{}: units {} created, {} changed, {} closed; numbers {} created, {} changed, {} closed; \
             message types {} set, {} ended; {} list entries and places; {} refused",
            self.files.iter().map(|name| short_name(name)).collect::<Vec<_>>().join(", "),
            self.units.created,
            self.units.changed,
            self.units.closed,
            self.numbers.created,
            self.numbers.changed,
            self.numbers.closed,
            self.message_types.0,
            self.message_types.1,
            self.lists,
            self.refused,
        )
    }

    fn at(&self, place: Place) -> String {
        let name = self.files.get(place.file as usize).map_or("?", String::as_str);
        format!("{name}:{}", place.line)
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "{:<18}{:>10}{:>10}{:>10}{:>10}{:>10}",
            "", "created", "changed", "moved", "closed", "same"
        )?;
        for (name, t) in [("units", self.units), ("location numbers", self.numbers)] {
            writeln!(
                f,
                "{name:<18}{:>10}{:>10}{:>10}{:>10}{:>10}",
                t.created, t.changed, t.moved, t.closed, t.unchanged
            )?;
        }
        writeln!(
            f,
            "message types on numbers: {} set, {} ended",
            self.message_types.0, self.message_types.1
        )?;
        writeln!(f, "replacements: {} noted, {} taken back", self.replacements.0, self.replacements.1)?;
        if self.lists > 0 {
            writeln!(f, "code list entries, regions and municipalities: {} new or changed", self.lists)?;
        }
        self.changes(f)?;
        for (code, refusals) in &self.refusals {
            let count = self.refusal_counts.get(code).copied().unwrap_or_default();
            writeln!(f, "refused, {code}: {count}")?;
            for refusal in refusals {
                let of = refusal.sor_code.as_deref().unwrap_or("-");
                writeln!(f, "  {} {of}: {}", self.at(refusal.place), refusal.reason)?;
            }
            and_more(f, count, refusals.len())?;
        }
        for (code, examples) in &self.examples {
            let count = self.findings.get(code.as_str()).copied().unwrap_or_default();
            writeln!(f, "found and kept, {code}: {count}")?;
            let shown = examples.iter().take(5);
            for finding in shown.clone() {
                let of = finding.sor_code.as_deref().unwrap_or("-");
                writeln!(f, "  {} {of}: {}", self.at(finding.place), finding.message)?;
            }
            and_more(f, count, shown.len())?;
        }
        Ok(())
    }
}

impl Report {
    /// What happens to which record; new ones only as long as they are few.
    fn changes(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let totals = [
            ("created", self.units.created + self.numbers.created),
            ("changed", self.units.changed + self.numbers.changed),
            ("moved", self.units.moved + self.numbers.moved),
            ("closed", self.units.closed + self.numbers.closed),
        ];
        for (what, total) in totals {
            let Some(planned) = self.planned.get(what) else {
                continue;
            };
            writeln!(f, "{what}: {total}")?;
            // A first import creates everything: nobody reads that list.
            let most = if what == "created" && total > SHOWN { 3 } else { SHOWN };
            let shown = planned.iter().take(most);
            for change in shown.clone() {
                match change.place {
                    Some(place) => writeln!(f, "  {} {}", self.at(place), change.code)?,
                    None => writeln!(f, "  {} (missing from the files)", change.code)?,
                }
            }
            and_more(f, total, shown.len())?;
        }
        Ok(())
    }
}

/// A file's name without its folder, which is nobody's business but the operator's.
pub fn short_name(name: &str) -> String {
    let end = name.rsplit(['/', '\\']).next();
    end.unwrap_or(name).to_owned()
}

fn and_more(f: &mut fmt::Formatter<'_>, total: usize, shown: usize) -> fmt::Result {
    if total > shown { writeln!(f, "  and {} more", total - shown) } else { Ok(()) }
}

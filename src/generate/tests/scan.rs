//! Reads a made register back, as simply as its form allows: every element stands on a line of its own.

use std::collections::HashMap;
use std::fs;
use std::path::Path;

use chrono::NaiveDate;
use tempfile::TempDir;

use super::super::{Options, Summary, generate};

/// The day all registers of the tests stand for.
pub(super) fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 22).expect("a day of the calendar")
}

pub(super) fn options(units: u32, seed: u64, out: &Path) -> Options {
    Options { units, seed, out: out.to_owned(), today: today(), closed_share: 0.6 }
}

/// A register in memory.
pub(super) struct Made {
    pub(super) summary: Summary,
    pub(super) xml: String,
    pub(super) messages: String,
}

pub(super) fn make(units: u32, seed: u64, closed_share: f64) -> Made {
    let folder = TempDir::new().expect("a folder for one test");
    let options = Options { closed_share, ..options(units, seed, folder.path()) };
    let summary = generate(&options, &mut |_| {}).expect("a register is made");
    let [xml, messages] =
        [0, 1].map(|index: usize| fs::read_to_string(&summary.files[index]).expect("a file was written"));
    Made { summary, xml, messages }
}

/// The register most tests look at.
pub(super) fn demo() -> Made {
    make(5000, 7, 0.6)
}

/// One unit: its texts by the path of elements within the unit.
pub(super) struct Unit {
    pub(super) tag: String,
    pub(super) parent: Option<usize>,
    texts: Vec<(String, String)>,
}

impl Unit {
    /// All texts at `path`.
    pub(super) fn all<'a>(&'a self, path: &'a str) -> impl Iterator<Item = &'a str> {
        self.texts.iter().filter(move |(known, _)| known == path).map(|(_, text)| text.as_str())
    }

    /// The text at `path`.
    pub(super) fn text(&self, path: &str) -> Option<&str> {
        self.texts.iter().find(|(known, _)| known == path).map(|(_, text)| text.as_str())
    }

    /// Whether anything stands at or below `path`.
    pub(super) fn has(&self, path: &str) -> bool {
        self.texts.iter().any(|(known, _)| known.starts_with(path))
    }

    pub(super) fn code(&self) -> &str {
        self.text("sor1:SorIdentifier").expect("every unit has a code")
    }

    pub(super) fn kind(&self) -> &str {
        self.text("EntityTypeIdentifier").expect("every unit has a type")
    }

    /// Where the own number stands, if there is one.
    pub(super) fn number_path(&self) -> Option<&'static str> {
        ["EanLocationCodeEntity", "EanLocationCodeOption/EanLocationCodeEntity"]
            .into_iter()
            .find(|path| self.text(&format!("{path}/sor1:EanLocationCode")).is_some())
    }

    pub(super) fn gln(&self) -> Option<&str> {
        self.text(&format!("{}/sor1:EanLocationCode", self.number_path()?))
    }

    pub(super) fn inherits_number(&self) -> bool {
        self.text("EanLocationCodeOption/EntityInheritanceIndicator") == Some("true")
    }

    /// First day, day of the latest change and last day of what stands at `path`.
    pub(super) fn dates(&self, path: &str) -> [NaiveDate; 3] {
        let date = |name: &str| {
            self.text(&format!("{path}sor1:SorStatus/sor1:{name}"))
                .map(|text| text.parse().expect("a date is a date"))
        };
        let given = |name| date(name).expect("the date is always given");
        assert!(given("UpdatedAt") <= today(), "nothing was edited in the future");
        [given("FirstFromDate"), given("FromDate"), date("ToDate").unwrap_or(NaiveDate::MAX)]
    }
}

/// The units of a register, parents before children.
pub(super) fn units(xml: &str) -> Vec<Unit> {
    let mut units: Vec<Unit> = Vec::new();
    let mut trees: Vec<Option<usize>> = Vec::new();
    let mut path: Vec<String> = Vec::new();
    for line in xml.lines().skip(2) {
        let inner = line.strip_prefix('<').expect("a line is an element");
        if inner.starts_with('/') {
            let tag = &inner[1..inner.len() - 1];
            if is_tree(tag) {
                trees.pop();
            } else if tag != "SorTree" {
                path.pop();
            }
        } else if let Some((tag, rest)) = inner.split_once('>') {
            let name = tag.split(' ').next().unwrap_or_default();
            if is_tree(name) {
                trees.push(None);
            } else if !rest.is_empty() {
                let text = rest.split('<').next().unwrap_or_default();
                let mut place = path.iter().skip(1).map(String::as_str).collect::<Vec<_>>();
                place.push(name);
                if let (Some(unit), false) = (units.last_mut(), path.is_empty()) {
                    unit.texts.push((place.join("/"), text.to_owned()));
                }
            } else {
                if path.is_empty() {
                    let parent = trees.iter().rev().skip(1).find_map(|tree| *tree);
                    *trees.last_mut().expect("a unit stands in a tree") = Some(units.len());
                    units.push(Unit { tag: name.to_owned(), parent, texts: Vec::new() });
                }
                path.push(name.to_owned());
            }
        }
    }
    assert!(trees.is_empty() && path.is_empty(), "every element is closed");
    units
}

fn is_tree(tag: &str) -> bool {
    matches!(tag, "InstitutionOwnerEntity" | "HealthInstitutionEntity" | "OrganizationalUnitEntity")
}

/// The units by code.
pub(super) fn by_code(units: &[Unit]) -> HashMap<&str, &Unit> {
    units.iter().map(|unit| (unit.code(), unit)).collect()
}

/// The units above `unit`, the nearest first.
pub(super) fn above<'a>(units: &'a [Unit], unit: &'a Unit) -> impl Iterator<Item = &'a Unit> {
    std::iter::successors(unit.parent, |&parent| units[parent].parent).map(|index| &units[index])
}

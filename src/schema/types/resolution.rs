//! Where a code of the past leads.

use async_graphql::{Enum, Object};

use super::{SorEntity, UnitView};
use crate::history::succession::{Outcome, Step};
use crate::model::{Point, SorCode};
use crate::register;

/// Where a code leads, seen from a point.
#[derive(Debug)]
pub struct Resolution {
    /// The point.
    pub point: Point,
    /// The way.
    pub found: register::Resolution,
}

impl Resolution {
    fn record(&self, code: SorCode) -> Option<SorEntity> {
        let unit = self.found.records.get(&code)?;
        Some(UnitView::new(self.point, unit.clone()).into())
    }
}

/// Where the way through a record leads.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "Outcome")]
pub enum ResolutionOutcome {
    /// The record is in force on the day: the way ends here.
    InForce,
    /// The record comes into force later: the way ends here.
    Future,
    /// The record is closed, and others took its place.
    Replaced,
    /// The record is closed, and nothing tells what took its place.
    DeadEnd,
}

/// How the records that took a record's place were found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
pub enum SuccessionSource {
    /// The register names them as its replacements (erstattet af).
    Replacement,
    /// No replacement is registered; they are in force and bear its SHAK code.
    ShakCode,
}

/// Where a code leads: the records that bear or bore it, what took the place of those that are closed, and so on to the
/// records in force on the day.
#[Object]
impl Resolution {
    /// The records in force to which the code leads, the nearest first; more than one after a fork, none where every way
    /// ends before.
    async fn records(&self) -> Vec<SorEntity> {
        let ends = self.found.steps.iter().filter(|step| step.outcome == Outcome::InForce);
        ends.filter_map(|step| self.record(step.code)).collect()
    }

    /// Every record on the way, each once, the nearest to the code first.
    async fn steps(&self) -> Vec<ResolutionStep<'_>> {
        self.found.steps.iter().map(|step| ResolutionStep { way: self, step }).collect()
    }

    /// Whether a way ends at a closed record that nothing took the place of.
    async fn has_dead_end(&self) -> bool {
        self.found.steps.iter().any(|step| step.outcome == Outcome::DeadEnd)
    }

    /// Whether more than one record took the place of another.
    async fn has_fork(&self) -> bool {
        self.found.steps.iter().any(|step| step.next.len() > 1)
    }
}

/// A record on the way.
pub struct ResolutionStep<'a> {
    way: &'a Resolution,
    step: &'a Step,
}

/// A record on the way from a code to the records in force.
#[Object]
impl ResolutionStep<'_> {
    /// The record, as it stands on the day.
    async fn record(&self) -> Option<SorEntity> {
        self.way.record(self.step.code)
    }

    /// How many steps lie between the code and the record: 0 for those that bear or bore the code.
    async fn distance(&self) -> usize {
        self.step.distance
    }

    /// Where it leads.
    async fn outcome(&self) -> ResolutionOutcome {
        self.step.outcome.into()
    }

    /// The records that took its place; empty unless the outcome is REPLACED. More than one is a fork.
    async fn next(&self) -> Vec<SorEntity> {
        self.step.next.iter().filter_map(|code| self.way.record(*code)).collect()
    }

    /// How those were found. Null unless the outcome is REPLACED.
    async fn source(&self) -> Option<SuccessionSource> {
        let by_shak = self.way.found.by_shak.contains(&self.step.code);
        (self.step.outcome == Outcome::Replaced).then_some(if by_shak {
            SuccessionSource::ShakCode
        } else {
            SuccessionSource::Replacement
        })
    }
}

//! Any code of the past, followed to the records of a day.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use super::{Reader, StorageError, UnitIdentifier, UnitVersion};
use crate::history::succession::{Outcome, Step, follow};
use crate::model::{Gln, Point, SorCode};

/// A code that a record bears or once bore.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AnyCode {
    /// A SOR code.
    Sor(SorCode),
    /// A location number.
    Gln(Gln),
    /// A SHAK code, a provider number or a CVR number.
    Identifier(UnitIdentifier, String),
}

/// Where a code leads.
#[derive(Debug, Clone, Default)]
pub struct Resolution {
    /// The records on the way, the nearest first.
    pub steps: Vec<Step>,
    /// Records whose successor bears the same SHAK code, where no replacement is registered.
    pub by_shak: BTreeSet<SorCode>,
    /// The records themselves, as they stand at the point.
    pub records: HashMap<SorCode, Arc<UnitVersion>>,
}

impl Reader {
    /// Follows `code` from those who bear or bore it, through replacements and, where a
    /// closed record has none, through its SHAK code, to the records in force on the
    /// day of the point. A handful of statements, however long the way.
    pub async fn resolve(&self, point: Point, code: &AnyCode) -> Result<Resolution, StorageError> {
        let starts = match code {
            AnyCode::Sor(code) => vec![*code],
            AnyCode::Gln(gln) => self.holders_ever(point.revision, *gln).await?,
            AnyCode::Identifier(kind, text) => {
                self.bearers(point.revision, *kind, std::slice::from_ref(text)).await?
            }
        };
        let mut way = Way { point, links: Vec::new(), records: HashMap::new() };
        way.learn(self, &starts).await?;
        let steps = way.follow(&starts);
        let by_shak = way.learn_by_shak(self, &steps).await?;
        let steps = if by_shak.is_empty() { steps } else { way.follow(&starts) };
        let Way { mut records, .. } = way;
        records.retain(|code, _| steps.iter().any(|step| step.code == *code));
        Ok(Resolution { steps, by_shak, records })
    }
}

/// What is known of the way so far.
struct Way {
    point: Point,
    links: Vec<(SorCode, SorCode)>,
    records: HashMap<SorCode, Arc<UnitVersion>>,
}

impl Way {
    /// Reads all that can be reached from `codes` by replacements.
    async fn learn(&mut self, reader: &Reader, codes: &[SorCode]) -> Result<(), StorageError> {
        let links = reader.succession(self.point.revision, codes).await?;
        let ends = links.iter().flat_map(|(old, new)| [*old, *new]);
        let all: BTreeSet<_> = codes.iter().copied().chain(ends).collect();
        let all: Vec<_> = all.into_iter().collect();
        self.records.extend(reader.units(self.point, &all).await?);
        self.links.extend(links);
        Ok(())
    }

    /// Links each dead end to the records in force that bear its SHAK code now; gives
    /// the dead ends that led on.
    async fn learn_by_shak(
        &mut self,
        reader: &Reader,
        steps: &[Step],
    ) -> Result<BTreeSet<SorCode>, StorageError> {
        let dead = steps.iter().filter(|step| step.outcome == Outcome::DeadEnd).map(|step| step.code);
        let shak_of =
            |code: SorCode| Some((code, self.records.get(&code)?.content.shak.clone()?.to_string()));
        let shak: Vec<_> = dead.filter_map(shak_of).collect();
        if shak.is_empty() {
            return Ok(BTreeSet::new());
        }
        let codes: Vec<_> = shak.iter().map(|(_, shak)| shak.clone()).collect();
        let bearers = reader.units_by_identifier(self.point, UnitIdentifier::Shak, &codes).await?;
        let mut led_on = BTreeSet::new();
        for (dead, shak) in shak {
            let alive = bearers.get(&shak).into_iter().flatten();
            for unit in alive.filter(|unit| unit.state(self.point.at).is_in_force()) {
                led_on.insert(dead);
                self.links.push((dead, unit.content.sor_code));
                self.records.insert(unit.content.sor_code, Arc::new(unit.clone()));
            }
        }
        Ok(led_on)
    }

    fn follow(&self, starts: &[SorCode]) -> Vec<Step> {
        let states = self.records.iter().map(|(code, unit)| (*code, unit.state(self.point.at))).collect();
        follow(starts, &self.links, &states)
    }
}

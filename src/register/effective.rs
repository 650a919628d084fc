//! What counts for records at a point, own or inherited, for telling changes.

use std::collections::{BTreeSet, HashMap, HashSet};

use super::{Lineage, Reader, StorageError, contents};
use crate::history::comparison::Standing;
use crate::model::inheritance::{activity_address, contact, number_holder, postal_address, visiting_address};
use crate::model::{Gln, Point, SorCode, Unit};

/// Records of which effective values are read in one statement.
const BATCH: usize = 5_000;

impl Reader {
    /// The records that stand, stood or are to stand below one of `roots`, and the roots.
    pub async fn subtree_codes(&self, roots: &[SorCode]) -> Result<Vec<SorCode>, StorageError> {
        let rows = self.timelines_below(roots).await?;
        let codes: BTreeSet<_> = rows.into_iter().map(|row| row.content.sor_code).collect();
        Ok(codes.into_iter().collect())
    }

    /// What counts for these records at the point; those that the register does not know yet are left out.
    pub async fn effective(&self, point: Point, codes: &[SorCode]) -> Result<Vec<Standing>, StorageError> {
        let mut found = Vec::with_capacity(codes.len());
        for batch in codes.chunks(BATCH) {
            found.extend(self.effective_batch(point, batch).await?);
        }
        Ok(found)
    }

    async fn effective_batch(&self, point: Point, codes: &[SorCode]) -> Result<Vec<Standing>, StorageError> {
        let lineages = self.lineages(point, codes).await?;
        let holders: HashMap<SorCode, SorCode> = lineages
            .iter()
            .filter_map(|(code, lineage)| Some((*code, number_holder(&contents(lineage))?.from)))
            .collect();
        let distinct: BTreeSet<_> = holders.values().copied().collect();
        let distinct: Vec<_> = distinct.into_iter().collect();
        let numbers = self.location_numbers_held_by(point, &distinct).await?;
        let near = self.geographical_parents(point, &lineages).await?;
        let number = |code: &SorCode| -> Option<Gln> {
            let number = numbers.get(holders.get(code)?)?;
            number.state(point.at).is_in_force().then_some(number.content.gln)
        };
        let told = codes.iter().filter_map(|code| {
            let lineage = lineages.get(code)?;
            let units = contents(lineage);
            let unit = units.first()?;
            Some(Standing {
                code: *code,
                name: unit.name.clone(),
                parent: unit.parent,
                in_force: lineage[0].state(point.at).is_in_force(),
                postal: postal_address(&units).map(|found| found.value),
                visiting: visiting_address(&units).map(|found| found.value),
                activity: activity_address(&units).map(|found| found.value),
                contact: contact(&units).map(|found| found.value.clone()),
                number: number(code),
                geographical_parent: target(unit).filter(|target| near.contains(target)),
            })
        });
        Ok(told.collect())
    }

    /// Those that these records name as their geographical parents and that are in force.
    async fn geographical_parents(
        &self,
        point: Point,
        lineages: &HashMap<SorCode, Lineage>,
    ) -> Result<HashSet<SorCode>, StorageError> {
        let named = lineages.values().filter_map(|lineage| target(&lineage.first()?.content));
        let named: Vec<_> = named.collect::<BTreeSet<_>>().into_iter().collect();
        if named.is_empty() {
            return Ok(HashSet::new());
        }
        let found = self.units(point, &named).await?.into_iter();
        let in_force = found.filter(|(_, unit)| unit.state(point.at).is_in_force());
        Ok(in_force.map(|(code, _)| code).collect())
    }
}

fn target(unit: &Unit) -> Option<SorCode> {
    unit.geographical_parent.and_then(|parent| parent.target)
}

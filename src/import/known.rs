//! What the register holds, as far as the plan must know it.

use std::collections::{HashMap, HashSet};

use chrono::NaiveDate;

use crate::model::{CodeList, Gln, Municipality, Region, Revision, SorCode, Version};
use crate::register::{NumberSkeleton, Reader, StorageError, UnitSkeleton};

use super::progress::{Phase, Progress};

/// The register before the import.
pub struct Known {
    /// The newest commit.
    pub revision: Revision,
    /// Units by code.
    pub units: HashMap<SorCode, UnitSkeleton>,
    /// Location numbers.
    pub numbers: HashMap<Gln, NumberSkeleton>,
    /// Code list entries: list and key to the Danish name.
    pub codes: HashMap<(CodeList, String), Option<String>>,
    /// Listed message types, in their stored form.
    pub message_types: HashSet<String>,
    /// The newest date that imported data stood for.
    pub newest_snapshot: Option<NaiveDate>,
    /// Versions of regions.
    pub regions: Vec<Version<Region>>,
    /// Versions of municipalities.
    pub municipalities: Vec<Version<Municipality>>,
}

impl Known {
    pub async fn load(reader: &Reader, progress: &dyn Progress) -> Result<Self, StorageError> {
        progress.begin(Phase::Register, 0);
        let revision = reader.head().await?;
        let mut units = HashMap::new();
        let mut after = 0;
        loop {
            let batch = reader.unit_skeletons(after).await?;
            let Some(last) = batch.last() else { break };
            after = last.sor_code.number();
            units.extend(batch.into_iter().map(|unit| (unit.sor_code, unit)));
            progress.advance(units.len() as u64, units.len() as u64);
        }
        let mut numbers = HashMap::new();
        after = 0;
        loop {
            let batch = reader.number_skeletons(after).await?;
            let Some(last) = batch.last() else { break };
            after = last.gln.number();
            numbers.extend(batch.into_iter().map(|number| (number.gln, number)));
        }
        let codes = reader.coded_values(revision).await?;
        let types = reader.message_types(revision).await?;
        Ok(Self {
            revision,
            units,
            numbers,
            codes: codes.into_iter().map(|value| ((value.list, value.key), value.name_da)).collect(),
            message_types: types.into_iter().map(|listed| listed.key.to_string()).collect(),
            newest_snapshot: reader.newest_snapshot().await?,
            regions: reader.region_versions().await?,
            municipalities: reader.municipality_versions().await?,
        })
    }

    /// The code of the type that has this Danish name, whatever its case.
    pub fn type_named(&self, name: &str) -> Option<String> {
        let name = name.to_lowercase();
        let types = [CodeList::UnitType, CodeList::OwnerType];
        let named = self.codes.iter().filter(|((list, _), _)| types.contains(list));
        // Two codes can share a name: the smallest, so that the answer is always the same.
        named
            .filter(|(_, danish)| danish.as_deref().is_some_and(|danish| danish.to_lowercase() == name))
            .map(|((_, code), _)| code.clone())
            .min()
    }
}

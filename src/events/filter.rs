//! Which changes a follower hears of.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::change::RegisterChange;
use crate::model::inheritance::visiting_address;
use crate::model::{Address, Direction, MessageTypeKey, MunicipalityCode, RecordType, SorCode};
use crate::register::{
    ChangedKind, ChangedRecord, Lineage, MessageTypeFilter, Reader, StorageError, TreePlace, contents,
};

/// Which changes. All conditions given must hold; without any, every change.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct ChangeFilter {
    /// The record stood or stands in this tree, the root included.
    pub within: Option<SorCode>,
    /// The record is of one of these types.
    pub types: Option<Vec<RecordType>>,
    /// The effective visiting address lay or lies in this municipality; or it is the municipality itself.
    pub municipality: Option<MunicipalityCode>,
    /// A message type like this was put on a number, taken off it, or changed in the published list.
    pub message_type: Option<MessageTypeFilter>,
}

impl ChangeFilter {
    /// Whether every change fits.
    #[must_use]
    pub fn is_open(&self) -> bool {
        *self == Self::default()
    }

    /// Whether a record's type alone does not rule its change out.
    #[must_use]
    pub fn may_fit(&self, record: &ChangedRecord) -> bool {
        let kind = record.kind;
        let about_messages = matches!(kind, ChangedKind::MessageTypes | ChangedKind::MessageType);
        let has_place = !matches!(
            kind,
            ChangedKind::Region
                | ChangedKind::Municipality
                | ChangedKind::CodedValue
                | ChangedKind::MessageType
        );
        self.types.as_ref().is_none_or(|types| types.contains(&RecordType::from(kind)))
            && (self.message_type.is_none() || about_messages)
            && (self.within.is_none() || has_place)
            && (self.municipality.is_none() || has_place || kind == ChangedKind::Municipality)
    }

    /// The changes that fit, in their order.
    pub async fn fitting(
        &self,
        reader: &Reader,
        mut changes: Vec<RegisterChange>,
    ) -> Result<Vec<RegisterChange>, StorageError> {
        changes.retain(|change| self.may_fit(&change.record) && self.fits_messages(change));
        if self.within.is_none() && self.municipality.is_none() || changes.is_empty() {
            return Ok(changes);
        }
        let places: BTreeSet<_> = changes.iter().flat_map(|change| change.places.iter().copied()).collect();
        let places: Vec<_> = places.into_iter().collect();
        let lineages = reader.lineages_at(&places).await?;
        let addresses = self.visited(reader, &lineages).await?;
        let fits = |change: &RegisterChange| {
            let mut lineages = change.places.iter().filter_map(|place| lineages.get(place));
            self.is_municipality(change)
                || lineages.any(|lineage| self.fits_tree(lineage) && self.fits_address(lineage, &addresses))
        };
        changes.retain(fits);
        Ok(changes)
    }

    fn fits_messages(&self, change: &RegisterChange) -> bool {
        let Some(wanted) = &self.message_type else { return true };
        change.message_types.iter().any(|(key, direction)| fits(wanted, key, *direction))
    }

    fn is_municipality(&self, change: &RegisterChange) -> bool {
        let wanted = self.municipality.as_ref();
        change.record.kind == ChangedKind::Municipality
            && wanted.is_some_and(|code| code.to_string() == change.record.key)
    }

    fn fits_tree(&self, lineage: &Lineage) -> bool {
        self.within.is_none_or(|root| lineage.iter().any(|unit| unit.content.sor_code == root))
    }

    fn fits_address(&self, lineage: &Lineage, addresses: &HashMap<Uuid, Arc<Address>>) -> bool {
        let Some(wanted) = &self.municipality else { return true };
        let address = visiting_address(&contents(lineage)).and_then(|found| addresses.get(&found.value));
        address.and_then(|address| address.municipality.as_deref()) == Some(wanted.to_string().as_str())
    }

    async fn visited(
        &self,
        reader: &Reader,
        lineages: &HashMap<TreePlace, Lineage>,
    ) -> Result<HashMap<Uuid, Arc<Address>>, StorageError> {
        if self.municipality.is_none() {
            return Ok(HashMap::new());
        }
        let ids = lineages.values().filter_map(|lineage| visiting_address(&contents(lineage)));
        let ids: BTreeSet<_> = ids.map(|found| found.value).collect();
        reader.addresses(&ids.into_iter().collect::<Vec<_>>()).await
    }
}

fn fits(wanted: &MessageTypeFilter, key: &MessageTypeKey, direction: Direction) -> bool {
    wanted.kind == key.kind
        && wanted.format.is_none_or(|format| format == key.format)
        && wanted.version.as_ref().is_none_or(|version| *version == key.version)
        && wanted.direction.is_none_or(|wanted| wanted == direction)
}

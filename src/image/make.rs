//! Making an image: whole at start, then with each commit from the one before.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use uuid::Uuid;

use super::table::Table;
use super::{Image, ImageUnit, Timeline};
use crate::model::{
    Address, CodeLists, Gln, LocationNumber, NumberMessageType, Revision, SorCode, Unit, UnitKind, Version,
    owner_type, search_key, sort_key,
};
use crate::storage::{ChangedKind, HistoryRow, HistoryRows, Pick, Reads, StorageError};

/// Records read at a time.
const BATCH: u32 = 5_000;
/// Changed records of commits that are followed at a time; behind more than these
/// it costs less to begin anew.
const MOST_CHANGED: u32 = 50_000;

/// What becomes of the entries of a table.
type Changes<K, V> = BTreeMap<K, Option<V>>;

impl Image {
    /// The image of a revision, read in one pass.
    pub async fn of(reads: &Reads, revision: Revision) -> Result<Self, StorageError> {
        let mut image = Self { revision, ..Self::default() };
        let mut after = 0;
        loop {
            let found = reads.standing_units(revision, Pick::After(after, BATCH)).await?;
            let Some(last) = found.keys().map(|code| code.number()).max() else { break };
            after = last;
            image = image.with_units(reads, found, &[]).await?;
        }
        after = 0;
        loop {
            let found = reads.standing_numbers(revision, Pick::After(after, BATCH)).await?;
            let Some(last) = found.keys().map(|gln| gln.number()).max() else { break };
            after = last;
            image = image.with_numbers(found, &[]);
        }
        after = 0;
        loop {
            let found = reads.standing_messages(revision, Pick::After(after, BATCH)).await?;
            let Some(last) = found.keys().map(|gln| gln.number()).max() else { break };
            after = last;
            image = image.with_messages(found, &[]);
        }
        image.with_places(reads).await
    }

    /// The image of a later revision: what the commits between changed is read again, the rest is shared.
    pub async fn at(&self, reads: &Reads, revision: Revision) -> Result<Self, StorageError> {
        let changed = reads.changed_records(self.revision, None, revision, MOST_CHANGED + 1).await?;
        if changed.len() > MOST_CHANGED as usize {
            return Self::of(reads, revision).await;
        }
        let keys = |fits: fn(ChangedKind) -> bool| -> Vec<i64> {
            let fitting = changed.iter().filter(|record| fits(record.kind));
            let keys: BTreeSet<i64> = fitting.filter_map(|record| record.key.parse().ok()).collect();
            keys.into_iter().collect()
        };
        let units = keys(|kind| matches!(kind, ChangedKind::Unit(_)));
        let numbers = keys(|kind| kind == ChangedKind::LocationNumber);
        let messages = keys(|kind| kind == ChangedKind::MessageTypes);
        let mut image = Self { revision, ..self.clone() };
        if !units.is_empty() {
            let found = reads.standing_units(revision, Pick::Keys(&units)).await?;
            image = image.with_units(reads, found, &units).await?;
        }
        if !numbers.is_empty() {
            let found = reads.standing_numbers(revision, Pick::Keys(&numbers)).await?;
            image = image.with_numbers(found, &numbers);
        }
        if !messages.is_empty() {
            let found = reads.standing_messages(revision, Pick::Keys(&messages)).await?;
            image = image.with_messages(found, &messages);
        }
        let places = [
            ChangedKind::Region,
            ChangedKind::Municipality,
            ChangedKind::CodedValue,
            ChangedKind::MessageType,
        ];
        if changed.iter().any(|record| places.contains(&record.kind)) {
            image = image.with_places(reads).await?;
        }
        Ok(image)
    }

    /// With these units as they were found; of `read` those that were not found are gone.
    async fn with_units(
        self,
        reads: &Reads,
        found: HistoryRows<SorCode, Unit>,
        read: &[i64],
    ) -> Result<Self, StorageError> {
        let units = entries(found, SorCode::number, read, |rows| timeline(rows, ImageUnit::of));
        let parents = |unit: &ImageUnit| unit.version.content.parent.map(SorCode::number);
        let moved = links(&self.units, &units, parents);
        let children = relinked(&self.children, moved);
        let addresses = self.with_addresses(reads, &units).await?;
        let public_owners = self.public_owners(&units);
        Ok(Self { units: self.units.changed(units), children, addresses, public_owners, ..self })
    }

    /// The addresses, with those that these units name and that are not there yet.
    async fn with_addresses(
        &self,
        reads: &Reads,
        units: &Changes<i64, Timeline<ImageUnit>>,
    ) -> Result<Table<Uuid, Arc<Address>>, StorageError> {
        let versions = units.values().flatten().flat_map(|timeline| timeline.iter());
        let named = versions.flat_map(|unit| {
            let unit = &unit.version.content;
            [unit.postal_address, unit.visiting_address, unit.activity_address]
        });
        let missing: BTreeSet<_> = named.flatten().filter(|id| self.addresses.get(*id).is_none()).collect();
        if missing.is_empty() {
            return Ok(self.addresses.clone());
        }
        let found = reads.addresses(&missing.into_iter().collect::<Vec<_>>()).await?;
        let found = found.into_iter().map(|(id, address)| (id, Some(Arc::new(address))));
        Ok(self.addresses.changed(found.collect()))
    }

    fn public_owners(&self, units: &Changes<i64, Timeline<ImageUnit>>) -> Arc<[SorCode]> {
        let is_one = |unit: &ImageUnit| {
            let unit = &unit.version.content;
            let stands_for_a_place = [owner_type::MUNICIPALITY, owner_type::REGION];
            unit.kind == UnitKind::InstitutionOwner
                && unit.type_code.as_deref().is_some_and(|code| stands_for_a_place.contains(&code))
        };
        let mut owners: BTreeSet<_> = self.public_owners.iter().copied().collect();
        let before = owners.len();
        let mut changed = false;
        for (code, timeline) in units {
            let code = SorCode::from_stored(*code);
            if timeline.as_ref().is_some_and(|timeline| timeline.iter().any(is_one)) {
                owners.insert(code);
            } else {
                changed |= owners.remove(&code);
            }
        }
        if !changed && owners.len() == before {
            return Arc::clone(&self.public_owners);
        }
        owners.into_iter().collect()
    }

    fn with_numbers(self, found: HistoryRows<Gln, LocationNumber>, read: &[i64]) -> Self {
        let numbers = entries(found, Gln::number, read, |rows| timeline(rows, Arc::new));
        let holders = |number: &Arc<Version<LocationNumber>>| number.content.holder.map(SorCode::number);
        let moved = links(&self.numbers, &numbers, holders);
        let held = relinked(&self.held, moved);
        Self { numbers: self.numbers.changed(numbers), held, ..self }
    }

    fn with_messages(self, found: HistoryRows<Gln, NumberMessageType>, read: &[i64]) -> Self {
        let shared = |rows: Vec<HistoryRow<NumberMessageType>>| {
            rows.into_iter().map(|row| Arc::new(row.version.content)).collect()
        };
        let messages = entries(found, Gln::number, read, shared);
        Self { messages: self.messages.changed(messages), ..self }
    }

    /// With what is few enough to be read whole: places and lists.
    async fn with_places(self, reads: &Reads) -> Result<Self, StorageError> {
        let regions = reads.standing_regions(self.revision).await?.into();
        let municipalities = reads.standing_municipalities(self.revision).await?.into();
        let code_lists = Arc::new(CodeLists::new(reads.coded_values(self.revision).await?));
        let message_types = reads.message_types(self.revision).await?.into();
        Ok(Self { regions, municipalities, code_lists, message_types, ..self })
    }
}

impl ImageUnit {
    fn of(version: Version<Unit>) -> Self {
        let name = &version.content.name;
        Self {
            sort_key: sort_key(name).into(),
            search_key: search_key(name).into(),
            version: Arc::new(version),
        }
    }
}

/// Entries of the records that were found, and `None` for those of `read` that were not.
fn entries<K, T, V>(
    found: HistoryRows<K, T>,
    number: impl Fn(K) -> i64,
    read: &[i64],
    make: impl Fn(Vec<HistoryRow<T>>) -> V,
) -> Changes<i64, V> {
    let mut entries: Changes<i64, V> = read.iter().map(|key| (*key, None)).collect();
    entries.extend(found.into_iter().map(|(key, rows)| (number(key), Some(make(rows)))));
    entries
}

fn timeline<T, V>(rows: Vec<HistoryRow<T>>, make: impl Fn(Version<T>) -> V) -> Timeline<V> {
    rows.into_iter().map(|row| make(row.version)).collect()
}

/// What hangs on a record: gained and lost.
type Links = BTreeMap<i64, (BTreeSet<i64>, BTreeSet<i64>)>;

/// What changes in what hangs on what, when these entries change.
fn links<V>(
    before: &Table<i64, Timeline<V>>,
    changes: &Changes<i64, Timeline<V>>,
    hangs_on: impl Fn(&V) -> Option<i64>,
) -> Links {
    let of = |timeline: Option<&Timeline<V>>| -> BTreeSet<i64> {
        timeline.into_iter().flat_map(|timeline| timeline.iter()).filter_map(&hangs_on).collect()
    };
    let mut links = Links::new();
    for (key, after) in changes {
        let (old, new) = (of(before.get(*key)), of(after.as_ref()));
        for on in new.difference(&old) {
            links.entry(*on).or_default().0.insert(*key);
        }
        for on in old.difference(&new) {
            links.entry(*on).or_default().1.insert(*key);
        }
    }
    links
}

fn relinked(table: &Table<i64, Arc<[i64]>>, links: Links) -> Table<i64, Arc<[i64]>> {
    let mut changes = BTreeMap::new();
    for (on, (gained, lost)) in links {
        let before = table.get(on).into_iter().flat_map(|list| list.iter()).copied();
        let mut keys: BTreeSet<i64> = before.filter(|key| !lost.contains(key)).collect();
        keys.extend(gained);
        let list: Arc<[i64]> = keys.into_iter().collect();
        changes.insert(on, (!list.is_empty()).then_some(list));
    }
    table.changed(changes)
}

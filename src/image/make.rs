//! Making an image: whole at start, then with each commit from the one before.

use std::collections::{BTreeMap, BTreeSet};
use std::hash::Hash;
use std::panic::resume_unwind;
use std::sync::Arc;

use tokio::task::JoinSet;
use uuid::Uuid;

use super::ahead::{Addresses, Ahead, Batch, addresses, read_addresses};
use super::links::{Links, UnitLinks, relinked};
use super::listed::{Listed, TypeNumber, by_name};
use super::lists::Lists;
use super::place::Places;
use super::unit::Around;
use super::words::Units;
use super::{Image, ImageMessage, ImageNumber, ImageUnit, NumberEntry, Slot, UnitEntry};
use crate::model::{CodeLists, Gln, LocationNumber, MessageType, NumberMessageType, Revision, SorCode, Unit};
use crate::storage::{ChangedKind, HistoryRow, HistoryRows, Pick, Reads, StorageError};

/// Changed records of commits that are followed at a time; behind more than these
/// it costs less to begin anew.
const MOST_CHANGED: u32 = 50_000;

impl Image {
    /// The image of a revision, read in one pass.
    pub async fn of(reads: &Reads, revision: Revision) -> Result<Self, StorageError> {
        let mut image = Self { revision, ..Self::default() };
        // Message types on numbers bear the numbers of the list.
        image.put_places(reads).await?;
        let mut links = UnitLinks::default();
        let mut lists = JoinSet::new();
        let mut ahead = Ahead::of(reads.clone(), revision).await?;
        while let Some(batch) = ahead.next().await? {
            match batch {
                Batch::Units(units, addresses) => image.put_units(units, &addresses, &[], &mut links),
                Batch::NoMoreUnits => {
                    let UnitLinks { children, lists: of_all } = std::mem::take(&mut links);
                    // Aside, while numbers are read. There are none before, so no units are looked at for their order.
                    lists.spawn_blocking(move || Lists::default().changed(of_all, &Units::default()));
                    image.addresses.settle();
                    image.put_children(children);
                }
                Batch::Numbers(numbers) => image.put_numbers(numbers, &[]),
                Batch::NoMoreNumbers => image.list_numbers_under(),
                Batch::Messages(messages) => image.put_messages(messages, &[]),
            }
        }
        while let Some(made) = lists.join_next().await {
            image.lists = made.unwrap_or_else(|error| resume_unwind(error.into_panic()));
        }
        Ok(image)
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
            let missing: BTreeSet<Uuid> =
                addresses(found.values().flatten()).filter(|id| image.addresses.get(id).is_none()).collect();
            let addresses = read_addresses(reads, missing.into_iter().collect()).await?;
            let mut links = UnitLinks::default();
            image.put_units(found, &addresses, &units, &mut links);
            image.addresses.settle();
            image.put_children(links.children);
            image.lists = image.lists.changed(links.lists, &image.units);
        }
        let places = [
            ChangedKind::Region,
            ChangedKind::Municipality,
            ChangedKind::CodedValue,
            ChangedKind::MessageType,
        ];
        if changed.iter().any(|record| places.contains(&record.kind)) {
            image.put_places(reads).await?;
        }
        if !numbers.is_empty() {
            let found = reads.standing_numbers(revision, Pick::Keys(&numbers)).await?;
            image.put_numbers(found, &numbers);
        }
        image.move_numbers_under(self, &units, &numbers);
        if !messages.is_empty() {
            let found = reads.standing_messages(revision, Pick::Keys(&messages)).await?;
            image.put_messages(found, &messages);
        }
        Ok(image)
    }

    /// Puts these units in as they were found, with the addresses that are not there yet; of `read` those that were not
    /// found are gone. What changes in the lists on which they stand is added to `links`.
    fn put_units(
        &mut self,
        found: HistoryRows<SorCode, Unit>,
        addresses: &Addresses,
        read: &[i64],
        links: &mut UnitLinks,
    ) {
        let rows = entries(found, SorCode::number, read);
        let versions = || rows.values().flatten().map(|row| &row.version.content);
        let parents = versions().filter_map(|unit| unit.parent).map(SorCode::number);
        let codes: BTreeSet<i64> = rows.keys().copied().chain(parents).collect();
        self.put_codes(codes);
        // One that units of two batches name is the same for both.
        addresses.iter().for_each(|(id, address)| self.addresses.add(*id, address));
        self.number_types(rows.values().flatten().filter_map(|row| row.version.content.type_code.as_ref()));
        for (code, rows) in rows {
            let slot = self.codes.get(&code).copied().expect("every code that was read has a slot");
            let versions: Arc<[_]> = rows.into_iter().map(|row| Arc::new(self.unit_of(slot, row))).collect();
            self.braces |= versions.iter().any(|unit| unit.name().contains(['{', '|', '}']));
            let entry = self.units.edit(slot);
            let before = std::mem::replace(&mut entry.versions, Arc::clone(&versions));
            links.take(&before);
            links.give(&versions);
        }
    }

    /// Slots for codes that have none yet.
    fn put_codes(&mut self, codes: BTreeSet<i64>) {
        let mut fresh = Vec::new();
        for code in codes {
            if self.codes.get(&code).is_none() {
                fresh.push((code, Some(self.units.push(UnitEntry::default()))));
            }
        }
        self.codes = self.codes.changed(fresh);
    }

    fn number_types<'a>(&mut self, codes: impl Iterator<Item = &'a String>) {
        for code in codes {
            if !self.type_numbers.contains_key(code.as_str()) {
                let number = u16::try_from(self.type_numbers.len() + 1).ok().and_then(TypeNumber::new);
                let number = number.expect("fewer than 65,535 types of units");
                Arc::make_mut(&mut self.type_numbers).insert(code.as_str().into(), number);
            }
        }
    }

    fn unit_of(&self, slot: Slot, row: HistoryRow<Unit>) -> ImageUnit {
        let unit = &row.version.content;
        let address = |id: Option<Uuid>| id.and_then(|id| self.addresses.get(&id)).cloned();
        let number = |code: &String| self.type_numbers.get(code.as_str()).copied();
        let around = Around {
            slot,
            parent: unit.parent.and_then(|code| self.slot(code)),
            type_number: unit.type_code.as_ref().and_then(number),
            own: [unit.postal_address, unit.visiting_address, unit.activity_address].map(address),
        };
        ImageUnit::new(row.version, around)
    }

    fn put_children(&mut self, children: BTreeMap<Slot, (Vec<Slot>, Vec<Listed>)>) {
        for (parent, (mut lost, gained)) in children {
            lost.sort_unstable();
            let entry = self.units.edit(parent);
            let kept =
                entry.children.iter().filter(|child| lost.binary_search(&child.unit.slot).is_err()).cloned();
            let mut children: Vec<_> = kept.chain(gained).collect();
            children.sort_by(by_name);
            entry.children = children.into();
        }
    }

    fn put_numbers(&mut self, found: HistoryRows<Gln, LocationNumber>, read: &[i64]) {
        let rows = entries(found, Gln::number, read);
        let holders =
            rows.values().flatten().filter_map(|row| row.version.content.holder).map(SorCode::number);
        self.put_codes(holders.collect());
        self.put_glns(rows.keys().copied());
        let mut links: Links<Slot> = Links::new();
        for (gln, rows) in rows {
            let slot = self.glns.get(&gln).copied().expect("every number that was read has a slot");
            let version = |row: HistoryRow<LocationNumber>| {
                let holder = row.version.content.holder.and_then(|code| self.slot(code));
                ImageNumber::new(row.version, slot, holder)
            };
            let versions: Arc<[ImageNumber]> = rows.into_iter().map(version).collect();
            let before = std::mem::replace(&mut self.numbers.edit(slot).versions, Arc::clone(&versions));
            for holder in before.iter().filter_map(|number| number.holder) {
                links.entry(holder).or_default().lost.push(slot);
            }
            for holder in versions.iter().filter_map(|number| number.holder) {
                links.entry(holder).or_default().gained.push(slot);
            }
        }
        for (holder, moved) in links {
            let entry = self.units.edit(holder);
            entry.held = relinked(Some(&entry.held), moved);
        }
    }

    /// Slots for numbers that have none yet.
    fn put_glns(&mut self, glns: impl Iterator<Item = i64>) {
        let mut fresh = Vec::new();
        for gln in glns {
            if self.glns.get(&gln).is_none() {
                fresh.push((gln, Some(self.numbers.push(NumberEntry::default()))));
            }
        }
        self.glns = self.glns.changed(fresh);
    }

    fn put_messages(&mut self, found: HistoryRows<Gln, NumberMessageType>, read: &[i64]) {
        let rows = entries(found, Gln::number, read);
        self.put_glns(rows.keys().copied());
        let mut signatures: BTreeMap<String, Arc<String>> = BTreeMap::new();
        for (gln, rows) in rows {
            let slot = self.glns.get(&gln).copied().expect("every number that was read has a slot");
            let messages = rows.into_iter().map(|row| {
                let NumberMessageType { message_type, direction, valid_from, valid_to, updated_by, .. } =
                    row.version.content;
                let updated_by = updated_by
                    .map(|by| Arc::clone(signatures.entry(by).or_insert_with_key(|by| Arc::new(by.clone()))));
                let kind = self.number_of(message_type);
                ImageMessage { kind, direction, valid_from, valid_to, updated_by }
            });
            let messages = messages.collect::<Vec<_>>().into();
            self.numbers.edit(slot).messages = messages;
        }
    }

    /// The number of a message type; one that the list does not have gets one when it is met first.
    fn number_of(&mut self, key: crate::model::MessageTypeKey) -> u16 {
        if let Some(number) = self.message_numbers.get(&key) {
            return *number;
        }
        let number = u16::try_from(self.message_types.len()).expect("fewer than 65,536 message types");
        Arc::make_mut(&mut self.message_numbers).insert(key.clone(), number);
        Arc::make_mut(&mut self.message_types).push(MessageType::unlisted(key));
        number
    }

    /// What is few enough to be read whole: places and lists.
    async fn put_places(&mut self, reads: &Reads) -> Result<(), StorageError> {
        let regions = reads.standing_regions(self.revision).await?;
        let municipalities = reads.standing_municipalities(self.revision).await?;
        self.places = Arc::new(Places::new(regions, municipalities));
        self.code_lists = Arc::new(CodeLists::new(reads.coded_values(self.revision).await?));
        let listed = reads.message_types(self.revision).await?;
        // Numbers stay, for entries on location numbers bear them; what they stand for may have changed.
        let known = self.message_types.iter().map(|known| MessageType::unlisted(known.key.clone()));
        self.message_types = Arc::new(known.collect());
        for found in &listed {
            let number = self.number_of(found.key.clone());
            Arc::make_mut(&mut self.message_types)[usize::from(number)] = found.clone();
        }
        self.listed_message_types = listed.into();
        Ok(())
    }
}

/// Rows of the records that were found, and none for those of `read` that were not.
fn entries<K: Eq + Hash, T>(
    found: HistoryRows<K, T>,
    number: impl Fn(K) -> i64,
    read: &[i64],
) -> BTreeMap<i64, Vec<HistoryRow<T>>> {
    let mut entries: BTreeMap<i64, Vec<HistoryRow<T>>> = read.iter().map(|key| (*key, Vec::new())).collect();
    entries.extend(found.into_iter().map(|(key, rows)| (number(key), rows)));
    entries
}

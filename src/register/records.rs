//! Records written out as copies of the register keep them.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use uuid::Uuid;

use super::{Reader, StorageError};
use crate::history::said::{Says, Statements};
use crate::model::{
    Address, CodedValue, Gln, MessageType, Municipality, Record, RecordType, RecordVersion, Region, Revision,
    SorCode, UnitKind, Values, Version,
};
use crate::storage::{HistoryRow, HistoryRows, Pick, PickPairs};

/// What identifies a record in the list of all: its type, and its key among that type.
pub type ListKey = (RecordType, String);

/// A part of the list of all records. The list has them in this order, and the
/// records of each by their keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Section {
    Units,
    Numbers,
    MessageTypesOfNumbers,
    Replacements,
    Regions,
    Municipalities,
    CodedValues,
    MessageTypes,
}

impl Section {
    const ALL: [Self; 8] = [
        Self::Units,
        Self::Numbers,
        Self::MessageTypesOfNumbers,
        Self::Replacements,
        Self::Regions,
        Self::Municipalities,
        Self::CodedValues,
        Self::MessageTypes,
    ];

    fn of(record_type: RecordType) -> Self {
        match record_type {
            RecordType::InstitutionOwner | RecordType::HealthInstitution | RecordType::OrganisationalUnit => {
                Self::Units
            }
            RecordType::LocationNumber => Self::Numbers,
            RecordType::LocationNumberMessageTypes => Self::MessageTypesOfNumbers,
            RecordType::Replacement => Self::Replacements,
            RecordType::Region => Self::Regions,
            RecordType::Municipality => Self::Municipalities,
            RecordType::CodedValue => Self::CodedValues,
            RecordType::MessageType => Self::MessageTypes,
        }
    }
}

/// Which records of a section.
enum Wanted<'a> {
    /// The first so many behind this key; from the first on without one.
    After(Option<&'a str>, u32),
    /// Those of these keys.
    Keys(&'a [String]),
}

impl Reader {
    /// The records behind `after` in the list of all records, as a revision knows them; at most `most`.
    pub async fn records_after(
        &self,
        revision: Revision,
        after: Option<&ListKey>,
        most: u32,
    ) -> Result<Vec<Record>, StorageError> {
        let mut found = Vec::new();
        let start = after.map(|(record_type, _)| Section::of(*record_type));
        for section in Section::ALL.into_iter().filter(|section| Some(*section) >= start) {
            let left = most.saturating_sub(u32::try_from(found.len()).unwrap_or(u32::MAX));
            if left == 0 {
                break;
            }
            let key = after.filter(|_| Some(section) == start).map(|(_, key)| key.as_str());
            found.extend(self.section(section, revision, Wanted::After(key, left)).await?);
        }
        Ok(found)
    }

    /// These records, as a revision knows them; what it does not know has no entry. A unit is found by its code,
    /// whichever type of unit the key names: it may have changed from one to another.
    pub async fn records(
        &self,
        revision: Revision,
        keys: &[ListKey],
    ) -> Result<HashMap<ListKey, Arc<Record>>, StorageError> {
        let mut sections: BTreeMap<Section, Vec<&ListKey>> = BTreeMap::new();
        for key in keys {
            sections.entry(Section::of(key.0)).or_default().push(key);
        }
        let mut found = HashMap::new();
        for (section, wanted) in sections {
            let keys: BTreeSet<_> = wanted.iter().map(|(_, key)| key.clone()).collect();
            let keys: Vec<_> = keys.into_iter().collect();
            let records = self.section(section, revision, Wanted::Keys(&keys)).await?.into_iter();
            let records: HashMap<_, _> =
                records.map(|record| (record.key.clone(), Arc::new(record))).collect();
            let of = |key: &&ListKey| Some(((*key).clone(), Arc::clone(records.get(&key.1)?)));
            found.extend(wanted.iter().filter_map(of));
        }
        Ok(found)
    }

    async fn section(
        &self,
        section: Section,
        revision: Revision,
        wanted: Wanted<'_>,
    ) -> Result<Vec<Record>, StorageError> {
        let numbers = numbers(&wanted);
        let pick = pick(&wanted, &numbers);
        match section {
            Section::Units => self.unit_records(revision, pick).await,
            Section::Numbers => {
                let found = self.standing_numbers(revision, pick).await?;
                dated(RecordType::LocationNumber, found, Gln::number)
            }
            Section::MessageTypesOfNumbers => {
                let found = self.standing_messages(revision, pick).await?;
                dated(RecordType::LocationNumberMessageTypes, found, Gln::number)
            }
            Section::Replacements => self.replacement_records(revision, &wanted).await,
            Section::Regions => {
                let found = self.standing_regions(revision).await?;
                let key = |region: &Region| region.code.to_string();
                Ok(few(RecordType::Region, keyed(&found, key)?, &wanted))
            }
            Section::Municipalities => {
                let found = self.standing_municipalities(revision).await?;
                let key = |municipality: &Municipality| municipality.code.to_string();
                Ok(few(RecordType::Municipality, keyed(&found, key)?, &wanted))
            }
            Section::CodedValues => {
                let found = self.coded_values(revision).await?;
                let key = |value: &CodedValue| format!("{}/{}", value.list.as_str(), value.key);
                Ok(few(RecordType::CodedValue, entries(&found, key)?, &wanted))
            }
            Section::MessageTypes => {
                let found = self.message_types(revision).await?;
                let key = |value: &MessageType| value.key.to_string();
                Ok(few(RecordType::MessageType, entries(&found, key)?, &wanted))
            }
        }
    }

    async fn unit_records(&self, revision: Revision, pick: Pick<'_>) -> Result<Vec<Record>, StorageError> {
        let found = self.standing_units(revision, pick).await?;
        let units = found.values().flatten().map(|row| &row.version.content);
        let ids = units.flat_map(|unit| [unit.postal_address, unit.visiting_address, unit.activity_address]);
        let ids: BTreeSet<_> = ids.flatten().collect();
        let addresses = (**self).addresses(&ids.into_iter().collect::<Vec<_>>()).await?;
        in_order(found, SorCode::number, |code, rows| {
            let kind = rows.last().map_or(UnitKind::OrganisationalUnit, |row| row.version.content.kind);
            Ok(record(kind.into(), code.to_string(), versions(rows, &addresses)?))
        })
    }

    async fn replacement_records(
        &self,
        revision: Revision,
        wanted: &Wanted<'_>,
    ) -> Result<Vec<Record>, StorageError> {
        let pair = |key: &str| {
            let (old, new) = key.split_once('/')?;
            Some((old.parse::<SorCode>().ok()?.number(), new.parse::<SorCode>().ok()?.number()))
        };
        let pairs: BTreeSet<_> = match wanted {
            Wanted::Keys(keys) => keys.iter().filter_map(|key| pair(key)).collect(),
            Wanted::After(..) => BTreeSet::new(),
        };
        let old: Vec<_> = pairs.iter().map(|(old, _)| *old).collect();
        let pick = match wanted {
            Wanted::Keys(_) => PickPairs::Of(&old),
            Wanted::After(key, most) => PickPairs::After(key.and_then(pair).unwrap_or((0, 0)), *most),
        };
        let mut found = self.standing_replacements(revision, pick).await?;
        if matches!(wanted, Wanted::Keys(_)) {
            found.retain(|(old, new)| pairs.contains(&(old.number(), new.number())));
        }
        let record = |replacement: (SorCode, SorCode)| {
            let key = format!("{}/{}", replacement.0, replacement.1);
            Ok(record(RecordType::Replacement, key, vec![entry(&replacement.said())?]))
        };
        found.into_iter().map(record).collect()
    }
}

fn numbers(wanted: &Wanted<'_>) -> Vec<i64> {
    match wanted {
        // SOR codes and location numbers are numbers to the database; what is none names nothing.
        Wanted::Keys(keys) => keys.iter().filter_map(|key| key.parse().ok()).collect(),
        Wanted::After(..) => Vec::new(),
    }
}

fn pick<'a>(wanted: &Wanted<'_>, numbers: &'a [i64]) -> Pick<'a> {
    match wanted {
        Wanted::Keys(_) => Pick::Keys(numbers),
        Wanted::After(key, most) => {
            Pick::After(key.and_then(|key| key.parse().ok()).unwrap_or_default(), *most)
        }
    }
}

fn record(record_type: RecordType, key: String, versions: Vec<RecordVersion>) -> Record {
    Record { record_type: record_type.name().into(), key, versions }
}

/// What identifies the record in the list of all.
pub(super) fn list_key(record: &Record) -> Result<ListKey, StorageError> {
    let record_type = RecordType::from_name(&record.record_type);
    let unknown = || StorageError::Unreadable {
        table: "the list of all records",
        key: record.key.clone(),
        what: "a type that there is not".to_owned(),
    };
    Ok((record_type.ok_or_else(unknown)?, record.key.clone()))
}

/// The records of a long table that name no addresses.
fn dated<K: Copy + ToString, T: Says>(
    record_type: RecordType,
    found: HistoryRows<K, T>,
    number: impl Fn(K) -> i64,
) -> Result<Vec<Record>, StorageError> {
    in_order(found, number, |key, rows| {
        Ok(record(record_type, key.to_string(), versions(rows, &HashMap::new())?))
    })
}

/// The records of a long table, in the order of their numbers.
fn in_order<K: Copy, T>(
    found: HistoryRows<K, T>,
    number: impl Fn(K) -> i64,
    make: impl Fn(K, &[HistoryRow<T>]) -> Result<Record, StorageError>,
) -> Result<Vec<Record>, StorageError> {
    let mut found: Vec<_> = found.into_iter().collect();
    found.sort_by_key(|(key, _)| number(*key));
    found.into_iter().map(|(key, rows)| make(key, &rows)).collect()
}

/// Versions of the records of a short table, which is read whole, by key.
type Few = BTreeMap<String, Vec<RecordVersion>>;

fn keyed<T: Says>(found: &[Version<T>], key: impl Fn(&T) -> String) -> Result<Few, StorageError> {
    let mut few = Few::new();
    for version in found {
        few.entry(key(&version.content)).or_default().push(written(version, &HashMap::new())?);
    }
    Ok(few)
}

fn entries<T: Says>(found: &[T], key: impl Fn(&T) -> String) -> Result<Few, StorageError> {
    found.iter().map(|value| Ok((key(value), vec![entry(&value.said())?]))).collect()
}

fn few(record_type: RecordType, found: Few, wanted: &Wanted<'_>) -> Vec<Record> {
    let records = found.into_iter().map(|(key, versions)| record(record_type, key, versions));
    match wanted {
        Wanted::Keys(keys) => records.filter(|record| keys.contains(&record.key)).collect(),
        Wanted::After(after, most) => records
            .filter(|record| after.is_none_or(|after| record.key.as_str() > after))
            .take(*most as usize)
            .collect(),
    }
}

fn versions<T: Says>(
    rows: &[HistoryRow<T>],
    addresses: &HashMap<Uuid, Address>,
) -> Result<Vec<RecordVersion>, StorageError> {
    rows.iter().map(|row| written(&row.version, addresses)).collect()
}

fn written<T: Says>(
    version: &Version<T>,
    addresses: &HashMap<Uuid, Address>,
) -> Result<RecordVersion, StorageError> {
    let (valid_from, valid_to) = (Some(version.valid_from()), version.valid_to());
    Ok(RecordVersion { valid_from, valid_to, values: values(&version.content.said(), addresses)? })
}

/// An entry of a list: it is there or not, and has no dates.
fn entry(said: &Statements) -> Result<RecordVersion, StorageError> {
    Ok(RecordVersion { valid_from: None, valid_to: None, values: values(said, &HashMap::new())? })
}

fn values(said: &Statements, addresses: &HashMap<Uuid, Address>) -> Result<Values, StorageError> {
    said.values(addresses).map_err(|id| StorageError::Unreadable {
        table: "address",
        key: id.to_string(),
        what: "nothing, although a unit names it".to_owned(),
    })
}

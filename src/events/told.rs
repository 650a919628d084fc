//! Tells the changes of a page of the feed: reads what stood before and after them, a
//! statement a kind of record however many there are, and compares.

use std::collections::{BTreeSet, HashMap};
use std::hash::Hash;
use std::str::FromStr;

use chrono::NaiveDate;

use super::change::{ChangeKind, ChangeTiming, RegisterChange};
use super::compare::{Outcome, compare, compare_message_types, message_types_turned, turned};
use crate::history::said::Says;
use crate::model::{
    Gln, LocationNumber, MessageTypeKey, Municipality, NumberMessageType, Region, Revision, SorCode, Unit,
    Version, today_in_copenhagen,
};
use crate::register::{
    ChangedKind, ChangedRecord, Commit, HistoryRow, HistoryRows, Reader, StorageError, TreePlace,
};

type Spells = HashMap<ChangedKind, HashMap<String, Vec<(Revision, Option<Revision>)>>>;

/// Kinds whose records are entries: they are there or not, and have no dates.
const ENTRIES: [ChangedKind; 3] =
    [ChangedKind::Replacement, ChangedKind::CodedValue, ChangedKind::MessageType];

/// What stood before and after the commits of a page.
struct Stood {
    units: HistoryRows<SorCode, Unit>,
    numbers: HistoryRows<Gln, LocationNumber>,
    message_types: HistoryRows<Gln, NumberMessageType>,
    regions: HistoryRows<String, Region>,
    municipalities: HistoryRows<String, Municipality>,
    entries: Spells,
    /// On which day each was made.
    committed: HashMap<Revision, NaiveDate>,
    /// Of which day each noted the effects.
    days: HashMap<Revision, NaiveDate>,
}

/// The changes of these records, in their order.
pub async fn told(reader: &Reader, records: Vec<ChangedRecord>) -> Result<Vec<RegisterChange>, StorageError> {
    let (Some(first), Some(last)) = (records.first(), records.last()) else {
        return Ok(Vec::new());
    };
    let between = (first.revision, last.revision);
    let stood = Stood::read(reader, &records, between).await?;
    Ok(records.into_iter().filter_map(|record| stood.change(record)).collect())
}

impl Stood {
    async fn read(
        reader: &Reader,
        records: &[ChangedRecord],
        between: (Revision, Revision),
    ) -> Result<Self, StorageError> {
        let is_unit = |kind| matches!(kind, ChangedKind::Unit(_));
        let is_messages = |kind| kind == ChangedKind::MessageTypes;
        // Message types have their place in the tree from the number that they are on.
        let is_number = |kind| kind == ChangedKind::LocationNumber || is_messages(kind);
        let units: Vec<SorCode> = keys(records, is_unit);
        let numbers: Vec<Gln> = keys(records, is_number);
        let messages: Vec<Gln> = keys(records, is_messages);
        let regions: Vec<String> = keys(records, |kind| kind == ChangedKind::Region);
        let municipalities: Vec<String> = keys(records, |kind| kind == ChangedKind::Municipality);
        let mut entries = HashMap::new();
        for kind in ENTRIES {
            let keys: Vec<String> = keys(records, |found| found == kind);
            if !keys.is_empty() {
                entries.insert(kind, reader.spells_between(kind, &keys, between).await?);
            }
        }
        let revisions: BTreeSet<_> = records.iter().map(|record| record.revision).collect();
        let revisions: Vec<_> = revisions.into_iter().collect();
        let commits = reader.commits_of(&revisions).await?;
        let day = |commit: Commit| (commit.revision, today_in_copenhagen(commit.committed_at));
        Ok(Self {
            units: if units.is_empty() {
                HashMap::new()
            } else {
                reader.units_between(&units, between).await?
            },
            numbers: match numbers.as_slice() {
                [] => HashMap::new(),
                numbers => reader.numbers_between(numbers, between).await?,
            },
            message_types: match messages.as_slice() {
                [] => HashMap::new(),
                messages => reader.message_types_between(messages, between).await?,
            },
            regions: match regions.as_slice() {
                [] => HashMap::new(),
                regions => reader.regions_between(regions, between).await?,
            },
            municipalities: match municipalities.as_slice() {
                [] => HashMap::new(),
                municipalities => reader.municipalities_between(municipalities, between).await?,
            },
            entries,
            committed: commits.into_iter().map(day).collect(),
            days: reader.days_noted(between).await?,
        })
    }

    /// The change of a record; `None` for a record that no row tells of, as a cursor of old data may name.
    fn change(&self, record: ChangedRecord) -> Option<RegisterChange> {
        let committed = *self.committed.get(&record.revision)?;
        let mut message_types = Vec::new();
        let (outcome, hangs_on) = match record.kind {
            ChangedKind::Unit(_) => {
                let code: SorCode = record.key.parse().ok()?;
                (self.dated(&record, self.units.get(&code)?)?, [Some(code); 2])
            }
            ChangedKind::LocationNumber => {
                let rows = self.numbers.get(&record.key.parse().ok()?)?;
                let outcome = self.dated(&record, rows)?;
                let holders = holders(&record, rows, outcome.from);
                (outcome, holders)
            }
            ChangedKind::MessageTypes => {
                let gln: Gln = record.key.parse().ok()?;
                let (outcome, touched) = self.messages(&record, gln);
                message_types = touched;
                let outcome = outcome?;
                let rows = self.numbers.get(&gln).map(Vec::as_slice).unwrap_or_default();
                let holders = holders(&record, rows, outcome.from);
                (outcome, holders)
            }
            ChangedKind::Region => (self.dated(&record, self.regions.get(&record.key)?)?, [None; 2]),
            ChangedKind::Municipality => {
                (self.dated(&record, self.municipalities.get(&record.key)?)?, [None; 2])
            }
            ChangedKind::Replacement => {
                let (old, new) = record.key.split_once('/')?;
                let outcome = self.entry(&record, committed)?;
                (outcome, [old.parse().ok(), new.parse().ok()])
            }
            ChangedKind::CodedValue => (self.entry(&record, committed)?, [None; 2]),
            ChangedKind::MessageType => {
                let key = MessageTypeKey::from_stored(&record.key)?;
                message_types = [crate::model::Direction::Receive, crate::model::Direction::Send]
                    .map(|direction| (key.clone(), direction))
                    .to_vec();
                (self.entry(&record, committed)?, [None; 2])
            }
        };
        let timing = match record.took_effect {
            true => ChangeTiming::TookEffect,
            false if outcome.from > committed => ChangeTiming::Planned,
            false => ChangeTiming::Immediate,
        };
        let places = places(&record, hangs_on, outcome.from);
        Some(RegisterChange {
            kind: outcome.kind,
            timing,
            fields: outcome.fields.into_iter().collect(),
            valid_from: outcome.from,
            message_types,
            places,
            record,
        })
    }

    fn dated<T: Says>(&self, record: &ChangedRecord, rows: &[HistoryRow<T>]) -> Option<Outcome> {
        let after = standing(rows, record.revision);
        if record.took_effect {
            return Some(turned(&after, *self.days.get(&record.revision)?));
        }
        compare(&standing(rows, before(record.revision)), &after)
    }

    fn messages(
        &self,
        record: &ChangedRecord,
        gln: Gln,
    ) -> (Option<Outcome>, Vec<(MessageTypeKey, crate::model::Direction)>) {
        let rows = self.message_types.get(&gln).map(Vec::as_slice).unwrap_or_default();
        let at = |revision| -> Vec<&NumberMessageType> {
            standing(rows, revision).into_iter().map(|version| &version.content).collect()
        };
        match self.days.get(&record.revision) {
            Some(day) if record.took_effect => message_types_turned(&at(record.revision), *day),
            _ => compare_message_types(&at(before(record.revision)), &at(record.revision)),
        }
    }

    fn entry(&self, record: &ChangedRecord, committed: NaiveDate) -> Option<Outcome> {
        let spells = self.entries.get(&record.kind)?.get(&record.key)?;
        let stood = |revision: Revision| {
            let holds = |(from, to): &(Revision, Option<Revision>)| {
                *from <= revision && to.is_none_or(|to| to > revision)
            };
            spells.iter().any(holds)
        };
        let kind = match (stood(before(record.revision)), stood(record.revision)) {
            (false, _) => ChangeKind::Created,
            (true, true) => ChangeKind::Updated,
            (true, false) => ChangeKind::Removed,
        };
        Some(Outcome { kind, fields: BTreeSet::new(), from: committed })
    }
}

fn before(revision: Revision) -> Revision {
    Revision(revision.0 - 1)
}

/// The codes of the records of a kind, each once.
fn keys<K: FromStr + Eq + Hash>(records: &[ChangedRecord], fits: impl Fn(ChangedKind) -> bool) -> Vec<K> {
    let keys: BTreeSet<_> =
        records.iter().filter(|record| fits(record.kind)).map(|record| record.key.as_str()).collect();
    keys.into_iter().filter_map(|key| key.parse().ok()).collect()
}

/// The versions that were known at `revision`, oldest first.
fn standing<T>(rows: &[HistoryRow<T>], revision: Revision) -> Vec<&Version<T>> {
    let known = rows.iter().filter(|row| {
        row.version.written <= revision && row.replaced.is_none_or(|replaced| replaced > revision)
    });
    let mut versions: Vec<_> = known.map(|row| &row.version).collect();
    versions.sort_by_key(|version| version.stands_from);
    versions
}

/// Who held a number before the change, and who holds it after.
fn holders(
    record: &ChangedRecord,
    rows: &[HistoryRow<LocationNumber>],
    from: NaiveDate,
) -> [Option<SorCode>; 2] {
    let holder = |(revision, day): (Revision, NaiveDate)| {
        let found = standing(rows, revision)
            .into_iter()
            .find(|version| version.stands_from <= day && day <= version.stands_to)?;
        found.content.holder
    };
    points(record, from).map(holder)
}

/// The commit and the day just before the change, and those of the change.
fn points(record: &ChangedRecord, from: NaiveDate) -> [(Revision, NaiveDate); 2] {
    let earlier = if record.took_effect {
        (record.revision, from.pred_opt().unwrap_or(from))
    } else {
        (before(record.revision), from)
    };
    [earlier, (record.revision, from)]
}

fn places(record: &ChangedRecord, hangs_on: [Option<SorCode>; 2], from: NaiveDate) -> Vec<TreePlace> {
    let points = points(record, from);
    let place = |(code, (revision, day)): (Option<SorCode>, _)| code.map(|code| (code, day, revision));
    match record.kind {
        // Both sides of a replacement stand in the tree at once.
        ChangedKind::Replacement => {
            hangs_on.into_iter().flatten().map(|code| (code, points[1].1, points[1].0)).collect()
        }
        _ => hangs_on.into_iter().zip(points).filter_map(place).collect(),
    }
}

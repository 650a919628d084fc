//! Message types on location numbers: the rows of the files against those of the register.

use std::collections::HashMap;

use chrono::{Days, NaiveDate};

use crate::model::{Direction, Gln, MessageTypeKey, NumberMessageType};
use crate::register::{Reader, StorageError};

use super::parse::Place;

/// One row of a file. The message type is an index into [`Rows::types`], since
/// few types stand on very many numbers.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Row {
    pub gln: Gln,
    message_type: u32,
    direction: Direction,
    valid_from: NaiveDate,
    valid_to: Option<NaiveDate>,
    updated_by: Option<Box<str>>,
    pub line: u64,
    pub file: u32,
}

/// All rows of the files.
#[derive(Debug, Default)]
pub struct Rows {
    types: Vec<MessageTypeKey>,
    index: HashMap<MessageTypeKey, u32>,
    all: Vec<Row>,
}

/// What is to be written.
#[derive(Debug, Default)]
pub struct Difference {
    /// Rows of the register that end.
    pub closed: Vec<NumberMessageType>,
    /// Rows of the register that get a last day.
    pub shortened: Vec<NumberMessageType>,
    /// Indexes of the files' rows that are new.
    pub added: Vec<u32>,
}

impl Rows {
    pub fn push(&mut self, place: Place, row: NumberMessageType) {
        let next = u32::try_from(self.types.len()).unwrap_or(u32::MAX);
        let message_type = *self.index.entry(row.message_type).or_insert_with_key(|key| {
            self.types.push(key.clone());
            next
        });
        self.all.push(Row {
            gln: row.gln,
            message_type,
            direction: row.direction,
            valid_from: row.valid_from,
            valid_to: row.valid_to,
            updated_by: row.updated_by.map(String::into_boxed_str),
            line: place.line,
            file: place.file,
        });
    }

    /// Each message type that the rows use, with the place of a row that uses it.
    pub fn used(&self) -> impl Iterator<Item = (&MessageTypeKey, Place)> {
        let mut places: HashMap<u32, Place> = HashMap::new();
        for row in &self.all {
            places.entry(row.message_type).or_insert(Place { file: row.file, line: row.line });
        }
        self.types.iter().zip(0u32..).filter_map(move |(key, index)| Some((key, *places.get(&index)?)))
    }

    /// Sorts by number and drops rows for which `keep` says no, and repeated ones.
    pub fn settle(&mut self, mut keep: impl FnMut(&Row) -> bool, mut twice: impl FnMut(&Row)) {
        self.all.retain(|row| keep(row));
        self.all.sort();
        self.all.dedup_by(|later, first| {
            let again = later.is_same_as(first);
            if again && later.valid_to != first.valid_to {
                twice(later);
            }
            again
        });
    }

    /// The row at `index`, in full.
    pub fn row(&self, index: u32) -> NumberMessageType {
        let row = &self.all[index as usize];
        NumberMessageType {
            gln: row.gln,
            message_type: self.types[row.message_type as usize].clone(),
            direction: row.direction,
            valid_from: row.valid_from,
            valid_to: row.valid_to,
            updated_by: row.updated_by.as_deref().map(ToOwned::to_owned),
        }
    }

    /// Walks the register's rows and the (settled) rows of the files side by side,
    /// by number. A number that the files name gets exactly the rows they give; a
    /// row that is missing ends the day before `snapshot`, unless `ends` says that
    /// nothing of that number is to end.
    pub async fn difference(
        &self,
        reader: &Reader,
        snapshot: NaiveDate,
        ends: impl Fn(Gln) -> bool,
    ) -> Result<Difference, StorageError> {
        let mut difference = Difference::default();
        if self.all.is_empty() {
            return Ok(difference);
        }
        let mut next = 0;
        let mut after = 0;
        loop {
            let known = reader.message_type_rows(after).await?;
            let Some(last) = known.last() else { break };
            after = last.gln.number();
            for known in known.chunk_by(|a, b| a.gln == b.gln) {
                let gln = known[0].gln;
                let start = next + self.all[next..].partition_point(|row| row.gln < gln);
                difference.added.extend(indexes(next, start));
                next = start + self.all[start..].partition_point(|row| row.gln == gln);
                if start < next {
                    let snapshot = Some(snapshot).filter(|_| ends(gln));
                    self.compare(known, start..next, snapshot, &mut difference);
                }
            }
        }
        difference.added.extend(indexes(next, self.all.len()));
        Ok(difference)
    }

    fn compare(
        &self,
        known: &[NumberMessageType],
        ours: std::ops::Range<usize>,
        snapshot: Option<NaiveDate>,
        difference: &mut Difference,
    ) {
        let mut new: Vec<_> = indexes(ours.start, ours.end).collect();
        for row in known {
            match new.iter().position(|index| self.row(*index) == *row) {
                Some(same) => drop(new.swap_remove(same)),
                None => self.end(row, &new, snapshot, difference),
            }
        }
        difference.added.extend(new);
    }

    /// Ends a row that the files do not give, when there is a day for it: replaced by one of theirs with the
    /// same first day, taken out when it was not in force yet, else given a last day.
    fn end(
        &self,
        row: &NumberMessageType,
        new: &[u32],
        snapshot: Option<NaiveDate>,
        difference: &mut Difference,
    ) {
        let replaced = new.iter().map(|index| self.row(*index)).any(|new| {
            (&new.message_type, new.direction, new.valid_from)
                == (&row.message_type, row.direction, row.valid_from)
        });
        if replaced {
            difference.closed.push(row.clone());
            return;
        }
        let Some(last_day) = snapshot.and_then(|day| day.checked_sub_days(Days::new(1))) else { return };
        if row.valid_to.is_some_and(|to| to <= last_day) {
            return;
        }
        difference.closed.push(row.clone());
        if row.valid_from <= last_day {
            difference.shortened.push(NumberMessageType { valid_to: Some(last_day), ..row.clone() });
        }
    }
}

impl Row {
    fn is_same_as(&self, other: &Self) -> bool {
        (self.gln, self.message_type, self.direction, self.valid_from)
            == (other.gln, other.message_type, other.direction, other.valid_from)
    }
}

fn indexes(from: usize, to: usize) -> impl Iterator<Item = u32> {
    (from..to).map(|index| u32::try_from(index).unwrap_or(u32::MAX))
}

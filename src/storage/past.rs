//! Everything the register ever said of a record.

use std::collections::HashMap;
use std::hash::Hash;

use entity::{location_number, number_message_type, unit};

use super::rows::STANDS;
use super::sql::{Keys, Sql};
use super::{Reads, StorageError, rows};
use crate::model::{
    Gln, LAST_DAY, Lifetime, LocationNumber, NumberMessageType, Revision, SorCode, Unit, Version,
};

/// A version, and until when the register said so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HistoryRow<T> {
    /// What was said, for which days, and the commit that wrote it.
    pub version: Version<T>,
    /// The commit that replaced it; `None` while it stands.
    pub replaced: Option<Revision>,
}

impl<T> HistoryRow<T> {
    /// The row as it was known at `revision`; `None` where it was not written yet.
    #[must_use]
    pub fn known_at(mut self, revision: Revision) -> Option<Self> {
        self.replaced = self.replaced.filter(|replaced| *replaced <= revision);
        (self.version.written <= revision).then_some(self)
    }
}

pub(super) fn replaced(rev_to: i64) -> Option<Revision> {
    (rev_to != STANDS).then_some(Revision(rev_to))
}

/// Rows of records, by what identifies them, each list in the order in which it was read.
pub type HistoryRows<K, T> = HashMap<K, Vec<HistoryRow<T>>>;

/// A row with what identifies its record.
type Keyed<K, T> = Result<(K, HistoryRow<T>), StorageError>;

pub(super) fn by_key<R, K: Eq + Hash, T>(
    rows: Vec<R>,
    read: impl Fn(R) -> Keyed<K, T>,
) -> Result<HistoryRows<K, T>, StorageError> {
    let mut found: HistoryRows<K, T> = HashMap::new();
    for row in rows {
        let (key, row) = read(row)?;
        found.entry(key).or_default().push(row);
    }
    Ok(found)
}

pub(super) fn of_unit(row: unit::Model) -> Keyed<SorCode, Unit> {
    let replaced = replaced(row.rev_to);
    let version = rows::unit(row)?;
    Ok((version.content.sor_code, HistoryRow { version, replaced }))
}

#[expect(clippy::unnecessary_wraps, reason = "what by_key takes")]
pub(super) fn of_number(row: location_number::Model) -> Keyed<Gln, LocationNumber> {
    let replaced = replaced(row.rev_to);
    let version = rows::location_number(row);
    Ok((version.content.gln, HistoryRow { version, replaced }))
}

/// A message type on a number is a version of its own, which stands from its first to its last day.
pub(super) fn of_message_type(row: number_message_type::Model) -> Keyed<Gln, NumberMessageType> {
    let (written, replaced) = (Revision(row.rev_from), replaced(row.rev_to));
    let content = rows::number_message_type(row)?;
    let life = Lifetime { first_from: content.valid_from, to: content.valid_to };
    let (stands_from, stands_to) = (content.valid_from, content.valid_to.unwrap_or(LAST_DAY));
    let gln = content.gln;
    let version = Version { content, life, stands_from, stands_to, written };
    Ok((gln, HistoryRow { version, replaced }))
}

impl Reads {
    /// Every version that each of these units ever had, in the order of the commits, then of the days.
    pub async fn unit_histories(
        &self,
        codes: &[SorCode],
    ) -> Result<HistoryRows<SorCode, Unit>, StorageError> {
        let codes: Vec<_> = codes.iter().map(|code| code.number()).collect();
        let sql = self.all_of("unit", "sor_code", &codes, "stands_from");
        by_key(self.all(sql).await?, of_unit)
    }

    /// Every version that each of these location numbers ever had, in the order of the commits, then of the days.
    pub async fn number_histories(
        &self,
        glns: &[Gln],
    ) -> Result<HistoryRows<Gln, LocationNumber>, StorageError> {
        let glns: Vec<_> = glns.iter().map(|gln| gln.number()).collect();
        let sql = self.all_of("location_number", "gln", &glns, "stands_from");
        by_key(self.all(sql).await?, of_number)
    }

    /// Every message type that was ever on each of these numbers, in the order of the commits.
    pub async fn message_type_histories(
        &self,
        glns: &[Gln],
    ) -> Result<HistoryRows<Gln, NumberMessageType>, StorageError> {
        let glns: Vec<_> = glns.iter().map(|gln| gln.number()).collect();
        let order = "message_type, direction, valid_from";
        let sql = self.all_of("number_message_type", "gln", &glns, order);
        by_key(self.all(sql).await?, of_message_type)
    }

    fn all_of(&self, table: &str, key: &str, keys: &[i64], order: &str) -> Sql {
        let mut sql = self.sql();
        sql.push("SELECT * FROM ").push(table).push(" WHERE ").is_one_of(key, Keys::Numbers(keys));
        sql.push(" ORDER BY rev_from, ").push(order);
        sql
    }
}

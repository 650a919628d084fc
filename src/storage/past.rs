//! Everything the register ever said of a record.

use std::collections::HashMap;
use std::hash::Hash;

use super::columns::Columns;
use super::rows::STANDS;
use super::sql::{Keys, Sql};
use super::{Reads, StorageError, records};
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

/// A long table: what identifies a record there, and what is read of it, then of its history.
pub(super) struct Table {
    pub name: &'static str,
    pub key: &'static str,
    columns: &'static [&'static str],
    history: &'static [&'static str],
}

pub(super) const UNITS: Table =
    Table { name: "unit", key: "sor_code", columns: records::UNIT, history: &["rev_to"] };
pub(super) const NUMBERS: Table =
    Table { name: "location_number", key: "gln", columns: records::LOCATION_NUMBER, history: &["rev_to"] };
pub(super) const MESSAGE_TYPES: Table = Table {
    name: "number_message_type",
    key: "gln",
    columns: records::NUMBER_MESSAGE_TYPE,
    history: &["rev_from", "rev_to"],
};

impl Sql {
    /// `SELECT ... FROM table t`, for [`of_unit`] and those after it.
    pub(super) fn select(&mut self, table: &Table) -> &mut Self {
        self.push("SELECT ").columns("t", &table.all_columns());
        self.push(" FROM ").push(table.name).push(" t")
    }
}

impl Table {
    /// All that is read of a row.
    pub fn all_columns(&self) -> Vec<&'static str> {
        [self.columns, self.history].concat()
    }
}

/// A row with what identifies its record.
type Keyed<K, T> = Result<(K, HistoryRow<T>), StorageError>;

pub(super) fn by_key<K: Eq + Hash, T>(rows: Vec<(K, HistoryRow<T>)>) -> HistoryRows<K, T> {
    let mut found: HistoryRows<K, T> = HashMap::new();
    for (key, row) in rows {
        found.entry(key).or_default().push(row);
    }
    found
}

pub(super) fn of_unit(row: &mut Columns<'_>) -> Keyed<SorCode, Unit> {
    let version = records::unit(row)?;
    Ok((version.content.sor_code, HistoryRow { version, replaced: replaced(row.take()?) }))
}

pub(super) fn of_number(row: &mut Columns<'_>) -> Keyed<Gln, LocationNumber> {
    let version = records::location_number(row)?;
    Ok((version.content.gln, HistoryRow { version, replaced: replaced(row.take()?) }))
}

/// A message type on a number is a version of its own, which stands from its first to its last day.
pub(super) fn of_message_type(row: &mut Columns<'_>) -> Keyed<Gln, NumberMessageType> {
    let content = records::number_message_type(row)?;
    let (written, replaced) = (Revision(row.take()?), replaced(row.take()?));
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
        let sql = self.all_of(&UNITS, &codes, "t.stands_from");
        Ok(by_key(self.read(sql, of_unit).await?))
    }

    /// Every version that each of these location numbers ever had, in the order of the commits, then of the days.
    pub async fn number_histories(
        &self,
        glns: &[Gln],
    ) -> Result<HistoryRows<Gln, LocationNumber>, StorageError> {
        let glns: Vec<_> = glns.iter().map(|gln| gln.number()).collect();
        let sql = self.all_of(&NUMBERS, &glns, "t.stands_from");
        Ok(by_key(self.read(sql, of_number).await?))
    }

    /// Every message type that was ever on each of these numbers, in the order of the commits.
    pub async fn message_type_histories(
        &self,
        glns: &[Gln],
    ) -> Result<HistoryRows<Gln, NumberMessageType>, StorageError> {
        let glns: Vec<_> = glns.iter().map(|gln| gln.number()).collect();
        let sql = self.all_of(&MESSAGE_TYPES, &glns, "t.message_type, t.direction, t.valid_from");
        Ok(by_key(self.read(sql, of_message_type).await?))
    }

    fn all_of(&self, table: &Table, keys: &[i64], order: &str) -> Sql {
        let mut sql = self.sql();
        sql.select(table).push(" WHERE t.").is_one_of(table.key, Keys::Numbers(keys));
        sql.push(" ORDER BY t.rev_from, ").push(order);
        sql
    }
}

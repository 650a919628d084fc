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

/// Rows by what they are of, each list in the order in which it was read.
fn by_key<K: Eq + Hash, T>(rows: impl IntoIterator<Item = (K, T)>) -> HashMap<K, Vec<T>> {
    let mut found: HashMap<K, Vec<T>> = HashMap::new();
    for (key, row) in rows {
        found.entry(key).or_default().push(row);
    }
    found
}

impl Reads {
    /// Every version that each of these units ever had, in the order of the commits, then of the days.
    pub async fn unit_histories(
        &self,
        codes: &[SorCode],
    ) -> Result<HashMap<SorCode, Vec<HistoryRow<Unit>>>, StorageError> {
        let codes: Vec<_> = codes.iter().map(|code| code.number()).collect();
        let sql = self.all_of("unit", "sor_code", &codes, "stands_from");
        let read = |row: unit::Model| {
            let replaced = replaced(row.rev_to);
            let version = rows::unit(row)?;
            Ok((version.content.sor_code, HistoryRow { version, replaced }))
        };
        let rows: Result<Vec<_>, StorageError> =
            self.all::<unit::Model>(sql).await?.into_iter().map(read).collect();
        Ok(by_key(rows?))
    }

    /// Every version that each of these location numbers ever had, in the order of the commits, then of the days.
    pub async fn number_histories(
        &self,
        glns: &[Gln],
    ) -> Result<HashMap<Gln, Vec<HistoryRow<LocationNumber>>>, StorageError> {
        let glns: Vec<_> = glns.iter().map(|gln| gln.number()).collect();
        let sql = self.all_of("location_number", "gln", &glns, "stands_from");
        let read = |row: location_number::Model| {
            let replaced = replaced(row.rev_to);
            let version = rows::location_number(row);
            (version.content.gln, HistoryRow { version, replaced })
        };
        Ok(by_key(self.all::<location_number::Model>(sql).await?.into_iter().map(read)))
    }

    /// Every message type that was ever on each of these numbers, in the order of the commits.
    /// Each is a version of its own, which stands from its first to its last day.
    pub async fn message_type_histories(
        &self,
        glns: &[Gln],
    ) -> Result<HashMap<Gln, Vec<HistoryRow<NumberMessageType>>>, StorageError> {
        let glns: Vec<_> = glns.iter().map(|gln| gln.number()).collect();
        let order = "message_type, direction, valid_from";
        let sql = self.all_of("number_message_type", "gln", &glns, order);
        let read = |row: number_message_type::Model| {
            let (written, replaced) = (Revision(row.rev_from), replaced(row.rev_to));
            let content = rows::number_message_type(row)?;
            let life = Lifetime { first_from: content.valid_from, to: content.valid_to };
            let (stands_from, stands_to) = (content.valid_from, content.valid_to.unwrap_or(LAST_DAY));
            let gln = content.gln;
            let version = Version { content, life, stands_from, stands_to, written };
            Ok((gln, HistoryRow { version, replaced }))
        };
        let rows: Result<Vec<_>, StorageError> =
            self.all::<number_message_type::Model>(sql).await?.into_iter().map(read).collect();
        Ok(by_key(rows?))
    }

    fn all_of(&self, table: &str, key: &str, keys: &[i64], order: &str) -> Sql {
        let mut sql = self.sql();
        sql.push("SELECT * FROM ").push(table).push(" WHERE ").is_one_of(key, Keys::Numbers(keys));
        sql.push(" ORDER BY rev_from, ").push(order);
        sql
    }
}

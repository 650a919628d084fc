//! Everything the register ever said of a record.

use entity::{location_number, number_message_type, unit};

use super::rows::STANDS;
use super::sql::Sql;
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

fn replaced(rev_to: i64) -> Option<Revision> {
    (rev_to != STANDS).then_some(Revision(rev_to))
}

impl Reads {
    /// Every version that this unit ever had, in the order of the commits, then of the days.
    pub async fn unit_history(&self, code: SorCode) -> Result<Vec<HistoryRow<Unit>>, StorageError> {
        let sql = self.all_of("unit", "sor_code", code.number(), "stands_from");
        let read = |row: unit::Model| {
            let replaced = replaced(row.rev_to);
            Ok(HistoryRow { version: rows::unit(row)?, replaced })
        };
        self.all::<unit::Model>(sql).await?.into_iter().map(read).collect()
    }

    /// Every version that this location number ever had, in the order of the commits, then of the days.
    pub async fn number_history(&self, gln: Gln) -> Result<Vec<HistoryRow<LocationNumber>>, StorageError> {
        let sql = self.all_of("location_number", "gln", gln.number(), "stands_from");
        let read = |row: location_number::Model| {
            let replaced = replaced(row.rev_to);
            HistoryRow { version: rows::location_number(row), replaced }
        };
        Ok(self.all::<location_number::Model>(sql).await?.into_iter().map(read).collect())
    }

    /// Every message type that was ever on this number, in the order of the commits.
    /// Each is a version of its own, which stands from its first to its last day.
    pub async fn message_type_history(
        &self,
        gln: Gln,
    ) -> Result<Vec<HistoryRow<NumberMessageType>>, StorageError> {
        let sql =
            self.all_of("number_message_type", "gln", gln.number(), "message_type, direction, valid_from");
        let read = |row: number_message_type::Model| {
            let (written, replaced) = (Revision(row.rev_from), replaced(row.rev_to));
            let content = rows::number_message_type(row)?;
            let life = Lifetime { first_from: content.valid_from, to: content.valid_to };
            let (stands_from, stands_to) = (content.valid_from, content.valid_to.unwrap_or(LAST_DAY));
            Ok(HistoryRow { version: Version { content, life, stands_from, stands_to, written }, replaced })
        };
        self.all::<number_message_type::Model>(sql).await?.into_iter().map(read).collect()
    }

    fn all_of(&self, table: &str, key: &str, value: i64, order: &str) -> Sql {
        let mut sql = self.sql();
        sql.push("SELECT * FROM ").push(table).push(" WHERE ").push(key).push(" = ").bind(value);
        sql.push(" ORDER BY rev_from, ").push(order);
        sql
    }
}

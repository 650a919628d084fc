//! Which commits wrote what.

use chrono::NaiveDate;
use entity::{number_message_type, revision};

use super::rows::STANDS;
use super::sql::Keys;
use super::{Reads, StorageError, rows};
use crate::model::{Gln, NumberMessageType, Revision, SorCode, today_in_copenhagen};

/// A message type on a number, with the commits that wrote and replaced it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WrittenMessageType {
    /// What was said.
    pub value: NumberMessageType,
    /// By which commit.
    pub written: Revision,
    /// By which commit it was replaced; `None` while it stands.
    pub replaced: Option<Revision>,
}

impl Reads {
    /// The day in Denmark on which the register first heard of a unit.
    pub async fn created_on(&self, code: SorCode) -> Result<Option<NaiveDate>, StorageError> {
        let mut sql = self.sql();
        sql.push("SELECT r.* FROM revision r WHERE r.revision = (SELECT MIN(u.rev_from) FROM unit u WHERE ");
        sql.push("u.sor_code = ").bind(code.number()).push(")");
        let found = self.all::<revision::Model>(sql).await?;
        Ok(found.first().map(|commit| today_in_copenhagen(commit.committed_at)))
    }

    /// The commit that wrote what is now said of a case.
    pub async fn case_written(&self, id: i64) -> Result<Option<Revision>, StorageError> {
        let mut sql = self.sql();
        sql.push("SELECT c.rev_from AS written FROM case_file c WHERE c.rev_to = ").bind(STANDS);
        sql.push(" AND c.id = ").bind(id);
        let rows = self.rows(sql).await?;
        Ok(rows.first().map(|row| row.try_get("", "written")).transpose()?.map(Revision))
    }

    /// All that was ever said of the message types on these numbers.
    pub async fn message_type_history(&self, glns: &[Gln]) -> Result<Vec<WrittenMessageType>, StorageError> {
        let glns: Vec<_> = glns.iter().map(|gln| gln.number()).collect();
        let mut sql = self.sql();
        sql.push("SELECT t.* FROM number_message_type t WHERE ");
        sql.is_one_of("t.gln", Keys::Numbers(&glns));
        sql.push(" ORDER BY t.gln, t.message_type, t.direction, t.rev_from, t.valid_from");
        let found = self.all::<number_message_type::Model>(sql).await?;
        let written = found.into_iter().map(|row| {
            let (written, replaced) = (Revision(row.rev_from), row.rev_to);
            let replaced = (replaced != STANDS).then_some(Revision(replaced));
            Ok(WrittenMessageType { value: rows::number_message_type(row)?, written, replaced })
        });
        written.collect()
    }
}

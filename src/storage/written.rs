//! Which commits wrote what.

use chrono::NaiveDate;
use entity::revision;

use super::rows::STANDS;
use super::{Reads, StorageError};
use crate::model::{Revision, SorCode, today_in_copenhagen};

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
}

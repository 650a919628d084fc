//! What became of a code: who bore it, and what replaced whom.

use super::sql::{Keys, known};
use super::{Reads, StorageError, UnitIdentifier};
use crate::model::{Gln, Revision, SorCode};

impl Reads {
    /// The units that bear one of these identifiers on any day there is, in the order of their codes.
    pub async fn bearers(
        &self,
        revision: Revision,
        identifier: UnitIdentifier,
        values: &[String],
    ) -> Result<Vec<SorCode>, StorageError> {
        let mut sql = self.sql().at_revision(revision);
        sql.push("SELECT DISTINCT u.sor_code AS code FROM unit u WHERE ").push(&known("u")).push(" AND ");
        sql.is_one_of(identifier.column(), Keys::Texts(values)).push(" ORDER BY 1");
        self.sor_codes(sql).await
    }

    /// The records that hold this number on any day there is, in the order of their codes.
    pub async fn holders_ever(&self, revision: Revision, gln: Gln) -> Result<Vec<SorCode>, StorageError> {
        let mut sql = self.sql().at_revision(revision);
        sql.push("SELECT DISTINCT l.holder AS code FROM location_number l WHERE ").push(&known("l"));
        sql.push(" AND l.holder IS NOT NULL AND l.gln = ").bind(gln.number()).push(" ORDER BY 1");
        self.sor_codes(sql).await
    }

    /// Every replacement that can be reached from these records by going from the
    /// replaced to what replaced it, as `(old, new)`.
    pub async fn succession(
        &self,
        revision: Revision,
        codes: &[SorCode],
    ) -> Result<Vec<(SorCode, SorCode)>, StorageError> {
        let codes: Vec<_> = codes.iter().map(|code| code.number()).collect();
        let mut sql = self.sql().at_revision(revision);
        let known = known("r");
        // UNION: records that replace each other make a circle, which must end.
        sql.with("chain(code)", "SELECT k.value FROM ").keys(Keys::Numbers(&codes)).push(&format!(
            " UNION SELECT r.new FROM chain c JOIN replacement r ON r.old = c.code AND {known}"
        ));
        sql.with("", &format!("SELECT r.* FROM chain c JOIN replacement r ON r.old = c.code AND {known}"));
        sql.push(" ORDER BY r.old, r.new");
        let found = self.all::<entity::replacement::Model>(sql).await?;
        Ok(found.into_iter().map(|r| (SorCode::from_stored(r.old), SorCode::from_stored(r.new))).collect())
    }

    async fn sor_codes(&self, sql: super::sql::Sql) -> Result<Vec<SorCode>, StorageError> {
        let rows = self.rows(sql).await?;
        rows.iter().map(|row| Ok(SorCode::from_stored(row.try_get("", "code")?))).collect()
    }
}

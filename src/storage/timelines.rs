//! Whole histories as the register now tells them: what a change starts from.

use std::collections::HashMap;

use super::rows::STANDS;
use super::sql::{Keys, Sql, known};
use super::{Reads, StorageError, records};
use crate::model::{Gln, LocationNumber, NumberMessageType, Revision, SorCode, Unit, Version};

impl Reads {
    /// The newest versions of these units, oldest first.
    pub async fn unit_timelines(
        &self,
        codes: &[SorCode],
    ) -> Result<HashMap<SorCode, Vec<Version<Unit>>>, StorageError> {
        let codes: Vec<_> = codes.iter().map(|code| code.number()).collect();
        let mut timelines: HashMap<_, Vec<_>> = HashMap::new();
        let sql = self.newest("unit", "sor_code", records::UNIT, &codes);
        for version in self.read(sql, records::unit).await? {
            timelines.entry(version.content.sor_code).or_default().push(version);
        }
        Ok(timelines)
    }

    /// The newest versions of these location numbers, oldest first.
    pub async fn number_timelines(
        &self,
        glns: &[Gln],
    ) -> Result<HashMap<Gln, Vec<Version<LocationNumber>>>, StorageError> {
        let glns: Vec<_> = glns.iter().map(|gln| gln.number()).collect();
        let mut timelines: HashMap<_, Vec<_>> = HashMap::new();
        let sql = self.newest("location_number", "gln", records::LOCATION_NUMBER, &glns);
        for version in self.read(sql, records::location_number).await? {
            timelines.entry(version.content.gln).or_default().push(version);
        }
        Ok(timelines)
    }

    fn newest(&self, table: &str, key: &str, columns: &[&str], keys: &[i64]) -> Sql {
        let mut sql = self.sql();
        sql.push("SELECT ").columns("t", columns).push(" FROM ").push(table);
        sql.push(" t WHERE t.rev_to = ").bind(STANDS).push(" AND t.").is_one_of(key, Keys::Numbers(keys));
        sql.push(" ORDER BY t.").push(key).push(", t.stands_from");
        sql
    }

    /// The newest versions of everything in these trees, the roots included: of each
    /// unit that stood, stands or will stand below one of them on any day.
    pub async fn timelines_below(&self, roots: &[SorCode]) -> Result<Vec<Version<Unit>>, StorageError> {
        let roots: Vec<_> = roots.iter().map(|root| root.number()).collect();
        let mut sql = self.sql();
        let stands = sql.value(STANDS);
        // UNION: units that stand below each other on different days make a circle, which must end.
        sql.with("tree(code)", "SELECT k.value FROM ").keys(Keys::Numbers(&roots)).push(&format!(
            " UNION SELECT u.sor_code FROM tree t JOIN unit u ON u.parent = t.code AND u.rev_to = {stands}"
        ));
        sql.with("", "SELECT ").columns("u", records::UNIT);
        sql.push(" FROM tree t JOIN unit u ON u.sor_code = t.code");
        sql.push(&format!(" WHERE u.rev_to = {stands} ORDER BY u.sor_code, u.stands_from"));
        self.read(sql, records::unit).await
    }

    /// The newest versions of the units that name one of these as their geographical parent on any day;
    /// only those versions that do.
    pub async fn units_naming(&self, targets: &[SorCode]) -> Result<Vec<Version<Unit>>, StorageError> {
        let targets: Vec<_> = targets.iter().map(|target| target.number()).collect();
        let mut sql = self.sql();
        sql.push("SELECT ").columns("u", records::UNIT).push(" FROM unit u WHERE u.rev_to = ");
        sql.bind(STANDS).push(" AND ");
        sql.is_one_of("u.geographical_target", Keys::Numbers(&targets));
        sql.push(" ORDER BY u.sor_code, u.stands_from");
        self.read(sql, records::unit).await
    }

    /// The newest versions, all of them, of the numbers that one of these holds on any day.
    pub async fn numbers_held_ever(
        &self,
        holders: &[SorCode],
    ) -> Result<Vec<Version<LocationNumber>>, StorageError> {
        let holders: Vec<_> = holders.iter().map(|holder| holder.number()).collect();
        let mut sql = self.sql();
        let stands = sql.value(STANDS);
        sql.push("SELECT ").columns("l", records::LOCATION_NUMBER);
        sql.push(" FROM location_number l WHERE l.rev_to = ").push(&stands);
        sql.push(" AND l.gln IN (SELECT h.gln FROM location_number h WHERE h.rev_to = ").push(&stands);
        sql.push(" AND ").is_one_of("h.holder", Keys::Numbers(&holders));
        sql.push(") ORDER BY l.gln, l.stands_from");
        self.read(sql, records::location_number).await
    }

    /// The message types on these numbers, whatever the dates.
    pub async fn standing_message_types(
        &self,
        revision: Revision,
        glns: &[Gln],
    ) -> Result<HashMap<Gln, Vec<NumberMessageType>>, StorageError> {
        let glns: Vec<_> = glns.iter().map(|gln| gln.number()).collect();
        let mut sql = self.sql().at_revision(revision);
        sql.push("SELECT ").columns("t", records::NUMBER_MESSAGE_TYPE);
        sql.push(" FROM number_message_type t WHERE ").push(&known("t")).push(" AND ");
        sql.is_one_of("t.gln", Keys::Numbers(&glns));
        sql.push(" ORDER BY t.gln, t.message_type, t.direction, t.valid_from");
        let mut found: HashMap<_, Vec<_>> = HashMap::new();
        for value in self.read(sql, records::number_message_type).await? {
            found.entry(value.gln).or_default().push(value);
        }
        Ok(found)
    }

    /// The greatest SOR code that was ever in the register: codes are given once.
    pub async fn largest_sor_code(&self) -> Result<Option<i64>, StorageError> {
        let mut sql = self.sql();
        sql.push("SELECT MAX(sor_code) AS code FROM unit");
        self.code(sql).await
    }

    /// The greatest location number in this range that was ever in the register.
    pub async fn largest_gln_between(&self, first: i64, last: i64) -> Result<Option<i64>, StorageError> {
        let mut sql = self.sql();
        sql.push("SELECT MAX(gln) AS code FROM location_number WHERE gln BETWEEN ").bind(first);
        sql.push(" AND ").bind(last);
        self.code(sql).await
    }

    /// The location numbers in this range that were ever in the register, in their order.
    pub async fn glns_between(&self, first: i64, last: i64) -> Result<Vec<i64>, StorageError> {
        let mut sql = self.sql();
        sql.push("SELECT DISTINCT gln FROM location_number WHERE gln BETWEEN ").bind(first);
        sql.push(" AND ").bind(last).push(" ORDER BY gln");
        self.rows(sql).await?.iter().map(|row| Ok(row.try_get("", "gln")?)).collect()
    }

    async fn code(&self, sql: Sql) -> Result<Option<i64>, StorageError> {
        Ok(self.rows(sql).await?.first().map_or(Ok(None), |row| row.try_get("", "code"))?)
    }
}

//! Whole histories as the register now tells them: what a change starts from.

use std::collections::HashMap;

use entity::{location_number, number_message_type, unit};
use sea_orm::FromQueryResult;

use super::rows::STANDS;
use super::sql::{Keys, Sql, known};
use super::{Reads, StorageError, rows};
use crate::model::{Gln, LocationNumber, NumberMessageType, Revision, SorCode, Unit, Version};

impl Reads {
    /// The newest versions of these units, oldest first.
    pub async fn unit_timelines(
        &self,
        codes: &[SorCode],
    ) -> Result<HashMap<SorCode, Vec<Version<Unit>>>, StorageError> {
        let codes: Vec<_> = codes.iter().map(|code| code.number()).collect();
        let mut timelines: HashMap<_, Vec<_>> = HashMap::new();
        for row in self.newest::<unit::Model>("unit", "sor_code", &codes).await? {
            let version = rows::unit(row)?;
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
        for row in self.newest::<location_number::Model>("location_number", "gln", &glns).await? {
            let version = rows::location_number(row);
            timelines.entry(version.content.gln).or_default().push(version);
        }
        Ok(timelines)
    }

    async fn newest<T: FromQueryResult>(
        &self,
        table: &str,
        key: &str,
        keys: &[i64],
    ) -> Result<Vec<T>, StorageError> {
        let mut sql = self.sql();
        sql.push("SELECT * FROM ").push(table).push(" WHERE rev_to = ").bind(STANDS).push(" AND ");
        sql.is_one_of(key, Keys::Numbers(keys)).push(" ORDER BY ").push(key).push(", stands_from");
        self.all(sql).await
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
        sql.with("", "SELECT u.* FROM tree t JOIN unit u ON u.sor_code = t.code");
        sql.push(&format!(" WHERE u.rev_to = {stands} ORDER BY u.sor_code, u.stands_from"));
        self.all::<unit::Model>(sql).await?.into_iter().map(rows::unit).collect()
    }

    /// The newest versions of the units that name one of these as their geographical parent on any day;
    /// only those versions that do.
    pub async fn units_naming(&self, targets: &[SorCode]) -> Result<Vec<Version<Unit>>, StorageError> {
        let targets: Vec<_> = targets.iter().map(|target| target.number()).collect();
        let mut sql = self.sql();
        sql.push("SELECT u.* FROM unit u WHERE u.rev_to = ").bind(STANDS).push(" AND ");
        sql.is_one_of("u.geographical_target", Keys::Numbers(&targets));
        sql.push(" ORDER BY u.sor_code, u.stands_from");
        self.all::<unit::Model>(sql).await?.into_iter().map(rows::unit).collect()
    }

    /// The newest versions, all of them, of the numbers that one of these holds on any day.
    pub async fn numbers_held_ever(
        &self,
        holders: &[SorCode],
    ) -> Result<Vec<Version<LocationNumber>>, StorageError> {
        let holders: Vec<_> = holders.iter().map(|holder| holder.number()).collect();
        let mut sql = self.sql();
        let stands = sql.value(STANDS);
        sql.push("SELECT l.* FROM location_number l WHERE l.rev_to = ").push(&stands);
        sql.push(" AND l.gln IN (SELECT h.gln FROM location_number h WHERE h.rev_to = ").push(&stands);
        sql.push(" AND ").is_one_of("h.holder", Keys::Numbers(&holders));
        sql.push(") ORDER BY l.gln, l.stands_from");
        Ok(self.all::<location_number::Model>(sql).await?.into_iter().map(rows::location_number).collect())
    }

    /// The message types on these numbers, whatever the dates.
    pub async fn standing_message_types(
        &self,
        revision: Revision,
        glns: &[Gln],
    ) -> Result<HashMap<Gln, Vec<NumberMessageType>>, StorageError> {
        let glns: Vec<_> = glns.iter().map(|gln| gln.number()).collect();
        let mut sql = self.sql().at_revision(revision);
        sql.push("SELECT t.* FROM number_message_type t WHERE ").push(&known("t")).push(" AND ");
        sql.is_one_of("t.gln", Keys::Numbers(&glns));
        sql.push(" ORDER BY t.gln, t.message_type, t.direction, t.valid_from");
        let mut found: HashMap<_, Vec<_>> = HashMap::new();
        for row in self.all::<number_message_type::Model>(sql).await? {
            let value = rows::number_message_type(row)?;
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

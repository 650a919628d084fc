//! Whole histories as the register now tells them: what a change starts from.

use std::collections::HashMap;

use entity::{location_number, unit};
use sea_orm::FromQueryResult;

use super::rows::STANDS;
use super::sql::Keys;
use super::{Reads, StorageError, rows};
use crate::model::{Gln, LocationNumber, SorCode, Unit, Version};

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
}

//! Units by their codes, and the way up the tree.

use std::collections::HashMap;

use uuid::Uuid;

use super::sql::{Keys, stands};
use super::unit_scope::{DEEPEST, below};
use super::{Reads, StorageError, records};
use crate::model::{Address, Point, SorCode, Unit, Version};

/// A unit as it stands at a point.
pub type UnitVersion = Version<Unit>;

/// Identifiers that may name more than one unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum UnitIdentifier {
    /// SHAK code.
    Shak,
    /// Provider number (ydernummer).
    ProviderNumber,
    /// CVR number.
    Cvr,
}

impl UnitIdentifier {
    pub(super) fn column(self) -> &'static str {
        match self {
            Self::Shak => "u.shak",
            Self::ProviderNumber => "u.provider_number",
            Self::Cvr => "u.cvr",
        }
    }
}

fn numbers(codes: &[SorCode]) -> Vec<i64> {
    codes.iter().map(|code| code.number()).collect()
}

impl Reads {
    /// The units of these codes.
    pub async fn units(&self, point: Point, codes: &[SorCode]) -> Result<Vec<UnitVersion>, StorageError> {
        let mut sql = self.sql().at(point);
        sql.push("SELECT ").columns("u", records::UNIT).push(" FROM unit u WHERE ").push(&stands("u"));
        sql.push(" AND ").is_one_of("u.sor_code", Keys::Numbers(&numbers(codes)));
        self.read(sql, records::unit).await
    }

    /// The units of these codes and all that stand above them, each once.
    pub async fn units_and_ancestors(
        &self,
        point: Point,
        codes: &[SorCode],
    ) -> Result<HashMap<SorCode, UnitVersion>, StorageError> {
        let mut sql = self.sql().at(point);
        sql.push("WITH RECURSIVE up(code) AS (SELECT k.value FROM ").keys(Keys::Numbers(&numbers(codes)));
        sql.push(" UNION SELECT u.parent FROM up JOIN unit u ON u.sor_code = up.code WHERE u.parent IS NOT NULL AND ");
        sql.push(&stands("u"));
        sql.push(") SELECT ").columns("u", records::UNIT);
        sql.push(" FROM up JOIN unit u ON u.sor_code = up.code WHERE ").push(&stands("u"));
        let units = self.read(sql, records::unit).await?;
        Ok(units.into_iter().map(|unit| (unit.content.sor_code, unit)).collect())
    }

    /// The codes of the unit and of all below it at the point, in force or not; at most `limit`.
    pub async fn codes_below(
        &self,
        point: Point,
        root: SorCode,
        limit: usize,
    ) -> Result<Vec<SorCode>, StorageError> {
        let mut sql = self.sql().at(point);
        below(&mut sql, "tree", Keys::Numbers(&[root.number()]), DEEPEST);
        sql.with("", "SELECT u.sor_code AS code FROM unit u WHERE ").push(&stands("u"));
        sql.push(" AND u.sor_code = ").bind(root.number());
        sql.push(" UNION SELECT t.code FROM tree t LIMIT ");
        sql.bind(i64::try_from(limit).unwrap_or(i64::MAX));
        let rows = self.rows(sql).await?;
        rows.iter().map(|row| Ok(SorCode::from_stored(row.try_get("", "code")?))).collect()
    }

    /// The units that bear one of these identifiers, by identifier; in force or not.
    pub async fn units_by_identifier(
        &self,
        point: Point,
        identifier: UnitIdentifier,
        values: &[String],
    ) -> Result<HashMap<String, Vec<UnitVersion>>, StorageError> {
        let mut sql = self.sql().at(point);
        sql.push("SELECT ").columns("u", records::UNIT).push(", ").push(identifier.column());
        sql.push(" FROM unit u WHERE ").push(&stands("u")).push(" AND ");
        sql.is_one_of(identifier.column(), Keys::Texts(values)).push(" ORDER BY u.name_sort, u.sor_code");
        let mut found: HashMap<String, Vec<UnitVersion>> = HashMap::new();
        for (unit, value) in self.read(sql, |row| Ok((records::unit(row)?, row.take()?))).await? {
            found.entry(value).or_default().push(unit);
        }
        Ok(found)
    }

    /// The addresses of these ids.
    pub async fn addresses(&self, ids: &[Uuid]) -> Result<HashMap<Uuid, Address>, StorageError> {
        let mut sql = self.sql();
        sql.push("SELECT ").many("a", records::ADDRESS).push(" FROM address a WHERE ");
        sql.is_one_of("a.id", Keys::Digests(ids));
        Ok(self.read(sql, records::address).await?.into_iter().collect())
    }

    /// What replaced each of these records, and what each of them replaced: `(old, new)` pairs.
    pub async fn replacements(
        &self,
        point: Point,
        codes: &[SorCode],
    ) -> Result<Vec<(SorCode, SorCode)>, StorageError> {
        let codes = numbers(codes);
        let mut sql = self.sql().at(point);
        sql.push("SELECT r.* FROM replacement r WHERE r.rev_from <= $2 AND r.rev_to > $2 AND (");
        sql.is_one_of("r.old", Keys::Numbers(&codes)).push(" OR ");
        sql.is_one_of("r.new", Keys::Numbers(&codes)).push(") AND $1 = $1 ORDER BY r.old, r.new");
        let found = self.all::<entity::replacement::Model>(sql).await?;
        Ok(found.into_iter().map(|r| (SorCode::from_stored(r.old), SorCode::from_stored(r.new))).collect())
    }
}

//! Regions and municipalities, and the owners that stand for them.

use std::collections::HashMap;

use entity::{municipality, region};

use super::rows::STANDS;
use super::sql::{Keys, stands};
use super::units::UnitVersion;
use super::{Reads, StorageError, place_rows, records};
use crate::model::{Municipality, Point, Region, Version, owner_type};

/// A kind of place that an institution owner can stand for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PlaceKind {
    /// A municipality, found by the municipality of the owner's postal address.
    Municipality,
    /// A region, found by the region of the owner's postal address.
    Region,
}

impl Reads {
    /// Every region, in the order of the codes.
    pub async fn regions(&self, point: Point) -> Result<Vec<Version<Region>>, StorageError> {
        let mut sql = self.sql().at(point);
        sql.push("SELECT r.* FROM region r WHERE ").push(&stands("r")).push(" ORDER BY r.code");
        self.all::<region::Model>(sql).await?.into_iter().map(place_rows::region).collect()
    }

    /// Every municipality, in name order.
    pub async fn municipalities(&self, point: Point) -> Result<Vec<Version<Municipality>>, StorageError> {
        let mut sql = self.sql().at(point);
        sql.push("SELECT m.* FROM municipality m WHERE ")
            .push(&stands("m"))
            .push(" ORDER BY m.name_sort, m.code");
        self.all::<municipality::Model>(sql).await?.into_iter().map(place_rows::municipality).collect()
    }

    /// Every newest version of every region, oldest first.
    pub async fn region_versions(&self) -> Result<Vec<Version<Region>>, StorageError> {
        let mut sql = self.sql();
        sql.push("SELECT r.* FROM region r WHERE r.rev_to = ")
            .bind(STANDS)
            .push(" ORDER BY r.code, r.stands_from");
        self.all::<region::Model>(sql).await?.into_iter().map(place_rows::region).collect()
    }

    /// Every newest version of every municipality, oldest first.
    pub async fn municipality_versions(&self) -> Result<Vec<Version<Municipality>>, StorageError> {
        let mut sql = self.sql();
        sql.push("SELECT m.* FROM municipality m WHERE m.rev_to = ").bind(STANDS);
        sql.push(" ORDER BY m.code, m.stands_from");
        self.all::<municipality::Model>(sql).await?.into_iter().map(place_rows::municipality).collect()
    }

    /// Every owner that stands for a place of this kind.
    pub async fn place_owners(
        &self,
        point: Point,
        kind: PlaceKind,
    ) -> Result<HashMap<String, UnitVersion>, StorageError> {
        self.owners(point, kind, None).await
    }

    /// The owners that stand for these places. The link is the postal address of
    /// an owner of the fitting type; where several fit, the one with the lowest
    /// SOR code that is in force.
    pub async fn owners_of_places(
        &self,
        point: Point,
        kind: PlaceKind,
        codes: &[String],
    ) -> Result<HashMap<String, UnitVersion>, StorageError> {
        self.owners(point, kind, Some(codes)).await
    }

    async fn owners(
        &self,
        point: Point,
        kind: PlaceKind,
        codes: Option<&[String]>,
    ) -> Result<HashMap<String, UnitVersion>, StorageError> {
        let (column, owner) = match kind {
            PlaceKind::Municipality => ("a.municipality", owner_type::MUNICIPALITY),
            PlaceKind::Region => ("a.region", owner_type::REGION),
        };
        let mut sql = self.sql().at(point);
        sql.push("SELECT ").push(column).push(", ").columns("u", records::UNIT);
        sql.push(" FROM unit u JOIN address a ON a.id = u.postal_address");
        sql.push(" WHERE u.kind = 'IE' AND u.type_code = '").push(owner).push("' AND ").push(&stands("u"));
        match codes {
            Some(codes) => sql.push(" AND ").is_one_of(column, Keys::Texts(codes)),
            None => sql.push(" AND ").push(column).push(" IS NOT NULL"),
        };
        sql.push(
            " ORDER BY CASE WHEN u.first_from <= $1 AND u.last_day >= $1 THEN 1 ELSE 0 END, u.sor_code DESC",
        );
        // The best one comes last and so stays in the map.
        let owners = self.read(sql, |row| Ok((row.take()?, records::unit(row)?))).await?;
        Ok(owners.into_iter().collect())
    }
}

//! Physical addresses, each stored once under the digest of its content.

use sea_orm::entity::prelude::*;

/// A row of `address`.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "address")]
pub struct Model {
    /// Digest of the content.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Sub-location for mail delivery.
    pub sublocation: Option<String>,
    /// Street name.
    pub street_name: Option<String>,
    /// Street name for labels.
    pub short_street_name: Option<String>,
    /// House number.
    pub building: Option<String>,
    /// Stairway.
    pub stairway: Option<String>,
    /// Floor.
    pub floor: Option<String>,
    /// Suite or door.
    pub suite: Option<String>,
    /// Village or part of town.
    pub district_subdivision: Option<String>,
    /// Post office box.
    pub post_box: Option<String>,
    /// Post code.
    pub post_code: Option<String>,
    /// Postal district.
    pub district_name: Option<String>,
    /// ISO 3166-1 alpha-2 country code.
    pub country: Option<String>,
    /// Municipality code.
    pub municipality: Option<String>,
    /// Street code.
    pub street_code: Option<String>,
    /// Region code.
    pub region: Option<String>,
    /// Northing in millimetres.
    pub north_mm: Option<i64>,
    /// Easting in millimetres.
    pub east_mm: Option<i64>,
}

/// No relations: joins are written where they are read.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

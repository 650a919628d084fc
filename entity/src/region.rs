//! Versions of regions.

use sea_orm::entity::prelude::*;

/// A row of `region`.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "region")]
pub struct Model {
    /// Region code.
    #[sea_orm(primary_key, auto_increment = false)]
    pub code: String,
    /// First day for which this row answers; the first version's reaches back to the opening day.
    #[sea_orm(primary_key, auto_increment = false)]
    pub stands_from: Date,
    /// Last day for which this row answers; the last version's reaches up to the last day.
    pub stands_to: Date,
    /// First valid day of the record (FirstFromDate).
    pub first_from: Date,
    /// Last valid day of the record (ToDate), or 9999-12-31 while it is open.
    pub last_day: Date,
    /// Revision that wrote this row.
    #[sea_orm(primary_key, auto_increment = false)]
    pub rev_from: i64,
    /// Revision that replaced this row, or the greatest number while it stands.
    pub rev_to: i64,
    /// ISO 3166-2 code.
    pub iso_code: Option<String>,
    /// Danish name.
    pub name_da: String,
    /// English name.
    pub name_en: Option<String>,
    /// Name of the region that takes over.
    pub successor: Option<String>,
}

/// No relations: joins are written where they are read.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

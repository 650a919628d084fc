//! Versions of location numbers.

use sea_orm::entity::prelude::*;

/// A row of `location_number`.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "location_number")]
pub struct Model {
    /// The number.
    #[sea_orm(primary_key, auto_increment = false)]
    pub gln: i64,
    /// SOR code of the holder.
    pub holder: Option<i64>,
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
    /// Digest of the content.
    pub digest: Uuid,
    /// For internal use only.
    pub only_internal: bool,
    /// Not active.
    pub not_active: bool,
    /// System supplier.
    pub system_supplier: Option<String>,
    /// Record system.
    pub system_type: Option<String>,
    /// Network operator.
    pub network_operator: Option<String>,
    /// Region code.
    pub region: Option<String>,
    /// Administrator.
    pub edi_administrator: Option<String>,
    /// Note.
    pub note: Option<String>,
    /// Date from which the latest change applies.
    pub from_date: Date,
    /// Date of the latest edit.
    pub updated_at: Option<Date>,
}

/// No relations: joins are written where they are read.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

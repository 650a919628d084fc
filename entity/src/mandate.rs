//! Mandates: what owners leave to system suppliers.

use sea_orm::entity::prelude::*;

/// A row of `mandate`.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "mandate")]
pub struct Model {
    /// Number of the mandate.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: i64,
    /// SOR code of the institution owner.
    pub owner: i64,
    /// Code of the system supplier.
    pub supplier: String,
    /// Only for this number.
    pub gln: Option<i64>,
    /// First day.
    pub valid_from: Date,
    /// Last day, or 9999-12-31 while it is open.
    pub valid_to: Date,
    /// Subject of the one who gave it.
    pub granted_by: String,
    /// Revision that wrote this row.
    #[sea_orm(primary_key, auto_increment = false)]
    pub rev_from: i64,
    /// Revision that replaced this row, or the greatest number while it stands.
    pub rev_to: i64,
}

/// No relations: joins are written where they are read.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

//! Which record took over from which.

use sea_orm::entity::prelude::*;

/// A row of `replacement`.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "replacement")]
pub struct Model {
    /// SOR code of the replaced record.
    #[sea_orm(primary_key, auto_increment = false)]
    pub old: i64,
    /// SOR code of the successor.
    #[sea_orm(primary_key, auto_increment = false)]
    pub new: i64,
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

//! Planned changes that took effect, each noted once by a commit of its day.

use sea_orm::entity::prelude::*;

/// A row of `day_effect`.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "day_effect")]
pub struct Model {
    /// The record: its kind, a slash, and what identifies it among its kind.
    #[sea_orm(primary_key, auto_increment = false)]
    pub record: String,
    /// The day on which the change took effect.
    pub effective: Date,
    /// Revision that wrote this row.
    #[sea_orm(primary_key, auto_increment = false)]
    pub rev_from: i64,
    /// The greatest number: a day that came does not go again.
    pub rev_to: i64,
}

/// No relations: joins are written where they are read.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

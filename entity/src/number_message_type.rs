//! Message types on location numbers.

use sea_orm::entity::prelude::*;

/// A row of `number_message_type`.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "number_message_type")]
pub struct Model {
    /// The number.
    #[sea_orm(primary_key, auto_increment = false)]
    pub gln: i64,
    /// FORMAT/TYPE/VERSION.
    #[sea_orm(primary_key, auto_increment = false)]
    pub message_type: String,
    /// RECEIVE or SEND.
    #[sea_orm(primary_key, auto_increment = false)]
    pub direction: String,
    /// First day.
    #[sea_orm(primary_key, auto_increment = false)]
    pub valid_from: Date,
    /// Last day, or 9999-12-31 while it is open.
    pub valid_to: Date,
    /// Who set it last.
    pub updated_by: Option<String>,
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

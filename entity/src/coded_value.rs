//! Entries of outside code lists.

use sea_orm::entity::prelude::*;

/// A row of `coded_value`.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "coded_value")]
pub struct Model {
    /// Name of the list.
    #[sea_orm(primary_key, auto_increment = false)]
    pub list: String,
    /// What identifies the entry in its list.
    #[sea_orm(primary_key, auto_increment = false)]
    pub entry: String,
    /// Code, where it is known.
    pub code: Option<String>,
    /// Danish name.
    pub name_da: Option<String>,
    /// English name.
    pub name_en: Option<String>,
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

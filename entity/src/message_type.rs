//! MedCom message types of the published list.

use sea_orm::entity::prelude::*;

/// A row of `message_type`.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "message_type")]
pub struct Model {
    /// FORMAT/TYPE/VERSION.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: String,
    /// Group.
    pub message_group: Option<String>,
    /// Danish name.
    pub name_da: Option<String>,
    /// English name.
    pub name_en: Option<String>,
    /// MedCom's URI.
    pub uri: Option<String>,
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

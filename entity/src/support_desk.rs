//! Desks that help users of the register.

use sea_orm::entity::prelude::*;

/// A row of `support_desk`.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "support_desk")]
pub struct Model {
    /// What identifies it.
    #[sea_orm(primary_key, auto_increment = false)]
    pub entry: String,
    /// Danish name.
    pub name_da: String,
    /// English name.
    pub name_en: Option<String>,
    /// E-mail address.
    pub email: Option<String>,
    /// Telephone number.
    pub telephone: Option<String>,
    /// When it is open.
    pub opening_hours: Option<String>,
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

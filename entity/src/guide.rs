//! Guides and pages about the register.

use sea_orm::entity::prelude::*;

/// A row of `guide`.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "guide")]
pub struct Model {
    /// What identifies it.
    #[sea_orm(primary_key, auto_increment = false)]
    pub entry: String,
    /// Place in the list.
    pub position: i32,
    /// Danish title.
    pub title_da: String,
    /// English title.
    pub title_en: Option<String>,
    /// Address of the page.
    pub url: String,
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

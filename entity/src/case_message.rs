//! Messages on the threads of cases.

use sea_orm::entity::prelude::*;

/// A row of `case_message`.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "case_message")]
pub struct Model {
    /// The case.
    #[sea_orm(primary_key, auto_increment = false)]
    pub case_id: i64,
    /// Place on the thread, from 1.
    #[sea_orm(primary_key, auto_increment = false)]
    pub number: i32,
    /// Who wrote it.
    pub subject: String,
    /// That person's name.
    pub name: Option<String>,
    /// The party for which it was written.
    pub organisation: Option<String>,
    /// When.
    pub written_at: DateTimeUtc,
    /// The text.
    pub text: String,
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

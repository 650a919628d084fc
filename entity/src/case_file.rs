//! Cases: what one party asks of another.

use sea_orm::entity::prelude::*;

/// A row of `case_file`.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "case_file")]
pub struct Model {
    /// Number of the case.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: i64,
    /// ACCESS, ORDER or CHANGE.
    pub kind: String,
    /// Where it stands.
    pub state: String,
    /// Who opened it.
    pub subject: String,
    /// That person's name.
    pub name: Option<String>,
    /// That person's e-mail address.
    pub email: Option<String>,
    /// The party for which it was opened.
    pub organisation: Option<String>,
    /// The party that decides.
    pub decides: String,
    /// The record it is about.
    pub sor_code: Option<i64>,
    /// The location number it is about.
    pub gln: Option<i64>,
    /// When it was opened.
    pub opened_at: DateTimeUtc,
    /// By when it is to be answered, or 9999-12-31 when there is no such day.
    pub due: Date,
    /// What is asked for, as JSON.
    pub content: String,
    /// What was answered.
    pub answer: Option<String>,
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

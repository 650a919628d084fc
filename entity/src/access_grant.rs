//! Rights: who acts for which party, in which role.

use sea_orm::entity::prelude::*;

/// A row of `access_grant`.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "access_grant")]
pub struct Model {
    /// Number of the grant.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: i64,
    /// Who: the `sub` of the person's tokens.
    pub subject: String,
    /// The person's name.
    pub name: Option<String>,
    /// The person's e-mail address.
    pub email: Option<String>,
    /// For which party.
    pub organisation: String,
    /// In which role.
    pub role: String,
    /// Only for this record and those below it.
    pub scope: Option<i64>,
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

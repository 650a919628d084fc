//! What a request was answered, for when it is sent again. Not part of the register.

use sea_orm::entity::prelude::*;

/// A row of `idempotency_key`.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "idempotency_key")]
pub struct Model {
    /// Who sent it.
    #[sea_orm(primary_key, auto_increment = false)]
    pub subject: String,
    /// The key that the sender gave it.
    #[sea_orm(primary_key, auto_increment = false)]
    pub request_key: String,
    /// Digest of what was asked.
    pub fingerprint: Uuid,
    /// The commit that it made.
    pub revision: i64,
    /// What was answered, as JSON.
    pub outcome: String,
    /// When.
    pub at: DateTimeUtc,
}

/// No relations: joins are written where they are read.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

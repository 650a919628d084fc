//! Webhooks: addresses of organisations that changes are sent to. Without their secrets, which no row of the register holds.

use sea_orm::entity::prelude::*;

/// A row of `webhook`.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "webhook")]
pub struct Model {
    /// Number of the webhook.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: i64,
    /// Whose it is.
    pub organisation: String,
    /// Where changes are sent.
    pub url: String,
    /// What it is for.
    pub description: Option<String>,
    /// Which changes, as a JSON object.
    pub filter: String,
    /// ACTIVE or PAUSED.
    pub state: String,
    /// Why it is paused, where the service paused it.
    pub paused_because: Option<String>,
    /// Subject of whoever did the last thing to it.
    pub written_by: String,
    /// When that was.
    pub written_at: DateTimeUtc,
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

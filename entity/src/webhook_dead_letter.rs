//! Deliveries to webhooks that were given up. Not part of the register: they come and go.

use sea_orm::entity::prelude::*;

/// A row of `webhook_dead_letter`.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "webhook_dead_letter")]
pub struct Model {
    /// The delivery's id, which names the webhook and the change.
    #[sea_orm(primary_key, auto_increment = false)]
    pub message: String,
    /// Number of the webhook.
    pub webhook: i64,
    /// The commit that it tells of.
    pub revision: i64,
    /// What was sent, byte for byte.
    pub body: String,
    /// How often it was tried.
    pub attempts: i32,
    /// HTTP status of the last answer.
    pub status: Option<i32>,
    /// Why the last try failed.
    pub error: String,
    /// When it was given up.
    pub given_up_at: DateTimeUtc,
    /// Whether it is to be tried again.
    pub again: bool,
}

/// No relations: joins are written where they are read.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

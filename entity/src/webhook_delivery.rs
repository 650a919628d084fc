//! How far the deliveries to a webhook are, and its secrets. Not part of the register: it changes in place.

use sea_orm::entity::prelude::*;

/// A row of `webhook_delivery`.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "webhook_delivery")]
pub struct Model {
    /// Number of the webhook.
    #[sea_orm(primary_key, auto_increment = false)]
    pub webhook: i64,
    /// What deliveries are signed with.
    pub secret: String,
    /// What they were signed with before.
    pub former_secret: Option<String>,
    /// Until when they are signed with that, too.
    pub former_until: Option<DateTimeUtc>,
    /// Place in the feed up to which everything was delivered or given up.
    pub reached: String,
    /// The last commit of which that holds as a whole.
    pub revision: i64,
    /// How often the next change was tried.
    pub attempts: i32,
    /// When it is to be tried next.
    pub due_at: DateTimeUtc,
    /// Since when nothing got through.
    pub failing_since: Option<DateTimeUtc>,
    /// When something got through last.
    pub delivered_at: Option<DateTimeUtc>,
    /// HTTP status of the last answer.
    pub last_status: Option<i32>,
    /// Why the last try failed.
    pub last_error: Option<String>,
    /// Who delivers now.
    pub lease_holder: String,
    /// Until when nobody else may.
    pub lease_until: DateTimeUtc,
}

/// No relations: joins are written where they are read.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

//! Letters, written in the commit that they tell of. Not part of the register: their state changes in place.

use sea_orm::entity::prelude::*;

/// A row of `mail_outbox`.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "mail_outbox")]
pub struct Model {
    /// Number of the letter.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: i64,
    /// The commit.
    pub revision: i64,
    /// To which address.
    pub recipient: String,
    /// Name of the template.
    pub template: String,
    /// What fills the template, as a JSON object.
    pub parameters: String,
    /// WAITING, SENT or DEAD.
    pub state: String,
    /// How often sending was tried.
    pub attempts: i32,
    /// When it is to be tried next.
    pub due_at: DateTimeUtc,
    /// When it was handed over.
    pub sent_at: Option<DateTimeUtc>,
    /// What the last try ended with.
    pub last_error: Option<String>,
}

/// No relations: joins are written where they are read.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

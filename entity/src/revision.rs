//! Commits to the register, numbered without gaps.

use sea_orm::entity::prelude::*;

/// A row of `revision`.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "revision")]
pub struct Model {
    /// Number of the commit.
    #[sea_orm(primary_key, auto_increment = false)]
    pub revision: i64,
    /// When it was committed.
    pub committed_at: DateTimeUtc,
    /// Who committed it.
    pub subject: String,
    /// The role it was done in.
    pub role: String,
    /// What was done, e.g. IMPORT.
    pub action: String,
    /// One line for people.
    pub summary: String,
    /// The party for which it was done.
    pub organisation: Option<String>,
    /// The request that did it.
    pub request_id: Option<String>,
    /// Why it was done.
    pub reason: Option<String>,
    /// How many rows it wrote and ended.
    pub rows: i64,
    /// SHA-256 of the digests of these rows, in hex.
    pub content: String,
    /// SHA-256 over this commit and the hash of the one before, in hex.
    pub hash: String,
}

/// No relations: joins are written where they are read.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

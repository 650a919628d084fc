//! The commits of the register.

use chrono::{DateTime, NaiveDate, Utc};
use entity::revision;
use sea_orm::FromQueryResult;

use super::sql::stands;
use super::unit_filter::in_state;
use super::{Reads, StorageError};
use crate::model::{Point, Revision, State};

/// A commit to the register.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Commit {
    /// Its number.
    pub revision: Revision,
    /// When it was committed.
    pub committed_at: DateTime<Utc>,
    /// Who committed it.
    pub subject: String,
    /// In which role.
    pub role: String,
    /// What was done.
    pub action: String,
    /// One line for people.
    pub summary: String,
    /// The party for which it was done, in its stored form.
    pub organisation: Option<String>,
    /// The request that did it.
    pub request_id: Option<String>,
    /// Why it was done.
    pub reason: Option<String>,
    /// SHA-256 over the commit, all that it wrote and ended, and the hash of the
    /// commit before, in hex: whoever kept a hash can tell whether anything up to it was changed.
    pub hash: String,
}

/// The newest commit.
pub type Head = Option<Commit>;

/// How many records are in force at a point.
#[derive(Debug, Clone, Copy, PartialEq, Eq, FromQueryResult)]
pub struct Counts {
    /// Institution owners.
    pub institution_owners: i64,
    /// Health institutions.
    pub health_institutions: i64,
    /// Organisational units.
    pub organisational_units: i64,
    /// Location numbers.
    pub location_numbers: i64,
    /// Message types on location numbers.
    pub number_message_types: i64,
}

impl Reads {
    /// The number of the newest commit.
    pub async fn head_revision(&self) -> Result<Revision, StorageError> {
        let mut sql = self.sql();
        sql.push("SELECT h.* FROM register_head h");
        let head = self.all::<entity::register_head::Model>(sql).await?;
        Ok(Revision(head.first().map_or(0, |head| head.revision)))
    }

    /// Commits after `after`, oldest first, at most `limit`.
    pub async fn commits(&self, after: Revision, limit: u32) -> Result<Vec<Commit>, StorageError> {
        let mut sql = self.sql();
        sql.push("SELECT r.* FROM revision r WHERE r.revision > ").bind(after.0);
        sql.push(" ORDER BY r.revision LIMIT ").bind(i64::from(limit));
        Ok(self.all::<revision::Model>(sql).await?.into_iter().map(commit).collect())
    }

    /// The commit of that number.
    pub async fn commit(&self, number: Revision) -> Result<Option<Commit>, StorageError> {
        let found = self.commits(Revision(number.0 - 1), 1).await?;
        Ok(found.into_iter().find(|commit| commit.revision == number))
    }

    /// How many records are in force at the point.
    pub async fn counts(&self, point: Point) -> Result<Counts, StorageError> {
        let in_force = |alias: &str| {
            let states = [State::Active, State::Closing].map(|state| in_state(state, alias));
            format!("{} AND ({})", stands(alias), states.join(" OR "))
        };
        let of_kind = |kind: &str| {
            format!("(SELECT COUNT(*) FROM unit u WHERE u.kind = '{kind}' AND {})", in_force("u"))
        };
        let mut sql = self.sql().at(point);
        sql.push("SELECT ").push(&of_kind("IE")).push(" AS institution_owners, ");
        sql.push(&of_kind("SI")).push(" AS health_institutions, ");
        sql.push(&of_kind("OE"))
            .push(" AS organisational_units, (SELECT COUNT(*) FROM location_number l WHERE ");
        sql.push(&in_force("l")).push(") AS location_numbers, (SELECT COUNT(*) FROM number_message_type t ");
        sql.push("WHERE t.rev_from <= $2 AND t.rev_to > $2 AND t.valid_from <= $1 AND t.valid_to >= $1)");
        sql.push(" AS number_message_types");
        let none = Counts {
            institution_owners: 0,
            health_institutions: 0,
            organisational_units: 0,
            location_numbers: 0,
            number_message_types: 0,
        };
        Ok(self.all::<Counts>(sql).await?.pop().unwrap_or(none))
    }

    /// The newest date that the data of an imported file stood for.
    pub async fn newest_snapshot(&self) -> Result<Option<NaiveDate>, StorageError> {
        let mut sql = self.sql();
        sql.push("SELECT s.* FROM import_source s WHERE s.snapshot_date IS NOT NULL ");
        sql.push("ORDER BY s.snapshot_date DESC LIMIT 1");
        let found = self.all::<entity::import_source::Model>(sql).await?;
        Ok(found.first().and_then(|source| source.snapshot_date))
    }

    /// The formats of all files that were imported.
    pub async fn imported_formats(&self) -> Result<Vec<String>, StorageError> {
        let mut sql = self.sql();
        sql.push("SELECT DISTINCT s.format FROM import_source s ORDER BY s.format");
        self.rows(sql).await?.iter().map(|row| Ok(row.try_get("", "format")?)).collect()
    }
}

pub(super) fn commit(row: revision::Model) -> Commit {
    Commit {
        revision: Revision(row.revision),
        committed_at: row.committed_at,
        subject: row.subject,
        role: row.role,
        action: row.action,
        summary: row.summary,
        organisation: row.organisation,
        request_id: row.request_id,
        reason: row.reason,
        hash: row.hash,
    }
}

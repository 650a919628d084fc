//! The register as a whole, and its commits.

use async_graphql::{Context, Object, Result, SimpleObject};

use super::AuditEntry;
use super::history::About;
use crate::model::{Point, Revision};
use crate::register::{self, Commit};
use crate::schema::context::request;
use crate::schema::error::Answer;
use crate::schema::scalars::{Date, DateTime};

/// The register at a point.
#[derive(Debug, Clone, Copy)]
pub struct Register(pub Point);

async fn committed_at(ctx: &Context<'_>, revision: Revision) -> Answer<Option<DateTime>> {
    let commit = request(ctx)?.reader().commit(revision).await.map_err(register::RegisterError::from)?;
    Ok(commit.map(|commit| DateTime(commit.committed_at)))
}

/// The register as a whole, at one point in time.
#[Object]
impl Register {
    /// The revision at which this query reads.
    async fn revision(&self) -> Revision {
        self.0.revision
    }

    /// The day for which this query reads.
    async fn at(&self) -> Date {
        Date(self.0.at)
    }

    /// When that revision was committed. Null for revision 0, the empty register.
    async fn committed_at(&self, ctx: &Context<'_>) -> Result<Option<DateTime>> {
        Ok(committed_at(ctx, self.0.revision).await?)
    }

    /// The newest commit in the database. It is ahead of the newest revision that the service reads for as long as a
    /// commit of another process has not reached it: a second at most. Null only when the database does not answer.
    async fn committed_revision(&self, ctx: &Context<'_>) -> Result<Option<Revision>> {
        Ok(Some(request(ctx)?.reader().head().await.map_err(register::RegisterError::from)?))
    }

    /// When the newest revision was committed, whichever this query reads. Null while the register is empty.
    async fn updated_at(&self, ctx: &Context<'_>) -> Result<Option<DateTime>> {
        Ok(committed_at(ctx, request(ctx)?.newest()).await?)
    }

    /// The newest day that an imported official extract stood for. Null where none told it.
    async fn snapshot_date(&self, ctx: &Context<'_>) -> Result<Option<Date>> {
        let newest = request(ctx)?.reader().newest_snapshot().await;
        let newest =
            newest.map_err(register::RegisterError::from).map_err(crate::schema::error::Problem::from)?;
        Ok(newest.map(Date))
    }

    /// How many records are in force on the day. Null only when they cannot be counted now.
    async fn counts(&self, ctx: &Context<'_>) -> Result<Option<RegisterCounts>> {
        let counts = request(ctx)?.reader().counts(self.0).await;
        let counts =
            counts.map_err(register::RegisterError::from).map_err(crate::schema::error::Problem::from)?;
        Ok(Some(counts.into()))
    }
}

/// How many records are in force on a day.
#[derive(Debug, Clone, Copy, SimpleObject)]
pub struct RegisterCounts {
    /// Institution owners (institutionsejere).
    institution_owners: i64,
    /// Health institutions (sundhedsinstitutioner).
    health_institutions: i64,
    /// Organisational units (organisatoriske enheder).
    organisational_units: i64,
    /// Location numbers (lokationsnumre).
    location_numbers: i64,
    /// Message types on location numbers, each number and direction counted.
    location_number_message_types: i64,
}

impl From<register::Counts> for RegisterCounts {
    fn from(counts: register::Counts) -> Self {
        Self {
            institution_owners: counts.institution_owners,
            health_institutions: counts.health_institutions,
            organisational_units: counts.organisational_units,
            location_numbers: counts.location_numbers,
            location_number_message_types: counts.number_message_types,
        }
    }
}

/// A commit.
#[derive(Debug, Clone)]
pub struct RegisterRevision {
    /// The commit.
    pub commit: Commit,
    /// The record that it is shown with: its owner may read the audit trail. Read when that is asked for.
    pub about: Option<About>,
}

impl RegisterRevision {
    /// The commit by itself.
    pub fn alone(commit: Commit) -> Self {
        Self { commit, about: None }
    }
}

/// A commit to the register. All that a commit changed became visible at once.
#[Object]
impl RegisterRevision {
    /// Its number.
    async fn revision(&self) -> Revision {
        self.commit.revision
    }

    /// When it was committed.
    async fn committed_at(&self) -> DateTime {
        DateTime(self.commit.committed_at)
    }

    /// What was done, for example "IMPORT". New actions may come.
    async fn action(&self) -> &str {
        &self.commit.action
    }

    /// One line for people.
    async fn summary(&self) -> &str {
        &self.commit.summary
    }

    /// The role in which it was done, for example "OPERATOR". New roles may come.
    async fn role(&self) -> &str {
        &self.commit.role
    }

    /// Who made it, for whom, in which request and why. Null for callers who may not know: it is for the organisation
    /// that made the commit, for the owner of the record that it is shown with, and for the authority.
    async fn audit(&self, ctx: &Context<'_>) -> Result<Option<AuditEntry>> {
        let concerned = match self.about {
            Some(about) => about.owner(ctx).await?,
            None => None,
        };
        Ok(AuditEntry::shown(ctx, &self.commit, concerned).await?)
    }
}

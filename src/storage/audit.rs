//! The commits as a trail: who did what, for whom.

use entity::revision;

use super::sql::{Keys, Sql};
use super::{Commit, Reads, StorageError};
use crate::model::Revision;

/// Which commits of the trail.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct AuditFilter {
    /// Only those made for one of these parties, in their stored form; all when absent.
    pub organisations: Option<Vec<String>>,
    /// Only those of this person.
    pub subject: Option<String>,
}

impl Reads {
    /// Commits before `before`, the newest first, at most `limit`.
    pub async fn audit_trail(
        &self,
        filter: &AuditFilter,
        before: Revision,
        limit: u32,
    ) -> Result<Vec<Commit>, StorageError> {
        let mut sql = self.sql();
        sql.push("SELECT r.* FROM revision r WHERE r.revision < ").bind(before.0);
        filter.write(&mut sql);
        sql.push(" ORDER BY r.revision DESC LIMIT ").bind(i64::from(limit));
        Ok(self.all::<revision::Model>(sql).await?.into_iter().map(super::revisions::commit).collect())
    }

    /// How many commits before `before` there are.
    pub async fn audit_count(&self, filter: &AuditFilter, before: Revision) -> Result<i64, StorageError> {
        let mut sql = self.sql();
        sql.push("SELECT COUNT(*) AS length FROM revision r WHERE r.revision < ").bind(before.0);
        filter.write(&mut sql);
        let rows = self.rows(sql).await?;
        Ok(rows.first().map_or(Ok(0), |row| row.try_get("", "length"))?)
    }

    /// The commits of these numbers.
    pub async fn commits_of(&self, revisions: &[Revision]) -> Result<Vec<Commit>, StorageError> {
        let numbers: Vec<_> = revisions.iter().map(|revision| revision.0).collect();
        let mut sql = self.sql();
        sql.push("SELECT r.* FROM revision r WHERE ").is_one_of("r.revision", Keys::Numbers(&numbers));
        Ok(self.all::<revision::Model>(sql).await?.into_iter().map(super::revisions::commit).collect())
    }
}

impl AuditFilter {
    fn write(&self, sql: &mut Sql) {
        if let Some(organisations) = &self.organisations {
            sql.push(" AND ").is_one_of("r.organisation", Keys::Texts(organisations));
        }
        if let Some(subject) = &self.subject {
            sql.push(" AND r.subject = ").bind(subject.clone());
        }
    }
}

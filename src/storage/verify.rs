//! Holds every row to the chain of commits.
//!
//! Each commit is noted with a hash over its line, over everything that it wrote and
//! ended, and over the hash before. Whoever changes a row behind the program's back
//! breaks the chain at the commit that the row belongs to, and cannot mend it
//! without changing the hash of every later commit. What the register itself cannot
//! tell is that its newest commits were cut off together with its counter: that
//! takes a hash kept elsewhere.

use std::collections::BTreeMap;

use entity::revision;
use sea_orm::sea_query::Value;
use sea_orm::{FromQueryResult, IdenStatic, ModelTrait, QueryResult};

use super::chained::{Chained, each_chained};
use super::digest::{self, RowDigest};
use super::rows::STANDS;
use super::sql::Sql;
use super::{Reads, StorageError};
use crate::model::Revision;

/// How many rows are read at a time.
const ROWS: i64 = 5_000;
/// How many commits are read at a time.
const COMMITS: u32 = 500;

/// What came of holding the register to its chain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verified {
    /// How many commits there are.
    pub revisions: i64,
    /// How many rows were read.
    pub rows: u64,
    /// The first commit that is not as it was made; none in a sound register.
    pub first_break: Option<Break>,
}

/// A commit that is not as it was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Break {
    /// Its number.
    pub revision: Revision,
    /// What is wrong, for people.
    pub what: String,
}

impl Break {
    pub(super) fn new(revision: i64, what: impl Into<String>) -> Self {
        Self { revision: Revision(revision), what: what.into() }
    }
}

/// What the rows say of the commits.
struct Walk<'a> {
    /// The newest commit when the walk began. Later ones are left alone.
    head: i64,
    /// What each commit did to each row, by the number of the commit: 40 bytes a
    /// row, and as many again for one that has ended.
    done: Vec<(i64, RowDigest)>,
    /// Commits after `head` that rows name, with a table that does.
    later: BTreeMap<i64, String>,
    rows: u64,
    progress: &'a mut (dyn FnMut(u64) + Send),
}

impl Reads {
    /// Reads the whole register, computes every hash anew and names the first commit
    /// that is not as it was made. `progress` hears how many rows were read so far.
    /// Commits that are made meanwhile are left for the next time.
    pub async fn verify(&self, progress: &mut (dyn FnMut(u64) + Send)) -> Result<Verified, StorageError> {
        let head = self.head_revision().await?.0;
        let mut walk = Walk { head, done: Vec::new(), later: BTreeMap::new(), rows: 0, progress };
        let mut breaks = Vec::new();
        macro_rules! read {
            ($table:ident) => {
                breaks.extend(self.read_all::<entity::$table::Entity>(&mut walk).await?);
            };
        }
        each_chained!(read);
        // A row that cannot even be read hides what else its commit did: there is no use in going on.
        if breaks.is_empty() {
            breaks.extend(self.changed_address(&mut |rows| (walk.progress)(walk.rows + rows)).await?);
            breaks.extend(self.missing_address().await?);
            breaks.extend(self.made_up_commit(&walk).await?);
            walk.done.sort_unstable();
            breaks.extend(self.broken_commit(head, &walk.done).await?);
        }
        let first_break = breaks.into_iter().min_by_key(|found| found.revision);
        Ok(Verified { revisions: head, rows: walk.rows, first_break })
    }

    /// Takes a table's rows down; gives a row that cannot be read.
    async fn read_all<E: Chained>(&self, walk: &mut Walk<'_>) -> Result<Option<Break>, StorageError> {
        let entity = E::default();
        let table = entity.table_name();
        walk.done.reserve_exact(self.digests_of::<E>(table).await?);
        let key =
            E::KEY.iter().map(|column| format!("\"{}\"", column.as_str())).collect::<Vec<_>>().join(", ");
        let mut last: Option<E::Model> = None;
        loop {
            let mut sql = self.sql();
            sql.push("SELECT * FROM ").push(table);
            if let Some(last) = &last {
                sql.push(" WHERE (").push(&key).push(") > (");
                for (position, column) in E::KEY.iter().enumerate() {
                    sql.push(if position == 0 { "" } else { ", " }).bind(last.get(*column));
                }
                sql.push(")");
            }
            sql.push(" ORDER BY ").push(&key).push(" LIMIT ").bind(ROWS);
            let found = self.rows(sql).await?;
            for row in &found {
                match E::Model::from_query_result(row, "") {
                    Ok(row) => last = Some(walk.take::<E>(table, row)),
                    Err(error) => return Ok(Some(unreadable_row::<E>(table, row, &error))),
                }
            }
            walk.rows += found.len() as u64;
            (walk.progress)(walk.rows);
            if found.len() < usize::try_from(ROWS).unwrap_or(usize::MAX) {
                return Ok(None);
            }
        }
    }

    /// How many digests the rows of a table make.
    async fn digests_of<E: Chained>(&self, table: &str) -> Result<usize, StorageError> {
        let mut sql = self.sql();
        sql.push("SELECT COUNT(*)");
        if let Some(ended) = E::ENDED {
            sql.push(&format!(" + COUNT(CASE WHEN {} <> {STANDS} THEN 1 END)", ended.as_str()));
        }
        sql.push(" AS digests FROM ").push(table);
        let rows = self.rows(sql).await?;
        let digests: i64 = rows.first().map_or(Ok(0), |row| row.try_get("", "digests"))?;
        Ok(usize::try_from(digests).unwrap_or_default())
    }

    /// Walks the chain from the first commit on, with what the rows say in order.
    async fn broken_commit(
        &self,
        head: i64,
        done: &[(i64, RowDigest)],
    ) -> Result<Option<Break>, StorageError> {
        let mut previous = digest::before_all();
        let (mut number, mut rest) = (0, done);
        while number < head {
            let mut sql = self.sql();
            sql.push("SELECT r.* FROM revision r WHERE r.revision > ").bind(number);
            sql.push(" AND r.revision <= ").bind(head).push(" ORDER BY r.revision LIMIT ");
            sql.bind(i64::from(COMMITS));
            let commits = self.all::<revision::Model>(sql).await?;
            if commits.is_empty() {
                return Ok(Some(Break::new(number + 1, "there is no commit of this number")));
            }
            for commit in commits {
                number += 1;
                if commit.revision != number {
                    return Ok(Some(Break::new(number, "there is no commit of this number")));
                }
                let count = rest.partition_point(|(revision, _)| *revision <= number);
                let (own, later) = rest.split_at(count);
                if let Some(what) = wrong(&commit, own, &previous) {
                    return Ok(Some(Break::new(number, what)));
                }
                (rest, previous) = (later, commit.hash);
            }
        }
        Ok(None)
    }

    /// A commit that rows name, or that is noted, and that the register never made.
    async fn made_up_commit(&self, walk: &Walk<'_>) -> Result<Option<Break>, StorageError> {
        // Read after the rows: all commits that they can name have been counted by now.
        let newest = self.head_revision().await?.0;
        let named = walk.later.range(newest + 1..).next();
        if let Some((revision, table)) = named {
            return Ok(Some(Break::new(
                *revision,
                format!("a row of {table} names a commit that was never made"),
            )));
        }
        let mut sql: Sql = self.sql();
        sql.push("SELECT r.revision FROM revision r, register_head h WHERE r.revision < 1 ");
        sql.push("OR r.revision > h.revision ORDER BY r.revision LIMIT 1");
        let found = self.rows(sql).await?;
        let revision = found.first().map(|row| row.try_get("", "revision")).transpose()?;
        Ok(revision
            .map(|revision| Break::new(revision, "the commit stands outside of the numbers that were given")))
    }
}

impl Walk<'_> {
    /// Notes what commits did to the row.
    fn take<E: Chained>(&mut self, table: &str, row: E::Model) -> E::Model {
        let number = |column| match row.get(column) {
            Value::BigInt(Some(number)) => number,
            _ => 0,
        };
        self.note(table, number(E::WRITTEN), || digest::stored(&row));
        if let Some(ended) = E::ENDED.map(number).filter(|ended| *ended != STANDS) {
            self.note(table, ended, || digest::ended(&row));
        }
        row
    }

    fn note(&mut self, table: &str, revision: i64, digest: impl FnOnce() -> RowDigest) {
        if revision <= self.head {
            self.done.push((revision, digest()));
        } else {
            self.later.entry(revision).or_insert_with(|| table.to_owned());
        }
    }
}

/// What is wrong with a commit, given what the rows say that it did.
fn wrong(commit: &revision::Model, done: &[(i64, RowDigest)], previous: &str) -> Option<String> {
    let count = i64::try_from(done.len()).unwrap_or(i64::MAX);
    if let Some((stray, _)) = done.first().filter(|(revision, _)| *revision < commit.revision) {
        return Some(format!("a row names the commit {stray}, which was never made"));
    }
    if count != commit.rows {
        return Some(format!(
            "it was made with {} rows written or ended, and there are {count}: some were {}",
            commit.rows,
            if count < commit.rows { "taken away, or their end was" } else { "added, or ended" },
        ));
    }
    if digest::content(done.iter().map(|(_, row)| row)) != commit.content {
        return Some("a row that it wrote or ended was changed".to_owned());
    }
    (digest::commit(previous, commit) != commit.hash)
        .then(|| "the note of the commit itself was changed".to_owned())
}

fn unreadable_row<E: Chained>(table: &str, row: &QueryResult, error: &sea_orm::DbErr) -> Break {
    let revision = row.try_get("", E::WRITTEN.as_str()).unwrap_or_default();
    Break::new(revision, format!("a row of {table} cannot be read: {error}"))
}

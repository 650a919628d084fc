//! Planned changes whose day has come: found in what was known before the day began,
//! noted by a commit of the day.

use std::collections::BTreeSet;

use chrono::{Days, NaiveDate};
use entity::{day_effect, revision};
use sea_orm::ActiveValue::Set;
use sea_orm::FromQueryResult;

use super::changed::{ChangedKind, ChangedRecord};
use super::rows::STANDS;
use super::writer::{NARROW_ROWS, Writer};
use super::{Reads, StorageError};
use crate::model::{Gln, Revision, SorCode, day_begins, today_in_copenhagen};

/// A table of records with dates.
struct Dated {
    table: &'static str,
    key: &'static str,
    /// Kind of the record; a column where it is not the same for all.
    kind: &'static str,
}

const DATED: [Dated; 4] = [
    Dated { table: "unit", key: "sor_code", kind: "kind" },
    Dated { table: "location_number", key: "gln", kind: "'GLN'" },
    Dated { table: "region", key: "code", kind: "'REGION'" },
    Dated { table: "municipality", key: "code", kind: "'MUNICIPALITY'" },
];

/// Columns that hold a first day, and columns that hold a last day.
const FIRST_DAYS: [&str; 2] = ["stands_from", "first_from"];
const LAST_DAY_COLUMN: &str = "last_day";

#[derive(FromQueryResult)]
struct Turn {
    day: NaiveDate,
    ended: i32,
}

#[derive(FromQueryResult)]
struct Due {
    kind: String,
    record: String,
}

impl Reads {
    /// The last day whose effects are noted; before the first one, the day of the
    /// first commit. `None` while the register is empty.
    pub async fn last_day_noted(&self) -> Result<Option<NaiveDate>, StorageError> {
        let mut sql = self.sql();
        sql.push("SELECT e.* FROM day_effect e WHERE e.rev_from <> 0 ORDER BY e.rev_from DESC LIMIT 1");
        if let Some(noted) = self.all::<day_effect::Model>(sql).await?.first() {
            return Ok(Some(noted.effective));
        }
        let first = self.commits(Revision(0), 1).await?;
        Ok(first.first().map(|commit| today_in_copenhagen(commit.committed_at)))
    }

    /// The days after `after` and up to `up_to` on which anything that was ever said
    /// begins or has ended, in their order.
    pub async fn days_of_change(
        &self,
        after: NaiveDate,
        up_to: NaiveDate,
    ) -> Result<Vec<NaiveDate>, StorageError> {
        let mut sql = self.sql();
        let [after, up_to] = [sql.value(after), sql.value(up_to)];
        let first = |table: &str, column: &str| {
            format!(
                "SELECT {column} AS day, 0 AS ended FROM {table} WHERE {column} > {after} AND {column} <= {up_to}"
            )
        };
        let last = |table: &str, column: &str| {
            format!(
                "SELECT {column} AS day, 1 AS ended FROM {table} WHERE {column} >= {after} AND {column} < {up_to}"
            )
        };
        let mut branches =
            vec![first("number_message_type", "valid_from"), last("number_message_type", "valid_to")];
        for Dated { table, .. } in DATED {
            branches.extend(FIRST_DAYS.map(|column| first(table, column)));
            branches.push(last(table, LAST_DAY_COLUMN));
        }
        sql.push(&branches.join(" UNION "));
        let turns = self.all::<Turn>(sql).await?.into_iter();
        let days: BTreeSet<_> = turns.map(|turn| turn.day + Days::new(u64::from(turn.ended != 0))).collect();
        Ok(days.into_iter().collect())
    }

    /// The last commit before a day began in Denmark.
    pub async fn known_before(&self, day: NaiveDate) -> Result<Revision, StorageError> {
        let mut sql = self.sql();
        sql.push("SELECT r.* FROM revision r WHERE r.committed_at < ").bind(day_begins(day));
        sql.push(" ORDER BY r.revision DESC LIMIT 1");
        let found = self.all::<revision::Model>(sql).await?;
        Ok(found.first().map_or(Revision(0), |commit| Revision(commit.revision)))
    }

    /// The records that, as they were known at `known`, begin, change or have ended on `day`.
    pub async fn due(
        &self,
        known: Revision,
        day: NaiveDate,
    ) -> Result<Vec<(ChangedKind, String)>, StorageError> {
        let eve = day - Days::new(1);
        let mut sql = self.sql();
        let [known, day, eve] = [sql.value(known.0), sql.value(day), sql.value(eve)];
        let known = format!("rev_from <= {known} AND rev_to > {known}");
        sql.push(&format!(
            "SELECT 'GLN_MESSAGES' AS kind, CAST(gln AS TEXT) AS record FROM number_message_type \
             WHERE {known} AND (valid_from = {day} OR valid_to = {eve})"
        ));
        for Dated { table, key, kind } in DATED {
            sql.push(&format!(
                " UNION SELECT {kind} AS kind, CAST({key} AS TEXT) AS record FROM {table} WHERE {known} AND \
                 ((stands_from <= {day} AND first_from <= {day} AND (stands_from = {day} OR first_from = {day}) \
                 AND stands_to >= {day} AND last_day >= {day}) \
                 OR (last_day = {eve} AND first_from <= {eve} AND stands_to >= {day}))"
            ));
        }
        sql.push(" ORDER BY 1, 2");
        self.all::<Due>(sql).await?.into_iter().map(Due::record).collect()
    }
}

impl Due {
    fn record(self) -> Result<(ChangedKind, String), StorageError> {
        let bad = || super::rows::unreadable("day_effect", &self.record, &"an unknown kind or code");
        let kind = ChangedKind::from_name(&self.kind).ok_or_else(bad)?;
        let number = || self.record.parse::<i64>().map_err(|_| bad());
        let key = match kind {
            ChangedKind::Unit(_) => SorCode::from_stored(number()?).to_string(),
            ChangedKind::LocationNumber | ChangedKind::MessageTypes => {
                Gln::from_stored(number()?).to_string()
            }
            _ => self.record.clone(),
        };
        Ok((kind, key))
    }
}

impl Writer {
    /// Notes that planned changes of these records took effect on `day`.
    pub async fn insert_day_effects(
        &mut self,
        day: NaiveDate,
        records: Vec<(ChangedKind, String)>,
    ) -> Result<(), StorageError> {
        let row = |(kind, key), revision: Revision| {
            let record = ChangedRecord { revision, kind, key, took_effect: true }.noted();
            day_effect::ActiveModel {
                record: Set(record),
                effective: Set(day),
                rev_from: Set(revision.0),
                rev_to: Set(STANDS),
            }
        };
        self.insert(records, row, NARROW_ROWS).await
    }
}

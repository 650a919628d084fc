//! The one transaction that writes. Only [`crate::register::Change`] holds a [`Writer`].

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, Utc};
use entity::{
    address, coded_value, import_source, location_number, message_type, municipality, number_message_type,
    region, replacement, revision, unit,
};
use sea_orm::sea_query::OnConflict;
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ConnectionTrait, DatabaseTransaction, EntityTrait, FromQueryResult,
    IntoActiveModel, TransactionTrait,
};

use super::place_rows;
use super::rows::{self, STANDS, unreadable};
use super::sql::{Column, Keys, Sql};
use super::{Database, StorageError};
use crate::model::{
    Address, CodedValue, Gln, LocationNumber, MessageType, Municipality, NumberMessageType, Region, Revision,
    SorCode, Unit, Version,
};

/// Rows of one INSERT. SQLite takes at most 32,766 values in a statement.
const ROWS: usize = 700;
const NARROW_ROWS: usize = 2_000;

/// Names a row by its record and the first day for which it answers.
pub type ClosedVersion = (i64, NaiveDate);

/// What is noted of a commit.
#[derive(Debug, Clone)]
pub struct NewCommit {
    /// When.
    pub committed_at: DateTime<Utc>,
    /// Who.
    pub subject: String,
    /// In which role.
    pub role: String,
    /// What was done.
    pub action: String,
    /// One line for people.
    pub summary: String,
}

/// An open transaction with its revision. Dropped without a commit it leaves nothing.
#[derive(Debug)]
pub struct Writer {
    transaction: DatabaseTransaction,
    revision: Revision,
}

impl Database {
    /// Opens the transaction and takes the next revision. Writers wait here for
    /// one another: whoever holds the head's row is the only one that writes, so
    /// revisions have no gaps and are committed in their order.
    #[expect(clippy::disallowed_methods, reason = "this is the one place that begins a transaction")]
    pub async fn writer(&self) -> Result<Writer, StorageError> {
        let transaction = self.connection.begin().await?;
        let mut sql = Sql::new(transaction.get_database_backend());
        sql.push("UPDATE register_head SET revision = revision + 1 WHERE id = 1 RETURNING revision");
        let row = transaction.query_one_raw(sql.statement()).await?;
        // Without its counter the register cannot number a commit, and must not guess.
        let missing = || unreadable("register_head", &1, &"no row; the database is damaged");
        let next = row.ok_or_else(missing)?.try_get("", "revision")?;
        Ok(Writer { transaction, revision: Revision(next) })
    }
}

impl Writer {
    /// The revision that this transaction writes.
    #[must_use]
    pub fn revision(&self) -> Revision {
        self.revision
    }

    fn sql(&self) -> Sql {
        Sql::new(self.transaction.get_database_backend())
    }

    /// Notes the commit and makes everything visible at once.
    pub async fn commit(self, commit: NewCommit) -> Result<Revision, StorageError> {
        let row = revision::ActiveModel {
            revision: Set(self.revision.0),
            committed_at: Set(commit.committed_at),
            subject: Set(commit.subject),
            role: Set(commit.role),
            action: Set(commit.action),
            summary: Set(commit.summary),
        };
        revision::Entity::insert(row).exec_without_returning(&self.transaction).await?;
        self.transaction.commit().await?;
        Ok(self.revision)
    }

    /// Gives everything up.
    pub async fn roll_back(self) -> Result<(), StorageError> {
        Ok(self.transaction.rollback().await?)
    }

    /// The newest versions of these units, oldest first.
    pub async fn units(&self, codes: &[i64]) -> Result<HashMap<SorCode, Vec<Version<Unit>>>, StorageError> {
        let mut timelines: HashMap<_, Vec<_>> = HashMap::new();
        for row in self.newest::<unit::Model>("unit", "sor_code", codes).await? {
            let version = rows::unit(row)?;
            timelines.entry(version.content.sor_code).or_default().push(version);
        }
        Ok(timelines)
    }

    /// The newest versions of these location numbers, oldest first.
    pub async fn location_numbers(
        &self,
        glns: &[i64],
    ) -> Result<HashMap<Gln, Vec<Version<LocationNumber>>>, StorageError> {
        let mut timelines: HashMap<_, Vec<_>> = HashMap::new();
        for row in self.newest::<location_number::Model>("location_number", "gln", glns).await? {
            let version = rows::location_number(row);
            timelines.entry(version.content.gln).or_default().push(version);
        }
        Ok(timelines)
    }

    async fn newest<T: FromQueryResult>(
        &self,
        table: &str,
        key: &str,
        keys: &[i64],
    ) -> Result<Vec<T>, StorageError> {
        let mut sql = self.sql();
        sql.push("SELECT * FROM ").push(table).push(" WHERE rev_to = ").bind(STANDS).push(" AND ");
        sql.is_one_of(key, Keys::Numbers(keys)).push(" ORDER BY ").push(key).push(", stands_from");
        let found = self.transaction.query_all_raw(sql.statement()).await?;
        found.iter().map(|row| Ok(T::from_query_result(row, "")?)).collect()
    }

    /// Ends these versions of units with this revision.
    pub async fn close_units(&self, closed: &[ClosedVersion]) -> Result<(), StorageError> {
        self.close_versions("unit", "sor_code", closed).await
    }

    /// Ends these versions of location numbers with this revision.
    pub async fn close_location_numbers(&self, closed: &[ClosedVersion]) -> Result<(), StorageError> {
        self.close_versions("location_number", "gln", closed).await
    }

    async fn close_versions(
        &self,
        table: &str,
        key: &str,
        closed: &[ClosedVersion],
    ) -> Result<(), StorageError> {
        let columns = [
            Column::Numbers(closed.iter().map(|(code, _)| *code).collect()),
            Column::Days(closed.iter().map(|(_, from)| *from).collect()),
        ];
        self.close(table, &format!("{key}, stands_from"), &columns).await
    }

    /// Ends these message types on numbers with this revision.
    pub async fn close_number_message_types(&self, closed: &[NumberMessageType]) -> Result<(), StorageError> {
        let columns = [
            Column::Numbers(closed.iter().map(|row| row.gln.number()).collect()),
            Column::Texts(closed.iter().map(|row| row.message_type.to_string()).collect()),
            Column::Texts(closed.iter().map(|row| row.direction.as_str().to_owned()).collect()),
            Column::Days(closed.iter().map(|row| row.valid_from).collect()),
        ];
        self.close("number_message_type", "gln, message_type, direction, valid_from", &columns).await
    }

    /// Ends these replacements with this revision.
    pub async fn close_replacements(&self, closed: &[(SorCode, SorCode)]) -> Result<(), StorageError> {
        let columns = [
            Column::Numbers(closed.iter().map(|(old, _)| old.number()).collect()),
            Column::Numbers(closed.iter().map(|(_, new)| new.number()).collect()),
        ];
        self.close("replacement", "old, new", &columns).await
    }

    /// Ends all versions of these regions with this revision.
    pub async fn close_regions(&self, codes: Vec<String>) -> Result<(), StorageError> {
        self.close("region", "code", &[Column::Texts(codes)]).await
    }

    /// Ends all versions of these municipalities with this revision.
    pub async fn close_municipalities(&self, codes: Vec<String>) -> Result<(), StorageError> {
        self.close("municipality", "code", &[Column::Texts(codes)]).await
    }

    /// Ends these code list entries with this revision.
    pub async fn close_coded_values(&self, closed: &[CodedValue]) -> Result<(), StorageError> {
        let columns = [
            Column::Texts(closed.iter().map(|value| value.list.as_str().to_owned()).collect()),
            Column::Texts(closed.iter().map(|value| value.key.clone()).collect()),
        ];
        self.close("coded_value", "list, entry", &columns).await
    }

    /// Ends these listed message types with this revision.
    pub async fn close_message_types(&self, closed: &[MessageType]) -> Result<(), StorageError> {
        let columns = [Column::Texts(closed.iter().map(|value| value.key.to_string()).collect())];
        self.close("message_type", "id", &columns).await
    }

    /// The only UPDATE of a row of the register: it says when the row was replaced.
    async fn close(&self, table: &str, key: &str, rows: &[Column]) -> Result<(), StorageError> {
        let mut sql = self.sql();
        sql.push("UPDATE ").push(table).push(" SET rev_to = ").bind(self.revision.0);
        sql.push(" WHERE rev_to = ").bind(STANDS).push(" AND ").is_row_of(key, rows);
        self.transaction.execute_raw(sql.statement()).await?;
        Ok(())
    }

    /// Adds versions of units.
    pub async fn insert_units(&self, versions: Vec<Version<Unit>>) -> Result<(), StorageError> {
        self.insert(versions.into_iter().map(|version| rows::unit_row(version, self.revision)), ROWS).await
    }

    /// Adds addresses that are not there yet.
    pub async fn insert_addresses(&self, addresses: Vec<Address>) -> Result<(), StorageError> {
        for chunk in addresses.chunks(ROWS) {
            let known = OnConflict::column(address::Column::Id).do_nothing().to_owned();
            address::Entity::insert_many(chunk.iter().cloned().map(rows::address_row))
                .on_conflict(known)
                .exec_without_returning(&self.transaction)
                .await?;
        }
        Ok(())
    }

    /// Adds versions of location numbers.
    pub async fn insert_location_numbers(
        &self,
        versions: Vec<Version<LocationNumber>>,
    ) -> Result<(), StorageError> {
        let rows = versions.into_iter().map(|version| rows::location_number_row(version, self.revision));
        self.insert(rows, ROWS).await
    }

    /// Adds message types on numbers.
    pub async fn insert_number_message_types(
        &self,
        values: Vec<NumberMessageType>,
    ) -> Result<(), StorageError> {
        let rows = values.into_iter().map(|value| rows::number_message_type_row(value, self.revision));
        self.insert::<number_message_type::ActiveModel>(rows, NARROW_ROWS).await
    }

    /// Adds replacements.
    pub async fn insert_replacements(&self, pairs: &[(SorCode, SorCode)]) -> Result<(), StorageError> {
        let rows = pairs.iter().map(|(old, new)| replacement::ActiveModel {
            old: Set(old.number()),
            new: Set(new.number()),
            rev_from: Set(self.revision.0),
            rev_to: Set(STANDS),
        });
        self.insert(rows, NARROW_ROWS).await
    }

    /// Adds versions of regions.
    pub async fn insert_regions(&self, versions: Vec<Version<Region>>) -> Result<(), StorageError> {
        let rows = versions.into_iter().map(|version| place_rows::region_row(version, self.revision));
        self.insert::<region::ActiveModel>(rows, ROWS).await
    }

    /// Adds versions of municipalities.
    pub async fn insert_municipalities(
        &self,
        versions: Vec<Version<Municipality>>,
    ) -> Result<(), StorageError> {
        let rows = versions.into_iter().map(|version| place_rows::municipality_row(version, self.revision));
        self.insert::<municipality::ActiveModel>(rows, ROWS).await
    }

    /// Adds code list entries.
    pub async fn insert_coded_values(&self, values: Vec<CodedValue>) -> Result<(), StorageError> {
        let rows = values.into_iter().map(|value| place_rows::coded_value_row(value, self.revision));
        self.insert::<coded_value::ActiveModel>(rows, ROWS).await
    }

    /// Adds listed message types.
    pub async fn insert_message_types(&self, values: Vec<MessageType>) -> Result<(), StorageError> {
        let rows = values.into_iter().map(|value| place_rows::message_type_row(value, self.revision));
        self.insert::<message_type::ActiveModel>(rows, ROWS).await
    }

    /// Notes a file that was read.
    pub async fn insert_import_source(
        &self,
        position: i32,
        name: String,
        digest: String,
        format: String,
        snapshot_date: Option<NaiveDate>,
    ) -> Result<(), StorageError> {
        let row = import_source::ActiveModel {
            revision: Set(self.revision.0),
            position: Set(position),
            name: Set(name),
            digest: Set(digest),
            format: Set(format),
            snapshot_date: Set(snapshot_date),
        };
        self.insert(std::iter::once(row), 1).await
    }

    async fn insert<A>(&self, rows: impl Iterator<Item = A>, at_once: usize) -> Result<(), StorageError>
    where
        A: ActiveModelTrait,
        <A::Entity as EntityTrait>::Model: IntoActiveModel<A>,
    {
        let mut rows = rows.peekable();
        while rows.peek().is_some() {
            let chunk = rows.by_ref().take(at_once);
            A::Entity::insert_many(chunk).exec_without_returning(&self.transaction).await?;
        }
        Ok(())
    }
}

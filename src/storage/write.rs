//! The rows of the register itself, as a change ends and adds them.

use chrono::NaiveDate;
use entity::{
    address, coded_value, import_source, location_number, message_type, municipality, number_message_type,
    region, replacement, unit,
};
use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveValue::Set, EntityTrait};

use super::chained::Chained;
use super::rows::{self, STANDS};
use super::sql::Column;
use super::writer::{NARROW_ROWS, ROWS, Writer};
use super::{StorageError, place_rows};
use crate::model::{
    Address, CodedValue, LocationNumber, MessageType, Municipality, NumberMessageType, Region, Revision,
    SorCode, Unit, Version,
};

/// Names a row by its record and the first day for which it answers.
pub type ClosedVersion = (i64, NaiveDate);

impl Writer {
    /// Ends these versions of units with this revision.
    pub async fn close_units(&mut self, closed: &[ClosedVersion]) -> Result<(), StorageError> {
        self.close_versions::<unit::Entity>("sor_code", closed).await
    }

    /// Ends these versions of location numbers with this revision.
    pub async fn close_location_numbers(&mut self, closed: &[ClosedVersion]) -> Result<(), StorageError> {
        self.close_versions::<location_number::Entity>("gln", closed).await
    }

    async fn close_versions<E: Chained>(
        &mut self,
        key: &str,
        closed: &[ClosedVersion],
    ) -> Result<(), StorageError> {
        let columns = [
            Column::Numbers(closed.iter().map(|(code, _)| *code).collect()),
            Column::Days(closed.iter().map(|(_, from)| *from).collect()),
        ];
        self.close::<E>(&format!("{key}, stands_from"), &columns).await
    }

    /// Ends these message types on numbers with this revision.
    pub async fn close_number_message_types(
        &mut self,
        closed: &[NumberMessageType],
    ) -> Result<(), StorageError> {
        let columns = [
            Column::Numbers(closed.iter().map(|row| row.gln.number()).collect()),
            Column::Texts(closed.iter().map(|row| row.message_type.to_string()).collect()),
            Column::Texts(closed.iter().map(|row| row.direction.as_str().to_owned()).collect()),
            Column::Days(closed.iter().map(|row| row.valid_from).collect()),
        ];
        self.close::<number_message_type::Entity>("gln, message_type, direction, valid_from", &columns).await
    }

    /// Ends these replacements with this revision.
    pub async fn close_replacements(&mut self, closed: &[(SorCode, SorCode)]) -> Result<(), StorageError> {
        let columns = [
            Column::Numbers(closed.iter().map(|(old, _)| old.number()).collect()),
            Column::Numbers(closed.iter().map(|(_, new)| new.number()).collect()),
        ];
        self.close::<replacement::Entity>("old, new", &columns).await
    }

    /// Ends all versions of these regions with this revision.
    pub async fn close_regions(&mut self, codes: Vec<String>) -> Result<(), StorageError> {
        self.close::<region::Entity>("code", &[Column::Texts(codes)]).await
    }

    /// Ends all versions of these municipalities with this revision.
    pub async fn close_municipalities(&mut self, codes: Vec<String>) -> Result<(), StorageError> {
        self.close::<municipality::Entity>("code", &[Column::Texts(codes)]).await
    }

    /// Ends these code list entries with this revision.
    pub async fn close_coded_values(&mut self, closed: &[CodedValue]) -> Result<(), StorageError> {
        let columns = [
            Column::Texts(closed.iter().map(|value| value.list.as_str().to_owned()).collect()),
            Column::Texts(closed.iter().map(|value| value.key.clone()).collect()),
        ];
        self.close::<coded_value::Entity>("list, entry", &columns).await
    }

    /// Ends these listed message types with this revision.
    pub async fn close_message_types(&mut self, closed: &[MessageType]) -> Result<(), StorageError> {
        let columns = [Column::Texts(closed.iter().map(|value| value.key.to_string()).collect())];
        self.close::<message_type::Entity>("id", &columns).await
    }

    /// Adds versions of units.
    pub async fn insert_units(&mut self, versions: Vec<Version<Unit>>) -> Result<(), StorageError> {
        self.insert(versions, rows::unit_row, ROWS).await
    }

    /// Adds addresses that are not there yet.
    pub async fn insert_addresses(&mut self, addresses: Vec<Address>) -> Result<(), StorageError> {
        for chunk in addresses.chunks(ROWS) {
            let known = OnConflict::column(address::Column::Id).do_nothing().to_owned();
            address::Entity::insert_many(chunk.iter().cloned().map(rows::address_row))
                .on_conflict(known)
                .exec_without_returning(self.transaction())
                .await?;
        }
        Ok(())
    }

    /// Adds versions of location numbers.
    pub async fn insert_location_numbers(
        &mut self,
        versions: Vec<Version<LocationNumber>>,
    ) -> Result<(), StorageError> {
        self.insert(versions, rows::location_number_row, ROWS).await
    }

    /// Adds message types on numbers.
    pub async fn insert_number_message_types(
        &mut self,
        values: Vec<NumberMessageType>,
    ) -> Result<(), StorageError> {
        self.insert(values, rows::number_message_type_row, NARROW_ROWS).await
    }

    /// Adds replacements.
    pub async fn insert_replacements(&mut self, pairs: &[(SorCode, SorCode)]) -> Result<(), StorageError> {
        let row = |(old, new): (SorCode, SorCode), revision: Revision| replacement::ActiveModel {
            old: Set(old.number()),
            new: Set(new.number()),
            rev_from: Set(revision.0),
            rev_to: Set(STANDS),
        };
        self.insert(pairs.to_vec(), row, NARROW_ROWS).await
    }

    /// Adds versions of regions.
    pub async fn insert_regions(&mut self, versions: Vec<Version<Region>>) -> Result<(), StorageError> {
        self.insert(versions, place_rows::region_row, ROWS).await
    }

    /// Adds versions of municipalities.
    pub async fn insert_municipalities(
        &mut self,
        versions: Vec<Version<Municipality>>,
    ) -> Result<(), StorageError> {
        self.insert(versions, place_rows::municipality_row, ROWS).await
    }

    /// Adds code list entries.
    pub async fn insert_coded_values(&mut self, values: Vec<CodedValue>) -> Result<(), StorageError> {
        self.insert(values, place_rows::coded_value_row, ROWS).await
    }

    /// Adds listed message types.
    pub async fn insert_message_types(&mut self, values: Vec<MessageType>) -> Result<(), StorageError> {
        self.insert(values, place_rows::message_type_row, ROWS).await
    }

    /// Notes a file that was read.
    pub async fn insert_import_source(
        &mut self,
        position: i32,
        name: String,
        digest: String,
        format: String,
        snapshot_date: Option<NaiveDate>,
    ) -> Result<(), StorageError> {
        let row = import_source::ActiveModel {
            revision: Set(self.revision().0),
            position: Set(position),
            name: Set(name),
            digest: Set(digest),
            format: Set(format),
            snapshot_date: Set(snapshot_date),
        };
        self.insert([row], |row, _| row, 1).await
    }
}

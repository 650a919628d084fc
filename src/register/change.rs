//! The one way to change the register.

use std::collections::HashMap;

use chrono::NaiveDate;

use crate::history::{Timeline, difference};
use crate::model::{
    Address, CodedValue, Gln, LocationNumber, MessageType, Municipality, NumberMessageType, Region, Revision,
    SorCode, Unit, Version,
};
use crate::ownership::Permit;
use crate::storage::{NewCommit, StorageError, Writer};

use super::{Register, RegisterError};

/// A unit's or number's rows as they stand, and the timeline that is to follow;
/// without one the record goes.
pub type Step<T> = (Vec<Version<T>>, Option<Timeline<T>>);

/// An open change. Whatever it writes becomes visible at once with [`Change::commit`],
/// under one revision, or not at all: dropped, it leaves nothing.
pub struct Change {
    register: Register,
    permit: Permit,
    writer: Writer,
    touched: u64,
}

impl Register {
    /// Begins a change that `permit` allows. Changes wait for one another.
    pub async fn begin(&self, permit: Permit) -> Result<Change, RegisterError> {
        let writer = self.database.writer().await?;
        Ok(Change { register: self.clone(), permit, writer, touched: 0 })
    }
}

impl Change {
    /// The revision that the change will have.
    #[must_use]
    pub fn revision(&self) -> Revision {
        self.writer.revision()
    }

    /// The newest rows of these units, oldest first.
    pub async fn units(
        &self,
        codes: &[SorCode],
    ) -> Result<HashMap<SorCode, Vec<Version<Unit>>>, StorageError> {
        self.writer.reads().unit_timelines(codes).await
    }

    /// The newest rows of these location numbers, oldest first.
    pub async fn location_numbers(
        &self,
        glns: &[Gln],
    ) -> Result<HashMap<Gln, Vec<Version<LocationNumber>>>, StorageError> {
        self.writer.reads().number_timelines(glns).await
    }

    /// Gives units new timelines.
    pub async fn put_units(&mut self, steps: Vec<Step<Unit>>) -> Result<(), StorageError> {
        let (mut closed, mut added) = (Vec::new(), Vec::new());
        for (old, new) in steps {
            let change = difference(&old, new.as_ref(), self.writer.revision());
            let code = old.first().map(|row| row.content.sor_code.number());
            closed.extend(change.closed.into_iter().filter_map(|from| code.map(|code| (code, from))));
            added.extend(change.added);
        }
        self.count(closed.len() + added.len());
        if !closed.is_empty() {
            self.writer.close_units(&closed).await?;
        }
        self.writer.insert_units(added).await
    }

    /// Gives location numbers new timelines.
    pub async fn put_location_numbers(
        &mut self,
        steps: Vec<Step<LocationNumber>>,
    ) -> Result<(), StorageError> {
        let (mut closed, mut added) = (Vec::new(), Vec::new());
        for (old, new) in steps {
            let change = difference(&old, new.as_ref(), self.writer.revision());
            let gln = old.first().map(|row| row.content.gln.number());
            closed.extend(change.closed.into_iter().filter_map(|from| gln.map(|gln| (gln, from))));
            added.extend(change.added);
        }
        self.count(closed.len() + added.len());
        if !closed.is_empty() {
            self.writer.close_location_numbers(&closed).await?;
        }
        self.writer.insert_location_numbers(added).await
    }

    /// Adds addresses; those that are there already stay as they are.
    pub async fn put_addresses(&mut self, addresses: Vec<Address>) -> Result<(), StorageError> {
        self.writer.insert_addresses(addresses).await
    }

    /// Ends some message types on numbers and adds others.
    pub async fn put_number_message_types(
        &mut self,
        closed: &[NumberMessageType],
        added: Vec<NumberMessageType>,
    ) -> Result<(), StorageError> {
        self.count(closed.len() + added.len());
        if !closed.is_empty() {
            self.writer.close_number_message_types(closed).await?;
        }
        self.writer.insert_number_message_types(added).await
    }

    /// Ends some replacements and adds others, as `(old, new)`.
    pub async fn put_replacements(
        &mut self,
        closed: &[(SorCode, SorCode)],
        added: &[(SorCode, SorCode)],
    ) -> Result<(), StorageError> {
        self.count(closed.len() + added.len());
        if !closed.is_empty() {
            self.writer.close_replacements(closed).await?;
        }
        self.writer.insert_replacements(added).await
    }

    /// Gives regions new versions, all of each region named.
    pub async fn put_regions(&mut self, versions: Vec<Version<Region>>) -> Result<(), StorageError> {
        self.count(versions.len());
        self.writer.close_regions(versions.iter().map(|v| v.content.code.to_string()).collect()).await?;
        self.writer.insert_regions(versions).await
    }

    /// Gives municipalities new versions, all of each municipality named.
    pub async fn put_municipalities(
        &mut self,
        versions: Vec<Version<Municipality>>,
    ) -> Result<(), StorageError> {
        self.count(versions.len());
        self.writer
            .close_municipalities(versions.iter().map(|v| v.content.code.to_string()).collect())
            .await?;
        self.writer.insert_municipalities(versions).await
    }

    /// Adds entries to code lists, in place of those with the same key.
    pub async fn put_coded_values(&mut self, values: Vec<CodedValue>) -> Result<(), StorageError> {
        self.count(values.len());
        self.writer.close_coded_values(&values).await?;
        self.writer.insert_coded_values(values).await
    }

    /// Adds message types to the list, in place of those with the same key.
    pub async fn put_message_types(&mut self, values: Vec<MessageType>) -> Result<(), StorageError> {
        self.count(values.len());
        self.writer.close_message_types(&values).await?;
        self.writer.insert_message_types(values).await
    }

    /// Notes a file that the change was made from.
    pub async fn note_source(
        &mut self,
        position: usize,
        name: String,
        digest: String,
        format: &str,
        snapshot_date: Option<NaiveDate>,
    ) -> Result<(), StorageError> {
        let position = i32::try_from(position).unwrap_or(i32::MAX);
        self.writer.insert_import_source(position, name, digest, format.to_owned(), snapshot_date).await
    }

    fn count(&mut self, rows: usize) {
        self.touched += rows as u64;
    }

    /// Makes the change visible and gives its revision; `None` when it wrote
    /// nothing, for then there is nothing to number.
    pub async fn commit(self, summary: String) -> Result<Option<Revision>, StorageError> {
        if self.touched == 0 {
            self.writer.roll_back().await?;
            return Ok(None);
        }
        let commit = NewCommit {
            committed_at: self.register.now(),
            subject: self.permit.actor().subject.clone(),
            role: self.permit.role().as_str().to_owned(),
            action: self.permit.action().as_str().to_owned(),
            summary,
        };
        let revision = self.writer.commit(commit).await?;
        self.register.announce(revision);
        Ok(Some(revision))
    }
}

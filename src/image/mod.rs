//! The register in memory: what its newest revision says of every day.
//!
//! An [`Image`] never changes. A commit makes another one, which shares with it all that the commit left
//! alone, so whoever reads holds one revision from beginning to end, and nobody waits for anybody.

mod make;
mod read;
mod table;

use std::sync::Arc;

use uuid::Uuid;

use crate::model::{
    Address, CodeLists, LocationNumber, MessageType, Municipality, NumberMessageType, Region, Revision,
    SorCode, Unit, Version,
};
use table::Table;

/// A version of a unit, and its name as lists are ordered and searched by.
#[derive(Debug, Clone)]
pub struct ImageUnit {
    /// The version.
    pub version: Arc<Version<Unit>>,
    /// Its name for ordering.
    pub sort_key: Box<str>,
    /// Its name for searching.
    pub search_key: Box<str>,
}

/// All versions of a record, by the days for which they answer.
type Timeline<T> = Arc<[T]>;

/// The register at a revision.
#[derive(Debug, Clone, Default)]
pub struct Image {
    revision: Revision,
    units: Table<i64, Timeline<ImageUnit>>,
    /// The units that have this parent on any day.
    children: Table<i64, Arc<[i64]>>,
    numbers: Table<i64, Timeline<Arc<Version<LocationNumber>>>>,
    /// The numbers that this record holds on any day.
    held: Table<i64, Arc<[i64]>>,
    /// The message types on a number, by type, direction and first day.
    messages: Table<i64, Arc<[Arc<NumberMessageType>]>>,
    addresses: Table<Uuid, Arc<Address>>,
    /// Owners that are a municipality or a region on any day.
    public_owners: Arc<[SorCode]>,
    regions: Arc<[Version<Region>]>,
    municipalities: Arc<[Version<Municipality>]>,
    code_lists: Arc<CodeLists>,
    message_types: Arc<[MessageType]>,
}

impl Image {
    /// The revision that it shows.
    #[must_use]
    pub fn revision(&self) -> Revision {
        self.revision
    }

    /// How many units it holds, closed and future ones included.
    #[must_use]
    pub fn units(&self) -> usize {
        self.units.len()
    }
}

//! The register in memory: what its newest revision says of every day.
//!
//! An [`Image`] never changes. A commit makes another one, which shares with it all that the commit left
//! alone, so whoever reads holds one revision from beginning to end, and nobody waits for anybody.
//!
//! Records stand in slots, and name each other by them: a step up or down the tree is a look at a place in a
//! list. Codes are looked up once, where a query comes in.

mod links;
mod located;
mod make;
mod number_list;
mod paged;
mod place;
mod read;
mod search;
mod table;
mod unit_fits;
mod unit_list;
mod walk;

use std::cmp::Ordering;
use std::collections::HashMap;
use std::sync::Arc;

use chrono::NaiveDate;
use uuid::Uuid;

use crate::model::{
    Address, CodeLists, Direction, LAST_DAY, Lifetime, LocationNumber, MessageType, MessageTypeKey, Revision,
    State, UnitKind, Version,
};
use crate::storage::UnitVersion;
use paged::Paged;
use place::Places;
use table::Table;

pub use paged::Slot;
pub use unit_list::{UnitsCounted, UnitsFound};
pub use walk::contents;

/// A version of a unit, with what is looked at often.
#[derive(Debug)]
pub struct ImageUnit {
    /// The version.
    pub version: Arc<UnitVersion>,
    /// Its name for ordering.
    pub sort_key: Arc<str>,
    /// Its name for searching.
    pub search_key: Arc<str>,
    /// The slot of the record.
    pub slot: Slot,
    /// The slot of the record above.
    parent: Option<Slot>,
    /// Its type, by the number that the image gave it.
    type_number: Option<u16>,
    postal: Option<Arc<Address>>,
    visiting: Option<Arc<Address>>,
    activity: Option<Arc<Address>>,
}

impl ImageUnit {
    /// Own postal address.
    #[must_use]
    pub fn postal_address(&self) -> Option<&Address> {
        self.postal.as_deref()
    }

    /// Own visiting address.
    #[must_use]
    pub fn visiting_address(&self) -> Option<&Address> {
        self.visiting.as_deref()
    }

    /// Own activity address.
    #[must_use]
    pub fn activity_address(&self) -> Option<&Address> {
        self.activity.as_deref()
    }

    fn stands(&self, day: NaiveDate) -> bool {
        self.version.stands_from <= day && day <= self.version.stands_to
    }
}

/// A version of a unit on a list, with what lists are cut by.
#[derive(Debug, Clone)]
struct Listed {
    unit: Arc<ImageUnit>,
    stands_from: NaiveDate,
    stands_to: NaiveDate,
    first_from: NaiveDate,
    last: NaiveDate,
    kind: UnitKind,
    type_number: Option<u16>,
}

impl Listed {
    fn of(unit: &Arc<ImageUnit>) -> Self {
        let version = &unit.version;
        Self {
            unit: Arc::clone(unit),
            stands_from: version.stands_from,
            stands_to: version.stands_to,
            first_from: version.life.first_from,
            last: version.life.to.unwrap_or(LAST_DAY),
            kind: version.content.kind,
            type_number: unit.type_number,
        }
    }

    fn stands(&self, day: NaiveDate) -> bool {
        self.stands_from <= day && day <= self.stands_to
    }

    fn state(&self, day: NaiveDate) -> State {
        let to = (self.last != LAST_DAY).then_some(self.last);
        Lifetime { first_from: self.first_from, to }.state(day)
    }
}

/// All that is known of a unit.
#[derive(Debug, Clone, Default)]
struct UnitEntry {
    /// Its versions, by the days for which they answer; none for a code that is only named.
    versions: Arc<[Arc<ImageUnit>]>,
    /// The versions of units that have it as their parent, by name.
    children: Arc<[Listed]>,
    /// The numbers that it holds on any day.
    held: Arc<[Slot]>,
}

/// A version of a location number.
#[derive(Debug)]
pub struct ImageNumber {
    /// The version.
    pub version: Arc<Version<LocationNumber>>,
    /// The slot of the number.
    pub slot: Slot,
    /// The slot of the record that holds it.
    holder: Option<Slot>,
}

impl std::ops::Deref for ImageNumber {
    type Target = Version<LocationNumber>;
    fn deref(&self) -> &Self::Target {
        &self.version
    }
}

/// All that is known of a location number.
#[derive(Debug, Clone, Default)]
struct NumberEntry {
    versions: Arc<[ImageNumber]>,
    /// The message types on it, by type, direction and first day.
    messages: Arc<[ImageMessage]>,
}

/// A message type on a location number.
#[derive(Debug, Clone)]
pub struct ImageMessage {
    /// The message type, by the number that the image gave it.
    kind: u16,
    /// Receives or sends.
    pub direction: Direction,
    /// First day.
    pub valid_from: NaiveDate,
    /// Last day, when it is to end.
    pub valid_to: Option<NaiveDate>,
    /// Who set it last, where the source tells.
    pub updated_by: Option<Arc<str>>,
}

/// A name in a table: its text, the record's code, and the first day of the version.
type NameKey = (Arc<str>, i64, NaiveDate);

/// A word of a name behind the first one, in a table of all words: the name from there on.
#[derive(Debug, Clone)]
struct WordKey {
    name: Arc<str>,
    from: u16,
    code: i64,
    stands_from: NaiveDate,
}

impl WordKey {
    fn text(&self) -> &str {
        &self.name[usize::from(self.from)..]
    }

    fn order(&self) -> (&str, i64, NaiveDate, u16) {
        (self.text(), self.code, self.stands_from, self.from)
    }
}

impl PartialEq for WordKey {
    fn eq(&self, other: &Self) -> bool {
        self.order() == other.order()
    }
}

impl Eq for WordKey {}

impl PartialOrd for WordKey {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for WordKey {
    fn cmp(&self, other: &Self) -> Ordering {
        self.order().cmp(&other.order())
    }
}

/// The register at a revision.
#[derive(Debug, Clone, Default)]
pub struct Image {
    revision: Revision,
    /// SOR codes, those that other records name without their being there included.
    codes: Table<i64, Slot>,
    units: Paged<UnitEntry>,
    /// Versions of units of each level by name for ordering.
    names: [Table<NameKey, Listed>; 3],
    /// Versions of units of each level by name for searching.
    starts: [Table<NameKey, Listed>; 3],
    /// Versions of units of every level by the words of their names behind the first one.
    words: Table<WordKey, Arc<ImageUnit>>,
    /// Units by the place of an address of their own.
    homes: Table<Box<str>, Arc<[Slot]>>,
    /// Owners that stand for a municipality or a region on any day, by place, in the order of their codes.
    place_owners: Arc<HashMap<Box<str>, Vec<Slot>>>,
    glns: Table<i64, Slot>,
    numbers: Paged<NumberEntry>,
    addresses: Table<Uuid, Arc<Address>>,
    /// Numbers for the types of units.
    type_numbers: Arc<HashMap<String, u16>>,
    /// Message types by number: those of the list, and those that stand on numbers only.
    message_types: Arc<Vec<MessageType>>,
    message_numbers: Arc<HashMap<MessageTypeKey, u16>>,
    listed_message_types: Arc<[MessageType]>,
    places: Arc<Places>,
    code_lists: Arc<CodeLists>,
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
        self.units.iter().filter(|entry| !entry.versions.is_empty()).count()
    }
}

fn level(kind: UnitKind) -> usize {
    match kind {
        UnitKind::InstitutionOwner => 0,
        UnitKind::HealthInstitution => 1,
        UnitKind::OrganisationalUnit => 2,
    }
}

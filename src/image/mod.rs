//! The register in memory: what its newest revision says of every day.
//!
//! An [`Image`] never changes. A commit makes another one, which shares with it all that the commit left
//! alone, so whoever reads holds one revision from beginning to end, and nobody waits for anybody.
//!
//! Records stand in slots, and name each other by them: a step up or down the tree is a look at a place in a
//! list. Codes are looked up once, where a query comes in.

mod address;
mod address_book;
mod ahead;
mod links;
mod list_on;
mod listed;
mod lists;
mod located;
mod make;
mod number;
mod number_list;
mod paged;
mod place;
mod read;
mod search;
mod stretch;
mod table;
mod texts;
mod under;
mod unit;
mod unit_fits;
mod unit_list;
mod walk;
mod words;

use std::collections::HashMap;
use std::sync::Arc;

use crate::model::{CodeLists, MessageType, MessageTypeKey, Revision, UnitKind};
use address_book::AddressBook;
use listed::{Listed, TypeNumber};
use lists::Lists;
use paged::Paged;
use place::Places;
use table::Table;
use texts::Texts;
use under::Under;

pub use address::ImageAddress;
pub use list_on::ListOn;
pub use number::{ImageMessage, ImageNumber};
pub use paged::Slot;
pub use unit::{ImageContact, ImageSpeciality, ImageUnit};
pub use unit_list::{UnitsCounted, UnitsFound};
pub use walk::ImageLineage;

/// Several slots.
type Slots = Arc<[Slot]>;

/// All that is known of a unit.
#[derive(Debug, Clone, Default)]
struct UnitEntry {
    /// Its versions, by the days for which they answer; none for a code that is only named.
    versions: Arc<[Arc<ImageUnit>]>,
    /// The versions of units that have it as their parent, by name.
    children: Arc<[Listed]>,
    /// The numbers that it holds on any day.
    held: Slots,
}

/// All that is known of a location number.
#[derive(Debug, Clone, Default)]
struct NumberEntry {
    versions: Arc<[ImageNumber]>,
    /// The message types on it, by type, direction and first day.
    messages: Arc<[ImageMessage]>,
}

/// The register at a revision.
#[derive(Debug, Clone, Default)]
pub struct Image {
    revision: Revision,
    /// SOR codes, those that other records name without their being there included.
    codes: Table<i64, Slot>,
    units: Paged<UnitEntry>,
    /// Whether some name has had a brace in it.
    braces: bool,
    /// The lists on which units stand.
    lists: Lists,
    glns: Table<i64, Slot>,
    numbers: Paged<NumberEntry>,
    /// The numbers under each record that has some below it, by number.
    numbers_under: Table<Slot, Arc<[Under]>>,
    addresses: AddressBook,
    /// Numbers for the types of units.
    type_numbers: Arc<HashMap<Box<str>, TypeNumber>>,
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

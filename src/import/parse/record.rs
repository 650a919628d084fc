use chrono::NaiveDate;

use crate::model::{
    Address, CodedValue, Lifetime, LocationNumber, MessageType, Municipality, NumberMessageType, Region,
    SorCode, Unit,
};

use super::{Finding, Refusal};

/// Where in the input something stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// Index into the list of inputs; an entry of a zip archive is an input of its own.
    pub file: u32,
    /// Line, counted from 1.
    pub line: u64,
}

/// A unit as one file tells it, every value checked on its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnitRecord {
    /// Its first line.
    pub place: Place,
    /// What the register says of it.
    pub unit: Unit,
    /// Name of its type, where the file gives a name and no code (SOR2 CSV).
    pub type_name: Option<String>,
    /// First and last valid day.
    pub life: Lifetime,
    /// The addresses whose ids the unit names, each once.
    pub addresses: Vec<Address>,
    /// Its own location number, where it stands inside the unit.
    pub number: Option<NumberRecord>,
    /// The units it replaces.
    pub replaces: Vec<SorCode>,
    /// The units that replace it.
    pub replaced_by: Vec<SorCode>,
}

/// A location number as one file tells it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NumberRecord {
    /// Its first line.
    pub place: Place,
    /// What the register says of it.
    pub number: LocationNumber,
    /// First and last valid day.
    pub life: Lifetime,
}

/// What comes out of a file, in the order of the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Parsed {
    /// The date that the data stands for (`SnapshotDate`).
    Snapshot {
        /// Where it stands.
        place: Place,
        /// The date.
        date: NaiveDate,
    },
    /// A unit; in XML parents come before children.
    Unit(Box<UnitRecord>),
    /// A location number of a file of numbers.
    Number(NumberRecord),
    /// A message type on a location number.
    MessageType {
        /// Where it stands.
        place: Place,
        /// The row.
        row: NumberMessageType,
    },
    /// A message type of the published list.
    ListedMessageType {
        /// Where it stands.
        place: Place,
        /// The row.
        row: MessageType,
    },
    /// One unit replaces another.
    Replacement {
        /// Where it stands.
        place: Place,
        /// The unit that was replaced.
        old: SorCode,
        /// The unit that took over.
        new: SorCode,
    },
    /// A region over one period.
    Region {
        /// Where it stands.
        place: Place,
        /// The row.
        row: Region,
    },
    /// A municipality over one period.
    Municipality {
        /// Where it stands.
        place: Place,
        /// The row.
        row: Municipality,
    },
    /// An entry of a code list.
    Coded {
        /// Where it stands.
        place: Place,
        /// The row.
        row: CodedValue,
    },
    /// A record that cannot be used.
    Refused(Refusal),
    /// Something odd that was kept.
    Found(Finding),
}

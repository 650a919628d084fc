//! The nouns of the register: plain values without I/O.
//!
//! Codes are newtypes with one `parse` each, so that a value of the type is a
//! code that passed its check. Records ([`Unit`], [`LocationNumber`]) hold what
//! the register says of one thing over one period; when they hold it is the
//! business of [`crate::history`].

mod address;
mod code_list;
mod codes;
mod digest;
mod geography;
mod location_number;
mod message_type;
mod name;
mod point;
mod status;
mod unit;
mod version;

pub use address::{Address, Contact};
pub use code_list::{CodeList, CodedValue};
pub use codes::{
    CodeFault, Cvr, Gln, InvalidCode, MunicipalityCode, PNumber, ProviderNumber, RegionCode, ShakCode,
    SorCode,
};
pub use geography::{Municipality, Region};
pub use location_number::LocationNumber;
pub use message_type::{Direction, MessageFormat, MessageType, MessageTypeKey, NumberMessageType};
pub use name::{NAME_MAX, search_key, sort_key};
pub use point::{LAST_DAY, OPENING_DAY, Point, Revision, today_in_copenhagen};
pub use status::{Lifetime, State};
pub use unit::{
    GeographicalParent, GeographicalRelation, HOSPITAL, HospitalFlags, Level, NumberState, Speciality, Unit,
    UnitKind, owner_type,
};
pub use version::{Dated, Version, VersionMark};

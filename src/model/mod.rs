//! The nouns of the register: plain values without I/O.
//!
//! Codes are newtypes with one `parse` each, so that a value of the type is a
//! code that passed its check. Records ([`Unit`], [`LocationNumber`]) hold what
//! the register says of one thing over one period; when they hold it is the
//! business of [`crate::history`].

mod address;
mod calendar;
mod case;
mod code_list;
mod codes;
mod digest;
mod directory;
mod geography;
mod grant;
pub mod inheritance;
mod location_number;
mod message_type;
mod name;
mod opening_hours;
mod outbox;
mod party;
mod point;
mod record;
mod status;
mod unit;
mod version;
mod webhook;

pub use address::{Address, Contact};
pub use calendar::{OFFICES_CLOSED, holiday, is_working_day, office_closed, working_days_after};
pub use case::{Case, CaseKind, CaseMessage, CaseState};
pub use code_list::{CodeList, CodeLists, CodedValue};
pub use codes::{
    CodeFault, Cvr, Gln, InvalidCode, MunicipalityCode, PNumber, ProviderNumber, RegionCode, ShakCode,
    SorCode,
};
pub use digest::digest_of;
pub use directory::{Guide, SupportDesk};
pub use geography::{Municipality, Region};
pub use grant::{Grant, Mandate, Role};
pub use location_number::LocationNumber;
pub use message_type::{Direction, MessageFormat, MessageType, MessageTypeKey, NumberMessageType};
pub use name::{NAME_MAX, search_key, sort_key};
pub use opening_hours::{InvalidOpeningHours, OpeningHours};
pub use outbox::{LetterState, OutboxLetter};
pub use party::Party;
pub use point::{LAST_DAY, OPENING_DAY, Point, Revision, day_begins, today_in_copenhagen};
pub use record::{ManyDigests, Record, RecordDigest, RecordType, RecordVersion, Values};
pub use status::{Lifetime, State};
pub use unit::{
    GeographicalParent, GeographicalRelation, HOSPITAL, HospitalFlags, Level, NumberState, Speciality, Unit,
    UnitKind, owner_type,
};
pub use version::{Dated, Editable, Version, VersionMark};
pub use webhook::{DeadDelivery, FeedPlace, Webhook, WebhookProgress, WebhookSecret, WebhookState};

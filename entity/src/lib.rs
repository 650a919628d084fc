//! Rows of the sorgraph database, one file per table.

pub mod address;
pub mod coded_value;
pub mod import_source;
pub mod location_number;
pub mod message_type;
pub mod municipality;
pub mod number_message_type;
pub mod region;
pub mod register_head;
pub mod replacement;
pub mod revision;
pub mod unit;

//! Rows of the sorgraph database, one file per table.

pub mod access_grant;
pub mod address;
pub mod case_file;
pub mod case_message;
pub mod coded_value;
pub mod day_effect;
pub mod guide;
pub mod idempotency_key;
pub mod import_source;
pub mod location_number;
pub mod mail_outbox;
pub mod mandate;
pub mod message_type;
pub mod municipality;
pub mod number_message_type;
pub mod region;
pub mod register_head;
pub mod replacement;
pub mod revision;
pub mod support_desk;
pub mod unit;
pub mod webhook;
pub mod webhook_dead_letter;
pub mod webhook_delivery;

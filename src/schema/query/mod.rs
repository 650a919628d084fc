//! Root fields.

mod bulk;
mod changes;
mod entities;
mod messages;
mod nodes;
mod numbers;
mod parties;
mod past;
mod places;
mod records;
mod register;
mod root;
mod search;
mod units;
mod webhooks;

pub use changes::position;
pub use root::Query;
pub use search::words;

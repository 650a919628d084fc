//! Root fields.

mod bulk;
mod entities;
mod messages;
mod nodes;
mod numbers;
mod parties;
mod past;
mod places;
mod register;
mod root;
mod search;
mod units;

pub use root::Query;

//! Committed history, told to those who follow it: changes of records, to callers and webhooks, and letters.

mod change;
mod compare;
mod days;
mod feed;
mod filter;
mod letters;
mod notice;
mod told;
mod webhooks;

pub use change::{ChangeKind, ChangeTiming, Position, RegisterChange};
pub use days::{turn_days, turn_days_due};
pub use feed::{FeedPage, changes, page};
pub use filter::ChangeFilter;
pub use letters::{deliver, deliver_due};
pub use webhooks::{Delivery, send_to_webhooks};

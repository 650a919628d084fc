//! How a change reaches somebody else's machine: where it may go, how it is signed, when it is tried again.
//!
//! The form is that of Standard Webhooks. Addresses come from outside, so they are never trusted: the
//! [`Guard`] lets them name public machines only, when they are registered and again each time that a
//! connection is made, with the very addresses that it is made to.

mod courier;
mod guard;
mod resolver;
mod schedule;
mod signature;

#[cfg(test)]
mod tests;

pub use courier::{Courier, CourierError, Parcel, Verdict};
pub use guard::{AddressFault, Guard, Network};
pub use resolver::{Names, SystemNames};
pub use schedule::Schedule;
pub use signature::{fresh_name, fresh_secret, signature};

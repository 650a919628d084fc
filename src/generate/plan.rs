//! What is known about a unit before it is made.

use chrono::NaiveDate;

use super::address::Address;
use super::catalogue::Catalogue;
use super::geography::{Geography, Municipality};
use super::life::Life;
use super::profile::Profile;
use super::record::Level;

/// What is the same for every unit of a register.
pub(super) struct World {
    /// Places.
    pub(super) geography: Geography,
    /// Code lists.
    pub(super) catalogue: Catalogue,
    /// The day the data stands for.
    pub(super) today: NaiveDate,
}

/// How many units there are at each level.
#[derive(Clone, Copy, Default)]
pub(super) struct Tally {
    pub(super) owners: u32,
    pub(super) institutions: u32,
    pub(super) organisational_units: u32,
}

/// Which units a unit takes over from, and which take over from it; by the serials of their codes.
#[derive(Clone, Default)]
pub(super) struct Links {
    pub(super) replaces: Vec<u32>,
    pub(super) replaced_by: Vec<u32>,
}

/// A unit that is about to be made.
pub(super) struct Plan<'g> {
    pub(super) profile: &'static Profile,
    /// Units in its tree, itself included.
    pub(super) size: u32,
    pub(super) name: String,
    pub(super) life: Life,
    pub(super) links: Links,
    /// Links of the institution below, when this is an owner: owners themselves are not replaced.
    pub(super) institution_links: Links,
    pub(super) speciality: Option<usize>,
    /// Where its address lies, if it has one of its own.
    pub(super) home: &'g Municipality,
}

/// How far from its owner's seat an institution can lie.
#[derive(Clone, Copy)]
pub(super) enum Reach<'g> {
    /// In the same municipality.
    Municipality,
    /// In the region with this code.
    Region(&'g str),
    /// Anywhere.
    Country,
}

/// What a unit hands down to those below it.
pub(super) struct Scope<'g> {
    pub(super) level: Level,
    pub(super) name: String,
    pub(super) owner: String,
    pub(super) life: Life,
    pub(super) address: Address<'g>,
    /// Where institutions of its owner lie.
    pub(super) reach: Reach<'g>,
    /// Whether those below can inherit a location number.
    pub(super) inheritable: bool,
    /// Whether it is a hospital or below one.
    pub(super) hospital: bool,
    pub(super) speciality: Option<usize>,
}

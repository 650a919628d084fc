//! A made national register: real places and code lists, made organisations, and no persons.
//!
//! It has the size that is asked for, down to the unit, and the same bytes for the same options: there is no clock in
//! it, and all chance comes from one seed. Owners are made one after the other and every tree from the top down, each
//! unit written as soon as it is drawn, so that a register of any size takes the same little memory. What a unit needs
//! to know about later ones, such as the code of its successor, follows from the sizes that were dealt out beforehand.

mod address;
mod budget;
mod catalogue;
mod dice;
mod draft;
mod geography;
mod grower;
mod health;
mod hospital;
mod identifiers;
mod life;
mod messages;
mod municipal;
mod owners;
mod plan;
mod private;
mod profile;
mod record;
mod social;
mod state;
#[cfg(test)]
mod tests;
mod traffic;
mod words;
mod xml;

use std::fs::{self, File};
use std::io::BufWriter;
use std::path::PathBuf;

use chrono::NaiveDate;

use budget::Pace;
use catalogue::Catalogue;
use dice::Dice;
use geography::Geography;
use grower::Grower;
use identifiers::Identifiers;
use messages::MessageFile;
use plan::{Tally, World};
use xml::Xml;

/// The fewest units in which every kind of owner has room.
pub const MIN_UNITS: u32 = 50;

/// The most units: as many as the ranges of identifiers hold for certain.
pub const MAX_UNITS: u32 = 5_000_000;

/// The greatest share of closed units that leaves enough open ones to close others under.
pub const MAX_CLOSED_SHARE: f64 = 0.9;

/// Entity type of hospitals: units below one tell what they do.
const HOSPITAL_TYPE: &str = "22232009";

/// What to make.
#[derive(Clone, Debug)]
pub struct Options {
    /// Owners, institutions and organisational units in all.
    pub units: u32,
    /// Where chance starts from.
    pub seed: u64,
    /// The folder the files go to; it is made if it does not exist.
    pub out: PathBuf,
    /// The day the data stands for: what is past, present and future is seen from here.
    pub today: NaiveDate,
    /// About how many of the units are closed, from 0 to [`MAX_CLOSED_SHARE`].
    pub closed_share: f64,
}

/// What was made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Summary {
    /// All units.
    pub units: u32,
    /// Institution owners.
    pub owners: u32,
    /// Health institutions.
    pub institutions: u32,
    /// Organisational units, at any depth.
    pub organisational_units: u32,
    /// Units that have a location number of their own.
    pub location_numbers: u32,
    /// Rows of message types.
    pub message_types: u32,
    /// The files, in the order in which they are to be read.
    pub files: Vec<PathBuf>,
}

/// Why no register was made.
#[derive(Debug, thiserror::Error)]
pub enum GenerateError {
    /// There is no room for every kind of owner.
    #[error("a register needs at least {least} units, not {units}")]
    TooFew {
        /// Units asked for.
        units: u32,
        /// The fewest there can be.
        least: u32,
    },
    /// The identifiers would run out.
    #[error("a register has at most {most} units, not {units}")]
    TooMany {
        /// Units asked for.
        units: u32,
        /// The most there can be.
        most: u32,
    },
    /// No register has such a share of closed units.
    #[error("the share of closed units lies between 0 and {most}, {share} does not")]
    ClosedShare {
        /// Share asked for.
        share: f64,
        /// The greatest there can be.
        most: f64,
    },
    /// A file could not be written.
    #[error("a file of the register could not be written")]
    Io(#[from] std::io::Error),
}

/// Makes a register: `sor.xml` with its units and `message-types.csv` with what their location numbers are set up for.
///
/// `progress` is called now and then with the number of units written so far, and once at the end.
pub fn generate(options: &Options, progress: &mut dyn FnMut(u64)) -> Result<Summary, GenerateError> {
    let closed_share = checked_share(options)?;
    fs::create_dir_all(&options.out)?;
    let files = ["sor.xml", "message-types.csv"].map(|name| options.out.join(name));
    let [tree, messages] =
        files.each_ref().map(|path| File::create(path).map(|file| BufWriter::with_capacity(1 << 16, file)));
    let world = World { geography: Geography::load(), catalogue: Catalogue::load(), today: options.today };
    let mut grower = Grower {
        world: &world,
        dice: Dice::new(options.seed),
        pace: Pace::new(options.units, closed_share),
        ids: Identifiers::new(),
        tally: Tally::default(),
        xml: Xml::new(tree?),
        messages: MessageFile::new(messages?)?,
        progress,
    };
    grower.register(options.units)?;
    let Grower { tally, pace, xml, messages, progress, .. } = grower;
    xml.finish()?;
    let message_types = messages.finish()?;
    progress(u64::from(pace.written()));
    Ok(Summary {
        units: pace.written(),
        owners: tally.owners,
        institutions: tally.institutions,
        organisational_units: tally.organisational_units,
        location_numbers: pace.numbers(),
        message_types,
        files: files.to_vec(),
    })
}

/// The share of closed units in thousandths, if the options can be met.
fn checked_share(options: &Options) -> Result<u32, GenerateError> {
    let &Options { units, closed_share, .. } = options;
    if units < MIN_UNITS {
        return Err(GenerateError::TooFew { units, least: MIN_UNITS });
    }
    if units > MAX_UNITS {
        return Err(GenerateError::TooMany { units, most: MAX_UNITS });
    }
    if !(0.0..=MAX_CLOSED_SHARE).contains(&closed_share) {
        return Err(GenerateError::ClosedShare { share: closed_share, most: MAX_CLOSED_SHARE });
    }
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "it lies between 0 and 1,000"
    )]
    Ok((closed_share * 1000.0).round() as u32)
}

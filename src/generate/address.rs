//! Addresses and contact data of units.

use super::dice::Dice;
use super::geography::Municipality;
use super::words::{STREETS, slug};

const FLOORS: [&str; 5] = ["st", "1", "2", "3", "4"];
const SUITES: [&str; 3] = ["tv", "th", "mf"];
const SUBLOCATIONS: [&str; 4] = ["Indgang A", "Indgang 5", "Bygning 12", "Postrum 2"];
const SUBDIVISIONS: [&str; 4] = ["Nørre Mark", "Vesterby", "Strandby", "Overskov"];
const STAIRWAYS: [&str; 3] = ["A", "B", "Opgang 2"];

/// How far from the main town a unit can lie, in thousandths of a metre.
const RADIUS: u32 = 1_500_000;

/// The longest street name for addressing.
const MAX_ADDRESSING_NAME: usize = 20;

/// A physical address.
#[derive(Clone, Copy, Debug)]
pub(super) struct Address<'g> {
    /// The municipality it lies in.
    pub(super) municipality: &'g Municipality,
    /// Post code.
    pub(super) post_code: &'g str,
    /// Name of the post district.
    pub(super) district: &'g str,
    /// Street name.
    pub(super) street: &'static str,
    /// The street's number within its municipality.
    pub(super) street_code: u32,
    /// House number.
    pub(super) house: u32,
    /// Letter after the house number.
    pub(super) letter: Option<char>,
    /// Floor.
    pub(super) floor: Option<&'static str>,
    /// Side of the staircase.
    pub(super) suite: Option<&'static str>,
    /// Whether the street name is repeated for addressing.
    pub(super) addressing_name: bool,
    /// Entrance or building.
    pub(super) sublocation: Option<&'static str>,
    /// Village or quarter.
    pub(super) subdivision: Option<&'static str>,
    /// Post box.
    pub(super) post_box: Option<u32>,
    /// Stairway.
    pub(super) stairway: Option<&'static str>,
    /// Northing in thousandths of a metre.
    pub(super) north: u64,
    /// Easting in thousandths of a metre.
    pub(super) east: u64,
}

impl<'g> Address<'g> {
    /// An address in `municipality`.
    pub(super) fn draw(municipality: &'g Municipality, dice: &mut Dice) -> Self {
        let (post_code, district) = dice.pick(&municipality.districts);
        let street = dice.index(STREETS.len());
        let rare = |dice: &mut Dice, words: &[&'static str], per_mille| {
            dice.chance(per_mille).then(|| *dice.pick(words))
        };
        Self {
            municipality,
            post_code,
            district,
            street: STREETS[street],
            street_code: street_code(municipality, street),
            house: dice.between(1, 240),
            letter: dice.chance(150).then(|| *dice.pick(&['A', 'B', 'C', 'D'])),
            floor: rare(dice, &FLOORS, 220),
            suite: rare(dice, &SUITES, 120),
            addressing_name: STREETS[street].chars().count() <= MAX_ADDRESSING_NAME && dice.chance(30),
            sublocation: rare(dice, &SUBLOCATIONS, 25),
            subdivision: rare(dice, &SUBDIVISIONS, 40),
            post_box: dice.chance(15).then(|| dice.between(1000, 1999)),
            stairway: rare(dice, &STAIRWAYS, 10),
            north: near(municipality.north, dice),
            east: near(municipality.east, dice),
        }
    }
}

/// A street has one code in one municipality, whoever lives in it.
fn street_code(municipality: &Municipality, street: usize) -> u32 {
    let code: u32 = municipality.code.parse().unwrap_or(0);
    let street = u32::try_from(street).unwrap_or(0);
    (code * 37 + street * 211) % 9_900 + 1
}

fn near(metres: u32, dice: &mut Dice) -> u64 {
    u64::from(metres) * 1000 + u64::from(dice.below(2 * RADIUS)) - u64::from(RADIUS)
}

/// A virtual address.
#[derive(Clone, Debug)]
pub(super) struct Contact {
    /// E-mail address.
    pub(super) email: Option<String>,
    /// Web site.
    pub(super) website: Option<String>,
    /// Telephone number.
    pub(super) phone: String,
    /// Fax number.
    pub(super) fax: Option<String>,
}

impl Contact {
    /// Contact data of the unit called `name`.
    ///
    /// Internet names end on `.example` and telephone numbers begin with 0, so that none of them can be anybody's.
    pub(super) fn draw(name: &str, dice: &mut Dice) -> Self {
        let site = slug(name);
        let phone = number(dice);
        Self {
            email: dice.chance(700).then(|| format!("post@{site}.example")),
            website: dice.chance(450).then(|| format!("www.{site}.example")),
            fax: dice.chance(60).then(|| number(dice)),
            phone,
        }
    }
}

fn number(dice: &mut Dice) -> String {
    format!("{:08}", dice.between(1_000_000, 9_999_999))
}

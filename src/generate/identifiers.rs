//! The identifiers a register hands out: each only once, in the order in which they are asked for.

use super::dice::Dice;
use super::profile::Mark;
use super::record::Level;
use crate::model::{Cvr, Gln};

/// The first serial of a SOR code. It lies above every serial handed out so far, so that no made code is the code of
/// a real unit.
pub(super) const FIRST_SERIAL: u32 = 1_000_000;

/// The first twelve digits of the first location number.
const FIRST_GLN: u64 = 579_000_000_000;

/// The first seven digits of the first CVR number.
const FIRST_CVR: u32 = 9_000_000;

/// The hospital codes of each region, the first and the last, and of everyone else.
const HOSPITAL_CODES: [(&str, u32, u32); 6] = [
    ("1081", 8000, 8999),
    ("1082", 6000, 7999),
    ("1083", 4200, 5999),
    ("1084", 1300, 2499),
    ("1085", 3800, 4199),
    ("", 2500, 3799),
];

/// Departments a hospital can tell apart in two digits, and sections a department can in one character.
const MAX_DEPARTMENTS: u32 = 99;
const SECTIONS: &[u8; 36] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";

/// Hands out identifiers.
pub(super) struct Identifiers {
    serial: u32,
    gln: u64,
    cvr: u32,
    hospitals: [u32; HOSPITAL_CODES.len()],
    hospital: Option<String>,
    departments: u32,
    department: Option<String>,
    sections: usize,
}

impl Identifiers {
    /// Nothing handed out yet.
    pub(super) fn new() -> Self {
        Self {
            serial: FIRST_SERIAL,
            gln: FIRST_GLN,
            cvr: FIRST_CVR,
            hospitals: HOSPITAL_CODES.map(|(_, first, _)| first),
            hospital: None,
            departments: 0,
            department: None,
            sections: 0,
        }
    }

    /// The serial the next unit will get.
    pub(super) fn next_serial(&self) -> u32 {
        self.serial
    }

    /// The serial of a SOR code.
    pub(super) fn serial(&mut self) -> u32 {
        self.serial += 1;
        self.serial - 1
    }

    /// A location number.
    pub(super) fn gln(&mut self) -> String {
        self.gln += 1;
        Gln::from_body(self.gln - 1).to_string()
    }

    /// A CVR number; one body in eleven has no check digit and is passed over.
    pub(super) fn cvr(&mut self) -> Cvr {
        loop {
            self.cvr += 1;
            if let Some(cvr) = Cvr::from_body(self.cvr - 1) {
                return cvr;
            }
        }
    }

    /// The hospital code a unit with `mark` gets; a child's code starts with that of the unit above it.
    ///
    /// Trees are walked from the top, so the hospital and the department that were last asked for are those above.
    /// None for units that have no such code, and for those for which no characters are left.
    pub(super) fn shak(&mut self, level: Level, mark: Mark, region: Option<&str>) -> Option<String> {
        match mark {
            Mark::Hospital => {
                self.hospital = self.hospital_code(region.unwrap_or_default());
                self.departments = 0;
                self.department = None;
                self.hospital.clone()
            }
            Mark::Department => {
                self.departments += 1;
                self.sections = 0;
                let number = Some(self.departments).filter(|&number| number <= MAX_DEPARTMENTS);
                self.department =
                    self.hospital.as_ref().zip(number).map(|(code, number)| format!("{code}{number:02}"));
                self.department.clone()
            }
            Mark::Section => {
                let department = self.department.as_ref()?;
                let character = *SECTIONS.get(self.sections)?;
                self.sections += 1;
                Some(format!("{department}{}", char::from(character)))
            }
            Mark::None | Mark::Provider | Mark::Pharmacy => {
                if level != Level::Unit {
                    self.hospital = None;
                    self.department = None;
                }
                None
            }
        }
    }

    fn hospital_code(&mut self, region: &str) -> Option<String> {
        let index = HOSPITAL_CODES.iter().position(|(code, ..)| *code == region)?;
        let next = self.hospitals[index];
        self.hospitals[index] += 1;
        (next <= HOSPITAL_CODES[index].2).then(|| next.to_string())
    }
}

/// A number of the national health insurance: six digits, most with a leading zero. Such numbers are not unique, and
/// some that were found twice got a leading 99.
pub(super) fn provider(dice: &mut Dice) -> String {
    if dice.chance(8) {
        format!("99{:04}", dice.between(1, 9999))
    } else {
        format!("{:06}", dice.between(1000, 109_999))
    }
}

/// A pharmacy number: the pharmacy and, after a comma, its branch.
pub(super) fn pharmacy(dice: &mut Dice) -> String {
    format!("{},{}", dice.between(1, 480), dice.between(1, 4))
}

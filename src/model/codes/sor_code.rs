use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::{CodeFault, InvalidCode, all_digits};

/// The namespace of the register's issuer inside every code.
const NAMESPACE: u64 = 1_000_016;
const FORM: &str = "serial (1 to 8 digits) + 1000016 + 00 + check digit";

/// A SOR code (SOR-kode): the register's own identifier of an owner, an
/// institution or a unit. 11 to 18 digits: a serial, the namespace `1000016`,
/// the partition `00` and a Verhoeff check digit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct SorCode(i64);

impl SorCode {
    /// Reads a code and checks form and check digit.
    pub fn parse(text: &str) -> Result<Self, InvalidCode> {
        Self::check(text).map_err(|fault| InvalidCode::new("SOR code", text, fault))
    }

    fn check(text: &str) -> Result<Self, CodeFault> {
        all_digits(text)?;
        if !(11..=18).contains(&text.len()) {
            return Err(CodeFault::Length { expected: "11 to 18", found: text.len() });
        }
        let (serial, rest) = text.split_at(text.len() - 10);
        if serial.starts_with('0') || !rest.starts_with("100001600") {
            return Err(CodeFault::Form(FORM));
        }
        if verhoeff(text.bytes().rev().map(|b| b - b'0')) != 0 {
            return Err(CodeFault::CheckDigit);
        }
        text.parse().map(Self).map_err(|_| CodeFault::Form(FORM))
    }

    /// The code of the `serial`-th entity of the register. `serial` is 1 to
    /// 99,999,999; the caller counts.
    ///
    /// # Panics
    /// On any other serial: a code made of it would be none.
    #[must_use]
    pub fn from_serial(serial: u32) -> Self {
        assert!((1..=99_999_999).contains(&serial), "{serial} is no serial of a SOR code");
        let body = (u64::from(serial) * 10_000_000 + NAMESPACE) * 100;
        let digits = body.to_string();
        let sum = verhoeff(std::iter::once(0).chain(digits.bytes().rev().map(|b| b - b'0')));
        let code = body * 10 + u64::from(INVERSE[usize::from(sum)]);
        Self(i64::try_from(code).expect("18 digits fit"))
    }

    /// The serial number inside the code.
    ///
    /// # Panics
    /// On a stored number that never was a SOR code.
    #[must_use]
    pub fn serial(self) -> u32 {
        u32::try_from(self.0 / 10_000_000_000).expect("8 digits fit")
    }

    /// The code as a number, as it is stored.
    #[must_use]
    pub fn number(self) -> i64 {
        self.0
    }

    /// A code that was checked before it was stored.
    #[must_use]
    pub fn from_stored(number: i64) -> Self {
        Self(number)
    }
}

impl fmt::Display for SorCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl FromStr for SorCode {
    type Err = InvalidCode;
    fn from_str(text: &str) -> Result<Self, InvalidCode> {
        Self::parse(text)
    }
}

/// The dihedral group D5, as Verhoeff's scheme multiplies in it.
const PRODUCT: [[u8; 10]; 10] = [
    [0, 1, 2, 3, 4, 5, 6, 7, 8, 9],
    [1, 2, 3, 4, 0, 6, 7, 8, 9, 5],
    [2, 3, 4, 0, 1, 7, 8, 9, 5, 6],
    [3, 4, 0, 1, 2, 8, 9, 5, 6, 7],
    [4, 0, 1, 2, 3, 9, 5, 6, 7, 8],
    [5, 9, 8, 7, 6, 0, 4, 3, 2, 1],
    [6, 5, 9, 8, 7, 1, 0, 4, 3, 2],
    [7, 6, 5, 9, 8, 2, 1, 0, 4, 3],
    [8, 7, 6, 5, 9, 3, 2, 1, 0, 4],
    [9, 8, 7, 6, 5, 4, 3, 2, 1, 0],
];
const INVERSE: [u8; 10] = [0, 4, 3, 2, 1, 5, 6, 7, 8, 9];
const STEP: [u8; 10] = [1, 5, 7, 6, 2, 8, 3, 0, 9, 4];

/// Verhoeff's sum over digits from the right; 0 when the check digit is right.
fn verhoeff(digits_from_right: impl Iterator<Item = u8>) -> u8 {
    let mut sum = 0u8;
    for (position, digit) in digits_from_right.enumerate() {
        let permuted = (0..position % 8).fold(digit, |d, _| STEP[usize::from(d)]);
        sum = PRODUCT[usize::from(sum)][usize::from(permuted)];
    }
    sum
}

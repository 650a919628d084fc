use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::{CodeFault, InvalidCode, digits_of_length};

/// A location number (lokationsnummer, GLN, formerly EAN): 13 digits with a
/// check digit modulo 10, weights 1 and 3. It identifies an electronic letter
/// box, not a unit: units inherit and share it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Gln(i64);

impl Gln {
    /// Reads a number and checks length and check digit.
    pub fn parse(text: &str) -> Result<Self, InvalidCode> {
        Self::check(text).map_err(|fault| InvalidCode::new("GLN", text, fault))
    }

    fn check(text: &str) -> Result<Self, CodeFault> {
        digits_of_length(text, 13, "13")?;
        let number: u64 = text.parse().map_err(|_| CodeFault::Form("13 digits"))?;
        let gln = Self::from_body(number / 10);
        if gln.0.unsigned_abs() == number { Ok(gln) } else { Err(CodeFault::CheckDigit) }
    }

    /// The number whose first 12 digits are `body`, with its check digit added.
    ///
    /// # Panics
    /// When `body` has more than 12 digits.
    #[must_use]
    pub fn from_body(body: u64) -> Self {
        assert!(body < 1_000_000_000_000, "{body} has more than 12 digits");
        let mut sum = 0;
        let mut rest = body;
        for weight in [3, 1].into_iter().cycle().take(12) {
            sum += rest % 10 * weight;
            rest /= 10;
        }
        Self(i64::try_from(body * 10 + (10 - sum % 10) % 10).expect("13 digits fit"))
    }

    /// The number as it is stored.
    #[must_use]
    pub fn number(self) -> i64 {
        self.0
    }

    /// A number that was checked before it was stored.
    #[must_use]
    pub fn from_stored(number: i64) -> Self {
        Self(number)
    }
}

impl fmt::Display for Gln {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:013}", self.0)
    }
}

impl FromStr for Gln {
    type Err = InvalidCode;
    fn from_str(text: &str) -> Result<Self, InvalidCode> {
        Self::parse(text)
    }
}

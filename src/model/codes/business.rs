use serde::{Deserialize, Serialize};

use super::{CodeFault, InvalidCode, all_digits, digits_of_length, text_code};

/// A CVR number (CVR-nummer): 8 digits, weights 2 7 6 5 4 3 2 1, modulo 11.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Cvr(String);

impl Cvr {
    /// Reads a number and checks length and check digit.
    pub fn parse(text: &str) -> Result<Self, InvalidCode> {
        Self::check(text).map_err(|fault| InvalidCode::new("CVR number", text, fault))
    }

    fn check(text: &str) -> Result<Self, CodeFault> {
        digits_of_length(text, 8, "8")?;
        if text.starts_with('0') {
            return Err(CodeFault::Form("8 digits without a leading zero"));
        }
        if weighted(text).is_multiple_of(11) { Ok(Self(text.to_owned())) } else { Err(CodeFault::CheckDigit) }
    }

    /// The number whose first 7 digits are `body`; `None` where no check digit
    /// exists for them, or where `body` does not have 7 digits.
    #[must_use]
    pub fn from_body(body: u32) -> Option<Self> {
        let text = format!("{body}0");
        match (11 - weighted(&text) % 11) % 11 {
            10 => None,
            digit => Self::parse(&format!("{body}{digit}")).ok(),
        }
    }
}

fn weighted(text: &str) -> u32 {
    text.bytes().zip([2, 7, 6, 5, 4, 3, 2, 1]).map(|(byte, weight)| u32::from(byte - b'0') * weight).sum()
}

/// A production unit number (P-nummer) of a CVR number: 10 digits, no check digit known.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct PNumber(String);

impl PNumber {
    /// Reads a number and checks its length.
    pub fn parse(text: &str) -> Result<Self, InvalidCode> {
        digits_of_length(text, 10, "10").map_err(|fault| InvalidCode::new("P-number", text, fault))?;
        Ok(Self(text.to_owned()))
    }
}

/// A provider number (ydernummer) of the national health insurance: 1 to 9
/// digits, in practice 6. Leading zeros matter, so it is kept as written. It is
/// not unique and never a key.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct ProviderNumber(String);

impl ProviderNumber {
    /// Reads a number and checks its length.
    pub fn parse(text: &str) -> Result<Self, InvalidCode> {
        let checked = all_digits(text).and_then(|()| match text.len() {
            1..=9 => Ok(Self(text.to_owned())),
            found => Err(CodeFault::Length { expected: "1 to 9", found }),
        });
        checked.map_err(|fault| InvalidCode::new("provider number", text, fault))
    }
}

text_code!(Cvr);
text_code!(PNumber);
text_code!(ProviderNumber);

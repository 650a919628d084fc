use serde::{Deserialize, Serialize};

use super::{CodeFault, InvalidCode, all_digits, digits_of_length, text_code};

/// A municipality code (kommunekode): 4 digits with leading zero, e.g. `0101`.
/// Which codes exist, and when, is data of the register.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct MunicipalityCode(String);

impl MunicipalityCode {
    /// Reads a code and checks its length.
    pub fn parse(text: &str) -> Result<Self, InvalidCode> {
        digits_of_length(text, 4, "4").map_err(|fault| InvalidCode::new("municipality code", text, fault))?;
        Ok(Self(text.to_owned()))
    }
}

/// A region code (regionskode): 4 digits, e.g. `1084`, or `1` for "other".
/// Which codes exist, and when, is data of the register.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct RegionCode(String);

impl RegionCode {
    /// Reads a code and checks its form.
    pub fn parse(text: &str) -> Result<Self, InvalidCode> {
        let checked = all_digits(text).and_then(|()| match text.len() {
            4 => Ok(Self(text.to_owned())),
            1 if text == "1" => Ok(Self(text.to_owned())),
            found => Err(CodeFault::Length { expected: "4", found }),
        });
        checked.map_err(|fault| InvalidCode::new("region code", text, fault))
    }
}

text_code!(MunicipalityCode);
text_code!(RegionCode);

use serde::{Deserialize, Serialize};

use super::{CodeFault, InvalidCode, text_code};

/// A SHAK code (SHAK-kode, also SghAfd): the hospital classification before
/// SOR. 4 characters name a hospital, 6 a department, 7 a ward; a code starts
/// with its parent's. Letters are written in upper case.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct ShakCode(String);

impl ShakCode {
    /// Reads a code and checks its length and characters.
    pub fn parse(text: &str) -> Result<Self, InvalidCode> {
        Self::check(text).map_err(|fault| InvalidCode::new("SHAK code", text, fault))
    }

    fn check(text: &str) -> Result<Self, CodeFault> {
        if text.is_empty() {
            return Err(CodeFault::Empty);
        }
        if let Some(other) = text.chars().find(|c| !(c.is_ascii_digit() || c.is_ascii_uppercase())) {
            return Err(CodeFault::Character(other));
        }
        match text.len() {
            4 | 6 | 7 => Ok(Self(text.to_owned())),
            found => Err(CodeFault::Length { expected: "4, 6 or 7", found }),
        }
    }
}

text_code!(ShakCode);

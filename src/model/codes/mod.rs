//! Identifiers of the register: one type, one `parse`, one exact error each.

mod business;
mod gln;
mod place;
mod shak;
mod sor_code;

pub use business::{Cvr, PNumber, ProviderNumber};
pub use gln::Gln;
pub use place::{MunicipalityCode, RegionCode};
pub use shak::ShakCode;
pub use sor_code::SorCode;

/// What is wrong with the text of a code.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CodeFault {
    /// The text is empty.
    #[error("it is empty")]
    Empty,
    /// A character that this kind of code does not have.
    #[error("'{0}' is not allowed in it")]
    Character(char),
    /// The text is too short or too long.
    #[error("it has {found} characters, not {expected}")]
    Length {
        /// The lengths that are allowed, in words.
        expected: &'static str,
        /// The length that was found.
        found: usize,
    },
    /// The parts of the code are not what the register's form asks for.
    #[error("it is not of the form {0}")]
    Form(&'static str),
    /// The check digit does not fit the digits before it.
    #[error("its check digit is wrong")]
    CheckDigit,
}

/// A text that is not the code it claims to be.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("\"{text}\" is not a {kind}: {fault}")]
pub struct InvalidCode {
    /// The English name of the code, e.g. "SOR code".
    pub kind: &'static str,
    /// The text as it was given, cut after 40 characters.
    pub text: String,
    /// What is wrong with it.
    pub fault: CodeFault,
}

impl InvalidCode {
    fn new(kind: &'static str, text: &str, fault: CodeFault) -> Self {
        Self { kind, text: text.chars().take(40).collect(), fault }
    }
}

/// Checks that `text` is made of ASCII digits only and not empty.
fn all_digits(text: &str) -> Result<(), CodeFault> {
    if text.is_empty() {
        return Err(CodeFault::Empty);
    }
    match text.chars().find(|c| !c.is_ascii_digit()) {
        Some(other) => Err(CodeFault::Character(other)),
        None => Ok(()),
    }
}

/// Checks that `text` is exactly `length` ASCII digits.
fn digits_of_length(text: &str, length: usize, expected: &'static str) -> Result<(), CodeFault> {
    all_digits(text)?;
    if text.len() == length { Ok(()) } else { Err(CodeFault::Length { expected, found: text.len() }) }
}

/// Display, `FromStr` and `AsRef<str>` for a code that is kept as text.
macro_rules! text_code {
    ($name:ident) => {
        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(&self.0)
            }
        }
        impl std::str::FromStr for $name {
            type Err = crate::model::InvalidCode;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Self::parse(text)
            }
        }
        impl AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                &self.0
            }
        }
    };
}
use text_code;

#[cfg(test)]
mod tests;

use std::fmt;

use serde::{Deserialize, Serialize};

use super::SorCode;

/// A party of the register (organisation): whoever can hold rights in it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub enum Party {
    /// An institution owner, named by its SOR code.
    Owner(SorCode),
    /// The authority that runs the register, Sundhedsdatastyrelsen (SDS).
    Authority,
    /// MedCom, which keeps the message types.
    MedCom,
    /// A system supplier (systemleverandør), named by its code in the list of suppliers.
    Supplier(String),
}

impl Party {
    /// Reads the stored form: `owner:SORCODE`, `authority`, `medcom` or `supplier:CODE`.
    #[must_use]
    pub fn from_stored(text: &str) -> Option<Self> {
        match text.split_once(':') {
            None if text == "authority" => Some(Self::Authority),
            None if text == "medcom" => Some(Self::MedCom),
            Some(("owner", code)) => SorCode::parse(code).ok().map(Self::Owner),
            Some(("supplier", code)) if !code.is_empty() => Some(Self::Supplier(code.to_owned())),
            _ => None,
        }
    }

    /// The institution owner, where the party is one.
    #[must_use]
    pub fn owner(&self) -> Option<SorCode> {
        if let Self::Owner(code) = self { Some(*code) } else { None }
    }
}

impl fmt::Display for Party {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Owner(code) => write!(f, "owner:{code}"),
            Self::Authority => f.write_str("authority"),
            Self::MedCom => f.write_str("medcom"),
            Self::Supplier(code) => write!(f, "supplier:{code}"),
        }
    }
}

impl From<Party> for String {
    fn from(party: Party) -> Self {
        party.to_string()
    }
}

impl TryFrom<String> for Party {
    type Error = String;
    fn try_from(text: String) -> Result<Self, String> {
        Self::from_stored(&text).ok_or_else(|| format!("\"{text}\" is no party of the register"))
    }
}

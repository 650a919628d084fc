use std::fmt;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::Gln;

/// Family of a MedCom message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum MessageFormat {
    /// UN/EDIFACT.
    Edifact,
    /// OIOXML.
    OioXml,
    /// HL7 FHIR.
    Fhir,
}

impl MessageFormat {
    /// The name as it is written in files and stored.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Edifact => "EDIFACT",
            Self::OioXml => "OIOXML",
            Self::Fhir => "FHIR",
        }
    }

    /// The format of that name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Edifact, Self::OioXml, Self::Fhir].into_iter().find(|f| f.as_str() == name)
    }
}

/// What identifies a message type: format, type and version, e.g. `EDIFACT/DIS91/D9134L`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct MessageTypeKey {
    /// Format.
    pub format: MessageFormat,
    /// Type, e.g. `DIS91`.
    pub kind: String,
    /// Version, e.g. `D9134L`.
    pub version: String,
}

impl MessageTypeKey {
    /// Reads `FORMAT/TYPE/VERSION`, the stored form.
    #[must_use]
    pub fn from_stored(text: &str) -> Option<Self> {
        let mut parts = text.splitn(3, '/');
        let format = MessageFormat::from_name(parts.next()?)?;
        Some(Self { format, kind: parts.next()?.to_owned(), version: parts.next()?.to_owned() })
    }
}

impl fmt::Display for MessageTypeKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}/{}", self.format.as_str(), self.kind, self.version)
    }
}

/// A MedCom message type (meddelelsestype) of the published list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MessageType {
    /// Format, type and version.
    pub key: MessageTypeKey,
    /// Group, e.g. `MEDDIS`.
    pub group: Option<String>,
    /// Danish name.
    pub name_da: Option<String>,
    /// English name, where known.
    pub name_en: Option<String>,
    /// MedCom's URI.
    pub uri: Option<String>,
}

impl MessageType {
    /// The entry for a message type that stands on a number but in no list.
    #[must_use]
    pub fn unlisted(key: MessageTypeKey) -> Self {
        Self { key, group: None, name_da: None, name_en: None, uri: None }
    }
}

/// Whether a number takes messages of a type in, or sends them out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Direction {
    /// The number can receive the message.
    Receive,
    /// The number can send the message.
    Send,
}

impl Direction {
    /// The name as it is written in files and stored.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Receive => "RECEIVE",
            Self::Send => "SEND",
        }
    }

    /// The direction of that name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Receive, Self::Send].into_iter().find(|d| d.as_str() == name)
    }
}

/// One message type on one location number, in one direction, over one period.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct NumberMessageType {
    /// The location number.
    pub gln: Gln,
    /// The message type.
    pub message_type: MessageTypeKey,
    /// Receives or sends.
    pub direction: Direction,
    /// First day.
    pub valid_from: NaiveDate,
    /// Last day, when it is to end.
    pub valid_to: Option<NaiveDate>,
    /// Who set it last, where the source tells.
    pub updated_by: Option<String>,
}

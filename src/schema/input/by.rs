//! What names one record.

use async_graphql::{ID, InputObject, OneofObject};

use crate::model::{
    Cvr, Gln, MessageTypeKey, MunicipalityCode, ProviderNumber, RegionCode, Revision, ShakCode, SorCode,
};
use crate::register::{self, UnitIdentifier};
use crate::schema::id::Named;
use crate::schema::scalars::Date;
use crate::schema::types::MessageFormat;

/// Names an institution owner, a health institution or an organisational unit.
#[derive(Debug, Clone, OneofObject)]
pub enum SorEntityBy {
    /// Its SOR code (SOR-kode).
    SorCode(SorCode),
    /// Its id in this graph.
    Id(ID),
}

impl SorEntityBy {
    /// The SOR code; `None` when the id is none of a record of the tree.
    pub fn code(&self) -> Option<SorCode> {
        match self {
            Self::SorCode(code) => Some(*code),
            Self::Id(id) => match Named::read(id)? {
                Named::Unit(code) => Some(code),
                _ => None,
            },
        }
    }
}

/// Names a region.
#[derive(Debug, Clone, OneofObject)]
pub enum RegionBy {
    /// Its region code (regionskode).
    Code(RegionCode),
    /// Its id in this graph.
    Id(ID),
}

impl RegionBy {
    /// The code; `None` when the id is none of a region.
    pub fn code(self) -> Option<RegionCode> {
        match self {
            Self::Code(code) => Some(code),
            Self::Id(id) => match Named::read(&id)? {
                Named::Region(code) => Some(code),
                _ => None,
            },
        }
    }
}

/// Names a municipality.
#[derive(Debug, Clone, OneofObject)]
pub enum MunicipalityBy {
    /// Its municipality code (kommunekode).
    Code(MunicipalityCode),
    /// Its id in this graph.
    Id(ID),
}

impl MunicipalityBy {
    /// The code; `None` when the id is none of a municipality.
    pub fn code(self) -> Option<MunicipalityCode> {
        match self {
            Self::Code(code) => Some(code),
            Self::Id(id) => match Named::read(&id)? {
                Named::Municipality(code) => Some(code),
                _ => None,
            },
        }
    }
}

/// Names a location number.
#[derive(Debug, Clone, OneofObject)]
pub enum LocationNumberBy {
    /// The number itself (GLN).
    Gln(Gln),
    /// Its id in this graph.
    Id(ID),
}

impl LocationNumberBy {
    /// The number; `None` when the id is none of a location number.
    pub fn gln(&self) -> Option<Gln> {
        match self {
            Self::Gln(gln) => Some(*gln),
            Self::Id(id) => match Named::read(id)? {
                Named::Number(gln) => Some(gln),
                _ => None,
            },
        }
    }
}

/// Names a message type.
#[derive(Debug, Clone, OneofObject)]
pub enum MessageTypeBy {
    /// Its format, type and version.
    Key(MessageTypeKeyInput),
    /// Its id in this graph.
    Id(ID),
}

/// What identifies a message type.
#[derive(Debug, Clone, InputObject)]
pub struct MessageTypeKeyInput {
    /// Format.
    pub format: MessageFormat,
    /// Type, for example "DIS91".
    pub r#type: String,
    /// Version, for example "D9134L".
    pub version: String,
}

impl MessageTypeBy {
    /// The key; `None` when the id is none of a message type.
    pub fn key(self) -> Option<MessageTypeKey> {
        match self {
            Self::Key(key) => {
                Some(MessageTypeKey { format: key.format.into(), kind: key.r#type, version: key.version })
            }
            Self::Id(id) => match Named::read(&id)? {
                Named::MessageType(key) => Some(key),
                _ => None,
            },
        }
    }
}

/// An identifier that several records may bear.
#[derive(Debug, Clone, OneofObject)]
pub enum Identifier {
    /// SHAK code (SHAK-kode).
    ShakCode(ShakCode),
    /// Provider number (ydernummer).
    ProviderNumber(ProviderNumber),
    /// CVR number (CVR-nummer).
    CvrNumber(Cvr),
    /// Location number (lokationsnummer), own or inherited.
    Gln(Gln),
}

/// A code that a record bears or once bore.
#[derive(Debug, Clone, OneofObject)]
pub enum AnyCode {
    /// SOR code (SOR-kode) of a record, closed or not.
    SorCode(SorCode),
    /// SHAK code (SHAK-kode, SghAfd).
    ShakCode(ShakCode),
    /// Location number (lokationsnummer, EAN).
    Gln(Gln),
    /// Provider number (ydernummer).
    ProviderNumber(ProviderNumber),
}

impl From<AnyCode> for register::AnyCode {
    fn from(code: AnyCode) -> Self {
        let text = |kind, code: &dyn ToString| Self::Identifier(kind, code.to_string());
        match code {
            AnyCode::SorCode(code) => Self::Sor(code),
            AnyCode::Gln(gln) => Self::Gln(gln),
            AnyCode::ShakCode(code) => text(UnitIdentifier::Shak, &code),
            AnyCode::ProviderNumber(number) => text(UnitIdentifier::ProviderNumber, &number),
        }
    }
}

/// A point on both time axes.
#[derive(Debug, Clone, Copy, Default, InputObject)]
pub struct PointInput {
    /// The day in the world; today in Denmark when left out.
    pub at: Option<Date>,
    /// The commit up to which the register is read; the newest when left out.
    pub revision: Option<Revision>,
}

//! Opaque ids: a kind and a natural key in base64.

use async_graphql::ID;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use crate::model::{Gln, MessageTypeKey, MunicipalityCode, RegionCode, SorCode};

/// What an id names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Named {
    /// A region.
    Region(RegionCode),
    /// A municipality.
    Municipality(MunicipalityCode),
    /// A record of the tree, of whichever level.
    Unit(SorCode),
    /// A location number.
    Number(Gln),
    /// A message type.
    MessageType(MessageTypeKey),
    /// A case, for those who may see it.
    Case(i64),
}

impl Named {
    /// The id.
    pub fn id(&self) -> ID {
        let text = match self {
            Self::Region(code) => format!("region:{code}"),
            Self::Municipality(code) => format!("municipality:{code}"),
            Self::Unit(code) => format!("sor:{code}"),
            Self::Number(gln) => format!("gln:{gln}"),
            Self::MessageType(key) => format!("message:{key}"),
            Self::Case(number) => format!("case:{number}"),
        };
        URL_SAFE_NO_PAD.encode(text).into()
    }

    /// What `id` names; `None` when it is none of ours.
    pub fn read(id: &str) -> Option<Self> {
        let text = String::from_utf8(URL_SAFE_NO_PAD.decode(id).ok()?).ok()?;
        let (kind, key) = text.split_once(':').filter(|_| !text.contains('\0'))?;
        match kind {
            "region" => key.parse().ok().map(Self::Region),
            "municipality" => key.parse().ok().map(Self::Municipality),
            "sor" => key.parse().ok().map(Self::Unit),
            "gln" => key.parse().ok().map(Self::Number),
            "case" => key.parse().ok().map(Self::Case),
            "message" => MessageTypeKey::from_stored(key).map(Self::MessageType),
            _ => None,
        }
    }
}

use async_graphql::{Context, OneofObject};

use crate::model::{MunicipalityCode, Party, RegionCode, SorCode};
use crate::register::{PlaceKind, RegisterError};
use crate::schema::context::request;
use crate::schema::error::{Answer, Problem};

/// An organisation, named in one of these ways.
#[derive(Debug, Clone, OneofObject)]
pub enum PartyInput {
    /// SOR code of an institution owner.
    Owner(SorCode),
    /// Code of a municipality: the institution owner that stands for it.
    Municipality(MunicipalityCode),
    /// Code of a region: the institution owner that stands for it.
    Region(RegionCode),
    /// True: the authority that runs the register (Sundhedsdatastyrelsen).
    Authority(bool),
    /// True: MedCom.
    MedCom(bool),
    /// Code of a system supplier (systemleverandør).
    Supplier(String),
}

impl PartyInput {
    /// The party; an error of the request where a place has no owner today.
    pub async fn party(&self, ctx: &Context<'_>) -> Answer<Party> {
        let (kind, code) = match self {
            Self::Owner(code) => return Ok(Party::Owner(*code)),
            Self::Authority(true) => return Ok(Party::Authority),
            Self::MedCom(true) => return Ok(Party::MedCom),
            Self::Authority(false) | Self::MedCom(false) => {
                return Err(Problem::argument("authority and medCom are true, or left out."));
            }
            Self::Supplier(code) if code.trim().is_empty() => {
                return Err(Problem::argument("A supplier has a code."));
            }
            Self::Supplier(code) => return Ok(Party::Supplier(code.trim().to_owned())),
            Self::Municipality(code) => (PlaceKind::Municipality, code.to_string()),
            Self::Region(code) => (PlaceKind::Region, code.to_string()),
        };
        let request = request(ctx)?;
        let keys = [code.clone()];
        let owners = request.reader().owners_of_places(request.now(), kind, &keys).await;
        let owner = owners.map_err(RegisterError::from)?.remove(&code);
        let unknown = || Problem::argument(format!("No institution owner stands for {code} today."));
        owner.map(|owner| Party::Owner(owner.content.sor_code)).ok_or_else(unknown)
    }
}

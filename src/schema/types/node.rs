use async_graphql::{Context, ID, Interface};

use super::{
    HealthInstitution, InstitutionOwner, LocationNumber, MessageType, Municipality, OrganisationalUnit,
    Region, SorEntity, UnitView,
};
use crate::model::Point;
use crate::schema::error::Answer;
use crate::schema::id::Named;

/// Anything that has an id.
#[derive(Debug, Clone, Interface)]
#[graphql(field(
    name = "id",
    ty = "ID",
    desc = "Opaque id, good for node and nodes. It stays the same for ever."
))]
pub enum Node {
    /// A region.
    Region(Region),
    /// A municipality.
    Municipality(Municipality),
    /// An institution owner.
    InstitutionOwner(InstitutionOwner),
    /// A health institution.
    HealthInstitution(HealthInstitution),
    /// An organisational unit.
    OrganisationalUnit(OrganisationalUnit),
    /// A location number.
    LocationNumber(LocationNumber),
    /// A message type.
    MessageType(MessageType),
}

impl Node {
    /// What the id names at the point; `None` when it names nothing there.
    pub async fn load(ctx: &Context<'_>, point: Point, id: &str) -> Answer<Option<Self>> {
        let Some(named) = Named::read(id) else {
            return Ok(None);
        };
        Ok(match named {
            Named::Region(code) => Region::load(ctx, point, &code).await?.map(Self::from),
            Named::Municipality(code) => Municipality::load(ctx, point, &code).await?.map(Self::from),
            Named::Unit(code) => UnitView::load(ctx, point, code).await?.map(SorEntity::from).map(Self::from),
            Named::Number(gln) => LocationNumber::load(ctx, point, gln).await?.map(Self::from),
            Named::MessageType(key) => MessageType::load(ctx, point.revision, &key).await?.map(Self::from),
            // A case is no record of the register that everybody may see: the field `case` shows it.
            Named::Case(_) => None,
        })
    }
}

impl From<SorEntity> for Node {
    fn from(entity: SorEntity) -> Self {
        match entity {
            SorEntity::InstitutionOwner(owner) => owner.into(),
            SorEntity::HealthInstitution(institution) => institution.into(),
            SorEntity::OrganisationalUnit(unit) => unit.into(),
        }
    }
}

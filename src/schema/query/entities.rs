//! Federation: records by their keys, for `_entities`.
//!
//! Keys are taken as text and read here. The library fails a whole batch when a
//! key does not parse; here an unknown or malformed key is null and leaves the
//! others alone. Entities are read where the whole request reads (decision 10).

use async_graphql::{Context, ID, Object, Result};

use crate::model::{MessageFormat, MessageTypeKey};
use crate::schema::context::request;
use crate::schema::error::Answer;
use crate::schema::id::Named;
use crate::schema::types::{
    HealthInstitution, InstitutionOwner, LocationNumber, MessageType, Municipality, Node, OrganisationalUnit,
    Region, UnitNode, UnitView,
};

#[derive(Default)]
pub struct Entities;

/// The record of the SOR code in `text`, when it is of the asked type.
async fn unit<N: UnitNode>(ctx: &Context<'_>, text: &str) -> Result<Option<N>> {
    let Ok(code) = text.parse() else { return Ok(None) };
    Ok(UnitView::load(ctx, request(ctx)?.entity_point()?, code).await?.and_then(N::of))
}

/// The record of the id in `text`, when it is of the asked type.
async fn unit_by_id<N: UnitNode>(ctx: &Context<'_>, text: &str) -> Result<Option<N>> {
    let Some(Named::Unit(code)) = Named::read(text) else {
        return Ok(None);
    };
    Ok(UnitView::load(ctx, request(ctx)?.entity_point()?, code).await?.and_then(N::of))
}

async fn node(ctx: &Context<'_>, id: &str) -> Answer<Option<Node>> {
    Node::load(ctx, request(ctx)?.entity_point()?, id).await
}

#[Object]
impl Entities {
    #[graphql(entity)]
    async fn region(&self, ctx: &Context<'_>, code: String) -> Result<Option<Region>> {
        let Ok(code) = code.parse() else { return Ok(None) };
        Ok(Region::load(ctx, request(ctx)?.entity_point()?, &code).await?)
    }

    #[graphql(entity)]
    async fn region_by_id(&self, ctx: &Context<'_>, id: ID) -> Result<Option<Region>> {
        match node(ctx, &id).await? {
            Some(Node::Region(region)) => Ok(Some(region)),
            _ => Ok(None),
        }
    }

    #[graphql(entity)]
    async fn municipality(&self, ctx: &Context<'_>, code: String) -> Result<Option<Municipality>> {
        let Ok(code) = code.parse() else { return Ok(None) };
        Ok(Municipality::load(ctx, request(ctx)?.entity_point()?, &code).await?)
    }

    #[graphql(entity)]
    async fn municipality_by_id(&self, ctx: &Context<'_>, id: ID) -> Result<Option<Municipality>> {
        match node(ctx, &id).await? {
            Some(Node::Municipality(municipality)) => Ok(Some(municipality)),
            _ => Ok(None),
        }
    }

    #[graphql(entity)]
    async fn institution_owner(
        &self,
        ctx: &Context<'_>,
        sor_code: String,
    ) -> Result<Option<InstitutionOwner>> {
        unit(ctx, &sor_code).await
    }

    #[graphql(entity)]
    async fn institution_owner_by_id(&self, ctx: &Context<'_>, id: ID) -> Result<Option<InstitutionOwner>> {
        unit_by_id(ctx, &id).await
    }

    #[graphql(entity)]
    async fn health_institution(
        &self,
        ctx: &Context<'_>,
        sor_code: String,
    ) -> Result<Option<HealthInstitution>> {
        unit(ctx, &sor_code).await
    }

    #[graphql(entity)]
    async fn health_institution_by_id(&self, ctx: &Context<'_>, id: ID) -> Result<Option<HealthInstitution>> {
        unit_by_id(ctx, &id).await
    }

    #[graphql(entity)]
    async fn organisational_unit(
        &self,
        ctx: &Context<'_>,
        sor_code: String,
    ) -> Result<Option<OrganisationalUnit>> {
        unit(ctx, &sor_code).await
    }

    #[graphql(entity)]
    async fn organisational_unit_by_id(
        &self,
        ctx: &Context<'_>,
        id: ID,
    ) -> Result<Option<OrganisationalUnit>> {
        unit_by_id(ctx, &id).await
    }

    #[graphql(entity)]
    async fn location_number(&self, ctx: &Context<'_>, gln: String) -> Result<Option<LocationNumber>> {
        let Ok(gln) = gln.parse() else { return Ok(None) };
        Ok(LocationNumber::load(ctx, request(ctx)?.entity_point()?, gln).await?)
    }

    #[graphql(entity)]
    async fn location_number_by_id(&self, ctx: &Context<'_>, id: ID) -> Result<Option<LocationNumber>> {
        match node(ctx, &id).await? {
            Some(Node::LocationNumber(number)) => Ok(Some(number)),
            _ => Ok(None),
        }
    }

    #[graphql(entity)]
    async fn message_type(
        &self,
        ctx: &Context<'_>,
        format: String,
        r#type: String,
        version: String,
    ) -> Result<Option<MessageType>> {
        let Some(format) = MessageFormat::from_name(&format) else {
            return Ok(None);
        };
        let key = MessageTypeKey { format, kind: r#type, version };
        Ok(MessageType::load(ctx, request(ctx)?.entity_point()?.revision, &key).await?)
    }

    #[graphql(entity)]
    async fn message_type_by_id(&self, ctx: &Context<'_>, id: ID) -> Result<Option<MessageType>> {
        match node(ctx, &id).await? {
            Some(Node::MessageType(message_type)) => Ok(Some(message_type)),
            _ => Ok(None),
        }
    }
}

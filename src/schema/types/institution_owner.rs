use async_graphql::{Context, Result};

use super::sor_entity::sor_entity;
use super::{HealthInstitution, Municipality, OwnerType, Region};
use crate::model::{self, CodeList, SorCode};
use crate::schema::error::Answer;
use crate::schema::lists::UnitSource;

impl InstitutionOwner {
    #[expect(clippy::unused_async, reason = "every source of a list may have to be loaded")]
    async fn institutions(&self, _: &Context<'_>) -> Answer<Option<UnitSource>> {
        Ok(Some(self.0.children()))
    }

    #[expect(clippy::unused_async, reason = "the root of a tree may have to be loaded")]
    async fn root(&self, _: &Context<'_>) -> Answer<Option<SorCode>> {
        Ok(Some(self.0.code()))
    }

    fn kind(&self) -> Option<OwnerType> {
        OwnerType::from_code(self.0.unit().type_code.as_deref()?)
    }

    async fn place(&self, ctx: &Context<'_>) -> Answer<Option<model::Address>> {
        let address = self.0.address(ctx, self.0.unit().postal_address).await?;
        Ok(address.map(|found| found.address.as_ref().clone()))
    }
}

sor_entity! {
    /// Institution owner (institutionsejer, IE): a region, a municipality, the state or a
    /// private owner. The top level of the tree.
    InstitutionOwner(CodeList::OwnerType) {
        connections {
            lists {
                /// Health institutions (sundhedsinstitutioner) of the owner.
                health_institutions: HealthInstitution = institutions;
            }
            numbers {
                /// Location numbers (lokationsnumre) held in the owner's tree, by itself or a record below.
                location_numbers = root;
            }
        }
        fields {
            /// Kind of the owner. Null where its type is none of the four.
            async fn owner_type(&self) -> Option<OwnerType> {
                self.kind()
            }

            /// The municipality (kommune) that the owner stands for, told from its postal address.
            /// Null on owners of another kind.
            async fn municipality(&self, ctx: &Context<'_>) -> Result<Option<Municipality>> {
                if self.kind() != Some(OwnerType::Municipality) {
                    return Ok(None);
                }
                match self.place(ctx).await?.and_then(|address| address.municipality_code()) {
                    Some(code) => Ok(Municipality::load(ctx, self.point(), &code).await?),
                    None => Ok(None),
                }
            }

            /// The region that the owner stands for, told from its postal address. Null on owners of
            /// another kind.
            async fn region(&self, ctx: &Context<'_>) -> Result<Option<Region>> {
                if self.kind() != Some(OwnerType::Region) {
                    return Ok(None);
                }
                match self.place(ctx).await?.and_then(|address| address.region_code()) {
                    Some(code) => Ok(Region::load(ctx, self.point(), &code).await?),
                    None => Ok(None),
                }
            }
        }
    }
}

//! What health institutions and organisational units share beyond [`super::SorEntity`].

use super::UnitView;
use crate::register::UnitScope;
use crate::schema::lists::UnitSource;

impl UnitView {
    /// The records directly below.
    pub fn children(&self) -> UnitSource {
        let above = self.above_children();
        UnitSource { scope: UnitScope::Children, key: self.code().to_string(), above }
    }

    /// The records so many levels below, and all between.
    pub fn subtree(&self, depth: u32) -> UnitSource {
        UnitSource::new(UnitScope::Descendants { depth }, self.code().to_string())
    }
}

/// A health institution or an organisational unit: [`super::sor_entity::sor_entity`]
/// with the fields that these two share.
macro_rules! sub_unit {
    (
        $(#[$meta:meta])*
        $name:ident {
            connections { lists { $($lists:tt)* } }
            fields { $($fields:tt)* }
        }
    ) => {
        impl $name {
            async fn directly_below(
                &self,
                _: &async_graphql::Context<'_>,
            ) -> crate::schema::error::Answer<Option<crate::schema::lists::UnitSource>> {
                Ok(Some(self.0.children()))
            }

            fn subtree(&self, depth: u32) -> Option<crate::schema::lists::UnitSource> {
                Some(self.0.subtree(depth))
            }
        }

        super::sor_entity::sor_entity! {
            $(#[$meta])*
            $name(crate::model::CodeList::UnitType) {
                connections {
                    lists { $($lists)* }
                    deep {
                        /// Organisational units below the record (underenheder), on every level down to maxDepth.
                        descendants: OrganisationalUnit = subtree;
                    }
                }
                fields {
                    /// Own visiting address (besøgsadresse). Null where another one stands in.
                    async fn visiting_address(
                        &self,
                        ctx: &async_graphql::Context<'_>,
                    ) -> async_graphql::Result<Option<super::Address>> {
                        Ok(self.0.address(ctx, self.0.unit().visiting_address).await?)
                    }

                    /// The visiting address in effect: its own, else the postal address in effect. Null
                    /// where there is neither.
                    async fn effective_visiting_address(
                        &self,
                        ctx: &async_graphql::Context<'_>,
                    ) -> async_graphql::Result<Option<super::Effective<super::Address>>> {
                        Ok(self.0.effective_address(ctx, crate::model::inheritance::visiting_address::<crate::model::Unit>).await?)
                    }

                    /// The municipality (kommune) in which the effective visiting address lies. Null where
                    /// the address names none that the register knows.
                    async fn municipality(
                        &self,
                        ctx: &async_graphql::Context<'_>,
                    ) -> async_graphql::Result<Option<super::Municipality>> {
                        Ok(self.0.municipality(ctx).await?)
                    }

                    /// The region in which the effective visiting address lies on the day of the query.
                    /// Null where it is not known.
                    async fn region(
                        &self,
                        ctx: &async_graphql::Context<'_>,
                    ) -> async_graphql::Result<Option<super::Region>> {
                        Ok(self.0.region(ctx).await?)
                    }

                    /// SHAK code (SHAK-kode, SghAfd). Null outside the hospital classification.
                    async fn shak_code(&self) -> Option<crate::model::ShakCode> {
                        self.0.unit().shak.clone()
                    }

                    /// Geographical parent (geografisk mor): where the record lies. Null where the source does not tell.
                    async fn geographical_parent(&self) -> Option<super::GeographicalParent> {
                        let parent = self.0.unit().geographical_parent?;
                        Some(super::GeographicalParent { point: self.point(), parent })
                    }

                    /// The institution owner (institutionsejer) at the top of the tree. Null where the tree
                    /// does not reach one.
                    async fn institution_owner(
                        &self,
                        ctx: &async_graphql::Context<'_>,
                    ) -> async_graphql::Result<Option<super::InstitutionOwner>> {
                        let fits = |unit: &crate::model::Unit| unit.kind == crate::model::UnitKind::InstitutionOwner;
                        Ok(self.0.nearest(ctx, fits).await?.map(super::InstitutionOwner))
                    }

                    /// The way from the institution owner down to the record itself. Null only when the
                    /// register cannot be read now.
                    async fn path(
                        &self,
                        ctx: &async_graphql::Context<'_>,
                    ) -> async_graphql::Result<Option<Vec<super::SorEntity>>> {
                        Ok(Some(self.0.path(ctx).await?))
                    }

                    $($fields)*
                }
            }
        }
    };
}

pub(super) use sub_unit;

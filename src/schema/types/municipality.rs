use std::sync::Arc;

use async_graphql::{Context, ID, Result};

use super::{HealthInstitution, InstitutionOwner, OrganisationalUnit, Region, State, UnitView};
use crate::model::{self, MunicipalityCode, Point, SorCode, Version, sort_key};
use crate::register::{PlaceKind, SortKey, UnitScope};
use crate::schema::context::loaders;
use crate::schema::error::Answer;
use crate::schema::id::Named;
use crate::schema::lists::UnitSource;
use crate::schema::object::object;
use crate::schema::scalars::Date;

/// A municipality, seen from a point.
#[derive(Debug, Clone)]
pub struct Municipality {
    /// The point.
    pub point: Point,
    /// The municipality.
    pub record: Arc<Version<model::Municipality>>,
}

impl Municipality {
    /// Every municipality that the register knows at the point, in force or not.
    pub async fn all(ctx: &Context<'_>, point: Point) -> Answer<Vec<Self>> {
        let all = loaders(ctx)?.municipalities.load(point, ()).await?.unwrap_or_default();
        Ok(all.iter().map(|record| Self { point, record: Arc::clone(record) }).collect())
    }

    /// The municipality of that code.
    pub async fn load(ctx: &Context<'_>, point: Point, code: &MunicipalityCode) -> Answer<Option<Self>> {
        let all = loaders(ctx)?.municipalities.load(point, ()).await?.unwrap_or_default();
        let found = all.iter().find(|municipality| municipality.content.code == *code);
        Ok(found.map(|record| Self { point, record: Arc::clone(record) }))
    }

    /// Its place in a list of municipalities.
    pub fn key(&self) -> SortKey {
        municipality_key(&self.record.content)
    }

    fn point(&self) -> Point {
        self.point
    }

    fn code(&self) -> String {
        self.record.content.code.to_string()
    }

    async fn owner(&self, ctx: &Context<'_>) -> Answer<Option<InstitutionOwner>> {
        InstitutionOwner::of_place(ctx, self.point, PlaceKind::Municipality, self.code()).await
    }

    async fn owned(&self, ctx: &Context<'_>) -> Answer<Option<UnitSource>> {
        Ok(self.owner(ctx).await?.map(|owner| owner.0.children()))
    }

    async fn root(&self, ctx: &Context<'_>) -> Answer<Option<SorCode>> {
        Ok(self.owner(ctx).await?.map(|owner| owner.0.code()))
    }

    #[expect(clippy::unused_async, reason = "every source of a list may have to be loaded")]
    async fn within(&self, _: &Context<'_>) -> Answer<Option<UnitSource>> {
        Ok(Some(UnitSource::new(UnitScope::WithinMunicipality, self.code())))
    }
}

/// The place of a municipality in a list of municipalities.
pub fn municipality_key(content: &model::Municipality) -> SortKey {
    SortKey { rank: 0, value: sort_key(&content.name), id: content.code.to_string() }
}

impl InstitutionOwner {
    /// The owner that stands for the place of that code.
    pub async fn of_place(
        ctx: &Context<'_>,
        point: Point,
        kind: PlaceKind,
        code: String,
    ) -> Answer<Option<Self>> {
        let record = loaders(ctx)?.place_owners.load((point, kind), code).await?;
        Ok(record.map(|record| Self(UnitView::new(point, record))))
    }
}

object! {
    /// Municipality (kommune). Denmark has 98.
    Municipality {
        connections {
            lists {
                /// Health institutions (sundhedsinstitutioner) that the municipality owns, wherever they lie.
                /// Empty where the register has no owner for it.
                health_institutions: HealthInstitution = owned;
                /// Health institutions (sundhedsinstitutioner) of any owner whose effective visiting address
                /// lies in the municipality.
                health_institutions_within: HealthInstitution = within;
                /// Organisational units (organisatoriske enheder) of any owner whose effective visiting address
                /// lies in the municipality.
                organisational_units_within: OrganisationalUnit = within;
            }
            numbers {
                /// Location numbers (lokationsnumre) held in the tree of the municipality's institution owner.
                /// Empty where the register has no owner for it.
                location_numbers = root;
            }
        }
        fields {
            /// Opaque id, good for node and nodes.
            pub async fn id(&self) -> ID {
                Named::Municipality(self.record.content.code.clone()).id()
            }

            /// Municipality code (kommunekode), 4 digits with leading zero.
            #[graphql(name = "code")]
            async fn municipality_code(&self) -> MunicipalityCode {
                self.record.content.code.clone()
            }

            /// Danish name, without "Kommune".
            async fn name(&self) -> &str {
                &self.record.content.name
            }

            /// State on the day of the query.
            async fn state(&self) -> State {
                self.record.state(self.point.at).into()
            }

            /// First day on which this holds: a change of name or region starts a new period.
            async fn valid_from(&self) -> Date {
                Date(self.record.content.valid_from)
            }

            /// Last day on which this holds. Null while no end is known.
            async fn valid_to(&self) -> Option<Date> {
                self.record.content.valid_to.map(Date)
            }

            /// The region in which the municipality lies on the day of the query. Null while that region's
            /// code is not known, as for Region Østdanmark from 2027-01-01.
            async fn region(&self, ctx: &Context<'_>) -> Result<Option<Region>> {
                match &self.record.content.region {
                    Some(code) => Ok(Region::load(ctx, self.point, code).await?),
                    None => Ok(None),
                }
            }

            /// The institution owner (institutionsejer) that stands for the municipality. The register does
            /// not say so outright: it is the owner of type municipality whose postal address lies in it.
            /// Null where there is none.
            async fn institution_owner(&self, ctx: &Context<'_>) -> Result<Option<InstitutionOwner>> {
                Ok(self.owner(ctx).await?)
            }
        }
    }
}

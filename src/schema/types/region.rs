use std::sync::Arc;

use async_graphql::{Context, ID, Result};

use super::{HealthInstitution, InstitutionOwner, Municipality, OrganisationalUnit, State};
use crate::model::{self, Point, RegionCode, Version};
use crate::register::{PlaceKind, SortKey, UnitScope};
use crate::schema::connection::{Connection, Reading};
use crate::schema::context::loaders;
use crate::schema::cursor::ListMark;
use crate::schema::error::Answer;
use crate::schema::id::Named;
use crate::schema::input::MunicipalityFilter;
use crate::schema::lists::UnitSource;
use crate::schema::object::object;
use crate::schema::paging::PageArgs;
use crate::schema::scalars::Date;

/// A region, seen from a point.
#[derive(Debug, Clone)]
pub struct Region {
    /// The point.
    pub point: Point,
    /// The region.
    pub record: Arc<Version<model::Region>>,
}

impl Region {
    /// Every region that the register knows at the point, in force or not.
    pub async fn all(ctx: &Context<'_>, point: Point) -> Answer<Vec<Self>> {
        let all = loaders(ctx)?.regions.load(point, ()).await?.unwrap_or_default();
        Ok(all.iter().map(|record| Self { point, record: Arc::clone(record) }).collect())
    }

    /// The region of that code.
    pub async fn load(ctx: &Context<'_>, point: Point, code: &RegionCode) -> Answer<Option<Self>> {
        let all = Self::all(ctx, point).await?;
        Ok(all.into_iter().find(|region| region.record.content.code == *code))
    }

    /// Its place in a list of regions.
    pub fn key(&self) -> SortKey {
        SortKey { id: self.record.content.code.to_string(), ..SortKey::default() }
    }

    fn point(&self) -> Point {
        self.point
    }

    #[expect(clippy::unused_async, reason = "every source of a list may have to be loaded")]
    async fn within(&self, _: &Context<'_>) -> Answer<Option<UnitSource>> {
        Ok(Some(UnitSource::new(UnitScope::WithinRegion, self.record.content.code.to_string())))
    }

    async fn its_municipalities(
        &self,
        ctx: &Context<'_>,
        page: PageArgs,
    ) -> Answer<Connection<Municipality>> {
        let mark = region_municipalities_mark();
        let request = page.within(&mark, self.point)?;
        let reading = Reading { mark: &mark, point: self.point, request: &request };
        let region = Some(self.record.content.code.clone());
        let fits = MunicipalityFilter { region, ..MunicipalityFilter::default() }.read(self.point)?;
        let all = Municipality::all(ctx, self.point).await?.into_iter();
        let items = all.filter(|found| fits(&found.record)).map(|found| (found.key(), found));
        Ok(Connection::of_whole(items.collect(), &reading, |found| found))
    }
}

/// What tells the municipalities of a region from other lists.
pub fn region_municipalities_mark() -> ListMark {
    ListMark::new(&"Region.municipalities", |_| true)
}

object! {
    /// Region: Denmark has five until 2026-12-31 and four from 2027-01-01.
    Region {
        connections {
            lists {
                /// Health institutions (sundhedsinstitutioner) of any owner whose effective visiting address
                /// lies in the region.
                health_institutions_within: HealthInstitution = within;
                /// Organisational units (organisatoriske enheder) of any owner whose effective visiting address
                /// lies in the region.
                organisational_units_within: OrganisationalUnit = within;
            }
            pages {
                /// Municipalities (kommuner) that lie in the region on the day of the query, by name.
                municipalities: Municipality = its_municipalities;
            }
        }
        fields {
            /// Opaque id, good for node and nodes.
            pub async fn id(&self) -> ID {
                Named::Region(self.record.content.code.clone()).id()
            }

            /// Region code (regionskode), 4 digits.
            async fn code(&self) -> RegionCode {
                self.record.content.code.clone()
            }

            /// Danish name.
            async fn name_da(&self) -> &str {
                &self.record.content.name_da
            }

            /// English name. Null where none is known.
            async fn name_en(&self) -> Option<&str> {
                self.record.content.name_en.as_deref()
            }

            /// ISO 3166-2 code, for example "DK-82". Null where there is none.
            async fn iso_code(&self) -> Option<&str> {
                self.record.content.iso_code.as_deref()
            }

            /// State on the day of the query.
            async fn state(&self) -> State {
                self.record.state(self.point.at).into()
            }

            /// First day of the region.
            async fn valid_from(&self) -> Date {
                Date(self.record.content.valid_from)
            }

            /// Last day of the region. Null while no end is known.
            async fn valid_to(&self) -> Option<Date> {
                self.record.content.valid_to.map(Date)
            }

            /// Danish name of the region that takes over after validTo. Null where none does. It is a name
            /// because the code of a region to come may not be public yet.
            async fn successor_name(&self) -> Option<&str> {
                self.record.content.successor.as_deref()
            }

            /// The institution owner (institutionsejer) that stands for the region: the owner of type region
            /// whose postal address names it. Null where none does.
            async fn institution_owner(&self, ctx: &Context<'_>) -> Result<Option<InstitutionOwner>> {
                let code = self.record.content.code.to_string();
                Ok(InstitutionOwner::of_place(ctx, self.point, PlaceKind::Region, code).await?)
            }
        }
    }
}

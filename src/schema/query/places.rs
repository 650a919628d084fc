//! Regions and municipalities.

use async_graphql::{Context, Object, Result};

use crate::model::Revision;
use crate::schema::connection::{Connection, Reading};
use crate::schema::context::request;
use crate::schema::cursor::ListMark;
use crate::schema::input::{MunicipalityBy, MunicipalityFilter, RegionBy, RegionFilter};
use crate::schema::paging::PageArgs;
use crate::schema::scalars::Date;
use crate::schema::types::{Municipality, Region};

#[derive(Default)]
pub struct PlaceQuery;

#[Object]
impl PlaceQuery {
    /// One region. Null where the register has none of that name at the point.
    async fn region(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What names it.")] by: RegionBy,
        #[graphql(desc = "The day for which to read; today in Denmark when left out.")] at: Option<Date>,
        #[graphql(desc = "The revision at which to read; the newest when left out.")] revision: Option<
            Revision,
        >,
    ) -> Result<Option<Region>> {
        let point = request(ctx)?.point(at, revision)?;
        match by.code() {
            Some(code) => Ok(Region::load(ctx, point, &code).await?),
            None => Ok(None),
        }
    }

    /// Regions.
    ///
    /// A connection; by code. Null only when the register cannot be read now.
    async fn regions(
        &self,
        ctx: &Context<'_>,
        #[graphql(
            desc = "The day for which to read; today in Denmark, or that of the cursor, when left out."
        )]
        at: Option<Date>,
        #[graphql(desc = "The revision at which to read; the newest, or that of the cursor, when left out.")]
        revision: Option<Revision>,
        #[graphql(desc = "Which regions. Without a state: those in force on the day of the query.")]
        filter: Option<RegionFilter>,
        #[graphql(desc = "Records on a page read forwards: 1 to 100; 20 when left out.")] first: Option<i32>,
        #[graphql(desc = "Cursor after which the page starts. Not together with last or before.")]
        after: Option<String>,
        #[graphql(desc = "Records on a page read backwards: 1 to 100; 20 when left out.")] last: Option<i32>,
        #[graphql(desc = "Cursor before which the page ends. Not together with first or after.")]
        before: Option<String>,
    ) -> Result<Option<Connection<Region>>> {
        let filter = filter.unwrap_or_default();
        let mark = ListMark::new(&("regions", &filter), |_| true);
        let page = PageArgs { first, after, last, before };
        let (point, page) = page.at_root(&mark, request(ctx)?, at, revision)?;
        let reading = Reading { mark: &mark, point, request: &page };
        let fits = filter.read(point);
        let all = Region::all(ctx, point).await?.into_iter();
        let items = all.filter(|found| fits(&found.record)).map(|found| (found.key(), found));
        Ok(Some(Connection::of_whole(items.collect(), &reading, |found| found)))
    }

    /// One municipality (kommune). Null where the register has none of that name at the point.
    async fn municipality(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What names it.")] by: MunicipalityBy,
        #[graphql(desc = "The day for which to read; today in Denmark when left out.")] at: Option<Date>,
        #[graphql(desc = "The revision at which to read; the newest when left out.")] revision: Option<
            Revision,
        >,
    ) -> Result<Option<Municipality>> {
        let point = request(ctx)?.point(at, revision)?;
        match by.code() {
            Some(code) => Ok(Municipality::load(ctx, point, &code).await?),
            None => Ok(None),
        }
    }

    /// Municipalities (kommuner).
    ///
    /// A connection; by name in the Danish alphabet. Null only when the register cannot be read now.
    async fn municipalities(
        &self,
        ctx: &Context<'_>,
        #[graphql(
            desc = "The day for which to read; today in Denmark, or that of the cursor, when left out."
        )]
        at: Option<Date>,
        #[graphql(desc = "The revision at which to read; the newest, or that of the cursor, when left out.")]
        revision: Option<Revision>,
        #[graphql(desc = "Which municipalities. Without a state: those in force on the day of the query.")]
        filter: Option<MunicipalityFilter>,
        #[graphql(desc = "Records on a page read forwards: 1 to 100; 20 when left out.")] first: Option<i32>,
        #[graphql(desc = "Cursor after which the page starts. Not together with last or before.")]
        after: Option<String>,
        #[graphql(desc = "Records on a page read backwards: 1 to 100; 20 when left out.")] last: Option<i32>,
        #[graphql(desc = "Cursor before which the page ends. Not together with first or after.")]
        before: Option<String>,
    ) -> Result<Option<Connection<Municipality>>> {
        let filter = filter.unwrap_or_default();
        let mark = ListMark::new(&("municipalities", &filter), |_| true);
        let page = PageArgs { first, after, last, before };
        let (point, page) = page.at_root(&mark, request(ctx)?, at, revision)?;
        let reading = Reading { mark: &mark, point, request: &page };
        let fits = filter.read(point)?;
        let all = Municipality::all(ctx, point).await?.into_iter();
        let items = all.filter(|found| fits(&found.record)).map(|found| (found.key(), found));
        Ok(Some(Connection::of_whole(items.collect(), &reading, |found| found)))
    }
}

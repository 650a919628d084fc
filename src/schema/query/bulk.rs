//! Many records of the tree at once: by their codes, or by what several bear.

use async_graphql::{Context, Object, Result};

use crate::model::{Point, Revision, SorCode, State};
use crate::register::{
    PageDirection, PageRequest, UnitFilter, UnitIdentifier, UnitList, UnitOrder, UnitScope,
};
use crate::schema::context::{loaders, request};
use crate::schema::error::{Answer, Problem};
use crate::schema::input::Identifier;
use crate::schema::paging::MOST;
use crate::schema::scalars::Date;
use crate::schema::types::{SorEntity, UnitView};

#[derive(Default)]
pub struct BulkQuery;

#[Object]
impl BulkQuery {
    /// Many records by their SOR codes at once: in the order of the codes, null where the
    /// register has none of that code at the point.
    async fn sor_entities(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "SOR codes; 100 at most.")] sor_codes: Vec<SorCode>,
        #[graphql(desc = "The day for which to read; today in Denmark when left out.")] at: Option<Date>,
        #[graphql(desc = "The revision at which to read; the newest when left out.")] revision: Option<
            Revision,
        >,
    ) -> Result<Vec<Option<SorEntity>>> {
        let point = request(ctx)?.point(at, revision)?;
        if sor_codes.len() > MOST as usize {
            return Err(Problem::argument(format!("sorCodes takes {MOST} codes at most.")).into());
        }
        let units = sor_codes.iter().map(|code| UnitView::load(ctx, point, *code));
        let units = futures_util::future::try_join_all(units).await?;
        Ok(units.into_iter().map(|unit| unit.map(SorEntity::from)).collect())
    }

    /// Records that bear an identifier which does not identify one: units share and inherit
    /// them. Those in force first, then by name; 100 at most. Null only when the register
    /// cannot be read now. Counted as 100 records in a query's complexity.
    async fn sor_entities_by(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The identifier.")] identifier: Identifier,
        #[graphql(desc = "The day for which to read; today in Denmark when left out.")] at: Option<Date>,
        #[graphql(desc = "The revision at which to read; the newest when left out.")] revision: Option<
            Revision,
        >,
    ) -> Result<Option<Vec<SorEntity>>> {
        let point = request(ctx)?.point(at, revision)?;
        let mut units = bearing(ctx, point, identifier).await?;
        let in_force =
            |unit: &UnitView| matches!(unit.record.state(point.at), State::Active | State::Closing);
        units.sort_by_key(|unit| !in_force(unit));
        units.truncate(MOST as usize);
        Ok(Some(units.into_iter().map(SorEntity::from).collect()))
    }
}

/// The records that bear the identifier, by name.
async fn bearing(ctx: &Context<'_>, point: Point, identifier: Identifier) -> Answer<Vec<UnitView>> {
    let (kind, text) = match identifier {
        Identifier::ShakCode(code) => (UnitIdentifier::Shak, code.to_string()),
        Identifier::ProviderNumber(number) => (UnitIdentifier::ProviderNumber, number.to_string()),
        Identifier::CvrNumber(number) => (UnitIdentifier::Cvr, number.to_string()),
        Identifier::Gln(gln) => return using(ctx, point, gln.number().to_string()).await,
    };
    let found = loaders(ctx)?.units_by_identifier.load((point, kind), text).await?.unwrap_or_default();
    Ok(found.iter().map(|record| UnitView::new(point, record.clone())).collect())
}

/// The records that use the location number.
async fn using(ctx: &Context<'_>, point: Point, gln: String) -> Answer<Vec<UnitView>> {
    let (filter, order) = (UnitFilter::default(), UnitOrder::Name);
    let list = UnitList { scope: UnitScope::UsingNumber, filter, order, ascending: true };
    let page = PageRequest { size: MOST, direction: PageDirection::Forward, start: None };
    let found = loaders(ctx)?.unit_pages.load((point, list, page), gln).await?;
    let records = found.iter().flat_map(|page| &page.items);
    Ok(records.map(|(_, record)| UnitView::new(point, record.clone())).collect())
}

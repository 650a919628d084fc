//! Lists of records and numbers as fields ask for them: arguments in, connection out.

use async_graphql::Context;

use super::connection::{Connection, Reading, Total};
use super::context::{loaders, request};
use super::cursor::ListMark;
use super::error::{Answer, Problem};
use super::input::{LocationNumberFilter, LocationNumberOrder, SorEntityFilter, SorEntityOrder};
use super::paging::PageArgs;
use super::scalars::Date;
use super::types::{Above, LocationNumber, UnitNode, UnitView};
use crate::model::{Point, Revision};
use crate::register::{
    DEEPEST, NumberList, NumberScope, PageRequest, SortKey, UnitFilter, UnitList, UnitOrder, UnitScope,
};

/// Where the records of a nested list are found.
pub struct UnitSource {
    /// The scope.
    pub scope: UnitScope,
    /// The list's key in it.
    pub key: String,
    /// What stands above every record of the list, where that is known.
    pub above: Option<Above>,
}

impl UnitSource {
    /// A source whose records stand here and there.
    pub fn new(scope: UnitScope, key: String) -> Self {
        Self { scope, key, above: None }
    }
}

/// Arguments of a list of records.
pub struct UnitListArgs {
    /// Which of them.
    pub filter: Option<SorEntityFilter>,
    /// In what order.
    pub order_by: Option<SorEntityOrder>,
    /// Which page.
    pub page: PageArgs,
}

impl UnitListArgs {
    /// The page of a list that hangs on another record. Without a source it is empty.
    pub async fn within<N: UnitNode>(
        self,
        ctx: &Context<'_>,
        point: Point,
        source: Option<UnitSource>,
    ) -> async_graphql::Result<Option<Connection<N>>> {
        let scope = source.as_ref().map_or(UnitScope::Children, |source| source.scope);
        let list = self.list::<N>(scope)?;
        let mark = unit_mark(&list);
        let page = self.page.within(&mark, point)?;
        let Some(UnitSource { key, above, .. }) = source else {
            return Ok(Some(Connection::empty()));
        };
        Ok(Some(units(ctx, point, (list, key), above, &mark, page).await?))
    }

    /// The page of a root list.
    pub async fn at_root<N: UnitNode>(
        self,
        ctx: &Context<'_>,
        at: Option<Date>,
        revision: Option<Revision>,
    ) -> async_graphql::Result<Option<Connection<N>>> {
        let list = self.list::<N>(UnitScope::Register)?;
        let mark = unit_mark(&list);
        let (point, page) = self.page.at_root(&mark, request(ctx)?, at, revision)?;
        Ok(Some(units(ctx, point, (list, String::new()), None, &mark, page).await?))
    }

    fn list<N: UnitNode>(&self, scope: UnitScope) -> Answer<UnitList> {
        let filter = self.filter.clone().unwrap_or_default().read(N::KINDS)?;
        let (order, ascending) = self.order_by.clone().unwrap_or_default().read();
        Ok(UnitList { scope, filter, order, ascending })
    }
}

/// The depth of a list of descendants.
pub fn depth(asked: Option<i32>) -> Answer<u32> {
    let Some(asked) = asked else { return Ok(DEEPEST) };
    let depth = u32::try_from(asked).ok().filter(|depth| (1..=DEEPEST).contains(depth));
    depth.ok_or_else(|| Problem::argument(format!("maxDepth is 1 to {DEEPEST}, not {asked}.")))
}

/// The list that a search reads.
pub fn search_list(filter: UnitFilter) -> UnitList {
    UnitList { scope: UnitScope::Register, filter, order: UnitOrder::Relevance, ascending: true }
}

/// What tells a list of records from others.
pub fn unit_mark(list: &UnitList) -> ListMark {
    let fits: fn(&SortKey) -> bool = match list.order {
        UnitOrder::FirstFromDate => |key| coded(key) && key.value.parse::<Date>().is_ok(),
        UnitOrder::Name | UnitOrder::SorCode | UnitOrder::Relevance => coded,
    };
    ListMark::of(list.clone(), fits)
}

/// Whether a key can stand in a list of records that have numbers.
pub fn coded(key: &SortKey) -> bool {
    key.id.parse::<i64>().is_ok()
}

/// The page of a list of records.
async fn units<N: UnitNode>(
    ctx: &Context<'_>,
    point: Point,
    (list, key): (UnitList, String),
    above: Option<Above>,
    mark: &ListMark,
    page: PageRequest,
) -> Answer<Connection<N>> {
    let group = (point, list.clone(), page.clone());
    let found = loaders(ctx)?.unit_pages.load(group, key.clone()).await?;
    let reading = Reading { mark, point, request: &page };
    let total = Total::Units(Box::new((point, list, key)));
    let show = |record| N::from(UnitView::below(point, record, above.clone()));
    Ok(Connection::new(found.as_deref(), &reading, total, show))
}

/// Arguments of a list of location numbers.
pub struct NumberListArgs {
    /// Which of them.
    pub filter: Option<LocationNumberFilter>,
    /// In what order.
    pub order_by: Option<LocationNumberOrder>,
    /// Which page.
    pub page: PageArgs,
}

impl NumberListArgs {
    /// The page of the numbers held in the tree below the record of that SOR code; empty without one.
    pub async fn in_tree(
        self,
        ctx: &Context<'_>,
        point: Point,
        root: Option<String>,
    ) -> async_graphql::Result<Option<Connection<LocationNumber>>> {
        let (list, page_args) = self.list(NumberScope::Tree)?;
        let mark = ListMark::of(list.clone(), coded);
        let page = page_args.within(&mark, point)?;
        let Some(key) = root else {
            return Ok(Some(Connection::empty()));
        };
        Ok(Some(numbers(ctx, point, list, key, &mark, page).await?))
    }

    /// The page of all numbers of the register.
    pub async fn at_root(
        self,
        ctx: &Context<'_>,
        at: Option<Date>,
        revision: Option<Revision>,
    ) -> async_graphql::Result<Option<Connection<LocationNumber>>> {
        let (list, page_args) = self.list(NumberScope::Register)?;
        let mark = ListMark::of(list.clone(), coded);
        let (point, page) = page_args.at_root(&mark, request(ctx)?, at, revision)?;
        Ok(Some(numbers(ctx, point, list, String::new(), &mark, page).await?))
    }

    fn list(self, scope: NumberScope) -> Answer<(NumberList, PageArgs)> {
        let ascending = self.order_by.unwrap_or_default().ascending();
        Ok((self.filter.unwrap_or_default().read(scope, ascending)?, self.page))
    }
}

async fn numbers(
    ctx: &Context<'_>,
    point: Point,
    list: NumberList,
    key: String,
    mark: &ListMark,
    page: PageRequest,
) -> Answer<Connection<LocationNumber>> {
    let group = (point, list.clone(), page.clone());
    let found = loaders(ctx)?.number_pages.load(group, key.clone()).await?;
    let reading = Reading { mark, point, request: &page };
    let total = Total::Numbers(Box::new((point, list, key)));
    Ok(Connection::new(found.as_deref(), &reading, total, |record| LocationNumber { point, record }))
}

//! Location numbers.

use async_graphql::{Context, Object, Result};

use crate::model::Revision;
use crate::schema::connection::Connection;
use crate::schema::context::request;
use crate::schema::input::{LocationNumberBy, LocationNumberFilter, LocationNumberOrder};
use crate::schema::lists::NumberListArgs;
use crate::schema::paging::PageArgs;
use crate::schema::scalars::Date;
use crate::schema::types::LocationNumber;

#[derive(Default)]
pub struct NumberQuery;

#[Object]
impl NumberQuery {
    /// One location number (lokationsnummer). Null where the register has none of that name at
    /// the point. Closed and future ones are found, too: see state.
    async fn location_number(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What names it.")] by: LocationNumberBy,
        #[graphql(desc = "The day for which to read; today in Denmark when left out.")] at: Option<Date>,
        #[graphql(desc = "The revision at which to read; the newest when left out.")] revision: Option<
            Revision,
        >,
    ) -> Result<Option<LocationNumber>> {
        let point = request(ctx)?.point(at, revision)?;
        match by.gln() {
            Some(gln) => Ok(LocationNumber::load(ctx, point, gln).await?),
            None => Ok(None),
        }
    }

    /// Location numbers (lokationsnumre).
    ///
    /// A connection; by number. Null only when the register cannot be read now.
    async fn location_numbers(
        &self,
        ctx: &Context<'_>,
        #[graphql(
            desc = "The day for which to read; today in Denmark, or that of the cursor, when left out."
        )]
        at: Option<Date>,
        #[graphql(desc = "The revision at which to read; the newest, or that of the cursor, when left out.")]
        revision: Option<Revision>,
        #[graphql(desc = "Which numbers. Without a state: those in force on the day of the query.")]
        filter: Option<LocationNumberFilter>,
        #[graphql(desc = "In what order. By number, upwards, when left out.")] order_by: Option<
            LocationNumberOrder,
        >,
        #[graphql(desc = "Records on a page read forwards: 1 to 100; 20 when left out.")] first: Option<i32>,
        #[graphql(desc = "Cursor after which the page starts. Not together with last or before.")]
        after: Option<String>,
        #[graphql(desc = "Records on a page read backwards: 1 to 100; 20 when left out.")] last: Option<i32>,
        #[graphql(desc = "Cursor before which the page ends. Not together with first or after.")]
        before: Option<String>,
    ) -> Result<Option<Connection<LocationNumber>>> {
        let page = PageArgs { first, after, last, before };
        NumberListArgs { filter, order_by, page }.at_root(ctx, at, revision).await
    }
}

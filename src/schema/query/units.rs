//! Records of the tree, by what names them and as lists.

use async_graphql::{Context, Object, Result};

use crate::model::Revision;
use crate::schema::connection::Connection;
use crate::schema::context::request;
use crate::schema::input::{SorEntityBy, SorEntityFilter, SorEntityOrder};
use crate::schema::lists::UnitListArgs;
use crate::schema::paging::PageArgs;
use crate::schema::scalars::Date;
use crate::schema::types::{HealthInstitution, InstitutionOwner, OrganisationalUnit, UnitNode, UnitView};

#[derive(Default)]
pub struct UnitQuery;

/// The record that `by` names, when it is of the asked type.
async fn one<N: UnitNode>(
    ctx: &Context<'_>,
    by: &SorEntityBy,
    at: Option<Date>,
    revision: Option<Revision>,
) -> Result<Option<N>> {
    let point = request(ctx)?.point(at, revision)?;
    let Some(code) = by.code() else { return Ok(None) };
    Ok(UnitView::asked(ctx, point, code).await?.and_then(N::of))
}

macro_rules! unit_query {
    ($($(#[$one_doc:meta])* $one:ident, $(#[$many_doc:meta])* $many:ident: $node:ident;)*) => {
        #[Object]
        impl UnitQuery {
            $(
                $(#[$one_doc])*
                ///
                /// Null where the register has none of that name at the point. Closed and future ones are found, too: see state.
                async fn $one(
                    &self,
                    ctx: &Context<'_>,
                    #[graphql(desc = "What names it.")] by: SorEntityBy,
                    #[graphql(desc = "The day for which to read; today in Denmark when left out.")]
                    at: Option<Date>,
                    #[graphql(desc = "The revision at which to read; the newest when left out.")]
                    revision: Option<Revision>,
                ) -> Result<Option<$node>> {
                    one(ctx, &by, at, revision).await
                }

                $(#[$many_doc])*
                ///
                /// A connection; by name unless orderBy says otherwise. Null only when the register cannot be read now.
                async fn $many(
                    &self,
                    ctx: &Context<'_>,
                    #[graphql(desc = "The day for which to read; today in Denmark, or that of the cursor, when left out.")]
                    at: Option<Date>,
                    #[graphql(desc = "The revision at which to read; the newest, or that of the cursor, when left out.")]
                    revision: Option<Revision>,
                    #[graphql(desc = "Which records. Without a state: those in force on the day of the query.")]
                    filter: Option<SorEntityFilter>,
                    #[graphql(desc = "In what order. By name, upwards, when left out.")]
                    order_by: Option<SorEntityOrder>,
                    #[graphql(desc = "Records on a page read forwards: 1 to 100; 20 when left out.")]
                    first: Option<i32>,
                    #[graphql(desc = "Cursor after which the page starts. Not together with last or before.")]
                    after: Option<String>,
                    #[graphql(desc = "Records on a page read backwards: 1 to 100; 20 when left out.")]
                    last: Option<i32>,
                    #[graphql(desc = "Cursor before which the page ends. Not together with first or after.")]
                    before: Option<String>,
                ) -> Result<Option<Connection<$node>>> {
                    let page = PageArgs { first, after, last, before };
                    UnitListArgs { filter, order_by, page }.at_root(ctx, at, revision).await
                }
            )*
        }
    };
}

unit_query! {
    /// One institution owner (institutionsejer).
    institution_owner,
    /// Institution owners (institutionsejere).
    institution_owners: InstitutionOwner;
    /// One health institution (sundhedsinstitution).
    health_institution,
    /// Health institutions (sundhedsinstitutioner).
    health_institutions: HealthInstitution;
    /// One organisational unit (organisatorisk enhed).
    organisational_unit,
    /// Organisational units (organisatoriske enheder) on every level of the tree.
    organisational_units: OrganisationalUnit;
}

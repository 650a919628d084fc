//! Whatever has an id.

use async_graphql::{Context, ID, Object, Result};

use crate::model::Revision;
use crate::schema::context::request;
use crate::schema::error::Problem;
use crate::schema::paging::MOST;
use crate::schema::scalars::Date;
use crate::schema::types::Node;

#[derive(Default)]
pub struct NodeQuery;

#[Object]
impl NodeQuery {
    /// What an id names, today in Denmark at the newest revision, or where the headers sorgraph-at and
    /// sorgraph-revision say. It takes nothing but the id, as Relay asks for it; nodes takes a point, too. Null where
    /// the id names nothing at the point.
    async fn node(&self, ctx: &Context<'_>, #[graphql(desc = "The id.")] id: ID) -> Result<Option<Node>> {
        let point = request(ctx)?.point(None, None)?;
        Ok(Node::load(ctx, point, &id).await?)
    }

    /// What many ids name, in the order of the ids; null where one names nothing at the point.
    async fn nodes(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The ids; 100 at most.")] ids: Vec<ID>,
        #[graphql(desc = "The day for which to read; today in Denmark when left out.")] at: Option<Date>,
        #[graphql(desc = "The revision at which to read; the newest when left out.")] revision: Option<
            Revision,
        >,
    ) -> Result<Vec<Option<Node>>> {
        let point = request(ctx)?.point(at, revision)?;
        if ids.len() > MOST as usize {
            return Err(Problem::argument(format!("ids takes {MOST} ids at most.")).into());
        }
        let nodes = ids.iter().map(|id| Node::load(ctx, point, id));
        Ok(futures_util::future::try_join_all(nodes).await?)
    }
}

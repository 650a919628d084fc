//! The feed of changes, as they come.

use std::sync::Arc;

use async_graphql::{Context, Result};
use futures_util::{Stream, StreamExt};

use super::context::{Reached, RequestContext, request};
use super::error::Problem;
use super::input::RegisterChangeFilter;
use super::query::position;
use super::types::RegisterChange;
use crate::events::{self, Position};
use crate::register::RegisterError;

/// The root of all subscriptions.
pub struct Subscription;

/// What happens to the register, as it happens.
#[expect(clippy::unused_async, reason = "what the subscription macro takes")]
#[async_graphql::Subscription]
impl Subscription {
    /// Every change of a record behind a place in the feed, in the order of the commits, none twice and
    /// none left out; then those that come. Read from the history: whoever was away asks again after the
    /// last cursor that came, whenever that was. Planned changes come twice: when they are planned, and
    /// when their day has come. Ends with an error when the register cannot be read.
    async fn register_changed(
        &self,
        ctx: &Context<'_>,
        #[graphql(
            desc = "The cursor of the last change that the caller knows, or a revision to start behind all changes of that commit; the newest revision when left out."
        )]
        after: Option<String>,
        #[graphql(desc = "Which changes; all when left out.")] filter: Option<RegisterChangeFilter>,
    ) -> Result<impl Stream<Item = Result<RegisterChange>> + use<>> {
        let begun = request(ctx)?;
        let after = match after.as_deref() {
            Some(after) => position(begun, after)?,
            None => Position::Behind(begun.newest()),
        };
        let filter = filter.unwrap_or_default().read()?;
        let context = ctx.data::<Arc<RequestContext>>().map(Arc::clone);
        let context = context.map_err(|_| Problem::internal("a subscription without a RequestContext"))?;
        let reached = ctx.data_opt::<Reached>().cloned().unwrap_or_default();
        reached.tell(after.to_string());
        let changes = events::changes(context.register().clone(), after, filter);
        let failed = |error| async_graphql::Error::from(Problem::from(RegisterError::from(error)));
        Ok(changes.map(move |change| {
            context.forget();
            let change = change.map_err(failed)?;
            reached.tell(change.position().to_string());
            Ok(RegisterChange(change))
        }))
    }
}

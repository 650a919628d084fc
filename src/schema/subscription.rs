//! The change feed.

use async_graphql::{Context, Result};
use futures_util::{Stream, StreamExt};

use super::context::request;
use super::error::{Code, Problem};
use super::types::RegisterRevision;
use crate::events;
use crate::model::Revision;
use crate::register::{Register, RegisterError};

/// The root of all subscriptions.
pub struct Subscription;

/// What happens to the register, as it happens.
#[expect(clippy::unused_async, reason = "what the subscription macro takes")]
#[async_graphql::Subscription]
impl Subscription {
    /// Every commit after a revision, in order, none twice and none left out. Read from the
    /// history: whoever was away asks again after the last revision that came. Ends with an
    /// error when the register cannot be read.
    async fn register_changed(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The last revision that the caller knows; the newest when left out.")] after: Option<
            Revision,
        >,
    ) -> Result<impl Stream<Item = Result<RegisterRevision>> + use<>> {
        let newest = request(ctx)?.newest();
        let after = after.unwrap_or(newest);
        if after > newest {
            let message = format!("There is no revision {after} yet; the newest is {newest}.");
            return Err(Problem::new(Code::BadRevision, message).into());
        }
        let register =
            ctx.data::<Register>().map_err(|_| Problem::internal("a subscription without a Register"))?;
        let commits = events::commits(register.clone(), after);
        let failed = |error| Problem::from(RegisterError::from(error)).into();
        Ok(commits.map(move |commit| commit.map(RegisterRevision::alone).map_err(failed)))
    }
}

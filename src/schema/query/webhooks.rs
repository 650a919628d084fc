//! The webhooks of an organisation.

use async_graphql::{Context, Object, Result};

use crate::ownership::{Action, Matter, Part, may};
use crate::register::RegisterError;
use crate::schema::context::request;
use crate::schema::error::{Code, Problem};
use crate::schema::input::PartyInput;
use crate::schema::types::Webhook;

#[derive(Default)]
pub struct WebhookQuery;

#[Object]
impl WebhookQuery {
    /// The webhooks of an organisation, in the order of their numbers; for those who keep them. An error for everybody
    /// else. Null only when the register cannot be read now.
    async fn webhooks(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Whose.")] organisation: PartyInput,
    ) -> Result<Option<Vec<Webhook>>> {
        let request = request(ctx)?;
        if request.caller().is_anonymous() {
            let message = "Sign in to see this: send a bearer token.";
            return Err(Problem::new(Code::Unauthenticated, message).into());
        }
        let party = organisation.party(ctx).await?;
        let on = Matter::of_parties(Part::Webhook, party.to_string(), vec![party.clone()]);
        if !may(request.actor().await?, Action::Read, &on) {
            let message = "The webhooks of an organisation are for those who act for it.";
            return Err(Problem::new(Code::Forbidden, message).into());
        }
        let point = request.now();
        let found = request.reader().webhooks_of(point.revision, &party).await;
        let found = found.map_err(RegisterError::from).map_err(Problem::from)?;
        Ok(Some(found.into_iter().map(|webhook| Webhook { point, webhook }).collect()))
    }
}

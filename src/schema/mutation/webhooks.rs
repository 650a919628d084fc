//! Mutations of webhooks.

use async_graphql::{Context, ID, MaybeUndefined, Object, Result};

use super::frame::{Envelope, carry_out, mutation_input, payload, text};
use crate::events::ChangeFilter;
use crate::model::Revision;
use crate::register::command::{Command, Patch, RegisterWebhook, StepWebhook, UpdateWebhook, WebhookStep};
use crate::schema::error::{Answer, Problem};
use crate::schema::input::{PartyInput, RegisterChangeFilter};
use crate::schema::types::Webhook;

mutation_input! {
    /// An address that changes are to be sent to.
    RegisterWebhookInput {
        /// The organisation whose it is.
        organisation: PartyInput,
        /// Where changes are sent: https, a machine of the public internet, port 443 or one from 1024 on, without user
        /// and password; up to 2000 characters.
        url: String,
        /// What it is for, up to 200 characters.
        description: Option<String>,
        /// Which changes; all when left out.
        filter: Option<RegisterChangeFilter>,
        /// Changes after this revision; only those to come when left out.
        after: Option<Revision>,
    }
}
mutation_input! {
    /// What a webhook is to say. What is left out stays as it is.
    UpdateWebhookInput {
        /// The webhook.
        webhook: ID,
        /// Where changes are sent from now on.
        url: Option<String>,
        /// What it is for, up to 200 characters; null to say nothing.
        description: MaybeUndefined<String>,
        /// Which changes are sent from now on; {} for all.
        filter: Option<RegisterChangeFilter>,
    }
}
mutation_input! {
    /// A webhook to do something to.
    WebhookInput {
        /// The webhook.
        webhook: ID,
    }
}
mutation_input! {
    /// A webhook to begin anew.
    ReplayWebhookInput {
        /// The webhook.
        webhook: ID,
        /// Changes after this revision are sent again, in their order, with the same ids as before.
        after: Revision,
    }
}
mutation_input! {
    /// A delivery that was given up, to be tried again.
    RetryWebhookDeliveryInput {
        /// The webhook.
        webhook: ID,
        /// The id of the delivery, from deadLetters.
        delivery: ID,
    }
}

payload! {
    /// The answer to a mutation that makes a secret.
    WebhookSecretPayload {
        /// The webhook. Null where there is none to show.
        webhook: Webhook,
        /// The secret that deliveries are signed with: whsec_ and base64. Told this once; keep it. Null in a dry run, where
        /// nothing was changed, and in an answer that is repeated: rotate the secret where it was lost.
        secret: String
    }
}
payload! {
    /// The answer to a mutation of a webhook.
    WebhookPayload {
        /// The webhook. Null where it was removed, or there is none to show.
        webhook: Webhook
    }
}

fn number(id: &ID) -> Answer<i64> {
    id.parse().map_err(|_| Problem::argument("It is not the id of a webhook."))
}

fn filter(given: RegisterChangeFilter) -> Answer<String> {
    let filter: ChangeFilter = given.read()?;
    serde_json::to_string(&filter).map_err(|_| Problem::internal("a filter could not be written down"))
}

async fn step(
    ctx: &Context<'_>,
    webhook: &ID,
    step: WebhookStep,
    envelope: Envelope,
) -> Result<super::frame::Answered> {
    let command = StepWebhook { id: number(webhook)?, step };
    carry_out(ctx, Command::StepWebhook(command), envelope).await
}

#[derive(Default)]
pub struct WebhookMutation;

#[Object]
impl WebhookMutation {
    /// Have changes of the register sent to an address of an organisation: at least once each and in order, signed after
    /// Standard Webhooks. Whoever acts for the organisation may.
    async fn register_webhook(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The webhook.")] input: RegisterWebhookInput,
    ) -> Result<WebhookSecretPayload> {
        let command = RegisterWebhook {
            organisation: input.organisation.party(ctx).await?,
            url: text(&input.url),
            description: input.description.as_deref().map(text).filter(|given| !given.is_empty()),
            filter: filter(input.filter.clone().unwrap_or_default())?,
            after: input.after,
        };
        Ok(carry_out(ctx, Command::RegisterWebhook(command), input.envelope()).await?.into())
    }

    /// Change the address, description or filter of a webhook. What waits is tried at once.
    async fn update_webhook(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What it is to say.")] input: UpdateWebhookInput,
    ) -> Result<WebhookPayload> {
        let description = match &input.description {
            MaybeUndefined::Undefined => Patch::Keep,
            MaybeUndefined::Null => Patch::Clear,
            MaybeUndefined::Value(given) => Patch::Set(text(given)),
        };
        let command = UpdateWebhook {
            id: number(&input.webhook)?,
            url: input.url.as_deref().map(text),
            description,
            filter: input.filter.clone().map(filter).transpose()?,
        };
        Ok(carry_out(ctx, Command::UpdateWebhook(command), input.envelope()).await?.into())
    }

    /// Give a webhook a new secret. For a day deliveries bear two signatures, by the new secret and by the one before.
    async fn rotate_webhook_secret(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which.")] input: WebhookInput,
    ) -> Result<WebhookSecretPayload> {
        Ok(step(ctx, &input.webhook, WebhookStep::RotateSecret, input.envelope()).await?.into())
    }

    /// Remove a webhook with its secret and its dead letters.
    async fn remove_webhook(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which.")] input: WebhookInput,
    ) -> Result<WebhookPayload> {
        Ok(step(ctx, &input.webhook, WebhookStep::Remove, input.envelope()).await?.into())
    }

    /// Send nothing to a webhook until it is resumed. Changes wait; none is lost.
    async fn pause_webhook(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which.")] input: WebhookInput,
    ) -> Result<WebhookPayload> {
        Ok(step(ctx, &input.webhook, WebhookStep::Pause, input.envelope()).await?.into())
    }

    /// Send to a webhook again, beginning with what has waited.
    async fn resume_webhook(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which.")] input: WebhookInput,
    ) -> Result<WebhookPayload> {
        Ok(step(ctx, &input.webhook, WebhookStep::Resume, input.envelope()).await?.into())
    }

    /// Send every change after a revision again, in order. Also forwards: changes up to a later revision are passed by.
    async fn replay_webhook(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which, and from where.")] input: ReplayWebhookInput,
    ) -> Result<WebhookPayload> {
        Ok(step(ctx, &input.webhook, WebhookStep::Replay(input.after), input.envelope()).await?.into())
    }

    /// Try a delivery once more that was given up; it goes beside the others and out of their order. It leaves the dead
    /// letters when it gets through.
    async fn retry_webhook_delivery(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which.")] input: RetryWebhookDeliveryInput,
    ) -> Result<WebhookPayload> {
        let retry = WebhookStep::Retry(input.delivery.to_string());
        Ok(step(ctx, &input.webhook, retry, input.envelope()).await?.into())
    }
}

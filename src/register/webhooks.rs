//! What the service itself does to webhooks: those that nobody answers at are paused, and their organisation is told.

use std::collections::{BTreeMap, BTreeSet};

use super::command::party_name;
use super::{Change, NewLetter, Register, RegisterError, Stop};
use crate::identity::Actor;
use crate::model::{Role, Webhook, WebhookState};
use crate::ownership::{Action, Asked, Matter, Part, decide};

impl Register {
    /// Pauses a webhook and writes to its organisation why; `false` where it is paused or gone already.
    pub async fn pause_webhook(&self, id: i64, because: &str) -> Result<bool, RegisterError> {
        let draft = self.draft().await?;
        let found = draft.reader().webhooks(draft.before(), &[id]).await?.pop();
        let Some(webhook) = found.filter(|webhook| webhook.state == WebhookState::Active) else {
            return Ok(false);
        };
        let on = Matter::of_parties(Part::Webhook, id.to_string(), vec![webhook.organisation.clone()]);
        let asked = Asked::new(Action::Update, on);
        let permit = decide(&Actor::operator(), "PAUSE_WEBHOOK", Some(draft.before()), &[asked])?;
        let mut change = draft.begin(permit)?;
        let paused = Webhook {
            state: WebhookState::Paused,
            paused_because: Some(because.to_owned()),
            written_by: change.permit().actor().caller.subject.clone(),
            written_at: change.now(),
            ..webhook
        };
        change.put_webhooks(&[id], vec![paused.clone()]).await?;
        match write_to_keepers(&mut change, &paused, because).await {
            Ok(()) => {}
            Err(Stop::Storage(error)) => return Err(error.into()),
            // A letter asks nobody for leave and checks nothing.
            Err(Stop::Refused(faults)) => tracing::error!(?faults, webhook = id, "no letter on a pause"),
        }
        Ok(change.commit(format!("Paused webhook {id}: {because}")).await?.is_some())
    }
}

/// Writes to all who may resume it.
async fn write_to_keepers(change: &mut Change, webhook: &Webhook, because: &str) -> Result<(), Stop> {
    let keeps = |role| {
        matches!(
            role,
            Role::Coordinator
                | Role::RegionEditor
                | Role::PrivateOwner
                | Role::LocalAdministrator
                | Role::NationalEditor
                | Role::MedCom
                | Role::SystemSupplier
        )
    };
    let party = &webhook.organisation;
    let today = change.today();
    let held = change.reader().grants_for(change.revision(), std::slice::from_ref(party)).await?;
    let held = held.get(party).map(Vec::as_slice).unwrap_or_default();
    let held = held.iter().filter(|grant| keeps(grant.role) && grant.holds(today));
    let to: BTreeSet<_> = held.filter_map(|grant| grant.email.clone()).collect();
    if to.is_empty() {
        tracing::warn!(webhook = webhook.id, "nobody to write to has an address");
        return Ok(());
    }
    let parameters: BTreeMap<_, _> = [
        ("webhook", webhook.id.to_string()),
        ("organisation", party_name(change, party).await?),
        ("reason", because.to_owned()),
        ("case", String::new()),
        ("url", change.rules().public_url.clone()),
    ]
    .into_iter()
    .map(|(name, value)| (name.to_owned(), value))
    .collect();
    for to in to {
        change.write_to(NewLetter { to, template: "WEBHOOK_PAUSED", parameters: parameters.clone() });
    }
    Ok(())
}

//! What the service itself does to webhooks: those that nobody answers at are paused, and their organisation is told.

use std::collections::{BTreeMap, BTreeSet};

use super::command::party_name;
use super::{Change, NewLetter, Register, RegisterError, StorageError};
use crate::identity::{Actor, Caller, Right};
use crate::model::{Grant, Webhook, WebhookState};
use crate::ownership::{Action, Asked, Matter, Part, decide, may};

impl Register {
    /// Pauses a webhook and writes to its organisation why; `false` where it is paused or gone already.
    pub async fn pause_webhook(&self, id: i64, because: &str) -> Result<bool, RegisterError> {
        let draft = self.draft().await?;
        let found = draft.reader().webhooks(draft.before(), &[id]).await?.pop();
        let Some(webhook) = found.filter(|webhook| webhook.state == WebhookState::Active) else {
            return Ok(false);
        };
        let asked = Asked::new(Action::Update, matter(&webhook));
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
        write_to_keepers(&mut change, &paused, because).await?;
        Ok(change.commit(format!("Paused webhook {id}: {because}")).await?.is_some())
    }
}

fn matter(webhook: &Webhook) -> Matter {
    Matter::of_parties(Part::Webhook, webhook.id.to_string(), vec![webhook.organisation.clone()])
}

/// Writes to all who may resume it.
async fn write_to_keepers(change: &mut Change, webhook: &Webhook, because: &str) -> Result<(), StorageError> {
    let (on, party, today) = (matter(webhook), &webhook.organisation, change.today());
    let keeps = |grant: &&Grant| {
        let caller = Caller { subject: grant.subject.clone(), ..Caller::default() };
        let actor = Actor { caller, rights: vec![Right::from(*grant)] };
        grant.holds(today) && may(&actor, Action::Update, &on)
    };
    let held = change.reader().grants_for(change.revision(), std::slice::from_ref(party)).await?;
    let held = held.get(party).map(Vec::as_slice).unwrap_or_default().iter().filter(keeps);
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

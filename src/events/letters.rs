//! Takes letters out of the outbox and hands them to the mail server: at least once
//! each, and again later where that failed. Several services on one database share the work.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};

use crate::mail::{Carrier, Sender, Template, next_attempt};
use crate::model::OutboxLetter;
use crate::register::{Register, StorageError};

/// How often the outbox is looked into when no commit of this process calls for it.
const POLL: Duration = Duration::from_secs(5);
/// Letters taken at a time.
const BATCH: u32 = 10;
/// How long those are this sender's: longer than it takes to send or give up all of them.
const LEASE: TimeDelta = TimeDelta::minutes(15);

/// Sends what is due, and waits for more, for ever.
pub async fn deliver(register: Register, carrier: Carrier, sender: Sender) {
    let mut news = register.watch();
    loop {
        news.borrow_and_update();
        match deliver_due(&register, &carrier, &sender).await {
            Ok(0) => {}
            Ok(sent) => tracing::debug!(sent, "letters left"),
            Err(error) => tracing::error!(%error, "the outbox could not be read"),
        }
        let _ = tokio::time::timeout(POLL, news.changed()).await;
    }
}

/// Sends what is due now; gives how many letters left.
pub async fn deliver_due(
    register: &Register,
    carrier: &Carrier,
    sender: &Sender,
) -> Result<usize, StorageError> {
    let mut left = 0;
    if !carrier.carries() {
        return Ok(left);
    }
    loop {
        let now = register.now();
        let due = register.database().claim_letters(now, now + LEASE, BATCH).await?;
        if due.is_empty() {
            return Ok(left);
        }
        for letter in due {
            left += usize::from(deliver_one(register, carrier, sender, &letter).await?);
        }
    }
}

async fn deliver_one(
    register: &Register,
    carrier: &Carrier,
    sender: &Sender,
    letter: &OutboxLetter,
) -> Result<bool, StorageError> {
    let now = register.now();
    match send(carrier, sender, letter, now).await {
        Ok(()) => {
            register.database().letter_sent(letter.id, register.now()).await?;
            Ok(true)
        }
        Err((permanent, message)) => {
            let attempts = letter.attempts + 1;
            let tried = u32::try_from(attempts).unwrap_or(u32::MAX);
            let next = next_attempt(tried, now, &letter.id.to_string()).filter(|_| !permanent);
            tracing::warn!(
                letter = letter.id,
                attempts,
                given_up = next.is_none(),
                message,
                "a letter stayed"
            );
            register.database().letter_failed(letter.id, attempts, next, &message).await?;
            Ok(false)
        }
    }
}

/// Whether trying again is useless, and why the letter did not leave.
async fn send(
    carrier: &Carrier,
    sender: &Sender,
    letter: &OutboxLetter,
    now: DateTime<Utc>,
) -> Result<(), (bool, String)> {
    let template = Template::from_name(&letter.template)
        .ok_or_else(|| (true, format!("there is no template {}", letter.template)))?;
    let id = letter.id.to_string();
    let written = template
        .write(&letter.recipient, &letter.parameters, &id, sender.domain(), now)
        .map_err(|error| (true, error.to_string()))?;
    carrier.deliver(&written).await.map_err(|error| (error.permanent, error.message))
}

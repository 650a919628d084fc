//! The one way that every command takes.

use std::collections::BTreeSet;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::super::{Change, Draft, Fault, FaultCode, Faults, Register, RegisterError, Stop, Told};
use super::{Done, Errand, Outcome, Record, RecordKey, Verb, hand_on};
use crate::history::comparison::{Effect, effects};
use crate::model::{Point, Revision, digest_of};
use crate::ownership::decide;
use crate::register::{OnFile, Reader};

/// What is kept of a command that came with an idempotency key.
#[derive(Serialize, Deserialize)]
struct Kept {
    record: Option<RecordKey>,
    at: chrono::NaiveDate,
    effects: Vec<Effect>,
}

impl Register {
    /// Carries out a command, or tells everything that is wrong with it. The error is
    /// only for what is neither's fault.
    pub async fn carry_out(&self, errand: Errand) -> Result<Outcome, RegisterError> {
        let started = self.today();
        let mut faults = Faults::default();
        check_envelope(&errand, &mut faults);
        errand.command.check(self.rules(), &mut faults);
        if !faults.is_empty() {
            return Ok(refused(started, faults.into_vec()));
        }
        let draft = self.draft().await?;
        // Boxed: a command of every kind fits into it.
        match Box::pin(perform(draft, errand)).await {
            Ok(outcome) => Ok(outcome),
            Err(Stop::Refused(faults)) => Ok(refused(started, faults.into_vec())),
            Err(Stop::Storage(error)) => Err(error.into()),
        }
    }
}

const KEY_MAX: usize = 200;
const REASON_MAX: usize = 1_000;

fn check_envelope(errand: &Errand, faults: &mut Faults) {
    if let Some(key) = &errand.idempotency_key {
        let fits = (1..=KEY_MAX).contains(&key.chars().count()) && !key.chars().any(char::is_control);
        let message = format!("An idempotency key has 1 to {KEY_MAX} characters.");
        faults.when(!fits, FaultCode::BadText, "idempotencyKey", message);
    }
    if let Some(reason) = &errand.reason {
        super::super::text::check(reason, REASON_MAX, "reason", faults);
    }
}

fn refused(at: chrono::NaiveDate, faults: Vec<Fault>) -> Outcome {
    Outcome { revision: None, record: None, at, effects: Vec::new(), faults, repeated: false, secret: None }
}

async fn perform(draft: Draft, errand: Errand) -> Result<Outcome, Stop> {
    let fingerprint = digest_of(&(&errand.command, errand.expected_revision.map(|revision| revision.0)));
    let subject = errand.caller.subject.clone();
    let key = errand.idempotency_key.clone().filter(|_| !errand.dry_run);
    if let Some(key) = &key
        && let Some(outcome) = repeated(&draft, &subject, key, fingerprint).await?
    {
        return Ok(outcome);
    }
    let actor = draft.actor(&errand.caller).await?;
    let asked = errand.command.asked(&draft, &errand.caller).await?;
    let permit = decide(&actor, errand.command.name(), Some(draft.before()), &asked)
        .inspect_err(|denial| tracing::info!(subject, command = errand.command.name(), %denial, "denied"))?;
    unchanged_since(&draft, &errand).await?;
    let mut change = draft
        .begin(permit)
        .map_err(|_| Stop::at(FaultCode::Conflict, "", "The register has changed in between; try again."))?;
    change.tell(Told { request_id: errand.request_id.clone(), reason: errand.reason.clone() });
    let done = errand.command.act(&mut change).await?;
    if errand.command.moves() {
        hand_on(&mut change).await?;
    }
    let effects = effects_of(&change, &done).await?;
    let record = read(&change.reader(), change.point(done.at), done.record.as_ref()).await?;
    let mut outcome = Outcome {
        revision: None,
        record,
        at: done.at,
        effects,
        faults: Vec::new(),
        repeated: false,
        secret: None,
    };
    if errand.dry_run || change.is_empty() {
        change.roll_back().await?;
        return Ok(outcome);
    }
    if let Some(key) = &key {
        let kept = Kept { record: done.record, at: done.at, effects: outcome.effects.clone() };
        let kept = serde_json::to_string(&kept).expect("it is made of plain values");
        change.remember(&subject, key, fingerprint, kept).await?;
    }
    let secret = change.take_secret();
    outcome.revision = change.commit(done.summary).await?;
    outcome.secret = secret;
    Ok(outcome)
}

/// The answer to the same command that was carried out under the same key before.
async fn repeated(
    draft: &Draft,
    subject: &str,
    key: &str,
    fingerprint: Uuid,
) -> Result<Option<Outcome>, Stop> {
    let Some(known) = draft.writer.remembered(subject, key).await? else {
        return Ok(None);
    };
    if known.fingerprint != fingerprint {
        let message = "This idempotency key was used for another command; take a new one.";
        return Err(Stop::at(FaultCode::IdempotencyKeyReused, "idempotencyKey", message));
    }
    let kept: Kept = serde_json::from_str(&known.outcome).map_err(|_| {
        let message = "What this idempotency key stood for can no longer be told; take a new one.";
        Stop::at(FaultCode::IdempotencyKeyReused, "idempotencyKey", message)
    })?;
    let point = Point { at: kept.at, revision: known.revision };
    let record = read(&draft.reader(), point, kept.record.as_ref()).await?;
    Ok(Some(Outcome {
        revision: Some(known.revision),
        record,
        at: kept.at,
        effects: kept.effects,
        faults: Vec::new(),
        repeated: true,
        // It was told once, and is not kept.
        secret: None,
    }))
}

/// Refuses where the record has changed after the revision that the caller knew.
async fn unchanged_since(draft: &Draft, errand: &Errand) -> Result<(), Stop> {
    let (Some(expected), Some(watched)) = (errand.expected_revision, errand.command.watched()) else {
        return Ok(());
    };
    let reader = draft.reader();
    let written = match watched {
        RecordKey::Unit(code) => OnFile::new(draft.unit_rows(code).await?).map(|unit| unit.written()),
        RecordKey::Number(gln) => OnFile::new(draft.number_rows(gln).await?).map(|number| number.written()),
        RecordKey::Case(id) => reader.case_written(id).await?,
        RecordKey::Webhook(id) => reader.webhook_written(id).await?,
        RecordKey::Grant(_) | RecordKey::Mandate(_) | RecordKey::Entry(_) => None,
    };
    match written {
        Some(written) if written > expected => {
            let message = format!("It was changed by revision {written}, after revision {expected}.");
            Err(Stop::at(FaultCode::Conflict, "expectedRevision", message))
        }
        _ => Ok(()),
    }
}

/// What the change does to the records below its roots, on the day from which it applies.
async fn effects_of(change: &Change, done: &Done) -> Result<Vec<Effect>, Stop> {
    if done.roots.is_empty() {
        return Ok(Vec::new());
    }
    let reader = change.reader();
    let after = change.point(done.at);
    let before = Point { revision: Revision(after.revision.0 - 1), ..after };
    let mut codes: BTreeSet<_> = reader.subtree_codes(&done.roots).await?.into_iter().collect();
    // Elsewhere in the register somebody may name one of them as the geographical parent.
    let below: Vec<_> = codes.iter().copied().collect();
    codes.extend(reader.units_naming(&below).await?.into_iter().map(|unit| unit.content.sor_code));
    let codes: Vec<_> = codes.into_iter().collect();
    let before = reader.effective(before, &codes).await?;
    let after = reader.effective(after, &codes).await?;
    Ok(effects(&before, &after))
}

/// The record as it stands at the point.
async fn read(reader: &Reader, point: Point, key: Option<&RecordKey>) -> Result<Option<Record>, Stop> {
    let revision = point.revision;
    Ok(match key {
        None => None,
        Some(RecordKey::Unit(code)) => reader
            .units(point, &[*code])
            .await?
            .remove(code)
            .map(Arc::unwrap_or_clone)
            .map(Box::new)
            .map(Record::Unit),
        Some(RecordKey::Number(gln)) => reader
            .location_numbers(point, &[*gln])
            .await?
            .remove(gln)
            .map(Arc::unwrap_or_clone)
            .map(Record::Number),
        Some(RecordKey::Case(id)) => reader.cases(revision, &[*id]).await?.pop().map(Record::Case),
        Some(RecordKey::Grant(id)) => reader.grants(revision, &[*id]).await?.pop().map(Record::Grant),
        Some(RecordKey::Mandate(id)) => reader.mandates(revision, &[*id]).await?.pop().map(Record::Mandate),
        Some(RecordKey::Webhook(id)) => reader.webhooks(revision, &[*id]).await?.pop().map(Record::Webhook),
        Some(RecordKey::Entry(key)) => Some(Record::Entry(key.clone())),
    })
}

//! The one way to change the register.

use std::collections::{BTreeMap, HashMap};

use chrono::{DateTime, NaiveDate, Utc};

use crate::history::{Timeline, difference};
use uuid::Uuid;

use crate::model::{
    Address, Case, CaseMessage, CodedValue, FeedPlace, Gln, Grant, Guide, LetterState, LocationNumber,
    Mandate, MessageType, Municipality, NumberMessageType, OutboxLetter, Region, Revision, Role, SorCode,
    SupportDesk, Unit, Version, Webhook, WebhookSecret,
};
use crate::ownership::Permit;
use crate::storage::{ChangedKind, NewCommit, Numbered, StorageError};

use super::Draft;

/// A unit's or number's rows as they stand, and the timeline that is to follow;
/// without one the record goes.
pub type Step<T> = (Vec<Version<T>>, Option<Timeline<T>>);

/// An open change. Whatever it writes becomes visible at once with [`Change::commit`],
/// under one revision, or not at all: dropped, it leaves nothing.
pub struct Change {
    draft: Draft,
    permit: Permit,
    touched: u64,
    letters: Vec<NewLetter>,
    told: Told,
    secret: Option<WebhookSecret>,
}

/// What the audit trail says of a change beside who made it.
#[derive(Debug, Clone, Default)]
pub struct Told {
    /// Id of the request, under which the log knows it.
    pub request_id: Option<String>,
    /// Why it was made, in the words of whoever made it.
    pub reason: Option<String>,
}

/// A letter that goes out once the change is committed.
#[derive(Debug, Clone)]
pub struct NewLetter {
    /// To which address.
    pub to: String,
    /// Name of the template.
    pub template: &'static str,
    /// What fills it.
    pub parameters: BTreeMap<String, String>,
}

impl std::ops::Deref for Change {
    type Target = Draft;
    fn deref(&self) -> &Draft {
        &self.draft
    }
}

impl Change {
    pub(super) fn new(draft: Draft, permit: Permit) -> Self {
        Self { draft, permit, touched: 0, letters: Vec::new(), told: Told::default(), secret: None }
    }

    /// What allows it.
    #[must_use]
    pub fn permit(&self) -> &Permit {
        &self.permit
    }

    /// Notes for the audit trail whence and why.
    pub fn tell(&mut self, told: Told) {
        self.told = told;
    }

    /// The revision that the change will have.
    #[must_use]
    pub fn revision(&self) -> Revision {
        self.draft.writer.revision()
    }

    /// Sends a letter with the commit.
    pub fn write_to(&mut self, letter: NewLetter) {
        self.letters.push(letter);
    }

    /// The newest rows of these units, oldest first.
    pub async fn units(
        &self,
        codes: &[SorCode],
    ) -> Result<HashMap<SorCode, Vec<Version<Unit>>>, StorageError> {
        self.draft.units_rows(codes).await
    }

    /// The newest rows of these location numbers, oldest first.
    pub async fn location_numbers(
        &self,
        glns: &[Gln],
    ) -> Result<HashMap<Gln, Vec<Version<LocationNumber>>>, StorageError> {
        self.draft.reader().number_timelines(glns).await
    }

    /// Gives units new timelines.
    pub async fn put_units(&mut self, steps: Vec<Step<Unit>>) -> Result<(), StorageError> {
        let (mut closed, mut added) = (Vec::new(), Vec::new());
        for (old, new) in steps {
            let change = difference(&old, new.as_ref(), self.draft.writer.revision());
            let code = old.first().map(|row| row.content.sor_code.number());
            closed.extend(change.closed.into_iter().filter_map(|from| code.map(|code| (code, from))));
            added.extend(change.added);
        }
        self.count(closed.len() + added.len());
        if !closed.is_empty() {
            self.draft.writer.close_units(&closed).await?;
        }
        self.draft.writer.insert_units(added).await
    }

    /// Gives location numbers new timelines.
    pub async fn put_location_numbers(
        &mut self,
        steps: Vec<Step<LocationNumber>>,
    ) -> Result<(), StorageError> {
        let (mut closed, mut added) = (Vec::new(), Vec::new());
        for (old, new) in steps {
            let change = difference(&old, new.as_ref(), self.draft.writer.revision());
            let gln = old.first().map(|row| row.content.gln.number());
            closed.extend(change.closed.into_iter().filter_map(|from| gln.map(|gln| (gln, from))));
            added.extend(change.added);
        }
        self.count(closed.len() + added.len());
        if !closed.is_empty() {
            self.draft.writer.close_location_numbers(&closed).await?;
        }
        self.draft.writer.insert_location_numbers(added).await
    }

    /// Adds addresses; those that are there already stay as they are.
    pub async fn put_addresses(&mut self, addresses: Vec<Address>) -> Result<(), StorageError> {
        self.draft.writer.insert_addresses(addresses).await
    }

    /// Ends some message types on numbers and adds others.
    pub async fn put_number_message_types(
        &mut self,
        closed: &[NumberMessageType],
        added: Vec<NumberMessageType>,
    ) -> Result<(), StorageError> {
        self.count(closed.len() + added.len());
        if !closed.is_empty() {
            self.draft.writer.close_number_message_types(closed).await?;
        }
        self.draft.writer.insert_number_message_types(added).await
    }

    /// Ends some replacements and adds others, as `(old, new)`.
    pub async fn put_replacements(
        &mut self,
        closed: &[(SorCode, SorCode)],
        added: &[(SorCode, SorCode)],
    ) -> Result<(), StorageError> {
        self.count(closed.len() + added.len());
        if !closed.is_empty() {
            self.draft.writer.close_replacements(closed).await?;
        }
        self.draft.writer.insert_replacements(added).await
    }

    /// Gives regions new versions, all of each region named.
    pub async fn put_regions(&mut self, versions: Vec<Version<Region>>) -> Result<(), StorageError> {
        self.count(versions.len());
        self.draft
            .writer
            .close_regions(versions.iter().map(|v| v.content.code.to_string()).collect())
            .await?;
        self.draft.writer.insert_regions(versions).await
    }

    /// Gives municipalities new versions, all of each municipality named.
    pub async fn put_municipalities(
        &mut self,
        versions: Vec<Version<Municipality>>,
    ) -> Result<(), StorageError> {
        self.count(versions.len());
        self.draft
            .writer
            .close_municipalities(versions.iter().map(|v| v.content.code.to_string()).collect())
            .await?;
        self.draft.writer.insert_municipalities(versions).await
    }

    /// Adds entries to code lists, in place of those with the same key.
    pub async fn put_coded_values(&mut self, values: Vec<CodedValue>) -> Result<(), StorageError> {
        self.count(values.len());
        self.draft.writer.close_coded_values(&values).await?;
        self.draft.writer.insert_coded_values(values).await
    }

    /// Adds message types to the list, in place of those with the same key.
    pub async fn put_message_types(&mut self, values: Vec<MessageType>) -> Result<(), StorageError> {
        self.count(values.len());
        self.draft.writer.close_message_types(&values).await?;
        self.draft.writer.insert_message_types(values).await
    }

    /// Notes a file that the change was made from.
    pub async fn note_source(
        &mut self,
        position: usize,
        name: String,
        digest: String,
        format: &str,
        snapshot_date: Option<NaiveDate>,
    ) -> Result<(), StorageError> {
        let position = i32::try_from(position).unwrap_or(i32::MAX);
        self.draft.writer.insert_import_source(position, name, digest, format.to_owned(), snapshot_date).await
    }

    /// The number of the next grant, mandate or case.
    pub async fn next_id(&self, table: Numbered) -> Result<i64, StorageError> {
        self.draft.writer.next_id(table).await
    }

    /// Ends some grants and adds others.
    pub async fn put_grants(&mut self, closed: &[i64], added: Vec<Grant>) -> Result<(), StorageError> {
        self.count(closed.len() + added.len());
        self.draft.writer.close_grants(closed).await?;
        self.draft.writer.insert_grants(added).await
    }

    /// Ends some mandates and adds others.
    pub async fn put_mandates(&mut self, closed: &[i64], added: Vec<Mandate>) -> Result<(), StorageError> {
        self.count(closed.len() + added.len());
        self.draft.writer.close_mandates(closed).await?;
        self.draft.writer.insert_mandates(added).await
    }

    /// Ends what was said of some cases and says something of others.
    pub async fn put_cases(&mut self, closed: &[i64], added: Vec<Case>) -> Result<(), StorageError> {
        self.count(closed.len() + added.len());
        self.draft.writer.close_cases(closed).await?;
        self.draft.writer.insert_cases(added).await
    }

    /// Adds messages to the threads of cases.
    pub async fn put_case_messages(&mut self, added: Vec<CaseMessage>) -> Result<(), StorageError> {
        self.count(added.len());
        self.draft.writer.insert_case_messages(added).await
    }

    /// Ends some support desks and adds others.
    pub async fn put_support_desks(
        &mut self,
        closed: Vec<String>,
        added: Vec<SupportDesk>,
    ) -> Result<(), StorageError> {
        self.count(closed.len() + added.len());
        self.draft.writer.close_support_desks(closed).await?;
        self.draft.writer.insert_support_desks(added).await
    }

    /// Ends some guides and adds others.
    pub async fn put_guides(&mut self, closed: Vec<String>, added: Vec<Guide>) -> Result<(), StorageError> {
        self.count(closed.len() + added.len());
        self.draft.writer.close_guides(closed).await?;
        self.draft.writer.insert_guides(added).await
    }

    /// Notes that planned changes of these records took effect on `day`.
    pub async fn note_day(
        &mut self,
        day: NaiveDate,
        records: Vec<(ChangedKind, String)>,
    ) -> Result<(), StorageError> {
        self.count(records.len());
        self.draft.writer.insert_day_effects(day, records).await
    }

    /// Ends what was said of some webhooks and says something of others.
    pub async fn put_webhooks(&mut self, closed: &[i64], added: Vec<Webhook>) -> Result<(), StorageError> {
        self.count(closed.len() + added.len());
        self.draft.writer.close_webhooks(closed).await?;
        self.draft.writer.insert_webhooks(added).await
    }

    /// Begins the deliveries to a new webhook, whose secret is told once.
    pub async fn start_deliveries(
        &mut self,
        webhook: i64,
        secret: WebhookSecret,
        from: FeedPlace,
    ) -> Result<(), StorageError> {
        let now = self.now();
        self.draft.writer.start_deliveries(webhook, &secret, from, now).await?;
        self.secret = Some(secret);
        Ok(())
    }

    /// Gives a webhook a new secret, which is told once; the one before signs until `former_until`, too.
    pub async fn change_secret(
        &mut self,
        webhook: i64,
        secret: WebhookSecret,
        former_until: DateTime<Utc>,
    ) -> Result<(), StorageError> {
        self.draft.writer.change_secret(webhook, &secret, former_until).await?;
        self.secret = Some(secret);
        Ok(())
    }

    /// Delivers to a webhook at once, where it is, or from a place on.
    pub async fn restart_deliveries(
        &mut self,
        webhook: i64,
        from: Option<FeedPlace>,
    ) -> Result<(), StorageError> {
        let now = self.now();
        self.draft.writer.restart_deliveries(webhook, from, now).await
    }

    /// Has a delivery that was given up tried again; `false` where there is none of that id.
    pub async fn retry_delivery(&mut self, webhook: i64, message: &str) -> Result<bool, StorageError> {
        self.draft.writer.retry_delivery(webhook, message).await
    }

    /// Ends the deliveries to a webhook, and forgets its secrets.
    pub async fn end_deliveries(&mut self, webhook: i64) -> Result<(), StorageError> {
        self.draft.writer.end_deliveries(webhook).await
    }

    /// The secret that the change made, to be told once it is committed.
    pub(super) fn take_secret(&mut self) -> Option<WebhookSecret> {
        self.secret.take()
    }

    /// Remembers what the change was asked for, so that the same request sent again changes nothing.
    pub(super) async fn remember(
        &mut self,
        subject: &str,
        key: &str,
        fingerprint: Uuid,
        outcome: String,
    ) -> Result<(), StorageError> {
        let now = self.now();
        self.draft.writer.remember(subject, key, fingerprint, outcome, now).await
    }

    fn count(&mut self, rows: usize) {
        self.touched += rows as u64;
    }

    /// Whether anything was written.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.touched == 0
    }

    /// Gives everything up.
    pub async fn roll_back(self) -> Result<(), StorageError> {
        self.draft.writer.roll_back().await
    }

    /// Makes the change visible and gives its revision; `None` when it wrote
    /// nothing, for then there is nothing to number.
    pub async fn commit(self, summary: String) -> Result<Option<Revision>, StorageError> {
        if self.touched == 0 {
            self.roll_back().await?;
            return Ok(None);
        }
        let Self { draft: Draft { register, mut writer }, permit, letters, told, .. } = self;
        let now = register.now();
        writer.insert_letters(letters.into_iter().map(|letter| letter.in_outbox(now)).collect()).await?;
        let role = permit.role().map_or("SIGNED_IN", Role::as_str);
        let commit = NewCommit {
            committed_at: now,
            subject: permit.actor().caller.subject.clone(),
            role: role.to_owned(),
            action: permit.act().to_owned(),
            summary,
            organisation: permit.organisation().map(ToString::to_string),
            request_id: told.request_id,
            reason: told.reason,
        };
        let revision = writer.commit(commit).await?;
        register.show_commit(revision).await;
        register.announce(revision);
        Ok(Some(revision))
    }
}

impl NewLetter {
    fn in_outbox(self, now: DateTime<Utc>) -> OutboxLetter {
        OutboxLetter {
            id: 0,
            revision: Revision(0),
            recipient: self.to,
            template: self.template.to_owned(),
            parameters: self.parameters,
            state: LetterState::Waiting,
            attempts: 0,
            due_at: now,
            last_error: None,
        }
    }
}

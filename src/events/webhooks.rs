//! Sends changes to webhooks: at least once each, in the feed's order for each webhook, and again later
//! where that failed. A webhook that fails makes no other one wait.

use std::pin::pin;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use futures_util::StreamExt;
use futures_util::stream::FuturesUnordered;

use super::notice::parcel;
use super::{ChangeFilter, Position, RegisterChange, page};
use crate::model::{DeadDelivery, FeedPlace, Revision, Webhook};
use crate::register::{Claim, NextTry, Register, RegisterError};
use crate::webhook::{Courier, Parcel, Schedule, Verdict};

/// How often it is looked what is due when no commit of this process calls for it.
const POLL: Duration = Duration::from_secs(2);
/// Webhooks that are delivered to at the same time.
const AT_ONCE: u32 = 32;
/// Changes read at a time.
const BATCH: u32 = 100;
/// Changes after which a webhook lets others go before it.
const TURN: u32 = 500;
/// How much longer a lease lasts than the longest try.
const LEASE_SPARE: TimeDelta = TimeDelta::seconds(30);

/// How deliveries are made.
#[derive(Debug, Clone)]
pub struct Delivery {
    /// What reaches the receivers.
    pub courier: Courier,
    /// When a delivery is tried again.
    pub schedule: Schedule,
    /// The longest time that one try takes.
    pub patience: TimeDelta,
    /// How long nothing may get through before a webhook is paused.
    pub pause_after: TimeDelta,
    /// What this process is called in leases: different from all others on the same database.
    pub node: String,
}

/// What became of one change.
enum Done {
    /// It was delivered, or given up: the next one may go.
    Over,
    /// The webhook must wait, or is no longer ours.
    Stop,
}

/// Delivers what is due, and waits for more, for ever.
pub async fn send_to_webhooks(register: Register, delivery: Delivery) {
    let mut news = register.watch();
    let mut under_way = FuturesUnordered::new();
    loop {
        news.borrow_and_update();
        let busy = u32::try_from(under_way.len()).unwrap_or(AT_ONCE);
        let claiming = delivery.claim(&register, AT_ONCE.saturating_sub(busy));
        match beside(claiming, &mut under_way).await {
            Ok(claims) => {
                under_way.extend(claims.into_iter().map(|claim| delivery.serve(&register, claim)));
            }
            Err(error) => tracing::error!(%error, "what is due at webhooks could not be read"),
        }
        tokio::select! {
            _ = tokio::time::timeout(POLL, news.changed()) => {}
            Some(served) = under_way.next() => note(served),
        }
    }
}

/// Waits for `first` and lets those under way go on meanwhile: they may hold what it waits for.
async fn beside<T>(
    first: impl Future<Output = T>,
    under_way: &mut FuturesUnordered<impl Future<Output = Result<usize, RegisterError>>>,
) -> T {
    let mut first = pin!(first);
    loop {
        tokio::select! {
            done = &mut first => return done,
            Some(served) = under_way.next() => note(served),
        }
    }
}

fn note(served: Result<usize, RegisterError>) {
    if let Err(error) = served {
        tracing::error!(%error, "a webhook could not be served");
    }
}

impl Delivery {
    /// Delivers what is due now, one webhook beside the other, until nothing is; gives how many changes got through.
    pub async fn deliver_due(&self, register: &Register) -> Result<usize, RegisterError> {
        let mut delivered = 0;
        loop {
            let claims = self.claim(register, AT_ONCE).await?;
            if claims.is_empty() {
                return Ok(delivered);
            }
            let mut under_way: FuturesUnordered<_> =
                claims.into_iter().map(|claim| self.serve(register, claim)).collect();
            while let Some(served) = under_way.next().await {
                delivered += served?;
            }
        }
    }

    async fn claim(&self, register: &Register, most: u32) -> Result<Vec<Claim>, RegisterError> {
        static CLAIMS: AtomicU64 = AtomicU64::new(0);
        if most == 0 {
            return Ok(Vec::new());
        }
        // A lease that was taken away must not come back to whoever still believes in it.
        let holder = format!("{}/{}", self.node, CLAIMS.fetch_add(1, Ordering::Relaxed));
        let now = register.now();
        Ok(register.database().claim_webhooks(&holder, now, self.lease(now), most).await?)
    }

    fn lease(&self, now: DateTime<Utc>) -> DateTime<Utc> {
        now + self.patience + LEASE_SPARE
    }

    /// Delivers to one webhook what is due, and gives the lease back.
    async fn serve(&self, register: &Register, claim: Claim) -> Result<usize, RegisterError> {
        let mut errand = Errand { delivery: self, register, claim, delivered: 0 };
        let served = errand.run().await;
        register.database().give_lease_back(&errand.claim).await?;
        served.map(|()| errand.delivered)
    }
}

/// On the way to one webhook.
struct Errand<'a> {
    delivery: &'a Delivery,
    register: &'a Register,
    claim: Claim,
    delivered: usize,
}

impl Errand<'_> {
    async fn run(&mut self) -> Result<(), RegisterError> {
        let reader = self.register.reader();
        let head = reader.head().await?;
        let id = self.claim.progress.webhook;
        let Some(webhook) = reader.webhooks(head, &[id]).await?.pop() else { return Ok(()) };
        self.try_again(&webhook).await?;
        if self.claim.progress.due_at > self.register.now() {
            return Ok(());
        }
        self.follow(&webhook, head).await
    }

    /// Once more what was given up and is to be tried again. Each of them is beside the order.
    async fn try_again(&mut self, webhook: &Webhook) -> Result<(), RegisterError> {
        let database = self.register.database();
        for dead in database.deliveries_again(webhook.id).await? {
            if !self.keep_lease().await? {
                return Ok(());
            }
            let parcel = Parcel { id: dead.message.clone(), body: dead.body.clone() };
            match self.send(webhook, &parcel).await {
                Verdict::Delivered(_) => database.forget_dead_delivery(&dead.message).await?,
                Verdict::Gone => {
                    database.give_delivery_up(self.dead_again(dead, Some(410), GONE)).await?;
                    self.pause(GONE).await?;
                    return Ok(());
                }
                Verdict::Failed { status, error } => {
                    let status = status.map(i32::from);
                    database.give_delivery_up(self.dead_again(dead, status, &error)).await?;
                }
            }
        }
        Ok(())
    }

    fn dead_again(&self, dead: DeadDelivery, status: Option<i32>, error: &str) -> DeadDelivery {
        let (attempts, given_up_at) = (dead.attempts + 1, self.register.now());
        DeadDelivery { attempts, status, error: error.to_owned(), given_up_at, again: false, ..dead }
    }

    /// The changes that fit the webhook's filter, from where it is to the newest commit.
    async fn follow(&mut self, webhook: &Webhook, head: Revision) -> Result<(), RegisterError> {
        let Some((filter, mut after)) = self.course(webhook) else {
            self.pause("its filter can no longer be read; set it anew").await?;
            return Ok(());
        };
        let reader = self.register.reader();
        let mut turn = 0;
        let mut commit = (Revision(0), DateTime::UNIX_EPOCH);
        while turn < TURN {
            let page = page(&reader, &after, head, &filter, BATCH).await?;
            for change in &page.changes {
                let revision = change.record.revision;
                if commit.0 != revision {
                    let found = reader.commit(revision).await?;
                    commit = (revision, found.map_or(commit.1, |found| found.committed_at));
                }
                let parcel = parcel(webhook.id, change, commit.1);
                if !self.keep_lease().await? {
                    return Ok(());
                }
                if let Done::Stop = self.deliver(webhook, change, &parcel).await? {
                    return Ok(());
                }
                turn += 1;
            }
            let place = place(&page.reached);
            if !self.register.database().webhook_reached(&self.claim, &place, None).await? || !page.more {
                return Ok(());
            }
            after = page.reached;
        }
        Ok(())
    }

    fn course(&self, webhook: &Webhook) -> Option<(ChangeFilter, Position)> {
        let filter = serde_json::from_str(&webhook.filter).ok()?;
        Some((filter, self.claim.progress.reached.text.parse().ok()?))
    }

    async fn deliver(
        &mut self,
        webhook: &Webhook,
        change: &RegisterChange,
        parcel: &Parcel,
    ) -> Result<Done, RegisterError> {
        let place = place(&change.position());
        match self.send(webhook, parcel).await {
            Verdict::Delivered(status) => {
                self.delivered += 1;
                self.claim.progress.attempts = 0;
                self.claim.progress.failing_since = None;
                let delivered = Some((self.register.now(), i32::from(status)));
                let ours = self.register.database().webhook_reached(&self.claim, &place, delivered).await?;
                Ok(if ours { Done::Over } else { Done::Stop })
            }
            Verdict::Gone => {
                // It stays where it is: whoever resumes it begins with this change.
                self.note_failure(Some(410), GONE, self.register.now()).await?;
                self.pause(GONE).await?;
                Ok(Done::Stop)
            }
            Verdict::Failed { status, error } => {
                self.failed(webhook, change, parcel, (status.map(i32::from), error)).await
            }
        }
    }

    /// Waits for the next try, or gives the change up after the last one.
    async fn failed(
        &mut self,
        webhook: &Webhook,
        change: &RegisterChange,
        parcel: &Parcel,
        (status, error): (Option<i32>, String),
    ) -> Result<Done, RegisterError> {
        let now = self.register.now();
        self.claim.progress.attempts += 1;
        let since = *self.claim.progress.failing_since.get_or_insert(now);
        let attempts = self.claim.progress.attempts;
        if now - since >= self.delivery.pause_after {
            self.note_failure(status, &error, now).await?;
            self.pause(&format!("nothing got through since {}: {error}", since.format("%Y-%m-%d"))).await?;
            return Ok(Done::Stop);
        }
        if let Some(next) = self.delivery.schedule.next(attempts, now, &parcel.id) {
            self.note_failure(status, &error, next).await?;
            return Ok(Done::Stop);
        }
        metrics::counter!("sorgraph_webhook_given_up_total").increment(1);
        tracing::warn!(webhook = webhook.id, delivery = parcel.id, attempts, "a delivery was given up");
        let dead = DeadDelivery {
            message: parcel.id.clone(),
            webhook: webhook.id,
            revision: change.record.revision,
            body: parcel.body.clone(),
            attempts,
            status,
            error: error.clone(),
            given_up_at: now,
            again: false,
        };
        // First kept, then passed by: a crash in between has it tried again, and loses nothing.
        self.register.database().give_delivery_up(dead).await?;
        self.note_failure(status, &error, now).await?;
        self.claim.progress.attempts = 0;
        let place = place(&change.position());
        let ours = self.register.database().webhook_reached(&self.claim, &place, None).await?;
        Ok(if ours { Done::Over } else { Done::Stop })
    }

    /// Tries once, and says in the log and the metrics what came of it.
    async fn send(&self, webhook: &Webhook, parcel: &Parcel) -> Verdict {
        let now = self.register.now();
        let mut secrets = vec![self.claim.secret.reveal()];
        if let Some((former, until)) = &self.claim.former
            && *until > now
        {
            secrets.push(former.reveal());
        }
        let courier = &self.delivery.courier;
        let verdict = courier.deliver(&webhook.url, parcel, &secrets, now.timestamp()).await;
        let result = match &verdict {
            Verdict::Delivered(_) => "delivered",
            Verdict::Gone => "gone",
            Verdict::Failed { status, error } => {
                let attempts = self.claim.progress.attempts + 1;
                let (webhook, delivery) = (webhook.id, &parcel.id);
                tracing::warn!(webhook, delivery, attempts, status, error, "a delivery failed");
                "failed"
            }
        };
        metrics::counter!("sorgraph_webhook_tries_total", "result" => result).increment(1);
        verdict
    }

    async fn note_failure(
        &self,
        status: Option<i32>,
        error: &str,
        due_at: DateTime<Utc>,
    ) -> Result<(), RegisterError> {
        let (attempts, failed_at) = (self.claim.progress.attempts, self.register.now());
        let next = NextTry { attempts, due_at, failed_at, status, error: error.to_owned() };
        Ok(self.register.database().webhook_failed(&self.claim, next).await?)
    }

    async fn keep_lease(&self) -> Result<bool, RegisterError> {
        let until = self.delivery.lease(self.register.now());
        Ok(self.register.database().keep_lease(&self.claim, until).await?)
    }

    async fn pause(&self, because: &str) -> Result<(), RegisterError> {
        let id = self.claim.progress.webhook;
        if self.register.pause_webhook(id, because).await? {
            metrics::counter!("sorgraph_webhook_paused_total").increment(1);
            tracing::warn!(webhook = id, because, "a webhook was paused");
        }
        Ok(())
    }
}

/// Why a webhook is paused whose receiver answers 410.
const GONE: &str = "the receiver answered 410 Gone";

fn place(position: &Position) -> FeedPlace {
    let revision = match position {
        Position::Behind(revision) => *revision,
        Position::After(record) => Revision(record.revision.0 - 1),
    };
    FeedPlace { text: position.to_string(), revision }
}

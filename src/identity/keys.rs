//! The issuer's keys, kept: fetched when they are needed, not when somebody would like us to.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use chrono::{DateTime, TimeDelta, Utc};
use jsonwebtoken::jwk::{AlgorithmParameters, EllipticCurve, Jwk, KeyAlgorithm, KeyOperations, PublicKeyUse};
use jsonwebtoken::{Algorithm, DecodingKey};
use serde_json::Value;
use tokio::sync::watch;
use tokio::task::JoinSet;

use super::discovery::{FetchError, Source};
use super::signature::ACCEPTED;
use super::token::Now;

/// Age at which keys are fetched again, so that the ones withdrawn go.
const FRESH: TimeDelta = TimeDelta::hours(1);
/// How often keys are fetched when each fetch leads to the next, as with tokens of made-up keys: three
/// times a minute.
const PACE: TimeDelta = TimeDelta::seconds(20);
/// How many fetches may follow each other at once, so that new keys count as soon as they are used.
const AT_ONCE: i32 = 2;
/// Most keys that are tried for one token.
const MOST_TRIED: usize = 20;

/// The keys of one issuer.
pub struct Keys {
    shared: Arc<Shared>,
    /// The running fetch. It is a task of its own, as it is shared, and must not end with the request that
    /// happened to start it; it does end with these keys.
    tasks: Mutex<JoinSet<()>>,
}

struct Shared {
    source: Source,
    now: Now,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    known: Arc<[Key]>,
    /// When the known keys were fetched.
    fetched: Option<DateTime<Utc>>,
    /// Whether the last fetch failed; the keys known before it stay.
    failed: bool,
    pace: Pace,
    /// Closed when the running fetch is over.
    running: Option<watch::Receiver<()>>,
}

/// A key that tokens may be signed with.
struct Key {
    id: Option<String>,
    algorithms: Vec<Algorithm>,
    decoding: DecodingKey,
}

impl Keys {
    /// No keys yet; the first token that needs them has them fetched.
    pub fn new(source: Source, now: Now) -> Self {
        let shared = Shared { source, now, state: Mutex::default() };
        Self { shared: Arc::new(shared), tasks: Mutex::default() }
    }

    /// The known keys that a token of this algorithm and key id may be signed with. When they are old, they
    /// are fetched anew behind the request's back: no caller waits, and an issuer that is down hurts nobody.
    pub fn fitting(&self, algorithm: Algorithm, id: Option<&str>) -> Vec<DecodingKey> {
        let mut state = self.shared.state();
        if state.fetched.is_some_and(|fetched| !is_within((self.shared.now)() - fetched, FRESH)) {
            self.start(&mut state);
        }
        let fits =
            |key: &&Key| key.algorithms.contains(&algorithm) && (id.is_none() || key.id.as_deref() == id);
        state.known.iter().filter(fits).take(MOST_TRIED).map(|key| key.decoding.clone()).collect()
    }

    /// Fetches the keys anew, or waits for the fetch that runs. However many ask, and whatever for, the issuer
    /// is asked no more often than the pace allows. False when there was no answer the last time.
    pub async fn refresh(&self) -> bool {
        let running = {
            let mut state = self.shared.state();
            self.start(&mut state);
            state.running.clone()
        };
        if let Some(mut running) = running {
            // Nothing is ever sent: the fetch closes the channel when it is over.
            let _ = running.changed().await;
        }
        let state = self.shared.state();
        state.fetched.is_some() && !state.failed
    }

    /// Starts a fetch, if none runs and the pace allows one.
    fn start(&self, state: &mut State) {
        let runs = state.running.as_ref().is_some_and(|running| running.has_changed().is_ok());
        if runs {
            return;
        }
        state.running = None;
        if !state.pace.allows((self.shared.now)()) {
            return;
        }
        let (over, running) = watch::channel(());
        state.running = Some(running);
        let shared = Arc::clone(&self.shared);
        let mut tasks = self.tasks.lock().unwrap_or_else(PoisonError::into_inner);
        while tasks.try_join_next().is_some() {}
        tasks.spawn(async move {
            let fetched = shared.source.fetch().await;
            shared.take(fetched);
            drop(over);
        });
    }
}

impl Shared {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn take(&self, fetched: Result<Vec<Value>, FetchError>) {
        let published = match fetched {
            Ok(published) => published,
            Err(error) => {
                tracing::warn!(%error, "the keys of the issuer could not be fetched");
                self.state().failed = true;
                return;
            }
        };
        let known: Arc<[Key]> = published.into_iter().filter_map(Key::read).collect();
        if known.is_empty() {
            tracing::warn!("the issuer publishes no key that tokens may be signed with");
        }
        tracing::debug!(keys = known.len(), "fetched the keys of the issuer");
        let mut state = self.state();
        state.known = known;
        state.fetched = Some((self.now)());
        state.failed = false;
    }
}

impl Key {
    /// A published key, if it is one to check signatures with. Others in the set are none of our business.
    fn read(published: Value) -> Option<Self> {
        let key: Jwk = serde_json::from_value(published).ok()?;
        let signs = matches!(key.common.public_key_use, None | Some(PublicKeyUse::Signature))
            && key.common.key_operations.as_ref().is_none_or(|all| all.contains(&KeyOperations::Verify));
        let fits = |algorithm: &Algorithm| {
            let of_its_kind = match (&key.algorithm, algorithm) {
                (AlgorithmParameters::RSA(_), Algorithm::RS256 | Algorithm::PS256) => true,
                (AlgorithmParameters::EllipticCurve(key), Algorithm::ES256) => {
                    key.curve == EllipticCurve::P256
                }
                (AlgorithmParameters::OctetKeyPair(key), Algorithm::EdDSA) => {
                    key.curve == EllipticCurve::Ed25519
                }
                _ => false,
            };
            let only = key.common.key_algorithm;
            of_its_kind && only.is_none_or(|only| only == KeyAlgorithm::from(*algorithm))
        };
        let algorithms: Vec<_> = ACCEPTED.into_iter().filter(fits).collect();
        if !signs || algorithms.is_empty() {
            return None;
        }
        let decoding = DecodingKey::from_jwk(&key).ok()?;
        Some(Self { id: key.common.key_id, algorithms, decoding })
    }
}

/// Lets a few fetches through at once, then one at each step of [`PACE`].
#[derive(Default)]
struct Pace {
    /// When all fetches so far are paid for.
    paid: Option<DateTime<Utc>>,
}

impl Pace {
    /// Whether a fetch may start now. If so, it counts.
    fn allows(&mut self, now: DateTime<Utc>) -> bool {
        let owed = self.paid.map_or(TimeDelta::zero(), |paid| paid - now);
        // More than could ever be owed: the clock was set back, and what it said before means nothing.
        let owed = if is_within(owed, PACE * AT_ONCE) { owed } else { TimeDelta::zero() };
        if owed > PACE * (AT_ONCE - 1) {
            return false;
        }
        self.paid = Some(now + owed + PACE);
        true
    }
}

/// Whether a time is neither negative nor longer than `most`.
fn is_within(time: TimeDelta, most: TimeDelta) -> bool {
    (TimeDelta::zero()..=most).contains(&time)
}

#[cfg(test)]
mod tests;

//! Asking a register over GraphQL, and asking again when it does not answer.

use std::path::PathBuf;
use std::time::Duration;

use reqwest::header::{ACCEPT, CONTENT_TYPE, RETRY_AFTER};
use reqwest::{Client, StatusCode, Url};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::answer::{Changed, Connection, Marked, Page, Told};
use crate::model::{RecordDigest, Revision, SorCode};
use crate::storage::CopyStep;

/// Longest time of one request.
const TIME_OUT: Duration = Duration::from_mins(1);
/// Longest wait before the next try.
const LONGEST_WAIT: Duration = Duration::from_mins(1);

const NEWEST: &str = "{ register { revision committedAt } }";
const COUNT: &str =
    "query($revision: Revision) { registerRecords(first: 1, revision: $revision) { totalCount } }";
const DIGEST: &str = "query($revision: Revision, $within: SorCode) { \
    registerDigest(revision: $revision, within: $within) { digest } }";
const DIGESTS: &str = "query($after: String, $revision: Revision) { \
    registerRecords(first: 100, after: $after, revision: $revision) { \
    nodes { recordType key digest } pageInfo { hasNextPage endCursor } } }";
const RECORDS: &str = "query($after: String, $revision: Revision) { \
    registerRecords(first: 100, after: $after, revision: $revision) { \
    nodes { ...Told } pageInfo { hasNextPage endCursor } } } \
    fragment Told on RegisterRecord { recordType key digest versions { validFrom validTo values { name value } } }";
const CHANGES: &str = "query($after: String!, $stood: Revision!) { register { revision committedAt } \
    stood: register(revision: $stood) { revision committedAt } changes(first: 100, after: $after) { \
    nodes { recordType key current { ...Told } } pageInfo { hasNextPage endCursor } } } \
    fragment Told on RegisterRecord { recordType key digest versions { validFrom validTo values { name value } } }";

/// Why a register cannot be followed.
#[derive(Debug, thiserror::Error)]
pub enum SourceError {
    /// The address is none.
    #[error("\"{0}\" is no http or https address of a register; it has no user and no password")]
    Address(String),
    /// The client cannot be made.
    #[error("HTTP cannot be spoken: {0}")]
    Client(String),
    /// The token cannot be read.
    #[error("{}: {reason}", .path.display())]
    Token {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
    /// It does not answer, however often it is asked.
    #[error("{0} does not answer: {1}")]
    Silent(Url, String),
    /// It refuses what it was asked.
    #[error("the register refuses: {code}: {message}")]
    Refused {
        /// The code of docs/errors.md; empty where it gives none.
        code: String,
        /// What it says.
        message: String,
    },
    /// Something else came than was asked for.
    #[error("the register answers with something else than was asked for: {0}")]
    Answer(String),
    /// A record is not what its digest says.
    #[error("{0} {1} came with the digest of something else")]
    Digest(String, String),
}

/// A register that somebody serves.
#[derive(Debug, Clone)]
pub struct Source {
    client: Client,
    address: Url,
    token: Option<PathBuf>,
    /// None: as often as it takes.
    tries: Option<u32>,
}

#[derive(Deserialize)]
struct Answer<T> {
    data: T,
}

#[derive(Deserialize)]
struct Faults {
    #[serde(default)]
    errors: Vec<Fault>,
}

#[derive(Deserialize)]
struct Fault {
    message: String,
    #[serde(default)]
    extensions: Value,
}

impl Fault {
    /// A patient follower also waits for a service that is mended and a token that is renewed.
    fn read(self, asked: Option<Duration>, patient: bool) -> Failure {
        let code = self.extensions["code"].as_str().unwrap_or_default().to_owned();
        let passes = matches!(code.as_str(), "UNAVAILABLE" | "TIMEOUT");
        let may_pass = code == "INTERNAL" || code.starts_with("TOKEN_");
        if passes || patient && may_pass {
            return Failure::Passing(format!("{code}: {}", self.message), asked);
        }
        Failure::Lasting(SourceError::Refused { code, message: self.message })
    }
}

#[derive(Deserialize)]
struct Newest {
    register: Head,
}

#[derive(Deserialize)]
struct Head {
    revision: String,
    #[serde(rename = "committedAt")]
    committed_at: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Records<T> {
    register_records: Connection<T>,
}

#[derive(Deserialize)]
struct Followed {
    register: Head,
    stood: Head,
    changes: Connection<Changed>,
}

impl Head {
    fn read(self) -> Result<Commit, SourceError> {
        let revision = self.revision.parse();
        let revision =
            revision.map_err(|_| SourceError::Answer(format!("the revision {}", self.revision)))?;
        Ok(Commit { revision, committed_at: self.committed_at.unwrap_or_default() })
    }
}

/// A commit of a register. Two registers, or one and what it was before it was put back to an earlier
/// state, may have the same revision; they will not have committed it at the same millisecond.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Commit {
    /// Its number.
    pub revision: Revision,
    /// When, as the register tells it; empty for revision 0.
    pub committed_at: String,
}

/// Changes behind a place.
#[derive(Debug)]
pub struct News {
    /// The commit of the revision that the copy stood at.
    pub stood: Commit,
    /// The newest commit when the changes were read.
    pub newest: Commit,
    /// The changes, with the records as they were at the newest commit.
    pub page: Page<CopyStep>,
}

/// What may be otherwise the next time.
enum Failure {
    Passing(String, Option<Duration>),
    Lasting(SourceError),
}

impl Source {
    /// The register at an address, with or without the path of its graph, asked at most so many times for
    /// the same thing; without a number as often as it takes, whatever may pass by itself. With a file of a
    /// token, which is read anew for each request.
    pub fn new(address: &str, token: Option<PathBuf>, tries: Option<u32>) -> Result<Self, SourceError> {
        // Only the first call finds the place free; whoever came before chose for the whole process.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let bad = || SourceError::Address(address.to_owned());
        let mut url = Url::parse(address).map_err(|_| bad())?;
        // A password would stand in the copy.
        let names_somebody = !url.username().is_empty() || url.password().is_some();
        if !matches!(url.scheme(), "http" | "https") || url.host().is_none() || names_somebody {
            return Err(bad());
        }
        if url.path() == "/" {
            url.set_path("/graphql");
        }
        let client = Client::builder()
            .timeout(TIME_OUT)
            .user_agent(concat!("sorgraph-follow/", env!("CARGO_PKG_VERSION")))
            .build()
            .map_err(|error| SourceError::Client(causes(&error)))?;
        Ok(Self { client, address: url, token, tries })
    }

    /// Its address.
    #[must_use]
    pub fn address(&self) -> &str {
        self.address.as_str()
    }

    /// Its newest commit.
    pub async fn newest(&self) -> Result<Commit, SourceError> {
        self.ask::<Newest>(NEWEST, json!({})).await?.register.read()
    }

    /// How many records it had at a revision.
    pub async fn count(&self, revision: Revision) -> Result<u64, SourceError> {
        let told: Value = self.ask(COUNT, json!({ "revision": revision.to_string() })).await?;
        let count = told["registerRecords"]["totalCount"].as_u64();
        count.ok_or_else(|| SourceError::Answer("no count".to_owned()))
    }

    /// A page of all records at a revision; the first one after an empty position.
    pub async fn records(&self, revision: Revision, after: &str) -> Result<Page<CopyStep>, SourceError> {
        let found: Records<Told> = self.ask(RECORDS, place(revision, after)).await?;
        found.register_records.page(|told| Ok(CopyStep::Put(told.record()?)))
    }

    /// The same with digests only.
    pub async fn digests(
        &self,
        revision: Revision,
        after: &str,
    ) -> Result<Page<(String, String, RecordDigest)>, SourceError> {
        let found: Records<Marked> = self.ask(DIGESTS, place(revision, after)).await?;
        found.register_records.page(Marked::read)
    }

    /// A page of changes behind a place, for a copy that stood at a revision.
    pub async fn changes(&self, after: &str, stood: Revision) -> Result<News, SourceError> {
        let found: Followed =
            self.ask(CHANGES, json!({ "after": after, "stood": stood.to_string() })).await?;
        Ok(News {
            stood: found.stood.read()?,
            newest: found.register.read()?,
            page: found.changes.page(Changed::step)?,
        })
    }

    /// The digest of its records at a revision; `None` where it does not know the root.
    pub async fn digest(
        &self,
        revision: Revision,
        within: Option<SorCode>,
    ) -> Result<Option<RecordDigest>, SourceError> {
        let within = within.map(|root| root.to_string());
        let told: Value =
            self.ask(DIGEST, json!({ "revision": revision.to_string(), "within": within })).await?;
        let Some(digest) = told["registerDigest"]["digest"].as_str() else { return Ok(None) };
        digest.parse().map(Some).map_err(|fault: &str| SourceError::Answer(fault.to_owned()))
    }

    async fn ask<T: DeserializeOwned>(&self, query: &str, variables: Value) -> Result<T, SourceError> {
        let body = json!({ "query": query, "variables": variables }).to_string();
        let mut wait = Duration::from_secs(1);
        let mut attempt = 1;
        loop {
            let (reason, asked) = match self.ask_once(&body).await {
                Ok(data) => return Ok(data),
                Err(Failure::Lasting(error)) => return Err(error),
                Err(Failure::Passing(reason, asked)) => (reason, asked),
            };
            if self.tries.is_some_and(|tries| attempt >= tries) {
                return Err(SourceError::Silent(self.address.clone(), reason));
            }
            let pause = asked.unwrap_or(wait).min(LONGEST_WAIT);
            tracing::warn!(reason, seconds = pause.as_secs(), "the register is asked again");
            tokio::time::sleep(pause).await;
            wait = (wait * 2).min(LONGEST_WAIT);
            attempt += 1;
        }
    }

    async fn ask_once<T: DeserializeOwned>(&self, body: &str) -> Result<T, Failure> {
        let passing = |error: reqwest::Error| Failure::Passing(causes(&error), None);
        let mut request = self.client.post(self.address.clone());
        request = request.header(CONTENT_TYPE, "application/json");
        request = request.header(ACCEPT, "application/graphql-response+json, application/json;q=0.9");
        if let Some(token) = self.token().map_err(Failure::Lasting)? {
            request = request.bearer_auth(token);
        }
        let response = request.body(body.to_owned()).send().await.map_err(passing)?;
        let status = response.status();
        let asked = response.headers().get(RETRY_AFTER);
        let asked = asked.and_then(|value| value.to_str().ok()?.parse().ok()).map(Duration::from_secs);
        let bytes = response.bytes().await.map_err(passing)?;
        if status == StatusCode::TOO_MANY_REQUESTS || status.is_server_error() {
            return Err(Failure::Passing(format!("status {}", status.as_u16()), asked));
        }
        let unread = |error: serde_json::Error| {
            Failure::Lasting(SourceError::Answer(format!("status {}, {error}", status.as_u16())))
        };
        // What was refused is null, which the data that are asked for need not be.
        let told: Faults = serde_json::from_slice(&bytes).map_err(unread)?;
        if let Some(fault) = told.errors.into_iter().next() {
            return Err(fault.read(asked, self.tries.is_none()));
        }
        let answer: Answer<T> = serde_json::from_slice(&bytes).map_err(unread)?;
        Ok(answer.data)
    }

    fn token(&self) -> Result<Option<String>, SourceError> {
        let Some(path) = &self.token else { return Ok(None) };
        match std::fs::read_to_string(path) {
            Ok(token) => Ok(Some(token.trim().to_owned())),
            Err(error) => Err(SourceError::Token { path: path.clone(), reason: error.to_string() }),
        }
    }
}

fn place(revision: Revision, after: &str) -> Value {
    json!({ "revision": revision.to_string(), "after": (!after.is_empty()).then_some(after) })
}

/// An error with its causes, which the HTTP client leaves out of its own text.
fn causes(error: &dyn std::error::Error) -> String {
    let causes = std::iter::successors(error.source(), |cause| cause.source());
    causes.fold(error.to_string(), |text, cause| format!("{text}: {cause}"))
}

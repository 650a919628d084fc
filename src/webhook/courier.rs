use std::error::Error;
use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use reqwest::header::CONTENT_TYPE;
use reqwest::redirect::Policy;
use reqwest::{Certificate, Client, Response, StatusCode};

use super::resolver::GuardedNames;
use super::{Guard, Names, signature};

/// Most of an answer's body that is read; more than that closes the connection.
const ANSWER_MAX: usize = 4 * 1024;
/// Most characters of an error that are kept.
const LONGEST_ERROR: usize = 300;

/// A delivery: one change, for one webhook.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parcel {
    /// The same for the same change, however often it is tried.
    pub id: String,
    /// What is sent, as JSON.
    pub body: String,
}

/// What became of a try.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// The receiver has it: any status of 2xx.
    Delivered(u16),
    /// The receiver wants nothing more: 410.
    Gone,
    /// Anything else.
    Failed {
        /// HTTP status, where there was an answer.
        status: Option<u16>,
        /// What happened, in one line.
        error: String,
    },
}

/// The client for deliveries cannot be made.
#[derive(Debug, thiserror::Error)]
pub enum CourierError {
    /// The extra root certificate cannot be read.
    #[error("webhook_root_certificate: {}: {reason}", .path.display())]
    RootCertificate {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
    /// The machine gives no random numbers.
    #[error("deliveries to webhooks: the machine has no random numbers")]
    NoRandomNumbers,
    /// TLS cannot be spoken.
    #[error("deliveries to webhooks: {0}")]
    Client(String),
}

/// Carries deliveries to their receivers, over connections that the [`Guard`] has checked.
#[derive(Clone)]
pub struct Courier {
    client: Client,
    guard: Guard,
}

impl fmt::Debug for Courier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Courier").field("guard", &self.guard).finish_non_exhaustive()
    }
}

impl Courier {
    /// A courier that waits so long for a receiver, and trusts the roots of the machine and those of the file.
    /// It neither follows redirects nor asks a proxy: either would choose the machine in the guard's place.
    pub fn new(
        guard: Guard,
        names: Arc<dyn Names>,
        patience: Duration,
        root_certificate: Option<&Path>,
    ) -> Result<Self, CourierError> {
        // Whoever comes second finds it chosen: the same one.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let mut builder = Client::builder()
            .https_only(true)
            .no_proxy()
            .redirect(Policy::none())
            .referer(false)
            .timeout(patience)
            .user_agent(concat!("sorgraph/", env!("CARGO_PKG_VERSION")))
            .dns_resolver(Arc::new(GuardedNames { names, guard: guard.clone() }));
        if let Some(path) = root_certificate {
            builder = builder.tls_certs_merge(certificates(path)?);
        }
        let client = builder.build().map_err(|error| CourierError::Client(told(&error)))?;
        Ok(Self { client, guard })
    }

    /// Tries a delivery once, signed at `timestamp` (seconds since 1970) with each of these secrets.
    pub async fn deliver(&self, url: &str, parcel: &Parcel, secrets: &[&str], timestamp: i64) -> Verdict {
        let failed = |error: String| Verdict::Failed { status: None, error };
        // What the guard lets through may have changed since the address was registered.
        let url = match self.guard.check(url) {
            Ok(url) => url,
            Err(fault) => return failed(fault.to_string()),
        };
        let signed = secrets.iter().map(|secret| signature(secret, &parcel.id, timestamp, &parcel.body));
        let Some(signatures) = signed.collect::<Option<Vec<_>>>().filter(|all| !all.is_empty()) else {
            return failed("the secret cannot be used; rotate it".to_owned());
        };
        let request = self
            .client
            .post(url)
            .header(CONTENT_TYPE, "application/json")
            .header("webhook-id", &parcel.id)
            .header("webhook-timestamp", timestamp)
            .header("webhook-signature", signatures.join(" "))
            .body(parcel.body.clone());
        match request.send().await {
            Ok(response) => verdict(response).await,
            Err(error) => failed(told(&error)),
        }
    }
}

async fn verdict(response: Response) -> Verdict {
    let status = response.status();
    // Read, so that the connection can be used again; what it says does not matter.
    read_a_little(response).await;
    match status {
        StatusCode::GONE => Verdict::Gone,
        status if status.is_success() => Verdict::Delivered(status.as_u16()),
        status if status.is_redirection() => Verdict::Failed {
            status: Some(status.as_u16()),
            error: format!("the receiver answered {status}; redirects are not followed"),
        },
        status => Verdict::Failed {
            status: Some(status.as_u16()),
            error: format!("the receiver answered {status}"),
        },
    }
}

async fn read_a_little(mut response: Response) {
    let mut read = 0;
    while let Ok(Some(chunk)) = response.chunk().await {
        read += chunk.len();
        if read > ANSWER_MAX {
            return;
        }
    }
}

fn certificates(path: &Path) -> Result<Vec<Certificate>, CourierError> {
    let unreadable = |reason: String| CourierError::RootCertificate { path: path.to_owned(), reason };
    let pem = std::fs::read(path).map_err(|error| unreadable(error.to_string()))?;
    let found = Certificate::from_pem_bundle(&pem).map_err(|error| unreadable(error.to_string()))?;
    if found.is_empty() {
        return Err(unreadable("holds no certificate in PEM form".to_owned()));
    }
    Ok(found)
}

/// An error with its causes, in one line and without the address: it may hold a key of the receiver's.
fn told(error: &reqwest::Error) -> String {
    let mut told = if error.is_timeout() { "no answer in time" } else { "no answer" }.to_owned();
    let mut cause = error.source();
    while let Some(found) = cause {
        told.push_str(": ");
        told.push_str(&found.to_string());
        cause = found.source();
    }
    told.chars().map(|c| if c.is_control() { ' ' } else { c }).take(LONGEST_ERROR).collect()
}

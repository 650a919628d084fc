//! The issuer's keys over HTTP: OpenID Connect discovery, then the key set that it names.

use std::error::Error;
use std::net::IpAddr;
use std::time::Duration;

use reqwest::redirect::Policy;
use reqwest::{Client, Url};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::IdentityError;

/// Longest time that the whole fetch may take, both requests together.
const TIME_OUT: Duration = Duration::from_secs(5);
/// Largest answer that is read. Key sets are a few KiB.
const LARGEST_ANSWER: usize = 256 * 1024;
const DOCUMENT: &str = "/.well-known/openid-configuration";
const ADDRESS: &str = "an https address, or an http address of this machine such as http://127.0.0.1:8180";

/// Where the keys of one issuer come from.
pub struct Source {
    client: Client,
    issuer: String,
    start: Start,
    time_out: Duration,
}

enum Start {
    Discovery(Url),
    Keys(Url),
}

/// Why the keys could not be fetched. For the log only: whoever sends tokens is not told.
#[derive(Debug, thiserror::Error)]
pub enum FetchError {
    #[error("{0} did not answer within {1:?}")]
    TimedOut(String, Duration),
    #[error("{0} cannot be reached: {1}")]
    Unreachable(Url, String),
    #[error("{0} answers with status {1}")]
    Status(Url, u16),
    #[error("{0} answers with more than 256 KiB")]
    TooLarge(Url),
    #[error("{0} answers with something else than was asked for: {1}")]
    Unexpected(Url, serde_json::Error),
    #[error("{0} says that it is the issuer \"{1}\", not the one of the settings")]
    WrongIssuer(Url, String),
    #[error("the issuer names \"{0}\" as the address of its keys; it must be {1}")]
    Address(String, &'static str),
}

#[derive(Deserialize)]
struct Document {
    issuer: String,
    jwks_uri: String,
}

#[derive(Deserialize)]
struct KeySet {
    keys: Vec<Value>,
}

impl Source {
    /// The keys of `issuer`: at `keys`, if that is given, else where its discovery document says.
    pub fn new(issuer: &str, keys: Option<&str>) -> Result<Self, IdentityError> {
        let bad = |setting, value: &str| IdentityError::Setting {
            setting,
            value: format!("\"{value}\""),
            must: ADDRESS,
        };
        let issuer_url = address(issuer).ok_or_else(|| bad("issuer", issuer))?;
        let start = match keys {
            Some(keys) => Start::Keys(address(keys).ok_or_else(|| bad("jwks_url", keys))?),
            // A final slash belongs to the issuer's name, but not to the address.
            None => Start::Discovery(
                address(&format!("{}{DOCUMENT}", issuer.trim_end_matches('/')))
                    .filter(|_| issuer_url.query().is_none())
                    .ok_or_else(|| bad("issuer", issuer))?,
            ),
        };
        let client = client(start.url().scheme() == "https")?;
        Ok(Self { client, issuer: issuer.to_owned(), start, time_out: TIME_OUT })
    }

    /// The keys as the issuer publishes them now.
    pub async fn fetch(&self) -> Result<Vec<Value>, FetchError> {
        match tokio::time::timeout(self.time_out, self.fetch_at_leisure()).await {
            Ok(fetched) => fetched,
            Err(_) => Err(FetchError::TimedOut(self.issuer.clone(), self.time_out)),
        }
    }

    async fn fetch_at_leisure(&self) -> Result<Vec<Value>, FetchError> {
        let url = match &self.start {
            Start::Keys(url) => url.clone(),
            Start::Discovery(url) => self.discover(url).await?,
        };
        let set: KeySet = self.get(&url).await?;
        Ok(set.keys)
    }

    async fn discover(&self, url: &Url) -> Result<Url, FetchError> {
        let document: Document = self.get(url).await?;
        if document.issuer != self.issuer {
            return Err(FetchError::WrongIssuer(url.clone(), document.issuer));
        }
        // An issuer elsewhere does not get to send us to the ports of this machine.
        let keys = address(&document.jwks_uri).filter(|keys| keys.scheme() == url.scheme());
        keys.ok_or(FetchError::Address(document.jwks_uri, ADDRESS))
    }

    async fn get<T: DeserializeOwned>(&self, url: &Url) -> Result<T, FetchError> {
        let unreachable = |error: reqwest::Error| FetchError::Unreachable(url.clone(), causes(&error));
        let mut response = self.client.get(url.clone()).send().await.map_err(unreachable)?;
        if response.status() != 200 {
            return Err(FetchError::Status(url.clone(), response.status().as_u16()));
        }
        let mut body = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(unreachable)? {
            if body.len() + chunk.len() > LARGEST_ANSWER {
                return Err(FetchError::TooLarge(url.clone()));
            }
            body.extend_from_slice(&chunk);
        }
        serde_json::from_slice(&body).map_err(|error| FetchError::Unexpected(url.clone(), error))
    }
}

impl Start {
    fn url(&self) -> &Url {
        match self {
            Self::Discovery(url) | Self::Keys(url) => url,
        }
    }
}

/// An address that keys may come from: what travels in the clear could be changed on its way.
fn address(text: &str) -> Option<Url> {
    let url = Url::parse(text).ok()?;
    let host = url.host_str()?;
    let ip: Option<IpAddr> = host.trim_start_matches('[').trim_end_matches(']').parse().ok();
    let fits = match url.scheme() {
        "https" => true,
        "http" => host == "localhost" || ip.is_some_and(|ip| ip.is_loopback()),
        _ => false,
    };
    let bare = url.username().is_empty() && url.password().is_none() && url.fragment().is_none();
    (fits && bare).then_some(url)
}

/// A client that follows no redirects: the issuer's keys are where it says, or nowhere.
fn client(https: bool) -> Result<Client, IdentityError> {
    // Only the first call finds the place free; whoever came before chose for the whole process.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let builder = Client::builder()
        .redirect(Policy::none())
        .user_agent(concat!("sorgraph/", env!("CARGO_PKG_VERSION")));
    let builder = if https {
        builder.https_only(true)
    } else {
        // On this machine there is neither a proxy between nor a certificate to check.
        builder.no_proxy().tls_certs_only([])
    };
    builder.build().map_err(|error| IdentityError::Https(causes(&error)))
}

/// An error with its causes, which the HTTP client leaves out of its own text.
fn causes(error: &dyn Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        text = format!("{text}: {error}");
        cause = error.source();
    }
    text
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::testing::{Answer, Issuer};
    use super::*;

    #[test]
    fn keys_come_over_https_or_from_this_machine() {
        let good =
            ["https://id.example.org/realm", "http://127.0.0.1:80", "http://127.9.9.9", "http://[::1]:1"];
        for text in good.into_iter().chain(["http://localhost:8180/"]) {
            assert!(address(text).is_some(), "{text}");
        }
        let bad = [
            "",
            "id.example.org",
            "http://id.example.org",
            "http://127.0.0.1.example.org",
            "http://localhost.example.org",
            "http://10.0.0.1",
            "ftp://127.0.0.1",
            "file:///etc/passwd",
            "https://user:pass@id.example.org",
            "https://id.example.org/#here",
            "https://id.example.org/?x=y",
        ];
        for text in bad {
            let error = Source::new(text, None).err().map(|error| error.to_string()).unwrap_or_default();
            assert!(error.starts_with("settings: issuer is"), "{text}: {error}");
        }
        let error = Source::new("https://id.example.org", Some("http://10.0.0.1")).err().expect("an error");
        assert!(error.to_string().starts_with("settings: jwks_url is"), "{error}");
    }

    #[tokio::test]
    async fn discovery_leads_to_the_keys() {
        let issuer = Issuer::start().await;
        issuer.publish(vec![json!({ "kid": "one" })]);
        let source = Source::new(issuer.url(), None).expect("a source");
        assert_eq!(source.fetch().await.expect("keys"), [json!({ "kid": "one" })]);
        assert_eq!((issuer.documents(), issuer.key_sets()), (1, 1));
    }

    #[tokio::test]
    async fn a_given_key_address_needs_no_discovery() {
        let issuer = Issuer::start().await;
        let keys = format!("{}/keys", issuer.url());
        let source = Source::new("https://id.example.org", Some(&keys)).expect("a source");
        assert!(source.fetch().await.is_ok());
        assert_eq!((issuer.documents(), issuer.key_sets()), (0, 1));
    }

    #[tokio::test]
    async fn answers_that_cannot_be_trusted_are_refused() {
        let issuer = Issuer::start().await;
        let source = Source::new(issuer.url(), None).expect("a source");
        let document = |issuer: &str, keys: &str| json!({ "issuer": issuer, "jwks_uri": keys }).to_string();
        let elsewhere = Issuer::start().await;
        let cases = [
            (Answer::text(200, document("https://other.example.org", "/")), "says that it is the issuer"),
            (Answer::text(200, document(issuer.url(), "http://10.0.0.1/keys")), "as the address of its keys"),
            (Answer::text(200, document(issuer.url(), "https://example.org/keys")), "as the address"),
            (Answer::text(200, "{}".to_owned()), "something else than was asked for"),
            (Answer::text(200, "<html>".to_owned()), "something else than was asked for"),
            (Answer::text(200, " ".repeat(300_000)), "more than 256 KiB"),
            (Answer::text(503, "{}".to_owned()), "status 503"),
            (Answer::redirect(elsewhere.url()), "status 307"),
        ];
        for (answer, expected) in cases {
            issuer.answer_discovery(Some(answer));
            let error = source.fetch().await.expect_err(expected).to_string();
            assert!(error.contains(expected), "{error:?} lacks {expected:?}");
        }
        assert_eq!((issuer.key_sets(), elsewhere.documents()), (0, 0), "nothing leads on");
    }

    #[tokio::test]
    async fn an_issuer_that_is_gone_is_unreachable() {
        let mut issuer = Issuer::start().await;
        let source = Source::new(issuer.url(), None).expect("a source");
        issuer.stop().await;
        let error = source.fetch().await.expect_err("nobody there").to_string();
        assert!(error.contains("cannot be reached"), "{error}");
    }

    #[tokio::test]
    async fn an_issuer_that_says_nothing_is_not_waited_for() {
        let issuer = Issuer::start().await;
        issuer.answer_discovery(Some(Answer::Never));
        let mut source = Source::new(issuer.url(), None).expect("a source");
        source.time_out = Duration::from_millis(100);
        let error = source.fetch().await.expect_err("no answer").to_string();
        assert!(error.ends_with("did not answer within 100ms"), "{error}");
    }
}

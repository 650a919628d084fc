use std::net::IpAddr;
use std::path::Path;
use std::time::Duration;

use lettre::transport::smtp;
use lettre::transport::smtp::authentication::{Credentials, DEFAULT_MECHANISMS};
use lettre::transport::smtp::client::{AsyncSmtpConnection, Certificate, TlsParameters};
use lettre::transport::smtp::extension::ClientId;
use lettre::transport::smtp::response::{Category, Code, Detail, Severity};
use percent_encoding::percent_decode_str;
use tokio::time::timeout;
use url::Url;

use super::wire::message;
use super::{CarrierError, DeliveryError, Letter, Sender};

/// Longest time to reach the server and be let in, and again to hand the letter over.
const TIME_OUT: Duration = Duration::from_secs(20);
/// Longest time to say goodbye; the letter is the server's by then.
const GOODBYE: Duration = Duration::from_secs(2);
/// "Authentication required": a word on our settings, not on the letter.
const NOT_LET_IN: Code = Code {
    severity: Severity::PermanentNegativeCompletion,
    category: Category::Unspecified3,
    detail: Detail::Zero,
};

/// A mail server, and how it is reached.
///
/// Each letter has a connection of its own: letters are few, a connection that is half
/// through a conversation is never met again, and no task runs behind the app's back.
pub struct Post {
    host: String,
    port: u16,
    line: Line,
    credentials: Option<Credentials>,
    hello: ClientId,
    from: Sender,
    /// [`TIME_OUT`], but in tests.
    pub(super) patience: Duration,
}

/// How the conversation is kept from others.
enum Line {
    /// Encrypted from the first byte.
    Encrypted(TlsParameters),
    /// Encrypted by STARTTLS before anything is said; without it nothing is.
    Upgraded(TlsParameters),
    /// In the clear, on this machine only.
    Local,
}

impl std::fmt::Debug for Post {
    /// Without the credentials.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Post").field("host", &self.host).field("port", &self.port).finish_non_exhaustive()
    }
}

impl Post {
    /// Reads `smtps://user:password@host:465`, `smtp://host:587?tls=required`, or without
    /// encryption `smtp://127.0.0.1:25`. Certificates are checked against the public roots,
    /// and those of the file `root_certificate` besides.
    pub fn new(url: &str, from: Sender, root_certificate: Option<&Path>) -> Result<Self, CarrierError> {
        let url = Url::parse(url).map_err(|_| CarrierError::Url("is no address of a server"))?;
        let host = url.host_str().unwrap_or_default().trim_matches(['[', ']']).to_owned();
        if host.is_empty() {
            return Err(CarrierError::Url("names no host"));
        }
        if !matches!(url.path(), "" | "/") || url.fragment().is_some() {
            return Err(CarrierError::Url("holds more than a host, a port and ?tls=required"));
        }
        let tls = || tls(&host, root_certificate);
        let (line, port) = match (url.scheme(), url.query()) {
            ("smtps", None) => (Line::Encrypted(tls()?), smtp::SUBMISSIONS_PORT),
            ("smtp", Some("tls=required")) => (Line::Upgraded(tls()?), smtp::SUBMISSION_PORT),
            ("smtp", None) if is_this_machine(&host) => (Line::Local, smtp::SMTP_PORT),
            ("smtp", None) => return Err(CarrierError::InTheClear(host)),
            ("smtp" | "smtps", Some(_)) => {
                return Err(CarrierError::Url("takes only smtp://HOST?tls=required behind the host"));
            }
            _ => {
                return Err(CarrierError::Url("must be smtps://..., smtp://...?tls=required or folder:PATH"));
            }
        };
        Ok(Self {
            port: url.port().unwrap_or(port),
            line,
            credentials: credentials(&url)?,
            hello: ClientId::Domain(from.domain().to_owned()),
            host,
            from,
            patience: TIME_OUT,
        })
    }

    /// Hands the letter to the server. What goes wrong before that says nothing of the letter,
    /// so it is temporary whatever the server calls it.
    pub(super) async fn deliver(&self, letter: &Letter) -> Result<(), DeliveryError> {
        let message = message(letter, &self.from)?;
        let late = |_| {
            let seconds = self.patience.as_secs();
            DeliveryError::temporary(&format!("{} did not answer within {seconds} seconds", self.host))
        };
        let mut connection = timeout(self.patience, self.connect())
            .await
            .map_err(late)?
            .map_err(|error| DeliveryError::temporary(&error))?;
        let content = message.formatted();
        let sending = connection.send(message.envelope(), &content);
        timeout(self.patience, sending).await.map_err(late)?.map_err(|error| told(&error))?;
        let _ = timeout(GOODBYE, connection.abort()).await;
        Ok(())
    }

    async fn connect(&self) -> Result<AsyncSmtpConnection, smtp::Error> {
        let wrapped = if let Line::Encrypted(tls) = &self.line { Some(tls.clone()) } else { None };
        let server = (self.host.as_str(), self.port);
        let mut connection =
            AsyncSmtpConnection::connect_tokio1(server, Some(self.patience), &self.hello, wrapped, None)
                .await?;
        if let Line::Upgraded(tls) = &self.line {
            connection.starttls(tls.clone(), &self.hello).await?;
        }
        if let Some(credentials) = &self.credentials {
            connection.auth(DEFAULT_MECHANISMS, credentials).await?;
        }
        Ok(connection)
    }
}

/// What the server said to the letter.
fn told(error: &smtp::Error) -> DeliveryError {
    if error.is_permanent() && error.status() != Some(NOT_LET_IN) {
        DeliveryError::permanent(error)
    } else {
        DeliveryError::temporary(error)
    }
}

fn is_this_machine(host: &str) -> bool {
    host.eq_ignore_ascii_case("localhost") || host.parse().is_ok_and(|address: IpAddr| address.is_loopback())
}

fn credentials(url: &Url) -> Result<Option<Credentials>, CarrierError> {
    let decode = |text: &str| {
        let decoded = percent_decode_str(text).decode_utf8();
        decoded.map(String::from).map_err(|_| CarrierError::Url("holds a user or password that is not UTF-8"))
    };
    match (url.username(), url.password()) {
        ("", None) => Ok(None),
        ("", Some(_)) | (_, None) => Err(CarrierError::Url("needs both a user and a password, or neither")),
        (user, Some(password)) => Ok(Some(Credentials::new(decode(user)?, decode(password)?))),
    }
}

fn tls(host: &str, root_certificate: Option<&Path>) -> Result<TlsParameters, CarrierError> {
    let mut builder = TlsParameters::builder(host.to_owned());
    if let Some(path) = root_certificate {
        builder = builder.add_root_certificate(certificate(path)?);
    }
    builder.build_rustls().map_err(|error| match root_certificate {
        Some(path) => unreadable(path, &error),
        None => CarrierError::Url("names a host that TLS cannot be spoken with"),
    })
}

fn certificate(path: &Path) -> Result<Certificate, CarrierError> {
    let pem = std::fs::read(path).map_err(|error| unreadable(path, &error))?;
    // A file without a certificate would add nothing, and say nothing of it.
    if !String::from_utf8_lossy(&pem).contains("-----BEGIN CERTIFICATE-----") {
        return Err(unreadable(path, &"holds no certificate in PEM form"));
    }
    Certificate::from_pem(&pem).map_err(|error| unreadable(path, &error))
}

fn unreadable(path: &Path, reason: &dyn ToString) -> CarrierError {
    CarrierError::RootCertificate { path: path.to_owned(), reason: reason.to_string() }
}

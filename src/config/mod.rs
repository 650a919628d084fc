//! Every setting, typed and checked once. Their meaning and defaults stand in `default.toml`.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::path::Path;

use config::{Config, Environment, File, FileFormat};
use serde::Deserialize;

/// The default settings, commented: what `sorgraph config` prints.
pub const DEFAULTS: &str = include_str!("default.toml");
const PREFIX: &str = "SORGRAPH_";
const FILE: &str = "sorgraph.toml";

/// The settings of a running service.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// Where the register is kept.
    pub database_url: String,
    /// Most connections to the database.
    pub database_connections: u32,
    /// Whether the register is kept in memory while it is served.
    pub image: bool,
    /// Whether queries are compiled to plans that answer from memory.
    pub plans: bool,
    /// Megabytes of answers by plans that are remembered; 0 for none.
    pub answer_cache_mb: usize,
    /// Address and port to serve on.
    pub listen: String,
    /// What to log.
    pub log: String,
    /// Form of log lines.
    pub log_format: LogFormat,
    /// Largest request body, in bytes.
    pub max_body_bytes: usize,
    /// Most lexical tokens.
    pub max_tokens: usize,
    /// Deepest nesting of fields.
    pub max_depth: usize,
    /// Most complexity of a query.
    pub max_complexity: usize,
    /// Most selections with fragments written out.
    pub max_selections: usize,
    /// Most aliases with fragments written out.
    pub max_aliases: usize,
    /// Most directives with fragments written out.
    pub max_directives: usize,
    /// Most fields of the root.
    pub max_root_fields: usize,
    /// Most fields of the root that ask for the schema.
    pub max_introspection_roots: usize,
    /// Most sockets at a time.
    pub max_sockets: usize,
    /// Most operations on one socket at a time.
    pub max_socket_operations: usize,
    /// Seconds within which a client of a socket begins.
    pub socket_begin_seconds: u64,
    /// Seconds within which a client of a socket takes a message.
    pub socket_patience_seconds: u64,
    /// Longest time of one query, in seconds.
    pub request_timeout_seconds: u64,
    /// Points that an address may spend in a minute; 0 for no limit.
    pub rate_anonymous: u32,
    /// Points that a signed-in caller may spend in a minute; 0 for no limit.
    pub rate_known: u32,
    /// How many proxies are trusted to tell who asks.
    pub trusted_proxies: usize,
    /// Sites whose pages may ask, separated by commas.
    pub cors_origins: String,
    /// Seconds for which a public answer may be kept.
    pub public_max_age_seconds: u32,
    /// Most documents kept for clients; 0 for none.
    pub persisted_queries: usize,
    /// Most bytes of them.
    pub persisted_query_bytes: usize,
    /// File of trusted documents; empty for none.
    pub trusted_documents: String,
    /// Who may use trusted documents only.
    pub trusted_documents_for: TrustedFor,
    /// Programs that may use trusted documents only, separated by commas.
    pub trusted_documents_clients: String,
    /// Address of the OpenID provider; empty for none.
    pub issuer: String,
    /// What tokens must be meant for.
    pub audience: String,
    /// Address of the provider's key set; empty to find it by discovery.
    pub jwks_url: String,
    /// Claim that holds roles; empty to take none from tokens.
    pub roles_claim: String,
    /// Seconds that clocks may differ by.
    pub token_leeway_seconds: u32,
    /// How letters leave; empty for not at all.
    pub mail_url: String,
    /// Who letters are from.
    pub mail_from: String,
    /// File with a further root certificate of the mail server; empty for none.
    pub mail_root_certificate: String,
    /// Address of this service in letters.
    pub public_url: String,
    /// Address of the desk that answers orders.
    pub authority_email: String,
    /// Days that a new organisational unit lies ahead at least (R20).
    pub lead_days_new: u32,
    /// Days that a change to one lies ahead at least (R21).
    pub lead_days_change: u32,
    /// Days after its creation from which a change to one not yet in force may apply (R22).
    pub lead_days_planned: u32,
    /// First location number to hand out.
    pub gln_first: String,
    /// Last location number to hand out.
    pub gln_last: String,
    /// Least serial of new SOR codes.
    pub sor_first_serial: u32,
    /// Working days within which an order is answered.
    pub order_working_days: u32,
    /// Most SOR coordinators of a municipality.
    pub most_coordinators: usize,
    /// Days for which answers to requests with an idempotency key are remembered.
    pub idempotency_days: u32,
    /// Code that marks a unit's main speciality.
    pub main_speciality: String,
    /// Most webhooks of an organisation.
    pub webhook_most: usize,
    /// Networks that webhooks may lead to although they are not public, separated by commas.
    pub webhook_allowed_networks: String,
    /// File with a further root certificate of receivers; empty for none.
    pub webhook_root_certificate: String,
    /// Longest time of one try of a delivery, in seconds.
    pub webhook_timeout_seconds: u32,
    /// Seconds to wait after the first, second, ... failure of a delivery, separated by commas.
    pub webhook_waits_seconds: String,
    /// Days without a success after which a webhook is paused.
    pub webhook_pause_days: u32,
    /// Types of units whose message types MedCom does not keep, separated by commas.
    pub special_unit_types: String,
    /// Record systems whose message types MedCom does not keep, separated by commas.
    pub special_systems: String,
}

/// The entries of a setting that holds several, separated by commas.
#[must_use]
pub fn entries(list: &str) -> Vec<String> {
    list.split(',').map(str::trim).filter(|entry| !entry.is_empty()).map(str::to_owned).collect()
}

/// Form of log lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LogFormat {
    /// For people.
    Text,
    /// For collectors.
    Json,
}

/// Who may use trusted documents only.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum TrustedFor {
    /// Nobody but the programs named.
    Nobody,
    /// Callers who have not signed in.
    Anonymous,
    /// Everybody.
    Everybody,
}

/// A setting that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum SettingsError {
    /// The file, or a value in it, cannot be read.
    #[error("settings: {0}")]
    Unreadable(#[from] config::ConfigError),
    /// A value out of its range.
    #[error("settings: {setting} is {value}; it must be {must}")]
    OutOfRange {
        /// Name of the setting.
        setting: &'static str,
        /// The value given.
        value: String,
        /// What it must be.
        must: &'static str,
    },
    /// An environment variable that looks like a setting but is none.
    #[error("settings: the environment variable {0} names no setting")]
    UnknownVariable(String),
}

impl Settings {
    /// Reads the settings: `flags` before `environment` before the file before the defaults.
    pub fn load(
        file: Option<&Path>,
        environment: impl Iterator<Item = (String, String)>,
        flags: &[(&str, Option<String>)],
    ) -> Result<Self, SettingsError> {
        let defaults = File::from_str(DEFAULTS, FileFormat::Toml);
        let mut builder = Config::builder().add_source(defaults.clone());
        builder = match file {
            Some(path) => builder.add_source(File::from(path).format(FileFormat::Toml)),
            None => builder.add_source(File::new(FILE, FileFormat::Toml).required(false)),
        };
        let known = Config::builder()
            .add_source(defaults)
            .build()?
            .try_deserialize::<HashMap<String, config::Value>>()?;
        let variables = variables(environment, &known)?;
        builder = builder
            .add_source(Environment::with_prefix("SORGRAPH").try_parsing(true).source(Some(variables)));
        for (setting, value) in flags {
            builder = builder.set_override_option(*setting, value.clone())?;
        }
        let settings: Self = builder.build()?.try_deserialize()?;
        settings.check()
    }

    /// The address to serve on.
    pub fn address(&self) -> Result<SocketAddr, SettingsError> {
        self.listen.parse().map_err(|_| SettingsError::OutOfRange {
            setting: "listen",
            value: format!("\"{}\"", self.listen),
            must: "an address and a port, such as 127.0.0.1:8080 or [::]:8080",
        })
    }

    fn check(self) -> Result<Self, SettingsError> {
        self.address()?;
        let positive = [
            ("database_connections", u64::from(self.database_connections)),
            ("max_body_bytes", self.max_body_bytes as u64),
            ("max_tokens", self.max_tokens as u64),
            ("max_depth", self.max_depth as u64),
            ("max_complexity", self.max_complexity as u64),
            ("max_selections", self.max_selections as u64),
            ("max_root_fields", self.max_root_fields as u64),
            ("request_timeout_seconds", self.request_timeout_seconds),
            ("sor_first_serial", u64::from(self.sor_first_serial)),
            ("max_sockets", self.max_sockets as u64),
            ("max_socket_operations", self.max_socket_operations as u64),
            ("socket_begin_seconds", self.socket_begin_seconds),
            ("socket_patience_seconds", self.socket_patience_seconds),
            ("order_working_days", u64::from(self.order_working_days)),
            ("most_coordinators", self.most_coordinators as u64),
            ("idempotency_days", u64::from(self.idempotency_days)),
            ("webhook_timeout_seconds", u64::from(self.webhook_timeout_seconds)),
            ("webhook_pause_days", u64::from(self.webhook_pause_days)),
        ];
        let bad = |setting, value: String, must| Err(SettingsError::OutOfRange { setting, value, must });
        for (setting, value) in positive {
            if value == 0 {
                return bad(setting, value.to_string(), "at least 1");
            }
        }
        if !["sqlite:", "postgres:", "postgresql:"].iter().any(|scheme| self.database_url.starts_with(scheme))
        {
            // What stands behind a scheme may hold a password.
            let told = match self.database_url.split_once("://") {
                Some((scheme, _)) => format!("\"{scheme}://...\""),
                None => format!("\"{}\"", self.database_url),
            };
            return bad("database_url", told, "sqlite:PATH or postgres://...");
        }
        let bound = self.trusted_documents_for != TrustedFor::Nobody;
        if self.trusted_documents.is_empty() && (bound || !self.trusted_documents_clients.is_empty()) {
            return bad("trusted_documents", "\"\"".to_owned(), "a file where somebody may use nothing else");
        }
        let (first, last) = self.gln_bodies()?;
        if first > last {
            return bad("gln_last", format!("\"{}\"", self.gln_last), "at or after gln_first");
        }
        self.webhook_waits()?;
        if self.webhook_timeout_seconds > 300 {
            return bad("webhook_timeout_seconds", self.webhook_timeout_seconds.to_string(), "300 at most");
        }
        if self.sor_first_serial > 99_999_999 {
            return bad("sor_first_serial", self.sor_first_serial.to_string(), "99999999 at most");
        }
        Ok(self)
    }

    /// Seconds to wait after each failure of a delivery to a webhook.
    pub fn webhook_waits(&self) -> Result<Vec<u32>, SettingsError> {
        let waits: Result<Vec<u32>, _> =
            entries(&self.webhook_waits_seconds).iter().map(|entry| entry.parse()).collect();
        waits.map_err(|_| SettingsError::OutOfRange {
            setting: "webhook_waits_seconds",
            value: format!("\"{}\"", self.webhook_waits_seconds),
            must: "whole seconds, separated by commas",
        })
    }

    /// The range of location numbers to hand out, without check digits.
    pub fn gln_bodies(&self) -> Result<(u64, u64), SettingsError> {
        let body = |setting, text: &str| {
            let digits = (12..=13).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
            let body = text.get(..12).filter(|_| digits).and_then(|body| body.parse().ok());
            body.ok_or_else(|| SettingsError::OutOfRange {
                setting,
                value: format!("\"{text}\""),
                must: "12 digits, or 13 with a check digit",
            })
        };
        Ok((body("gln_first", &self.gln_first)?, body("gln_last", &self.gln_last)?))
    }
}

/// The variables that are settings. One that names none is a mistake worth telling;
/// those of the tests are not ours.
fn variables(
    environment: impl Iterator<Item = (String, String)>,
    known: &HashMap<String, config::Value>,
) -> Result<HashMap<String, String>, SettingsError> {
    let ours =
        environment.filter(|(name, _)| name.starts_with(PREFIX) && !name.starts_with("SORGRAPH_TEST_"));
    ours.map(|(name, value)| {
        let setting = name[PREFIX.len()..].to_ascii_lowercase();
        if known.contains_key(&setting) {
            Ok((name, value))
        } else {
            Err(SettingsError::UnknownVariable(name))
        }
    })
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn load(variables: &[(&str, &str)], flags: &[(&str, Option<String>)]) -> Result<Settings, String> {
        let variables = variables.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        Settings::load(None, variables.collect::<Vec<_>>().into_iter(), flags)
            .map_err(|error| error.to_string())
    }

    #[test]
    fn the_defaults_hold_by_themselves() {
        let settings = load(&[], &[]).expect("the defaults are valid");
        assert_eq!(settings.database_url, "sqlite:sorgraph.db");
        assert_eq!(settings.listen, "127.0.0.1:8080");
    }

    #[test]
    fn flags_go_before_the_environment_and_that_before_the_file() {
        let variables = [("SORGRAPH_LISTEN", "127.0.0.1:1111"), ("SORGRAPH_MAX_DEPTH", "20")];
        let settings = load(&variables, &[("listen", Some("127.0.0.1:2222".to_owned()))]).expect("valid");
        assert_eq!((settings.listen.as_str(), settings.max_depth), ("127.0.0.1:2222", 20));
    }

    #[test]
    fn errors_name_the_setting() {
        let cases = [
            (load(&[("SORGRAPH_LISTEN", "nowhere")], &[]), "listen"),
            (load(&[("SORGRAPH_MAX_DEPTH", "deep")], &[]), "max_depth"),
            (load(&[("SORGRAPH_MAX_DEPTH", "0")], &[]), "max_depth is 0; it must be at least 1"),
            (load(&[("SORGRAPH_DATABASE_URL", "mysql://x")], &[]), "database_url is \"mysql://...\""),
            (load(&[("SORGRAPH_WEBHOOK_WAITS_SECONDS", "5,soon")], &[]), "webhook_waits_seconds"),
            (load(&[("SORGRAPH_LISTN", "x")], &[]), "SORGRAPH_LISTN names no setting"),
            (load(&[("SORGRAPH_TRUSTED_DOCUMENTS_FOR", "everybody")], &[]), "trusted_documents is \"\""),
            (load(&[("SORGRAPH_TRUSTED_DOCUMENTS_CLIENTS", "portal")], &[]), "trusted_documents is \"\""),
            (load(&[], &[("log_format", Some("xml".to_owned()))]), "log_format"),
        ];
        for (result, expected) in cases {
            let message = result.err().unwrap_or_default();
            assert!(message.contains(expected), "{message:?} lacks {expected:?}");
        }
    }
}

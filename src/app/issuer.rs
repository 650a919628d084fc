//! Who names callers: the issuer of the settings, or the demo's own.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::config::Settings;
use crate::http::{DEVELOPMENT_ISSUER, DevelopmentKeys};
use crate::identity::development::DevelopmentIssuer;
use crate::identity::token::{Options, Verifier};
use crate::register::Clock;

use super::AppError;

/// The verifier of the issuer that the settings name; `None` where they name none.
pub fn verifier(settings: &Settings, clock: Clock) -> Result<Option<Arc<Verifier>>, AppError> {
    if settings.issuer.is_empty() {
        return Ok(None);
    }
    let given = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    let options = Options {
        leeway_seconds: settings.token_leeway_seconds,
        jwks_url: given(&settings.jwks_url),
        roles_claim: given(&settings.roles_claim),
        ..Options::new(&settings.issuer, &settings.audience)
    };
    Ok(Some(Arc::new(Verifier::new(options, clock)?)))
}

/// Address of the demo's own issuer when the service answers at `address`.
#[must_use]
pub fn development_issuer(address: &str) -> String {
    format!("http://{address}{DEVELOPMENT_ISSUER}")
}

/// File of the key with which the demo signs tokens: beside the register, for the
/// command that prints them.
#[must_use]
pub fn development_key(settings: &Settings) -> PathBuf {
    match settings.database_url.strip_prefix("sqlite:") {
        Some(path) => {
            let path = path.split('?').next().unwrap_or(path).trim_start_matches("//");
            PathBuf::from(format!("{path}.demo-key.json"))
        }
        None => Path::new("sorgraph.demo-key.json").to_owned(),
    }
}

/// What the demo's own issuer shows at `address`.
pub fn development_keys(issuer: &DevelopmentIssuer, address: &str) -> DevelopmentKeys {
    DevelopmentKeys { discovery: issuer.discovery(&development_issuer(address)), keys: issuer.jwks() }
}

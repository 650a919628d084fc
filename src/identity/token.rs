//! Bearer tokens: who sends one is who the issuer says, or nobody.

use std::sync::Arc;
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, TimeDelta, Utc};
use jsonwebtoken::errors::ErrorKind;
use jsonwebtoken::{Algorithm, DecodingKey, Validation};
use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::claims::{self, Claims, Expected};
use super::discovery::Source;
use super::keys::Keys;
use super::signature::{self, ACCEPTED};
use super::{Caller, IdentityError, TokenError};

/// Tells the time. Passed in, so that tests decide when a token expires.
pub type Now = Arc<dyn Fn() -> DateTime<Utc> + Send + Sync>;

/// How far clocks may differ, unless the settings say otherwise.
pub const LEEWAY_SECONDS: u32 = 30;
/// More is no difference between clocks, but tokens that live longer than their issuer wants.
const MOST_LEEWAY_SECONDS: u32 = 600;
/// Longest token. Web servers cut headers off not far beyond.
const LONGEST: usize = 16 * 1024;

/// Whose tokens are accepted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Options {
    /// The issuer, exactly as it writes itself in its tokens.
    pub issuer: String,
    /// What its tokens must be meant for.
    pub audience: String,
    /// How far our clock and the issuer's may differ.
    pub leeway_seconds: u32,
    /// Address of the issuer's keys, for one that has no discovery document.
    pub jwks_url: Option<String>,
    /// Name of the claim that holds the caller's roles, or the way to it, such as `realm_access.roles`.
    pub roles_claim: Option<String>,
}

impl Options {
    /// The usual settings for an issuer: discovery, the usual leeway, no roles.
    #[must_use]
    pub fn new(issuer: &str, audience: &str) -> Self {
        Self {
            issuer: issuer.to_owned(),
            audience: audience.to_owned(),
            leeway_seconds: LEEWAY_SECONDS,
            jwks_url: None,
            roles_claim: None,
        }
    }

    fn check(&self) -> Result<(), IdentityError> {
        let bad = |setting, value, must| Err(IdentityError::Setting { setting, value, must });
        if self.audience.trim().is_empty() {
            return bad("audience", "empty".to_owned(), "what the issuer writes into the claim aud");
        }
        if self.leeway_seconds > MOST_LEEWAY_SECONDS {
            return bad("leeway_seconds", self.leeway_seconds.to_string(), "at most 600");
        }
        Ok(())
    }
}

/// Checks bearer tokens of one issuer.
pub struct Verifier {
    options: Options,
    now: Now,
    keys: Keys,
}

/// What a token says of itself before anybody believes it.
struct Claimed {
    algorithm: Algorithm,
    key_id: Option<String>,
}

#[derive(Deserialize)]
struct Header {
    alg: String,
    kid: Option<String>,
    crit: Option<serde_json::Value>,
}

impl Verifier {
    /// Accepts the tokens of `options`. Nothing is fetched yet: the issuer may start after us.
    pub fn new(options: Options, now: Now) -> Result<Self, IdentityError> {
        options.check()?;
        signature::install();
        let source = Source::new(&options.issuer, options.jwks_url.as_deref())?;
        let keys = Keys::new(source, Arc::clone(&now));
        Ok(Self { options, now, keys })
    }

    /// How long the token of a caller still holds; `None` for a caller without one.
    #[must_use]
    pub fn time_left(&self, caller: &Caller) -> Option<Duration> {
        let leeway = TimeDelta::seconds(i64::from(self.options.leeway_seconds));
        let left = caller.expires? + leeway - (self.now)();
        Some(left.to_std().unwrap_or_default())
    }

    /// The caller who sends `token`.
    pub async fn verify(&self, token: &str) -> Result<Caller, TokenError> {
        let Claimed { algorithm, key_id } = self.look(token)?;
        let key_id = key_id.as_deref();

        let keys = self.keys.fitting(algorithm, key_id);
        if let Some(claims) = held(token, algorithm, &keys)? {
            return self.caller(&claims);
        }
        // A named key that is known would not be another one after a fetch. Without a name, any new key may
        // be the one.
        if key_id.is_some() && !keys.is_empty() {
            return Err(TokenError::Signature);
        }
        let answered = self.keys.refresh().await;
        let keys = self.keys.fitting(algorithm, key_id);
        if let Some(claims) = held(token, algorithm, &keys)? {
            return self.caller(&claims);
        }
        Err(match (keys.is_empty(), answered) {
            (false, _) => TokenError::Signature,
            (true, true) => TokenError::KeyUnknown,
            (true, false) => TokenError::IssuerUnavailable,
        })
    }

    /// Reads what decides whether a key is worth looking for. Nothing else of the token counts before its
    /// signature holds.
    fn look(&self, token: &str) -> Result<Claimed, TokenError> {
        if token.len() > LONGEST {
            return Err(TokenError::Malformed);
        }
        let parts: Vec<_> = token.splitn(4, '.').collect();
        let &[header, claims, _] = parts.as_slice() else {
            return Err(TokenError::Malformed);
        };
        let header: Header = part(header)?;
        let algorithm = header.alg.parse().ok().filter(|algorithm| ACCEPTED.contains(algorithm));
        let algorithm = algorithm.ok_or(TokenError::Algorithm)?;
        // Whoever puts something there wants it understood, and nothing there is.
        if header.crit.is_some() {
            return Err(TokenError::Malformed);
        }
        let claims: Claims = part(claims)?;
        if claims.get("iss").is_none_or(|issuer| *issuer != self.options.issuer.as_str()) {
            return Err(TokenError::Issuer);
        }
        Ok(Claimed { algorithm, key_id: header.kid })
    }

    fn caller(&self, claims: &Claims) -> Result<Caller, TokenError> {
        let expected = Expected {
            audience: &self.options.audience,
            leeway: TimeDelta::seconds(self.options.leeway_seconds.into()),
            roles_claim: self.options.roles_claim.as_deref(),
            now: (self.now)(),
        };
        claims::read(claims, &expected)
    }
}

fn part<T: DeserializeOwned>(encoded: &str) -> Result<T, TokenError> {
    let json = URL_SAFE_NO_PAD.decode(encoded).map_err(|_| TokenError::Malformed)?;
    serde_json::from_slice(&json).map_err(|_| TokenError::Malformed)
}

/// The claims, if the signature is of one of the keys.
fn held(token: &str, algorithm: Algorithm, keys: &[DecodingKey]) -> Result<Option<Claims>, TokenError> {
    // The library goes by the machine's clock. The claims are read against ours, in `claims`.
    let mut only_signature = Validation::new(algorithm);
    only_signature.required_spec_claims.clear();
    only_signature.validate_exp = false;
    only_signature.validate_nbf = false;
    only_signature.validate_aud = false;
    for key in keys {
        match jsonwebtoken::decode::<Claims>(token, key, &only_signature) {
            Ok(decoded) => return Ok(Some(decoded.claims)),
            Err(error) => match error.kind() {
                ErrorKind::InvalidSignature => {}
                _ => return Err(TokenError::Malformed),
            },
        }
    }
    Ok(None)
}

#[cfg(test)]
mod tests;

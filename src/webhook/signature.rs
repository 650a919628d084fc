//! Signatures of Standard Webhooks, symmetric form: HMAC with SHA-256.

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use ring::hmac;
use ring::rand::{SecureRandom, SystemRandom};

/// What the text of a secret starts with.
const PREFIX: &str = "whsec_";
/// Bytes of a new secret.
const LENGTH: usize = 32;

/// A name that no other process has.
#[must_use]
pub fn fresh_name() -> Option<String> {
    random::<12>().map(|bytes| URL_SAFE_NO_PAD.encode(bytes))
}

/// A new secret: `whsec_` and 32 random bytes in base64. `None` where the machine has no random numbers.
#[must_use]
pub fn fresh_secret() -> Option<String> {
    random::<LENGTH>().map(|bytes| format!("{PREFIX}{}", STANDARD.encode(bytes)))
}

fn random<const N: usize>() -> Option<[u8; N]> {
    let mut bytes = [0; N];
    SystemRandom::new().fill(&mut bytes).ok()?;
    Some(bytes)
}

/// The signature `v1,…` over id, time (seconds since 1970) and body. `None` where the secret is not of its form.
#[must_use]
pub fn signature(secret: &str, id: &str, timestamp: i64, body: &str) -> Option<String> {
    let bytes = STANDARD.decode(secret.strip_prefix(PREFIX)?).ok()?;
    let key = hmac::Key::new(hmac::HMAC_SHA256, &bytes);
    let tag = hmac::sign(&key, format!("{id}.{timestamp}.{body}").as_bytes());
    Some(format!("v1,{}", STANDARD.encode(tag)))
}

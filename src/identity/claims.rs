//! What the claims of a token whose signature holds say of the caller.

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Map, Value};

use super::{Caller, TokenError};

/// The claims of a token.
pub type Claims = Map<String, Value>;

const LONGEST_SUBJECT: usize = 200;
const LONGEST_NAME: usize = 200;
const LONGEST_EMAIL: usize = 254;

/// What the claims must say.
pub struct Expected<'a> {
    pub audience: &'a str,
    pub leeway: TimeDelta,
    pub roles_claim: Option<&'a str>,
    pub now: DateTime<Utc>,
}

/// The caller that the claims name, if they are for us and of this time.
pub fn read(claims: &Claims, expected: &Expected<'_>) -> Result<Caller, TokenError> {
    if !is_for(claims.get("aud"), expected.audience) {
        return Err(TokenError::Audience);
    }
    let expires = check_times(claims, expected)?;
    let subject = claims.get("sub").and_then(Value::as_str).ok_or(TokenError::Subject)?;
    if !is_plain(subject, LONGEST_SUBJECT) {
        return Err(TokenError::Subject);
    }
    let name = claims.get("name").and_then(Value::as_str).map(str::trim);
    Ok(Caller {
        subject: subject.to_owned(),
        name: name.filter(|name| is_plain(name, LONGEST_NAME)).map(ToOwned::to_owned),
        email: email(claims),
        roles: expected.roles_claim.map(|claim| roles(claims, claim)).unwrap_or_default(),
        expires: Some(expires),
        client: client(claims),
        address: None,
    })
}

/// The program that the token was issued to. OpenID providers say it in `azp`, RFC 9068 in `client_id`.
fn client(claims: &Claims) -> Option<String> {
    let named = ["azp", "client_id"].iter().find_map(|claim| claims.get(*claim)?.as_str());
    named.filter(|client| is_plain(client, LONGEST_SUBJECT)).map(ToOwned::to_owned)
}

fn is_for(audience: Option<&Value>, expected: &str) -> bool {
    match audience {
        Some(Value::String(one)) => one == expected,
        Some(Value::Array(several)) => several.iter().any(|one| one == expected),
        _ => false,
    }
}

/// The end of the token's time, when now lies within it.
fn check_times(claims: &Claims, expected: &Expected<'_>) -> Result<DateTime<Utc>, TokenError> {
    let Expected { leeway, now, .. } = *expected;
    let expires = instant(claims, "exp")?.ok_or(TokenError::Malformed)?;
    if now - leeway >= expires {
        return Err(TokenError::Expired);
    }
    // A token from the future is one from a clock that is wrong: its end is worth as little.
    for start in ["nbf", "iat"] {
        if instant(claims, start)?.is_some_and(|start| now + leeway < start) {
            return Err(TokenError::NotYetValid);
        }
    }
    Ok(expires)
}

/// A claim in seconds since 1970, which may have a fraction.
fn instant(claims: &Claims, claim: &str) -> Result<Option<DateTime<Utc>>, TokenError> {
    let Some(value) = claims.get(claim) else {
        return Ok(None);
    };
    #[expect(clippy::cast_possible_truncation, reason = "fractions go, and what is too large is no instant")]
    let seconds = value.as_i64().or_else(|| value.as_f64().map(|seconds| seconds.floor() as i64));
    let instant = seconds.and_then(|seconds| DateTime::from_timestamp(seconds, 0));
    instant.map(Some).ok_or(TokenError::Malformed)
}

fn is_plain(text: &str, longest: usize) -> bool {
    !text.is_empty() && text.chars().count() <= longest && !text.chars().any(char::is_control)
}

/// The address, unless the issuer says that it is not verified.
fn email(claims: &Claims) -> Option<String> {
    let unverified =
        claims.get("email_verified").is_some_and(|verified| *verified == false || *verified == "false");
    let address = claims.get("email")?.as_str()?;
    let (local, domain) = address.rsplit_once('@')?;
    let plausible = is_plain(address, LONGEST_EMAIL)
        && !address.contains(char::is_whitespace)
        && !local.is_empty()
        && !local.contains('@')
        && domain.contains('.')
        && domain.split('.').all(|label| !label.is_empty());
    (plausible && !unverified).then(|| address.to_owned())
}

/// The roles in a claim. Issuers disagree where they go: in a claim of a name that may itself hold dots, as
/// addresses do, or deep in objects; in an array, or in one text with spaces between.
fn roles(claims: &Claims, claim: &str) -> Vec<String> {
    let inside = || {
        let mut steps = claim.split('.');
        let first = claims.get(steps.next()?)?;
        steps.try_fold(first, |value, step| value.get(step))
    };
    let found: Vec<&str> = match claims.get(claim).or_else(inside) {
        Some(Value::Array(several)) => several.iter().filter_map(Value::as_str).collect(),
        Some(Value::String(one)) => one.split(' ').collect(),
        _ => Vec::new(),
    };
    found.into_iter().filter(|role| !role.is_empty()).map(ToOwned::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const NOW: i64 = 1_800_000_000;

    fn read_with(changes: &Value, roles_claim: Option<&str>) -> Result<Caller, TokenError> {
        let mut claims = json!({ "aud": "sorgraph", "sub": "lone", "exp": NOW + 60 });
        let claims = claims.as_object_mut().expect("an object");
        for (name, value) in changes.as_object().cloned().expect("an object") {
            claims.insert(name, value);
        }
        claims.retain(|_, value| !value.is_null());
        let now = DateTime::from_timestamp(NOW, 0).expect("an instant");
        let leeway = TimeDelta::seconds(30);
        read(claims, &Expected { audience: "sorgraph", leeway, roles_claim, now })
    }

    #[test]
    fn the_times_hold_within_the_leeway() {
        let cases = [
            (json!({ "exp": NOW - 29 }), None),
            (json!({ "exp": NOW - 30 }), Some(TokenError::Expired)),
            (json!({ "exp": null }), Some(TokenError::Malformed)),
            (json!({ "exp": "soon" }), Some(TokenError::Malformed)),
            (json!({ "exp": 1e30 }), Some(TokenError::Malformed)),
            (json!({ "exp": -1e30 }), Some(TokenError::Malformed)),
            (json!({ "exp": 1_800_000_000.5 }), None),
            (json!({ "nbf": NOW + 30 }), None),
            (json!({ "nbf": NOW + 31 }), Some(TokenError::NotYetValid)),
            (json!({ "iat": NOW + 30 }), None),
            (json!({ "iat": NOW + 31 }), Some(TokenError::NotYetValid)),
            (json!({ "nbf": "later" }), Some(TokenError::Malformed)),
        ];
        for (changes, expected) in cases {
            assert_eq!(read_with(&changes, None).err(), expected, "{changes}");
        }
    }

    #[test]
    fn the_audience_may_be_one_of_several() {
        let cases = [
            (json!({ "aud": ["other", "sorgraph"] }), None),
            (json!({ "aud": ["other"] }), Some(TokenError::Audience)),
            (json!({ "aud": "sorgraph2" }), Some(TokenError::Audience)),
            (json!({ "aud": null }), Some(TokenError::Audience)),
            (json!({ "aud": { "sorgraph": true } }), Some(TokenError::Audience)),
        ];
        for (changes, expected) in cases {
            assert_eq!(read_with(&changes, None).err(), expected, "{changes}");
        }
    }

    #[test]
    fn a_subject_is_a_short_plain_text() {
        assert_eq!(read_with(&json!({ "sub": "æ".repeat(200) }), None).err(), None);
        let bad = [json!(null), json!(7), json!(""), json!("æ".repeat(201)), json!("a\nb"), json!("a\u{0}")];
        for subject in bad {
            let caller = read_with(&json!({ "sub": subject }), None);
            assert_eq!(caller.err(), Some(TokenError::Subject), "{subject}");
        }
    }

    #[test]
    fn an_address_must_be_plausible_and_not_known_as_unverified() {
        let cases = [
            (json!({ "email": "lone@example.org" }), true),
            (json!({ "email": "lone@example.org", "email_verified": true }), true),
            (json!({ "email": "lone@example.org", "email_verified": false }), false),
            (json!({ "email": "lone@example.org", "email_verified": "false" }), false),
            (json!({ "email": "lone" }), false),
            (json!({ "email": "@example.org" }), false),
            (json!({ "email": "lone@example" }), false),
            (json!({ "email": "lone@example..org" }), false),
            (json!({ "email": "lone@per@example.org" }), false),
            (json!({ "email": "lone p@example.org" }), false),
            (json!({ "email": format!("{}@example.org", "l".repeat(250)) }), false),
            (json!({ "email": ["lone@example.org"] }), false),
        ];
        for (changes, expected) in cases {
            let caller = read_with(&changes, None).expect("a caller");
            assert_eq!(caller.email.is_some(), expected, "{changes}");
        }
    }

    #[test]
    fn roles_are_found_where_the_setting_says() {
        let claims = json!({
            "roles": ["editor", "", 7, "reader"],
            "scope": "register  write",
            "realm_access": { "roles": ["deep"] },
            "https://example.org/roles": ["named"],
            "count": 3,
        });
        let cases: [(Option<&str>, &[&str]); 8] = [
            (None, &[]),
            (Some("roles"), &["editor", "reader"]),
            (Some("scope"), &["register", "write"]),
            (Some("realm_access.roles"), &["deep"]),
            (Some("https://example.org/roles"), &["named"]),
            (Some("count"), &[]),
            (Some("absent"), &[]),
            (Some("roles.absent"), &[]),
        ];
        for (claim, expected) in cases {
            assert_eq!(read_with(&claims, claim).expect("a caller").roles, expected, "{claim:?}");
        }
    }

    #[test]
    fn the_program_is_named_by_azp_or_client_id() {
        let client = |claims: &Value| read_with(claims, None).expect("a caller").client;
        assert_eq!(client(&json!({ "azp": "portal", "client_id": "other" })).as_deref(), Some("portal"));
        assert_eq!(client(&json!({ "client_id": "other" })).as_deref(), Some("other"));
        assert_eq!(client(&json!({ "azp": "a\nb" })), None);
        assert_eq!(client(&json!({})), None);
    }

    #[test]
    fn a_name_is_trimmed_and_an_unfit_one_left_out() {
        let name = |name: &str| read_with(&json!({ "name": name }), None).expect("a caller").name;
        assert_eq!(name(" Lone Bæk ").as_deref(), Some("Lone Bæk"));
        assert_eq!(name("  "), None);
        assert_eq!(name("a\tb"), None);
    }
}

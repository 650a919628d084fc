//! A person signs in at a real OpenID Connect issuer, and the service knows who it is.

use std::collections::BTreeMap;

use serde::Deserialize;
use sorgraph::identity::TokenError;
use sorgraph::identity::token::{Options, Verifier};
use sorgraph::register::machine_clock;

use crate::support::node::NodeFolder;

/// The line that the issuer of `tests/oidc` prints once somebody has signed in.
#[derive(Deserialize)]
struct Told {
    issuer: String,
    token: String,
    tokens: BTreeMap<String, String>,
}

#[tokio::test]
async fn whoever_signs_in_at_a_real_issuer_is_known() {
    let folder = NodeFolder::prepared("tests/oidc");
    let (told, _running): (Told, _) = folder.start("server.mjs", &["lone"], &[]);
    let Told { issuer, token, tokens } = &told;
    let mut options = Options::new(issuer, "sorgraph");
    options.roles_claim = Some("realm_access.roles".to_owned());
    let verifier = Verifier::new(options, machine_clock()).expect("a verifier");

    let caller = verifier.verify(token).await.expect("accepted");
    assert_eq!(caller.subject, "lone");
    assert_eq!(caller.name.as_deref(), Some("Test lone"));
    assert_eq!(caller.email.as_deref(), Some("lone@example.org"));
    assert_eq!(caller.roles, ["editor"]);
    assert!(caller.expires.is_some_and(|end| end > machine_clock()()));

    let algorithms: Vec<_> = tokens.keys().map(String::as_str).collect();
    assert_eq!(algorithms, ["ES256", "EdDSA", "PS256", "RS256"]);
    for (algorithm, token) in tokens {
        assert_eq!(verifier.verify(token).await.expect(algorithm).subject, "lone");
    }

    let for_another = Verifier::new(Options::new(issuer, "another"), machine_clock()).expect("a verifier");
    assert_eq!(for_another.verify(token).await, Err(TokenError::Audience));
}

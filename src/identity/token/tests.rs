use ring::hmac;
use serde_json::{Value, json};

use super::super::testing::{AUDIENCE, Issuer, Pair, Watch, message, noon};
use super::*;

/// What the recorded signatures sign. Good until 12:20.
const RECORDED_CLAIMS: &str =
    r#"{"iss":"https://id.example.org","aud":"sorgraph","sub":"lone","exp":1795350000}"#;
const RECORDED_ISSUER: &str = "https://id.example.org";

fn record(name: &str) -> String {
    let all: Value = serde_json::from_str(include_str!("recorded.json")).expect("JSON");
    all[name].as_str().expect("a text").to_owned()
}

/// A token of a recorded signature.
fn recorded(algorithm: &str, key: &str, signature: &str) -> String {
    let signature = record(signature);
    let header = format!(r#"{{"alg":"{algorithm}","kid":"{key}"}}"#);
    format!("{}.{signature}", message(&header, RECORDED_CLAIMS))
}

/// A verifier of the recorded tokens, which reads these keys.
async fn verifier_of_recorded(keys: Vec<Value>) -> (Verifier, Issuer) {
    let issuer = Issuer::start().await;
    issuer.publish(keys);
    let mut options = Options::new(RECORDED_ISSUER, AUDIENCE);
    options.jwks_url = Some(format!("{}/keys", issuer.url()));
    (Verifier::new(options, Arc::new(noon)).expect("a verifier"), issuer)
}

fn rsa(changes: &Value) -> Value {
    let mut key = json!({ "kty": "RSA", "kid": "rsa", "n": record("rsa_2048"), "e": "AQAB" });
    for (name, value) in changes.as_object().expect("an object") {
        key[name] = value.clone();
    }
    key
}

#[tokio::test]
async fn each_of_the_four_algorithms_is_accepted() {
    let (es256, ed_dsa) = (Pair::es256("ec"), Pair::ed_dsa("ed"));
    let issuer = Issuer::with(&[&es256, &ed_dsa]).await;
    let verifier = issuer.verifier(&Watch::default());
    for pair in [&es256, &ed_dsa] {
        let caller = verifier.verify(&pair.token(&issuer.claims())).await.expect("accepted");
        assert_eq!(caller.subject, "lone");
    }

    let (verifier, _issuer) = verifier_of_recorded(vec![rsa(&json!({}))]).await;
    for algorithm in ["RS256", "PS256"] {
        let token = recorded(algorithm, "rsa", algorithm);
        assert_eq!(verifier.verify(&token).await.expect(algorithm).subject, "lone");
    }
    let crossed = verifier.verify(&recorded("RS256", "rsa", "PS256")).await;
    assert_eq!(crossed, Err(TokenError::Signature));
}

#[tokio::test]
async fn a_key_serves_only_the_use_that_it_is_published_for() {
    let cases = [
        (json!({ "alg": "RS256", "use": "sig" }), true),
        (json!({ "key_ops": ["verify"] }), true),
        (json!({ "alg": "PS256" }), false),
        (json!({ "alg": "RSA-OAEP-256" }), false),
        (json!({ "use": "enc" }), false),
        (json!({ "key_ops": ["encrypt"] }), false),
        (json!({ "kty": "oct", "k": "c2VjcmV0" }), false),
    ];
    for (changes, accepted) in cases {
        // Another key that nobody can read is no reason to leave out this one.
        let (verifier, _issuer) = verifier_of_recorded(vec![json!("none"), rsa(&changes)]).await;
        let caller = verifier.verify(&recorded("RS256", "rsa", "RS256")).await.map(|caller| caller.subject);
        let expected = if accepted { Ok("lone".to_owned()) } else { Err(TokenError::KeyUnknown) };
        assert_eq!(caller, expected, "{changes}");
    }
}

#[tokio::test]
async fn a_short_rsa_key_counts_for_nothing() {
    let (verifier, _issuer) =
        verifier_of_recorded(vec![rsa(&json!({ "kid": "small", "n": record("rsa_1024") }))]).await;
    let refused = verifier.verify(&recorded("RS256", "small", "RS256_by_rsa_1024")).await;
    assert_eq!(refused, Err(TokenError::Signature));
}

#[tokio::test]
async fn unsigned_tokens_and_shared_secrets_are_refused_unread() {
    let pair = Pair::es256("ec");
    let issuer = Issuer::with(&[&pair]).await;
    let verifier = issuer.verifier(&Watch::default());
    let claims = issuer.claims().to_string();
    let signed_with_public_key = |algorithm: &str| {
        let text = message(&json!({ "alg": algorithm, "kid": "ec" }).to_string(), &claims);
        let key = hmac::Key::new(hmac::HMAC_SHA256, pair.public());
        format!("{text}.{}", URL_SAFE_NO_PAD.encode(hmac::sign(&key, text.as_bytes())))
    };
    let none = ["none", "None", "NONE", "nOnE"].map(|algorithm| {
        format!("{}.", message(&json!({ "alg": algorithm, "kid": "ec" }).to_string(), &claims))
    });
    let others = ["HS256", "HS384", "HS512", "ES384", "RS512", "PS384", "", "rs256"];
    for token in none.into_iter().chain(others.map(signed_with_public_key)) {
        assert_eq!(verifier.verify(&token).await, Err(TokenError::Algorithm), "{token}");
    }
    assert_eq!(issuer.documents(), 0, "none of them was worth a fetch");
}

#[tokio::test]
async fn the_algorithm_must_fit_the_key() {
    let (es256, ed_dsa) = (Pair::es256("ec"), Pair::ed_dsa("ed"));
    let issuer = Issuer::with(&[&es256, &ed_dsa]).await;
    let verifier = issuer.verifier(&Watch::default());
    for header in [
        json!({ "alg": "RS256", "kid": "ec" }),
        json!({ "alg": "PS256", "kid": "ec" }),
        json!({ "alg": "EdDSA", "kid": "ec" }),
        json!({ "alg": "RS256" }),
    ] {
        let token = es256.token_headed(&header, &issuer.claims());
        assert_eq!(verifier.verify(&token).await, Err(TokenError::KeyUnknown), "{header}");
    }
    let nameless = es256.token_headed(&json!({ "alg": "EdDSA" }), &issuer.claims());
    assert_eq!(verifier.verify(&nameless).await, Err(TokenError::Signature));
}

#[tokio::test]
async fn claims_of_another_issuer_audience_or_time_are_refused() {
    let pair = Pair::es256("ec");
    let issuer = Issuer::with(&[&pair]).await;
    let verifier = issuer.verifier(&Watch::default());
    let cases = [
        ("iss", json!("https://id.example.org"), TokenError::Issuer),
        ("iss", json!(format!("{}/", issuer.url())), TokenError::Issuer),
        ("iss", json!([issuer.url()]), TokenError::Issuer),
        ("aud", json!("another"), TokenError::Audience),
        ("exp", json!(noon().timestamp() - 30), TokenError::Expired),
        ("exp", json!("never"), TokenError::Malformed),
        ("nbf", json!(noon().timestamp() + 31), TokenError::NotYetValid),
        ("iat", json!(noon().timestamp() + 3600), TokenError::NotYetValid),
        ("sub", json!(""), TokenError::Subject),
    ];
    for (claim, value, expected) in cases {
        let mut claims = issuer.claims();
        claims[claim] = value;
        let refused = verifier.verify(&pair.token(&claims)).await;
        assert_eq!(refused, Err(expected), "{claims}");
    }
}

#[tokio::test]
async fn another_issuers_tokens_are_not_worth_a_fetch() {
    let pair = Pair::es256("ec");
    let issuer = Issuer::with(&[&pair]).await;
    let verifier = issuer.verifier(&Watch::default());
    let mut claims = issuer.claims();
    claims["iss"] = json!("https://id.example.org");
    assert_eq!(verifier.verify(&pair.token(&claims)).await, Err(TokenError::Issuer));
    assert_eq!(issuer.documents(), 0);
}

#[tokio::test]
async fn a_changed_token_is_refused_without_another_fetch() {
    let pair = Pair::es256("ec");
    let issuer = Issuer::with(&[&pair]).await;
    let verifier = issuer.verifier(&Watch::default());
    let token = pair.token(&issuer.claims());
    assert!(verifier.verify(&token).await.is_ok());

    let mut claims = issuer.claims();
    claims["sub"] = json!("another");
    let header = json!({ "alg": "ES256", "kid": "ec" }).to_string();
    let (_, signature) = token.rsplit_once('.').expect("three parts");
    let changed = format!("{}.{signature}", message(&header, &claims.to_string()));
    assert_eq!(verifier.verify(&changed).await, Err(TokenError::Signature));
    assert_eq!(verifier.verify(token.trim_end_matches(signature)).await, Err(TokenError::Signature));
    assert_eq!(issuer.documents(), 1);
}

#[tokio::test]
async fn what_is_no_token_is_malformed() {
    let pair = Pair::es256("ec");
    let issuer = Issuer::with(&[&pair]).await;
    let verifier = issuer.verifier(&Watch::default());
    let good = pair.token(&issuer.claims());
    assert!(verifier.verify(&good).await.is_ok());
    let critical = json!({ "alg": "ES256", "kid": "ec", "crit": ["b64"], "b64": false });
    let numbered = json!({ "alg": "ES256", "kid": 7 });
    let bad = [
        String::new(),
        "..".to_owned(),
        "opaque".to_owned(),
        "æ.ø.å".to_owned(),
        format!("{good}.more"),
        format!("{good}="),
        format!(" {good}"),
        format!("{}.!", good.rsplit_once('.').expect("three parts").0),
        pair.token_headed(&critical, &issuer.claims()),
        pair.token_headed(&numbered, &issuer.claims()),
        pair.token_headed(&json!([]), &issuer.claims()),
        pair.token(&json!([issuer.claims()])),
        pair.token(&json!({ "iss": issuer.url(), "aud": AUDIENCE, "filler": "x".repeat(16 * 1024) })),
    ];
    for token in bad {
        assert_eq!(verifier.verify(&token).await, Err(TokenError::Malformed), "{token}");
    }
}

#[tokio::test]
async fn the_clock_that_is_passed_in_decides() {
    let pair = Pair::es256("ec");
    let issuer = Issuer::with(&[&pair]).await;
    let watch = Watch::default();
    let verifier = issuer.verifier(&watch);
    let token = pair.token(&issuer.claims());
    watch.advance(3600 + 29);
    assert!(verifier.verify(&token).await.is_ok(), "within the leeway");
    watch.advance(1);
    assert_eq!(verifier.verify(&token).await, Err(TokenError::Expired));
    watch.advance(-3600);
    assert!(verifier.verify(&token).await.is_ok());
}

#[test]
fn settings_that_cannot_work_are_told() {
    let new = |change: fn(&mut Options)| {
        let mut options = Options::new("http://127.0.0.1:8180", AUDIENCE);
        change(&mut options);
        Verifier::new(options, Arc::new(noon)).err().map(|error| error.to_string()).unwrap_or_default()
    };
    assert_eq!(new(|_| ()), "");
    assert!(new(|options| options.audience = " ".to_owned()).starts_with("settings: audience is empty"));
    assert!(
        new(|options| options.leeway_seconds = 601).contains("leeway_seconds is 601; it must be at most")
    );
    assert!(new(|options| options.issuer = "http://id.example.org".to_owned()).contains("issuer is"));
}

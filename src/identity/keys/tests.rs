use std::time::Duration;

use serde_json::{Value, json};

use super::super::TokenError;
use super::super::testing::{Answer, Issuer, Pair, Watch, noon};
use super::*;

#[tokio::test]
async fn a_new_key_counts_after_one_fetch() {
    let (old, new) = (Pair::es256("old"), Pair::es256("new"));
    let issuer = Issuer::with(&[&old]).await;
    let verifier = issuer.verifier(&Watch::default());
    assert!(verifier.verify(&old.token(&issuer.claims())).await.is_ok());
    assert_eq!(issuer.key_sets(), 1);

    issuer.publish(vec![old.jwk(), new.jwk()]);
    for _ in 0..3 {
        assert!(verifier.verify(&new.token(&issuer.claims())).await.is_ok());
        assert!(verifier.verify(&old.token(&issuer.claims())).await.is_ok());
    }
    assert_eq!(issuer.key_sets(), 2);
}

#[tokio::test]
async fn a_storm_of_unknown_keys_leads_to_few_fetches() {
    let pair = Pair::es256("known");
    let issuer = Issuer::with(&[&pair]).await;
    let watch = Watch::default();
    let verifier = issuer.verifier(&watch);
    let good = pair.token(&issuer.claims());
    assert!(verifier.verify(&good).await.is_ok());

    // A minute in which a thousand tokens come, each of a key that nobody has heard of.
    for second in 0..60 {
        watch.advance(1);
        let mut storm = JoinSet::new();
        for number in 0..17 {
            let header = json!({ "alg": "ES256", "kid": format!("made-up-{second}-{number}") });
            let token = pair.token_headed(&header, &issuer.claims());
            let verifier = Arc::clone(&verifier);
            storm.spawn(async move { verifier.verify(&token).await });
        }
        while let Some(refused) = storm.join_next().await {
            assert_eq!(refused.expect("ended well"), Err(TokenError::KeyUnknown));
        }
        assert!(verifier.verify(&good).await.is_ok());
    }
    assert!(issuer.key_sets() <= 5, "{} fetches", issuer.key_sets());
}

#[tokio::test]
async fn requests_at_once_share_one_fetch() {
    let pair = Pair::es256("ec");
    let issuer = Issuer::with(&[&pair]).await;
    issuer.answer_after(Duration::from_millis(50));
    let verifier = issuer.verifier(&Watch::default());
    let mut requests = JoinSet::new();
    for _ in 0..50 {
        let (verifier, token) = (Arc::clone(&verifier), pair.token(&issuer.claims()));
        requests.spawn(async move { verifier.verify(&token).await });
    }
    while let Some(caller) = requests.join_next().await {
        assert!(caller.expect("ended well").is_ok());
    }
    assert_eq!(issuer.key_sets(), 1);
}

#[tokio::test]
async fn a_fetch_outlives_the_request_that_started_it() {
    let pair = Pair::es256("ec");
    let issuer = Issuer::with(&[&pair]).await;
    issuer.answer_after(Duration::from_millis(100));
    let verifier = issuer.verifier(&Watch::default());
    let token = pair.token(&issuer.claims());
    let gone = tokio::time::timeout(Duration::from_millis(10), verifier.verify(&token)).await;
    assert!(gone.is_err(), "the caller hangs up");
    assert!(verifier.verify(&token).await.is_ok());
    assert_eq!(issuer.key_sets(), 1);
}

#[tokio::test]
async fn an_issuer_that_is_down_hurts_no_known_key() {
    let pair = Pair::es256("ec");
    let mut issuer = Issuer::with(&[&pair]).await;
    let watch = Watch::default();
    let verifier = issuer.verifier(&watch);
    let mut claims = issuer.claims();
    claims["exp"] = json!(noon().timestamp() + 1_000_000);
    let token = pair.token(&claims);
    assert!(verifier.verify(&token).await.is_ok());

    issuer.stop().await;
    for _ in 0..3 {
        watch.advance(100_000);
        assert!(verifier.verify(&token).await.is_ok());
    }
    let unknown = Pair::es256("unknown").token(&claims);
    assert_eq!(verifier.verify(&unknown).await, Err(TokenError::IssuerUnavailable));
}

#[tokio::test]
async fn an_issuer_may_come_up_after_the_service() {
    let pair = Pair::es256("ec");
    let issuer = Issuer::with(&[&pair]).await;
    issuer.answer_discovery(Some(Answer::text(503, String::new())));
    let watch = Watch::default();
    let verifier = issuer.verifier(&watch);
    let token = pair.token(&issuer.claims());
    for _ in 0..10 {
        assert_eq!(verifier.verify(&token).await, Err(TokenError::IssuerUnavailable));
    }
    assert!(issuer.documents() <= 2);

    issuer.answer_discovery(None);
    watch.advance(PACE.num_seconds());
    assert!(verifier.verify(&token).await.is_ok());
}

#[tokio::test]
async fn a_withdrawn_key_goes_within_the_hour_and_nobody_waits_for_it() {
    let (old, new) = (Pair::es256("old"), Pair::es256("new"));
    let issuer = Issuer::with(&[&old]).await;
    let watch = Watch::default();
    let verifier = issuer.verifier(&watch);
    let mut claims = issuer.claims();
    claims["exp"] = json!(noon().timestamp() + 10_000);
    let token = old.token(&claims);
    assert!(verifier.verify(&token).await.is_ok());

    issuer.publish(vec![new.jwk()]);
    issuer.answer_after(Duration::from_millis(50));
    watch.advance(FRESH.num_seconds());
    assert!(verifier.verify(&token).await.is_ok());
    assert_eq!(issuer.key_sets(), 1, "an hour is not too old");
    watch.advance(1);
    assert!(verifier.verify(&token).await.is_ok(), "the fetch goes on behind the request");

    let mut last = Ok(());
    for _ in 0..100 {
        last = verifier.verify(&token).await.map(|_| ());
        if last.is_err() {
            break;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    assert_eq!(last, Err(TokenError::KeyUnknown));
    assert!(verifier.verify(&new.token(&claims)).await.is_ok());
}

#[tokio::test]
async fn a_token_without_a_key_id_is_tried_with_the_first_keys_that_fit() {
    let pairs: Vec<_> = (0..=MOST_TRIED).map(|number| Pair::es256(&number.to_string())).collect();
    let issuer = Issuer::with(&pairs.iter().collect::<Vec<_>>()).await;
    let verifier = issuer.verifier(&Watch::default());
    let claims = issuer.claims();
    assert!(verifier.verify(&pairs[MOST_TRIED - 1].nameless_token(&claims)).await.is_ok());
    let beyond = verifier.verify(&pairs[MOST_TRIED].nameless_token(&claims)).await;
    assert_eq!(beyond, Err(TokenError::Signature));
    assert!(verifier.verify(&pairs[MOST_TRIED].token(&claims)).await.is_ok(), "by name it is found");
}

#[tokio::test]
async fn a_new_key_without_an_id_counts_after_one_fetch() {
    let nameless = |pair: &Pair| -> Value {
        let mut key = pair.jwk();
        key.as_object_mut().expect("an object").remove("kid");
        key
    };
    let (old, new) = (Pair::ed_dsa(""), Pair::ed_dsa(""));
    let issuer = Issuer::start().await;
    issuer.publish(vec![nameless(&old)]);
    let verifier = issuer.verifier(&Watch::default());
    assert!(verifier.verify(&old.nameless_token(&issuer.claims())).await.is_ok());
    issuer.publish(vec![nameless(&new)]);
    assert!(verifier.verify(&new.nameless_token(&issuer.claims())).await.is_ok());
    let withdrawn = verifier.verify(&old.nameless_token(&issuer.claims())).await;
    assert_eq!(withdrawn, Err(TokenError::Signature));
    assert_eq!(issuer.key_sets(), 2);
}

#[test]
fn the_pace_allows_two_at_once_and_three_a_minute() {
    let mut pace = Pace::default();
    let allowed: Vec<i64> =
        (0..=120).filter(|second| pace.allows(noon() + TimeDelta::seconds(*second))).collect();
    assert_eq!(allowed, [0, 1, 20, 40, 60, 80, 100, 120]);
}

#[test]
fn a_clock_that_is_set_back_stops_no_fetch_for_long() {
    let mut pace = Pace::default();
    while pace.allows(noon()) {}
    assert!(!pace.allows(noon() - TimeDelta::seconds(0)));
    assert!(pace.allows(noon() - TimeDelta::days(1)));
}

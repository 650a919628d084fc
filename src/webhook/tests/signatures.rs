use std::collections::BTreeSet;

use chrono::{DateTime, TimeDelta, Utc};

use super::*;

#[test]
fn a_signature_is_that_of_the_specification() {
    // The example of the Standard Webhooks libraries.
    let secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    let body = r#"{"test": 2432232314}"#;
    let signed = signature(secret, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1_614_265_330, body);
    assert_eq!(signed.as_deref(), Some("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="));
}

#[test]
fn what_is_no_secret_signs_nothing() {
    for bad in ["", "whsec", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "whsec_***"] {
        assert_eq!(signature(bad, "id", 1, "{}"), None, "{bad}");
    }
}

#[test]
fn secrets_are_random_and_of_their_form() {
    let secrets: BTreeSet<_> = (0..50).map(|_| fresh_secret().expect("random numbers")).collect();
    assert_eq!(secrets.len(), 50);
    for secret in secrets {
        assert!(signature(&secret, "id", 1, "{}").is_some(), "{secret}");
    }
}

#[test]
fn waits_grow_differ_a_little_and_end() {
    let noon: DateTime<Utc> = "2026-11-22T11:00:00Z".parse().expect("an instant");
    let schedule = Schedule::new(&[5, 300, 1800]);
    for (attempts, seconds) in [(1, 5), (2, 300), (3, 1800)] {
        let waits: BTreeSet<_> = (0..100)
            .map(|id| schedule.next(attempts, noon, &format!("msg_{id}")).expect("a next time") - noon)
            .collect();
        assert!(waits.len() > 50, "they are spread");
        for wait in waits {
            assert!(wait >= TimeDelta::seconds(seconds), "{wait}");
            assert!(wait <= TimeDelta::milliseconds(seconds * 1250), "{wait}");
        }
        let again = |id| schedule.next(attempts, noon, id);
        assert_eq!(again("msg_1"), again("msg_1"));
    }
    assert_eq!(schedule.next(4, noon, "msg_1"), None);
    assert_eq!(schedule.next(0, noon, "msg_1"), None);
}

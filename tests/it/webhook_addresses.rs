//! Webhooks: never to a machine that is not public, and never further than where they were sent.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use chrono::TimeDelta;
use serde_json::{Value, json};
use sorgraph::events::Delivery;
use sorgraph::webhook::{Courier, Guard};

use crate::support::database::Kind;
use crate::support::extract::code;
use crate::support::webhooks::{MadeNames, World, this_machine};

/// What came of one try on an address whose name has these addresses, under this guard.
async fn tried(world: &World, names: MadeNames, guard: Guard) -> String {
    let delivery = world.delivery_with(names, guard, Duration::from_secs(30));
    assert_eq!(delivery.deliver_due(&world.register).await.expect("tried"), 0);
    let shown = world.shown().await;
    world.wait(TimeDelta::hours(1));
    shown["progress"]["lastError"].as_str().unwrap_or_else(|| panic!("{shown:#}")).to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn no_connection_is_made_to_a_machine_that_is_not_public() {
    let mut world = World::new(Kind::Sqlite).await;
    world.webhook("/ok").await;
    world.change("Ejer 1").await;
    // The name was fine when it was registered; now it leads here, or here under another form.
    for addresses in [&["127.0.0.1"][..], &["::ffff:127.0.0.1", "::1", "10.0.0.1", "169.254.169.254"]] {
        let error = tried(&world, MadeNames::new(&[addresses]), Guard::default()).await;
        assert!(error.contains("no machine on the public internet"), "{error}");
    }
    assert_eq!(world.receiver.received(), [Value::Null; 0]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_name_that_changes_its_address_is_caught_when_it_is_called() {
    let mut world = World::new(Kind::Sqlite).await;
    world.webhook("/ok").await;
    world.changes(2).await;
    // The second look-up, if there were one, would lead elsewhere than the one that was checked.
    let names = MadeNames::new(&[&["127.0.0.1"], &["127.0.0.2"]]);
    let only_first = Guard::new(vec!["127.0.0.1/32".parse().expect("a network")]);
    let delivery = world.delivery_with(names.clone(), only_first.clone(), Duration::from_secs(30));
    assert_eq!(
        delivery.deliver_due(&world.register).await.expect("tried"),
        2,
        "over the connection that was checked"
    );
    world.change("Ejer 3").await;
    let error = tried(&world, names, only_first).await;
    assert!(error.contains("no machine on the public internet"), "{error}");
    assert_eq!(world.receiver.received().len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_that_was_allowed_is_checked_again_when_it_is_called() {
    let mut world = World::new(Kind::Sqlite).await;
    let (id, _) = world.webhook("/ok").await;
    let url = format!("https://127.0.0.1:{}/literal", world.receiver.port());
    world.done("updateWebhook", json!({ "webhook": id, "url": url }), "").await;
    world.change("Ejer 1").await;
    let error = tried(&world, MadeNames::default(), Guard::default()).await;
    assert!(error.contains("public internet"), "{error}");
    assert_eq!(world.receiver.received(), [Value::Null; 0]);
    assert_eq!(world.deliver().await, 1, "where the settings allow it, it goes");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_redirect_is_a_failure_and_is_not_followed() {
    let mut world = World::new(Kind::Sqlite).await;
    world.webhook("/moved").await;
    world.change("Ejer 1").await;
    let error = tried(&world, MadeNames::new(&[&["127.0.0.1"]]), this_machine()).await;
    assert!(error.contains("302") && error.contains("not followed"), "{error}");
    let received = world.receiver.received();
    assert_eq!(received.len(), 1);
    assert_eq!(received[0]["path"], "/moved");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_receiver_that_does_not_answer_and_one_that_is_not_trusted_fail() {
    let mut world = World::new(Kind::Sqlite).await;
    world.webhook("/ok").await;
    world.change("Ejer 1").await;
    world.receiver.tell(&json!({ "hold": true }));
    let names = || MadeNames::new(&[&["127.0.0.1"]]);
    let hasty = world.delivery_with(names(), this_machine(), Duration::from_millis(300));
    assert_eq!(hasty.deliver_due(&world.register).await.expect("tried"), 0);
    let told = world.shown().await["progress"]["lastError"].to_string();
    assert!(told.contains("in time"), "{told}");
    assert!(!told.contains("/ok"), "{told}");
    world.wait(TimeDelta::hours(1));
    world.receiver.tell(&json!({ "hold": false }));
    let courier =
        Courier::new(this_machine(), Arc::new(names()), Duration::from_secs(30), None).expect("a courier");
    let wary = Delivery { courier, ..world.delivery() };
    assert_eq!(wary.deliver_due(&world.register).await.expect("tried"), 0);
    let told = world.shown().await["progress"]["lastError"].to_string();
    assert!(told.to_lowercase().contains("certificate"), "{told}");
}

#[tokio::test(flavor = "multi_thread")]
async fn addresses_that_lead_nowhere_public_are_not_registered() {
    let world = World::new(Kind::Sqlite).await;
    let mut said = BTreeSet::new();
    for url in [
        "http://example.dk/",
        "https://10.0.0.1/",
        "https://3232235777/",
        "https://0xc0a80101/",
        "https://[::ffff:10.0.0.1]/",
        "https://[::1]/",
        "https://anna:kode@example.dk/",
        "https://example.dk:25/",
        "sundhed",
    ] {
        let input = json!({ "organisation": { "owner": code(100).to_string() }, "url": url });
        let answer = world.mutate("coordinator", "registerWebhook", input, "secret").await;
        assert_eq!(
            (&answer["errors"][0]["code"], &answer["secret"]),
            (&json!("BAD_VALUE"), &Value::Null),
            "{url}"
        );
        assert_eq!(answer["errors"][0]["path"], json!(["input", "url"]));
        said.insert(answer["errors"][0]["message"].to_string());
    }
    assert_eq!(said.len(), 5, "{said:?}");
}

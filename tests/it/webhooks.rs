//! Webhooks: signed, at least once, and in order.

use chrono::TimeDelta;
use sea_orm::{ConnectionTrait, Database as SeaOrm, Statement};
use serde_json::{Value, json};
use sorgraph::app;
use sorgraph::events::{Delivery, send_to_webhooks};
use sorgraph::model::LetterState;
use sorgraph::register::Register;
use sorgraph::storage::Database;

use crate::support::database::Kind;
use crate::support::extract::code;
use crate::support::on_both;
use crate::support::webhooks::{World, feed_positions, positions};

on_both!(
    a_change_arrives_signed_and_as_the_feed_tells_it,
    a_secret_is_told_once_and_stands_in_no_answer_kept,
    order_is_kept_while_the_receiver_fails_at_random,
    a_deliverer_that_dies_loses_nothing,
    two_deliverers_send_each_change_once,
    the_service_delivers_while_others_write,
    what_is_given_up_is_kept_and_can_be_tried_again,
    a_replay_sends_the_same_again,
    a_receiver_that_is_gone_pauses_its_webhook_and_its_keepers_are_told,
    nothing_but_failures_for_days_pauses_a_webhook,
    one_that_fails_makes_no_other_wait,
    both_secrets_sign_for_a_day,
    webhooks_are_for_those_who_keep_them,
);

async fn a_change_arrives_signed_and_as_the_feed_tells_it(kind: Kind) {
    let mut world = World::new(kind).await;
    let (id, secret) = world.webhook("/ok").await;
    let after = world.head().await;
    world.receiver.tell(&json!({ "secrets": [secret] }));
    assert_eq!(world.deliver().await, 0, "nothing has changed since");
    world.changes(2).await;
    assert_eq!(world.deliver().await, 2);
    let feed = world.feed(&after).await;
    let received = world.receiver.received();
    assert_eq!((feed.len(), received.len()), (2, 2));
    for (request, change) in received.iter().zip(&feed) {
        assert_eq!(request["verified"], json!([0]), "{request:#}");
        assert_eq!(request["body"]["type"], "register.changed");
        assert_eq!(request["body"]["timestamp"], "2026-11-22T11:00:00.000Z");
        assert_eq!(&request["body"]["data"], change);
        let position = change["position"].as_str().expect("a place");
        assert_eq!(request["id"], format!("msg_{id}_{position}"));
        assert_eq!(request["timestamp"], world.register.now().timestamp());
    }
    let shown = world.shown().await;
    assert_eq!(shown["progress"]["lag"], 0, "{shown:#}");
    assert_eq!(shown["progress"]["lastStatus"], 204);
    assert_eq!(shown["filter"]["recordTypes"], json!(["INSTITUTION_OWNER"]));
    assert_eq!(world.deliver().await, 0, "each once");
    // A change that does not fit is passed by.
    world
        .done("updateWebhook", json!({ "webhook": id, "filter": { "within": code(100).to_string() } }), "")
        .await;
    world.change("Andetsteds").await;
    assert_eq!(world.deliver().await, 0);
    assert_eq!(world.shown().await["progress"]["lag"], 0);
    assert_eq!(world.receiver.received(), [Value::Null; 0]);
    // A body without end is not read to its end.
    world
        .done(
            "updateWebhook",
            json!({ "webhook": id, "url": world.receiver.url("/endless"), "filter": {} }),
            "",
        )
        .await;
    world.change("Langt svar").await;
    assert_eq!(world.deliver().await, 1);
}

async fn a_secret_is_told_once_and_stands_in_no_answer_kept(kind: Kind) {
    let world = World::new(kind).await;
    let input = |dry: bool| {
        json!({ "organisation": { "owner": code(100).to_string() }, "url": world.receiver.url("/ok"),
            "idempotencyKey": "en-noegle", "dryRun": dry })
    };
    let tried = world.done("registerWebhook", input(true), "secret webhook { url }").await;
    assert_eq!(
        (&tried["secret"], &tried["webhook"]["url"]),
        (&Value::Null, &world.receiver.url("/ok").into())
    );
    let first = world.done("registerWebhook", input(false), "secret webhook { id }").await;
    let secret = first["secret"].as_str().expect("a secret").to_owned();
    assert!(secret.starts_with("whsec_") && secret.len() == 50, "{}", secret.len());
    let again = world.done("registerWebhook", input(false), "secret webhook { id }").await;
    assert_eq!((&again["secret"], &again["repeated"]), (&Value::Null, &true.into()));
    assert_eq!(again["webhook"], first["webhook"]);
    let updated = world.done("pauseWebhook", json!({ "webhook": "1" }), "webhook { id state }").await;
    assert_eq!(updated["webhook"]["state"], "PAUSED");
    // The secret stands in one row, beside the register; nowhere else.
    let raw = SeaOrm::connect(&world.database.url).await.expect("a connection");
    for (table, columns) in [
        ("idempotency_key", "outcome"),
        ("webhook", "url || filter || COALESCE(description, '')"),
        ("revision", "summary || COALESCE(reason, '')"),
        ("mail_outbox", "parameters"),
    ] {
        let sql = format!("SELECT COUNT(*) AS n FROM {table} WHERE {columns} LIKE '%whsec%'");
        let statement = Statement::from_string(raw.get_database_backend(), sql);
        let row = raw.query_one_raw(statement).await.expect("read").expect("a row");
        assert_eq!(row.try_get::<i64>("", "n").expect("a number"), 0, "{table}");
    }
    raw.close().await.expect("closed");
    // As many as the rules have, and no address twice.
    let twice = world
        .mutate(
            "coordinator",
            "registerWebhook",
            json!({ "organisation": { "owner": code(100).to_string() },
        "url": world.receiver.url("/ok") }),
            "",
        )
        .await;
    assert_eq!(twice["errors"][0]["code"], "ALREADY_THERE");
    world.webhook("/2").await;
    world.webhook("/3").await;
    let fourth = world
        .mutate(
            "coordinator",
            "registerWebhook",
            json!({ "organisation": { "owner": code(100).to_string() },
        "url": world.receiver.url("/4") }),
            "",
        )
        .await;
    assert_eq!(fourth["errors"][0]["code"], "TOO_MANY_WEBHOOKS");
}

async fn order_is_kept_while_the_receiver_fails_at_random(kind: Kind) {
    let mut world = World::new(kind).await;
    let (_, secret) = world.webhook("/flaky/8").await;
    let after = world.head().await;
    world.receiver.tell(&json!({ "secrets": [secret] }));
    world.changes(12).await;
    // Four tries each; with this seed none fails four times in a row.
    let mut rounds = 0;
    while world.shown().await["progress"]["lag"] != 0 {
        world.deliver().await;
        world.wait(TimeDelta::hours(1));
        rounds += 1;
        assert!(rounds < 60, "{:#}", world.shown().await);
    }
    let received = world.receiver.received();
    assert!(received.iter().all(|request| request["verified"] == json!([0])));
    let (through, failed): (Vec<_>, Vec<_>) =
        received.into_iter().partition(|request| request["status"] == 204);
    assert!(failed.len() > 8, "the receiver fails");
    let feed = world.feed(&after).await;
    assert_eq!(positions(&through), feed_positions(&feed), "each once, in order");
    assert_eq!(world.shown().await["deadLetters"]["totalCount"], 0);
}

async fn a_deliverer_that_dies_loses_nothing(kind: Kind) {
    let mut world = World::new(kind).await;
    world.webhook("/ok").await;
    let after = world.head().await;
    world.changes(3).await;
    world.receiver.tell(&json!({ "hold": true }));
    let delivery = world.delivery();
    let inbox = &world.receiver;
    // It dies once the receiver has the change and before it has the answer.
    let arrived = async { tokio::task::block_in_place(|| inbox.next()) };
    let (first, register) = (arrived, world.register.clone());
    #[expect(clippy::disallowed_methods, reason = "the deliverer that is to die")]
    let dying = tokio::task::spawn(async move { delivery.deliver_due(&register).await.map(drop) });
    let first = first.await;
    dying.abort();
    assert!(dying.await.expect_err("it died").is_cancelled());
    world.receiver.tell(&json!({ "hold": false }));
    assert_eq!(world.deliver().await, 0, "its lease still stands");
    world.wait(TimeDelta::minutes(2));
    assert_eq!(world.deliver().await, 3);
    let received = world.receiver.received();
    assert_eq!(received[0]["id"], first["id"], "sent again, under the same id");
    assert_eq!(received[0]["body"], first["body"]);
    let feed = world.feed(&after).await;
    assert_eq!(positions(&received), feed_positions(&feed));
}

async fn two_deliverers_send_each_change_once(kind: Kind) {
    let mut world = World::new(kind).await;
    world.webhook("/a").await;
    world.webhook("/b").await;
    let after = world.head().await;
    world.changes(8).await;
    // Two processes, as far as the database knows: pools and queues of their own.
    let second = Database::connect(&world.database.url, 4).await.expect("a connection");
    let second = Register::new(second, world.register.clock()).with_rules(world.register.rules().clone());
    let other = Delivery { node: "other".to_owned(), ..world.delivery() };
    let mine = world.delivery();
    let (one, two) = tokio::join!(mine.deliver_due(&world.register), other.deliver_due(&second));
    let through = one.expect("delivered") + two.expect("delivered");
    assert_eq!(through, 16);
    let received = world.receiver.received();
    let feed = world.feed(&after).await;
    for path in ["/a", "/b"] {
        let own: Vec<_> = received.iter().filter(|request| request["path"] == path).cloned().collect();
        assert_eq!(positions(&own), feed_positions(&feed), "{path}");
    }
    app::close(second).await.expect("closed");
}

async fn the_service_delivers_while_others_write(kind: Kind) {
    let world = World::new(kind).await;
    world.webhook("/a").await;
    world.webhook("/b").await;
    let after = world.head().await;
    let service = send_to_webhooks(world.register.clone(), world.delivery());
    #[expect(clippy::disallowed_methods, reason = "the service, which ends with the test")]
    let running = tokio::task::spawn(service);
    // Each of these waits in the same line as the notes on deliveries under way.
    world.changes(10).await;
    let arrived = || (0..20).map(|_| world.receiver.next()).collect::<Vec<_>>();
    let received = tokio::task::block_in_place(arrived);
    running.abort();
    let feed = world.feed(&after).await;
    for path in ["/a", "/b"] {
        let own: Vec<_> = received.iter().filter(|request| request["path"] == path).cloned().collect();
        assert_eq!(positions(&own), feed_positions(&feed), "{path}");
    }
}

async fn what_is_given_up_is_kept_and_can_be_tried_again(kind: Kind) {
    let mut world = World::new(kind).await;
    let (id, secret) = world.webhook("/ok").await;
    world.receiver.tell(&json!({ "status": 500, "secrets": [secret] }));
    world.changes(2).await;
    for attempts in 1..=3 {
        assert_eq!(world.deliver().await, 0);
        let shown = world.shown().await;
        assert_eq!(shown["progress"]["attempts"], attempts, "{shown:#}");
        assert_eq!(shown["progress"]["lastStatus"], 500);
        assert!(shown["progress"]["nextTryAt"].is_string() && shown["progress"]["failingSince"].is_string());
        assert_eq!(world.deliver().await, 0, "not before its time");
        world.wait(TimeDelta::hours(1));
    }
    // The fourth failure is the last: the change is given up, and the next one has its first try.
    assert_eq!(world.deliver().await, 0);
    let received = world.receiver.received();
    let ids: Vec<_> = received.iter().map(|request| request["id"].clone()).collect();
    assert_eq!(ids.len(), 5);
    assert_eq!(ids.iter().collect::<Vec<_>>(), [&ids[0], &ids[0], &ids[0], &ids[0], &ids[4]]);
    assert_ne!(ids[0], ids[4]);
    let shown = world.shown().await;
    let dead = &shown["deadLetters"]["nodes"][0];
    assert_eq!((&shown["deadLetters"]["totalCount"], &dead["id"]), (&json!(1), &ids[0]), "{shown:#}");
    assert_eq!((&dead["attempts"], &dead["status"]), (&json!(4), &json!(500)));

    let missing = json!({ "webhook": id, "delivery": "msg_1_x" });
    let missing = world.mutate("coordinator", "retryWebhookDelivery", missing, "").await;
    assert_eq!(missing["errors"][0]["code"], "NOT_FOUND");
    let again = json!({ "webhook": id, "delivery": ids[0] });
    world.done("retryWebhookDelivery", again.clone(), "").await;
    assert_eq!(world.shown().await["deadLetters"]["nodes"][0]["retrying"], true);
    world.deliver().await;
    let shown = world.shown().await;
    assert_eq!(shown["deadLetters"]["nodes"][0]["attempts"], 5, "it failed once more");
    assert_eq!(shown["deadLetters"]["nodes"][0]["retrying"], false);
    world.receiver.tell(&json!({ "status": null }));
    world.done("retryWebhookDelivery", again, "").await;
    world.deliver().await;
    let last = world.receiver.received();
    assert_eq!(last[0]["id"], ids[0]);
    assert_eq!((&last[0]["body"], &last[0]["verified"]), (&received[0]["body"], &json!([0])));
    assert_eq!(world.shown().await["deadLetters"]["totalCount"], 0);
    world.wait(TimeDelta::hours(1));
    world.deliver().await;
    assert_eq!(world.shown().await["progress"]["lag"], 0);
}

async fn a_replay_sends_the_same_again(kind: Kind) {
    let mut world = World::new(kind).await;
    let (id, _) = world.webhook("/ok").await;
    let after = world.head().await;
    world.changes(3).await;
    assert_eq!(world.deliver().await, 3);
    let first = world.receiver.received();
    let input = |after: &str| json!({ "webhook": id, "after": after });
    world.done("replayWebhook", input(&after), "webhook { progress { lag } }").await;
    assert_eq!(world.deliver().await, 3);
    let again = world.receiver.received();
    let ids = |requests: &[Value]| requests.iter().map(|request| request["id"].clone()).collect::<Vec<_>>();
    assert_eq!(ids(&first), ids(&again));
    let unborn = world.mutate("coordinator", "replayWebhook", input("99999"), "").await;
    assert_eq!(unborn["errors"][0]["code"], "BAD_VALUE");
    // From the very first commit on: the owner of the import comes, too.
    world.done("replayWebhook", input("0"), "").await;
    assert_eq!(world.deliver().await, 4);
    world.done("removeWebhook", json!({ "webhook": id }), "").await;
    world.change("Efter").await;
    assert_eq!(world.deliver().await, 0);
    assert_eq!(world.shown().await, Value::Null);
}

async fn a_receiver_that_is_gone_pauses_its_webhook_and_its_keepers_are_told(kind: Kind) {
    let mut world = World::new(kind).await;
    let (id, _) = world.webhook("/gone").await;
    world.changes(2).await;
    assert_eq!(world.deliver().await, 0);
    let shown = world.shown().await;
    assert_eq!(
        (&shown["state"], &shown["progress"]["lastStatus"]),
        (&json!("PAUSED"), &json!(410)),
        "{shown:#}"
    );
    assert!(shown["pausedBecause"].as_str().expect("a reason").contains("410"));
    assert_eq!(world.receiver.received().len(), 1, "nothing after the 410");
    let letters = world.register.reader().letters(Some(LetterState::Waiting), 9).await.expect("letters");
    let told: Vec<_> =
        letters.iter().map(|letter| (letter.template.as_str(), letter.recipient.as_str())).collect();
    assert_eq!(told, [("WEBHOOK_PAUSED", "coordinator@example.dk")]);
    let letter = sorgraph::mail::Template::from_name("WEBHOOK_PAUSED").expect("a template");
    let written =
        letter.write("a@example.dk", &letters[0].parameters, "1", "example.dk", world.register.now());
    assert!(written.expect("a letter").body.contains("410"));
    // Resumed, it goes on with what it did not get.
    world.receiver.tell(&json!({ "status": 200 }));
    world.done("resumeWebhook", json!({ "webhook": id }), "").await;
    assert_eq!(world.deliver().await, 2);
    let twice = world.mutate("coordinator", "resumeWebhook", json!({ "webhook": id }), "").await;
    assert_eq!(twice["errors"][0]["code"], "WRONG_STATE");
}

async fn nothing_but_failures_for_days_pauses_a_webhook(kind: Kind) {
    let world = World::new(kind).await;
    world.webhook("/fail").await;
    world.changes(9).await;
    let mut days = 0;
    while world.shown().await["state"] == "ACTIVE" {
        assert!(days < 7, "it was not paused");
        world.deliver().await;
        world.wait(TimeDelta::days(1));
        days += 1;
    }
    assert_eq!(days, 6, "five days after the first failure");
    let shown = world.shown().await;
    assert!(shown["pausedBecause"].as_str().expect("a reason").contains("since 2026-11-22"), "{shown:#}");
}

async fn one_that_fails_makes_no_other_wait(kind: Kind) {
    let mut world = World::new(kind).await;
    world.webhook("/fail").await;
    world.webhook("/ok").await;
    world.changes(3).await;
    assert_eq!(world.deliver().await, 3);
    let received = world.receiver.received();
    let count = |path: &str| received.iter().filter(|request| request["path"] == path).count();
    assert_eq!((count("/fail"), count("/ok")), (1, 3));
}

async fn both_secrets_sign_for_a_day(kind: Kind) {
    let mut world = World::new(kind).await;
    let (id, old) = world.webhook("/ok").await;
    let answer = world.done("rotateWebhookSecret", json!({ "webhook": id }), "secret").await;
    let new = answer["secret"].as_str().expect("a secret").to_owned();
    assert_ne!(old, new);
    world.receiver.tell(&json!({ "secrets": [old, new] }));
    world.change("Første").await;
    world.deliver().await;
    world.wait(TimeDelta::hours(25));
    world.change("Anden").await;
    world.deliver().await;
    let received = world.receiver.received();
    assert_eq!((&received[0]["signatures"], &received[0]["verified"]), (&json!(2), &json!([0, 1])));
    assert_eq!((&received[1]["signatures"], &received[1]["verified"]), (&json!(1), &json!([1])));
}

async fn webhooks_are_for_those_who_keep_them(kind: Kind) {
    let world = World::new(kind).await;
    let (id, _) = world.webhook("/ok").await;
    let query = format!(r#"{{ webhooks(organisation: {{ owner: "{}" }}) {{ url }} }}"#, code(100));
    for who in ["reader", "medcom", "national", "nobody"] {
        let answer = world.answer(who, &query, json!({})).await;
        assert_eq!(answer["errors"][0]["extensions"]["code"], "FORBIDDEN", "{who}: {answer:#}");
        let denied = world.mutate(who, "rotateWebhookSecret", json!({ "webhook": id }), "secret").await;
        assert_eq!(denied["errors"][0]["code"], "DENIED", "{who}");
        assert!(!denied.to_string().contains("hooks.example"), "{who} is not told the address");
    }
    let own = json!({ "organisation": { "medCom": true }, "url": world.receiver.url("/medcom") });
    let own = world.mutate("medcom", "registerWebhook", own, "secret").await;
    assert_eq!(own["errors"], json!([]));
    // What the caller expected of it has changed in between.
    let stale = json!({ "webhook": id, "expectedRevision": "1" });
    let stale = world.mutate("coordinator", "pauseWebhook", stale, "").await;
    assert_eq!(stale["errors"][0]["code"], "CONFLICT");
}

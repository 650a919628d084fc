//! Webhooks: signed, at least once, in order, and never to a machine that is not public.

use std::collections::{BTreeSet, VecDeque};
use std::io;
use std::net::IpAddr;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_graphql::{Request, Variables};
use chrono::{DateTime, TimeDelta, Utc};
use futures_util::future::BoxFuture;
use sea_orm::{ConnectionTrait, Database as SeaOrm, Statement};
use serde_json::{Value, json};
use sorgraph::app;
use sorgraph::events::{Delivery, send_to_webhooks};
use sorgraph::model::{LetterState, Party, Role};
use sorgraph::register::{Register, Rules};
use sorgraph::schema::{Graph, Limits};
use sorgraph::storage::Database;
use sorgraph::webhook::{Courier, Guard, Names, Network, Schedule};

use crate::support::database::{Kind, TODAY, TestDatabase, import_texts};
use crate::support::extract::{code, file, municipality};
use crate::support::on_both;
use crate::support::people::{caller, give_roles};
use crate::support::receiver::Receiver;

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

/// Names as a test has them: each look-up gives the next answer, the last one for ever.
#[derive(Clone, Default)]
struct MadeNames(Arc<Mutex<VecDeque<Vec<IpAddr>>>>);

impl MadeNames {
    fn new(answers: &[&[&str]]) -> Self {
        let read = |text: &&str| text.parse().expect("an address");
        let answers = answers.iter().map(|addresses| addresses.iter().map(read).collect());
        Self(Arc::new(Mutex::new(answers.collect())))
    }
}

impl Names for MadeNames {
    fn look_up(&self, _: &str) -> BoxFuture<'static, io::Result<Vec<IpAddr>>> {
        let mut answers = self.0.lock().expect("answers");
        let answer = if answers.len() > 1 { answers.pop_front() } else { answers.front().cloned() };
        Box::pin(async move { answer.ok_or_else(|| io::Error::other("no such name")) })
    }
}

fn this_machine() -> Guard {
    Guard::new(vec!["127.0.0.0/8".parse::<Network>().expect("a network")])
}

/// A register on a clock that the test moves, with an owner and people.
struct World {
    register: Register,
    graph: Graph,
    receiver: Receiver,
    seconds: Arc<AtomicI64>,
    database: TestDatabase,
}

impl World {
    async fn new(kind: Kind) -> Self {
        let noon: DateTime<Utc> = format!("{TODAY}T11:00:00Z").parse().expect("an instant");
        let seconds = Arc::new(AtomicI64::new(0));
        let moved = Arc::clone(&seconds);
        let clock = Arc::new(move || noon + TimeDelta::seconds(moved.load(Ordering::SeqCst)));
        let database = TestDatabase::new(kind).await;
        let storage = Database::connect(&database.url, 4).await.expect("a connection");
        let rules = Rules { webhook_guard: this_machine(), most_webhooks: 3, ..Rules::default() };
        let register = Register::new(storage, clock).with_rules(rules);
        app::migrate(&register).await.expect("prepared");
        let text = file("2026-11-20", &[municipality(100, "Ejer", vec![])]);
        import_texts(&register, &[("sor.xml", &text)], &sorgraph::import::Options::default())
            .await
            .expect("imported");
        let people = [
            ("national", Role::NationalEditor, Party::Authority),
            ("coordinator", Role::Coordinator, Party::Owner(code(100))),
            ("reader", Role::RestrictedReader, Party::Owner(code(100))),
            ("medcom", Role::MedCom, Party::MedCom),
        ];
        give_roles(&register, &people).await;
        let graph = Graph::new(register.clone(), Limits::default());
        Self { register, graph, receiver: Receiver::start(), seconds, database }
    }

    fn wait(&self, time: TimeDelta) {
        self.seconds.fetch_add(time.num_seconds(), Ordering::SeqCst);
    }

    fn delivery_with(&self, names: MadeNames, guard: Guard, patience: Duration) -> Delivery {
        let root = self.receiver.root_certificate();
        let courier = Courier::new(guard, Arc::new(names), patience, Some(&root)).expect("a courier");
        Delivery {
            courier,
            schedule: Schedule::new(&[5, 300, 1800]),
            patience: TimeDelta::seconds(30),
            pause_after: TimeDelta::days(5),
            node: "node".to_owned(),
        }
    }

    fn delivery(&self) -> Delivery {
        self.delivery_with(MadeNames::new(&[&["127.0.0.1"]]), this_machine(), Duration::from_secs(30))
    }

    async fn deliver(&self) -> usize {
        self.delivery().deliver_due(&self.register).await.expect("delivered")
    }

    async fn answer(&self, who: &str, query: &str, variables: Value) -> Value {
        let request = Request::new(query).variables(Variables::from_json(variables)).data(caller(who));
        serde_json::to_value(self.graph.execute(request).await).expect("JSON")
    }

    async fn mutate(&self, who: &str, mutation: &str, input: Value, shown: &str) -> Value {
        let mut first = mutation.chars();
        let kind: String = match mutation {
            "rotateWebhookSecret" | "pauseWebhook" | "resumeWebhook" | "removeWebhook" => {
                "Webhook".to_owned()
            }
            _ => first.next().expect("a name").to_uppercase().chain(first).collect(),
        };
        let query = format!(
            "mutation($input: {kind}Input!) {{ it: {mutation}(input: $input) {{ errors {{ code path message }} repeated {shown} }} }}"
        );
        let answer = self.answer(who, &query, json!({ "input": input })).await;
        assert!(answer.get("errors").is_none(), "{answer:#}");
        answer["data"]["it"].clone()
    }

    async fn done(&self, mutation: &str, input: Value, shown: &str) -> Value {
        let answer = self.mutate("coordinator", mutation, input, shown).await;
        assert_eq!(answer["errors"], json!([]), "{mutation}");
        answer
    }

    /// Registers a webhook for new institution owners; gives id and secret.
    async fn webhook(&self, path: &str) -> (String, String) {
        let input = json!({
            "organisation": { "owner": code(100).to_string() },
            "url": self.receiver.url(path),
            "filter": { "recordType": { "in": ["INSTITUTION_OWNER"] } },
        });
        let answer = self.done("registerWebhook", input, "secret webhook { id }").await;
        let text = |value: &Value| value.as_str().expect("a text").to_owned();
        (text(&answer["webhook"]["id"]), text(&answer["secret"]))
    }

    /// Makes a change that the webhooks are sent.
    async fn change(&self, name: &str) {
        let input = json!({ "name": name, "type": "550891000005100", "validFrom": "2026-12-24" });
        let answer = self.mutate("national", "createInstitutionOwner", input, "revision").await;
        assert_eq!(answer["errors"], json!([]), "{answer:#}");
    }

    async fn changes(&self, most: usize) {
        for number in 0..most {
            self.change(&format!("Ejer {number}")).await;
        }
    }

    /// Places in the feed of what the webhooks are sent, behind a place.
    async fn feed(&self, after: &str) -> Vec<Value> {
        let query = format!(
            r#"{{ changes(after: "{after}", first: 100, filter: {{ recordType: {{ in: [INSTITUTION_OWNER] }} }}) {{
                nodes {{ position: cursor revision kind timing recordType key sorCode gln fields validFrom }} }} }}"#
        );
        let answer = self.answer("coordinator", &query, json!({})).await;
        answer["data"]["changes"]["nodes"].as_array().unwrap_or_else(|| panic!("{answer:#}")).clone()
    }

    async fn head(&self) -> String {
        self.register.reader().head().await.expect("a head").to_string()
    }

    /// The only webhook of the owner, as its coordinator sees it.
    async fn shown(&self) -> Value {
        let query = format!(
            r#"{{ webhooks(organisation: {{ owner: "{}" }}) {{ id url state pausedBecause filter {{ recordTypes }}
                progress {{ position lag deliveredAt failingSince attempts nextTryAt lastStatus lastError }}
                deadLetters {{ totalCount nodes {{ id attempts status error retrying body }} }} }} }}"#,
            code(100)
        );
        let answer = self.answer("coordinator", &query, json!({})).await;
        answer["data"]["webhooks"][0].clone()
    }
}

fn positions(requests: &[Value]) -> Vec<&Value> {
    requests.iter().map(|request| &request["body"]["data"]["position"]).collect()
}

fn feed_positions(feed: &[Value]) -> Vec<&Value> {
    feed.iter().map(|change| &change["position"]).collect()
}

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

//! A register on a clock that the test moves, with webhooks and the receiver behind them.

use std::collections::VecDeque;
use std::io;
use std::net::IpAddr;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_graphql::{Request, Variables};
use chrono::{DateTime, TimeDelta, Utc};
use futures_util::future::BoxFuture;
use serde_json::{Value, json};
use sorgraph::app;
use sorgraph::events::Delivery;
use sorgraph::model::{Party, Role};
use sorgraph::register::{Register, Rules};
use sorgraph::schema::{Graph, Limits};
use sorgraph::storage::Database;
use sorgraph::webhook::{Courier, Guard, Names, Network, Schedule};

use super::database::{Kind, TODAY, TestDatabase, import_texts};
use super::extract::{code, file, municipality};
use super::people::{caller, give_roles};
use super::receiver::Receiver;

/// Names as a test has them: each look-up gives the next answer, the last one for ever.
#[derive(Clone, Default)]
pub struct MadeNames(Arc<Mutex<VecDeque<Vec<IpAddr>>>>);

impl MadeNames {
    pub fn new(answers: &[&[&str]]) -> Self {
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

pub fn this_machine() -> Guard {
    Guard::new(vec!["127.0.0.0/8".parse::<Network>().expect("a network")])
}

/// A register on a clock that the test moves, with an owner and people.
pub struct World {
    pub register: Register,
    pub graph: Graph,
    pub receiver: Receiver,
    pub seconds: Arc<AtomicI64>,
    pub database: TestDatabase,
}

impl World {
    pub async fn new(kind: Kind) -> Self {
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

    pub fn wait(&self, time: TimeDelta) {
        self.seconds.fetch_add(time.num_seconds(), Ordering::SeqCst);
    }

    pub fn delivery_with(&self, names: MadeNames, guard: Guard, patience: Duration) -> Delivery {
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

    pub fn delivery(&self) -> Delivery {
        self.delivery_with(MadeNames::new(&[&["127.0.0.1"]]), this_machine(), Duration::from_secs(30))
    }

    pub async fn deliver(&self) -> usize {
        self.delivery().deliver_due(&self.register).await.expect("delivered")
    }

    pub async fn answer(&self, who: &str, query: &str, variables: Value) -> Value {
        let request = Request::new(query).variables(Variables::from_json(variables)).data(caller(who));
        serde_json::to_value(self.graph.execute(request).await).expect("JSON")
    }

    pub async fn mutate(&self, who: &str, mutation: &str, input: Value, shown: &str) -> Value {
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

    pub async fn done(&self, mutation: &str, input: Value, shown: &str) -> Value {
        let answer = self.mutate("coordinator", mutation, input, shown).await;
        assert_eq!(answer["errors"], json!([]), "{mutation}");
        answer
    }

    /// Registers a webhook for new institution owners; gives id and secret.
    pub async fn webhook(&self, path: &str) -> (String, String) {
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
    pub async fn change(&self, name: &str) {
        let input = json!({ "name": name, "type": "550891000005100", "validFrom": "2026-12-24" });
        let answer = self.mutate("national", "createInstitutionOwner", input, "revision").await;
        assert_eq!(answer["errors"], json!([]), "{answer:#}");
    }

    pub async fn changes(&self, most: usize) {
        for number in 0..most {
            self.change(&format!("Ejer {number}")).await;
        }
    }

    /// Places in the feed of what the webhooks are sent, behind a place.
    pub async fn feed(&self, after: &str) -> Vec<Value> {
        let query = format!(
            r#"{{ changes(after: "{after}", first: 100, filter: {{ recordType: {{ in: [INSTITUTION_OWNER] }} }}) {{
                nodes {{ position: cursor revision kind timing recordType key sorCode gln fields validFrom }} }} }}"#
        );
        let answer = self.answer("coordinator", &query, json!({})).await;
        answer["data"]["changes"]["nodes"].as_array().unwrap_or_else(|| panic!("{answer:#}")).clone()
    }

    pub async fn head(&self) -> String {
        self.register.reader().head().await.expect("a head").to_string()
    }

    /// The only webhook of the owner, as its coordinator sees it.
    pub async fn shown(&self) -> Value {
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

pub fn positions(requests: &[Value]) -> Vec<&Value> {
    requests.iter().map(|request| &request["body"]["data"]["position"]).collect()
}

pub fn feed_positions(feed: &[Value]) -> Vec<&Value> {
    feed.iter().map(|change| &change["position"]).collect()
}

//! The program killed in the middle of many writes: what was acknowledged is there, and nothing is half there.

use std::collections::BTreeMap;
use std::process::Output;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use serde_json::{Value, json};
use tokio::task::JoinSet;

use crate::support::database::{Kind, TestDatabase};
use crate::support::demo::{Demo, Home};
use crate::support::on_both;
use crate::support::server::http_client;

on_both!(what_was_acknowledged_survives_a_kill_and_nothing_is_half_there);

const KILLS: u64 = 6;
const CLIENTS: usize = 8;

fn out(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr)
}

/// How to ask a demo.
#[derive(Clone)]
struct Client {
    http: reqwest::Client,
    url: String,
    token: String,
}

impl Client {
    fn of(demo: &Demo) -> Self {
        Self {
            http: http_client(),
            url: format!("http://{}/graphql", demo.address),
            token: demo.token("editor:0101"),
        }
    }

    /// The data of the answer; nothing when none came.
    async fn ask(&self, query: &str) -> Option<Value> {
        let request = self.http.post(&self.url).bearer_auth(&self.token).json(&json!({ "query": query }));
        let mut answer: Value = request.send().await.ok()?.json().await.ok()?;
        assert!(answer.get("errors").is_none(), "{query}: {:#}", answer["errors"]);
        Some(answer["data"].take())
    }

    async fn write(&self, write: &Write) -> Option<Value> {
        let Write { unit, value, day } = write;
        let query = format!(
            r#"mutation {{ it: updateOrganisationalUnit(input: {{ sorCode: "{unit}", localCode: "{value}", validFrom: "{day}",
                 idempotencyKey: "key {value}" }}) {{ revision repeated errors {{ code message }} }} }}"#
        );
        let done = self.ask(&query).await?["it"].take();
        assert_eq!(done["errors"], json!([]), "{write:?}: {done:#}");
        Some(done)
    }
}

#[derive(Debug, Clone)]
struct Write {
    unit: String,
    value: String,
    day: String,
}

/// Every write that was sent, with the revision that it was acknowledged with.
type Sent = Arc<Mutex<BTreeMap<String, (Write, Option<String>)>>>;

/// Units of the municipality that are in force, and a day on which all of them may change.
async fn units(client: &Client) -> (Vec<String>, String) {
    let query = r#"{ municipality(by: { code: "0101" }) { institutionOwner { healthInstitutions(first: 100) { nodes {
        organisationalUnits(first: 20, filter: { state: { in: [ACTIVE] } }) { nodes { sorCode } } } } } } register { at } }"#;
    let data = client.ask(query).await.expect("an answer");
    let institutions = data["municipality"]["institutionOwner"]["healthInstitutions"]["nodes"].as_array();
    let units = institutions.expect("institutions").iter();
    let units =
        units.flat_map(|found| found["organisationalUnits"]["nodes"].as_array().expect("units").clone());
    let units: Vec<_> = units.map(|unit| unit["sorCode"].as_str().expect("a code").to_owned()).collect();
    let today: chrono::NaiveDate = data["register"]["at"].as_str().expect("a day").parse().expect("a date");
    (units, (today + chrono::Days::new(30)).to_string())
}

/// Clients that write until the program is gone.
fn writers(client: &Client, units: &[String], day: &str, round: u64, sent: &Sent) -> JoinSet<()> {
    let mut writers = JoinSet::new();
    for number in 0..CLIENTS {
        let (client, units, day, sent) = (client.clone(), units.to_vec(), day.to_owned(), Arc::clone(sent));
        writers.spawn(async move {
            for turn in 0.. {
                let value = format!("{round}-{number}-{turn}");
                let unit = units[(turn * CLIENTS + number) % units.len()].clone();
                let write = Write { unit, value: value.clone(), day: day.clone() };
                sent.lock().expect("whole").insert(value.clone(), (write.clone(), None));
                let Some(done) = client.write(&write).await else { return };
                let revision = done["revision"].as_str().expect("a commit").to_owned();
                sent.lock().expect("whole").insert(value, (write, Some(revision)));
            }
        });
    }
    writers
}

async fn what_was_acknowledged_survives_a_kill_and_nothing_is_half_there(kind: Kind) {
    let database = TestDatabase::new(kind).await;
    let home = Home::new(Some(&database.url));
    let sent = Sent::default();
    for round in 0..KILLS {
        let demo = Demo::at(&home, 3_000);
        let client = Client::of(&demo);
        let (units, day) = units(&client).await;
        assert!(units.len() > 5, "{units:?}");
        let mut writers = writers(&client, &units, &day, round, &sent);
        // A moment that differs from round to round, by a seed.
        let moment = 100 + (round * 2_654_435_761) % 350;
        tokio::time::sleep(Duration::from_millis(moment)).await;
        // SIGKILL on every system that the tests run on.
        drop(demo);
        while let Some(ended) = writers.join_next().await {
            ended.expect("a writer ends when the program is gone");
        }
    }
    let verified = home.program(&["verify"]).output().expect("the program runs");
    assert!(verified.status.success(), "{}", out(&verified));

    let demo = Demo::at(&home, 3_000);
    let client = Client::of(&demo);
    let sent = std::mem::take(&mut *sent.lock().expect("whole"));
    let acknowledged = sent.values().filter(|(_, revision)| revision.is_some()).count();
    assert!(acknowledged > CLIENTS, "{acknowledged} of {} were acknowledged", sent.len());
    let mut revisions = BTreeMap::new();
    for (write, known) in sent.values() {
        let done = client.write(write).await.expect("an answer");
        let revision = done["revision"].as_str().expect("a commit").to_owned();
        if let Some(known) = known {
            assert_eq!((&revision, &done["repeated"]), (known, &json!(true)), "{write:?} was acknowledged");
        }
        let again = client.write(write).await.expect("an answer");
        assert_eq!((&again["revision"], &again["repeated"]), (&json!(revision), &json!(true)), "{write:?}");
        assert_eq!(
            revisions.insert(revision, write.clone()).map(|other| other.value),
            None,
            "one commit each"
        );
    }
    assert_eq!(actions(&client).await, sent.len(), "no write was carried out twice");
}

/// How many commits changed a unit. The numbers of the commits have no gap.
async fn actions(client: &Client) -> usize {
    let (mut after, mut next, mut found) = (String::new(), 1, 0);
    loop {
        let query = format!(
            "{{ revisions(first: 100{after}) {{ nodes {{ revision action }} pageInfo {{ hasNextPage endCursor }} }} }}"
        );
        let data = client.ask(&query).await.expect("an answer");
        for commit in data["revisions"]["nodes"].as_array().expect("commits") {
            assert_eq!(commit["revision"], next.to_string());
            next += 1;
            found += usize::from(commit["action"] == "UPDATE_ORGANISATIONAL_UNIT");
        }
        let page = &data["revisions"]["pageInfo"];
        if page["hasNextPage"] == false {
            return found;
        }
        after = format!(r#", after: "{}""#, page["endCursor"].as_str().expect("a cursor"));
    }
}

//! Copies: loaded whole, kept up to date, and the same as the register whatever happens on the way.

use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use sea_orm::{ConnectionTrait, Database as SeaOrm, DbBackend, Statement};
use serde_json::{Value, json};
use sorgraph::import::Options;
use sorgraph::model::{Party, Revision, Role};
use sorgraph::register::Register;
use sorgraph::schema::{Graph, Limits};
use sorgraph::storage::{CopyFile, CopyStage};
use tempfile::TempDir;

use crate::past::Past;
use crate::support::database::{Kind, import_made, import_texts, run_sql};
use crate::support::demo::PROGRAM;
use crate::support::desk::{Desk, done, text};
use crate::support::extract::{Entity, code, entity, file, municipality};
use crate::support::node::Running;
use crate::support::on_both;
use crate::support::people::give_roles;
use crate::support::server::TestServer;

on_both!(
    a_copy_killed_twenty_times_equals_the_register,
    a_copy_follows_whatever_happens,
    a_unit_that_changes_its_level_is_one_record,
    the_guide_computes_the_same_digests,
    a_page_costs_the_same_whatever_stands_on_it,
    digests_of_the_past_stay_what_they_were,
);

const KILLS: u64 = 20;

/// A follower's file, and the program that writes it.
struct Copy {
    folder: TempDir,
    url: String,
}

impl Copy {
    fn of(server: &TestServer) -> Self {
        Self { folder: TempDir::new().expect("a folder"), url: server.url("") }
    }

    fn file(&self) -> PathBuf {
        self.folder.path().join("copy.db")
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(PROGRAM);
        command.current_dir(self.folder.path()).env_clear();
        command.args(["follow", &self.url, "--into", "copy.db"]).args(arguments);
        command
    }

    /// Runs the follower to its end.
    async fn run(&self, arguments: &[&str]) -> Output {
        let mut command = self.command(arguments);
        let run = move || command.output().expect("the program runs");
        tokio::task::spawn_blocking(run).await.expect("run")
    }

    /// Compares the copy, or a part of it, and gives what the follower says of it.
    async fn checked(&self, arguments: &[&str]) -> String {
        let output = self.run(&[&["--check"], arguments].concat()).await;
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        assert!(output.status.success(), "{said}{}", String::from_utf8_lossy(&output.stderr));
        said
    }

    /// How far the copy is, also while somebody writes it; nothing where there is none yet.
    async fn stage(&self) -> Option<String> {
        let copy = SeaOrm::connect(format!("sqlite:{}?mode=ro", self.file().display())).await.ok()?;
        let state = Statement::from_string(DbBackend::Sqlite, "SELECT state FROM copy_state");
        let row = copy.query_one_raw(state).await.ok().flatten();
        copy.close().await.expect("closed");
        row.and_then(|row| row.try_get_by_index(0).ok())
    }

    /// Waits until the copy is at one of these stages.
    async fn reaches(&self, stages: &[&str]) {
        let deadline = tokio::time::Instant::now() + Duration::from_mins(2);
        while !self.stage().await.is_some_and(|stage| stages.contains(&stage.as_str())) {
            assert!(tokio::time::Instant::now() < deadline, "the copy does not get to {stages:?}");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }
}

async fn digest(server: &TestServer, arguments: &str) -> Value {
    let query = format!("{{ registerDigest{arguments} {{ revision records digest }} }}");
    server.data(&query).await["registerDigest"].take()
}

async fn a_copy_killed_twenty_times_equals_the_register(kind: Kind) {
    let server = TestServer::start(kind).await;
    import_made(&server.register, 3_000).await;
    let desk = Arc::new(Desk::of(&server.register).await);
    let stops = Arc::new(AtomicBool::new(false));
    let (writing, stopping) = (Arc::clone(&desk), Arc::clone(&stops));
    let mut writing_on = tokio::task::JoinSet::new();
    writing_on.spawn(async move {
        let mut turn = 0;
        while !stopping.load(Ordering::Relaxed) {
            writing.write(turn).await;
            turn += 1;
        }
        turn
    });
    let copy = Copy::of(&server);
    let (mut loading, mut behind) = (0, 0);
    for round in 0..KILLS {
        let mut command = copy.command(&["--every", "1"]);
        let child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("the program runs");
        let child = Running(child);
        // The first half as soon as there is something of the load, the second half behind it.
        let stages: &[&str] = if round < KILLS / 2 {
            &["LOADING", "FOLLOWING", "COMPLETE"]
        } else {
            &["FOLLOWING", "COMPLETE"]
        };
        copy.reaches(stages).await;
        // And then a moment that differs from round to round, by a seed.
        tokio::time::sleep(Duration::from_millis((round * 2_654_435_761) % 300)).await;
        drop(child);
        match copy.stage().await.as_deref() {
            Some("LOADING") => loading += 1,
            Some(_) => behind += 1,
            None => panic!("there is a copy"),
        }
    }
    stops.store(true, Ordering::Relaxed);
    let writes = writing_on.join_next().await.expect("somebody").expect("it wrote to its end");
    assert!(writes > 20, "there was much to follow: {writes}");
    assert!(loading > 0 && behind > 0, "killed {loading} times in the load, {behind} times behind it");
    let said = copy.checked(&[]).await;
    let theirs = digest(&server, "").await;
    assert!(said.contains(theirs["digest"].as_str().expect("a digest")), "{said}: {theirs}");
    assert!(said.contains(&format!("{} records", theirs["records"])), "{said}: {theirs}");
    let within = copy.checked(&["--within", &desk.parent]).await;
    let theirs = digest(&server, &format!(r#"(within: "{}")"#, desk.parent)).await;
    assert!(within.contains(theirs["digest"].as_str().expect("a digest")), "{within}: {theirs}");
    assert!(theirs["records"].as_i64() > Some(5), "{theirs}");
}

async fn a_copy_follows_whatever_happens(kind: Kind) {
    let past = Past::new(kind).await;
    let server = TestServer::over(past.register.clone()).await;
    let copy = Copy::of(&server);
    // From before there was anything but the foundation, the feed alone leads to the same copy as a load.
    let loaded = copy.checked(&[]).await;
    let early = Copy::of(&server);
    let file = CopyFile::open(&early.file()).await.expect("a file");
    let first = server.data(r#"{ register(revision: "1") { committedAt } }"#).await;
    let committed = text(&first["register"]["committedAt"]);
    let state = file.begin_load(&server.url("/graphql"), Revision(1), &committed).await.expect("begun");
    assert_eq!(state.stage, CopyStage::Loading);
    file.close().await.expect("closed");
    assert_eq!(early.checked(&[]).await, loaded);
    let again = copy.checked(&[]).await;
    assert_eq!(again, loaded, "asked again, nothing happened");
}

async fn the_guide_computes_the_same_digests(kind: Kind) {
    let past = Past::new(kind).await;
    let server = TestServer::over(past.register.clone()).await;
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/guides/replica.md");
    let page = std::fs::read_to_string(page).expect("the guide");
    let block = |language: &str, name: &str| {
        let opening = format!("```{language}\n");
        let mut blocks = page.split(&opening).skip(1);
        let found = blocks.find(|block| block.contains(name)).expect("a block");
        found.split("```").next().expect("its text").to_owned()
    };
    let script = format!(
        "{}\nconst [load, follow, check] = [`{}`, `{}`, `{}`];\n{}",
        block("js", "recordDigest"),
        block("graphql", "query Load"),
        block("graphql", "query Follow"),
        block("graphql", "query Check"),
        r"
const ask = async (query, variables) => {
  const body = JSON.stringify({ query, variables });
  const answer = await (await fetch(process.argv[2], { method: 'POST', headers: { 'content-type': 'application/json' }, body })).json();
  if (answer.errors) throw new Error(JSON.stringify(answer.errors));
  return answer.data;
};
const records = [];
const { registerDigest } = await ask(check, { revision: process.argv[3] });
const { changes, stood } = await ask(follow, { after: '1', revision: '1' });
const changed = changes.nodes.map(({ current }) => current).filter(current => current);
let after = null;
for (;;) {
  const { registerRecords: { nodes, pageInfo } } = await ask(load, { revision: process.argv[3], after });
  records.push(...nodes);
  if (!pageInfo.hasNextPage) break;
  after = pageInfo.endCursor;
}
const wrong = [...records, ...changed].filter(record => recordDigest(record) !== record.digest).map(({ key }) => key);
if (!changed.length || !stood.committedAt) throw new Error('nothing followed');
if (registerDigest.digest !== digest(records)) throw new Error('another digest');
console.log(JSON.stringify({ records: records.length, digest: digest(records), wrong }));
"
    );
    let folder = TempDir::new().expect("a folder");
    std::fs::write(folder.path().join("check.mjs"), script).expect("written");
    for revision in ["2", "7"] {
        let mut node = Command::new("node");
        node.current_dir(folder.path()).args(["check.mjs", &server.url("/graphql"), revision]);
        let output =
            tokio::task::spawn_blocking(move || node.output().expect("node runs")).await.expect("run");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let told: Value = serde_json::from_slice(&output.stdout).expect("JSON");
        let mut ours = digest(&server, &format!(r#"(revision: "{revision}")"#)).await;
        ours.as_object_mut().expect("a digest").remove("revision");
        ours["wrong"] = json!([]);
        assert_eq!(told, ours);
    }
}

async fn a_page_costs_the_same_whatever_stands_on_it(kind: Kind) {
    let server = TestServer::start(kind).await;
    import_made(&server.register, 1_000).await;
    let told = "recordType key digest versions { validFrom validTo values { name value } }";
    let statements = async |query: &str| {
        let answer = server.answer(query, json!({})).await;
        assert!(answer.get("errors").is_none(), "{answer:#}");
        answer["extensions"]["register"]["statements"].as_u64().expect("a figure")
    };
    let records = |size: u32| format!("{{ registerRecords(first: {size}) {{ nodes {{ {told} }} }} }}");
    assert_eq!(statements(&records(5)).await, statements(&records(100)).await);
    // Commit 2 is the import: units first, then numbers and the message types on them.
    let changes = |size: u32| {
        format!(
            r#"{{ changes(first: {size}, after: "1") {{ nodes {{ recordType current {{ {told} }} }} }} }}"#
        )
    };
    assert_eq!(statements(&changes(5)).await, statements(&changes(100)).await);
    assert!(statements(&changes(100)).await < 10);
}

async fn digests_of_the_past_stay_what_they_were(kind: Kind) {
    let server = TestServer::start(kind).await;
    import_made(&server.register, 300).await;
    let desk = Desk::of(&server.register).await;
    let mut known = Vec::new();
    for turn in 0..8 {
        desk.write(turn).await;
        known.push(digest(&server, "").await);
    }
    let digests: std::collections::BTreeSet<_> = known.iter().map(|told| text(&told["digest"])).collect();
    assert_eq!(digests.len(), 8, "every write tells");
    // A service that has just been started remembers none of them.
    let fresh =
        TestServer::over(Register::new(server.register.database().clone(), server.register.clock())).await;
    for told in known {
        let arguments = format!(r"(revision: {})", told["revision"]);
        assert_eq!(digest(&fresh, &arguments).await, told);
    }
    let unknown = digest(&fresh, &format!(r#"(within: "{}")"#, code(987_654))).await;
    assert_eq!(unknown, Value::Null);
}

/// A unit that is a health institution now and will be an organisational unit.
async fn a_unit_that_changes_its_level_is_one_record(kind: Kind) {
    let server = TestServer::start(kind).await;
    let other = |below| entity(2, "Ældreforvaltningen", below);
    let before = [municipality(1, "Kommune", vec![other(vec![]), entity(3, "Plejecentret", vec![])])];
    let moved = Entity { from: "2027-03-01".to_owned(), ..entity(3, "Plejecentret", vec![]) };
    let after = [municipality(1, "Kommune", vec![other(vec![moved])])];
    let options = Options { max_close_share: 1.0, ..Options::default() };
    for (day, owners) in [("2026-11-20", &before), ("2026-11-21", &after)] {
        let files = [("sor.xml", file(day, owners))];
        let files: Vec<_> = files.iter().map(|(name, text)| (*name, text.as_str())).collect();
        import_texts(&server.register, &files, &options).await.expect("imported");
    }
    give_roles(&server.register, &[("editor", Role::NationalEditor, Party::Authority)]).await;
    let copy = Copy::of(&server);
    copy.checked(&[]).await;
    let told = async |day: &str| {
        let query = format!(r#"{{ sorEntities(sorCodes: ["{}"], at: "{day}") {{ __typename }} }}"#, code(3));
        text(&server.data(&query).await["sorEntities"][0]["__typename"])
    };
    let levels = [told("2026-11-22").await, told("2027-03-01").await];
    assert_eq!(levels, ["HealthInstitution", "OrganisationalUnit"], "it changes its level");
    let graph = Graph::new(server.register.clone(), Limits::default());
    let code = code(3);
    let renamed = format!(
        r#"updateHealthInstitution(input: {{ sorCode: "{code}", name: "Centret", validFrom: "2026-11-22" }})"#
    );
    done(&graph, &renamed).await;
    copy.checked(&[]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_copy_that_somebody_changed_is_found_out() {
    let server = TestServer::start(Kind::Sqlite).await;
    import_made(&server.register, 300).await;
    let copy = Copy::of(&server);
    copy.checked(&[]).await;
    let changed = "UPDATE record_version SET said = json_set(said, '$.name', 'Solhjemmet') \
                   WHERE record_type = 'INSTITUTION_OWNER' AND key = (SELECT MIN(sor_code) FROM unit WHERE parent IS NULL)";
    run_sql(&format!("sqlite:{}", copy.file().display()), changed).await;
    let output = copy.run(&["--check"]).await;
    let complained = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(3), "{complained}");
    assert_eq!(complained.matches("INSTITUTION_OWNER").count(), 1, "{complained}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_followed_is_refused_in_words() {
    let server = TestServer::start(Kind::Sqlite).await;
    let refused = async |copy: &Copy, words: &str| {
        let output = copy.run(&["--once"]).await;
        let complained = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(!output.status.success() && complained.contains(words), "{words}: {complained}");
    };
    let copy = Copy::of(&server);
    copy.checked(&[]).await;
    let other = TestServer::start(Kind::Sqlite).await;
    let elsewhere = Copy { url: other.url(""), folder: copy.folder };
    refused(&elsewhere, "the copy is of http://").await;
    let foreign = Copy::of(&server);
    run_sql(&format!("sqlite:{}?mode=rwc", foreign.file().display()), "CREATE TABLE mine (a INT)").await;
    run_sql(&format!("sqlite:{}", foreign.file().display()), "PRAGMA user_version = 1").await;
    let held = std::fs::read(foreign.file()).expect("a database");
    refused(&foreign, "no copy that this version of sorgraph keeps").await;
    assert_eq!(std::fs::read(foreign.file()).expect("a database"), held, "it stays as it is");
    refused(
        &Copy { url: "ftp://sor.example.dk".to_owned(), ..Copy::of(&server) },
        "no http or https address",
    )
    .await;
    refused(&Copy { url: server.url("/health/live"), ..Copy::of(&server) }, "METHOD_NOT_ALLOWED").await;
    // A register that was put back to an earlier day does not have the copy's revision.
    let ahead = Copy::of(&server);
    ahead.checked(&[]).await;
    let forward = "UPDATE copy_state SET revision = 900, position = '900'";
    run_sql(&format!("sqlite:{}", ahead.file().display()), forward).await;
    refused(&ahead, "BAD_REVISION").await;
    // And where it has as many commits again, they are others.
    let other_past = Copy::of(&server);
    other_past.checked(&[]).await;
    let earlier = "UPDATE copy_state SET committed_at = '2020-01-01T00:00:00.000Z'";
    run_sql(&format!("sqlite:{}", other_past.file().display()), earlier).await;
    refused(&other_past, "is not the commit that was copied").await;
    let unknown = Copy::of(&server);
    let output = unknown.run(&["--check", "--within", &code(987_654).to_string()]).await;
    let complained = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.code() == Some(1) && complained.contains("does not know"), "{complained}");
    refused(&Copy { url: "http://me:secret@127.0.0.1:1".to_owned(), ..Copy::of(&server) }, "no user").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_load_whose_cursor_is_not_taken_any_more_begins_anew() {
    let server = TestServer::start(Kind::Sqlite).await;
    import_made(&server.register, 300).await;
    let copy = Copy::of(&server);
    let whole = copy.checked(&[]).await;
    let spoiled = "UPDATE copy_state SET state = 'LOADING', position = 'of another version'; \
                   DELETE FROM record WHERE record_type = 'REGION'";
    run_sql(&format!("sqlite:{}", copy.file().display()), spoiled).await;
    assert_eq!(copy.checked(&[]).await, whole);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_follower_waits_where_it_is_asked_to() {
    let rates = [("rate_anonymous", Some("65".to_owned()))];
    let server = TestServer::with_settings(Kind::Sqlite, &rates).await;
    import_made(&server.register, 3_000).await;
    let copy = Copy::of(&server);
    let output = copy.run(&["--once"]).await;
    let complained = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{complained}");
    assert!(complained.contains("status 429"), "{complained}");
    assert_eq!(copy.stage().await.as_deref(), Some("COMPLETE"));
}

//! The commands, run as a user runs them.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::time::Duration;

use tempfile::TempDir;

fn sorgraph(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_sorgraph"));
    command.current_dir(folder).env_clear();
    command
}

fn run(folder: &Path, arguments: &[&str]) -> Output {
    sorgraph(folder).args(arguments).output().expect("the program runs")
}

fn out(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr)
}

/// A process that goes with the test.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[test]
fn the_demo_makes_a_register_and_serves_it_and_keeps_it() {
    let folder = TempDir::new().expect("a folder");
    for run in 0..2 {
        let mut command = sorgraph(folder.path());
        command
            .args(["demo", "--units", "300", "--listen", "127.0.0.1:0"])
            .stdout(Stdio::piped())
            .stderr(Stdio::null());
        let mut demo = Running(command.spawn().expect("the program runs"));
        let mut lines = BufReader::new(demo.0.stdout.take().expect("its output"))
            .lines()
            .map(|line| line.expect("a line"));
        let mut made = false;
        let mut address = String::new();
        // The pipe stays open until the end: a demo whose reader is gone stops.
        for line in lines.by_ref() {
            made |= line.contains("Made a demo register of 300 units");
            if let Some((_, found)) = line.split_once("GraphQL    ") {
                address = found.to_owned();
            }
            if line.contains("Stop with Ctrl-C") {
                break;
            }
        }
        assert_eq!(made, run == 0, "the second start keeps the first one's register");
        let runtime = tokio::runtime::Runtime::new().expect("a runtime");
        let counts = runtime.block_on(async {
            let body =
                serde_json::json!({ "query": "{ register { revision counts { institutionOwners } } }" });
            let answer = crate::support::server::http_client()
                .post(&address)
                .json(&body)
                .send()
                .await
                .expect("an answer");
            answer.json::<serde_json::Value>().await.expect("JSON")
        });
        // The foundation, the extract, the roles of the demo.
        assert_eq!(counts["data"]["register"]["revision"], "3", "{counts:#}");
        assert!(counts["data"]["register"]["counts"]["institutionOwners"].as_i64() > Some(10), "{counts:#}");
    }
    let left: Vec<_> = std::fs::read_dir(folder.path())
        .expect("readable")
        .map(|e| e.expect("an entry").file_name())
        .collect();
    assert!(left.iter().all(|name| name.to_string_lossy().starts_with("sorgraph.db")), "{left:?}");
}

#[test]
fn an_import_killed_at_any_moment_leaves_the_register_as_it_was() {
    let folder = TempDir::new().expect("a folder");
    let made = run(folder.path(), &["generate", "--units", "4000", "--out", "made", "--today", "2026-11-22"]);
    assert!(made.status.success(), "{}", out(&made));
    assert!(run(folder.path(), &["migrate"]).status.success());
    let import = ["import", "made/sor.xml", "made/message-types.csv"];
    // Killed after ever longer times, until it is done before it can be killed.
    let mut killed = 0;
    for wait in (0..).map(|step| Duration::from_millis(40 * step)) {
        let mut command = sorgraph(folder.path());
        command.args(import).stdout(Stdio::null()).stderr(Stdio::null());
        let mut running = Running(command.spawn().expect("the program runs"));
        std::thread::sleep(wait);
        if running.0.try_wait().expect("a status").is_some() {
            break;
        }
        drop(running);
        killed += 1;
        let after = run(folder.path(), &["import", "--dry-run", "made/sor.xml"]);
        let text = out(&after);
        assert!(after.status.success(), "{text}");
        let units = text.lines().find(|line| line.starts_with("units ")).unwrap_or_default();
        let created = units.split_whitespace().nth(1).unwrap_or_default();
        // Either nothing of it is there, or it had just been committed whole.
        if created == "0" {
            break;
        }
        assert_eq!(created, "4000", "{text}");
    }
    assert!(killed > 3, "killed {killed} times");
    let again = run(folder.path(), &import);
    assert!(again.status.success(), "{}", out(&again));
    let again = run(folder.path(), &import);
    assert!(out(&again).contains("nothing was changed"), "{}", out(&again));
}

#[test]
fn errors_are_told_in_one_line_that_says_what_to_do() {
    let folder = TempDir::new().expect("a folder");
    let cases: [(&[&str], &str); 7] = [
        (&["serve"], "run `sorgraph migrate` first"),
        (&["import", "nowhere.xml"], "nowhere.xml"),
        (&["serve", "--listen", "nowhere"], "listen is \"nowhere\"; it must be an address and a port"),
        (&["import", "x.xml", "--max-close-share", "5"], "between 0 and 1"),
        (&["migrate", "--database-url", "mysql://x"], "database_url"),
        (&["generate", "--units", "3", "--out", "x"], "50"),
        (&["migrate", "--config", "nowhere.toml"], "nowhere.toml"),
    ];
    for (arguments, expected) in cases {
        let output = run(folder.path(), arguments);
        let error = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(!output.status.success(), "{arguments:?}");
        assert!(error.contains(expected), "{arguments:?}: {error:?} lacks {expected:?}");
        assert!(!error.contains("panicked"), "{error}");
    }
}

#[test]
fn a_dry_run_tells_the_plan_with_lines_codes_and_reasons() {
    use crate::support::extract::{entity, file, municipality};
    let folder = TempDir::new().expect("a folder");
    assert!(run(folder.path(), &["migrate"]).status.success());
    let long = entity(3, &"x".repeat(61), vec![]);
    let text = file("2026-11-01", &[municipality(1, "Kommune", vec![entity(2, "Forvaltning", vec![long])])]);
    std::fs::write(folder.path().join("sor.xml"), text).expect("a file");
    let output = run(folder.path(), &["import", "--dry-run", "sor.xml"]);
    let told = out(&output);
    assert!(output.status.success(), "{told}");
    for expected in ["refused, NAME_TOO_LONG: 1", "sor.xml:22", "created: 2", "nothing was changed"] {
        assert!(told.contains(expected), "{told:?} lacks {expected:?}");
    }
    let strict = run(folder.path(), &["import", "--strict", "sor.xml"]);
    assert!(!strict.status.success() && out(&strict).contains("--strict was given"), "{}", out(&strict));
}

#[test]
fn the_settings_the_mapping_and_the_schema_can_be_printed() {
    let folder = TempDir::new().expect("a folder");
    for (command, expected) in
        [("config", "database_url = "), ("mapping", "[sor_entity]"), ("schema", "type Query")]
    {
        let output = run(folder.path(), &[command]);
        assert!(output.status.success() && out(&output).contains(expected), "{command}: {}", out(&output));
    }
}

//! The guide for municipalities, run as a reader pastes it.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use tempfile::TempDir;

struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// The blocks of a page that are marked as shell.
fn blocks(page: &str) -> String {
    let mut shell = String::new();
    let mut inside = false;
    for line in page.lines() {
        match line {
            "```sh" => inside = true,
            "```" => inside = false,
            line if inside => {
                shell.push_str(line);
                shell.push('\n');
            }
            _ => {}
        }
    }
    shell
}

#[test]
fn the_guide_for_municipalities_goes_from_access_to_messages() {
    let folder = TempDir::new().expect("a folder");
    let program = env!("CARGO_BIN_EXE_sorgraph");
    let mut demo = Command::new(program);
    demo.current_dir(folder.path()).env_clear().args(["demo", "--units", "3000", "--listen", "127.0.0.1:0"]);
    let mut demo =
        Running(demo.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().expect("the program runs"));
    let mut lines = BufReader::new(demo.0.stdout.take().expect("its output")).lines().map_while(Result::ok);
    let address = lines.by_ref().find_map(|line| {
        let (_, url) = line.split_once("GraphQL    http://")?;
        Some(url.trim_end_matches("/graphql").to_owned())
    });
    let address = address.expect("the demo tells its address");
    // The pipe stays open until the end: a demo whose reader is gone stops.
    let waits = lines.find(|line| line.contains("Stop with Ctrl-C"));
    assert!(waits.is_some());
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/guides/municipality.md");
    let page = std::fs::read_to_string(page).expect("the guide");
    let ran = Command::new("bash")
        .current_dir(folder.path())
        .env("SORGRAPH", program)
        .env("ADDRESS", &address)
        .args(["-euo", "pipefail", "-c", &blocks(&page)])
        .output()
        .expect("bash runs");
    let said = String::from_utf8_lossy(&ran.stdout);
    let complained = String::from_utf8_lossy(&ran.stderr);
    assert!(ran.status.success(), "{said}\n{complained}");
    let last = said.lines().last().unwrap_or_default();
    assert!(last.contains("\"DENIED\"") && last.contains("it takes"), "{said}");
    let refused = said.lines().filter(|line| line.contains("\"errors\":[{")).count();
    assert_eq!(refused, 1, "only the last one is refused:\n{said}");
    for part in
        ["\"COORDINATOR\"", "\"ISSUED\"", "Hjemmeplejen Nord", "XDIS91", "\"receives\":{\"totalCount\":2}"]
    {
        assert!(said.contains(part), "{part} is missing from:\n{said}");
    }
    let letters = std::fs::read_dir(folder.path().join("sorgraph-letters")).map(Iterator::count);
    assert!(letters.is_ok_and(|letters| letters >= 3), "the letters of the demo are files");
}

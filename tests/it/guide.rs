//! The guide for municipalities, run as a reader pastes it.

use std::path::Path;
use std::process::Command;

use crate::support::demo::{Demo, PROGRAM};

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
    let demo = Demo::start(3_000);
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/guides/municipality.md");
    let page = std::fs::read_to_string(page).expect("the guide");
    let ran = Command::new("bash")
        .current_dir(demo.folder())
        .env("SORGRAPH", PROGRAM)
        .env("ADDRESS", &demo.address)
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
    let letters = std::fs::read_dir(demo.folder().join("sorgraph-letters")).map(Iterator::count);
    assert!(letters.is_ok_and(|letters| letters >= 3), "the letters of the demo are files");
}

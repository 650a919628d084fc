//! The demo, as a newcomer starts it.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};

use tempfile::TempDir;

use super::node::Running;

/// The program.
pub const PROGRAM: &str = env!("CARGO_BIN_EXE_sorgraph");

/// A running `sorgraph demo` in a folder of its own.
pub struct Demo {
    /// Address and port.
    pub address: String,
    // The pipe stays open until the end: a demo whose reader is gone stops.
    _lines: Box<dyn Iterator<Item = String>>,
    _running: Running,
    folder: TempDir,
}

impl Demo {
    /// A demo of `units` units on a free port.
    pub fn start(units: u32) -> Self {
        let folder = TempDir::new().expect("a folder");
        let mut demo = Command::new(PROGRAM);
        demo.current_dir(folder.path()).env_clear();
        demo.args(["demo", "--units", &units.to_string(), "--listen", "127.0.0.1:0"]);
        let demo = demo.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().expect("the program runs");
        let mut running = Running(demo);
        let output = running.0.stdout.take().expect("its output");
        let mut lines = BufReader::new(output).lines().map_while(Result::ok);
        let address = lines.by_ref().find_map(|line| {
            let (_, url) = line.split_once("GraphQL    http://")?;
            Some(url.trim_end_matches("/graphql").to_owned())
        });
        let address = address.expect("the demo tells its address");
        assert!(lines.any(|line| line.contains("Stop with Ctrl-C")), "the demo says that it is ready");
        Self { address, _lines: Box::new(lines), _running: running, folder }
    }

    /// The folder in which it keeps its register and letters.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }
}

//! The demo, as a newcomer starts it.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;

use tempfile::TempDir;

use super::node::Running;

/// The program.
pub const PROGRAM: &str = env!("CARGO_BIN_EXE_sorgraph");

/// Where a demo lives: its folder, and its database where that is not in the folder.
#[derive(Clone)]
pub struct Home {
    folder: Arc<TempDir>,
    database: Option<String>,
}

impl Home {
    /// A folder of its own, with the database in it, or this one.
    pub fn new(database: Option<&str>) -> Self {
        let folder = Arc::new(TempDir::new().expect("a folder"));
        Self { folder, database: database.map(str::to_owned) }
    }

    /// The program, at home.
    pub fn program(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(PROGRAM);
        command.current_dir(self.folder.path()).env_clear();
        let database = self.database.iter().flat_map(|url| ["--database-url", url]);
        command.args(database).args(arguments);
        command
    }
}

/// A running `sorgraph demo`. It is killed, as by SIGKILL, when it is dropped.
pub struct Demo {
    /// Address and port.
    pub address: String,
    // The pipe stays open until the end: a demo whose reader is gone stops.
    _lines: Box<dyn Iterator<Item = String> + Send>,
    _running: Running,
    home: Home,
}

impl Demo {
    /// A demo of `units` units on a free port, in a folder of its own.
    pub fn start(units: u32) -> Self {
        Self::at(&Home::new(None), units)
    }

    /// The same at a home, where it may have been before.
    pub fn at(home: &Home, units: u32) -> Self {
        let mut demo = home.program(&["demo", "--units", &units.to_string(), "--listen", "127.0.0.1:0"]);
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
        Self { address, _lines: Box::new(lines), _running: running, home: home.clone() }
    }

    /// A token of one of its people.
    pub fn token(&self, who: &str) -> String {
        let mut program = self.home.program(&["token", "--as", who, "--listen", &self.address]);
        let told = program.output().expect("the program runs");
        assert!(told.status.success(), "{}", String::from_utf8_lossy(&told.stderr));
        String::from_utf8(told.stdout).expect("text").trim().to_owned()
    }

    /// The folder in which it keeps its register and letters.
    pub fn folder(&self) -> &Path {
        self.home.folder.path()
    }
}

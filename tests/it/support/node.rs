//! Programs of Node.js with which others would use the service.

use std::ffi::OsStr;
use std::fs::{self, File};
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::Duration;

use serde::de::DeserializeOwned;
use serde_json::Value;

const NEEDED: &str = "this test runs programs of Node.js 20 or newer: `node` and `npm` must be on PATH";

/// A folder of the repository with a `package.json`, and what its lock file says installed.
pub struct NodeFolder(PathBuf);

impl NodeFolder {
    /// The folder `name`. Installs what its lock file says, unless that was done since it was written.
    pub fn prepared(name: &str) -> Self {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(name);
        // Several tests need the same folder, and each may be a process of its own.
        let lock = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("{}.lock", name.replace('/', "-")));
        let lock = File::create(lock).expect("a file to lock");
        lock.lock().expect("locked until this function ends");
        let written = |file: &str| fs::metadata(folder.join(file)).and_then(|data| data.modified()).ok();
        // npm writes its own copy of the lock file when everything else is in place.
        if written("node_modules/.package-lock.json") < written("package-lock.json") {
            let mut npm = Command::new("npm");
            npm.args(["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline"]);
            succeed(npm.current_dir(&folder));
        }
        Self(folder)
    }

    /// Runs a script to its end, and gives what it said. It must end well.
    pub fn run<A: AsRef<OsStr>>(
        &self,
        script: &str,
        arguments: &[A],
        environment: &[(&str, &str)],
    ) -> String {
        succeed(self.node(script).args(arguments).envs(environment.iter().copied()))
    }

    /// Starts a script that serves something until its input ends, and tells about it in its first line.
    pub fn start<T: DeserializeOwned>(
        &self,
        script: &str,
        arguments: &[&str],
        environment: &[(&str, &str)],
    ) -> (T, Running) {
        let mut command = self.node(script);
        command.args(arguments).envs(environment.iter().copied());
        // What it complains of goes to the test's own output. Its input ends with this process, and it with that.
        let child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect(NEEDED);
        let mut running = Running(child);
        let output = running.0.stdout.take().expect("its output");
        let mut line = String::new();
        BufReader::new(output).read_line(&mut line).expect("readable");
        let told = serde_json::from_str(&line)
            .unwrap_or_else(|error| panic!("{script} does not tell where it is: {error} in {line:?}"));
        (told, running)
    }

    /// Starts a script that says things in lines of JSON, and hears others, until its input ends.
    pub fn converse(&self, script: &str, arguments: &[String]) -> Conversation {
        let mut command = self.node(script);
        let child = command.args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn();
        let mut child = child.expect(NEEDED);
        let output = BufReader::new(child.stdout.take().expect("its output"));
        let (sender, lines) = channel();
        std::thread::spawn(move || {
            for line in output.lines().map_while(Result::ok) {
                if sender.send(serde_json::from_str(&line).expect("a line of JSON")).is_err() {
                    break;
                }
            }
        });
        let input = child.stdin.take().expect("its input");
        Conversation { lines, input, _running: Running(child) }
    }

    fn node(&self, script: &str) -> Command {
        let mut command = Command::new("node");
        command.arg(script).current_dir(&self.0);
        command
    }
}

/// Longest time that a line of a script's output may take.
const PATIENCE: Duration = Duration::from_secs(30);

/// A script that is spoken with. It ends with its test: its input does, too, should the test be killed.
pub struct Conversation {
    lines: Receiver<Value>,
    input: ChildStdin,
    _running: Running,
}

impl Conversation {
    /// What it says next, waited for.
    pub fn next(&self) -> Value {
        match self.lines.recv_timeout(PATIENCE) {
            Ok(line) => line,
            Err(RecvTimeoutError::Timeout) => panic!("the script said nothing within {PATIENCE:?}"),
            Err(RecvTimeoutError::Disconnected) => panic!("the script ended; its words stand above"),
        }
    }

    /// Whether it has said nothing more.
    pub fn is_silent(&self) -> bool {
        self.lines.try_recv().is_err()
    }

    /// Tells it something.
    pub fn tell(&mut self, line: &Value) {
        writeln!(self.input, "{line}").expect("the script listens");
    }
}

/// A process that ends with its test, however that ends.
pub struct Running(pub Child);

impl Drop for Running {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn succeed(command: &mut Command) -> String {
    let output = command.stdin(Stdio::null()).output().expect(NEEDED);
    let [said, complained] =
        [output.stdout, output.stderr].map(|text| String::from_utf8_lossy(&text).into_owned());
    assert!(output.status.success(), "{command:?}: {}\n{said}\n{complained}", output.status);
    said
}

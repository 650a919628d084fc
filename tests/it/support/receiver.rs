//! The receiver of webhooks in `tests/webhooks`, over HTTPS with a certificate of a made authority.

use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::OnceLock;
use std::sync::mpsc::{Receiver as Lines, RecvTimeoutError, channel};
use std::time::Duration;

use serde_json::{Value, json};
use tempfile::TempDir;

/// Longest time that a line of the receiver's output may take.
const PATIENCE: Duration = Duration::from_secs(30);

/// The name under which the receiver has its certificate; no machine has it.
pub const HOST: &str = "hooks.example";

/// A running receiver, gone with the test.
pub struct Receiver {
    port: u64,
    lines: Lines<Value>,
    input: ChildStdin,
    child: Child,
    folder: TempDir,
}

impl Receiver {
    pub fn start() -> Self {
        let folder = certificates();
        let mut child = Command::new("node")
            .arg("server.mjs")
            .arg("--certificate")
            .arg(folder.path().join("server.pem"))
            .arg("--key")
            .arg(folder.path().join("key.pem"))
            .current_dir(installed())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("these tests need Node.js 20 or newer: node is not on the path");
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
        let mut receiver = Self { port: 0, lines, input, child, folder };
        receiver.port = receiver.next()["port"].as_u64().expect("a port");
        receiver
    }

    /// The address of a path, on a host.
    pub fn url(&self, path: &str) -> String {
        format!("https://{HOST}:{}{path}", self.port)
    }

    pub fn port(&self) -> u64 {
        self.port
    }

    pub fn root_certificate(&self) -> PathBuf {
        self.folder.path().join("root.pem")
    }

    /// The next request, waited for.
    pub fn next(&self) -> Value {
        match self.lines.recv_timeout(PATIENCE) {
            Ok(line) => line,
            Err(RecvTimeoutError::Timeout) => panic!("the receiver said nothing within {PATIENCE:?}"),
            Err(RecvTimeoutError::Disconnected) => panic!("the receiver ended"),
        }
    }

    /// Gives a command, and what was received before it.
    pub fn tell(&mut self, command: &Value) -> Vec<Value> {
        writeln!(self.input, "{command}").expect("the receiver listens");
        let mut before = Vec::new();
        loop {
            let line = self.next();
            if line["done"] == true {
                return before;
            }
            before.push(line);
        }
    }

    /// Everything that was received since the last look.
    pub fn received(&mut self) -> Vec<Value> {
        self.tell(&json!({}))
    }
}

impl Drop for Receiver {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The receiver's folder, with what it needs installed.
fn installed() -> PathBuf {
    static INSTALLED: OnceLock<()> = OnceLock::new();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/webhooks");
    INSTALLED.get_or_init(|| {
        if !folder.join("node_modules").exists() {
            let npm =
                Command::new("npm").args(["ci", "--no-audit", "--no-fund"]).current_dir(&folder).output();
            let output = npm.expect("these tests need npm, which comes with Node.js: it is not on the path");
            let told = String::from_utf8_lossy(&output.stderr);
            assert!(output.status.success(), "npm ci in tests/webhooks: {told}");
        }
    });
    folder
}

/// A made certificate authority, and a certificate of it for the receiver.
fn certificates() -> TempDir {
    let folder = TempDir::new().expect("a folder");
    let mut params = rcgen::CertificateParams::new(Vec::new()).expect("parameters");
    params.is_ca = rcgen::IsCa::Ca(rcgen::BasicConstraints::Unconstrained);
    let key = rcgen::KeyPair::generate().expect("a key");
    let root = params.self_signed(&key).expect("a root");
    let issuer = rcgen::Issuer::new(params, key);
    let names = [HOST.to_owned(), "127.0.0.1".to_owned()];
    let params = rcgen::CertificateParams::new(names).expect("parameters");
    let key = rcgen::KeyPair::generate().expect("a key");
    let certificate = params.signed_by(&key, &issuer).expect("a certificate");
    let files =
        [("root.pem", root.pem()), ("server.pem", certificate.pem()), ("key.pem", key.serialize_pem())];
    for (name, content) in files {
        std::fs::write(folder.path().join(name), content).expect("a file");
    }
    folder
}

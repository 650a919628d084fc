//! The receiver of webhooks in `tests/webhooks`, over HTTPS with a certificate of a made authority.

use std::path::PathBuf;

use serde_json::{Value, json};

use super::certificates::Certificates;
use super::node::{Conversation, NodeFolder};

/// The name under which the receiver has its certificate; no machine has it.
pub const HOST: &str = "hooks.example";

/// A running receiver, gone with the test.
pub struct Receiver {
    port: u64,
    said: Conversation,
    certificates: Certificates,
}

impl Receiver {
    pub fn start() -> Self {
        let certificates = Certificates::of(HOST);
        let said = NodeFolder::prepared("tests/webhooks").converse("server.mjs", &certificates.options());
        let port = said.next()["port"].as_u64().expect("a port");
        Self { port, said, certificates }
    }

    /// The address of a path, on a host.
    pub fn url(&self, path: &str) -> String {
        format!("https://{HOST}:{}{path}", self.port)
    }

    pub fn port(&self) -> u64 {
        self.port
    }

    pub fn root_certificate(&self) -> PathBuf {
        self.certificates.root()
    }

    /// The next request, waited for.
    pub fn next(&self) -> Value {
        self.said.next()
    }

    /// Gives a command, and what was received before it.
    pub fn tell(&mut self, command: &Value) -> Vec<Value> {
        self.said.tell(command);
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

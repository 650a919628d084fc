//! Letters reach a real mail server, and what it says to them is understood.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use chrono::{DateTime, Utc};
use serde_json::Value;
use sorgraph::mail::{Carrier, DeliveryError, Letter, Sender, Template};

use crate::support::certificates::Certificates;
use crate::support::node::{Conversation, NodeFolder};

/// The server in `tests/smtp`, gone with the test.
struct Server {
    port: u64,
    said: Conversation,
}

impl Server {
    fn start(options: &[&str]) -> Self {
        let options: Vec<_> = options.iter().map(|option| (*option).to_owned()).collect();
        let said = NodeFolder::prepared("tests/smtp").converse("server.mjs", &options);
        Self { port: said.next()["port"].as_u64().expect("a port"), said }
    }

    /// With a certificate of the authority.
    fn with(certificates: &Certificates, more: &[&str]) -> Self {
        let files = certificates.options();
        let files: Vec<_> = files.iter().map(String::as_str).collect();
        Self::start(&[files.as_slice(), more].concat())
    }

    fn next(&self) -> Value {
        self.said.next()
    }

    fn nothing_came(&self) -> bool {
        self.said.is_silent()
    }

    fn carrier(&self) -> Carrier {
        open(&format!("smtp://127.0.0.1:{}", self.port), None)
    }
}

fn open(url: &str, root: Option<&Path>) -> Carrier {
    let from = Sender::parse("Sundhedsvæsenets Organisationsregister <sor@example.dk>").expect("a sender");
    Carrier::open(url, &from, root).expect("a carrier")
}

fn letter(to: &str) -> Letter {
    let values = [
        ("case", "4711"),
        ("url", "https://sor.example.dk"),
        ("organisation", "Ærøskøbing Kommune"),
        ("record", "Søbakken Plejehjem (SOR-kode 1061000016009)"),
        ("gln", "5790001234567"),
        ("reason", "Vi mangler en adresse på Ærøskøbing Sygehus.\n.\nDen skal være gyldig."),
    ];
    let parameters: BTreeMap<_, _> =
        values.into_iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
    let noon: DateTime<Utc> = "2026-11-22T11:00:00Z".parse().expect("an instant");
    Template::OrderRefused.write(to, &parameters, "17", "example.dk", noon).expect("a letter")
}

async fn refused(carrier: &Carrier, to: &str) -> DeliveryError {
    carrier.deliver(&letter(to)).await.expect_err("refused")
}

/// Headers with their lines joined and their words decoded, and the decoded body.
fn read(raw: &str) -> (BTreeMap<String, String>, String) {
    let (head, body) = raw.split_once("\r\n\r\n").expect("head and body");
    let head = head.replace("\r\n ", " ").replace("\r\n\t", " ");
    let headers: BTreeMap<_, _> = head
        .split("\r\n")
        .map(|line| line.split_once(": ").expect("a header"))
        .map(|(name, value)| (name.to_owned(), words(value)))
        .collect();
    assert_eq!(headers["Content-Transfer-Encoding"], "quoted-printable");
    (headers, quoted_printable(body))
}

/// Decodes the words `=?utf-8?b?…?=` of a header; the space between two of them is none.
fn words(value: &str) -> String {
    let mut decoded = String::new();
    let mut rest = value.replace("?= =?", "?==?");
    while let Some((before, word)) = rest.split_once("=?utf-8?b?") {
        let (word, after) = word.split_once("?=").expect("the end of a word");
        let word = STANDARD.decode(word).expect("base64");
        write!(decoded, "{before}{}", std::str::from_utf8(&word).expect("UTF-8")).expect("written");
        rest = after.to_owned();
    }
    decoded + &rest
}

fn quoted_printable(body: &str) -> String {
    let mut bytes = Vec::new();
    let body = body.replace("=\r\n", "");
    let mut rest = body.bytes();
    while let Some(byte) = rest.next() {
        if byte == b'=' {
            let digits: Vec<u8> = rest.by_ref().take(2).collect();
            let digits = String::from_utf8(digits).expect("digits");
            bytes.push(u8::from_str_radix(&digits, 16).expect("two hexadecimal digits"));
        } else {
            bytes.push(byte);
        }
    }
    String::from_utf8(bytes).expect("UTF-8").replace("\r\n", "\n")
}

#[tokio::test]
async fn a_letter_arrives_as_it_was_written() {
    let server = Server::start(&[]);
    let written = letter("bodil@example.dk");
    server.carrier().deliver(&written).await.expect("delivered");
    let arrived = server.next();
    assert_eq!((&arrived["from"], &arrived["to"][0]), (&"sor@example.dk".into(), &"bodil@example.dk".into()));
    let raw = arrived["raw"].as_str().expect("a text");
    assert!(raw.is_ascii(), "{raw}");
    let (headers, body) = read(raw);
    let expected = [
        ("From", "Sundhedsvæsenets Organisationsregister <sor@example.dk>"),
        ("To", "bodil@example.dk"),
        ("Subject", "Bestillingen er afvist, sag 4711 / Your order is refused, case 4711"),
        ("Date", "Sun, 22 Nov 2026 11:00:00 +0000"),
        ("Message-ID", "<letter-17@example.dk>"),
        ("Auto-Submitted", "auto-generated"),
        ("MIME-Version", "1.0"),
        ("Content-Type", "text/plain; charset=utf-8"),
    ];
    for (name, value) in expected {
        assert_eq!(headers.get(name).map(String::as_str), Some(value), "{name} in {raw}");
    }
    assert_eq!(body.trim_end(), written.body.trim_end());
    assert!(
        body.contains("\n> Vi mangler en adresse på Ærøskøbing Sygehus.\n> .\n> Den skal være gyldig.\n")
    );
}

#[tokio::test]
async fn long_lines_and_lone_dots_arrive_whole() {
    let server = Server::start(&[]);
    let body = format!(".\n..\n{}\n{}\n.\n", "æ".repeat(3000), ".from a to b ".repeat(200));
    let written = Letter { body, ..letter("bodil@example.dk") };
    server.carrier().deliver(&written).await.expect("delivered");
    let arrived = server.next();
    let raw = arrived["raw"].as_str().expect("a text");
    assert!(raw.split("\r\n").all(|line| line.len() <= 998));
    assert_eq!(read(raw).1.trim_end(), written.body.trim_end());
}

#[tokio::test]
async fn a_letter_that_leaves_twice_can_be_recognised() {
    let server = Server::start(&[]);
    let carrier = server.carrier();
    for _ in 0..2 {
        carrier.deliver(&letter("bodil@example.dk")).await.expect("delivered");
    }
    assert_eq!(server.next()["raw"], server.next()["raw"]);
}

#[tokio::test]
async fn not_now_is_temporary_and_the_next_try_gets_through() {
    let server = Server::start(&["--defer", "1"]);
    let carrier = server.carrier();
    let error = refused(&carrier, "bodil@example.dk").await;
    assert!(!error.permanent && error.message.contains("450"), "{error}");
    assert!(server.nothing_came());
    carrier.deliver(&letter("bodil@example.dk")).await.expect("delivered");
    assert_eq!(server.next()["to"][0], "bodil@example.dk");
    let error = refused(&carrier, "full@example.dk").await;
    assert!(!error.permanent && error.message.contains("452"), "{error}");
}

#[tokio::test]
async fn never_is_permanent_and_told_in_one_line() {
    let server = Server::start(&[]);
    let carrier = server.carrier();
    let error = refused(&carrier, "nobody@example.dk").await;
    assert!(error.permanent && error.message.contains("550"), "{error}");
    assert!(error.message.contains("no such mailbox") && !error.message.contains('\n'), "{error:?}");
    carrier.deliver(&letter("bodil@example.dk")).await.expect("the next letter is not the worse for it");
}

#[tokio::test]
async fn a_server_that_wants_a_password_says_nothing_of_the_letter() {
    let server = Server::start(&[]);
    let error = refused(&server.carrier(), "closed@example.dk").await;
    assert!(!error.permanent && error.message.contains("530"), "{error}");
}

#[tokio::test]
async fn starttls_takes_a_certificate_that_is_known() {
    let certificates = Certificates::of("localhost");
    let server = Server::with(&certificates, &[]);
    let url = format!("smtp://localhost:{}?tls=required", server.port);
    let error = refused(&open(&url, None), "bodil@example.dk").await;
    assert!(!error.permanent, "{error}");
    assert!(error.message.to_lowercase().contains("certificate"), "{error}");
    assert!(server.nothing_came());
    let root = certificates.root();
    open(&url, Some(&root)).deliver(&letter("bodil@example.dk")).await.expect("delivered");
    assert_eq!(server.next()["secure"], true);
    let others = Certificates::of("localhost");
    let error = refused(&open(&url, Some(&others.root())), "bodil@example.dk").await;
    assert!(!error.permanent, "{error}");
}

#[tokio::test]
async fn nothing_is_said_to_a_server_without_starttls() {
    let server = Server::start(&[]);
    let url = format!("smtp://user:pass@localhost:{}?tls=required", server.port);
    let error = refused(&open(&url, None), "bodil@example.dk").await;
    assert!(!error.permanent && error.message.contains("STARTTLS"), "{error}");
    assert!(server.nothing_came());
}

#[tokio::test]
async fn tls_from_the_first_byte_and_a_password_with_signs_work() {
    let certificates = Certificates::of("localhost");
    let server =
        Server::with(&certificates, &["--implicit", "--user", "sor@example.dk", "--password", "æ:/@ 1"]);
    let root = certificates.root();
    let url = |password: &str| format!("smtps://sor%40example.dk:{password}@127.0.0.1:{}", server.port);
    open(&url("%C3%A6%3A%2F%40%201"), Some(&root))
        .deliver(&letter("bodil@example.dk"))
        .await
        .expect("delivered");
    let arrived = server.next();
    assert_eq!((&arrived["secure"], &arrived["user"]), (&true.into(), &"sor@example.dk".into()));
    let error = refused(&open(&url("hemmelig"), Some(&root)), "bodil@example.dk").await;
    assert!(!error.permanent, "a wrong password says nothing of the letter: {error}");
    assert!(error.message.contains("535") && !error.message.contains("hemmelig"), "{error}");
}

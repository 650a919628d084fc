use std::path::Path;
use std::time::Duration;

use tempfile::TempDir;
use tokio::net::TcpListener;

use super::super::{Carrier, CarrierError, Post};
use super::*;

fn open(url: &str) -> Result<Carrier, CarrierError> {
    Carrier::open(url, &sender(), None)
}

#[test]
fn addresses_of_servers_are_taken_when_nobody_can_listen() {
    let good = [
        "smtps://mail.example.dk",
        "smtps://us%40er:p%3Ass@mail.example.dk:4650/",
        "smtp://mail.example.dk?tls=required",
        "smtp://user:pass@[2001:db8::1]:25?tls=required",
        "smtp://127.0.0.1:2525",
        "smtp://localhost",
        "smtp://[::1]:2525",
    ];
    for url in good {
        assert!(matches!(open(url), Ok(Carrier::Smtp(_))), "{url}: {:?}", open(url));
    }
    assert!(matches!(open("folder:letters"), Ok(Carrier::Folder(_))));
    assert!(matches!(open(""), Ok(Carrier::None)));
}

#[test]
fn settings_that_cannot_work_are_refused_without_telling_the_password() {
    let bad = [
        ("smtp://user:hemmelig@mail.example.dk:25", "mail.example.dk is another machine; use smtps://"),
        ("smtp://localhost.example.dk", "another machine"),
        ("smtp://192.0.2.1", "another machine"),
        ("smtp://mail.example.dk?tls=opportunistic", "takes only"),
        ("smtp://mail.example.dk?tls=required&x=y", "takes only"),
        ("smtps://mail.example.dk?tls=required", "takes only"),
        ("smtps://mail.example.dk/hemmelig", "holds more"),
        ("smtps://user@mail.example.dk", "both a user and a password"),
        ("smtps://:hemmelig@mail.example.dk", "both a user and a password"),
        ("smtps://user:%FFhemmelig@mail.example.dk", "not UTF-8"),
        ("smtps:///", "host"),
        ("https://user:hemmelig@mail.example.dk", "must be smtps://"),
        ("hemmelig", "is no address"),
        ("smtps://mail.example.dk:99999", "is no address"),
        ("folder:", "must name the folder"),
    ];
    for (url, expected) in bad {
        let message = open(url).err().map(|error| error.to_string()).unwrap_or_default();
        assert!(message.starts_with("mail_url"), "{url}: {message}");
        assert!(message.contains(expected), "{url}: {message:?} lacks {expected:?}");
        assert!(!message.contains("hemmelig"), "{message}");
    }
    let told = format!("{:?}", open("smtps://user:hemmelig@mail.example.dk"));
    assert!(
        told.contains("mail.example.dk") && !told.contains("hemmelig") && !told.contains("user"),
        "{told}"
    );
}

#[test]
fn a_root_certificate_that_adds_nothing_is_refused() {
    let folder = TempDir::new().expect("a folder");
    let empty = folder.path().join("empty.pem");
    std::fs::write(&empty, "no certificate").expect("a file");
    let broken = folder.path().join("broken.pem");
    std::fs::write(&broken, "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n")
        .expect("a file");
    let open = |path: &Path| Carrier::open("smtps://mail.example.dk", &sender(), Some(path));
    for path in [&empty, &broken, &folder.path().join("absent.pem")] {
        let message = open(path).err().map(|error| error.to_string()).unwrap_or_default();
        assert!(message.starts_with("mail_root_certificate: "), "{}: {message}", path.display());
    }
}

#[test]
fn the_sender_is_an_address_with_or_without_a_name() {
    assert_eq!(sender().domain(), "example.dk");
    assert_eq!(Sender::parse("sor@exæmple.dk").expect("a sender").domain(), "xn--exmple-qua.dk");
    for bad in ["", "sor", "A <sor@example.dk>, B <b@example.dk>", "A\r\nBcc: <sor@example.dk>"] {
        assert!(matches!(Sender::parse(bad), Err(CarrierError::From)), "{bad:?}");
    }
}

#[tokio::test]
async fn a_folder_holds_whole_letters_and_each_once() {
    let folder = TempDir::new().expect("a folder");
    let path = folder.path().join("letters");
    let carrier = Carrier::open(&format!("folder:{}", path.display()), &sender(), None).expect("a folder");
    let letter = write(Template::OrderIssued, &parameters()).expect("a letter");
    for _ in 0..2 {
        carrier.deliver(&letter).await.expect("delivered");
    }
    let there: Vec<_> = std::fs::read_dir(&path)
        .expect("the folder")
        .map(|entry| entry.expect("an entry").file_name())
        .collect();
    assert_eq!(there, ["20261122T110000Z-17.eml"]);
    let text = std::fs::read_to_string(path.join(&there[0])).expect("readable");
    let expected = [
        "From: =?utf-8?b?",
        " <sor@example.dk>\r\n",
        "To: bodil@example.dk\r\n",
        "Subject: Bestillingen er =?utf-8?b?",
        "Date: Sun, 22 Nov 2026 11:00:00 +0000\r\n",
        "Message-ID: <letter-17@example.dk>\r\n",
        "Auto-Submitted: auto-generated\r\n",
        "MIME-Version: 1.0\r\n",
        "Content-Type: text/plain; charset=utf-8\r\n",
        "Content-Transfer-Encoding: quoted-printable\r\n",
    ];
    for part in expected {
        assert!(text.contains(part), "{part:?} is not in {text}");
    }
    assert!(text.is_ascii() && !text.replace("\r\n", "").contains(['\r', '\n']), "{text}");
}

#[tokio::test]
async fn a_folder_that_cannot_be_written_and_no_carrier_are_temporary() {
    let folder = TempDir::new().expect("a folder");
    let file = folder.path().join("file");
    std::fs::write(&file, "").expect("a file");
    let letter = write(Template::OrderIssued, &parameters()).expect("a letter");
    for url in [format!("folder:{}", file.display()), String::new()] {
        let carrier = open(&url).expect("a carrier");
        assert_eq!(carrier.carries(), !url.is_empty());
        let error = carrier.deliver(&letter).await.expect_err("not delivered");
        assert!(!error.permanent, "{error}");
    }
}

#[tokio::test]
async fn a_server_that_is_not_there_is_temporary() {
    let carrier = open("smtp://127.0.0.1:1").expect("a carrier");
    let letter = write(Template::OrderIssued, &parameters()).expect("a letter");
    let error = carrier.deliver(&letter).await.expect_err("nobody there");
    assert!(!error.permanent, "{error}");
}

#[tokio::test]
async fn a_server_that_says_nothing_is_left() {
    let server = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let url = format!("smtp://{}", server.local_addr().expect("an address"));
    let mut post = Post::new(&url, sender(), None).expect("a post");
    post.patience = Duration::from_millis(200);
    let letter = write(Template::OrderIssued, &parameters()).expect("a letter");
    let error = post.deliver(&letter).await.expect_err("nobody answers");
    assert!(!error.permanent && error.message.contains("did not answer"), "{error}");
}

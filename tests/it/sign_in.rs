//! A person signs in at a real OpenID Connect issuer, and the service knows who it is.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{BufRead, BufReader, Read, Seek};
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};

use serde::Deserialize;
use sorgraph::identity::TokenError;
use sorgraph::identity::token::{Options, Verifier};
use sorgraph::register::machine_clock;

const NEEDED: &str =
    "the sign-in test runs a real issuer with Node.js 20 or later: `node` and `npm` must be on PATH";

/// The issuer of `tests/oidc`, where somebody has signed in.
struct SignedIn {
    told: Told,
    process: Child,
}

/// The line that it prints.
#[derive(Deserialize)]
struct Told {
    issuer: String,
    token: String,
    tokens: BTreeMap<String, String>,
}

impl SignedIn {
    fn at_a_real_issuer(login: &str) -> Self {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/oidc");
        install(&folder);
        let mut complaints = tempfile::tempfile().expect("a file");
        let mut process = Command::new("node")
            .args(["server.mjs", login])
            .current_dir(&folder)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(complaints.try_clone().expect("the same file"))
            .spawn()
            .expect(NEEDED);
        let mut line = String::new();
        let output = process.stdout.take().expect("its output");
        BufReader::new(output).read_line(&mut line).expect("readable");
        let told = serde_json::from_str(&line)
            .unwrap_or_else(|error| panic!("no sign-in: {error} in {line:?}\n{}", text_of(&mut complaints)));
        Self { told, process }
    }
}

impl Drop for SignedIn {
    fn drop(&mut self) {
        // It ends with its input; nothing is lost if it is not given the time.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// Installs what the lock file says, unless that was done since it was written.
fn install(folder: &Path) {
    let written = |file: &str| fs::metadata(folder.join(file)).and_then(|data| data.modified()).ok();
    // npm writes its own copy of the lock file when everything else is in place.
    if written("node_modules/.package-lock.json") >= written("package-lock.json") {
        return;
    }
    let Output { status, stdout, stderr } = Command::new("npm")
        .args(["ci", "--ignore-scripts", "--no-audit", "--no-fund"])
        .current_dir(folder)
        .stdin(Stdio::null())
        .output()
        .expect(NEEDED);
    let told = [stdout, stderr].map(|text| String::from_utf8_lossy(&text).into_owned()).concat();
    assert!(status.success(), "npm could not install the issuer of tests/oidc:\n{told}");
}

fn text_of(file: &mut File) -> String {
    let mut text = String::new();
    file.rewind().expect("rewound");
    file.read_to_string(&mut text).expect("readable");
    text
}

#[tokio::test]
async fn whoever_signs_in_at_a_real_issuer_is_known() {
    let signed_in = SignedIn::at_a_real_issuer("lone");
    let Told { issuer, token, tokens } = &signed_in.told;
    let mut options = Options::new(issuer, "sorgraph");
    options.roles_claim = Some("realm_access.roles".to_owned());
    let verifier = Verifier::new(options, machine_clock()).expect("a verifier");

    let caller = verifier.verify(token).await.expect("accepted");
    assert_eq!(caller.subject, "lone");
    assert_eq!(caller.name.as_deref(), Some("Test lone"));
    assert_eq!(caller.email.as_deref(), Some("lone@example.org"));
    assert_eq!(caller.roles, ["editor"]);
    assert!(caller.expires.is_some_and(|end| end > machine_clock()()));

    let algorithms: Vec<_> = tokens.keys().map(String::as_str).collect();
    assert_eq!(algorithms, ["ES256", "EdDSA", "PS256", "RS256"]);
    for (algorithm, token) in tokens {
        assert_eq!(verifier.verify(token).await.expect(algorithm).subject, "lone");
    }

    let for_another = Verifier::new(Options::new(issuer, "another"), machine_clock()).expect("a verifier");
    assert_eq!(for_another.verify(token).await, Err(TokenError::Audience));
}

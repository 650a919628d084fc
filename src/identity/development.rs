//! An issuer for development: whoever may read its key file is whoever they say they are.
//!
//! Only `sorgraph demo` has one, and only while it listens on a loopback address. A service in use has a real
//! issuer. Its tokens are checked like those of any other: the service reads the keys over HTTP and knows
//! nothing of this file.

use std::fs;
use std::io::{self, ErrorKind, Write};
use std::path::Path;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
use chrono::{DateTime, TimeDelta, Utc};
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use ring::rand::{SecureRandom, SystemRandom};
use ring::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::{IdentityError, signature};

/// Where the keys are, below the issuer's address.
pub const KEYS_PATH: &str = "/.well-known/jwks.json";
/// Where the discovery document is, below the issuer's address.
pub const DISCOVERY_PATH: &str = "/.well-known/openid-configuration";
/// The claim that holds the roles of [`Grant::roles`].
pub const ROLES_CLAIM: &str = "roles";

const PURPOSE: &str = "sorgraph demo: tokens of the development issuer";
const NOT_OURS: &str = "is no key of the development issuer; remove it, and a new one is made";
const TOO_OPEN: &str = "can be read by others than its owner; remove it, or set its mode to 0600";

/// Signs tokens for the demo, with a key from a file.
pub struct DevelopmentIssuer {
    key: EncodingKey,
    key_id: String,
    x: String,
    y: String,
}

/// Whom a token is for, and what it says.
#[derive(Debug, Clone)]
pub struct Grant<'a> {
    /// Address of the issuer.
    pub issuer: &'a str,
    /// What the token is meant for.
    pub audience: &'a str,
    /// Stable name of the caller.
    pub subject: &'a str,
    /// The caller's name.
    pub name: Option<&'a str>,
    /// The caller's address.
    pub email: Option<&'a str>,
    /// The caller's roles.
    pub roles: &'a [String],
    /// How long the token holds.
    pub valid_for: TimeDelta,
}

/// The file. Readable as text, so that whoever finds it learns what it is.
#[derive(Serialize, Deserialize)]
struct KeyFile {
    purpose: String,
    pkcs8: String,
}

impl DevelopmentIssuer {
    /// The issuer with the key in this file, which is made if there is none. Processes that start at once end
    /// up with the same key.
    pub fn load_or_create(path: &Path) -> Result<Self, IdentityError> {
        let unusable = |cause| IdentityError::KeyFile { file: path.display().to_string(), cause };
        match read(path) {
            Err(IdentityError::KeyFile { cause, .. }) if cause.kind() == ErrorKind::NotFound => {
                create(path).map_err(unusable)?;
                read(path)
            }
            other => other,
        }
    }

    fn new(pkcs8: &[u8]) -> Option<Self> {
        let curve = &ECDSA_P256_SHA256_FIXED_SIGNING;
        let pair = EcdsaKeyPair::from_pkcs8(curve, pkcs8, &SystemRandom::new()).ok()?;
        // Uncompressed: a leading 4, then both coordinates.
        let (x, y) = pair.public_key().as_ref().get(1..)?.split_at_checked(32)?;
        let (x, y) = (BASE64.encode(x), BASE64.encode(y));
        // The key's thumbprint (RFC 7638): another key never has the same id.
        let members = format!(r#"{{"crv":"P-256","kty":"EC","x":"{x}","y":"{y}"}}"#);
        let key_id = BASE64.encode(Sha256::digest(members));
        Some(Self { key: EncodingKey::from_ec_der(pkcs8), key_id, x, y })
    }

    /// The key set: the public half of the key.
    #[must_use]
    pub fn jwks(&self) -> Value {
        json!({ "keys": [{
            "kty": "EC", "crv": "P-256", "x": self.x, "y": self.y,
            "alg": "ES256", "use": "sig", "kid": self.key_id,
        }] })
    }

    /// The discovery document of the issuer at this address.
    #[must_use]
    pub fn discovery(&self, issuer: &str) -> Value {
        json!({
            "issuer": issuer,
            "jwks_uri": format!("{}{KEYS_PATH}", issuer.trim_end_matches('/')),
            "response_types_supported": ["none"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["ES256"],
        })
    }

    /// A token that says what `grant` says, from `now` on.
    ///
    /// # Panics
    ///
    /// When the system gives no random numbers.
    #[must_use]
    pub fn issue(&self, grant: &Grant<'_>, now: DateTime<Utc>) -> String {
        signature::install();
        let mut header = Header::new(Algorithm::ES256);
        header.kid = Some(self.key_id.clone());
        let mut claims = json!({
            "iss": grant.issuer,
            "aud": grant.audience,
            "sub": grant.subject,
            "iat": now.timestamp(),
            "exp": (now + grant.valid_for).timestamp(),
            ROLES_CLAIM: grant.roles,
        });
        for (claim, value) in [("name", grant.name), ("email", grant.email)] {
            if let Some(value) = value {
                claims[claim] = value.into();
            }
        }
        jsonwebtoken::encode(&header, &claims, &self.key)
            .expect("the key was tried when it was read, and the system gives random numbers")
    }
}

fn read(path: &Path) -> Result<DevelopmentIssuer, IdentityError> {
    let file = || path.display().to_string();
    let unusable = |cause| IdentityError::KeyFile { file: file(), cause };
    let wrong = |problem| IdentityError::Key { file: file(), problem };
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        if fs::metadata(path).map_err(unusable)?.permissions().mode() & 0o077 != 0 {
            return Err(wrong(TOO_OPEN));
        }
    }
    let text = fs::read(path).map_err(unusable)?;
    let stored: KeyFile = serde_json::from_slice(&text).map_err(|_| wrong(NOT_OURS))?;
    let pkcs8 = BASE64.decode(stored.pkcs8).map_err(|_| wrong(NOT_OURS))?;
    DevelopmentIssuer::new(&pkcs8).ok_or_else(|| wrong(NOT_OURS))
}

/// Puts a new key there, whole and at once. A key that somebody else put there meanwhile stays.
fn create(path: &Path) -> io::Result<()> {
    let random = SystemRandom::new();
    let unlucky = |_| io::Error::other("the system gives no random numbers");
    let pkcs8 = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &random).map_err(unlucky)?;
    let stored = KeyFile { purpose: PURPOSE.to_owned(), pkcs8: BASE64.encode(pkcs8.as_ref()) };
    let mut number = [0; 8];
    random.fill(&mut number).map_err(unlucky)?;
    let mut draft = path.as_os_str().to_owned();
    draft.push(format!(".{:016x}", u64::from_ne_bytes(number)));
    let draft = Path::new(&draft);

    let placed = write(draft, &serde_json::to_vec_pretty(&stored)?).and_then(|()| {
        // A link never replaces what is there. Where there are no links, the last one to come wins.
        match fs::hard_link(draft, path) {
            Err(error) if error.kind() == ErrorKind::AlreadyExists => Ok(()),
            Err(_) => fs::rename(draft, path),
            Ok(()) => Ok(()),
        }
    });
    // Gone already after a rename; a draft that stays is never read.
    let _ = fs::remove_file(draft);
    placed
}

fn write(path: &Path, text: &[u8]) -> io::Result<()> {
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
    }
    let mut file = options.open(path)?;
    file.write_all(text)?;
    file.sync_all()
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::super::testing::{AUDIENCE, Issuer, noon};
    use super::super::token::{Options, Verifier};
    use super::*;

    fn folder() -> tempfile::TempDir {
        tempfile::TempDir::new().expect("a folder")
    }

    #[tokio::test]
    async fn its_tokens_pass_like_those_of_any_issuer() {
        let folder = folder();
        let development = DevelopmentIssuer::load_or_create(&folder.path().join("key.json")).expect("a key");
        let server = Issuer::start().await;
        server.publish(development.jwks()["keys"].as_array().cloned().expect("keys"));
        let roles = ["editor".to_owned()];
        let grant = Grant {
            issuer: server.url(),
            audience: AUDIENCE,
            subject: "lone",
            name: Some("Lone Bæk"),
            email: Some("lone@example.org"),
            roles: &roles,
            valid_for: TimeDelta::hours(1),
        };
        let token = development.issue(&grant, noon());

        let mut options = Options::new(server.url(), AUDIENCE);
        options.roles_claim = Some(ROLES_CLAIM.to_owned());
        let verifier = Verifier::new(options, Arc::new(noon)).expect("a verifier");
        let caller = verifier.verify(&token).await.expect("accepted");
        assert_eq!((caller.subject.as_str(), caller.name.as_deref()), ("lone", Some("Lone Bæk")));
        assert_eq!((caller.email.as_deref(), caller.roles), (Some("lone@example.org"), roles.to_vec()));
        assert_eq!(caller.expires, Some(noon() + TimeDelta::hours(1)));
    }

    #[test]
    fn every_process_reads_the_key_that_the_first_one_made() {
        let folder = folder();
        let path = folder.path().join("key.json");
        let threads: Vec<_> = (0..8)
            .map(|_| {
                let path = path.clone();
                std::thread::spawn(move || DevelopmentIssuer::load_or_create(&path).expect("a key").jwks())
            })
            .collect();
        let mut sets = threads.into_iter().map(|thread| thread.join().expect("ended well"));
        let first = sets.next().expect("one");
        assert!(sets.all(|set| set == first));
        assert_eq!(fs::read_dir(folder.path()).expect("a folder").count(), 1, "no drafts are left");
    }

    #[test]
    fn the_discovery_document_names_the_issuer_as_it_is_written() {
        let folder = folder();
        let issuer = DevelopmentIssuer::load_or_create(&folder.path().join("key.json")).expect("a key");
        let document = issuer.discovery("http://127.0.0.1:8080/demo");
        assert_eq!(document["issuer"], "http://127.0.0.1:8080/demo");
        assert_eq!(document["jwks_uri"], "http://127.0.0.1:8080/demo/.well-known/jwks.json");
        assert_eq!(issuer.jwks()["keys"][0]["d"], Value::Null, "the private half stays here");
    }

    #[cfg(unix)]
    #[test]
    fn only_its_owner_may_read_the_key() {
        use std::os::unix::fs::PermissionsExt;
        let folder = folder();
        let path = folder.path().join("key.json");
        DevelopmentIssuer::load_or_create(&path).expect("a key");
        assert_eq!(fs::metadata(&path).expect("a file").permissions().mode() & 0o777, 0o600);
        fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).expect("changed");
        let error = DevelopmentIssuer::load_or_create(&path).err().expect("refused").to_string();
        assert!(error.contains("can be read by others"), "{error}");
    }

    #[test]
    fn a_file_of_something_else_is_left_alone() {
        let folder = folder();
        let path = folder.path().join("key.json");
        for text in ["", "{}", r#"{"purpose":"x","pkcs8":"AAAA"}"#] {
            write(&path, text.as_bytes()).expect("written");
            let error = DevelopmentIssuer::load_or_create(&path).err().expect("refused").to_string();
            assert!(error.contains("no key of the development issuer"), "{error}");
            assert_eq!(fs::read_to_string(&path).expect("still there"), text);
            fs::remove_file(&path).expect("removed");
        }
        let missing = folder.path().join("no/such/folder/key.json");
        let error = DevelopmentIssuer::load_or_create(&missing).err().expect("refused").to_string();
        assert!(error.contains("cannot be read or made"), "{error}");
    }
}

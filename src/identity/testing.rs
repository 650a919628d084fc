//! An issuer for the tests: a real HTTP server, keys, and tokens of every kind.

use std::sync::atomic::{AtomicI64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
use chrono::{DateTime, TimeDelta, Utc};
use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, Ed25519KeyPair, KeyPair};
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::task::JoinSet;

use super::token::{Now, Options, Verifier};

/// What the tests' tokens are meant for.
pub const AUDIENCE: &str = "sorgraph";

/// The instant at which the tests stand.
pub fn noon() -> DateTime<Utc> {
    "2026-11-22T11:00:00Z".parse().expect("an instant")
}

/// A clock that starts at noon and goes on when it is told to.
#[derive(Clone, Default)]
pub struct Watch(Arc<AtomicI64>);

impl Watch {
    pub fn advance(&self, seconds: i64) {
        self.0.fetch_add(seconds, Ordering::SeqCst);
    }

    pub fn now(&self) -> DateTime<Utc> {
        noon() + TimeDelta::seconds(self.0.load(Ordering::SeqCst))
    }

    pub fn as_now(&self) -> Now {
        let watch = self.clone();
        Arc::new(move || watch.now())
    }
}

/// An answer other than the right one.
#[derive(Clone)]
pub enum Answer {
    Text(StatusCode, String),
    Redirect(String),
    Never,
}

impl Answer {
    pub fn text(status: u16, text: String) -> Self {
        Self::Text(StatusCode::from_u16(status).expect("a status"), text)
    }

    pub fn redirect(to: &str) -> Self {
        Self::Redirect(to.to_owned())
    }

    async fn give(self) -> Response {
        match self {
            Self::Text(status, text) => {
                (status, [(header::CONTENT_TYPE, "application/json")], text).into_response()
            }
            Self::Redirect(to) => Redirect::temporary(&to).into_response(),
            Self::Never => std::future::pending().await,
        }
    }
}

#[derive(Default)]
struct Board {
    url: String,
    keys: Mutex<Vec<Value>>,
    discovery: Mutex<Option<Answer>>,
    delay: Mutex<Duration>,
    documents: AtomicUsize,
    key_sets: AtomicUsize,
}

/// An issuer on a port of its own, gone with the test.
pub struct Issuer {
    board: Arc<Board>,
    server: JoinSet<()>,
}

impl Issuer {
    /// An issuer that publishes nothing yet.
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        let board = Arc::new(Board { url, ..Board::default() });
        let router = Router::new()
            .route("/.well-known/openid-configuration", get(document))
            .route("/keys", get(keys))
            .with_state(Arc::clone(&board));
        let mut server = JoinSet::new();
        server.spawn(async move { axum::serve(listener, router).await.expect("serves") });
        Self { board, server }
    }

    /// An issuer that publishes the keys of these pairs.
    pub async fn with(pairs: &[&Pair]) -> Self {
        let issuer = Self::start().await;
        issuer.publish(pairs.iter().map(|pair| pair.jwk()).collect());
        issuer
    }

    pub fn url(&self) -> &str {
        &self.board.url
    }

    /// A verifier of its tokens.
    pub fn verifier(&self, watch: &Watch) -> Arc<Verifier> {
        let options = Options::new(self.url(), AUDIENCE);
        Arc::new(Verifier::new(options, watch.as_now()).expect("a verifier"))
    }

    /// Claims that are accepted for an hour from noon.
    pub fn claims(&self) -> Value {
        let expires = (noon() + TimeDelta::hours(1)).timestamp();
        json!({ "iss": self.url(), "aud": AUDIENCE, "sub": "lone", "exp": expires })
    }

    pub fn publish(&self, keys: Vec<Value>) {
        *self.board.keys.lock().expect("whole") = keys;
    }

    pub fn answer_discovery(&self, answer: Option<Answer>) {
        *self.board.discovery.lock().expect("whole") = answer;
    }

    pub fn answer_after(&self, delay: Duration) {
        *self.board.delay.lock().expect("whole") = delay;
    }

    /// How often the discovery document was read.
    pub fn documents(&self) -> usize {
        self.board.documents.load(Ordering::SeqCst)
    }

    /// How often the keys were read.
    pub fn key_sets(&self) -> usize {
        self.board.key_sets.load(Ordering::SeqCst)
    }

    /// Ends the server. Its port answers no more.
    pub async fn stop(&mut self) {
        self.server.shutdown().await;
    }
}

async fn document(State(board): State<Arc<Board>>) -> Response {
    board.documents.fetch_add(1, Ordering::SeqCst);
    let answer = board.discovery.lock().expect("whole").clone();
    let right = json!({ "issuer": board.url, "jwks_uri": format!("{}/keys", board.url) });
    answer.unwrap_or_else(|| Answer::text(200, right.to_string())).give().await
}

async fn keys(State(board): State<Arc<Board>>) -> Response {
    board.key_sets.fetch_add(1, Ordering::SeqCst);
    let delay = *board.delay.lock().expect("whole");
    tokio::time::sleep(delay).await;
    let keys = json!({ "keys": *board.keys.lock().expect("whole") });
    Answer::text(200, keys.to_string()).give().await
}

/// A key pair of the issuer.
pub struct Pair {
    id: String,
    private: Private,
}

enum Private {
    Es256(EcdsaKeyPair),
    EdDsa(Ed25519KeyPair),
}

impl Pair {
    pub fn es256(id: &str) -> Self {
        let (curve, random) = (&ECDSA_P256_SHA256_FIXED_SIGNING, SystemRandom::new());
        let made = EcdsaKeyPair::generate_pkcs8(curve, &random).expect("a key");
        let pair = EcdsaKeyPair::from_pkcs8(curve, made.as_ref(), &random).expect("a key");
        Self { id: id.to_owned(), private: Private::Es256(pair) }
    }

    pub fn ed_dsa(id: &str) -> Self {
        let made = Ed25519KeyPair::generate_pkcs8(&SystemRandom::new()).expect("a key");
        let pair = Ed25519KeyPair::from_pkcs8(made.as_ref()).expect("a key");
        Self { id: id.to_owned(), private: Private::EdDsa(pair) }
    }

    /// The public key as bytes.
    pub fn public(&self) -> &[u8] {
        match &self.private {
            Private::Es256(pair) => pair.public_key().as_ref(),
            Private::EdDsa(pair) => pair.public_key().as_ref(),
        }
    }

    /// The public key as it is published.
    pub fn jwk(&self) -> Value {
        let public = self.public();
        match &self.private {
            Private::Es256(_) => json!({
                "kid": self.id, "kty": "EC", "crv": "P-256", "use": "sig",
                "x": BASE64.encode(&public[1..33]), "y": BASE64.encode(&public[33..]),
            }),
            Private::EdDsa(_) => json!({
                "kid": self.id, "kty": "OKP", "crv": "Ed25519", "alg": "EdDSA", "x": BASE64.encode(public),
            }),
        }
    }

    fn algorithm(&self) -> &'static str {
        match self.private {
            Private::Es256(_) => "ES256",
            Private::EdDsa(_) => "EdDSA",
        }
    }

    /// A token as the issuer writes it.
    pub fn token(&self, claims: &Value) -> String {
        self.token_headed(&json!({ "alg": self.algorithm(), "kid": self.id }), claims)
    }

    /// A token that names no key.
    pub fn nameless_token(&self, claims: &Value) -> String {
        self.token_headed(&json!({ "alg": self.algorithm() }), claims)
    }

    /// A token whose header says something else than how it was signed.
    pub fn token_headed(&self, header: &Value, claims: &Value) -> String {
        let message = message(&header.to_string(), &claims.to_string());
        let signature = match &self.private {
            Private::Es256(pair) => {
                pair.sign(&SystemRandom::new(), message.as_bytes()).expect("a signature").as_ref().to_vec()
            }
            Private::EdDsa(pair) => pair.sign(message.as_bytes()).as_ref().to_vec(),
        };
        format!("{message}.{}", BASE64.encode(signature))
    }
}

/// What is signed of a token.
pub fn message(header: &str, claims: &str) -> String {
    format!("{}.{}", BASE64.encode(header), BASE64.encode(claims))
}

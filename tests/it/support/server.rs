use std::net::SocketAddr;

use serde_json::{Value, json};
use sorgraph::app::{self, Server};
use sorgraph::config::Settings;
use sorgraph::register::Register;
use tokio::sync::oneshot;

use super::database::{Kind, Reads, TestDatabase, clock};

/// A server on a port of its own, on a database of its own.
pub struct TestServer {
    pub address: SocketAddr,
    pub register: Register,
    client: reqwest::Client,
    stop: Option<oneshot::Sender<()>>,
    /// None where the register is somebody else's.
    database: Option<TestDatabase>,
}

impl TestServer {
    /// Serves an empty register.
    pub async fn start(kind: Kind) -> Self {
        Self::with_settings(kind, &[]).await
    }

    /// Serves an empty register with these settings in place of the defaults.
    pub async fn with_settings(kind: Kind, flags: &[(&str, Option<String>)]) -> Self {
        let database = TestDatabase::new(kind).await;
        let register = database.register().await;
        Self::serve(database, register, flags).await
    }

    /// The same on a register that was opened to be served.
    pub async fn to_serve(kind: Kind, flags: &[(&str, Option<String>)]) -> Self {
        let database = TestDatabase::new(kind).await;
        app::close(database.register().await).await.expect("closed");
        let mut all = vec![("database_url", Some(database.url.clone()))];
        all.extend(flags.iter().cloned());
        let settings = Settings::load(None, std::iter::empty(), &all).expect("valid settings");
        let register = app::open_to_serve(&settings, clock()).await.expect("opened");
        Self::serve(database, register, flags).await
    }

    /// Serves a register that somebody else has opened.
    pub async fn over(register: Register) -> Self {
        Self::serve(None, register, &[]).await
    }

    async fn serve(
        database: impl Into<Option<TestDatabase>>,
        register: Register,
        flags: &[(&str, Option<String>)],
    ) -> Self {
        let mut all = vec![("listen", Some("127.0.0.1:0".to_owned()))];
        if Reads::of_this_run() == Reads::Database {
            all.push(("image", Some("false".to_owned())));
        }
        all.extend(flags.iter().cloned());
        let settings = Settings::load(None, std::iter::empty(), &all).expect("valid settings");
        let server = Server::bind(&settings, register.clone()).await.expect("a port");
        let address = server.address().expect("an address");
        let (stop, stopped) = oneshot::channel();
        #[expect(clippy::disallowed_methods, reason = "the test's own server, which ends with the test")]
        tokio::task::spawn(server.run(async move {
            let _ = stopped.await;
        }));
        Self { address, register, client: http_client(), stop: Some(stop), database: database.into() }
    }

    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// Address of the server's database.
    pub fn database_url(&self) -> &str {
        &self.database.as_ref().expect("a database of its own").url
    }

    pub fn client(&self) -> &reqwest::Client {
        &self.client
    }

    /// The whole answer to a query. It is asked twice, for a document is compiled to a plan once it has been answered:
    /// the ordinary executor and the plan, where there is one, must say the same.
    pub async fn answer(&self, query: &str, variables: Value) -> Value {
        let answer = self.answer_once(query, variables.clone()).await;
        if !query.trim_start().starts_with("mutation") && answer.get("errors").is_none() {
            let again = self.answer_once(query, variables).await;
            // Unless somebody committed in between.
            let newest = |answer: &Value| answer["extensions"]["register"]["newestRevision"].clone();
            if newest(&answer) == newest(&again) && !query.contains("committedRevision") {
                assert_eq!(answer["data"], again["data"], "{query}");
            }
        }
        answer
    }

    /// The whole answer to a query or a mutation.
    pub async fn answer_once(&self, query: &str, variables: Value) -> Value {
        let body = json!({ "query": query, "variables": variables });
        let response = self.client.post(self.url("/graphql")).json(&body).send().await.expect("an answer");
        response.json().await.expect("JSON")
    }

    /// The data of an answer without errors.
    pub async fn data(&self, query: &str) -> Value {
        self.data_with(query, json!({})).await
    }

    /// The data of an answer without errors, for these variables.
    pub async fn data_with(&self, query: &str, variables: Value) -> Value {
        let mut answer = self.answer(query, variables).await;
        assert!(answer.get("errors").is_none(), "{:#}", answer["errors"]);
        answer["data"].take()
    }

    /// The first error's code and message.
    pub async fn error(&self, query: &str) -> (String, String) {
        let answer = self.answer(query, json!({})).await;
        let error = &answer["errors"][0];
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        assert!(error["extensions"]["requestId"].is_string(), "{answer:#}");
        (text(&error["extensions"]["code"]), text(&error["message"]))
    }
}

impl Drop for TestServer {
    fn drop(&mut self) {
        if let Some(stop) = self.stop.take() {
            let _ = stop.send(());
        }
    }
}

/// A client. It shares the cryptography with the program, which is chosen once a process.
pub fn http_client() -> reqwest::Client {
    // Whoever comes second finds it chosen: the same one.
    let _ = rustls::crypto::ring::default_provider().install_default();
    reqwest::Client::new()
}

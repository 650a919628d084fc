//! graphql-transport-ws as clients speak it: codes, deadlines, tokens, and a feed without gaps.

use std::time::Duration;

use chrono::TimeDelta;
use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use sorgraph::app::demo_people::Person;
use sorgraph::app::{Server, development_issuer};
use sorgraph::config::Settings;
use sorgraph::identity::development::DevelopmentIssuer;
use sorgraph::model::{Party, Role};
use tempfile::TempDir;
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};

use crate::support::database::{Kind, TestDatabase, clock, import_texts};
use crate::support::extract::{code, file, municipality};
use crate::support::on_both;
use crate::support::people::give_roles;
use crate::support::server::TestServer;

on_both!(whoever_comes_back_misses_nothing_while_others_write);

type Socket = WebSocketStream<MaybeTlsStream<TcpStream>>;

/// What the other side did.
#[derive(Debug, PartialEq)]
enum Heard {
    Said(Value),
    Closed(u16, String),
}

async fn open(server: &TestServer) -> Socket {
    let mut request = format!("ws://{}/graphql/ws", server.address).into_client_request().expect("a request");
    request.headers_mut().insert("sec-websocket-protocol", "graphql-transport-ws".parse().expect("a header"));
    connect_async(request).await.expect("a socket").0
}

async fn hear(socket: &mut Socket) -> Heard {
    loop {
        let message = tokio::time::timeout(Duration::from_secs(20), socket.next()).await.expect("in time");
        match message.expect("a message").expect("whole") {
            Message::Text(text) => return Heard::Said(serde_json::from_str(&text).expect("JSON")),
            Message::Close(Some(frame)) => return Heard::Closed(frame.code.into(), frame.reason.to_string()),
            Message::Ping(_) | Message::Pong(_) => {}
            other => panic!("{other:?}"),
        }
    }
}

async fn say(socket: &mut Socket, message: Value) {
    socket.send(Message::text(message.to_string())).await.expect("sent");
}

async fn begun(server: &TestServer) -> Socket {
    let mut socket = open(server).await;
    say(&mut socket, json!({ "type": "connection_init" })).await;
    assert_eq!(hear(&mut socket).await, Heard::Said(json!({ "type": "connection_ack" })));
    socket
}

fn subscribe(id: &str, query: &str) -> Value {
    json!({ "type": "subscribe", "id": id, "payload": { "query": query } })
}

/// The code with which a socket is closed after these messages.
async fn closed_after(server: &TestServer, messages: &[Message]) -> u16 {
    let mut socket = open(server).await;
    for message in messages {
        socket.send(message.clone()).await.expect("sent");
    }
    loop {
        if let Heard::Closed(code, _) = hear(&mut socket).await {
            return code;
        }
    }
}

#[tokio::test]
async fn each_breach_of_the_protocol_has_its_code() {
    let server = TestServer::start(Kind::Sqlite).await;
    let text = |message: Value| Message::text(message.to_string());
    let init = || text(json!({ "type": "connection_init" }));
    let follow = || text(subscribe("1", "subscription { registerChanged { revision } }"));
    assert_eq!(closed_after(&server, &[Message::text("nonsense")]).await, 4400);
    assert_eq!(closed_after(&server, &[text(json!({ "type": "unheard_of" }))]).await, 4400);
    assert_eq!(closed_after(&server, &[init(), text(json!({ "type": "subscribe", "id": "1" }))]).await, 4400);
    assert_eq!(closed_after(&server, &[Message::binary(vec![1, 2, 3])]).await, 4400);
    assert_eq!(closed_after(&server, &[follow()]).await, 4401);
    assert_eq!(closed_after(&server, &[init(), follow(), follow()]).await, 4409);
    assert_eq!(closed_after(&server, &[init(), init()]).await, 4429);
    let bad = json!({ "type": "connection_init", "payload": { "authorization": "Bearer nonsense" } });
    assert_eq!(closed_after(&server, &[text(bad)]).await, 4403);
    // One that offers no protocol; one that offers another is left by its own library.
    let (mut other, _) =
        connect_async(format!("ws://{}/graphql/ws", server.address)).await.expect("a socket");
    assert!(matches!(hear(&mut other).await, Heard::Closed(4406, _)));
}

#[tokio::test]
async fn a_client_that_does_not_begin_is_closed() {
    let within = [("socket_begin_seconds", Some("1".to_owned()))];
    let server = TestServer::with_settings(Kind::Sqlite, &within).await;
    assert_eq!(closed_after(&server, &[]).await, 4408);
}

#[tokio::test]
async fn operations_answer_end_and_are_held_to_their_number() {
    let most = [("max_socket_operations", Some("2".to_owned()))];
    let server = TestServer::with_settings(Kind::Sqlite, &most).await;
    let mut socket = begun(&server).await;
    say(&mut socket, json!({ "type": "ping", "payload": { "n": 1 } })).await;
    assert_eq!(hear(&mut socket).await, Heard::Said(json!({ "type": "pong", "payload": { "n": 1 } })));

    say(&mut socket, subscribe("q", "{ register { revision } }")).await;
    let Heard::Said(answer) = hear(&mut socket).await else { panic!("an answer") };
    assert_eq!(
        (&answer["type"], &answer["payload"]["data"]["register"]["revision"]),
        (&json!("next"), &json!("1"))
    );
    assert_eq!(hear(&mut socket).await, Heard::Said(json!({ "type": "complete", "id": "q" })));

    say(&mut socket, subscribe("bad", "{ nothing }")).await;
    let Heard::Said(answer) = hear(&mut socket).await else { panic!("an answer") };
    assert_eq!((&answer["type"], &answer["id"]), (&json!("error"), &json!("bad")), "{answer:#}");
    assert_eq!(answer["payload"][0]["extensions"]["code"], "GRAPHQL_INVALID");

    let follow = "subscription { registerChanged { revision } }";
    for id in ["a", "b", "c"] {
        say(&mut socket, subscribe(id, follow)).await;
    }
    let Heard::Said(answer) = hear(&mut socket).await else { panic!("an answer") };
    assert_eq!((&answer["type"], &answer["id"]), (&json!("error"), &json!("c")));
    assert_eq!(answer["payload"][0]["extensions"]["code"], "TOO_MANY_OPERATIONS");
    // One that the client ends makes room, and its id is free at once.
    say(&mut socket, json!({ "type": "complete", "id": "a" })).await;
    say(&mut socket, subscribe("a", "{ register { revision } }")).await;
    let Heard::Said(answer) = hear(&mut socket).await else { panic!("an answer") };
    assert_eq!((&answer["type"], &answer["id"]), (&json!("next"), &json!("a")));
    assert_eq!(hear(&mut socket).await, Heard::Said(json!({ "type": "complete", "id": "a" })));
}

#[tokio::test]
async fn there_are_only_so_many_sockets() {
    let most = [("max_sockets", Some("1".to_owned()))];
    let server = TestServer::with_settings(Kind::Sqlite, &most).await;
    let first = begun(&server).await;
    let mut request = format!("ws://{}/graphql/ws", server.address).into_client_request().expect("a request");
    request.headers_mut().insert("sec-websocket-protocol", "graphql-transport-ws".parse().expect("a header"));
    let refused = connect_async(request).await.expect_err("no place is left");
    assert!(refused.to_string().contains("503"), "{refused}");
    drop(first);
}

async fn commit(server: &TestServer, serial: u32) {
    let text = file("2026-11-01", &[municipality(serial, "Kommune", vec![])]);
    let options = sorgraph::import::Options::default();
    import_texts(&server.register, &[("sor.xml", &text)], &options).await.expect("imported");
}

/// Follows, goes away and comes back at the last place that it heard of, again and again, while commits land.
async fn whoever_comes_back_misses_nothing_while_others_write(kind: Kind) {
    const COMMITS: u32 = 40;
    let server = TestServer::start(kind).await;
    // Roles are no record that the feed tells of: a commit without changes in between.
    give_roles(&server.register, &[("sds", Role::NationalEditor, Party::Authority)]).await;
    let follows = async {
        let mut heard = Vec::new();
        let mut after = "2".to_owned();
        for stay in (1..).map(|turn| turn % 5 + 1) {
            let mut socket = begun(&server).await;
            let query =
                format!(r#"subscription {{ registerChanged(after: "{after}") {{ cursor revision key }} }}"#);
            say(&mut socket, subscribe("1", &query)).await;
            for _ in 0..stay {
                let Heard::Said(said) = hear(&mut socket).await else { panic!("an event") };
                let change = &said["payload"]["data"]["registerChanged"];
                after = change["cursor"].as_str().unwrap_or_else(|| panic!("{said:#}")).to_owned();
                heard.push((change["revision"].clone(), change["key"].clone()));
                if heard.len() == COMMITS as usize {
                    return heard;
                }
            }
        }
        heard
    };
    let writes = async {
        for serial in 1..=COMMITS {
            commit(&server, serial).await;
        }
    };
    let (heard, ()) = tokio::join!(follows, writes);
    let expected: Vec<_> = (1..=COMMITS)
        .map(|serial| (json!((serial + 2).to_string()), json!(code(serial).to_string())))
        .collect();
    assert_eq!(heard, expected, "each once, in order");
}

#[tokio::test]
async fn a_socket_ends_with_the_token_of_its_client() {
    let (database, folder) = (TestDatabase::new(Kind::Sqlite).await, TempDir::new().expect("a folder"));
    let register = database.register().await;
    let key = DevelopmentIssuer::load_or_create(&folder.path().join("key.json")).expect("a key");
    let flags = [("listen", Some("127.0.0.1:0".to_owned())), ("token_leeway_seconds", Some("0".to_owned()))];
    let settings = Settings::load(None, std::iter::empty(), &flags).expect("valid settings");
    let server = Server::with_issuer(&settings, register, Some(&key)).await.expect("a port");
    let address = server.address().expect("an address");
    #[expect(clippy::disallowed_methods, reason = "the test's own server, which ends with the test")]
    tokio::task::spawn(server.run(std::future::pending()));

    let person = Person::parse("person:anybody").expect("somebody");
    let issuer = development_issuer(&address.to_string());
    // Given so long ago that it holds for one more second.
    let given = clock()() - TimeDelta::hours(8) + TimeDelta::seconds(1);
    let token = person.token(&key, &issuer, &settings.audience, given);
    let mut request = format!("ws://{address}/graphql/ws").into_client_request().expect("a request");
    request.headers_mut().insert("sec-websocket-protocol", "graphql-transport-ws".parse().expect("a header"));
    let mut socket = connect_async(request).await.expect("a socket").0;
    let payload = json!({ "headers": { "Authorization": format!("Bearer {token}") } });
    say(&mut socket, json!({ "type": "connection_init", "payload": payload })).await;
    assert_eq!(hear(&mut socket).await, Heard::Said(json!({ "type": "connection_ack" })));
    say(&mut socket, subscribe("1", "{ viewer { subject } }")).await;
    let Heard::Said(answer) = hear(&mut socket).await else { panic!("an answer") };
    assert_eq!(answer["payload"]["data"]["viewer"]["subject"], "demo:person:anybody", "{answer:#}");
    assert_eq!(hear(&mut socket).await, Heard::Said(json!({ "type": "complete", "id": "1" })));
    assert_eq!(hear(&mut socket).await, Heard::Closed(4403, "TOKEN_EXPIRED".to_owned()));
}

#[tokio::test]
async fn a_client_that_does_not_read_is_closed_at_a_place_to_go_on_from() {
    let patience = [("socket_patience_seconds", Some("1".to_owned()))];
    let server = TestServer::with_settings(Kind::Sqlite, &patience).await;
    let units: Vec<_> = (1..=500).map(|serial| municipality(serial, "Kommune", vec![])).collect();
    let options = sorgraph::import::Options::default();
    let text = file("2026-11-01", &units);
    import_texts(&server.register, &[("sor.xml", &text)], &options).await.expect("imported");

    // More than the system keeps for a client that does not read: fields under long names.
    let long: Vec<_> = (0..100).map(|nth| format!("{}{nth}: key", "a".repeat(400))).collect();
    let fat = format!(r#"subscription {{ registerChanged(after: "1") {{ cursor {} }} }}"#, long.join(" "));
    let mut socket = begun(&server).await;
    say(&mut socket, subscribe("1", &fat)).await;
    let closed = async {
        loop {
            let counted = server.client().get(server.url("/metrics")).send().await.expect("an answer");
            let counted = counted.text().await.expect("a text");
            if counted.contains(r#"sorgraph_socket_closed_total{code="4008"} 1"#) {
                return;
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(20), closed).await.expect("closed");

    // What it reads after all ends where the reason says.
    let mut last = String::new();
    let reason = loop {
        match hear(&mut socket).await {
            Heard::Said(said) => {
                let cursor = &said["payload"]["data"]["registerChanged"]["cursor"];
                last = cursor.as_str().unwrap_or_else(|| panic!("{said:#}")).to_owned();
            }
            Heard::Closed(4008, reason) => break reason,
            other @ Heard::Closed(..) => panic!("{other:?}"),
        }
    };
    assert_eq!(reason, format!("Too slow; go on after {last}"));
    assert!(!last.is_empty());
}

#[tokio::test]
async fn a_socket_hears_that_the_service_stops() {
    let server = TestServer::start(Kind::Sqlite).await;
    let mut socket = begun(&server).await;
    say(&mut socket, subscribe("1", "subscription { registerChanged { revision } }")).await;
    drop(server);
    assert_eq!(hear(&mut socket).await, Heard::Closed(1012, "Service restart".to_owned()));
}

#[tokio::test]
async fn what_a_handshake_says_holds_for_each_operation() {
    let server = TestServer::start(Kind::Sqlite).await;
    commit(&server, 1).await;
    let mut request = format!("ws://{}/graphql/ws", server.address).into_client_request().expect("a request");
    let headers = [
        ("sec-websocket-protocol", "graphql-transport-ws"),
        ("sorgraph-revision", "1"),
        ("x-request-id", "of-the-handshake"),
    ];
    for (name, value) in headers {
        request.headers_mut().insert(name, value.parse().expect("a header"));
    }
    let mut socket = connect_async(request).await.expect("a socket").0;
    say(&mut socket, json!({ "type": "connection_init" })).await;
    assert_eq!(hear(&mut socket).await, Heard::Said(json!({ "type": "connection_ack" })));
    say(&mut socket, subscribe("q", "{ institutionOwners { totalCount } }")).await;
    let Heard::Said(answer) = hear(&mut socket).await else { panic!("an answer") };
    assert_eq!(answer["payload"]["data"]["institutionOwners"]["totalCount"], 0, "{answer:#}");
    assert_eq!(hear(&mut socket).await, Heard::Said(json!({ "type": "complete", "id": "q" })));
    say(&mut socket, subscribe("bad", "{ nothing }")).await;
    let Heard::Said(answer) = hear(&mut socket).await else { panic!("an answer") };
    assert_eq!(answer["payload"][0]["extensions"]["requestId"], "of-the-handshake", "{answer:#}");
}

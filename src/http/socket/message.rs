use async_graphql::Response;
use axum::extract::ws::Message;
use serde::Deserialize;
use serde_json::{Value, json};

/// What a client says.
#[derive(Debug, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum FromClient {
    /// Begins, with what the client says of itself.
    ConnectionInit { payload: Option<Value> },
    /// Asks whether the service is there.
    Ping { payload: Option<Value> },
    /// Answers a ping.
    Pong {},
    /// Starts an operation.
    Subscribe { id: String, payload: Value },
    /// Ends an operation.
    Complete { id: String },
}

/// The authorization that a client gives when it begins, itself or among headers: browsers can send none with a socket.
pub fn authorization(payload: Option<&Value>) -> Option<&str> {
    let payload = payload?;
    let places = [Some(payload), payload.get("headers")];
    let names = ["authorization", "Authorization"];
    places
        .into_iter()
        .flatten()
        .find_map(|place| names.into_iter().find_map(|name| place.get(name))?.as_str())
}

fn text(message: &Value) -> Message {
    Message::Text(message.to_string().into())
}

/// The beginning is acknowledged.
pub fn acknowledged() -> Message {
    text(&json!({ "type": "connection_ack" }))
}

/// The service is there.
pub fn pong(payload: Option<Value>) -> Message {
    match payload {
        Some(payload) => text(&json!({ "type": "pong", "payload": payload })),
        None => text(&json!({ "type": "pong" })),
    }
}

/// An answer of an operation.
pub fn next(id: &str, answer: &Response) -> Message {
    text(&json!({ "type": "next", "id": id, "payload": answer }))
}

/// An operation that was not executed; it has ended with that.
pub fn error(id: &str, errors: &Value) -> Message {
    text(&json!({ "type": "error", "id": id, "payload": errors }))
}

/// An operation has ended.
pub fn complete(id: &str) -> Message {
    text(&json!({ "type": "complete", "id": id }))
}

//! GraphQL over WebSocket: `graphql-transport-ws` only.

use async_graphql_axum::{GraphQLProtocol, GraphQLWebSocket};
use axum::extract::State;
use axum::extract::ws::WebSocketUpgrade;
use axum::extract::ws::rejection::WebSocketUpgradeRejection;
use axum::http::StatusCode;
use axum::response::Response;

use super::Door;
use super::refusal::Refusal;

const PROTOCOL: &str = "graphql-transport-ws";
const OFFER: &str = "The socket speaks graphql-transport-ws; offer it in Sec-WebSocket-Protocol.";

/// Opens a socket for a caller who speaks the protocol.
pub async fn upgrade(
    State(door): State<Door>,
    protocol: Result<GraphQLProtocol, StatusCode>,
    upgrade: Result<WebSocketUpgrade, WebSocketUpgradeRejection>,
) -> Result<Response, Refusal> {
    let bad = |message: &str| Refusal::new(StatusCode::BAD_REQUEST, "BAD_REQUEST", message);
    let upgrade = upgrade.map_err(|_| bad("This address answers WebSocket connections only."))?;
    // The library offers an older protocol, too, which nothing here speaks.
    let protocol = protocol.map_err(|_| bad(OFFER))?;
    let most = door.limits.body_bytes;
    let upgrade = upgrade.protocols([PROTOCOL]).max_message_size(most).max_frame_size(most);
    Ok(upgrade.on_upgrade(move |socket| GraphQLWebSocket::new(socket, door.graph, protocol).serve()))
}

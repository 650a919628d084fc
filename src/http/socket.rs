//! GraphQL over WebSocket: `graphql-transport-ws` only.

use async_graphql::Data;
use async_graphql_axum::{GraphQLProtocol, GraphQLWebSocket};
use axum::extract::ws::WebSocketUpgrade;
use axum::extract::ws::rejection::WebSocketUpgradeRejection;
use axum::extract::{Extension, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;

use super::refusal::Refusal;
use super::{Door, request_id};
use crate::identity::Caller;
use crate::schema::RequestId;

const PROTOCOL: &str = "graphql-transport-ws";
const OFFER: &str = "The socket speaks graphql-transport-ws; offer it in Sec-WebSocket-Protocol.";

/// Opens a socket for a caller who speaks the protocol.
pub async fn upgrade(
    State(door): State<Door>,
    Extension(caller): Extension<Caller>,
    headers: HeaderMap,
    protocol: Result<GraphQLProtocol, StatusCode>,
    upgrade: Result<WebSocketUpgrade, WebSocketUpgradeRejection>,
) -> Result<Response, Refusal> {
    let bad = |message: &str| Refusal::new(StatusCode::BAD_REQUEST, "BAD_REQUEST", message);
    let upgrade = upgrade.map_err(|_| bad("This address answers WebSocket connections only."))?;
    // The library offers an older protocol, too, which nothing here speaks.
    let protocol = protocol.map_err(|_| bad(OFFER))?;
    let most = door.limits.body_bytes;
    let upgrade = upgrade.protocols([PROTOCOL]).max_message_size(most).max_frame_size(most);
    let mut session = Data::default();
    session.insert(caller);
    session.insert(RequestId(request_id::of(&headers)));
    Ok(upgrade.on_upgrade(move |socket| {
        GraphQLWebSocket::new(socket, door.graph, protocol).with_data(session).serve()
    }))
}

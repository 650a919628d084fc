//! GraphQL over WebSocket: `graphql-transport-ws` only.
//!
//! One task serves a socket. It reads a message, or an answer of one of the operations,
//! and only then the next: a subscription reads on in the history when its last event
//! has left. So nothing is kept for a slow client, nothing is skipped for it, and one
//! that does not take what it asked for is closed with the place that it has reached.

mod close;
mod message;
mod session;

use std::sync::Arc;
use std::time::Duration;

use axum::extract::ws::WebSocketUpgrade;
use axum::extract::ws::rejection::WebSocketUpgradeRejection;
use axum::extract::{Extension, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use tokio::sync::{Semaphore, watch};

use super::Door;
use super::refusal::Refusal;

use crate::identity::Caller;

use session::Session;

const PROTOCOL: &str = "graphql-transport-ws";

/// What sockets are held to, and how they learn that the service stops.
#[derive(Debug, Clone)]
pub struct Sockets {
    /// How many there may be at a time.
    pub places: Arc<Semaphore>,
    /// Most operations on one of them at a time.
    pub operations: usize,
    /// How long a client may take to begin.
    pub begin_within: Duration,
    /// How long a client may take to accept one message.
    pub patience: Duration,
    /// Turns true when the service stops.
    pub stopping: watch::Receiver<bool>,
}

/// Opens a socket. A client that does not offer the protocol is told so by a close code, as the protocol asks.
pub async fn upgrade(
    State(door): State<Arc<Door>>,
    Extension(caller): Extension<Caller>,
    headers: HeaderMap,
    upgrade: Result<WebSocketUpgrade, WebSocketUpgradeRejection>,
) -> Result<Response, Refusal> {
    let message = "This address answers WebSocket connections only.";
    let upgrade = upgrade.map_err(|_| Refusal::new(StatusCode::BAD_REQUEST, "BAD_REQUEST", message))?;
    let place = Arc::clone(&door.sockets.places).try_acquire_owned().map_err(|_| {
        let message =
            "There are as many sockets as the service serves at a time (max_sockets); try again later.";
        Refusal::new(StatusCode::SERVICE_UNAVAILABLE, "TOO_MANY_SOCKETS", message)
    })?;
    let most = door.limits.body_bytes;
    let upgrade = upgrade.protocols([PROTOCOL]).max_message_size(most).max_frame_size(most);
    Ok(upgrade.on_upgrade(move |socket| async move {
        let agreed = socket.protocol().is_some_and(|protocol| protocol == PROTOCOL);
        Session::new(door, caller, headers).serve(socket, agreed).await;
        drop(place);
    }))
}

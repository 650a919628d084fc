//! For those who run the service.

use std::sync::Arc;

use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::IntoResponse;

use super::Door;

/// The process answers.
pub async fn live() -> &'static str {
    "ok\n"
}

/// The process and its database can answer queries; 503 and the reason when they cannot.
pub async fn ready(State(door): State<Arc<Door>>) -> impl IntoResponse {
    match (door.ready)().await {
        Ok(()) => (StatusCode::OK, "ready\n".to_owned()),
        Err(reason) => (StatusCode::SERVICE_UNAVAILABLE, format!("{reason}\n")),
    }
}

/// Counters and timings in Prometheus' text form, and how things stand now.
pub async fn metrics(State(door): State<Arc<Door>>) -> impl IntoResponse {
    let (answers, bytes) = door.graph.remembered();
    let now = [
        ("sorgraph_running_aside", door.graph.running_aside()),
        ("sorgraph_answer_cache_answers", answers),
        ("sorgraph_answer_cache_bytes", bytes),
    ];
    // Of this door, where a process has several; the others are counted together.
    let now = now.map(|(name, value)| format!("# TYPE {name} gauge\n{name} {value}\n")).concat();
    let text = door.metrics.render() + &now;
    ([(header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")], text)
}

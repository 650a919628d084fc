//! The demo's own issuer: its keys, as any OpenID provider shows them. Only `sorgraph
//! demo` on a loopback address has one.

use axum::Router;
use axum::response::IntoResponse;
use axum::routing::get;
use axum::{Json, http::header};
use serde_json::Value;

use crate::identity::development::{DISCOVERY_PATH, KEYS_PATH};

/// What the development issuer shows.
#[derive(Debug, Clone)]
pub struct DevelopmentKeys {
    /// The discovery document.
    pub discovery: Value,
    /// The key set.
    pub keys: Value,
}

/// Path of the issuer below the service's address.
pub const DEVELOPMENT_ISSUER: &str = "/development-issuer";

/// The routes of the issuer.
pub fn routes<S: Clone + Send + Sync + 'static>(shown: DevelopmentKeys) -> Router<S> {
    let document = |value: Value| {
        get(move || {
            let value = value.clone();
            async move { ([(header::CACHE_CONTROL, "no-store")], Json(value)).into_response() }
        })
    };
    Router::new()
        .route(&format!("{DEVELOPMENT_ISSUER}{DISCOVERY_PATH}"), document(shown.discovery))
        .route(&format!("{DEVELOPMENT_ISSUER}{KEYS_PATH}"), document(shown.keys))
}

//! Which pages of other sites may ask.

use std::time::Duration;

use axum::http::{HeaderValue, Method, header};
use tower_http::cors::{AllowOrigin, CorsLayer};

use super::{read_at, reply, request_id};

/// How long a browser may remember what it is allowed.
const REMEMBERED: Duration = Duration::from_hours(2);

/// Lets browsers hand answers to pages of `origins`; `*` is any. Callers sign in by a header
/// that a page must have been given, never by cookies, so there are no credentials to allow.
pub fn pages_of(origins: &[HeaderValue]) -> CorsLayer {
    if origins.is_empty() {
        return CorsLayer::new().vary([]);
    }
    let any = origins.iter().any(|origin| origin == "*");
    let allowed = if any { AllowOrigin::any() } else { AllowOrigin::list(origins.iter().cloned()) };
    CorsLayer::new()
        .allow_origin(allowed)
        .allow_methods([Method::GET, Method::POST])
        .allow_headers([
            header::ACCEPT,
            header::AUTHORIZATION,
            header::CONTENT_TYPE,
            request_id::HEADER,
            read_at::AT,
            read_at::REVISION,
            read_at::AT_LEAST,
        ])
        .expose_headers([
            request_id::HEADER,
            header::RETRY_AFTER,
            header::ETAG,
            read_at::NEWEST,
            reply::ANSWERED_BY,
        ])
        .max_age(REMEMBERED)
}

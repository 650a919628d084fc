use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use axum::http::{HeaderMap, HeaderName, HeaderValue, Request};
use tower_http::request_id::{MakeRequestId, RequestId};

/// Header that carries a request's id, in and out.
pub const HEADER: HeaderName = HeaderName::from_static("x-request-id");

/// Numbers the requests of this process; the caller's own id goes before.
#[derive(Clone)]
pub struct Numbered {
    process: u32,
    last: Arc<AtomicU64>,
}

impl Default for Numbered {
    fn default() -> Self {
        Self { process: std::process::id(), last: Arc::default() }
    }
}

impl MakeRequestId for Numbered {
    fn make_request_id<B>(&mut self, _: &Request<B>) -> Option<RequestId> {
        let number = self.last.fetch_add(1, Ordering::Relaxed) + 1;
        let text = format!("{:x}-{number}", self.process);
        HeaderValue::from_str(&text).ok().map(RequestId::new)
    }
}

/// The id of a request, as it was set at the door.
pub fn of(headers: &HeaderMap) -> String {
    headers.get(HEADER).and_then(|id| id.to_str().ok()).unwrap_or_default().to_owned()
}

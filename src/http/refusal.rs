//! Answers to requests that never reach the graph, in the form of GraphQL errors.

use std::any::Any;

use axum::body::Body;
use axum::extract::Request;
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

/// A request refused at the door.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// HTTP status.
    pub status: StatusCode,
    /// Stable code.
    pub code: &'static str,
    /// What is wrong, for people.
    pub message: String,
}

impl Refusal {
    pub fn new(status: StatusCode, code: &'static str, message: impl Into<String>) -> Self {
        Self { status, code, message: message.into() }
    }
}

impl IntoResponse for Refusal {
    /// The body follows in [`with_request_id`], which knows the request.
    fn into_response(self) -> Response {
        let mut response = self.status.into_response();
        if self.status == StatusCode::METHOD_NOT_ALLOWED {
            response.headers_mut().insert(header::ALLOW, HeaderValue::from_static("POST"));
        }
        response.extensions_mut().insert(self);
        response
    }
}

/// Writes refusals with the id of their request.
pub async fn with_request_id(request: Request, next: Next) -> Response {
    let id = super::request_id::of(request.headers());
    let mut response = next.run(request).await;
    if let Some(refusal) = response.extensions_mut().remove::<Refusal>() {
        let extensions = serde_json::json!({ "code": refusal.code, "requestId": id });
        let error = serde_json::json!({ "message": refusal.message, "extensions": extensions });
        *response.body_mut() = serde_json::json!({ "errors": [error] }).to_string().into();
        let json = HeaderValue::from_static("application/json; charset=utf-8");
        response.headers_mut().insert(header::CONTENT_TYPE, json);
        response.headers_mut().remove(header::CONTENT_LENGTH);
    }
    response
}

/// The answer after a panic: the cause is in the log, not in the answer.
#[expect(clippy::needless_pass_by_value, reason = "the form that the panic catcher asks for")]
pub fn after_panic(cause: Box<dyn Any + Send + 'static>) -> Response<Body> {
    let text = cause.downcast_ref::<String>().map(String::as_str);
    let text = text.or_else(|| cause.downcast_ref::<&str>().copied()).unwrap_or("unknown");
    tracing::error!(cause = text, "a request panicked");
    Refusal::new(
        StatusCode::INTERNAL_SERVER_ERROR,
        "INTERNAL",
        "The service made a mistake; it has been logged.",
    )
    .into_response()
}

//! Answers to requests that never reach the graph, in the form of GraphQL errors.

use std::any::Any;

use axum::body::Body;
use axum::extract::Request;
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use super::negotiate::{MediaType, answer_type};
use super::request_id;

/// A request refused at the door.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// HTTP status.
    pub status: StatusCode,
    /// Stable code.
    pub code: &'static str,
    /// What is wrong, for people.
    pub message: String,
    /// A header that says what to do instead.
    header: Option<(HeaderName, HeaderValue)>,
}

impl Refusal {
    pub fn new(status: StatusCode, code: &'static str, message: impl Into<String>) -> Self {
        Self { status, code, message: message.into(), header: None }
    }

    /// The same with a header.
    pub fn with(self, name: HeaderName, value: &'static str) -> Self {
        Self { header: Some((name, HeaderValue::from_static(value))), ..self }
    }
}

impl IntoResponse for Refusal {
    /// The body follows in [`with_request_id`], which knows the request.
    fn into_response(self) -> Response {
        let mut response = self.status.into_response();
        if let Some((name, value)) = self.header.clone() {
            response.headers_mut().insert(name, value);
        }
        response.extensions_mut().insert(self);
        response
    }
}

/// Writes refusals with the id of their request, in the media type that it accepts.
pub async fn with_request_id(request: Request, next: Next) -> Response {
    let id = request.headers().get(request_id::HEADER).cloned();
    let media_type = answer_type(request.headers()).unwrap_or(MediaType::Json);
    let mut response = next.run(request).await;
    if let Some(refusal) = response.extensions_mut().remove::<Refusal>() {
        let id = id.as_ref().and_then(|id| id.to_str().ok());
        let extensions = serde_json::json!({ "code": refusal.code, "requestId": id.unwrap_or_default() });
        let error = serde_json::json!({ "message": refusal.message, "extensions": extensions });
        *response.body_mut() = serde_json::json!({ "errors": [error] }).to_string().into();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(media_type.header()));
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        headers.append(header::VARY, HeaderValue::from_static("accept"));
        headers.remove(header::CONTENT_LENGTH);
    }
    response
}

/// The answer of an address that does not take the method; the router adds those that it takes.
pub async fn method_not_allowed() -> Refusal {
    let message = "This address does not take that method; Allow names those that it takes.";
    Refusal::new(StatusCode::METHOD_NOT_ALLOWED, "METHOD_NOT_ALLOWED", message)
}

/// The answer of an address that is none.
pub async fn not_found() -> Refusal {
    Refusal::new(StatusCode::NOT_FOUND, "NOT_FOUND", "There is nothing at this address.")
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

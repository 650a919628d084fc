//! The graph's answer as an HTTP response.

use std::time::Instant;

use async_graphql::{Response as Answer, Value};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

use super::negotiate::MediaType;
use super::read_at;
use super::request_id;

/// What an answer needs of its request.
pub struct Reply<'a> {
    pub media_type: MediaType,
    pub headers: &'a HeaderMap,
    pub started: Instant,
}

impl Reply<'_> {
    /// Writes an answer.
    pub fn write(&self, mut answer: Answer) -> Response {
        metrics::histogram!("sorgraph_request_seconds").record(self.started.elapsed());
        let result = if answer.is_ok() { "ok" } else { "error" };
        metrics::counter!("sorgraph_requests_total", "result" => result).increment(1);
        name_request(&mut answer, &request_id::of(self.headers));
        let mut response = (status(&answer, self.media_type), body(&answer)).into_response();
        if let Some(Value::Number(seconds)) = extension(&answer, "retryAfterSeconds")
            && let Ok(seconds) = HeaderValue::from_str(&seconds.to_string())
        {
            response.headers_mut().insert(header::RETRY_AFTER, seconds);
        }
        if let Some(Value::Object(register)) = answer.extensions.get("register")
            && let Some(Value::String(newest)) = register.get("newestRevision")
            && let Ok(newest) = HeaderValue::from_str(newest)
        {
            response.headers_mut().insert(read_at::NEWEST, newest);
        }
        self.describe(&mut response);
        response
    }

    /// Says that the caller has the answer already.
    pub fn not_modified(&self) -> Response {
        let mut response = StatusCode::NOT_MODIFIED.into_response();
        self.describe(&mut response);
        response.headers_mut().remove(header::CONTENT_TYPE);
        response
    }

    fn describe(&self, response: &mut Response) {
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(self.media_type.header()));
        headers.insert(header::VARY, HeaderValue::from_static(VARIES));
    }
}

/// The headers of a request by which its answer differs: a cache keeps one for each of their values.
const VARIES: &str = "accept, authorization, sorgraph-at, sorgraph-revision, sorgraph-at-least";

/// The answer as JSON. One that was not executed has no `data`, one that was has it, if only as null.
fn body(answer: &Answer) -> Vec<u8> {
    let mut body = serde_json::to_value(answer).expect("an answer is made of JSON values");
    if !is_executed(answer)
        && let Some(entries) = body.as_object_mut()
    {
        entries.remove("data");
    }
    body.to_string().into_bytes()
}

/// A request that was not executed at all has errors without a path and no data.
pub fn is_executed(answer: &Answer) -> bool {
    answer.is_ok() || answer.errors.iter().any(|error| !error.path.is_empty())
}

fn extension<'a>(answer: &'a Answer, name: &str) -> Option<&'a Value> {
    answer.errors.first()?.extensions.as_ref()?.get(name)
}

/// 200 for whatever was executed, and in `application/json` for what was not; there the one
/// exception is a caller who asked for too much, as every client and proxy knows that status.
fn status(answer: &Answer, media_type: MediaType) -> StatusCode {
    if is_executed(answer) {
        return StatusCode::OK;
    }
    let code = match extension(answer, "code") {
        Some(Value::String(code)) => code.as_str(),
        _ => "",
    };
    match (code, media_type) {
        ("RATE_LIMITED", _) => StatusCode::TOO_MANY_REQUESTS,
        (_, MediaType::Json) => StatusCode::OK,
        ("TIMEOUT" | "UNAVAILABLE", _) => StatusCode::SERVICE_UNAVAILABLE,
        ("INTERNAL", _) => StatusCode::INTERNAL_SERVER_ERROR,
        ("DOCUMENT_NOT_TRUSTED", _) => StatusCode::FORBIDDEN,
        _ => StatusCode::BAD_REQUEST,
    }
}

/// Gives every error a code and the id under which the log knows the request.
pub fn name_request(answer: &mut Answer, id: &str) {
    for error in &mut answer.errors {
        let extensions = error.extensions.get_or_insert_default();
        if extensions.get("code").is_none() {
            extensions.set("code", "GRAPHQL_INVALID");
        }
        extensions.set("requestId", id);
    }
}

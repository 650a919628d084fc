//! The graph's answer as an HTTP response.

use std::time::Instant;

use async_graphql::{Response as Answer, Value};
use axum::body::{Body, Bytes};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

use super::negotiate::MediaType;
use super::read_at;
use super::request_id;
use crate::schema::{self, Answered, Written, as_json, is_executed};

/// What an answer needs of its request.
pub struct Reply<'a> {
    pub media_type: MediaType,
    pub headers: &'a HeaderMap,
    pub started: Instant,
}

impl Reply<'_> {
    /// Writes an answer. One that is streamed counts, and its time is taken, when its first bytes are there.
    pub fn write(&self, answer: Answered) -> Response {
        metrics::histogram!("sorgraph_request_seconds").record(self.started.elapsed());
        match answer {
            Answered::Told(answer) => self.told(answer),
            Answered::Written(written) => self.written(written),
        }
    }

    fn written(&self, written: Written) -> Response {
        let (by, body) = match written.body {
            schema::Body::Whole(bytes) => (PLAN, Body::from(bytes)),
            schema::Body::Kept(bytes) => (CACHE, Body::from(Bytes::from_owner(bytes))),
            schema::Body::Streamed(chunks) => (PLAN, Body::from_stream(chunks)),
        };
        counted("ok", by);
        let mut response = body.into_response();
        response.headers_mut().insert(ANSWERED_BY, HeaderValue::from_static(by));
        response.headers_mut().insert(read_at::NEWEST, written.newest.0.into());
        self.describe(&mut response);
        response
    }

    fn told(&self, mut answer: Answer) -> Response {
        counted(if answer.is_ok() { "ok" } else { "error" }, RESOLVERS);
        name_request(&mut answer, &request_id::of(self.headers));
        let mut response = (status(&answer, self.media_type), as_json(&answer)).into_response();
        response.headers_mut().insert(ANSWERED_BY, HeaderValue::from_static(RESOLVERS));
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

/// In answers: who answered, for those who look for the reason of a slow one.
pub const ANSWERED_BY: HeaderName = HeaderName::from_static("sorgraph-answered-by");
/// A compiled plan, from memory.
const PLAN: &str = "plan";
/// A compiled plan, for an earlier request.
const CACHE: &str = "cache";
/// The ordinary executor.
const RESOLVERS: &str = "resolvers";

fn counted(result: &'static str, by: &'static str) {
    metrics::counter!("sorgraph_requests_total", "result" => result, "by" => by).increment(1);
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

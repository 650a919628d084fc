//! GraphQL over HTTP: one operation a request.

use std::time::Instant;

use async_graphql::parser::types::{DocumentOperations, OperationType};
use async_graphql::{Request, Response as Answer, ServerError, Variables};
use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::extract::{Extension, Query, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;

use super::negotiate::{MediaType, answer_type, check_body_type};
use super::refusal::Refusal;
use super::{Door, RequestLimits, read_at, request_id, selections};
use crate::identity::Caller;
use crate::schema::RequestId;

/// A request as the body or the address carries it.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Body {
    query: Option<String>,
    operation_name: Option<String>,
    variables: Option<serde_json::Value>,
}

/// The same by GET: variables are JSON text.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Parameters {
    query: Option<String>,
    operation_name: Option<String>,
    variables: Option<String>,
}

/// Answers a GET: queries only, never anything that changes.
pub async fn get(
    State(door): State<Door>,
    Extension(caller): Extension<Caller>,
    headers: HeaderMap,
    Query(parameters): Query<Parameters>,
) -> Result<Response, Refusal> {
    let media_type = answer_type(&headers)?;
    let mut request = by_get(&door, parameters)?;
    if operation_type(&mut request) != Some(OperationType::Query) {
        let message = "Only queries are answered by GET.";
        return Err(Refusal::new(StatusCode::METHOD_NOT_ALLOWED, "METHOD_NOT_ALLOWED", message));
    }
    Ok(answer(&door, sent_by(request, caller, &headers)?, media_type, &headers).await)
}

/// Answers a POST.
pub async fn post(
    State(door): State<Door>,
    Extension(caller): Extension<Caller>,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Result<Response, Refusal> {
    let media_type = answer_type(&headers)?;
    let request = by_post(&door, &headers, body)?;
    Ok(answer(&door, sent_by(request, caller, &headers)?, media_type, &headers).await)
}

/// The request with who sends it, the id under which the log knows it, and where it reads.
pub fn sent_by(request: Request, caller: Caller, headers: &HeaderMap) -> Result<Request, Refusal> {
    Ok(request.data(caller).data(RequestId(request_id::of(headers))).data(read_at::of(headers)?))
}

/// Reads a request from the address.
pub fn by_get(door: &Door, parameters: Parameters) -> Result<Request, Refusal> {
    let variables = match parameters.variables.as_deref() {
        Some(text) => Some(serde_json::from_str(text).map_err(|error| bad(format!("variables: {error}")))?),
        None => None,
    };
    let body = Body { query: parameters.query, operation_name: parameters.operation_name, variables };
    request(door, body)
}

/// Reads a request from a body.
pub fn by_post(
    door: &Door,
    headers: &HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Result<Request, Refusal> {
    check_body_type(headers)?;
    let body = body.map_err(|rejection| {
        let limit = door.limits.body_bytes;
        match rejection.into_response().status() {
            status @ StatusCode::PAYLOAD_TOO_LARGE => {
                Refusal::new(status, "BODY_TOO_LARGE", format!("The body may have {limit} bytes at most."))
            }
            status => Refusal::new(status, "BAD_REQUEST", "The body could not be read."),
        }
    })?;
    if body.first() == Some(&b'[') {
        return Err(bad("Several requests in one body are not answered; send them one by one.".to_owned()));
    }
    let body: Body =
        serde_json::from_slice(&body).map_err(|error| bad(format!("The body is not a request: {error}")))?;
    request(door, body)
}

fn bad(message: String) -> Refusal {
    Refusal::new(StatusCode::BAD_REQUEST, "BAD_REQUEST", message)
}

fn request(door: &Door, body: Body) -> Result<Request, Refusal> {
    let Some(query) = body.query else {
        return Err(bad("The request has no query.".to_owned()));
    };
    let variables = match body.variables {
        None | Some(serde_json::Value::Null) => Variables::default(),
        Some(object @ serde_json::Value::Object(_)) => Variables::from_json(object),
        Some(_) => return Err(bad("variables must be an object.".to_owned())),
    };
    // NUL passes through SQLite and fails in PostgreSQL: it stops here.
    if query.contains('\0') || query.contains("\\u0000") || has_nul(&variables) {
        return Err(bad("A NUL character cannot be part of any value.".to_owned()));
    }
    let mut request = Request::new(query).variables(variables);
    request.operation_name = body.operation_name;
    let limit = door.limits.selections;
    // What does not parse is left to the graph, which names line and column.
    if let Ok(document) = request.parsed_query()
        && selections::count(document, limit).is_none()
    {
        let message = format!("The query has more than {limit} selections with its fragments written out.");
        return Err(Refusal::new(StatusCode::BAD_REQUEST, "TOO_MANY_SELECTIONS", message));
    }
    Ok(request)
}

fn has_nul(variables: &Variables) -> bool {
    serde_json::to_string(&**variables).is_ok_and(|text| text.contains("\\u0000"))
}

/// The type of the operation that the request names.
fn operation_type(request: &mut Request) -> Option<OperationType> {
    let name = request.operation_name.clone();
    let document = request.parsed_query().ok()?;
    match (&document.operations, name) {
        (DocumentOperations::Single(only), _) => Some(only.node.ty),
        (DocumentOperations::Multiple(several), Some(name)) => {
            several.get(name.as_str()).map(|found| found.node.ty)
        }
        (DocumentOperations::Multiple(_), None) => None,
    }
}

async fn answer(door: &Door, request: Request, media_type: MediaType, headers: &HeaderMap) -> Response {
    let started = Instant::now();
    let run = tokio::time::timeout(door.limits.time, door.graph.execute(request));
    let (status, mut answer) = match run.await {
        Ok(answer) => (status(&answer, media_type), answer),
        Err(_) => (StatusCode::SERVICE_UNAVAILABLE, Answer::from_errors(vec![timed_out(door)])),
    };
    metrics::histogram!("sorgraph_request_seconds").record(started.elapsed());
    metrics::counter!("sorgraph_requests_total", "result" => if answer.is_ok() { "ok" } else { "error" })
        .increment(1);
    name_request(&mut answer, &request_id::of(headers), door.limits);
    let body = serde_json::to_vec(&answer).expect("an answer is made of JSON values");
    let mut response = (status, body).into_response();
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(media_type.header()));
    response.headers_mut().insert(header::VARY, HeaderValue::from_static("Accept"));
    response
}

/// A request that was not executed at all has errors without a path and no data.
fn status(answer: &Answer, media_type: MediaType) -> StatusCode {
    let executed = answer.is_ok() || answer.errors.iter().any(|error| !error.path.is_empty());
    match media_type {
        MediaType::GraphqlResponse if !executed => StatusCode::BAD_REQUEST,
        _ => StatusCode::OK,
    }
}

fn timed_out(door: &Door) -> ServerError {
    let message = format!("The query took longer than {} seconds.", door.limits.time.as_secs());
    let mut error = ServerError::new(message, None);
    error.extensions.get_or_insert_default().set("code", "TIMEOUT");
    error
}

/// The code of an error that the library made, which tells limits by their words
/// only, and our words for it.
fn told(message: &str, limits: RequestLimits) -> (&'static str, Option<String>) {
    let RequestLimits { depth, complexity, .. } = limits;
    match message {
        "Query is too complex." => {
            let hint = "ask for shorter pages or fewer levels";
            (
                "TOO_COMPLEX",
                Some(format!("The query is more complex than {complexity} (max_complexity); {hint}.")),
            )
        }
        _ if is_about_depth(message) => {
            let hint = "a list and its nodes are two levels; descendants reaches any depth in one";
            ("TOO_DEEP", Some(format!("The query is nested deeper than {depth} levels (max_depth); {hint}.")))
        }
        _ => ("GRAPHQL_INVALID", None),
    }
}

fn is_about_depth(message: &str) -> bool {
    ["Query is nested too deep.", "recursion limit exceeded."].contains(&message)
        || message.starts_with("The recursion depth of the query")
}

/// Gives every error a code and the id under which the log knows the request.
pub fn name_request(answer: &mut Answer, id: &str, limits: RequestLimits) {
    for error in &mut answer.errors {
        let extensions = error.extensions.get_or_insert_default();
        if extensions.get("code").is_none() {
            let (code, message) = told(&error.message, limits);
            extensions.set("code", code);
            error.message = message.unwrap_or_else(|| std::mem::take(&mut error.message));
        }
        extensions.set("requestId", id);
    }
}

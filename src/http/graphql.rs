//! GraphQL over HTTP: one operation a request.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Instant;

use async_graphql::parser::types::OperationType;
use async_graphql::{Request, Response as Answer, Value, Variables};
use axum::body::Bytes;
use axum::extract::rejection::{BytesRejection, QueryRejection};
use axum::extract::{self, Extension, FromRequest, Query, State};
use axum::http::{HeaderMap, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use serde_json::error::Category;

use super::negotiate::{answer_type, check_body_type};
use super::refusal::Refusal;
use super::reply::Reply;
use super::{Door, caching, read_at, request_id};
use crate::identity::Caller;
use crate::schema::{Answered, Begun, DocumentId, RequestId};

/// A request as the body or the address carries it.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Body {
    query: Option<String>,
    document_id: Option<String>,
    operation_name: Option<String>,
    variables: Option<serde_json::Value>,
    extensions: Option<serde_json::Value>,
}

/// The same by GET: variables and extensions are JSON text.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Parameters {
    query: Option<String>,
    document_id: Option<String>,
    operation_name: Option<String>,
    variables: Option<String>,
    extensions: Option<String>,
}

/// What a POST carries, moved out of it: to extract the parts one by one copies every header.
pub struct Sent {
    pub caller: Caller,
    pub headers: HeaderMap,
    pub body: Result<Bytes, BytesRejection>,
}

impl<S: Send + Sync> FromRequest<S> for Sent {
    type Rejection = Infallible;

    async fn from_request(mut request: extract::Request, state: &S) -> Result<Self, Infallible> {
        let caller = request.extensions_mut().remove().unwrap_or_default();
        let headers = std::mem::take(request.headers_mut());
        Ok(Self { caller, headers, body: Bytes::from_request(request, state).await })
    }
}

/// Answers a GET: queries only, never anything that changes.
pub async fn get(
    State(door): State<Arc<Door>>,
    Extension(caller): Extension<Caller>,
    headers: HeaderMap,
    parameters: Result<Query<Parameters>, QueryRejection>,
) -> Result<Response, Refusal> {
    let reply = Reply { media_type: answer_type(&headers)?, headers: &headers, started: Instant::now() };
    let Query(parameters) =
        parameters.map_err(|_| bad("The address does not carry a request.".to_owned()))?;
    let request = by_get(&door, parameters)?;
    let public = caller.is_anonymous();
    let begun = match begin(&door, sent_by(request, caller, &headers)?, Method::GET).await? {
        Ok(begun) => begun,
        Err(answer) => return Ok(unkept(reply.write(Answered::Told(answer)))),
    };
    if !public {
        return Ok(unkept(reply.write(begun.reply().await)));
    }
    let tag = caching::entity_tag(&begun.tag(), reply.media_type);
    if caching::is_had(&headers, &tag) {
        let mut response = reply.not_modified();
        caching::keep(&mut response, &tag, door.limits.public_seconds);
        return Ok(response);
    }
    let answer = begun.reply().await;
    if matches!(&answer, Answered::Told(answer) if answer.is_err()) {
        return Ok(unkept(reply.write(answer)));
    }
    let mut response = reply.write(answer);
    caching::keep(&mut response, &tag, door.limits.public_seconds);
    Ok(response)
}

fn unkept(mut response: Response) -> Response {
    caching::never_keep(&mut response);
    response
}

/// Answers a POST.
pub async fn post(
    State(door): State<Arc<Door>>,
    Sent { caller, headers, body }: Sent,
) -> Result<Response, Refusal> {
    let reply = Reply { media_type: answer_type(&headers)?, headers: &headers, started: Instant::now() };
    let request = by_post(&door, &headers, body)?;
    let begun = begin(&door, sent_by(request, caller, &headers)?, Method::POST).await?;
    let answer = match begun {
        Ok(begun) => begun.reply().await,
        Err(answer) => Answered::Told(answer),
    };
    Ok(reply.write(answer))
}

/// Begins a request; the graph's refusal where it does not get so far.
async fn begin(door: &Door, request: Request, method: Method) -> Result<Result<Begun, Answer>, Refusal> {
    let prepared = match door.graph.prepare(request) {
        Ok(prepared) => prepared,
        Err(refused) => return Ok(Err(refused.response())),
    };
    match prepared.kind() {
        Some(OperationType::Subscription) if method == Method::POST => {
            Err(bad("Subscriptions are answered at /graphql/stream and /graphql/ws.".to_owned()))
        }
        Some(OperationType::Mutation | OperationType::Subscription) if method == Method::GET => {
            Err(only_by_post("Only queries are answered by GET."))
        }
        _ => Ok(door.graph.begin(prepared).await),
    }
}

/// Refuses what is not answered by GET.
pub fn only_by_post(message: &str) -> Refusal {
    let refusal = Refusal::new(StatusCode::METHOD_NOT_ALLOWED, "METHOD_NOT_ALLOWED", message);
    refusal.with(header::ALLOW, "POST")
}

/// The request with who sends it, the id under which the log knows it, and where it reads.
pub fn sent_by(request: Request, caller: Caller, headers: &HeaderMap) -> Result<Request, Refusal> {
    Ok(request.data(caller).data(RequestId(request_id::of(headers))).data(read_at::of(headers)?))
}

/// Reads a request from the address.
pub fn by_get(door: &Door, parameters: Parameters) -> Result<Request, Refusal> {
    let json = |name: &str, text: Option<String>| {
        let text = text.filter(|text| !text.is_empty());
        text.map(|text| serde_json::from_str(&text).map_err(|error| bad(format!("{name}: {error}"))))
            .transpose()
    };
    let body = Body {
        query: parameters.query,
        document_id: parameters.document_id,
        operation_name: parameters.operation_name,
        variables: json("variables", parameters.variables)?,
        extensions: json("extensions", parameters.extensions)?,
    };
    let size = body.query.as_ref().map_or(0, String::len);
    if size > door.limits.body_bytes {
        return Err(too_large(door));
    }
    request(body)
}

fn too_large(door: &Door) -> Refusal {
    let message = format!("A request may have {} bytes at most (max_body_bytes).", door.limits.body_bytes);
    Refusal::new(StatusCode::PAYLOAD_TOO_LARGE, "BODY_TOO_LARGE", message)
}

/// Reads a request from a body.
pub fn by_post(
    door: &Door,
    headers: &HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Result<Request, Refusal> {
    check_body_type(headers)?;
    let body = body.map_err(|rejection| match rejection.into_response().status() {
        StatusCode::PAYLOAD_TOO_LARGE => too_large(door),
        status => Refusal::new(status, "BAD_REQUEST", "The body could not be read."),
    })?;
    if body.iter().find(|byte| !byte.is_ascii_whitespace()) == Some(&b'[') {
        // What is not even JSON is told as such.
        let several = serde_json::from_slice::<serde::de::IgnoredAny>(&body);
        several.map_err(|error| bad(format!("The body is not JSON: {error}")))?;
        return Err(bad("Several requests in one body are not answered; send them one by one.".to_owned()));
    }
    let body = serde_json::from_slice(&body).map_err(|error| match error.classify() {
        Category::Data => bad(format!("The body is not a request: {error}")),
        _ => bad(format!("The body is not JSON: {error}")),
    })?;
    request(body)
}

/// Reads a request from a message of a socket.
pub fn by_message(payload: serde_json::Value) -> Result<Request, Refusal> {
    let body = Body::deserialize(payload);
    request(body.map_err(|error| bad(format!("The payload is not a request: {error}")))?)
}

fn bad(message: String) -> Refusal {
    Refusal::new(StatusCode::BAD_REQUEST, "BAD_REQUEST", message)
}

fn request(body: Body) -> Result<Request, Refusal> {
    let variables = Variables::from_json(object("variables", body.variables)?);
    let extensions = object("extensions", body.extensions)?;
    let query = body.query.unwrap_or_default();
    if query.is_empty() && body.document_id.is_none() && extensions.get("persistedQuery").is_none() {
        return Err(bad("The request has no query.".to_owned()));
    }
    // NUL passes through SQLite and fails in PostgreSQL: it stops here.
    if query.contains('\0') || query.contains("\\u0000") || has_nul(&variables) {
        return Err(bad("A NUL character cannot be part of any value.".to_owned()));
    }
    let mut request = Request::new(query).variables(variables);
    request.operation_name = body.operation_name.filter(|name| !name.is_empty());
    if let serde_json::Value::Object(entries) = extensions {
        let entries =
            entries.into_iter().filter_map(|(name, value)| Some((name, Value::from_json(value).ok()?)));
        request.extensions.extend(entries);
    }
    Ok(match body.document_id {
        Some(id) => request.data(DocumentId(id)),
        None => request,
    })
}

/// An optional object; null is none.
fn object(name: &str, given: Option<serde_json::Value>) -> Result<serde_json::Value, Refusal> {
    match given {
        None | Some(serde_json::Value::Null) => Ok(serde_json::json!({})),
        Some(object @ serde_json::Value::Object(_)) => Ok(object),
        Some(_) => Err(bad(format!("{name} must be an object."))),
    }
}

fn has_nul(variables: &Variables) -> bool {
    fn within(value: &Value) -> bool {
        match value {
            Value::String(text) => text.contains('\0'),
            Value::List(items) => items.iter().any(within),
            Value::Object(fields) => fields.iter().any(|(name, value)| name.contains('\0') || within(value)),
            _ => false,
        }
    }
    variables.iter().any(|(name, value)| name.contains('\0') || within(value))
}

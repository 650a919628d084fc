//! Media types of GraphQL over HTTP.

use axum::http::{HeaderMap, StatusCode, header};

use super::refusal::Refusal;

/// The media type of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MediaType {
    /// `application/graphql-response+json`: the status tells whether the request was valid.
    GraphqlResponse,
    /// `application/json`: 200 for every well-formed request.
    Json,
}

impl MediaType {
    /// The value of `Content-Type`.
    pub fn header(self) -> &'static str {
        match self {
            Self::GraphqlResponse => "application/graphql-response+json; charset=utf-8",
            Self::Json => "application/json; charset=utf-8",
        }
    }
}

/// The media type that the caller accepts best; `application/json` for one who does not say.
pub fn answer_type(headers: &HeaderMap) -> Result<MediaType, Refusal> {
    let accept: Vec<_> =
        headers.get_all(header::ACCEPT).iter().filter_map(|value| value.to_str().ok()).collect();
    if accept.is_empty() {
        return Ok(MediaType::Json);
    }
    let ranges = accept.iter().flat_map(|value| value.split(','));
    let mut best: Option<(f32, MediaType)> = None;
    for range in ranges {
        let mut parts = range.split(';').map(str::trim);
        let found = match parts.next().unwrap_or_default().to_ascii_lowercase().as_str() {
            "application/graphql-response+json" => MediaType::GraphqlResponse,
            "application/json" | "application/*" | "*/*" => MediaType::Json,
            _ => continue,
        };
        let quality =
            parts.find_map(|part| part.strip_prefix("q=")).and_then(|q| q.parse().ok()).unwrap_or(1.0);
        if quality > 0.0 && best.is_none_or(|(known, _)| quality > known) {
            best = Some((quality, found));
        }
    }
    best.map(|(_, media_type)| media_type).ok_or_else(|| {
        let message = "Answers come as application/graphql-response+json or application/json.";
        Refusal::new(StatusCode::NOT_ACCEPTABLE, "NOT_ACCEPTABLE", message)
    })
}

/// Checks that a body is JSON. Other types are refused, also because browsers
/// send those across sites without asking.
pub fn check_body_type(headers: &HeaderMap) -> Result<(), Refusal> {
    let given = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let mut parts = given.split(';').map(|part| part.trim().to_ascii_lowercase());
    let json = parts.next().as_deref() == Some("application/json");
    let utf8 =
        parts.filter_map(|part| part.strip_prefix("charset=").map(ToOwned::to_owned)).all(|c| c == "utf-8");
    if json && utf8 {
        return Ok(());
    }
    let message = "The body must be application/json in UTF-8.";
    Err(Refusal::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "UNSUPPORTED_MEDIA_TYPE", message))
}

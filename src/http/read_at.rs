//! The point at which a whole request reads, as its headers say.

use axum::http::{HeaderMap, HeaderName, StatusCode};

use super::refusal::Refusal;
use crate::schema::ReadAt;

/// The day on which to read wherever the query names none.
pub const AT: HeaderName = HeaderName::from_static("sorgraph-at");
/// The revision at which to read wherever the query names none.
pub const REVISION: HeaderName = HeaderName::from_static("sorgraph-revision");

/// A revision that the answer must have reached.
pub const AT_LEAST: HeaderName = HeaderName::from_static("sorgraph-at-least");
/// In answers: the newest revision when the request began.
pub const NEWEST: HeaderName = HeaderName::from_static("sorgraph-newest-revision");

/// Reads the headers. One that is there twice, or does not fit, is refused.
pub fn of(headers: &HeaderMap) -> Result<ReadAt, Refusal> {
    let [at, revision, at_least] = [AT, REVISION, AT_LEAST].map(|name| once(headers, &name));
    let read_at = ReadAt::parse(at?, revision?, at_least?);
    read_at.map_err(|what| bad(&format!("{AT}, {REVISION}, {AT_LEAST}: {what}.")))
}

fn once<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Result<Option<&'a str>, Refusal> {
    let mut sent = headers.get_all(name).iter();
    let Some(value) = sent.next() else { return Ok(None) };
    match value.to_str() {
        Ok(text) if sent.next().is_none() => Ok(Some(text.trim())),
        _ => Err(bad(&format!("{name} is not one value in ASCII."))),
    }
}

fn bad(message: &str) -> Refusal {
    Refusal::new(StatusCode::BAD_REQUEST, "BAD_REQUEST", message)
}

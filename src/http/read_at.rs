//! The point at which a whole request reads, as its headers say.

use axum::http::{HeaderMap, StatusCode};

use super::refusal::Refusal;
use crate::schema::ReadAt;

/// The day on which to read wherever the query names none.
pub const AT: &str = "sorgraph-at";
/// The revision at which to read wherever the query names none.
pub const REVISION: &str = "sorgraph-revision";

/// Reads both headers. One that is there twice, or does not fit, is refused.
pub fn of(headers: &HeaderMap) -> Result<ReadAt, Refusal> {
    let (at, revision) = (once(headers, AT)?, once(headers, REVISION)?);
    ReadAt::parse(at, revision).map_err(|what| bad(&format!("{AT}, {REVISION}: {what}.")))
}

fn once<'a>(headers: &'a HeaderMap, name: &str) -> Result<Option<&'a str>, Refusal> {
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

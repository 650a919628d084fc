//! What browsers and caches between may keep: public answers to queries by GET.

use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::Response;

use super::negotiate::MediaType;

/// Says how long everybody may keep a response, and under which tag.
pub fn keep(response: &mut Response, tag: &str, seconds: u32) {
    let control = match seconds {
        0 => "public, max-age=0, must-revalidate".to_owned(),
        seconds => format!("public, max-age={seconds}"),
    };
    set(response, header::CACHE_CONTROL, &control);
    set(response, header::ETAG, tag);
}

/// Says that nobody may keep a response.
pub fn never_keep(response: &mut Response) {
    set(response, header::CACHE_CONTROL, "private, no-store");
}

fn set(response: &mut Response, name: header::HeaderName, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        response.headers_mut().insert(name, value);
    }
}

/// The tag of an answer in a media type. It is weak: packed and unpacked, the bytes differ.
pub fn entity_tag(tag: &str, media_type: MediaType) -> String {
    let letter = match media_type {
        MediaType::GraphqlResponse => 'g',
        MediaType::Json => 'j',
    };
    format!("W/\"{tag}-{letter}\"")
}

/// Whether the caller has the answer of this tag.
pub fn is_had(headers: &HeaderMap, tag: &str) -> bool {
    let opaque = |tag: &str| tag.trim().trim_start_matches("W/").to_owned();
    let sent = headers.get_all(header::IF_NONE_MATCH).iter().filter_map(|value| value.to_str().ok());
    sent.flat_map(|value| value.split(',')).any(|sent| sent.trim() == "*" || opaque(sent) == opaque(tag))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_are_compared_weakly() {
        let tag = entity_tag("abc", MediaType::Json);
        let had = |sent: &'static str| {
            let mut headers = HeaderMap::new();
            headers.insert(header::IF_NONE_MATCH, HeaderValue::from_static(sent));
            is_had(&headers, &tag)
        };
        assert!(had("W/\"abc-j\"") && had("\"abc-j\"") && had("\"x\", W/\"abc-j\"") && had("*"));
        assert!(!had("W/\"abc-g\"") && !had("abc") && !had(""));
        assert!(!is_had(&HeaderMap::new(), &tag));
    }
}

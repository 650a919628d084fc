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

    /// How closely a media range names this type: not at all, as anything, by its first part, or by name.
    fn named_by(self, range: &str) -> Option<u8> {
        match (range, self) {
            ("application/graphql-response+json", Self::GraphqlResponse)
            | ("application/json", Self::Json) => Some(2),
            ("application/*", _) => Some(1),
            ("*/*", _) => Some(0),
            _ => None,
        }
    }
}

/// A media range of `Accept`, and how much it is wanted.
struct Range {
    name: String,
    quality: f32,
}

/// The media type that the caller accepts best; `application/json` for one who does not say.
/// Among those wanted as much, the one called by name goes first, then the one named first.
pub fn answer_type(headers: &HeaderMap) -> Result<MediaType, Refusal> {
    // What most programs send.
    if headers.get(header::ACCEPT).is_none_or(|accept| accept == "application/json" || accept == "*/*")
        && headers.get_all(header::ACCEPT).iter().nth(1).is_none()
    {
        return Ok(MediaType::Json);
    }
    let Some(ranges) = accepted(headers) else { return Ok(MediaType::Json) };
    let mut best: Option<(MediaType, f32, u8, usize)> = None;
    for media_type in [MediaType::Json, MediaType::GraphqlResponse] {
        let named = ranges.iter().enumerate().filter_map(|(position, range)| {
            Some((media_type, range.quality, media_type.named_by(&range.name)?, position))
        });
        // The range that names a type most closely says how much it is wanted.
        let Some(found) = named.reduce(|a, b| if b.2 > a.2 { b } else { a }) else { continue };
        let better = best.is_none_or(|best| {
            found.1 > best.1
                || (found.1 >= best.1 && (found.2 > best.2 || (found.2 == best.2 && found.3 < best.3)))
        });
        if found.1 > 0.0 && better {
            best = Some(found);
        }
    }
    best.map(|(media_type, ..)| media_type).ok_or_else(|| {
        let message = "Answers come as application/graphql-response+json or application/json.";
        Refusal::new(StatusCode::NOT_ACCEPTABLE, "NOT_ACCEPTABLE", message)
    })
}

/// Checks that the caller takes server-sent events; one who does not say takes them.
pub fn check_takes_events(headers: &HeaderMap) -> Result<(), Refusal> {
    let Some(ranges) = accepted(headers) else { return Ok(()) };
    let named = ["text/event-stream", "text/*", "*/*"].into_iter().find_map(|name| {
        // The range that names them most closely says whether they are wanted.
        ranges.iter().find(|range| range.name == name)
    });
    if named.is_some_and(|range| range.quality > 0.0) {
        return Ok(());
    }
    let message = "Answers come as text/event-stream here; /graphql answers in JSON.";
    Err(Refusal::new(StatusCode::NOT_ACCEPTABLE, "NOT_ACCEPTABLE", message))
}

/// The ranges of `Accept`; `None` where the caller does not say.
fn accepted(headers: &HeaderMap) -> Option<Vec<Range>> {
    let accept: Vec<_> =
        headers.get_all(header::ACCEPT).iter().map(|value| value.to_str().unwrap_or_default()).collect();
    let says = accept.iter().any(|value| !value.trim().is_empty());
    says.then(|| accept.iter().flat_map(|value| value.split(',')).filter_map(range).collect())
}

/// Reads a range; `None` for one that asks for another encoding than UTF-8.
fn range(text: &str) -> Option<Range> {
    let (name, parameters) = parameters(text);
    let quality = parameters.iter().find(|(name, _)| name == "q").map_or("1", |(_, quality)| quality);
    let quality = quality.parse().ok().filter(|quality| (0.0..=1.0).contains(quality))?;
    is_utf8(&parameters).then_some(Range { name, quality })
}

/// A media type and its parameters, in small letters.
fn parameters(text: &str) -> (String, Vec<(String, String)>) {
    let lower = text.to_ascii_lowercase();
    let mut parts = lower.split(';').map(str::trim);
    let name = parts.next().unwrap_or_default().to_owned();
    let parameters = parts.filter_map(|part| part.split_once('='));
    (
        name,
        parameters
            .map(|(name, value)| (name.trim().to_owned(), value.trim().trim_matches('"').to_owned()))
            .collect(),
    )
}

fn is_utf8(parameters: &[(String, String)]) -> bool {
    parameters.iter().all(|(name, value)| name != "charset" || ["utf-8", "utf8"].contains(&value.as_str()))
}

/// Checks that a body is JSON. Other types are refused, also because browsers
/// send those across sites without asking.
pub fn check_body_type(headers: &HeaderMap) -> Result<(), Refusal> {
    let mut given = headers.get_all(header::CONTENT_TYPE).iter();
    let only = given.next().and_then(|value| value.to_str().ok()).filter(|_| given.next().is_none());
    let (name, parameters) = parameters(only.unwrap_or_default());
    if name == "application/json" && is_utf8(&parameters) {
        return Ok(());
    }
    let message = "The body must be application/json in UTF-8.";
    Err(Refusal::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "UNSUPPORTED_MEDIA_TYPE", message))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_best_accepted_type_is_taken() {
        let (json, response) = (Some(MediaType::Json), Some(MediaType::GraphqlResponse));
        let cases = [
            ("", json),
            ("*/*", json),
            ("application/*", json),
            ("application/json", json),
            ("application/graphql-response+json", response),
            ("application/graphql-response+json; charset=utf-8, application/json; charset=utf-8", response),
            ("application/json, application/graphql-response+json", json),
            ("application/json;q=0.9, application/graphql-response+json", response),
            ("application/graphql-response+json;q=0.5, application/json;q=0.6", json),
            ("*/*, application/graphql-response+json", response),
            ("application/json;q=0, */*", response),
            ("application/json; q=0.1, */*;q=0.8", response),
            ("APPLICATION/JSON;Q=1", json),
            ("text/html, */*;q=0.1", json),
            ("application/graphql-response+json; charset=latin-1, application/json;q=0.2", json),
            ("text/html", None),
            ("application/json;q=0", None),
            ("application/json;q=x", None),
            ("application/json; charset=latin-1", None),
        ];
        for (accept, expected) in cases {
            let mut headers = HeaderMap::new();
            headers.insert(header::ACCEPT, accept.parse().expect("a header"));
            assert_eq!(answer_type(&headers).ok(), expected, "{accept}");
        }
        assert_eq!(answer_type(&HeaderMap::new()).ok(), json);
    }

    #[test]
    fn events_are_for_those_who_take_them() {
        let cases = [
            ("", true),
            ("text/event-stream", true),
            ("TEXT/EVENT-STREAM; charset=utf-8", true),
            ("text/*", true),
            ("application/json, */*;q=0.1", true),
            ("application/json", false),
            ("text/event-stream;q=0, */*", false),
            ("text/html, text/plain", false),
        ];
        for (accept, expected) in cases {
            let mut headers = HeaderMap::new();
            headers.insert(header::ACCEPT, accept.parse().expect("a header"));
            assert_eq!(check_takes_events(&headers).is_ok(), expected, "{accept}");
        }
        assert!(check_takes_events(&HeaderMap::new()).is_ok());
    }
}

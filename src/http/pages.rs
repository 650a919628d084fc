//! Pages that the service brings along. They ask no address but this one.

use axum::extract::Path;
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

use super::refusal::Refusal;

const POLICY: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; \
     font-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
);
const SNIFF: (HeaderName, HeaderValue) =
    (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
const JAVASCRIPT: &str = "text/javascript; charset=utf-8";

/// A file of the page; its content is packed unless it is our own.
struct Asset {
    name: &'static str,
    kind: &'static str,
    content: &'static [u8],
    packed: bool,
}

const ASSETS: [Asset; 5] = [
    Asset { name: "start.js", kind: JAVASCRIPT, content: include_bytes!("graphiql/start.js"), packed: false },
    Asset {
        name: "graphiql.min.js",
        kind: JAVASCRIPT,
        content: include_bytes!("graphiql/graphiql.min.js.gz"),
        packed: true,
    },
    Asset {
        name: "graphiql.min.css",
        kind: "text/css; charset=utf-8",
        content: include_bytes!("graphiql/graphiql.min.css.gz"),
        packed: true,
    },
    Asset {
        name: "react.production.min.js",
        kind: JAVASCRIPT,
        content: include_bytes!("graphiql/react.production.min.js.gz"),
        packed: true,
    },
    Asset {
        name: "react-dom.production.min.js",
        kind: JAVASCRIPT,
        content: include_bytes!("graphiql/react-dom.production.min.js.gz"),
        packed: true,
    },
];

/// The GraphiQL page.
pub async fn graphiql() -> Response {
    let page = include_str!("graphiql/index.html");
    let kind = (header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
    ([kind, (header::CONTENT_SECURITY_POLICY, POLICY), SNIFF], page).into_response()
}

/// A file of the GraphiQL page. Every browser unpacks gzip, so it is kept packed only.
pub async fn asset(Path(file): Path<String>) -> Result<Response, Refusal> {
    let Some(asset) = ASSETS.iter().find(|asset| asset.name == file) else {
        return Err(Refusal::new(StatusCode::NOT_FOUND, "NOT_FOUND", "There is no such file."));
    };
    let kind = (header::CONTENT_TYPE, HeaderValue::from_static(asset.kind));
    let mut response = ([kind, SNIFF], asset.content).into_response();
    if asset.packed {
        response.headers_mut().insert(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"));
    }
    Ok(response)
}

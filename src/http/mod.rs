//! The door: routes, GraphQL over HTTP, WebSocket and server-sent events, probes, pages.
//!
//! Nothing here knows the register: it hands requests to the schema.

mod caching;
mod caller;
mod cross_site;
mod development;
mod graphql;
mod negotiate;
mod pages;
mod probes;
mod read_at;
mod refusal;
mod reply;
mod request_id;
mod socket;
mod stream;

use std::sync::Arc;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::HeaderValue;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::response::Redirect;
use axum::routing::get;
use futures_util::future::BoxFuture;
use metrics_exporter_prometheus::PrometheusHandle;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::compression::predicate::{NotForContentType, Predicate, SizeAbove};
use tower_http::request_id::{PropagateRequestIdLayer, SetRequestIdLayer};

use crate::identity::token::Verifier;
use crate::schema::Graph;

pub use development::{DEVELOPMENT_ISSUER, DevelopmentKeys};
pub use socket::Sockets;

/// Tells whether the service can answer, or why not.
pub type Ready = Arc<dyn Fn() -> BoxFuture<'static, Result<(), String>> + Send + Sync>;

/// What the routes share.
pub struct Door {
    /// The graph.
    pub graph: Graph,
    /// Readiness.
    pub ready: Ready,
    /// Counters and timings.
    pub metrics: PrometheusHandle,
    /// Limits of requests.
    pub limits: RequestLimits,
    /// Sites whose pages may ask; empty for none but the service's own.
    pub origins: Vec<HeaderValue>,
    /// What sockets are held to.
    pub sockets: Sockets,
    /// Tells who sends a token; `None` where nobody can sign in.
    pub verifier: Option<Arc<Verifier>>,
    /// The keys of the demo's own issuer; `None` everywhere else.
    pub development: Option<DevelopmentKeys>,
}

/// What the door itself holds requests to; the graph holds the rest.
#[derive(Debug, Clone, Copy)]
pub struct RequestLimits {
    /// Largest body, in bytes.
    pub body_bytes: usize,
    /// Seconds for which anybody may keep a public answer without asking again.
    pub public_seconds: u32,
    /// How many proxies before the service are trusted to tell where a request comes from.
    pub trusted_proxies: usize,
}

/// Bytes from which an answer is worth packing.
const WORTH_PACKING: u64 = 1_024;

/// All routes of the service.
pub fn router(door: Door) -> Router {
    let door = Arc::new(door);
    let body = DefaultBodyLimit::max(door.limits.body_bytes);
    let packed = SizeAbove::new(WORTH_PACKING).and(NotForContentType::SSE).and(NotForContentType::IMAGES);
    let signed_in = Router::new()
        .route("/graphql", get(graphql::get).post(graphql::post))
        .route("/graphql/ws", get(socket::upgrade))
        .route("/graphql/stream", get(stream::get).post(stream::post))
        .route_layer(from_fn_with_state(Arc::clone(&door), caller::identify));
    let development = door.development.clone().map(development::routes).unwrap_or_default();
    Router::new()
        .merge(signed_in)
        .merge(development)
        .route("/", get(|| async { Redirect::temporary("/graphiql") }))
        .route("/graphiql", get(pages::graphiql))
        .route("/graphiql/{file}", get(pages::asset))
        .route("/health/live", get(probes::live))
        .route("/health/ready", get(probes::ready))
        .route("/metrics", get(probes::metrics))
        .fallback(refusal::not_found)
        .method_not_allowed_fallback(refusal::method_not_allowed)
        // Together, the outermost first: each call of `layer` boxes what is below it.
        .layer((
            SetRequestIdLayer::new(request_id::HEADER, request_id::Numbered::default()),
            PropagateRequestIdLayer::new(request_id::HEADER),
            from_fn(refusal::with_request_id),
            cross_site::pages_of(&door.origins),
            CompressionLayer::new().compress_when(packed),
            CatchPanicLayer::custom(refusal::after_panic),
            body,
        ))
        .with_state(door)
}

//! The graph and the door as the settings have them.

use std::sync::Arc;
use std::time::Duration;

use axum::http::HeaderValue;
use tokio::sync::{Semaphore, watch};

use super::AppError;
use crate::config::{Settings, SettingsError, TrustedFor, entries};
use crate::http::{RequestLimits, Sockets};
use crate::register::Register;
use crate::schema::{Bound, Documents, Graph, Limits, Rates, Trusted};

/// The graph of a register, with its limits, documents and rates.
pub async fn graph(settings: &Settings, register: Register) -> Result<Graph, AppError> {
    let graph = Graph::new(register, limits(settings)).with_plans(settings.plans);
    let graph = graph.with_answer_cache(settings.answer_cache_mb.saturating_mul(1 << 20));
    let trusted = trusted(settings, &graph).await?;
    let documents = Documents::new(trusted, settings.persisted_queries, settings.persisted_query_bytes);
    Ok(graph.with_documents(documents).with_rates(Rates::new(settings.rate_anonymous, settings.rate_known)))
}

fn limits(settings: &Settings) -> Limits {
    Limits {
        tokens: settings.max_tokens,
        depth: settings.max_depth,
        selections: settings.max_selections,
        aliases: settings.max_aliases,
        directives: settings.max_directives,
        root_fields: settings.max_root_fields,
        introspection_roots: settings.max_introspection_roots,
        complexity: settings.max_complexity,
        time: Duration::from_secs(settings.request_timeout_seconds),
    }
}

/// The trusted documents. One that cannot be executed keeps the service from starting.
async fn trusted(settings: &Settings, graph: &Graph) -> Result<Trusted, AppError> {
    let file = settings.trusted_documents.clone();
    if file.is_empty() {
        return Ok(Trusted::default());
    }
    let bad =
        |cause: &dyn std::fmt::Display| AppError::Trusted { file: file.clone(), cause: cause.to_string() };
    let manifest = std::fs::read_to_string(&file).map_err(|error| bad(&error))?;
    let bound = match settings.trusted_documents_for {
        TrustedFor::Nobody => Bound::Nobody,
        TrustedFor::Anonymous => Bound::Anonymous,
        TrustedFor::Everybody => Bound::Everybody,
    };
    let clients = entries(&settings.trusted_documents_clients);
    let read = Trusted::read(&manifest, bound, clients, &graph.validator()).await;
    let trusted = read.map_err(|error| bad(&error))?;
    tracing::info!(documents = trusted.len(), file, "trusted documents");
    Ok(trusted)
}

/// What the door holds requests to.
pub fn of_requests(settings: &Settings) -> RequestLimits {
    RequestLimits {
        body_bytes: settings.max_body_bytes,
        public_seconds: settings.public_max_age_seconds,
        trusted_proxies: settings.trusted_proxies,
    }
}

/// What sockets are held to; `stopping` turns true when the service stops.
pub fn sockets(settings: &Settings, stopping: watch::Receiver<bool>) -> Sockets {
    Sockets {
        places: Arc::new(Semaphore::new(settings.max_sockets.min(Semaphore::MAX_PERMITS))),
        operations: settings.max_socket_operations,
        begin_within: Duration::from_secs(settings.socket_begin_seconds),
        patience: Duration::from_secs(settings.socket_patience_seconds),
        stopping,
    }
}

/// The sites whose pages may ask.
pub fn origins(settings: &Settings) -> Result<Vec<HeaderValue>, SettingsError> {
    let origins = entries(&settings.cors_origins).into_iter().map(|origin| {
        let plain = origin == "*" || (origin.contains("://") && !origin.ends_with('/'));
        let value = HeaderValue::from_str(&origin).ok().filter(|_| plain);
        value.ok_or(SettingsError::OutOfRange {
            setting: "cors_origins",
            value: format!("\"{origin}\""),
            must: "* or scheme://host[:port] of each site, without a path",
        })
    });
    origins.collect()
}

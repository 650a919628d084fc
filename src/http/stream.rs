//! GraphQL over server-sent events, one operation a connection.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use async_graphql::Response;
use async_graphql::parser::types::OperationType;
use axum::extract::{Extension, Query, State};
use axum::http::HeaderMap;
use axum::response::Sse;
use axum::response::sse::{Event, KeepAlive, KeepAliveStream};
use futures_util::stream::BoxStream;
use futures_util::{Stream, StreamExt, stream};

use super::graphql::{Parameters, Sent, by_get, by_post, only_by_post, sent_by};
use super::negotiate::check_takes_events;
use super::refusal::Refusal;
use super::reply::name_request;
use super::{Door, request_id};
use crate::identity::Caller;

/// How often a silent connection is kept alive.
const KEEP_ALIVE: Duration = Duration::from_secs(12);

type Events = Sse<KeepAliveStream<BoxStream<'static, Result<Event, Infallible>>>>;

/// Streams the answers to a GET: queries and subscriptions, never anything that changes.
pub async fn get(
    State(door): State<Arc<Door>>,
    Extension(caller): Extension<Caller>,
    headers: HeaderMap,
    Query(parameters): Query<Parameters>,
) -> Result<Events, Refusal> {
    check_takes_events(&headers)?;
    let request = by_get(&door, parameters)?;
    let left = time_left(&door, &caller);
    let answers = match door.graph.prepare(sent_by(request, caller, &headers)?) {
        Ok(prepared) if prepared.kind() == Some(OperationType::Mutation) => {
            return Err(only_by_post("Mutations are not answered by GET."));
        }
        Ok(prepared) => door.graph.stream(prepared),
        Err(refused) => stream::iter([refused.response()]).boxed(),
    };
    Ok(events(answers, request_id::of(&headers), left))
}

/// Streams the answers to a POST.
pub async fn post(
    State(door): State<Arc<Door>>,
    Sent { caller, headers, body }: Sent,
) -> Result<Events, Refusal> {
    check_takes_events(&headers)?;
    let request = by_post(&door, &headers, body)?;
    let left = time_left(&door, &caller);
    let answers = door.graph.execute_stream(sent_by(request, caller, &headers)?);
    Ok(events(answers, request_id::of(&headers), left))
}

fn time_left(door: &Door, caller: &Caller) -> Option<Duration> {
    door.verifier.as_ref()?.time_left(caller)
}

fn events(answers: BoxStream<'static, Response>, id: String, left: Option<Duration>) -> Events {
    // A stream ends with its caller's token: whoever has a new one comes back at the last cursor.
    let ends = async move {
        match left {
            Some(left) => tokio::time::sleep(left).await,
            None => std::future::pending().await,
        }
    };
    Sse::new(told(answers.take_until(ends), id).boxed()).keep_alive(KeepAlive::new().interval(KEEP_ALIVE))
}

fn told(answers: impl Stream<Item = Response>, id: String) -> impl Stream<Item = Result<Event, Infallible>> {
    let next = answers.map(move |mut answer| {
        name_request(&mut answer, &id);
        let data = serde_json::to_string(&answer).expect("an answer is made of JSON values");
        Ok(Event::default().event("next").data(data))
    });
    next.chain(stream::iter([Ok(Event::default().event("complete").data(""))]))
}

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use async_graphql::Response;
use axum::extract::ws::{Message, WebSocket};
use axum::http::{HeaderMap, HeaderValue, header};
use futures_util::stream::{AbortHandle, BoxStream, SelectAll, SplitSink, abortable};
use futures_util::{SinkExt, StreamExt, stream};
use serde_json::{Value, json};
use tokio::time::{Instant, sleep_until, timeout};

use super::close::Close;
use super::message::{self, FromClient};
use crate::http::graphql::{by_message, sent_by};
use crate::http::reply::name_request;
use crate::http::{Door, caller, request_id};
use crate::identity::Caller;
use crate::schema::{Reached, is_executed};

/// How often a silent client is asked whether it is there.
const PING: Duration = Duration::from_secs(20);
/// A point in time that does not come.
const NEVER: Duration = Duration::from_hours(24 * 365);

/// What an operation has to say: its number, its id, and an answer, or that it has ended.
type Said = (u64, String, Option<Response>);
type Sink = SplitSink<WebSocket, Message>;

/// An operation on the socket.
struct Operation {
    /// Tells it from an earlier one of the same id.
    number: u64,
    stop: AbortHandle,
    /// How far it has read, for one that follows the register.
    reached: Reached,
    /// Whether it has answered.
    answered: bool,
}

/// One client on its socket.
pub struct Session {
    door: Arc<Door>,
    caller: Caller,
    id: String,
    headers: HeaderMap,
    begun: bool,
    operations: HashMap<String, Operation>,
    started: u64,
    /// When the client must have begun, and later when its token ends.
    ends: Instant,
}

impl Session {
    /// A client that has not begun yet. What its handshake said in headers holds for each of its operations.
    pub fn new(door: Arc<Door>, caller: Caller, headers: HeaderMap) -> Self {
        let ends = Instant::now() + door.sockets.begin_within;
        let id = request_id::of(&headers);
        Self { door, caller, id, headers, begun: false, operations: HashMap::new(), started: 0, ends }
    }

    /// Serves the socket until one side ends it.
    pub async fn serve(mut self, socket: WebSocket, agreed: bool) {
        let (mut sink, mut from_client) = socket.split();
        let close = if agreed {
            self.run(&mut sink, &mut from_client).await
        } else {
            Some(Close::unknown_protocol())
        };
        self.operations.values().for_each(|operation| operation.stop.abort());
        let Some(close) = close else { return };
        tracing::debug!(request_id = self.id, code = close.code, reason = close.reason, "a socket is closed");
        metrics::counter!("sorgraph_socket_closed_total", "code" => close.code.to_string()).increment(1);
        // One that does not take it has gone, or will find out.
        let _ = timeout(self.door.sockets.patience, sink.send(Message::Close(Some(close.frame())))).await;
    }

    /// Gives the reason to close; none when the client has gone.
    async fn run(
        &mut self,
        sink: &mut Sink,
        from_client: &mut (impl futures_util::Stream<Item = Result<Message, axum::Error>> + Unpin),
    ) -> Option<Close> {
        let mut answers: SelectAll<BoxStream<'static, Said>> = SelectAll::new();
        let mut stopping = self.door.sockets.stopping.clone();
        let mut ping = tokio::time::interval_at(Instant::now() + PING, PING);
        loop {
            let served = tokio::select! {
                message = from_client.next() => match message? {
                    Ok(message) => match self.hear(message, &mut answers).await {
                        Ok(reply) => self.send(sink, reply, None).await,
                        Err(ends) => Err(ends),
                    },
                    Err(_) => Err(None),
                },
                Some(said) = answers.next(), if !answers.is_empty() => {
                    let operation = said.1.clone();
                    let told = self.tell(said);
                    self.send(sink, told, Some(&operation)).await
                }
                () = sleep_until(self.ends) => Err(Some(self.overdue())),
                () = async { stopping.wait_for(|stops| *stops).await.map_or((), drop) } => Err(Some(Close::stopping())),
                _ = ping.tick() => self.send(sink, vec![Message::Ping(Vec::new().into())], None).await,
            };
            if let Err(ends) = served {
                return ends;
            }
        }
    }

    /// Sends what is to be said; `of` is the operation that says it. A client that does not take it
    /// in time is closed. Messages leave in order: when it hears why, it has heard all before.
    async fn send(
        &self,
        sink: &mut Sink,
        messages: Vec<Message>,
        of: Option<&str>,
    ) -> Result<(), Option<Close>> {
        for message in messages {
            let Ok(sent) = timeout(self.door.sockets.patience, sink.send(message)).await else {
                let operation = of.and_then(|id| self.operations.get(id));
                let reached = operation.map(|operation| operation.reached.place());
                return Err(Some(Close::slow(&reached.unwrap_or_default())));
            };
            sent.map_err(|_| None)?;
        }
        Ok(())
    }

    fn overdue(&self) -> Close {
        if self.begun { Close::forbidden("TOKEN_EXPIRED") } else { Close::too_late() }
    }

    /// Takes a message of the client; gives what to say, or why to close, if not silently.
    async fn hear(
        &mut self,
        message: Message,
        answers: &mut SelectAll<BoxStream<'static, Said>>,
    ) -> Result<Vec<Message>, Option<Close>> {
        let text = match message {
            Message::Text(text) => text,
            Message::Binary(_) => return Err(Some(Close::invalid("Messages are texts"))),
            Message::Close(_) => return Err(None),
            Message::Ping(_) | Message::Pong(_) => return Ok(Vec::new()),
        };
        let invalid = |_| Some(Close::invalid("The message is none of graphql-transport-ws"));
        match serde_json::from_str(&text).map_err(invalid)? {
            FromClient::ConnectionInit { .. } if self.begun => Err(Some(Close::begun_twice())),
            FromClient::ConnectionInit { payload } => self.begin(payload.as_ref()).await.map_err(Some),
            FromClient::Ping { payload } => Ok(vec![message::pong(payload)]),
            FromClient::Pong {} => Ok(Vec::new()),
            FromClient::Subscribe { .. } if !self.begun => Err(Some(Close::unauthorized())),
            FromClient::Subscribe { id, payload } => self.subscribe(id, payload, answers).map_err(Some),
            FromClient::Complete { id } => {
                if let Some(operation) = self.operations.remove(&id) {
                    operation.stop.abort();
                }
                Ok(Vec::new())
            }
        }
    }

    async fn begin(&mut self, payload: Option<&Value>) -> Result<Vec<Message>, Close> {
        if let Some(given) = message::authorization(payload) {
            let mut headers = HeaderMap::new();
            let given = HeaderValue::from_str(given).map_err(|_| Close::forbidden("TOKEN_MALFORMED"))?;
            headers.insert(header::AUTHORIZATION, given);
            let caller = caller::caller(&self.door, &headers).await;
            let caller = caller.map_err(|refusal| Close::forbidden(refusal.code))?;
            self.caller = Caller { address: self.caller.address, ..caller };
        }
        self.begun = true;
        let left = self.door.verifier.as_ref().and_then(|verifier| verifier.time_left(&self.caller));
        self.ends = Instant::now() + left.unwrap_or(NEVER);
        Ok(vec![message::acknowledged()])
    }

    fn subscribe(
        &mut self,
        id: String,
        payload: Value,
        answers: &mut SelectAll<BoxStream<'static, Said>>,
    ) -> Result<Vec<Message>, Close> {
        if self.operations.contains_key(&id) {
            return Err(Close::id_in_use(&id));
        }
        let most = self.door.sockets.operations;
        if self.operations.len() >= most {
            let message =
                format!("A socket has {most} operations at a time at most (max_socket_operations).");
            return Ok(vec![self.refused(&id, "TOO_MANY_OPERATIONS", &message)]);
        }
        let request =
            by_message(payload).and_then(|request| sent_by(request, self.caller.clone(), &self.headers));
        let request = match request {
            Ok(request) => request,
            Err(refusal) => return Ok(vec![self.refused(&id, refusal.code, &refusal.message)]),
        };
        let reached = Reached::default();
        let (said, stop) = abortable(self.door.graph.execute_stream(request.data(reached.clone())));
        self.started += 1;
        let (number, name) = (self.started, id.clone());
        let said = said.map(move |answer| (number, name.clone(), Some(answer)));
        let ended = stream::once(std::future::ready((number, id.clone(), None)));
        answers.push(said.chain(ended).boxed());
        self.operations.insert(id, Operation { number, stop, reached, answered: false });
        Ok(Vec::new())
    }

    fn refused(&self, id: &str, code: &str, what: &str) -> Message {
        let extensions = json!({ "code": code, "requestId": self.id });
        message::error(id, &json!([{ "message": what, "extensions": extensions }]))
    }

    /// What the client hears of an operation; nothing of one that it has ended itself.
    fn tell(&mut self, (number, id, said): Said) -> Vec<Message> {
        let running = self.operations.get_mut(&id).filter(|operation| operation.number == number);
        let Some(operation) = running else { return Vec::new() };
        let Some(mut answer) = said else {
            self.operations.remove(&id);
            return vec![message::complete(&id)];
        };
        name_request(&mut answer, &self.id);
        if operation.answered || is_executed(&answer) {
            operation.answered = true;
            return vec![message::next(&id, &answer)];
        }
        operation.stop.abort();
        self.operations.remove(&id);
        let errors = serde_json::to_value(&answer.errors).expect("errors are made of JSON values");
        vec![message::error(&id, &errors)]
    }
}

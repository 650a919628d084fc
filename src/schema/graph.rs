//! The schema on a register: prepares, begins and answers each request, and tells its cost in the answer.

use std::sync::Arc;

use async_graphql::parser::types::{ExecutableDocument, OperationType};
use async_graphql::{Executor, Request, Response, ServerError, Value, value};
use futures_util::StreamExt;
use futures_util::stream::{self, BoxStream};
use tokio::time::{Instant, timeout_at};

use super::answer;
use super::context::{RequestContext, found};
use super::documents::{Documents, hash_of};
use super::error::Problem;
use super::limits::Limits;
use super::prepare::{Variables, Weighed, prepare};
use super::rates::Rates;
use super::refused::Refused;
use super::trusted::Validator;
use super::{SorgraphSchema, build};
use crate::identity::Caller;
use crate::register::Register;

/// The schema together with the register that it shows. Executes requests as they come:
/// [`Graph::prepare`] holds one to the limits, [`Graph::begin`] fixes what it reads, and
/// [`Begun::answer`] executes it. Over sockets and streams all three go together.
#[derive(Clone)]
pub struct Graph {
    schema: SorgraphSchema,
    register: Register,
    limits: Limits,
    documents: Arc<Documents>,
    rates: Arc<Rates>,
}

/// A request that is within the limits. Nothing has been read for it.
pub struct Prepared {
    request: Request,
    caller: Caller,
    weighed: Weighed,
    asked: Asked,
    deadline: Instant,
}

impl Prepared {
    /// What the operation to execute is; `None` where the request chooses none.
    #[must_use]
    pub fn kind(&self) -> Option<OperationType> {
        self.weighed.kind
    }
}

/// A request that is fixed on a day and a revision.
pub struct Begun {
    graph: Graph,
    prepared: Prepared,
    context: Arc<RequestContext>,
}

impl Graph {
    /// The graph of `register`, without documents and rates.
    #[must_use]
    pub fn new(register: Register, limits: Limits) -> Self {
        let (documents, rates) = (Arc::default(), Arc::default());
        Self { schema: build(limits), register, limits, documents, rates }
    }

    /// The same graph with documents that requests can name.
    #[must_use]
    pub fn with_documents(self, documents: Documents) -> Self {
        Self { documents: Arc::new(documents), ..self }
    }

    /// The same graph with rates for its callers.
    #[must_use]
    pub fn with_rates(self, rates: Rates) -> Self {
        Self { rates: Arc::new(rates), ..self }
    }

    /// What holds documents against the schema and the limits of this graph.
    #[must_use]
    pub fn validator(&self) -> Validator {
        Validator::new(self.limits)
    }

    /// Finds the document that a request names, and holds the request to the limits and its
    /// caller, whom the request's data name, to the rate.
    pub fn prepare(&self, mut request: Request) -> Result<Prepared, Refused> {
        let caller = found::<Caller>(&request.data).cloned().unwrap_or_default();
        self.rates.spend_one(&caller).map_err(Refused::Rate)?;
        let to_keep = self.documents.find(&mut request, &caller)?;
        let weighed = prepare(&mut request, &self.limits, Variables::Given)?;
        to_keep.into_iter().for_each(|document| self.documents.keep(document));
        let asked = Asked::of(&mut request);
        let deadline = Instant::now() + self.limits.time;
        Ok(Prepared { request, caller, weighed, asked, deadline })
    }

    /// Fixes the day and the revision that a request reads, by one cheap statement.
    pub async fn begin(&self, prepared: Prepared) -> Result<Begun, Response> {
        let begins = RequestContext::begin(&self.register, &prepared.request.data);
        match timeout_at(prepared.deadline, begins).await {
            Ok(Ok(context)) if context.is_behind() => Err(refusal(context.not_reached())),
            Ok(Ok(context)) => Ok(Begun { graph: self.clone(), prepared, context: Arc::new(context) }),
            Ok(Err(error)) => Err(refusal(error.into())),
            Err(_) => Err(Refused::Timeout(self.limits.time).response()),
        }
    }

    /// Executes a query or a mutation.
    pub async fn execute(&self, request: Request) -> Response {
        match self.prepare(request) {
            Ok(prepared) => match self.begin(prepared).await {
                Ok(begun) => begun.answer().await,
                Err(response) => response,
            },
            Err(refused) => refused.response(),
        }
    }

    /// Executes an operation as a stream of answers.
    #[must_use]
    pub fn execute_stream(&self, request: Request) -> BoxStream<'static, Response> {
        match self.prepare(request) {
            Ok(prepared) => self.stream(prepared),
            Err(refused) => once(refused.response()),
        }
    }

    /// Executes an operation that is within the limits as a stream of answers.
    #[must_use]
    pub fn stream(&self, prepared: Prepared) -> BoxStream<'static, Response> {
        let graph = self.clone();
        let answers = async move {
            let follows = prepared.kind() == Some(OperationType::Subscription);
            match graph.begin(prepared).await {
                Ok(begun) if follows => begun.stream(),
                Ok(begun) => once(begun.answer().await),
                Err(response) => once(response),
            }
        };
        stream::once(answers).flatten().boxed()
    }
}

fn once(response: Response) -> BoxStream<'static, Response> {
    stream::iter([response]).boxed()
}

impl Begun {
    /// What the answer depends on, in few letters: who has the answer to the same tag has this one.
    #[must_use]
    pub fn tag(&self) -> String {
        let (now, request) = (self.context.now(), &self.prepared.request);
        let variables = serde_json::to_string(&*request.variables).unwrap_or_default();
        let name = request.operation_name.as_deref().unwrap_or_default();
        let version = env!("CARGO_PKG_VERSION");
        let read_at = format!("{:?}", self.context.read_at());
        let parts = [
            version,
            &now.revision.to_string(),
            &now.at.to_string(),
            &read_at,
            name,
            &variables,
            &request.query,
        ];
        let parts: Vec<_> = parts.iter().map(|part| format!("{}:{part}", part.len())).collect();
        hash_of(&parts.concat())[..32].to_owned()
    }

    /// Executes the query or the mutation. What runs longer than the limit is dropped.
    pub async fn answer(self) -> Response {
        let Self { graph, prepared, context } = self;
        let Prepared { request, caller, weighed, asked, deadline } = prepared;
        if let Err(wait) = graph.rates.spend_rest(&caller, weighed.points()) {
            return Refused::Rate(wait).response();
        }
        let request = request.data(Arc::clone(&context)).data(graph.register.clone());
        if let Ok(response) = timeout_at(deadline, graph.schema.execute(request)).await {
            return asked.complete(response, &context, &weighed);
        }
        let response = Refused::Timeout(graph.limits.time).response();
        response.extension("cost", weighed.told(context.statements()))
    }

    fn stream(self) -> BoxStream<'static, Response> {
        let Self { graph, prepared, context } = self;
        let Prepared { request, caller, weighed, asked, .. } = prepared;
        if let Err(wait) = graph.rates.spend_rest(&caller, weighed.points()) {
            return once(Refused::Rate(wait).response());
        }
        let request = request.data(context).data(graph.register.clone());
        let answers = Executor::execute_stream(&graph.schema, request, None);
        // What was newest when a subscription began says nothing of its later events.
        answers.map(move |response| asked.form(response)).boxed()
    }
}

/// What was asked, kept for the form of the answer.
struct Asked {
    document: Option<ExecutableDocument>,
    operation: Option<String>,
}

impl Asked {
    fn of(request: &mut Request) -> Self {
        let operation = request.operation_name.clone();
        Self { document: request.parsed_query().ok().cloned(), operation }
    }

    fn form(&self, mut response: Response) -> Response {
        if let Some(document) = &self.document {
            answer::complete(document, self.operation.as_deref(), &mut response);
        }
        response
    }

    fn complete(&self, response: Response, context: &RequestContext, weighed: &Weighed) -> Response {
        let response = self.form(response).extension("register", point(context));
        response.extension("cost", weighed.told(context.statements()))
    }
}

/// What was newest when the request began, which is what a root field without a
/// point of its own read, and how many statements the request took.
fn point(context: &RequestContext) -> Value {
    let now = context.now();
    value!({
        "newestRevision": (now.revision.to_string()),
        "today": (now.at.to_string()),
        "statements": (context.statements()),
    })
}

fn refusal(problem: Problem) -> Response {
    let error = async_graphql::Error::from(problem);
    let mut refused = ServerError::new(error.message, None);
    refused.extensions = error.extensions;
    Response::from_errors(vec![refused])
}

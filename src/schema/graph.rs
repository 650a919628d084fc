//! The schema on a register: begins each request, and tells its cost in the answer.

use std::sync::Arc;

use async_graphql::parser::types::{ExecutableDocument, OperationType};
use async_graphql::{Data, Executor, Name, Request, Response, ServerError, Value, value};
use futures_util::StreamExt;
use futures_util::stream::{self, BoxStream};

use super::answer;
use super::context::RequestContext;
use super::error::Problem;
use super::limits::Limits;
use super::{SorgraphSchema, build};
use crate::register::Register;

/// The schema together with the register that it shows. Executes requests as they come.
#[derive(Clone)]
pub struct Graph {
    schema: SorgraphSchema,
    register: Register,
}

impl Graph {
    /// The graph of `register`.
    #[must_use]
    pub fn new(register: Register, limits: Limits) -> Self {
        Self { schema: build(limits), register }
    }

    /// Executes a query or a mutation.
    pub async fn execute(&self, request: Request) -> Response {
        let context = match RequestContext::begin(&self.register, &[&request.data]).await {
            Ok(context) => Arc::new(context),
            Err(error) => return refusal(error.into()),
        };
        let mut request = request.data(Arc::clone(&context)).data(self.register.clone());
        let asked = Asked::of(&mut request);
        let response = self.schema.execute(request).await;
        asked.complete(response, &context)
    }

    /// Executes a query or a subscription as a stream of answers.
    #[must_use]
    pub fn execute_stream(&self, request: Request) -> BoxStream<'static, Response> {
        Executor::execute_stream(self, request, None)
    }
}

impl Executor for Graph {
    async fn execute(&self, request: Request) -> Response {
        Self::execute(self, request).await
    }

    fn execute_stream(&self, request: Request, session: Option<Arc<Data>>) -> BoxStream<'static, Response> {
        let Self { schema, register } = self.clone();
        let answers = async move {
            let data: Vec<_> = [Some(&request.data), session.as_deref()].into_iter().flatten().collect();
            let context = match RequestContext::begin(&register, &data).await {
                Ok(context) => Arc::new(context),
                Err(error) => return stream::iter([refusal(error.into())]).boxed(),
            };
            let mut request = request.data(Arc::clone(&context)).data(register);
            let asked = Asked::of(&mut request);
            Executor::execute_stream(&schema, request, session)
                .map(move |response| asked.complete(response, &context))
                .boxed()
        };
        stream::once(answers).flatten().boxed()
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

    fn complete(&self, mut response: Response, context: &RequestContext) -> Response {
        if let Some(document) = &self.document {
            answer::complete(document, self.operation.as_deref(), &mut response);
        }
        // What was newest when a subscription began says nothing of its later events.
        if self.is_subscription() { response } else { response.extension("register", cost(context)) }
    }

    fn is_subscription(&self) -> bool {
        let mut operations = self.document.iter().flat_map(|document| document.operations.iter());
        let named = |name: Option<&Name>| {
            self.operation.is_none() || name.map(Name::as_str) == self.operation.as_deref()
        };
        operations.any(|(name, found)| named(name) && found.node.ty == OperationType::Subscription)
    }
}

/// What was newest when the request began, which is what a root field without a
/// point of its own read, and how many statements the request took.
fn cost(context: &RequestContext) -> Value {
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

//! The schema on a register: prepares, begins and answers each request, and tells its cost in the answer.

use std::sync::Arc;

use async_graphql::parser::types::OperationType;
use async_graphql::{Executor, Request, Response, ServerError, Value, value};
use futures_util::StreamExt;
use futures_util::stream::{self, BoxStream};
use tokio::time::{Instant, timeout_at};

use super::answer;
use super::answer_cache::{AnswerCache, AnswerKey};
use super::aside::{Aside, Long, Pace};
use super::canonical::canonical;
use super::context::{RequestContext, found};
use super::documents::{Documents, hash_of};
use super::error::Problem;
use super::known::{Key, Known, Lately};
use super::limits::Limits;
use super::plan::{Given, Out, Ran};
use super::prepare::{Variables, Weighed};
use super::rates::Rates;
use super::refused::Refused;
use super::trusted::Validator;
use super::written::{Body, Written};
use super::{SorgraphSchema, build};
use crate::identity::Caller;
use crate::image::Image;
use crate::register::Register;

/// The schema together with the register that it shows. Executes requests as they come:
/// [`Graph::prepare`] holds one to the limits, [`Graph::begin`] fixes what it reads, and
/// [`Begun::answer`] executes it. Over sockets and streams all three go together.
#[derive(Clone)]
pub struct Graph(Arc<Parts>);

/// What a graph is made of. It is shared: each request holds it.
#[derive(Clone)]
struct Parts {
    schema: SorgraphSchema,
    register: Arc<Register>,
    limits: Limits,
    documents: Arc<Documents>,
    lately: Arc<Lately>,
    rates: Arc<Rates>,
    plans: bool,
    aside: Arc<Aside>,
    answers: Option<Arc<AnswerCache>>,
}

/// A request that is within the limits. Nothing has been read for it.
pub struct Prepared {
    request: Request,
    caller: Caller,
    weighed: Weighed,
    known: Arc<Known>,
    /// What the document is to be remembered by, where it is not yet.
    fresh: Option<Key>,
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
        let (documents, lately, rates) = (Arc::default(), Arc::default(), Arc::default());
        let (schema, register) = (build(limits), Arc::new(register));
        let aside = Arc::new(Aside::new(Pace::default()));
        let (plans, answers) = (true, None);
        Self(Arc::new(Parts { schema, register, limits, documents, lately, rates, plans, aside, answers }))
    }

    /// The same graph with documents that requests can name.
    #[must_use]
    pub fn with_documents(self, documents: Documents) -> Self {
        self.with(|parts| parts.documents = Arc::new(documents))
    }

    /// The same graph with rates for its callers.
    #[must_use]
    pub fn with_rates(self, rates: Rates) -> Self {
        self.with(|parts| parts.rates = Arc::new(rates))
    }

    /// The same graph with plans for queries, or without.
    #[must_use]
    pub fn with_plans(self, plans: bool) -> Self {
        self.with(|parts| parts.plans = plans)
    }

    /// The same graph whose plans go on in another way when they go on for long.
    #[must_use]
    pub fn with_pace(self, pace: Pace) -> Self {
        self.with(|parts| parts.aside = Arc::new(Aside::new(pace)))
    }

    /// The same graph, which remembers answers of its plans within so many bytes; none with 0.
    #[must_use]
    pub fn with_answer_cache(self, bytes: usize) -> Self {
        self.with(|parts| parts.answers = (bytes > 0).then(|| Arc::new(AnswerCache::new(bytes))))
    }

    /// How many answers are being written aside.
    #[must_use]
    pub fn running_aside(&self) -> usize {
        self.0.aside.running()
    }

    /// How many answers are remembered, and their bytes.
    #[must_use]
    pub fn remembered(&self) -> (usize, usize) {
        self.0.answers.as_ref().map(|answers| answers.size()).unwrap_or_default()
    }

    fn with(mut self, change: impl FnOnce(&mut Parts)) -> Self {
        change(Arc::make_mut(&mut self.0));
        self
    }

    /// What holds documents against the schema and the limits of this graph.
    #[must_use]
    pub fn validator(&self) -> Validator {
        Validator::new(self.0.limits)
    }

    /// Finds the document that a request names, and holds the request to the limits and its
    /// caller, whom the request's data name, to the rate.
    pub fn prepare(&self, mut request: Request) -> Result<Prepared, Refused> {
        let caller = found::<Caller>(&request.data).cloned().unwrap_or_default();
        self.0.rates.spend_one(&caller).map_err(Refused::Rate)?;
        let to_keep = self.0.documents.find(&mut request, &caller)?;
        let key = Key::of(&request);
        let (known, fresh) = match self.0.lately.find(&key) {
            Some(known) => (known, None),
            None => (Arc::new(Known::read(&request, &self.0.limits)?), Some(key)),
        };
        let weighed = known.hold(&mut request, &self.0.limits, Variables::Given)?;
        to_keep.into_iter().for_each(|document| self.0.documents.keep(document));
        let deadline = Instant::now() + self.0.limits.time;
        Ok(Prepared { request, caller, weighed, known, fresh, deadline })
    }

    /// Fixes the day and the revision that a request reads, by one cheap statement.
    pub async fn begin(&self, prepared: Prepared) -> Result<Begun, Response> {
        let begins = RequestContext::begin(&self.0.register, &prepared.request.data);
        match timeout_at(prepared.deadline, begins).await {
            Ok(Ok(context)) if context.is_behind() => Err(refusal(context.not_reached())),
            Ok(Ok(context)) => Ok(Begun { graph: self.clone(), prepared, context: Arc::new(context) }),
            Ok(Err(error)) => Err(refusal(error.into())),
            Err(_) => Err(Refused::Timeout(self.0.limits.time).response()),
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
        let name = request.operation_name.as_deref().unwrap_or_default();
        let version = env!("CARGO_PKG_VERSION");
        let read_at = format!("{:?}", self.context.read_at());
        let at = [now.revision.to_string(), now.at.to_string()];
        let texts = [version, &at[0], &at[1], &read_at, name, &request.query];
        let texts = texts.map(|text| format!("{}:{text}", text.len())).concat();
        hash_of([texts.as_bytes(), &canonical(&request.variables)].concat())[..32].to_owned()
    }

    /// Answers a query from memory where there is a plan for it, else as [`Begun::answer`] does.
    pub async fn reply(self) -> Answered {
        if let Err(refused) = self.spend() {
            return Answered::Told(refused.response());
        }
        match self.by_plan().await {
            Some(written) => Answered::Written(written),
            None => Answered::Told(self.execute().await),
        }
    }

    /// Executes the query or the mutation. What runs longer than the limit is dropped.
    pub async fn answer(self) -> Response {
        match self.spend() {
            Ok(()) => self.execute().await,
            Err(refused) => refused.response(),
        }
    }

    fn spend(&self) -> Result<(), Refused> {
        let Prepared { caller, weighed, .. } = &self.prepared;
        let spent = self.graph.0.rates.spend_rest(caller, weighed.points());
        spent.map_err(Refused::Rate)
    }

    async fn by_plan(&self) -> Option<Written> {
        let Prepared { known, request, deadline, .. } = &self.prepared;
        let (plan, image) = (known.plan().filter(|_| self.graph.0.plans)?, self.context.image()?);
        let newest = self.context.newest();
        let kept = self.graph.0.answers.as_ref().map(|answers| (answers, self.key()));
        if let Some(body) = kept.as_ref().and_then(|(answers, key)| answers.find(key)) {
            return Some(Written { body: Body::Kept(body), newest });
        }
        let given = Given { image, moment: self.context.moment(), variables: &request.variables };
        let body = match plan.run(given, self.graph.0.aside.pace.leash(*deadline)) {
            Ran::Long => self.graph.0.aside.write(self.long(Arc::clone(image))).await?,
            Ran::Written(mut out) => {
                self.close(&mut out);
                Body::Whole(out.into_bytes())
            }
            Ran::Ordinary => return None,
        };
        if let (Some((answers, key)), Body::Whole(bytes)) = (kept, &body) {
            answers.keep(key, bytes);
        }
        Some(Written { body, newest })
    }

    /// What the bytes of an answer by a plan depend on.
    fn key(&self) -> AnswerKey {
        let (known, variables) = (&self.prepared.known, &self.prepared.request.variables);
        AnswerKey::new(known.number(), *self.context.moment(), self.context.statements(), variables)
    }

    fn long(&self, image: Arc<Image>) -> Long {
        let (known, variables) = (Arc::clone(&self.prepared.known), self.prepared.request.variables.clone());
        let (moment, deadline) = (*self.context.moment(), self.prepared.deadline);
        let mut closing = Out::default();
        self.close(&mut closing);
        Long { known, image, moment, variables, deadline, closing: closing.into_bytes() }
    }

    /// Writes what stands after the data, in the form in which the ordinary executor's answer has it.
    fn close(&self, out: &mut Out) {
        let (now, statements) = (self.context.now(), self.context.statements());
        out.raw(r#","extensions":{"cost":"#);
        self.prepared.weighed.write(statements, out);
        out.raw(r#","register":{"newestRevision":"#);
        out.digits(now.revision.0);
        out.raw(r#","today":"#);
        out.date(now.at);
        out.raw(r#","statements":"#);
        out.integer(statements.into());
        out.raw("}}}");
    }

    async fn execute(self) -> Response {
        let Self { graph, prepared, context } = self;
        let Prepared { mut request, weighed, known, fresh, deadline, .. } = prepared;
        request.set_parsed_query(known.executable().clone());
        let operation = request.operation_name.clone();
        let request = request.data(Arc::clone(&context)).data(Register::clone(&graph.0.register));
        let Ok(mut response) = timeout_at(deadline, graph.0.schema.execute(request)).await else {
            let response = Refused::Timeout(graph.0.limits.time).response();
            return response.extension("cost", weighed.told(context.statements()));
        };
        answer::complete(known.document(), operation.as_deref(), &mut response);
        if response.is_ok()
            && let Some(key) = fresh
        {
            known.found_valid();
            graph.0.lately.keep(key, known);
        }
        let response = response.extension("register", point(&context));
        response.extension("cost", weighed.told(context.statements()))
    }

    fn stream(self) -> BoxStream<'static, Response> {
        if let Err(refused) = self.spend() {
            return once(refused.response());
        }
        let Self { graph, prepared, context } = self;
        let Prepared { mut request, known, .. } = prepared;
        request.set_parsed_query(known.executable().clone());
        let operation = request.operation_name.clone();
        let request = request.data(context).data(Register::clone(&graph.0.register));
        let answers = Executor::execute_stream(&graph.0.schema, request, None);
        // What was newest when a subscription began says nothing of its later events.
        let form = move |mut response: Response| {
            answer::complete(known.document(), operation.as_deref(), &mut response);
            response
        };
        answers.map(form).boxed()
    }
}

/// An answer.
pub enum Answered {
    /// By the ordinary executor.
    Told(Response),
    /// By a plan; it has no errors.
    Written(Written),
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

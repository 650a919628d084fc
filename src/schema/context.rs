//! What one request stands on: a reader, the newest revision, today's date, its loaders.

use std::sync::{Arc, PoisonError, RwLock};

use async_graphql::{Context, Data};
use tokio::sync::OnceCell;

use super::error::{Answer, Code, Problem};
use super::loaders::Loaders;
use super::moment::Moment;
use super::read_at::ReadAt;
use super::scalars::Date;
use crate::identity::{Actor, Caller};
use crate::image::Image;
use crate::model::{Point, Revision};
use crate::register::{Reader, Register, RegisterError};

/// The id under which the log knows a request; whoever serves the schema puts it into a request's data.
#[derive(Debug, Clone)]
pub struct RequestId(pub String);

/// What one request stands on. Begun once for each operation, put into its data.
pub struct RequestContext {
    register: Arc<Register>,
    caller: Caller,
    actor: OnceCell<Actor>,
    request_id: Option<String>,
    reader: Reader,
    moment: Moment,
    read_at: ReadAt,
    /// Made when the first one is asked for: an answer from memory needs none.
    loaders: RwLock<Option<Arc<Loaders>>>,
}

/// How far a subscription has come: the place of the last change that it told, in the
/// form that `after` takes. Whoever serves one puts it into its data and reads it there.
#[derive(Debug, Clone, Default)]
pub struct Reached(Arc<RwLock<String>>);

impl Reached {
    /// The place; empty before the subscription has begun.
    #[must_use]
    pub fn place(&self) -> String {
        self.0.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub(super) fn tell(&self, place: String) {
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = place;
    }
}

impl RequestContext {
    /// Fixes the newest revision and the day for a request. Its caller and its id are
    /// looked for in the data given; without a caller it is anonymous.
    pub async fn begin(register: &Arc<Register>, data: &Data) -> Result<Self, RegisterError> {
        let read_at = found::<ReadAt>(data).copied().unwrap_or_default();
        let mut reader = register.reader();
        let mut newest = reader.newest().await?;
        if read_at.at_least.is_some_and(|least| least > newest) {
            // Another process may have committed it a moment ago.
            register.refresh_image().await?;
            reader = register.reader();
            newest = reader.newest().await?;
        }
        let moment = Moment::new(newest, register.today(), read_at);
        let caller = found::<Caller>(data).cloned().unwrap_or_default();
        let request_id = found::<RequestId>(data).map(|id| id.0.clone());
        Ok(Self {
            register: Arc::clone(register),
            caller,
            actor: OnceCell::new(),
            request_id,
            loaders: RwLock::default(),
            reader,
            moment,
            read_at,
        })
    }

    /// The register.
    #[must_use]
    pub fn register(&self) -> &Register {
        &self.register
    }

    /// Who asks.
    #[must_use]
    pub fn caller(&self) -> &Caller {
        &self.caller
    }

    /// The id of the request.
    #[must_use]
    pub fn request_id(&self) -> Option<&str> {
        self.request_id.as_deref()
    }

    /// Who asks, with the rights that hold today; read once a request.
    pub(super) async fn actor(&self) -> Answer<&Actor> {
        let read = || self.reader.actor(&self.caller, self.now(), self.register.rules());
        self.actor.get_or_try_init(read).await.map_err(|error| RegisterError::from(error).into())
    }

    /// The reader of the request.
    #[must_use]
    pub fn reader(&self) -> &Reader {
        &self.reader
    }

    /// The register in memory, where it shows the newest revision of the request.
    pub(super) fn image(&self) -> Option<&Arc<Image>> {
        self.reader.held_image().filter(|image| image.revision() == self.newest())
    }

    /// Where the request says that it reads.
    pub(super) fn read_at(&self) -> ReadAt {
        self.read_at
    }

    /// Where an entity reads, whose key can name no point.
    pub(super) fn entity_point(&self) -> Answer<Point> {
        self.point(None, None)
    }

    /// The newest revision when the request began.
    #[must_use]
    pub fn newest(&self) -> Revision {
        self.moment.newest()
    }

    /// When the request reads: all that a plan knows of it beside its variables.
    pub(super) fn moment(&self) -> &Moment {
        &self.moment
    }

    /// Whether the request asks for a revision that there is not yet.
    pub(super) fn is_behind(&self) -> bool {
        self.read_at.at_least.is_some_and(|least| least > self.newest())
    }

    /// Says so.
    pub(super) fn not_reached(&self) -> Problem {
        not_yet(self.read_at.at_least.unwrap_or_default(), self.newest())
    }

    /// Today in Denmark at the newest revision: where rights are read, whatever point the request names.
    #[must_use]
    pub fn now(&self) -> Point {
        self.moment.now()
    }

    /// Forgets what was loaded: a subscription lives long, and would keep all of it.
    pub(super) fn forget(&self) {
        *self.loaders.write().unwrap_or_else(PoisonError::into_inner) = None;
    }

    /// How many statements the request has sent to the database so far.
    #[must_use]
    pub fn statements(&self) -> u32 {
        self.reader.statements()
    }

    /// Where a root field reads: where it says, else where the request says, else today at the newest revision.
    pub(super) fn point(&self, at: Option<Date>, revision: Option<Revision>) -> Answer<Point> {
        self.moment.point(at, revision)
    }
}

/// The problem of a revision that there is not yet.
pub(super) fn not_yet(revision: Revision, newest: Revision) -> Problem {
    Problem::new(Code::BadRevision, format!("There is no revision {revision} yet; the newest is {newest}."))
}

/// The value of a type among a request's data.
pub(super) fn found<T: std::any::Any + Send + Sync>(data: &Data) -> Option<&T> {
    data.get(&std::any::TypeId::of::<T>()).and_then(|value| value.downcast_ref())
}

/// The request context of a resolver.
pub(super) fn request<'a>(ctx: &Context<'a>) -> Answer<&'a RequestContext> {
    ctx.data::<Arc<RequestContext>>()
        .map(AsRef::as_ref)
        .map_err(|_| Problem::internal("a request was executed without its RequestContext"))
}

/// The loaders of a resolver's request.
pub(super) fn loaders(ctx: &Context<'_>) -> Answer<Arc<Loaders>> {
    let request = request(ctx)?;
    if let Some(loaders) = &*request.loaders.read().unwrap_or_else(PoisonError::into_inner) {
        return Ok(Arc::clone(loaders));
    }
    let mut loaders = request.loaders.write().unwrap_or_else(PoisonError::into_inner);
    Ok(Arc::clone(loaders.get_or_insert_with(|| Arc::new(Loaders::new(&request.reader)))))
}

//! What one request stands on: a reader, the newest revision, today's date, its loaders.

use std::sync::Arc;

use async_graphql::Context;
use chrono::NaiveDate;

use super::error::{Answer, Code, Problem};
use super::loaders::Loaders;
use super::scalars::Date;
use crate::model::{Point, Revision, today_in_copenhagen};
use crate::register::{Reader, Register, RegisterError};

/// What one request stands on. Begun once for each operation, put into its data.
pub struct RequestContext {
    reader: Reader,
    newest: Revision,
    today: NaiveDate,
    pub(super) loaders: Loaders,
}

impl RequestContext {
    /// Fixes the newest revision and the day for a request.
    pub async fn begin(register: &Register) -> Result<Self, RegisterError> {
        let reader = register.reader();
        let newest = reader.head().await?;
        let today = today_in_copenhagen(register.now());
        Ok(Self { loaders: Loaders::new(&reader), reader, newest, today })
    }

    /// The reader of the request.
    #[must_use]
    pub fn reader(&self) -> &Reader {
        &self.reader
    }

    /// The newest revision when the request began.
    #[must_use]
    pub fn newest(&self) -> Revision {
        self.newest
    }

    /// Where the request reads when it names no point: today in Denmark, the newest revision.
    #[must_use]
    pub fn now(&self) -> Point {
        Point { at: self.today, revision: self.newest }
    }

    /// How many statements the request has sent to the database so far.
    #[must_use]
    pub fn statements(&self) -> u32 {
        self.reader.statements()
    }

    /// Where a root field reads.
    pub(super) fn point(&self, at: Option<Date>, revision: Option<Revision>) -> Answer<Point> {
        let point = Point { at: at.map_or(self.today, |at| at.0), revision: revision.unwrap_or(self.newest) };
        if point.revision <= self.newest {
            return Ok(point);
        }
        let message = format!("There is no revision {} yet; the newest is {}.", point.revision, self.newest);
        Err(Problem::new(Code::BadRevision, message))
    }
}

/// The request context of a resolver.
pub(super) fn request<'a>(ctx: &Context<'a>) -> Answer<&'a RequestContext> {
    ctx.data::<Arc<RequestContext>>()
        .map(AsRef::as_ref)
        .map_err(|_| Problem::internal("a request was executed without its RequestContext"))
}

/// The loaders of a resolver's request.
pub(super) fn loaders<'a>(ctx: &Context<'a>) -> Answer<&'a Loaders> {
    Ok(&request(ctx)?.loaders)
}

//! The register as a whole, and its commits.

use async_graphql::{Context, Object, Result};

use crate::model::Revision;
use crate::register::{Commit, Page, PageDirection, PageRequest, RegisterError, SortKey};
use crate::schema::connection::{Connection, Reading, Total};
use crate::schema::context::{RequestContext, request};
use crate::schema::cursor::ListMark;
use crate::schema::error::Answer;
use crate::schema::paging::PageArgs;
use crate::schema::scalars::Date;
use crate::schema::types::{Register, RegisterRevision};

#[derive(Default)]
pub struct RegisterQuery;

#[expect(clippy::unused_async, reason = "what the object macro takes")]
#[Object]
impl RegisterQuery {
    /// The register as a whole, at one point in time. Null only when it cannot be read now.
    async fn register(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The day for which to read; today in Denmark when left out.")] at: Option<Date>,
        #[graphql(desc = "The revision at which to read; the newest when left out.")] revision: Option<
            Revision,
        >,
    ) -> Result<Option<Register>> {
        Ok(Some(Register(request(ctx)?.point(at, revision)?)))
    }

    /// Commits to the register up to the newest one when the list was begun.
    ///
    /// A connection, read forwards only; the oldest first. Null only when the register cannot be read now.
    async fn revisions(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Records on a page: 1 to 100; 20 when left out.")] first: Option<i32>,
        #[graphql(desc = "Cursor after which the page starts.")] after: Option<String>,
    ) -> Result<Option<Connection<RegisterRevision>>> {
        let request = request(ctx)?;
        let mark = ListMark::new(&"revisions", |key| key.id.parse::<Revision>().is_ok());
        let page = PageArgs { first, after, ..PageArgs::default() };
        let (point, page) = page.at_root(&mark, request, None, None)?;
        let commits = commits(request, &page, point.revision).await?;
        let length = usize::try_from(point.revision.0).unwrap_or_default();
        let reading = Reading { mark: &mark, point, request: &page };
        Ok(Some(Connection::new(Some(&commits), &reading, Total::Known(length), RegisterRevision::alone)))
    }
}

/// A page of the commits up to `newest`.
async fn commits(request: &RequestContext, page: &PageRequest, newest: Revision) -> Answer<Page<Commit>> {
    debug_assert!(page.direction == PageDirection::Forward, "commits are read forwards");
    let start = page.start.as_ref().and_then(|start| start.id.parse().ok()).unwrap_or_default();
    let found = request.reader().commits(start, page.size + 1).await.map_err(RegisterError::from)?;
    let known = found.into_iter().filter(|commit| commit.revision <= newest);
    let key = |commit: &Commit| SortKey { id: commit.revision.to_string(), ..SortKey::default() };
    let mut items: Vec<_> = known.map(|commit| (key(&commit), commit)).collect();
    let more = items.len() > page.size as usize;
    items.truncate(page.size as usize);
    Ok(Page { items, more })
}

//! What was, what became of it, and who did it.

use async_graphql::{Context, Object, Result};

use crate::model::{self, Revision, SorCode};
use crate::register::{
    AuditFilter, CompareError, MOST_COMPARED, Page, PageDirection, RegisterError, SortKey, StorageError,
};
use crate::schema::connection::{Alone, Connection, Reading, Total};
use crate::schema::context::{RequestContext, request};
use crate::schema::cursor::ListMark;
use crate::schema::error::{Answer, Code, Problem};
use crate::schema::input::{AnyCode, PointInput};
use crate::schema::paging::PageArgs;
use crate::schema::scalars::Date;
use crate::schema::types::{AuditEntry, Difference, Resolution, Sides, may_audit};

#[derive(Default)]
pub struct PastQuery;

fn failed(error: StorageError) -> Problem {
    RegisterError::from(error).into()
}

#[Object]
impl PastQuery {
    /// Follows a code of the past to the records in force on the day: from those that bear or once bore it through what
    /// replaced them and, where nothing is registered, through their SHAK code. Shows every step, forks and dead ends.
    /// Null where no record bears or ever bore the code.
    async fn resolve(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The code.")] code: AnyCode,
        #[graphql(desc = "The day for which to read; today in Denmark when left out.")] at: Option<Date>,
        #[graphql(desc = "The revision at which to read; the newest when left out.")] revision: Option<
            Revision,
        >,
    ) -> Result<Option<Resolution>> {
        let request = request(ctx)?;
        let point = request.point(at, revision)?;
        let found = request.reader().resolve(point, &code.into()).await.map_err(failed)?;
        Ok((!found.steps.is_empty()).then_some(Resolution { point, found }))
    }

    /// What differs between two points of time for a record and all that stands below it: opened, closed, moved,
    /// renamed, other addresses, numbers gained and lost, message types gained and lost. Two days at one revision tell
    /// what happened or is planned in the world; two revisions for one day tell what was corrected. Null where neither
    /// point knows the record. To page through its lists, name both points with their revisions. A tree of more than
    /// 50,000 records is refused (BAD_ARGUMENT): begin further down.
    async fn difference(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "SOR code of the record at the top.")] root: SorCode,
        #[graphql(desc = "The earlier point.")] from: PointInput,
        #[graphql(desc = "The later point.")] to: PointInput,
    ) -> Result<Option<Difference>> {
        let request = request(ctx)?;
        let sides =
            Sides { from: request.point(from.at, from.revision)?, to: request.point(to.at, to.revision)? };
        let found = request.reader().compare(root, sides.from, sides.to).await.map_err(too_many)?;
        Ok(found.map(|comparison| Difference { root, sides, comparison }))
    }

    /// The audit trail (revisionsspor): every commit with who made it, for whom, in which request and why; the newest
    /// first. An organisation reads what was done for it, the authority everything; other callers are refused
    /// (FORBIDDEN).
    ///
    /// A connection, read forwards only. Null only when the register cannot be read now.
    async fn audit_trail(
        &self,
        ctx: &Context<'_>,
        #[graphql(
            desc = "Only of this organisation, by its key as Party.key gives it; of all that the caller may read when left out."
        )]
        organisation: Option<String>,
        #[graphql(desc = "Only of this person, by the sub of the person's tokens.")] subject: Option<String>,
        #[graphql(desc = "Entries on a page: 1 to 100; 20 when left out.")] first: Option<i32>,
        #[graphql(desc = "Cursor after which the page starts.")] after: Option<String>,
    ) -> Result<Option<Connection<AuditEntry>>> {
        let request = request(ctx)?;
        let organisations = audited(ctx, organisation.as_deref()).await?;
        let filter = AuditFilter { organisations, subject };
        let mark = ListMark::new(&("audit", &filter), |key| key.id.parse::<Revision>().is_ok());
        let page = PageArgs { first, after, ..PageArgs::default() };
        let (point, page) = page.at_root(&mark, request, None, None)?;
        debug_assert!(page.direction == PageDirection::Forward, "the trail is read forwards");
        let newest = Revision(point.revision.0 + 1);
        let start = page.start.as_ref().and_then(|start| start.id.parse().ok()).unwrap_or(newest);
        let found = entries(request, &filter, start, page.size).await?;
        let total = Total::Alone(Box::new(Alone::Commits(filter, newest)));
        let reading = Reading { mark: &mark, point, request: &page };
        Ok(Some(Connection::new(Some(&found), &reading, total, |commit| AuditEntry { commit, point })))
    }
}

fn too_many(error: CompareError) -> Problem {
    match error {
        CompareError::TooMany => Problem::argument(format!(
            "More than {MOST_COMPARED} records stand below this one: begin the comparison further down."
        )),
        CompareError::Register(error) => error.into(),
    }
}

/// The parties whose trail is read; `None` for all of it.
async fn audited(ctx: &Context<'_>, organisation: Option<&str>) -> Answer<Option<Vec<String>>> {
    let refused = || {
        let message = "The audit trail is for the organisation that it is about, and for the authority.";
        Problem::new(Code::Forbidden, message)
    };
    if let Some(key) = organisation {
        let party = model::Party::from_stored(key)
            .ok_or_else(|| Problem::argument("organisation is the key of no organisation."))?;
        let may = may_audit(ctx, vec![party.clone()]).await?;
        return if may { Ok(Some(vec![party.to_string()])) } else { Err(refused()) };
    }
    if may_audit(ctx, Vec::new()).await? {
        return Ok(None);
    }
    let mut own = Vec::new();
    for party in request(ctx)?.actor().await?.parties() {
        if may_audit(ctx, vec![party.clone()]).await? {
            own.push(party.to_string());
        }
    }
    if own.is_empty() { Err(refused()) } else { Ok(Some(own)) }
}

async fn entries(
    request: &RequestContext,
    filter: &AuditFilter,
    before: Revision,
    size: u32,
) -> Answer<Page<crate::register::Commit>> {
    let found = request.reader().audit_trail(filter, before, size + 1).await.map_err(failed)?;
    let more = found.len() > size as usize;
    let key =
        |commit: &crate::register::Commit| SortKey { id: commit.revision.to_string(), ..SortKey::default() };
    let items = found.into_iter().take(size as usize).map(|commit| (key(&commit), commit));
    Ok(Page { items: items.collect(), more })
}

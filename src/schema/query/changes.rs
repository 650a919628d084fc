//! The feed of changes, page by page.

use async_graphql::{Context, Object, Result};

use crate::events::{Position, page};
use crate::model::Revision;
use crate::register::RegisterError;
use crate::schema::context::{RequestContext, not_yet, request};
use crate::schema::cursor::bad;
use crate::schema::error::{Answer, Problem};
use crate::schema::input::RegisterChangeFilter;
use crate::schema::paging::page_size;
use crate::schema::types::ChangeConnection;

#[derive(Default)]
pub struct ChangeQuery;

#[Object]
impl ChangeQuery {
    /// Every change of the register from the first commit on, in the order of the commits: the paged
    /// twin of the subscription registerChanged. It ends at the newest commit; whoever asks again from
    /// endCursor later misses nothing and gets nothing twice.
    ///
    /// A connection, read forwards only. Null only when the register cannot be read now.
    async fn changes(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Changes on a page: 1 to 100; 20 when left out.")] first: Option<i32>,
        #[graphql(
            desc = "Where to go on: a cursor, or a revision to start behind all changes of that commit. From the first change when left out."
        )]
        after: Option<String>,
        #[graphql(desc = "Which changes; all when left out.")] filter: Option<RegisterChangeFilter>,
    ) -> Result<Option<ChangeConnection>> {
        let request = request(ctx)?;
        let size = page_size(first)?;
        let start = match after.as_deref() {
            Some(after) => position(request, after)?,
            None => Position::Behind(Revision(0)),
        };
        let filter = filter.unwrap_or_default().read()?;
        let page = page(request.reader(), &start, request.newest(), &filter, size).await;
        let page = page.map_err(RegisterError::from).map_err(Problem::from)?;
        Ok(Some(ChangeConnection::new(page, start != Position::Behind(Revision(0)))))
    }
}

/// The place in the feed that a caller names.
pub fn position(request: &RequestContext, text: &str) -> Answer<Position> {
    let position: Position = text.parse().map_err(|fault| bad(&format!("after cannot be read: {fault}.")))?;
    let newest = request.newest();
    if position.revision() > newest {
        return Err(not_yet(position.revision(), newest));
    }
    Ok(position)
}

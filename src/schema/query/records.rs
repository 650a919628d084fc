//! The register as those read it who keep a copy.

use std::sync::Arc;

use async_graphql::{Context, Object, Result};

use crate::model::{Record, RecordType, Revision, SorCode};
use crate::register::{Page, PageDirection, RegisterError, SortKey, StorageError};
use crate::schema::connection::{Alone, Connection, Reading, Total};
use crate::schema::context::request;
use crate::schema::cursor::ListMark;
use crate::schema::error::Problem;
use crate::schema::paging::PageArgs;
use crate::schema::types::{RegisterDigest, RegisterRecord};

#[derive(Default)]
pub struct RecordQuery;

fn failed(error: StorageError) -> Problem {
    RegisterError::from(error).into()
}

/// Where a record stands in the list of all.
fn place(record: &Record) -> SortKey {
    SortKey { rank: 0, value: record.key.clone(), id: record.record_type.to_string() }
}

#[Object]
impl RecordQuery {
    /// Every record of the register, written out with all its versions: the full load of a copy, which changes with
    /// RegisterChange.current keeps up to date (docs/guides/replica.md). Owners, institutions and units by their
    /// codes, then location numbers, the message types on them, replacements, regions, municipalities, code lists,
    /// and message types. The cursor keeps the revision of the first page.
    ///
    /// A connection, read forwards only. Null only when the register cannot be read now.
    async fn register_records(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Records on a page: 1 to 100; 20 when left out.")] first: Option<i32>,
        #[graphql(desc = "Cursor after which the page starts.")] after: Option<String>,
        #[graphql(desc = "The revision at which to read; the newest when left out.")] revision: Option<
            Revision,
        >,
    ) -> Result<Option<Connection<RegisterRecord>>> {
        let request = request(ctx)?;
        let mark = ListMark::new(&"records", |key| RecordType::from_name(&key.id).is_some());
        let page = PageArgs { first, after, ..PageArgs::default() };
        let (point, page) = page.at_root(&mark, request, None, revision)?;
        debug_assert!(page.direction == PageDirection::Forward, "records are read forwards");
        let start = page
            .start
            .as_ref()
            .and_then(|start| Some((RecordType::from_name(&start.id)?, start.value.clone())));
        let found = request.reader().records_after(point.revision, start.as_ref(), page.size + 1).await;
        let found = found.map_err(failed)?;
        let more = found.len() > page.size as usize;
        let items = found.into_iter().take(page.size as usize);
        let items = items.map(|record| (place(&record), Arc::new(record))).collect();
        let total = Total::Alone(Box::new(Alone::Records(point.revision)));
        let reading = Reading { mark: &mark, point, request: &page };
        Ok(Some(Connection::new(Some(&Page { items, more }), &reading, total, RegisterRecord)))
    }

    /// A digest by which a copy is compared with the register. With a root: of the owners, institutions and units that
    /// hang in its tree on any day, of the location numbers that one of them holds on any day, and of the message
    /// types on these numbers. Null where the revision does not know the root. Counted as 100,000 in a query's
    /// complexity: all these records are read.
    async fn register_digest(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "SOR code of the record at the top; every record of the register when left out.")]
        within: Option<SorCode>,
        #[graphql(desc = "The revision at which to read; the newest when left out.")] revision: Option<
            Revision,
        >,
    ) -> Result<Option<RegisterDigest>> {
        let request = request(ctx)?;
        let revision = request.point(None, revision)?.revision;
        let found = request.register().digest(request.reader(), revision, within).await.map_err(failed)?;
        Ok(found.map(|found| RegisterDigest {
            revision,
            within,
            records: i64::try_from(found.records).unwrap_or(i64::MAX),
            digest: found.digest.to_string(),
        }))
    }
}

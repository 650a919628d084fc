//! Connections: pages of lists with cursors, and a length that is counted only when asked for.

use std::borrow::Cow;
use std::sync::Arc;

use async_graphql::{Context, Object, OutputType, Result, TypeName};

use super::context::{loaders, request};
use super::cursor::{ListMark, Origin, Place};
use super::error::Problem;
use crate::model::{Gln, Point, Revision};
use crate::register::{
    AuditFilter, CaseFilter, CaseVisibility, MessageTypeScope, NumberList, Page, PageDirection, PageRequest,
    Reader, RegisterError, SortKey, StorageError, UnitList,
};

/// One page of a list.
pub struct Connection<N> {
    pub(super) edges: Vec<Edge<N>>,
    pub(super) page_info: PageInfo,
    pub(super) total: Total,
}

/// A record on a page, with its place in the list.
pub struct Edge<N> {
    /// The place.
    pub place: Place,
    /// The record.
    pub node: N,
}

/// Where a page stands in its list.
#[derive(Debug, Clone)]
pub struct PageInfo {
    /// Whether there are records after it.
    pub has_next: bool,
    /// Whether there are records before it.
    pub has_previous: bool,
    /// Where it starts.
    pub start: Option<Place>,
    /// Where it ends.
    pub end: Option<Place>,
}

/// Where a page stands in its list.
#[Object(shareable)]
impl PageInfo {
    /// Whether records follow this page: known when reading forwards; when reading
    /// backwards, whether the page was asked for by `before`.
    async fn has_next_page(&self) -> bool {
        self.has_next
    }

    /// Whether records precede this page: known when reading backwards; when reading
    /// forwards, whether the page was asked for by `after`.
    async fn has_previous_page(&self) -> bool {
        self.has_previous
    }

    /// Cursor of the page's first record, for `before`. Null on an empty page.
    async fn start_cursor(&self) -> Option<String> {
        self.start.as_ref().map(Place::cursor)
    }

    /// Cursor of the page's last record, for `after`. Null on an empty page.
    async fn end_cursor(&self) -> Option<String> {
        self.end.as_ref().map(Place::cursor)
    }
}

/// How the length of a list is found.
pub enum Total {
    /// It is known.
    Known(usize),
    /// Counted among the records of the tree.
    Units(Box<(Point, UnitList, String)>),
    /// Counted among the location numbers.
    Numbers(Box<(Point, NumberList, String)>),
    /// Counted among the message types of a location number.
    MessageTypes(Point, MessageTypeScope, Gln),
    /// Counted for this list alone.
    Alone(Box<Alone>),
}

/// A list of the root, or one that few records have: it needs no batch to be counted.
pub enum Alone {
    /// Commits before one of them.
    Commits(AuditFilter, Revision),
    /// Cases that a caller may see.
    Cases(Revision, CaseFilter, CaseVisibility),
    /// Deliveries to a webhook that were given up.
    DeadLetters(i64),
    /// Records of any type.
    Records(Revision),
}

impl Alone {
    async fn count(&self, reader: &Reader) -> Result<i64, StorageError> {
        match self {
            Self::Commits(filter, before) => reader.audit_count(filter, *before).await,
            Self::Cases(revision, filter, visible) => reader.case_count(*revision, filter, visible).await,
            Self::DeadLetters(webhook) => reader.dead_delivery_count(*webhook).await,
            Self::Records(revision) => reader.record_count(*revision).await,
        }
    }
}

impl Total {
    /// The length.
    pub async fn count(&self, ctx: &Context<'_>) -> Result<i64> {
        let loaders = loaders(ctx)?;
        let found = match self {
            Self::Known(length) => return Ok(i64::try_from(*length).unwrap_or(i64::MAX)),
            Self::Units(list) => {
                let (point, list, key) = list.as_ref().clone();
                loaders.unit_counts.load((point, list), key).await
            }
            Self::Numbers(list) => {
                let (point, list, key) = list.as_ref().clone();
                loaders.number_counts.load((point, list), key).await
            }
            Self::MessageTypes(point, scope, gln) => {
                loaders.message_type_counts.load((*point, *scope), *gln).await
            }
            Self::Alone(list) => {
                let counted = list.count(request(ctx)?.reader()).await;
                return Ok(counted.map_err(RegisterError::from).map_err(Problem::from)?);
            }
        };
        // A list without records has no row among the counts.
        Ok(found?.unwrap_or_default())
    }
}

/// What a page was read as.
pub struct Reading<'a> {
    /// The list.
    pub mark: &'a ListMark,
    /// The point.
    pub point: Point,
    /// The page.
    pub request: &'a PageRequest,
}

impl<N> Connection<N> {
    /// The page `page` of a list, its records shown by `show`. A list of which nothing was found is empty.
    pub fn new<T: Clone>(
        page: Option<&Page<T>>,
        reading: &Reading<'_>,
        total: Total,
        show: impl Fn(T) -> N,
    ) -> Self {
        let items = page.map(|page| page.items.as_slice()).unwrap_or_default();
        let origin = Arc::new(Origin { point: reading.point, mark: reading.mark.clone() });
        let edge = |(key, record): &(SortKey, T)| Edge {
            place: Place::In(Arc::clone(&origin), key.clone()),
            node: show(record.clone()),
        };
        let edges: Vec<_> = items.iter().map(edge).collect();
        let more = page.is_some_and(|page| page.more);
        let started = reading.request.start.is_some();
        let (has_next, has_previous) = match reading.request.direction {
            PageDirection::Forward => (more, started),
            PageDirection::Backward => (started, more),
        };
        let page_info = PageInfo {
            has_next,
            has_previous,
            start: edges.first().map(|edge| edge.place.clone()),
            end: edges.last().map(|edge| edge.place.clone()),
        };
        Self { edges, page_info, total }
    }

    /// The page of a list that is held whole, in the order of value and id of its keys.
    pub fn of_whole<T: Clone>(
        mut items: Vec<(SortKey, T)>,
        reading: &Reading<'_>,
        show: impl Fn(T) -> N,
    ) -> Self {
        items.sort_by(|(a, _), (b, _)| (&a.value, &a.id).cmp(&(&b.value, &b.id)));
        let total = Total::Known(items.len());
        Self::new(Some(&cut(items, reading.request)), reading, total, show)
    }

    /// A page without records.
    pub fn empty() -> Self {
        let page_info = PageInfo { has_next: false, has_previous: false, start: None, end: None };
        Self { edges: Vec::new(), page_info, total: Total::Known(0) }
    }
}

/// Cuts a page out of a whole list.
fn cut<T>(mut items: Vec<(SortKey, T)>, request: &PageRequest) -> Page<T> {
    let size = request.size as usize;
    let place = |key: &SortKey| (key.value.clone(), key.id.clone());
    let start = request.start.as_ref().map(place);
    let more = match request.direction {
        PageDirection::Forward => {
            items.retain(|(key, _)| start.as_ref().is_none_or(|start| place(key) > *start));
            let more = items.len() > size;
            items.truncate(size);
            more
        }
        PageDirection::Backward => {
            items.retain(|(key, _)| start.as_ref().is_none_or(|start| place(key) < *start));
            let surplus = items.len().saturating_sub(size);
            items.drain(..surplus);
            surplus > 0
        }
    };
    Page { items, more }
}

impl<N: OutputType> TypeName for Connection<N> {
    fn type_name() -> Cow<'static, str> {
        format!("{}Connection", N::type_name()).into()
    }
}

/// A page of a list, after the Cursor Connections Specification. Cursors are opaque,
/// good for the same list, filter and order only, and keep the point in time at
/// which the first page was read.
#[Object(name_type)]
impl<N: OutputType> Connection<N> {
    /// The records of the page with their cursors, in the order of the list.
    async fn edges(&self) -> &[Edge<N>] {
        &self.edges
    }

    /// The records of the page, for those who need no cursors.
    async fn nodes(&self) -> Vec<&N> {
        self.edges.iter().map(|edge| &edge.node).collect()
    }

    /// Where the page stands in the list.
    async fn page_info(&self) -> &PageInfo {
        &self.page_info
    }

    /// How many records the whole list has. Counted only when asked for. Null when it cannot be counted now.
    async fn total_count(&self, ctx: &Context<'_>) -> Result<Option<i64>> {
        self.total.count(ctx).await.map(Some)
    }
}

impl<N: OutputType> TypeName for Edge<N> {
    fn type_name() -> Cow<'static, str> {
        format!("{}Edge", N::type_name()).into()
    }
}

/// A record on a page.
#[Object(name_type)]
impl<N: OutputType> Edge<N> {
    /// The record's place in the list, for `after` or `before`. Opaque.
    async fn cursor(&self) -> String {
        self.place.cursor()
    }

    /// The record.
    async fn node(&self) -> &N {
        &self.node
    }
}

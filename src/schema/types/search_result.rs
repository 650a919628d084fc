//! What a search finds: records in the order of how well they fit.

use std::sync::Arc;

use async_graphql::{Context, Enum, Object, Result};

use super::{SorEntity, UnitView};
use crate::register::{Page, SortKey, UnitVersion};
use crate::schema::connection::{Connection, PageInfo, Reading, Total};
use crate::schema::cursor::Place;

/// How well a record's name fits a search.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
pub enum SearchMatch {
    /// The name is the text.
    Exact,
    /// The name starts with the text.
    Start,
    /// The name starts with the first word of the text and has the others.
    FirstWord,
    /// Every word of the text begins a word of the name.
    Words,
    /// The name has the words of the text but for one letter of one of them. Such records are found only where no
    /// others are.
    Misspelt,
}

impl SearchMatch {
    fn of(key: &SortKey) -> Self {
        match key.rank {
            0 => Self::Exact,
            1 => Self::Start,
            2 => Self::FirstWord,
            3 => Self::Words,
            _ => Self::Misspelt,
        }
    }
}

/// A page of what a search found.
pub struct SearchResultConnection(Connection<Found>);

/// A record with how well it fits.
#[derive(Clone)]
struct Found(SorEntity, SearchMatch);

impl SearchResultConnection {
    /// The page of a search.
    pub fn new(page: &Page<Arc<UnitVersion>>, reading: &Reading<'_>, total: Total) -> Self {
        let found = |(key, record): &(SortKey, Arc<UnitVersion>)| {
            let entity = SorEntity::from(UnitView::new(reading.point, Arc::clone(record)));
            (key.clone(), Found(entity, SearchMatch::of(key)))
        };
        let page = Page { items: page.items.iter().map(found).collect(), more: page.more };
        Self(Connection::new(Some(&page), reading, total, |found| found))
    }
}

/// A page of what a search found, the best fit first. Cursors keep the point in time
/// at which the first page was read.
#[Object]
impl SearchResultConnection {
    /// What was found, with cursors.
    async fn edges(&self) -> Vec<SearchResultEdge> {
        let edges = self.0.edges.iter();
        edges.map(|edge| SearchResultEdge { place: edge.place.clone(), found: edge.node.clone() }).collect()
    }

    /// The records found, for those who need no cursors.
    async fn nodes(&self) -> Vec<&SorEntity> {
        self.0.edges.iter().map(|edge| &edge.node.0).collect()
    }

    /// Where the page stands among all that was found.
    async fn page_info(&self) -> &PageInfo {
        &self.0.page_info
    }

    /// How many records were found in all. Counted only when asked for. Null when it cannot be counted now.
    async fn total_count(&self, ctx: &Context<'_>) -> Result<Option<i64>> {
        self.0.total.count(ctx).await.map(Some)
    }
}

/// A record that a search found.
pub struct SearchResultEdge {
    place: Place,
    found: Found,
}

/// A record that a search found.
#[Object]
impl SearchResultEdge {
    /// The place among all that was found, for after. Opaque.
    async fn cursor(&self) -> String {
        self.place.cursor()
    }

    /// The record.
    async fn node(&self) -> &SorEntity {
        &self.found.0
    }

    /// How well its name fits the text.
    async fn r#match(&self) -> SearchMatch {
        self.found.1
    }
}

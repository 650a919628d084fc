//! Pages by key, never by offset: a page starts after the last record of the one before.

use std::collections::HashMap;

/// Which way a page is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Direction {
    /// From the first record on.
    Forward,
    /// From the last record back.
    Backward,
}

/// Where in an order a record stands. The id breaks ties, so no two records are equal.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct SortKey {
    /// How well the record fits a search; 0 elsewhere.
    pub rank: i32,
    /// The value that the list is ordered by, as text; empty when the id alone orders it.
    pub value: String,
    /// The record's code.
    pub id: String,
}

/// One page of a list.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct PageRequest {
    /// Most records to give.
    pub size: u32,
    /// Which way.
    pub direction: Direction,
    /// The record to start after, in that direction; the end of the list when absent.
    pub start: Option<SortKey>,
}

/// The records of a page, always in the list's own order.
#[derive(Debug, Clone)]
pub struct Page<T> {
    /// Records with their place in the order.
    pub items: Vec<(SortKey, T)>,
    /// Whether there are more in the direction of reading.
    pub more: bool,
}

impl<T> Default for Page<T> {
    fn default() -> Self {
        Self { items: Vec::new(), more: false }
    }
}

impl PageRequest {
    /// `ASC` or `DESC` for a list that is ascending when `ascending`.
    pub(super) fn sql_direction(&self, ascending: bool) -> &'static str {
        if ascending == (self.direction == Direction::Forward) { "ASC" } else { "DESC" }
    }

    /// The comparison that leaves out what lies before the start.
    pub(super) fn sql_comparison(&self, ascending: bool) -> &'static str {
        if ascending == (self.direction == Direction::Forward) { ">" } else { "<" }
    }

    /// How many rows to ask for: one more than the page, to know whether there are more.
    pub(super) fn rows(&self) -> i64 {
        i64::from(self.size) + 1
    }

    /// Sorts rows `(key of the list, place, record)`, which come in reading order, into pages.
    pub(super) fn pages<T>(&self, rows: Vec<(String, SortKey, T)>) -> HashMap<String, Page<T>> {
        let mut pages: HashMap<String, Page<T>> = HashMap::new();
        for (list, place, record) in rows {
            let page = pages.entry(list).or_default();
            if page.items.len() < self.size as usize {
                page.items.push((place, record));
            } else {
                page.more = true;
            }
        }
        if self.direction == Direction::Backward {
            pages.values_mut().for_each(|page| page.items.reverse());
        }
        pages
    }
}

//! Arguments of a page.

use super::context::RequestContext;
use super::cursor::{Cursor, ListMark, bad};
use super::error::{Answer, Code, Problem};
use super::scalars::Date;
use crate::model::{Point, Revision};
use crate::register::{PageDirection, PageRequest};

/// Records on a page when the caller does not say.
const DEFAULT_SIZE: u32 = 20;
/// Most records on a page.
pub const MOST: u32 = 100;

/// `first`, `after`, `last` and `before` as they were given.
#[derive(Debug, Clone, Default)]
pub struct PageArgs {
    /// Page size from the front.
    pub first: Option<i32>,
    /// Start after this cursor.
    pub after: Option<String>,
    /// Page size from the end.
    pub last: Option<i32>,
    /// End before this cursor.
    pub before: Option<String>,
}

impl PageArgs {
    /// The page of a list whose point is given by where it hangs.
    pub fn within(&self, list: &ListMark, point: Point) -> Answer<PageRequest> {
        let (page, start) = self.read(list)?;
        match start {
            Some(start) if start != point => Err(bad(
                "The cursor was given at another point in time; give that day and revision as at and revision.",
            )),
            _ => Ok(page),
        }
    }

    /// The page of a list that has no past: it is read as it is, whatever the cursor's point.
    pub fn in_place(&self, list: &ListMark) -> Answer<PageRequest> {
        Ok(self.read(list)?.0)
    }

    /// The page of a root list, and its point: the cursor's, where neither day nor revision is given.
    pub fn at_root(
        &self,
        list: &ListMark,
        request: &RequestContext,
        at: Option<Date>,
        revision: Option<Revision>,
    ) -> Answer<(Point, PageRequest)> {
        let (page, start) = self.read(list)?;
        let Some(start) = start else {
            return Ok((request.point(at, revision)?, page));
        };
        let same = at.is_none_or(|at| at.0 == start.at)
            && revision.is_none_or(|revision| revision == start.revision);
        if !same {
            return Err(bad(
                "The cursor was given at another point in time; leave out at and revision to stay there.",
            ));
        }
        if start.revision > request.newest() {
            return Err(bad("The cursor names a revision that the register does not have."));
        }
        Ok((start, page))
    }

    fn read(&self, list: &ListMark) -> Answer<(PageRequest, Option<Point>)> {
        self.read_with(&|| list.clone())
    }

    /// The page, and the point of its cursor. What tells the list from others is asked for only to read a cursor.
    pub fn read_with(&self, list: &dyn Fn() -> ListMark) -> Answer<(PageRequest, Option<Point>)> {
        let forward = self.first.is_some() || self.after.is_some();
        let backward = self.last.is_some() || self.before.is_some();
        if forward && backward {
            return Err(Problem::argument("Give first and after, or last and before, not both."));
        }
        let (direction, size, start) = if backward {
            (PageDirection::Backward, self.last, &self.before)
        } else {
            (PageDirection::Forward, self.first, &self.after)
        };
        let size = page_size(size)?;
        let start = start.as_deref().map(|text| Cursor::read(text, &list())).transpose()?;
        let point = start.as_ref().map(|cursor| cursor.point);
        Ok((PageRequest { size, direction, start: start.map(|cursor| cursor.key) }, point))
    }
}

/// The size of a page.
pub fn page_size(size: Option<i32>) -> Answer<u32> {
    let Some(size) = size else { return Ok(DEFAULT_SIZE) };
    let fits = u32::try_from(size).ok().filter(|size| (1..=MOST).contains(size));
    fits.ok_or_else(|| Problem::new(Code::PageSize, format!("A page has 1 to {MOST} records, not {size}.")))
}

/// How many records a page holds at most, for the complexity of a query.
pub fn page_length(size: Option<i64>) -> u64 {
    size.and_then(|size| u64::try_from(size).ok())
        .map_or(u64::from(DEFAULT_SIZE), |size| size.clamp(1, u64::from(MOST)))
}

//! When a request reads.

use chrono::NaiveDate;

use super::context::not_yet;
use super::error::Answer;
use super::read_at::ReadAt;
use super::scalars::Date;
use crate::model::{Point, Revision};

/// What was newest when a request began, and where it says that it reads. This is all that a plan knows of a request
/// beside its variables: not who asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Moment {
    newest: Revision,
    today: NaiveDate,
    at: Option<Date>,
    revision: Option<Revision>,
}

impl Moment {
    pub fn new(newest: Revision, today: NaiveDate, read_at: ReadAt) -> Self {
        Self { newest, today, at: read_at.at, revision: read_at.revision }
    }

    /// The newest revision when the request began.
    pub fn newest(&self) -> Revision {
        self.newest
    }

    /// Today in Denmark at the newest revision.
    pub fn now(&self) -> Point {
        Point { at: self.today, revision: self.newest }
    }

    /// Where a root field reads: where it says, else where the request says, else today at the newest revision.
    pub fn point(&self, at: Option<Date>, revision: Option<Revision>) -> Answer<Point> {
        let (at, revision) = (at.or(self.at), revision.or(self.revision));
        let point = Point { at: at.map_or(self.today, |at| at.0), revision: revision.unwrap_or(self.newest) };
        if point.revision <= self.newest {
            return Ok(point);
        }
        Err(not_yet(point.revision, self.newest))
    }
}

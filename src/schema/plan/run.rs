//! What a plan reads from, in one request.

use std::cell::Cell;

use async_graphql::Variables;
use chrono::NaiveDate;
use tokio::time::Instant;

use super::args::{Done, Stopped};
use super::compile::Condition;
use super::lists::{NumberListRead, PageRead, Read, UnitListRead};
use crate::image::Image;
use crate::model::{Point, Revision};
use crate::schema::context::RequestContext;
use crate::schema::scalars::Date;

/// Units after which a list looks at the clock.
const MANY: usize = 1_000;

/// One request to a plan.
pub struct Run<'a> {
    pub image: &'a Image,
    pub request: &'a RequestContext,
    pub variables: &'a Variables,
    pub leash: Leash,
    /// Units that lists have looked at so far.
    pub looked: Cell<usize>,
    pub flags: Vec<bool>,
    pub unit_lists: Vec<Read<'a, UnitListRead>>,
    pub number_lists: Vec<Read<'a, NumberListRead>>,
    pub pages: Vec<Read<'a, PageRead>>,
}

/// How far a plan may go before it stops.
#[derive(Debug, Clone, Copy)]
pub struct Leash {
    /// Bytes that the answer may have.
    pub bytes: usize,
    /// Units that its lists may look at.
    pub units: usize,
    /// When it is too late.
    pub deadline: Instant,
}

impl Run<'_> {
    /// Notes that a list has looked at so many units.
    pub fn looked(&self, units: usize) -> Done {
        let looked = self.looked.get() + units;
        self.looked.set(looked);
        if looked > self.leash.units || (units > MANY && Instant::now() > self.leash.deadline) {
            return Err(Stopped::Long);
        }
        Ok(())
    }

    /// Whether all conditions hold.
    pub fn wants(&self, conditions: &[Condition]) -> bool {
        conditions.iter().all(|(flag, wanted)| self.flags[*flag] == *wanted)
    }

    /// The day on which a field of the root reads.
    pub fn day(&self, at: Option<Date>, revision: Option<Revision>) -> Done<NaiveDate> {
        self.day_of(self.request.point(at, revision).map_err(|_| Stopped::Unanswered)?)
    }

    /// The day of a point, where memory has its revision.
    pub fn day_of(&self, point: Point) -> Done<NaiveDate> {
        if point.revision == self.image.revision() { Ok(point.at) } else { Err(Stopped::Unanswered) }
    }

    /// The point of a day.
    pub fn point(&self, day: NaiveDate) -> Point {
        Point { at: day, revision: self.image.revision() }
    }
}

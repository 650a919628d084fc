//! What a plan reads from, in one request.

use std::cell::Cell;

use async_graphql::Variables;
use chrono::NaiveDate;
use tokio::time::Instant;

use super::args::{Done, Stopped};
use super::compile::Condition;
use super::lists::{NumberListRead, PageRead, Read, UnitListRead};
use super::out::Out;
use super::outlet::Outlet;
use crate::image::Image;
use crate::model::{Point, Revision};
use crate::register::{NumberScope, UnitScope};
use crate::schema::moment::Moment;
use crate::schema::scalars::Date;

/// Units after which a list looks at the clock.
const MANY: usize = 1_000;

/// One request to a plan.
pub struct Run<'a> {
    pub image: &'a Image,
    pub moment: &'a Moment,
    pub variables: &'a Variables,
    pub leash: Leash<'a>,
    /// Units that lists have looked at so far.
    pub looked: Cell<usize>,
    pub flags: Vec<bool>,
    pub unit_lists: Vec<Read<'a, UnitListRead>>,
    pub number_lists: Vec<Read<'a, NumberListRead>>,
    pub pages: Vec<Read<'a, PageRead>>,
}

/// How far a plan may go.
#[derive(Clone, Copy)]
pub struct Leash<'a> {
    /// Bytes that may have been written when an object begins.
    pub bytes: usize,
    /// Units that its lists may look at.
    pub units: usize,
    /// When it is too late.
    pub deadline: Instant,
    /// What becomes of more bytes.
    pub beyond: Beyond<'a>,
}

/// What a plan does at an object that begins beyond its leash.
#[derive(Clone, Copy)]
pub enum Beyond<'a> {
    /// It stops.
    Stop,
    /// It leaves the object out.
    Skip,
    /// It goes on, as long as somebody waits for it.
    Keep(&'a Outlet),
    /// It sends what it has written, and goes on.
    Send(&'a Outlet),
}

impl Leash<'_> {
    fn is_too_late(&self) -> bool {
        let is_gone = match self.beyond {
            Beyond::Stop | Beyond::Skip => false,
            Beyond::Keep(outlet) | Beyond::Send(outlet) => outlet.is_gone(),
        };
        is_gone || Instant::now() > self.deadline
    }
}

impl Run<'_> {
    /// Notes that a list has looked at so many units.
    pub fn looked(&self, units: usize) -> Done {
        let looked = self.looked.get() + units;
        self.looked.set(looked);
        if looked > self.leash.units || (units > MANY && self.leash.is_too_late()) {
            return Err(Stopped::Long);
        }
        Ok(())
    }

    /// Whether an object beyond the leash is written all the same.
    #[cold]
    pub fn goes_on(&self, out: &mut Out) -> Done<bool> {
        match self.leash.beyond {
            Beyond::Stop => return Err(Stopped::Long),
            Beyond::Skip => return Ok(false),
            Beyond::Keep(_) | Beyond::Send(_) if self.leash.is_too_late() => return Err(Stopped::Long),
            Beyond::Keep(_) => {}
            Beyond::Send(outlet) => outlet.send(out.take())?,
        }
        Ok(true)
    }

    /// Whether nothing below the root can stop the plan: the one thing that could is a list that starts at a cursor,
    /// which may be another list's.
    pub fn is_certain(&self) -> bool {
        let units = |read: &UnitListRead| read.list.scope == UnitScope::Register || read.page.start.is_none();
        let numbers =
            |read: &NumberListRead| read.list.scope == NumberScope::Register || read.page.start.is_none();
        self.unit_lists.iter().all(|read| units(read))
            && self.number_lists.iter().all(|read| numbers(read))
            && self.pages.iter().all(|page| page.start.is_none())
    }

    /// Whether all conditions hold.
    pub fn wants(&self, conditions: &[Condition]) -> bool {
        conditions.iter().all(|(flag, wanted)| self.flags[*flag] == *wanted)
    }

    /// The day on which a field of the root reads.
    pub fn day(&self, at: Option<Date>, revision: Option<Revision>) -> Done<NaiveDate> {
        self.day_of(self.moment.point(at, revision).map_err(|_| Stopped::Unanswered)?)
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

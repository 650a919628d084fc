use async_graphql::Object;

use super::State;
use crate::model::{LocationNumber, Point, Unit, Version};
use crate::schema::scalars::Date;

/// Validity of a record (SorStatus).
#[derive(Debug, Clone, Copy)]
pub struct Status {
    state: State,
    first_from: Date,
    from: Date,
    to: Option<Date>,
    updated_at: Option<Date>,
}

impl Status {
    /// The validity of a record of the tree.
    pub fn of_unit(record: &Version<Unit>, point: Point) -> Self {
        Self::new(record, point, record.content.from_date, record.content.updated_at)
    }

    /// The validity of a location number.
    pub fn of_number(record: &Version<LocationNumber>, point: Point) -> Self {
        Self::new(record, point, record.content.from_date, record.content.updated_at)
    }

    fn new<T>(
        record: &Version<T>,
        point: Point,
        from: chrono::NaiveDate,
        updated_at: Option<chrono::NaiveDate>,
    ) -> Self {
        Self {
            state: record.state(point.at).into(),
            first_from: Date(record.life.first_from),
            from: Date(from),
            to: record.life.to.map(Date),
            updated_at: updated_at.map(Date),
        }
    }
}

/// Validity of a record (SorStatus): its dates as the register gives them, and the state that follows from them.
#[Object(shareable)]
impl Status {
    /// State on the day of the query.
    async fn state(&self) -> State {
        self.state
    }

    /// First day on which the record is valid at all (FirstFromDate).
    async fn first_from_date(&self) -> Date {
        self.first_from
    }

    /// Day from which the latest change applies (FromDate).
    async fn from_date(&self) -> Date {
        self.from
    }

    /// Last valid day (ToDate). Null while no closing is known.
    async fn to_date(&self) -> Option<Date> {
        self.to
    }

    /// Day of the latest edit (UpdatedAt); may lie before fromDate. Null where the source does not tell.
    async fn updated_at(&self) -> Option<Date> {
        self.updated_at
    }
}

//! Location numbers: made, changed, hung elsewhere, closed (R40 to R46).

mod attach;
mod create;
mod details;
mod state;

pub use attach::{AttachNumber, DetachNumber};
pub use create::CreateNumber;
pub use details::{NumberDetails, may_be_listed};
pub use state::SetNumberState;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::close_units::close_message_types;
use super::unit_rules::after;
use super::{Done, RecordKey, Verb};
use crate::identity::Caller;
use crate::model::{Gln, LocationNumber, SorCode};
use crate::ownership::{Action, Asked, Part};
use crate::register::{Change, Draft, FaultCode, Faults, OnFile, Rules, Stop};

pub use create::create_number;

/// Changes what is said of a location number from a day on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UpdateNumber {
    /// The number.
    pub gln: Gln,
    /// What is said anew; what is left out stays.
    pub details: NumberDetails,
    /// The first day on which this holds.
    pub valid_from: NaiveDate,
    /// Whether the act is to take the number out of use, or into use again (ikke aktivt).
    pub deactivating: bool,
}

impl Verb for UpdateNumber {
    fn name(&self) -> &'static str {
        if self.deactivating { "DEACTIVATE_LOCATION_NUMBER" } else { "UPDATE_LOCATION_NUMBER" }
    }

    fn check(&self, _: &Rules, faults: &mut Faults) {
        let nothing = self.details == NumberDetails::default();
        faults.when(nothing, FaultCode::Required, "", "The update changes nothing.");
        self.details.check(faults);
    }

    fn watched(&self) -> Option<RecordKey> {
        Some(RecordKey::Number(self.gln))
    }

    async fn asked(&self, draft: &Draft, _: &Caller) -> Result<Vec<Asked>, Stop> {
        asked(draft, Action::Update, self.gln, self.valid_from).await
    }

    async fn act(&self, change: &mut Change) -> Result<Done, Stop> {
        update_number(change, self.gln, &self.details, self.valid_from).await?;
        let summary = format!("Changed the location number {} from {}", self.gln, self.valid_from);
        Ok(Done::with(RecordKey::Number(self.gln), self.valid_from, summary))
    }
}

/// Closes a location number and the message types on it. It is never used again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CloseNumber {
    /// The number.
    pub gln: Gln,
    /// Its last valid day.
    pub last_day: NaiveDate,
}

impl Verb for CloseNumber {
    fn name(&self) -> &'static str {
        "CLOSE_LOCATION_NUMBER"
    }

    fn check(&self, _: &Rules, _: &mut Faults) {}

    fn watched(&self) -> Option<RecordKey> {
        Some(RecordKey::Number(self.gln))
    }

    async fn asked(&self, draft: &Draft, _: &Caller) -> Result<Vec<Asked>, Stop> {
        asked(draft, Action::Close, self.gln, self.last_day).await
    }

    async fn act(&self, change: &mut Change) -> Result<Done, Stop> {
        close_number(change, self.gln, self.last_day).await?;
        let day = after(self.last_day, 1);
        let summary = format!("Closed the location number {}, last day {}", self.gln, self.last_day);
        let roots = holder_on(change, self.gln, day).await?.into_iter().collect();
        Ok(Done { roots, ..Done::with(RecordKey::Number(self.gln), day, summary) })
    }
}

/// What an act on a number touches: it, on the day from which the act applies.
async fn asked(draft: &Draft, action: Action, gln: Gln, day: NaiveDate) -> Result<Vec<Asked>, Stop> {
    let point = draft.point(day.max(draft.today()));
    let on = draft.reader().number_matter(point, Part::LocationNumber, gln, draft.rules(), "gln").await?;
    Ok(vec![Asked::new(action, on)])
}

/// A number on file; a fault where there is none.
pub(super) async fn number(draft: &Draft, gln: Gln) -> Result<OnFile<LocationNumber>, Stop> {
    OnFile::new(draft.number_rows(gln).await?)
        .ok_or_else(|| Stop::at(FaultCode::NotFound, "gln", format!("There is no location number {gln}.")))
}

/// The number can be changed from `day` on: the day is not past, and it is not closed then.
pub(super) fn changeable(
    number: &OnFile<LocationNumber>,
    day: NaiveDate,
    today: NaiveDate,
    path: &str,
) -> Result<(), Stop> {
    let life = number.timeline.life();
    if day < today {
        return Err(Stop::at(
            FaultCode::TooEarly,
            path,
            format!("A change applies from {today} at the earliest."),
        ));
    }
    if let Some(to) = life.to.filter(|to| *to < day) {
        let message = format!("The location number is closed after {to}; it is never used again.");
        return Err(Stop::at(FaultCode::Closed, path, message));
    }
    if life.first_from > day {
        let message = format!("The location number is in force from {} on, not before.", life.first_from);
        return Err(Stop::at(FaultCode::NotInForce, path, message));
    }
    Ok(())
}

/// Changes what is said of a number from `day` on.
pub async fn update_number(
    change: &mut Change,
    gln: Gln,
    details: &NumberDetails,
    day: NaiveDate,
) -> Result<(), Stop> {
    let today = change.today();
    let found = number(change, gln).await?;
    changeable(&found, day, today, "validFrom")?;
    details.prepare(change, day).await?;
    let told = found.timeline.clone().edited(day, today, |number, base| details.apply(number, base));
    Ok(change.put_location_numbers(vec![(found.rows, Some(told))]).await?)
}

/// Closes a number and the message types on it (R53). Its holder is left without one.
pub async fn close_number(change: &mut Change, gln: Gln, last_day: NaiveDate) -> Result<(), Stop> {
    let today = change.today();
    let found = number(change, gln).await?;
    changeable(&found, last_day, today, "lastDay")?;
    if let Some(to) = found.timeline.life().to {
        let message = format!("The location number closes with {to} already.");
        return Err(Stop::at(FaultCode::Closed, "lastDay", message));
    }
    let day = after(last_day, 1);
    let holder = found.timeline.on(day).holder;
    change.put_location_numbers(vec![(found.rows, found.timeline.closed(last_day))]).await?;
    close_message_types(change, &[gln], last_day).await?;
    if let Some(holder) = holder {
        attach::leave_without(change, holder, day).await?;
    }
    Ok(())
}

/// The record that holds the number on the day.
async fn holder_on(change: &Change, gln: Gln, day: NaiveDate) -> Result<Option<SorCode>, Stop> {
    let number = change.reader().number_of(change.point(day), gln, "gln").await?;
    Ok(number.content.holder)
}

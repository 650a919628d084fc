use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::attach::set_state;
use crate::identity::Caller;
use crate::model::{NumberState, SorCode};
use crate::ownership::{Action, Asked};
use crate::register::command::unit_rules::{changeable, inherits_something, unit};
use crate::register::command::{Done, RecordKey, Verb};
use crate::register::{Change, Draft, FaultCode, Faults, Rules, Stop};

/// Lets a record inherit a location number, or have none.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SetNumberState {
    /// The record.
    pub code: SorCode,
    /// Inherited or none.
    pub state: NumberState,
    /// The first day.
    pub valid_from: NaiveDate,
}

impl Verb for SetNumberState {
    fn name(&self) -> &'static str {
        "SET_LOCATION_NUMBER_STATE"
    }

    fn check(&self, _: &Rules, faults: &mut Faults) {
        let own = self.state == NumberState::Own;
        let message = "A record gets a number of its own by one that is created for it or hung on it.";
        faults.when(own, FaultCode::BadValue, "state", message);
    }

    fn watched(&self) -> Option<RecordKey> {
        Some(RecordKey::Unit(self.code))
    }

    /// To inherit is the unit's own business: no number is touched.
    async fn asked(&self, draft: &Draft, _: &Caller) -> Result<Vec<Asked>, Stop> {
        let point = draft.point(self.valid_from.max(draft.today()));
        let on = draft.reader().unit_matter(point, self.code, "sorCode").await?;
        Ok(vec![Asked::new(Action::Update, on)])
    }

    async fn act(&self, change: &mut Change) -> Result<Done, Stop> {
        let found = unit(change, self.code, "sorCode").await?;
        changeable(change, &found, self.valid_from, "validFrom").await?;
        if found.timeline.on(self.valid_from).number_state == NumberState::Own {
            let message = "The record has a number of its own; take it off or close it first.";
            return Err(Stop::at(FaultCode::HasNumber, "sorCode", message));
        }
        set_state(change, self.code, self.valid_from, self.state).await?;
        inherits_something(change, self.code, self.valid_from, "state").await?;
        Ok(Done {
            record: Some(RecordKey::Unit(self.code)),
            at: self.valid_from,
            roots: vec![self.code],
            summary: format!(
                "{} is to have location number {} from {}",
                self.code,
                self.state.as_str(),
                self.valid_from
            ),
        })
    }
}

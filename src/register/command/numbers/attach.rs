use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{changeable, number};
use crate::identity::Caller;
use crate::model::{Gln, NumberState, SorCode, State};
use crate::ownership::{Action, Asked, Part};
use crate::register::command::unit_rules::{open_on, unit};
use crate::register::command::{Done, RecordKey, Verb};
use crate::register::{Change, Draft, FaultCode, Faults, Rules, Stop};

/// Hangs a location number on a record from a day on; whichever record held it is left without.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AttachNumber {
    /// The number.
    pub gln: Gln,
    /// The record that is to hold it.
    pub holder: SorCode,
    /// The first day.
    pub valid_from: NaiveDate,
}

impl Verb for AttachNumber {
    fn name(&self) -> &'static str {
        "ATTACH_LOCATION_NUMBER"
    }

    fn check(&self, _: &Rules, _: &mut Faults) {}

    fn watched(&self) -> Option<RecordKey> {
        Some(RecordKey::Number(self.gln))
    }

    /// Asks twice: where the number leaves, and where it lands.
    async fn asked(&self, draft: &Draft, _: &Caller) -> Result<Vec<Asked>, Stop> {
        let point = draft.point(self.valid_from.max(draft.today()));
        let (reader, part) = (draft.reader(), Part::LocationNumber);
        let leaves = reader.number_matter(point, part, self.gln, draft.rules(), "gln").await?;
        let lands = reader.matter_below(point, part, self.holder, "holder").await?;
        Ok(vec![Asked::new(Action::Move, leaves), Asked::new(Action::Move, lands)])
    }

    async fn act(&self, change: &mut Change) -> Result<Done, Stop> {
        let today = change.today();
        let found = number(change, self.gln).await?;
        changeable(&found, self.valid_from, today, "validFrom")?;
        let on = unit(change, self.holder, "holder").await?;
        open_on(&on.timeline, self.valid_from, "holder")?;
        if on.timeline.life().to.is_some() && found.timeline.life().to.is_none() {
            let message = "The record is going to be closed; a number that lives on cannot be hung on it.";
            return Err(Stop::at(FaultCode::TooLate, "holder", message));
        }
        let left = found.timeline.on(self.valid_from).holder;
        if left != Some(self.holder) {
            hold(change, self.holder, self.valid_from).await?;
            let told = found.timeline.clone().edited(self.valid_from, today, |number, base| {
                if base.is_none_or(|base| base.holder == number.holder) {
                    number.holder = Some(self.holder);
                }
            });
            change.put_location_numbers(vec![(found.rows, Some(told))]).await?;
            if let Some(left) = left {
                leave_without(change, left, self.valid_from).await?;
            }
        }
        let summary =
            format!("Hung the location number {} on {} from {}", self.gln, self.holder, self.valid_from);
        let roots = left.into_iter().chain([self.holder]).collect();
        Ok(Done { roots, ..Done::with(RecordKey::Number(self.gln), self.valid_from, summary) })
    }
}

/// Takes a location number off the record that holds it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DetachNumber {
    /// The number.
    pub gln: Gln,
    /// The first day without it.
    pub valid_from: NaiveDate,
}

impl Verb for DetachNumber {
    fn name(&self) -> &'static str {
        "DETACH_LOCATION_NUMBER"
    }

    fn check(&self, _: &Rules, _: &mut Faults) {}

    fn watched(&self) -> Option<RecordKey> {
        Some(RecordKey::Number(self.gln))
    }

    async fn asked(&self, draft: &Draft, _: &Caller) -> Result<Vec<Asked>, Stop> {
        super::asked(draft, Action::Move, self.gln, self.valid_from).await
    }

    async fn act(&self, change: &mut Change) -> Result<Done, Stop> {
        let today = change.today();
        let found = number(change, self.gln).await?;
        changeable(&found, self.valid_from, today, "validFrom")?;
        let Some(left) = found.timeline.on(self.valid_from).holder else {
            return Err(Stop::at(FaultCode::HasNoNumber, "gln", "No record holds this number."));
        };
        let told = found.timeline.clone().edited(self.valid_from, today, |number, base| {
            if base.is_none_or(|base| base.holder == number.holder) {
                number.holder = None;
            }
        });
        change.put_location_numbers(vec![(found.rows, Some(told))]).await?;
        leave_without(change, left, self.valid_from).await?;
        let summary = format!("Took the location number {} off {left} from {}", self.gln, self.valid_from);
        Ok(Done { roots: vec![left], ..Done::with(RecordKey::Number(self.gln), self.valid_from, summary) })
    }
}

/// Lets a record say that it has a number of its own from `day` on. It must not have one then.
pub(super) async fn hold(change: &mut Change, holder: SorCode, day: NaiveDate) -> Result<(), Stop> {
    let held = change.reader().location_numbers_held_by(change.point(day), &[holder]).await?;
    let in_force = held.get(&holder).filter(|number| number.state(day) != State::Closed);
    if let Some(other) = in_force {
        let message = format!("The record has the location number {} already.", other.content.gln);
        return Err(Stop::at(FaultCode::HasNumber, "holder", message));
    }
    set_state(change, holder, day, NumberState::Own).await
}

/// Lets a record that has lost its number say so: it has none from `day` on.
pub(super) async fn leave_without(change: &mut Change, holder: SorCode, day: NaiveDate) -> Result<(), Stop> {
    let on = unit(change, holder, "holder").await?;
    let open = on.timeline.life().to.is_none_or(|to| to >= day);
    if open && on.timeline.on(day).number_state == NumberState::Own {
        set_state(change, holder, day, NumberState::None).await?;
    }
    Ok(())
}

pub(super) async fn set_state(
    change: &mut Change,
    code: SorCode,
    day: NaiveDate,
    state: NumberState,
) -> Result<(), Stop> {
    let today = change.today();
    let found = unit(change, code, "holder").await?;
    let told = found.timeline.clone().edited(day, today, |unit, base| {
        if base.is_none_or(|base| base.number_state == unit.number_state) {
            unit.number_state = state;
        }
    });
    Ok(change.put_units(vec![(found.rows, Some(told))]).await?)
}

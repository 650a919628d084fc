use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::attach::hold;
use super::{NumberDetails, number};
use crate::history::Timeline;
use crate::identity::Caller;
use crate::model::{Gln, Lifetime, LocationNumber, SorCode};
use crate::ownership::{Action, Asked, Part};
use crate::register::command::unit_rules::{end_with, open_on, unit};
use crate::register::command::{Done, RecordKey, Verb};
use crate::register::{Change, Draft, FaultCode, Faults, Rules, Stop};

/// Makes a location number on a record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CreateNumber {
    /// The record that holds it.
    pub holder: SorCode,
    /// The number; the register takes the next one of its range when left out.
    pub gln: Option<Gln>,
    /// What is said of it.
    pub details: NumberDetails,
    /// Its first day.
    pub valid_from: NaiveDate,
}

impl Verb for CreateNumber {
    fn name(&self) -> &'static str {
        "CREATE_LOCATION_NUMBER"
    }

    fn check(&self, _: &Rules, faults: &mut Faults) {
        self.details.check(faults);
        self.details.check_complete(faults);
    }

    fn watched(&self) -> Option<RecordKey> {
        Some(RecordKey::Unit(self.holder))
    }

    async fn asked(&self, draft: &Draft, _: &Caller) -> Result<Vec<Asked>, Stop> {
        let point = draft.point(self.valid_from.max(draft.today()));
        let on = draft.reader().matter_below(point, Part::LocationNumber, self.holder, "holder").await?;
        Ok(vec![Asked::new(Action::Create, on)])
    }

    async fn act(&self, change: &mut Change) -> Result<Done, Stop> {
        let gln = create_number(change, self.holder, self.gln, &self.details, self.valid_from).await?;
        let summary = format!("Made the location number {gln} on {} from {}", self.holder, self.valid_from);
        Ok(Done { roots: vec![self.holder], ..Done::with(RecordKey::Number(gln), self.valid_from, summary) })
    }
}

/// Makes a number on a record from a day on, the given one or the next of the range.
pub async fn create_number(
    change: &mut Change,
    holder: SorCode,
    gln: Option<Gln>,
    details: &NumberDetails,
    valid_from: NaiveDate,
) -> Result<Gln, Stop> {
    let today = change.today();
    if valid_from < today {
        let message = format!("The first day is {today} at the earliest.");
        return Err(Stop::at(FaultCode::TooEarly, "validFrom", message));
    }
    let on = unit(change, holder, "holder").await?;
    open_on(&on.timeline, valid_from, "holder")?;
    details.prepare(change, valid_from).await?;
    let gln = match gln {
        Some(gln) => free(change, gln).await?,
        None => allocate(change).await?,
    };
    let mut new = LocationNumber {
        gln,
        holder: Some(holder),
        only_internal: false,
        not_active: false,
        system_supplier: None,
        system_type: None,
        network_operator: None,
        region: None,
        edi_administrator: None,
        note: None,
        from_date: valid_from,
        updated_at: Some(today),
    };
    details.apply(&mut new, None);
    let life = Lifetime { first_from: valid_from, to: end_with(&on.timeline, None) };
    hold(change, holder, valid_from).await?;
    change.put_location_numbers(vec![(Vec::new(), Timeline::new(life, vec![new]))]).await?;
    Ok(gln)
}

/// R7: unique over the whole register, closed numbers included.
async fn free(change: &Change, gln: Gln) -> Result<Gln, Stop> {
    match number(change, gln).await {
        Ok(_) => Err(Stop::at(
            FaultCode::NumberTaken,
            "gln",
            format!("{gln} is a location number of the register."),
        )),
        Err(Stop::Refused(_)) => Ok(gln),
        Err(other) => Err(other),
    }
}

/// The next number of the range that the register allocates from; a gap in it once its end is reached.
async fn allocate(change: &Change) -> Result<Gln, Stop> {
    let (first, last) = change.rules().gln_range();
    let (first_body, last_body) = (change.rules().first_gln_body, change.rules().last_gln_body);
    let reader = change.reader();
    let largest = reader.largest_gln_between(first.number(), last.number()).await?;
    let next = largest.map_or(first_body, |largest| largest.unsigned_abs() / 10 + 1);
    if next <= last_body {
        return Ok(Gln::from_body(next));
    }
    let used = reader.glns_between(first.number(), last.number()).await?;
    let bodies = used.iter().map(|number| number.unsigned_abs() / 10);
    let gap = (first_body..=last_body).zip(bodies).find(|(body, used)| body != used);
    match gap {
        Some((body, _)) => Ok(Gln::from_body(body)),
        None => Err(Stop::at(
            FaultCode::NumbersExhausted,
            "gln",
            "The range of location numbers is used up; its settings are gln_first and gln_last.",
        )),
    }
}

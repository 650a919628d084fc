//! Creating a record of the tree.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::unit_rules::{after, end_with, fits_under, hospital_flags, inherits_something, unit};
use super::{Done, RecordKey, UnitDetails, Verb};
use crate::history::Timeline;
use crate::identity::Caller;
use crate::model::{Lifetime, NumberState, SorCode, Unit, UnitKind};
use crate::ownership::{Action, Asked, Matter, Part};
use crate::register::facts::part;
use crate::register::{Change, Draft, FaultCode, Faults, Rules, Stop};

/// Creates an institution owner, a health institution or an organisational unit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CreateUnit {
    /// Its level.
    pub kind: UnitKind,
    /// The record above; none for an institution owner.
    pub parent: Option<SorCode>,
    /// What it says.
    pub details: UnitDetails,
    /// Whether it inherits a location number or has none. A number of its own is made for it afterwards.
    pub number_state: NumberState,
    /// Its first day.
    pub valid_from: NaiveDate,
}

impl Verb for CreateUnit {
    fn name(&self) -> &'static str {
        match self.kind {
            UnitKind::InstitutionOwner => "CREATE_INSTITUTION_OWNER",
            UnitKind::HealthInstitution => "CREATE_HEALTH_INSTITUTION",
            UnitKind::OrganisationalUnit => "CREATE_ORGANISATIONAL_UNIT",
        }
    }

    fn check(&self, _: &Rules, faults: &mut Faults) {
        faults.when(self.details.name.is_none(), FaultCode::Required, "name", "A name is needed.");
        faults.when(self.details.type_code.is_none(), FaultCode::Required, "type", "A type is needed.");
        let own = self.number_state == NumberState::Own;
        let message = "A number of its own is created for it, or ordered, once the record is there.";
        faults.when(own, FaultCode::BadValue, "locationNumberState", message);
        let orphan = self.parent.is_none() != (self.kind == UnitKind::InstitutionOwner);
        faults.when(orphan, FaultCode::Required, "parent", "All but institution owners have a parent.");
        self.details.check(self.kind, faults);
    }

    fn watched(&self) -> Option<RecordKey> {
        self.parent.map(RecordKey::Unit)
    }

    async fn asked(&self, draft: &Draft, _: &Caller) -> Result<Vec<Asked>, Stop> {
        let name = self.details.name.clone().unwrap_or_default();
        let on = match self.parent {
            None => Matter::new(Part::InstitutionOwner, name),
            Some(parent) => {
                let point = draft.point(draft.today().max(self.valid_from));
                let below = draft.reader().matter_below(point, part(self.kind), parent, "parent").await?;
                Matter { name, ..below }
            }
        };
        Ok(vec![Asked::new(Action::Create, on)])
    }

    async fn act(&self, change: &mut Change) -> Result<Done, Stop> {
        let earliest = after(change.today(), change.rules().new_lead(self.kind));
        if self.valid_from < earliest {
            let message = format!("The first day is {earliest} at the earliest.");
            return Err(Stop::at(FaultCode::TooEarly, "validFrom", message));
        }
        let mut to = None;
        if let Some(parent) = self.parent {
            let above = unit(change, parent, "parent").await?;
            fits_under(self.kind, &above.timeline, self.valid_from, "parent")?;
            to = end_with(&above.timeline, None);
        }
        self.details.prepare(self.kind, change).await?;
        let code = change.next_sor_code().await?;
        let life = Lifetime { first_from: self.valid_from, to };
        let new = self.unit(code, change.today());
        let name = new.name.clone();
        change.put_units(vec![(Vec::new(), Timeline::new(life, vec![new]))]).await?;
        hospital_flags(change, &[code], self.valid_from).await?;
        inherits_something(change, code, self.valid_from, "locationNumberState").await?;
        Ok(Done {
            record: Some(RecordKey::Unit(code)),
            at: self.valid_from,
            roots: vec![code],
            summary: format!("Created {name} ({code})"),
        })
    }
}

impl CreateUnit {
    fn unit(&self, code: SorCode, today: NaiveDate) -> Unit {
        let mut unit = Unit {
            sor_code: code,
            kind: self.kind,
            parent: self.parent,
            name: String::new(),
            type_code: None,
            cvr: None,
            p_number: None,
            pharmacy_number: None,
            shak: None,
            provider_number: None,
            local_code: None,
            local_attributes: Vec::new(),
            level: None,
            geographical_parent: None,
            number_state: self.number_state,
            postal_address: None,
            visiting_address: None,
            activity_address: None,
            contact: None,
            specialities: Vec::new(),
            flags: None,
            from_date: self.valid_from,
            updated_at: Some(today),
        };
        self.details.apply(&mut unit, None);
        unit
    }
}

impl Change {
    /// The next SOR code: made by the register, never given, never used again (R1).
    pub(super) async fn next_sor_code(&self) -> Result<SorCode, Stop> {
        let largest = self.reader().largest_sor_code().await?;
        let known = largest.map_or(0, |number| SorCode::from_stored(number).serial());
        let serial = self.rules().first_sor_serial.max(known + 1);
        if serial > 99_999_999 {
            return Err(Stop::at(FaultCode::NumbersExhausted, "", "There are no SOR codes left."));
        }
        Ok(SorCode::from_serial(serial))
    }
}

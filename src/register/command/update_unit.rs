//! Changing what a record of the tree says.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::unit_rules::{changeable, hospital_flags, of_kind, unit};
use super::{Done, RecordKey, UnitDetails, Verb};
use crate::identity::Caller;
use crate::model::{SorCode, UnitKind};
use crate::ownership::{Action, Asked};
use crate::register::{Change, Draft, FaultCode, Faults, Rules, Stop};

/// Changes an institution owner, a health institution or an organisational unit from a day on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UpdateUnit {
    /// Its level.
    pub kind: UnitKind,
    /// The record.
    pub code: SorCode,
    /// What it says anew; what is left out stays.
    pub details: UnitDetails,
    /// The first day on which this holds.
    pub valid_from: NaiveDate,
}

impl Verb for UpdateUnit {
    fn name(&self) -> &'static str {
        match self.kind {
            UnitKind::InstitutionOwner => "UPDATE_INSTITUTION_OWNER",
            UnitKind::HealthInstitution => "UPDATE_HEALTH_INSTITUTION",
            UnitKind::OrganisationalUnit => "UPDATE_ORGANISATIONAL_UNIT",
        }
    }

    fn check(&self, _: &Rules, faults: &mut Faults) {
        let nothing = self.details == UnitDetails::default();
        faults.when(nothing, FaultCode::Required, "", "The update changes nothing.");
        self.details.check(self.kind, faults);
    }

    fn watched(&self) -> Option<RecordKey> {
        Some(RecordKey::Unit(self.code))
    }

    async fn asked(&self, draft: &Draft, _: &Caller) -> Result<Vec<Asked>, Stop> {
        let point = draft.point(self.valid_from.max(draft.today()));
        let on = draft.reader().unit_matter(point, self.code, "sorCode").await?;
        Ok(vec![Asked::new(Action::Update, on)])
    }

    async fn act(&self, change: &mut Change) -> Result<Done, Stop> {
        let found = unit(change, self.code, "sorCode").await?;
        of_kind(&found, self.kind, "sorCode")?;
        changeable(change, &found, self.valid_from, "validFrom").await?;
        self.details.prepare(self.kind, change).await?;
        let today = change.today();
        let told = found.timeline.clone().edited(self.valid_from, today, |unit, base| {
            self.details.apply(unit, base);
        });
        let name = told.on(self.valid_from).name.clone();
        change.put_units(vec![(found.rows, Some(told))]).await?;
        hospital_flags(change, &[self.code], self.valid_from).await?;
        Ok(Done {
            record: Some(RecordKey::Unit(self.code)),
            at: self.valid_from,
            roots: vec![self.code],
            summary: format!("Changed {name} ({}) from {}", self.code, self.valid_from),
        })
    }
}

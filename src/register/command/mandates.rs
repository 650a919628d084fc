//! Mandates: an owner lets a system supplier set message types.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::numbers::may_be_listed;
use super::{Done, RecordKey, Verb};
use crate::identity::Caller;
use crate::model::{CodeList, Gln, Lifetime, Mandate, SorCode, UnitKind};
use crate::ownership::{Action, Asked, Part};
use crate::register::text::check;
use crate::register::{Change, Draft, FaultCode, Faults, Numbered, Rules, Stop};

/// Lets a supplier set the message types of numbers on its systems.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GrantMandate {
    /// The institution owner who lets.
    pub owner: SorCode,
    /// Code of the supplier.
    pub supplier: String,
    /// Only for this number.
    pub gln: Option<Gln>,
    /// First day; today when left out.
    pub valid_from: Option<NaiveDate>,
    /// Last day, when it is to end.
    pub valid_to: Option<NaiveDate>,
}

impl Verb for GrantMandate {
    fn name(&self) -> &'static str {
        "GRANT_MANDATE"
    }

    fn check(&self, _: &Rules, faults: &mut Faults) {
        check(&self.supplier, 40, "supplier", faults);
    }

    fn watched(&self) -> Option<RecordKey> {
        Some(RecordKey::Unit(self.owner))
    }

    async fn asked(&self, draft: &Draft, _: &Caller) -> Result<Vec<Asked>, Stop> {
        let point = draft.point(draft.today());
        let on = draft.reader().matter_below(point, Part::Mandate, self.owner, "owner").await?;
        Ok(vec![Asked::new(Action::Create, on)])
    }

    async fn act(&self, change: &mut Change) -> Result<Done, Stop> {
        let (today, reader) = (change.today(), change.reader());
        let point = change.point(today);
        let from = self.valid_from.unwrap_or(today);
        let mut faults = Faults::default();
        faults.when(from < today, FaultCode::TooEarly, "validFrom", "A mandate is not given for the past.");
        let backwards = self.valid_to.is_some_and(|to| to < from);
        faults.when(
            backwards,
            FaultCode::Contradiction,
            "validTo",
            "The last day lies before the first one.",
        );
        let owner = &reader.lineage_of(point, self.owner, "owner").await?[0];
        let below = owner.content.kind != UnitKind::InstitutionOwner;
        faults.when(below, FaultCode::NotFound, "owner", "It is no institution owner.");
        closed_by(owner.life, from, "owner", &mut faults);
        let values = reader.coded_values(change.revision()).await?;
        let known = may_be_listed(&values, CodeList::SystemSupplier, &self.supplier);
        let message = format!("The register's list of suppliers has no {}.", self.supplier);
        faults.when(!known, FaultCode::UnknownCode, "supplier", message);
        if let Some(gln) = self.gln {
            closed_by(reader.number_of(point, gln, "gln").await?.life, from, "gln", &mut faults);
            let on = reader.number_matter(point, Part::Mandate, gln, change.rules(), "gln").await?;
            let elsewhere = on.owner.is_none_or(|owner| owner.code != self.owner);
            faults.when(elsewhere, FaultCode::Contradiction, "gln", "The number is not in the owner's tree.");
        }
        faults.none()?;
        let held = reader.mandates_for(change.revision(), &[self.owner]).await?;
        let again = held.iter().any(|other| {
            other.supplier == self.supplier
                && other.gln == self.gln
                && other.valid_to.is_none_or(|to| to >= from)
                && self.valid_to.is_none_or(|to| to >= other.valid_from)
        });
        if again {
            return Err(Stop::at(FaultCode::AlreadyThere, "supplier", "It has this mandate already."));
        }
        drop(reader);
        let mandate = Mandate {
            id: change.next_id(Numbered::Mandate).await?,
            owner: self.owner,
            supplier: self.supplier.clone(),
            gln: self.gln,
            valid_from: from,
            valid_to: self.valid_to,
            granted_by: change.permit().actor().caller.subject.clone(),
        };
        let id = mandate.id;
        change.put_mandates(&[], vec![mandate]).await?;
        let summary = format!("Gave the supplier {} a mandate of {}", self.supplier, self.owner);
        Ok(Done::with(RecordKey::Mandate(id), from, summary))
    }
}

/// There is nothing to let anybody set on what is closed on the first day.
fn closed_by(life: Lifetime, day: NaiveDate, path: &str, faults: &mut Faults) {
    if let Some(to) = life.to.filter(|to| *to < day) {
        faults.add(FaultCode::Closed, path, format!("It is closed after {to}."));
    }
}

/// Takes a mandate back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RevokeMandate {
    /// Number of the mandate.
    pub id: i64,
    /// Last day; at once when left out.
    pub last_day: Option<NaiveDate>,
}

impl RevokeMandate {
    async fn mandate(&self, draft: &Draft) -> Result<Mandate, Stop> {
        let found = draft.reader().mandates(draft.before(), &[self.id]).await?.pop();
        found.ok_or_else(|| {
            Stop::at(FaultCode::NotFound, "mandate", format!("There is no mandate {} in force.", self.id))
        })
    }
}

impl Verb for RevokeMandate {
    fn name(&self) -> &'static str {
        "REVOKE_MANDATE"
    }

    fn check(&self, _: &Rules, _: &mut Faults) {}

    fn watched(&self) -> Option<RecordKey> {
        Some(RecordKey::Mandate(self.id))
    }

    async fn asked(&self, draft: &Draft, _: &Caller) -> Result<Vec<Asked>, Stop> {
        let mandate = self.mandate(draft).await?;
        let point = draft.point(draft.today());
        let on = draft.reader().matter_below(point, Part::Mandate, mandate.owner, "mandate").await?;
        Ok(vec![Asked::new(Action::Close, on)])
    }

    async fn act(&self, change: &mut Change) -> Result<Done, Stop> {
        let mandate = self.mandate(change).await?;
        let today = change.today();
        if let Some(to) = mandate.valid_to.filter(|to| *to < today) {
            return Err(Stop::at(FaultCode::Closed, "mandate", format!("It ended with {to}.")));
        }
        if self.last_day.is_some_and(|day| day < today) {
            return Err(Stop::at(FaultCode::TooEarly, "lastDay", "A mandate is not ended in the past."));
        }
        if let Some(to) = mandate.valid_to.filter(|to| self.last_day.is_some_and(|day| day > *to)) {
            return Err(Stop::at(FaultCode::TooLate, "lastDay", format!("It ends with {to} already.")));
        }
        let kept = self.last_day.filter(|day| *day >= mandate.valid_from);
        let kept = kept.map(|day| Mandate { valid_to: Some(day), ..mandate.clone() });
        change.put_mandates(&[mandate.id], kept.into_iter().collect()).await?;
        let summary = format!("Took back a mandate of {}", mandate.owner);
        Ok(Done::with(RecordKey::Mandate(mandate.id), today, summary))
    }
}

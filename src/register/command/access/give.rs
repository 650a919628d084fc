use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{check_person, give, roles_of};
use crate::identity::Caller;
use crate::model::{Case, CaseKind, CaseState, Grant, Party, Role, SorCode};
use crate::ownership::{Action, Asked, Part};
use crate::register::command::letters::{Said, to_opener};
use crate::register::command::{Done, RecordKey, Verb};
use crate::register::{Change, Draft, FaultCode, Faults, Numbered, Rules, Stop, StorageError};

/// Gives somebody a role, without having been asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GiveGrant {
    /// The person: the `sub` of that person's tokens.
    pub subject: String,
    /// The person's name.
    pub name: Option<String>,
    /// The person's e-mail address.
    pub email: Option<String>,
    /// The organisation.
    pub organisation: Party,
    /// The role.
    pub role: Role,
    /// Only for this record and what lies below it.
    pub scope: Option<SorCode>,
    /// First day; today when left out.
    pub valid_from: Option<NaiveDate>,
    /// Last day, when it is to end.
    pub valid_to: Option<NaiveDate>,
}

impl Verb for GiveGrant {
    fn name(&self) -> &'static str {
        "GIVE_GRANT"
    }

    fn check(&self, _: &Rules, faults: &mut Faults) {
        check_person(&self.subject, self.name.as_ref(), self.email.as_ref(), faults);
    }

    fn watched(&self) -> Option<RecordKey> {
        None
    }

    async fn asked(&self, _: &Draft, _: &Caller) -> Result<Vec<Asked>, Stop> {
        Ok(vec![Asked::new(Action::Create, roles_of(Part::Grant, &self.organisation))])
    }

    async fn act(&self, change: &mut Change) -> Result<Done, Stop> {
        let from = self.valid_from.unwrap_or(change.today());
        let grant = Grant {
            id: change.next_id(Numbered::AccessGrant).await?,
            subject: self.subject.clone(),
            name: self.name.clone(),
            email: self.email.clone(),
            organisation: self.organisation.clone(),
            role: self.role,
            scope: self.scope,
            valid_from: from,
            valid_to: self.valid_to,
            granted_by: change.permit().actor().caller.subject.clone(),
        };
        let id = give(change, grant).await?;
        let summary = format!("Gave the role {} for {}", self.role.as_str(), self.organisation);
        Ok(Done::with(RecordKey::Grant(id), from, summary))
    }
}

/// Who takes over a role.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Successor {
    /// The person: the `sub` of that person's tokens.
    pub subject: String,
    /// The person's name.
    pub name: Option<String>,
    /// The person's e-mail address.
    pub email: Option<String>,
}

/// Ends somebody's role.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EndGrant {
    /// Number of the grant.
    pub id: i64,
    /// Last day; at once when left out.
    pub last_day: Option<NaiveDate>,
    /// Who takes the role over, from the next day on.
    pub successor: Option<Successor>,
}

impl Verb for EndGrant {
    fn name(&self) -> &'static str {
        "END_GRANT"
    }

    fn check(&self, _: &Rules, faults: &mut Faults) {
        if let Some(person) = &self.successor {
            check_person(&person.subject, person.name.as_ref(), person.email.as_ref(), faults);
        }
    }

    fn watched(&self) -> Option<RecordKey> {
        Some(RecordKey::Grant(self.id))
    }

    async fn asked(&self, draft: &Draft, _: &Caller) -> Result<Vec<Asked>, Stop> {
        let grant = self.grant(draft).await?;
        let on = roles_of(Part::Grant, &grant.organisation);
        let mut asked = vec![Asked::new(Action::Close, on.clone())];
        if self.successor.is_some() {
            asked.push(Asked::new(Action::Create, on));
        }
        Ok(asked)
    }

    async fn act(&self, change: &mut Change) -> Result<Done, Stop> {
        let grant = self.grant(change).await?;
        let today = change.today();
        if let Some(to) = grant.valid_to.filter(|to| *to < today) {
            return Err(Stop::at(FaultCode::Closed, "grant", format!("It ended with {to}.")));
        }
        // At once: from this commit on it holds no more, not even today.
        let last_day = self.last_day;
        if last_day.is_some_and(|day| day < today) {
            return Err(Stop::at(FaultCode::TooEarly, "lastDay", "A role is not ended in the past."));
        }
        if let Some(to) = grant.valid_to.filter(|to| last_day.is_some_and(|day| day > *to)) {
            return Err(Stop::at(FaultCode::TooLate, "lastDay", format!("It ends with {to} already.")));
        }
        let kept = last_day
            .filter(|day| *day >= grant.valid_from)
            .map(|day| Grant { valid_to: Some(day), ..grant.clone() });
        let kept = kept.into_iter().collect();
        change.put_grants(&[grant.id], kept).await?;
        let next = last_day.map_or(today, |day| super::super::unit_rules::after(day, 1));
        if let Some(person) = &self.successor {
            let successor = Grant {
                id: change.next_id(Numbered::AccessGrant).await?,
                subject: person.subject.clone(),
                name: person.name.clone(),
                email: person.email.clone(),
                valid_from: next,
                valid_to: None,
                granted_by: change.permit().actor().caller.subject.clone(),
                ..grant.clone()
            };
            give(change, successor).await?;
        }
        self.not_the_last(change, &grant, next).await?;
        tell(change, &grant, last_day.unwrap_or(today)).await?;
        let summary = format!("Ended the role {} for {}", grant.role.as_str(), grant.organisation);
        Ok(Done::with(RecordKey::Grant(grant.id), next, summary))
    }
}

impl EndGrant {
    async fn grant(&self, draft: &Draft) -> Result<Grant, Stop> {
        let found = draft.reader().grants(draft.before(), &[self.id]).await?.pop();
        found.ok_or_else(|| {
            Stop::at(FaultCode::NotFound, "grant", format!("There is no grant {} in force.", self.id))
        })
    }

    /// The last SOR coordinator of a municipality needs a successor.
    async fn not_the_last(&self, change: &Change, ended: &Grant, next: NaiveDate) -> Result<(), Stop> {
        // Taken back before its first day, it is missed from then on.
        let next = next.max(ended.valid_from);
        if ended.role != Role::Coordinator || !ended.holds(next) {
            return Ok(());
        }
        let party = std::slice::from_ref(&ended.organisation);
        let others = change.reader().grants_in_role(change.revision(), Role::Coordinator, party).await?;
        if others.iter().any(|other| other.id != ended.id && other.holds(next)) {
            return Ok(());
        }
        let message = "It is the municipality's last SOR coordinator; name a successor.";
        Err(Stop::at(FaultCode::LastCoordinator, "successor", message))
    }
}

/// Tells the person; a letter in the form of those about cases, for it comes of none.
async fn tell(change: &mut Change, grant: &Grant, last_day: NaiveDate) -> Result<(), StorageError> {
    let case = letterhead(change, grant);
    let said = Said { day: Some(last_day), role: Some(grant.role), ..Said::default() };
    to_opener(change, "GRANT_ENDED", &case, &said).await
}

fn letterhead(change: &Change, grant: &Grant) -> Case {
    Case {
        id: 0,
        kind: CaseKind::Access,
        state: CaseState::Approved,
        subject: grant.subject.clone(),
        name: grant.name.clone(),
        email: grant.email.clone(),
        organisation: Some(grant.organisation.clone()),
        decides: grant.organisation.clone(),
        sor_code: grant.scope,
        gln: None,
        opened_at: change.now(),
        due: None,
        content: String::new(),
        answer: None,
    }
}

/// Appoints the first local user administrator of an organisation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AppointAdministrator {
    /// The person: the `sub` of that person's tokens.
    pub subject: String,
    /// The person's name.
    pub name: Option<String>,
    /// The person's e-mail address.
    pub email: Option<String>,
    /// The organisation.
    pub organisation: Party,
}

impl Verb for AppointAdministrator {
    fn name(&self) -> &'static str {
        "APPOINT_ADMINISTRATOR"
    }

    fn check(&self, _: &Rules, faults: &mut Faults) {
        check_person(&self.subject, self.name.as_ref(), self.email.as_ref(), faults);
    }

    fn watched(&self) -> Option<RecordKey> {
        None
    }

    /// The authority does not appoint its own: whoever runs the service does.
    async fn asked(&self, _: &Draft, _: &Caller) -> Result<Vec<Asked>, Stop> {
        let part = if self.organisation == Party::Authority { Part::Grant } else { Part::FirstAdministrator };
        Ok(vec![Asked::new(Action::Create, roles_of(part, &self.organisation))])
    }

    async fn act(&self, change: &mut Change) -> Result<Done, Stop> {
        let today = change.today();
        let party = std::slice::from_ref(&self.organisation);
        let role = Role::LocalAdministrator;
        let held = change.reader().grants_in_role(change.revision(), role, party).await?;
        if held.iter().any(|grant| grant.valid_to.is_none_or(|to| to >= today)) {
            let message = "The organisation has a local user administrator, who hands out its roles.";
            return Err(Stop::at(FaultCode::AlreadyThere, "organisation", message));
        }
        let grant = Grant {
            id: change.next_id(Numbered::AccessGrant).await?,
            subject: self.subject.clone(),
            name: self.name.clone(),
            email: self.email.clone(),
            organisation: self.organisation.clone(),
            role,
            scope: None,
            valid_from: today,
            valid_to: None,
            granted_by: change.permit().actor().caller.subject.clone(),
        };
        let id = give(change, grant.clone()).await?;
        let case = letterhead(change, &grant);
        let said = Said { day: Some(today), role: Some(role), ..Said::default() };
        to_opener(change, "ADMINISTRATOR_APPOINTED", &case, &said).await?;
        let summary = format!("Appointed the first local user administrator of {}", self.organisation);
        Ok(Done::with(RecordKey::Grant(id), today, summary))
    }
}

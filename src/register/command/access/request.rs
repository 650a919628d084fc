use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{fits, give};
use crate::identity::Caller;
use crate::model::{Case, CaseKind, CaseState, Grant, Party, Role, SorCode};
use crate::ownership::{Action, Asked, Matter, Part};
use crate::register::command::cases::{TEXT_MAX, open_case, to_decide, visible_case, write_on_thread};
use crate::register::command::letters::{Said, to_deciders, to_opener};
use crate::register::command::opening::{Opening, open};
use crate::register::command::{Done, RecordKey, Verb};
use crate::register::text::check_lines;
use crate::register::{
    CaseFilter, CaseVisibility, Change, Draft, FaultCode, Faults, Numbered, PageDirection, PageRequest,
    Rules, Stop,
};

/// Asks for a role in an organisation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RequestAccess {
    /// The organisation.
    pub organisation: Party,
    /// The role.
    pub role: Role,
    /// Only for this record and what lies below it.
    pub scope: Option<SorCode>,
    /// A word to the administrator.
    pub note: Option<String>,
}

impl Verb for RequestAccess {
    fn name(&self) -> &'static str {
        "REQUEST_ACCESS"
    }

    fn check(&self, _: &Rules, faults: &mut Faults) {
        if let Some(note) = &self.note {
            check_lines(note, TEXT_MAX, "note", faults);
        }
    }

    fn watched(&self) -> Option<RecordKey> {
        None
    }

    async fn asked(&self, _: &Draft, _: &Caller) -> Result<Vec<Asked>, Stop> {
        let name = self.organisation.to_string();
        Ok(vec![Asked::new(Action::Ask, Matter::new(Part::AccessRequest, name))])
    }

    async fn act(&self, change: &mut Change) -> Result<Done, Stop> {
        fits(change, &self.organisation, self.role, self.scope).await?;
        let caller = change.permit().actor().caller.clone();
        if caller.email.is_none() {
            let message = "Your token tells no e-mail address, and the answer has to reach you.";
            return Err(Stop::at(FaultCode::Required, "", message));
        }
        let (revision, today) = (change.revision(), change.today());
        let reader = change.reader();
        let held = reader.grants_of(revision, &caller.subject).await?;
        let has = held.iter().any(|grant| {
            grant.organisation == self.organisation
                && grant.role == self.role
                && grant.scope == self.scope
                && grant.valid_to.is_none_or(|to| to >= today)
        });
        if has {
            return Err(Stop::at(FaultCode::AlreadyThere, "role", "You have this role already."));
        }
        if let Some(open) = self.open(change, &caller.subject).await? {
            let message = format!("Case {open} asks for it already.");
            return Err(Stop::at(FaultCode::AlreadyThere, "role", message));
        }
        drop(reader);
        let opening = Opening {
            kind: CaseKind::Access,
            organisation: None,
            decides: self.organisation.clone(),
            sor_code: self.scope,
            gln: None,
            due: None,
            content: self,
            note: self.note.as_deref(),
        };
        let case = open(change, opening).await?;
        let said = Said { reason: self.note.clone(), role: Some(self.role), ..Said::default() };
        to_deciders(change, "ACCESS_REQUESTED", &case, &said).await?;
        let summary = format!("Access request {} received", case.id);
        Ok(Done::with(RecordKey::Case(case.id), today, summary))
    }
}

impl RequestAccess {
    /// An open case of this person that asks for the same.
    async fn open(&self, change: &Change, subject: &str) -> Result<Option<i64>, Stop> {
        let filter = CaseFilter {
            kind: Some(CaseKind::Access),
            states: Some(vec![CaseState::Received, CaseState::NeedsInformation]),
            opened_by_subject: Some(subject.to_owned()),
            decides: Some(self.organisation.clone()),
            ..CaseFilter::default()
        };
        let visible = CaseVisibility { all: true, subject: subject.to_owned(), parties: Vec::new() };
        let page = PageRequest { size: 100, direction: PageDirection::Forward, start: None };
        let cases = change.reader().case_page(change.revision(), &filter, &visible, &page).await?;
        let same = |case: &Case| {
            request(case).is_ok_and(|asked| asked.role == self.role && asked.scope == self.scope)
        };
        Ok(cases.items.into_iter().map(|(_, case)| case).find(same).map(|case| case.id))
    }
}

/// Approves a request for access: the person has the role from today on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ApproveAccess {
    /// Number of the case.
    pub case: i64,
    /// Last day of the role, when it is to end.
    pub valid_to: Option<NaiveDate>,
    /// A word to the person.
    pub message: Option<String>,
}

impl Verb for ApproveAccess {
    fn name(&self) -> &'static str {
        "APPROVE_ACCESS_REQUEST"
    }

    fn check(&self, _: &Rules, faults: &mut Faults) {
        if let Some(message) = &self.message {
            check_lines(message, TEXT_MAX, "message", faults);
        }
    }

    fn watched(&self) -> Option<RecordKey> {
        Some(RecordKey::Case(self.case))
    }

    async fn asked(&self, draft: &Draft, caller: &Caller) -> Result<Vec<Asked>, Stop> {
        let case = visible_case(draft, caller, self.case).await?;
        let on = draft.reader().case_matter(draft.point(draft.today()), &case).await?;
        let role = super::roles_of(Part::Grant, &case.decides);
        Ok(vec![to_decide(&case, on), Asked::new(Action::Create, role)])
    }

    async fn act(&self, change: &mut Change) -> Result<Done, Stop> {
        let case = open_case(change, self.case).await?;
        let asked = request(&case)?;
        let today = change.today();
        let grant = Grant {
            id: change.next_id(Numbered::AccessGrant).await?,
            subject: case.subject.clone(),
            name: case.name.clone(),
            email: case.email.clone(),
            organisation: asked.organisation,
            role: asked.role,
            scope: asked.scope,
            valid_from: today,
            valid_to: self.valid_to,
            granted_by: change.permit().actor().caller.subject.clone(),
        };
        let grant = give(change, grant).await?;
        let case = Case { state: CaseState::Approved, answer: self.message.clone(), ..case };
        change.put_cases(&[case.id], vec![case.clone()]).await?;
        if let Some(message) = &self.message {
            write_on_thread(change, &case, message).await?;
        }
        let said = Said {
            text: self.message.clone(),
            day: self.valid_to,
            role: Some(asked.role),
            ..Said::default()
        };
        to_opener(change, "ACCESS_GRANTED", &case, &said).await?;
        let summary = format!("Access request {} approved", case.id);
        Ok(Done::with(RecordKey::Grant(grant), today, summary))
    }
}

/// What a case asks for.
pub fn request(case: &Case) -> Result<RequestAccess, Stop> {
    if case.kind != CaseKind::Access {
        return Err(Stop::at(FaultCode::NotFound, "case", "This case is no request for access."));
    }
    serde_json::from_str(&case.content).map_err(|_| {
        let message = format!("What case {} asks for can no longer be read; refuse it.", case.id);
        Stop::at(FaultCode::WrongState, "case", message)
    })
}

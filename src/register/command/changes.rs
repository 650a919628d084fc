//! Changes proposed by those who may not make them.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::cases::{TEXT_MAX, open_case, to_decide, visible_case, write_on_thread};
use super::letters::{Said, in_danish, to_deciders, to_opener};
use super::opening::{Opening, open};
use super::{Command, Done, RecordKey, Verb};
use crate::identity::{Actor, Caller, Right};
use crate::model::{Case, CaseKind, CaseState, Gln, Party, SorCode};
use crate::ownership::{Action, Asked, Matter, Part, keeper};
use crate::register::text::check_lines;
use crate::register::{Change, Draft, FaultCode, Faults, Rules, Stop};

/// Proposes a change, or reports an error.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RequestChange {
    /// The change, as whoever may make it would make it.
    pub proposal: Option<Box<Command>>,
    /// The record that it is about, where no change is proposed.
    pub sor_code: Option<SorCode>,
    /// The location number that it is about, where no change is proposed.
    pub gln: Option<Gln>,
    /// What is wrong, or why.
    pub note: Option<String>,
}

impl RequestChange {
    /// The record or number that the proposal names.
    pub(super) fn named(&self) -> (Option<SorCode>, Option<Gln>) {
        let told = match self.proposal.as_deref() {
            Some(Command::CreateUnit(create)) => (create.parent, None),
            Some(Command::UpdateUnit(update)) => (Some(update.code), None),
            Some(Command::MoveUnit(step)) => (Some(step.code), None),
            Some(Command::CloseUnits(close)) => (close.codes.first().copied(), None),
            Some(Command::UpdateNumber(update)) => (None, Some(update.gln)),
            Some(Command::CloseNumber(close)) => (None, Some(close.gln)),
            _ => (None, None),
        };
        (told.0.or(self.sor_code), told.1.or(self.gln))
    }

    /// The day that the proposal names: the first one of the change, or the last one of what closes.
    pub(super) fn day(&self) -> Option<NaiveDate> {
        self.proposal.clone().and_then(|mut proposal| day_of(&mut proposal).copied())
    }

    fn can_be_proposed(&self) -> bool {
        self.proposal.as_deref().is_none_or(|command| {
            matches!(
                command,
                Command::CreateUnit(_)
                    | Command::UpdateUnit(_)
                    | Command::MoveUnit(_)
                    | Command::CloseUnits(_)
                    | Command::UpdateNumber(_)
                    | Command::CloseNumber(_)
            )
        })
    }

    /// Everything that the change touches, as the register has it; first what decides whose desk it lies on.
    async fn touched(&self, draft: &Draft) -> Result<Vec<Matter>, Stop> {
        let (reader, point) = (draft.reader(), draft.point(draft.today()));
        if let Some(proposal) = &self.proposal {
            let asked = proposal.asked_inside(draft, &Caller::anonymous()).await;
            let asked = asked.map_err(|stop| stop.inside("proposal"))?;
            return Ok(asked.into_iter().map(|asked| asked.on).collect());
        }
        Ok(match (self.sor_code, self.gln) {
            (Some(code), _) => vec![reader.unit_matter(point, code, "sorCode").await?],
            (None, Some(gln)) => {
                let part = Part::LocationNumber;
                vec![reader.number_matter(point, part, gln, draft.rules(), "gln").await?]
            }
            (None, None) => Vec::new(),
        })
    }
}

/// For which of its organisations somebody asks: the one that has to do with what the change touches. Where none has,
/// or several might, the case is filed for none: nobody else is to read it by chance.
fn asks_for(actor: &Actor, touched: &[Matter]) -> Option<Party> {
    let concerns = |right: &&Right| {
        touched.iter().any(|on| {
            let supplies = on.supplier.as_ref().is_some_and(
                |supplier| matches!(&right.organisation, Party::Supplier(code) if code == supplier),
            );
            let scope = right.scope.is_some_and(|scope| on.lineage.contains(&scope));
            scope || supplies || on.parties.contains(&right.organisation)
        })
    };
    let concerned = actor.rights.iter().find(concerns).map(|right| right.organisation.clone());
    let mut parties = actor.parties().into_iter();
    concerned.or_else(|| parties.next().filter(|_| parties.next().is_none()))
}

impl Verb for RequestChange {
    fn name(&self) -> &'static str {
        "REQUEST_CHANGE"
    }

    fn check(&self, rules: &Rules, faults: &mut Faults) {
        let nothing = self.proposal.is_none() && self.note.is_none();
        faults.when(nothing, FaultCode::Required, "note", "Propose a change, or tell what is wrong.");
        if let Some(note) = &self.note {
            check_lines(note, TEXT_MAX, "note", faults);
        }
        let message = "This kind of change cannot be proposed.";
        faults.when(!self.can_be_proposed(), FaultCode::BadValue, "proposal", message);
        if let Some(proposal) = &self.proposal {
            let mut inner = Faults::default();
            proposal.check(rules, &mut inner);
            faults.extend(inner.inside("proposal"));
        }
    }

    fn watched(&self) -> Option<RecordKey> {
        match self.named() {
            (Some(code), _) => Some(RecordKey::Unit(code)),
            (None, gln) => gln.map(RecordKey::Number),
        }
    }

    async fn asked(&self, _: &Draft, _: &Caller) -> Result<Vec<Asked>, Stop> {
        Ok(vec![Asked::new(Action::Ask, Matter::new(Part::ChangeRequest, "a change"))])
    }

    async fn act(&self, change: &mut Change) -> Result<Done, Stop> {
        let touched = self.touched(change).await?;
        let decides = touched.first().and_then(keeper).unwrap_or(Party::Authority);
        let (sor_code, gln) = self.named();
        let organisation = asks_for(change.permit().actor(), &touched);
        let opening = Opening {
            kind: CaseKind::Change,
            organisation,
            decides,
            sor_code,
            gln,
            due: None,
            content: self,
            note: self.note.as_deref(),
        };
        let case = open(change, opening).await?;
        let said = Said { text: self.note.clone(), ..Said::default() };
        to_deciders(change, "CHANGE_REQUESTED", &case, &said).await?;
        let (today, summary) = (change.today(), format!("Change request {} received", case.id));
        Ok(Done::with(RecordKey::Case(case.id), today, summary))
    }
}

/// Approves a proposed change: it is carried out by the ordinary command, in the same commit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ApproveChange {
    /// Number of the case.
    pub case: i64,
    /// The first day, or the last one of what closes, in place of the one that was proposed.
    pub valid_from: Option<NaiveDate>,
    /// A word to whoever asked.
    pub message: Option<String>,
}

impl Verb for ApproveChange {
    fn name(&self) -> &'static str {
        "APPROVE_CHANGE_REQUEST"
    }

    fn check(&self, _: &Rules, faults: &mut Faults) {
        if let Some(message) = &self.message {
            check_lines(message, TEXT_MAX, "message", faults);
        }
    }

    fn watched(&self) -> Option<RecordKey> {
        Some(RecordKey::Case(self.case))
    }

    /// It takes the right to do what is proposed: approving is doing.
    async fn asked(&self, draft: &Draft, caller: &Caller) -> Result<Vec<Asked>, Stop> {
        let case = visible_case(draft, caller, self.case).await?;
        let on = draft.reader().case_matter(draft.point(draft.today()), &case).await?;
        let mut asked = vec![to_decide(&case, on)];
        if let Some(proposal) = self.proposal(&case)? {
            let inside = proposal.asked_inside(draft, caller).await;
            asked.extend(inside.map_err(|stop| self.inside(stop))?);
        }
        Ok(asked)
    }

    async fn act(&self, change: &mut Change) -> Result<Done, Stop> {
        let case = open_case(change, self.case).await?;
        let proposed = request(&case)?.day();
        self.not_passed(proposed, change.today())?;
        let done = match self.proposal(&case)? {
            Some(proposal) => Some(proposal.act_inside(change).await.map_err(|stop| self.inside(stop))?),
            None => None,
        };
        let case = Case { state: CaseState::Approved, answer: self.message.clone(), ..case };
        change.put_cases(&[case.id], vec![case.clone()]).await?;
        let moved = self.valid_from.filter(|day| Some(*day) != proposed);
        let text = with_day(self.message.as_deref(), moved);
        if let Some(text) = &text {
            write_on_thread(change, &case, text).await?;
        }
        let day = done.as_ref().map(|done| done.at);
        let said = Said { text, day: self.valid_from.or(proposed), ..Said::default() };
        to_opener(change, "CHANGE_APPROVED", &case, &said).await?;
        let told = done.as_ref().map(|done| format!(": {}", done.summary)).unwrap_or_default();
        Ok(Done {
            record: Some(RecordKey::Case(case.id)),
            at: day.unwrap_or_else(|| change.today()),
            roots: done.map(|done| done.roots).unwrap_or_default(),
            summary: format!("Change request {} approved{told}", case.id),
        })
    }
}

impl ApproveChange {
    /// What is carried out: what was proposed, on the approver's day where there is one.
    fn proposal(&self, case: &Case) -> Result<Option<Command>, Stop> {
        let Some(mut proposal) = request(case)?.proposal else {
            if self.valid_from.is_some() {
                let message = "The case proposes no change that a day could be given for.";
                return Err(Stop::at(FaultCode::Contradiction, "validFrom", message));
            }
            return Ok(None);
        };
        if let (Some(new), Some(day)) = (self.valid_from, day_of(&mut proposal)) {
            *day = new;
        }
        Ok(Some(*proposal))
    }

    /// A day that has passed is not moved in silence: the approver names another.
    fn not_passed(&self, proposed: Option<NaiveDate>, today: NaiveDate) -> Result<(), Stop> {
        match proposed.filter(|day| *day < today && self.valid_from.is_none()) {
            None => Ok(()),
            Some(day) => {
                let message = format!("It was proposed for {day}, which has passed; give another day.");
                Err(Stop::at(FaultCode::TooEarly, "validFrom", message))
            }
        }
    }

    /// What is wrong inside the proposal. A day of the approver's own is not in there.
    fn inside(&self, stop: Stop) -> Stop {
        let Stop::Refused(faults) = stop else { return stop };
        let mut told = Faults::default();
        for fault in faults.into_vec() {
            match fault.path.as_slice() {
                [day] if self.valid_from.is_some() && (day == "validFrom" || day == "lastDay") => {
                    told.add(fault.code, "validFrom", fault.message);
                }
                path => told.add(fault.code, &format!("proposal.{}", path.join(".")), fault.message),
            }
        }
        Stop::Refused(told)
    }
}

/// The day that a proposal names, to be read or set.
fn day_of(proposal: &mut Command) -> Option<&mut NaiveDate> {
    match proposal {
        Command::CreateUnit(create) => Some(&mut create.valid_from),
        Command::UpdateUnit(update) => Some(&mut update.valid_from),
        Command::MoveUnit(step) => Some(&mut step.valid_from),
        Command::CloseUnits(close) => Some(&mut close.last_day),
        Command::UpdateNumber(update) => Some(&mut update.valid_from),
        Command::CloseNumber(close) => Some(&mut close.last_day),
        _ => None,
    }
}

/// What is said with an answer, and the day where it is another one than was asked for.
pub(super) fn with_day(message: Option<&str>, moved: Option<NaiveDate>) -> Option<String> {
    let day = moved.map(|day| format!("Dato: {} / Date: {day}", in_danish(day)));
    match (message, day) {
        (Some(message), Some(day)) => Some(format!("{message}\n\n{day}")),
        (message, day) => day.or_else(|| message.map(str::to_owned)),
    }
}

/// What a case proposes.
pub(super) fn request(case: &Case) -> Result<RequestChange, Stop> {
    if case.kind != CaseKind::Change {
        return Err(Stop::at(FaultCode::NotFound, "case", "This case is no change request."));
    }
    serde_json::from_str(&case.content).map_err(|_| {
        let message = format!("What case {} proposes can no longer be read; refuse it.", case.id);
        Stop::at(FaultCode::WrongState, "case", message)
    })
}

//! What can be done to any case: ask for more, answer, refuse, take back.

use serde::{Deserialize, Serialize};

use super::access::request;
use super::letters::{Said, acting, to_deciders, to_opener};
use super::{Done, RecordKey, Verb};
use crate::identity::Caller;
use crate::model::{Case, CaseKind, CaseMessage, CaseState, Point};
use crate::ownership::{Action, Asked, Matter, Part, may};
use crate::register::text::check_lines;
use crate::register::{Change, Draft, FaultCode, Faults, Reader, Rules, Stop};

/// Most characters of a message on the thread of a case.
pub const TEXT_MAX: usize = 4_000;

/// What is done to a case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum CaseStep {
    /// The party that decides asks for more.
    AskForInformation,
    /// Somebody who takes part answers.
    Reply,
    /// The party that decides refuses.
    Refuse,
    /// Whoever opened it takes it back.
    Withdraw,
}

/// Takes a case a step further.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StepCase {
    /// Number of the case.
    pub case: i64,
    /// What is done.
    pub step: CaseStep,
    /// What is said with it; only a withdrawal may go without.
    pub text: Option<String>,
}

impl Verb for StepCase {
    fn name(&self) -> &'static str {
        match self.step {
            CaseStep::AskForInformation => "ASK_FOR_INFORMATION",
            CaseStep::Reply => "REPLY_TO_CASE",
            CaseStep::Refuse => "REFUSE_CASE",
            CaseStep::Withdraw => "WITHDRAW_CASE",
        }
    }

    fn check(&self, _: &Rules, faults: &mut Faults) {
        let path =
            if matches!(self.step, CaseStep::Refuse | CaseStep::Withdraw) { "because" } else { "text" };
        if let Some(text) = &self.text {
            check_lines(text, TEXT_MAX, path, faults);
        } else {
            let silent = self.step != CaseStep::Withdraw;
            faults.when(silent, FaultCode::Required, path, "A text is needed.");
        }
    }

    fn watched(&self) -> Option<RecordKey> {
        Some(RecordKey::Case(self.case))
    }

    async fn asked(&self, draft: &Draft, caller: &Caller) -> Result<Vec<Asked>, Stop> {
        let case = visible_case(draft, caller, self.case).await?;
        let on = draft.reader().case_matter(draft.point(draft.today()), &case).await?;
        Ok(vec![match self.step {
            CaseStep::AskForInformation | CaseStep::Refuse => to_decide(&case, on),
            CaseStep::Reply | CaseStep::Withdraw => Asked::new(Action::TakePart, on),
        }])
    }

    async fn act(&self, change: &mut Change) -> Result<Done, Stop> {
        let case = open_case(change, self.case).await?;
        let caller = change.permit().actor().caller.subject.clone();
        let opener = caller == case.subject;
        if self.step == CaseStep::Withdraw && !opener {
            let message = "Only whoever opened a case takes it back.";
            return Err(Stop::at(FaultCode::Denied, "case", message));
        }
        let deciding = decides(change, &case).await?;
        let state = match self.step {
            CaseStep::AskForInformation => CaseState::NeedsInformation,
            CaseStep::Reply if !deciding => CaseState::Received,
            CaseStep::Reply => case.state,
            CaseStep::Refuse => CaseState::Refused,
            CaseStep::Withdraw => CaseState::Withdrawn,
        };
        let answer = if self.step == CaseStep::Refuse { self.text.clone() } else { case.answer.clone() };
        let case = Case { state, answer, ..case };
        self.write(change, &case, deciding).await?;
        change.put_cases(&[case.id], vec![case.clone()]).await?;
        let today = change.today();
        Ok(Done::with(RecordKey::Case(case.id), today, format!("Case {}: {}", case.id, self.name())))
    }
}

impl StepCase {
    async fn write(&self, change: &mut Change, case: &Case, deciding: bool) -> Result<(), Stop> {
        if let Some(text) = &self.text {
            write_on_thread(change, case, text).await?;
        }
        let role = match case.kind {
            CaseKind::Access => Some(request(case)?.role),
            CaseKind::Order | CaseKind::Change => None,
        };
        let (text, reason) = (self.text.clone(), self.text.clone());
        let said = Said { text, reason, role, person: Some(acting(change)), ..Said::default() };
        let template = letter(case.kind, &self.step);
        match self.step {
            CaseStep::Withdraw => to_deciders(change, template, case, &said).await?,
            CaseStep::Reply if !deciding => to_deciders(change, template, case, &said).await?,
            _ => to_opener(change, template, case, &said).await?,
        }
        Ok(())
    }
}

/// To decide on a case, which is for the party that decides and not for the one that asked.
pub(super) fn to_decide(case: &Case, on: Matter) -> Asked {
    Asked::new(Action::Decide, Matter { parties: vec![case.decides.clone()], ..on })
}

/// Whether the caller acts for those who decide. Whoever opened the case does not.
async fn decides(change: &Change, case: &Case) -> Result<bool, Stop> {
    let actor = change.permit().actor();
    let on = change.reader().case_matter(change.point(change.today()), case).await?;
    let asked = to_decide(case, on);
    Ok(actor.caller.subject != case.subject && may(actor, asked.action, &asked.on))
}

/// The letter that tells of a step.
fn letter(kind: CaseKind, step: &CaseStep) -> &'static str {
    match (kind, step) {
        (CaseKind::Order, CaseStep::AskForInformation) => "ORDER_NEEDS_INFORMATION",
        (CaseKind::Order, CaseStep::Reply) => "ORDER_ANSWERED",
        (CaseKind::Order, CaseStep::Refuse) => "ORDER_REFUSED",
        (CaseKind::Order, CaseStep::Withdraw) => "ORDER_WITHDRAWN",
        (CaseKind::Change, CaseStep::AskForInformation) => "CHANGE_NEEDS_INFORMATION",
        (CaseKind::Change, CaseStep::Reply) => "CHANGE_ANSWERED",
        (CaseKind::Change, CaseStep::Refuse) => "CHANGE_REFUSED",
        (CaseKind::Change, CaseStep::Withdraw) => "CHANGE_WITHDRAWN",
        (CaseKind::Access, CaseStep::AskForInformation) => "ACCESS_NEEDS_INFORMATION",
        (CaseKind::Access, CaseStep::Reply) => "ACCESS_ANSWERED",
        (CaseKind::Access, CaseStep::Refuse) => "ACCESS_REFUSED",
        (CaseKind::Access, CaseStep::Withdraw) => "ACCESS_WITHDRAWN",
    }
}

/// A message on the thread, by whoever makes the change.
pub(super) async fn write_on_thread(change: &mut Change, case: &Case, text: &str) -> Result<(), Stop> {
    let reader = change.reader();
    let thread = reader.case_messages(change.revision(), &[case.id]).await?;
    drop(reader);
    let number = thread.get(&case.id).map_or(0, Vec::len) + 1;
    let author = change.permit().actor().caller.clone();
    let message = CaseMessage {
        case: case.id,
        number: i32::try_from(number).unwrap_or(i32::MAX),
        subject: author.subject,
        name: author.name,
        organisation: change.permit().organisation().cloned(),
        written_at: change.now(),
        text: text.to_owned(),
    };
    Ok(change.put_case_messages(vec![message]).await?)
}

fn unknown(id: i64) -> Stop {
    Stop::at(FaultCode::NotFound, "case", format!("There is no case {id} that you can see."))
}

/// The case, with whoever decides on it by the rights as they stand now.
async fn case_now(draft: &Draft, id: i64) -> Result<Case, Stop> {
    let reader = draft.reader();
    let case = reader.cases(draft.before(), &[id]).await?.pop().ok_or_else(|| unknown(id))?;
    let decides = reader.desk(draft.point(draft.today()), &case).await?;
    Ok(Case { decides, ..case })
}

/// The case; a fault where there is none, or none that the caller may see.
pub(super) async fn visible_case(draft: &Draft, caller: &Caller, id: i64) -> Result<Case, Stop> {
    let reader = draft.reader();
    let point = draft.point(draft.today());
    let case = case_now(draft, id).await?;
    let actor = draft.actor(caller).await?;
    let on = reader.case_matter(point, &case).await?;
    if may(&actor, Action::Read, &on) { Ok(case) } else { Err(unknown(id)) }
}

/// The case, which somebody still has to do something about.
pub(super) async fn open_case(change: &Change, id: i64) -> Result<Case, Stop> {
    let case = case_now(change, id).await?;
    if case.state.is_open() {
        return Ok(case);
    }
    let message = format!("The case has been closed: it is {}.", case.state.as_str());
    Err(Stop::at(FaultCode::WrongState, "case", message))
}

impl Reader {
    /// What the rules look at in a case.
    pub async fn case_matter(&self, point: Point, case: &Case) -> Result<Matter, Stop> {
        let part = match case.kind {
            CaseKind::Access => Part::AccessRequest,
            CaseKind::Order => Part::Order,
            CaseKind::Change => Part::ChangeRequest,
        };
        let about = match (case.sor_code, case.kind) {
            // A request for access may be for a part of a tree, but it is about the organisation.
            (Some(code), CaseKind::Order | CaseKind::Change) => {
                let lineage = self.lineages(point, &[code]).await?.remove(&code).unwrap_or_default();
                crate::register::facts::unit_matter(part, &crate::register::contents(&lineage))
            }
            _ => Matter::new(part, ""),
        };
        let mut parties = vec![self.desk(point, case).await?];
        parties.extend(case.organisation.clone());
        Ok(Matter {
            name: format!("case {}", case.id),
            parties,
            opened_by: Some(case.subject.clone()),
            ..about
        })
    }
}

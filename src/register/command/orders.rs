//! Orders of location numbers (R42 to R44).

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::cases::{TEXT_MAX, open_case, to_decide, visible_case, write_on_thread};
use super::changes::with_day;
use super::letters::{Said, to_deciders, to_opener};
use super::numbers::{NumberDetails, close_number, create_number, update_number};
use super::opening::{Opening, open};
use super::unit_rules::after;
use super::{Done, RecordKey, Verb};
use crate::identity::Caller;
use crate::model::{Case, CaseKind, CaseState, Gln, Party, SorCode, State, working_days_after};
use crate::ownership::{Action, Asked, Matter, Part};
use crate::register::text::{check, check_lines};
use crate::register::{Change, Draft, FaultCode, Faults, Rules, Stop};

/// What is ordered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum OrderKind {
    /// A new number on a record.
    New,
    /// A change of a number.
    Change,
    /// The closing of a number.
    Close,
}

/// Orders a location number, a change of one, or its closing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpenOrder {
    /// What.
    pub kind: OrderKind,
    /// The record, for a new number.
    pub sor_code: Option<SorCode>,
    /// The number, for a change or the closing of one.
    pub gln: Option<Gln>,
    /// Name of the record system (journalsystem).
    pub system_name: String,
    /// What is to be said of the number, as far as it is known.
    pub details: NumberDetails,
    /// First day, or last day of a closing, where it matters.
    pub valid_from: Option<NaiveDate>,
    /// A word to the authority.
    pub note: Option<String>,
}

const SYSTEM_NAME_MAX: usize = 100;

impl Verb for OpenOrder {
    fn name(&self) -> &'static str {
        "ORDER_LOCATION_NUMBER"
    }

    fn check(&self, _: &Rules, faults: &mut Faults) {
        let new = self.kind == OrderKind::New;
        let message = "An order of a new number names the record.";
        faults.when(new && self.sor_code.is_none(), FaultCode::Required, "sorCode", message);
        faults.when(!new && self.gln.is_none(), FaultCode::Required, "gln", "Which number?");
        let message = "A new number is made by the register.";
        faults.when(new && self.gln.is_some(), FaultCode::Contradiction, "gln", message);
        check(&self.system_name, SYSTEM_NAME_MAX, "systemName", faults);
        if let Some(note) = &self.note {
            check_lines(note, TEXT_MAX, "note", faults);
        }
        self.details.check(faults);
        let told = self.details != NumberDetails::default();
        let silent = self.kind == OrderKind::Change && !told && self.note.is_none();
        faults.when(silent, FaultCode::Required, "details", "What is to be changed?");
    }

    fn watched(&self) -> Option<RecordKey> {
        self.gln.map(RecordKey::Number).or(self.sor_code.map(RecordKey::Unit))
    }

    async fn asked(&self, draft: &Draft, _: &Caller) -> Result<Vec<Asked>, Stop> {
        Ok(vec![Asked::new(Action::Ask, self.on(draft).await?)])
    }

    async fn act(&self, change: &mut Change) -> Result<Done, Stop> {
        let reader = change.reader();
        let today = change.today();
        if self.valid_from.is_some_and(|day| day < today) {
            let message = format!("The day wished for is {today} at the earliest.");
            return Err(Stop::at(FaultCode::TooEarly, "validFrom", message));
        }
        // For a change or a closing the number says of which record; both must agree where both are given (R42).
        let held = match self.gln {
            Some(gln) => reader.number_of(change.point(today), gln, "gln").await?.content.holder,
            None => None,
        };
        if let (Some(given), Some(_)) = (self.sor_code, self.gln)
            && held != Some(given)
        {
            let message = "The record does not hold this number.";
            return Err(Stop::at(FaultCode::Contradiction, "sorCode", message));
        }
        let sor_code = self.sor_code.or(held);
        if let Some(code) = self.sor_code.filter(|_| self.kind == OrderKind::New) {
            let point = change.point(self.valid_from.unwrap_or(today));
            let held = reader.location_numbers_held_by(point, &[code]).await?;
            if let Some(other) = held.get(&code).filter(|number| number.state(point.at) != State::Closed) {
                let message = format!("The record has the location number {} already.", other.content.gln);
                return Err(Stop::at(FaultCode::HasNumber, "sorCode", message));
            }
        }
        // An order of a new number is one for its record; of a number, for that.
        let same = if self.gln.is_some() { None } else { sor_code };
        if let Some(open) = reader.open_order_for(change.before(), self.gln, same).await? {
            let message = format!("Order {} about it is open; there is one order for each number.", open.id);
            return Err(Stop::at(FaultCode::AlreadyThere, "", message));
        }
        drop(reader);
        let opening = Opening {
            kind: CaseKind::Order,
            organisation: change.permit().organisation().cloned(),
            decides: Party::Authority,
            sor_code,
            gln: self.gln,
            due: Some(working_days_after(today, change.rules().answer_working_days)),
            content: self,
            note: self.note.as_deref(),
        };
        let case = open(change, opening).await?;
        let system = format!("Journalsystem: {}", self.system_name);
        let text = self.note.as_ref().map_or(system.clone(), |note| format!("{system}\n{note}"));
        let said = Said { text: Some(text), ..Said::default() };
        to_opener(change, "ORDER_RECEIVED", &case, &said).await?;
        to_deciders(change, "ORDER_RECEIVED", &case, &said).await?;
        let summary = format!("Order {} of a location number received", case.id);
        Ok(Done::with(RecordKey::Case(case.id), today, summary))
    }
}

impl OpenOrder {
    async fn on(&self, draft: &Draft) -> Result<Matter, Stop> {
        let reader = draft.reader();
        let point = draft.point(draft.today());
        match (self.gln, self.sor_code) {
            (Some(gln), _) => reader.number_matter(point, Part::Order, gln, draft.rules(), "gln").await,
            (None, Some(code)) => reader.matter_below(point, Part::Order, code, "sorCode").await,
            (None, None) => Ok(Matter::new(Part::Order, "")),
        }
    }
}

/// Carries an order out: the number is made, changed or closed in the same commit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct IssueOrder {
    /// Number of the case.
    pub case: i64,
    /// The new number; the register takes the next one of its range when left out.
    pub gln: Option<Gln>,
    /// What completes the order.
    pub details: NumberDetails,
    /// First day, or last day of a closing; as ordered, or today, when left out. Needed where the ordered one has passed.
    pub valid_from: Option<NaiveDate>,
    /// A word to whoever ordered.
    pub message: Option<String>,
}

impl Verb for IssueOrder {
    fn name(&self) -> &'static str {
        "ISSUE_LOCATION_NUMBER_ORDER"
    }

    fn check(&self, _: &Rules, faults: &mut Faults) {
        self.details.check(faults);
        if let Some(message) = &self.message {
            check_lines(message, TEXT_MAX, "message", faults);
        }
    }

    fn watched(&self) -> Option<RecordKey> {
        Some(RecordKey::Case(self.case))
    }

    /// It takes the right to decide on the order, and the right to do what is ordered.
    async fn asked(&self, draft: &Draft, caller: &Caller) -> Result<Vec<Asked>, Stop> {
        let case = visible_case(draft, caller, self.case).await?;
        let order = order(&case)?;
        let (reader, point) = (draft.reader(), draft.point(draft.today()));
        let mut asked = vec![to_decide(&case, reader.case_matter(point, &case).await?)];
        let (rules, part) = (draft.rules(), Part::LocationNumber);
        asked.push(match (order.kind, order.gln, order.sor_code) {
            (OrderKind::New, _, Some(code)) => {
                Asked::new(Action::Create, reader.matter_below(point, part, code, "case").await?)
            }
            (OrderKind::Close, Some(gln), _) => {
                Asked::new(Action::Close, reader.number_matter(point, part, gln, rules, "case").await?)
            }
            (_, Some(gln), _) => {
                Asked::new(Action::Update, reader.number_matter(point, part, gln, rules, "case").await?)
            }
            _ => return Err(unreadable(&case)),
        });
        Ok(asked)
    }

    async fn act(&self, change: &mut Change) -> Result<Done, Stop> {
        let case = open_case(change, self.case).await?;
        let order = order(&case)?;
        let today = change.today();
        let day = self.day(order.valid_from, today)?;
        let details = order.details.completed(&self.details);
        let gln = match (order.kind, order.gln, order.sor_code) {
            (OrderKind::New, _, Some(holder)) => {
                let mut faults = Faults::default();
                details.check_complete(&mut faults);
                faults.none()?;
                create_number(change, holder, self.gln, &details, day).await?
            }
            (OrderKind::Change, Some(gln), _) => {
                update_number(change, gln, &details, day).await?;
                gln
            }
            (OrderKind::Close, Some(gln), _) => {
                close_number(change, gln, day).await?;
                gln
            }
            _ => return Err(unreadable(&case)),
        };
        let issued = Case { state: CaseState::Issued, gln: Some(gln), answer: self.message.clone(), ..case };
        change.put_cases(&[issued.id], vec![issued.clone()]).await?;
        let moved = self.valid_from.filter(|day| order.valid_from.is_some_and(|wished| wished != *day));
        let text = with_day(self.message.as_deref(), moved);
        if let Some(text) = &text {
            write_on_thread(change, &issued, text).await?;
        }
        let said = Said { text, day: Some(day), ..Said::default() };
        to_opener(change, "ORDER_ISSUED", &issued, &said).await?;
        to_deciders(change, "ORDER_ISSUED", &issued, &said).await?;
        Ok(Done {
            record: Some(RecordKey::Case(issued.id)),
            // What a closing changes shows on the day after it.
            at: if order.kind == OrderKind::Close { after(day, 1) } else { day },
            roots: issued.sor_code.into_iter().collect(),
            summary: format!("Order {} issued: location number {gln}", issued.id),
        })
    }
}

impl IssueOrder {
    /// The day on which the order is carried out: the given one, or the one wished for, or today. A wished day that
    /// has passed is not moved in silence.
    fn day(&self, wished: Option<NaiveDate>, today: NaiveDate) -> Result<NaiveDate, Stop> {
        let day = self.valid_from.or(wished).unwrap_or(today);
        if day < today {
            let message = match self.valid_from {
                Some(_) => format!("The day is {today} at the earliest."),
                None => format!("It was ordered for {day}, which has passed; give another day."),
            };
            return Err(Stop::at(FaultCode::TooEarly, "validFrom", message));
        }
        Ok(day)
    }
}

/// What an order asks for.
fn order(case: &Case) -> Result<OpenOrder, Stop> {
    if case.kind != CaseKind::Order {
        return Err(Stop::at(FaultCode::NotFound, "case", "This case is no order."));
    }
    serde_json::from_str(&case.content).map_err(|_| unreadable(case))
}

fn unreadable(case: &Case) -> Stop {
    let message = format!("What case {} asks for can no longer be read; refuse it.", case.id);
    Stop::at(FaultCode::WrongState, "case", message)
}

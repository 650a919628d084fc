//! Mutations of cases: orders, change requests, requests for access.

use async_graphql::{Context, ID, Object, OneofObject, Result};

use super::frame::{carry_out, mutation_input, payload, text};
use super::numbers::{
    CloseLocationNumberInput, LocationNumberDetailsInput, UpdateLocationNumberInput, close_number,
    update_number,
};
use super::unit_inputs::{
    CloseInput, CreateHealthInstitutionInput, CreateOrganisationalUnitInput, MoveInput,
    UpdateHealthInstitutionInput, UpdateInstitutionOwnerInput, UpdateOrganisationalUnitInput,
};
use super::units;
use crate::model::{Gln, SorCode};
use crate::register::command::{
    ApproveAccess, ApproveChange, CaseStep, Command, IssueOrder, OpenOrder, RequestAccess, RequestChange,
    StepCase,
};
use crate::schema::error::{Answer, Problem};
use crate::schema::id::Named;
use crate::schema::input::PartyInput;
use crate::schema::scalars::Date;
use crate::schema::types::{AccessRequest, Case, ChangeRequest, Grant, OrderCase, OrderKind, Role};

mutation_input! {
    /// An order of a location number (R42), of a change of one, or of its closing.
    OrderLocationNumberInput {
        /// What is ordered.
        kind: OrderKind,
        /// SOR code of the record; needed for a new number.
        sor_code: Option<SorCode>,
        /// The number; needed for a change or the closing of one.
        gln: Option<Gln>,
        /// Name of the record system (journalsystem), 1 to 100 characters.
        system_name: String,
        /// What is to be said of the number, as far as it is known.
        details: Option<LocationNumberDetailsInput>,
        /// First day; of a closing, the last one.
        valid_from: Option<Date>,
        /// A word to the authority, up to 4000 characters.
        note: Option<String>,
    }
}
mutation_input! {
    /// How an order is carried out.
    IssueLocationNumberOrderInput {
        /// The order.
        case: ID,
        /// The new number; the register takes the next one of its range when left out.
        gln: Option<Gln>,
        /// What completes the order; it goes before what was ordered.
        details: Option<LocationNumberDetailsInput>,
        /// First day; of a closing, the last one. As ordered, or today, when left out; needed where the day ordered
        /// has passed, else the error is TOO_EARLY.
        valid_from: Option<Date>,
        /// A word to whoever ordered, up to 4000 characters.
        message: Option<String>,
    }
}

/// A change as whoever may make it would make it. What an input says of keys, dry runs and reasons does not count here.
#[derive(Debug, Clone, OneofObject)]
pub enum ProposalInput {
    /// Create a health institution.
    CreateHealthInstitution(CreateHealthInstitutionInput),
    /// Change a health institution.
    UpdateHealthInstitution(UpdateHealthInstitutionInput),
    /// Close a health institution.
    CloseHealthInstitution(CloseInput),
    /// Create an organisational unit.
    CreateOrganisationalUnit(CreateOrganisationalUnitInput),
    /// Change an organisational unit.
    UpdateOrganisationalUnit(UpdateOrganisationalUnitInput),
    /// Move an organisational unit.
    MoveOrganisationalUnit(MoveInput),
    /// Close an organisational unit.
    CloseOrganisationalUnit(CloseInput),
    /// Change an institution owner.
    UpdateInstitutionOwner(UpdateInstitutionOwnerInput),
    /// Change a location number.
    UpdateLocationNumber(UpdateLocationNumberInput),
    /// Close a location number.
    CloseLocationNumber(CloseLocationNumberInput),
}

impl ProposalInput {
    fn command(&self) -> Command {
        match self {
            Self::CreateHealthInstitution(input) => units::create_institution(input),
            Self::UpdateHealthInstitution(input) => units::update_institution(input),
            Self::CloseHealthInstitution(input) => units::close_institution(input),
            Self::CreateOrganisationalUnit(input) => units::create_unit(input),
            Self::UpdateOrganisationalUnit(input) => units::update_unit(input),
            Self::MoveOrganisationalUnit(input) => units::move_unit(input),
            Self::CloseOrganisationalUnit(input) => units::close_unit(input),
            Self::UpdateInstitutionOwner(input) => units::update_owner(input),
            Self::UpdateLocationNumber(input) => update_number(input),
            Self::CloseLocationNumber(input) => close_number(input),
        }
    }
}

mutation_input! {
    /// A change that the caller may not make, or the report of an error.
    RequestChangeInput {
        /// The change. Left out: a report of an error.
        proposal: Option<ProposalInput>,
        /// SOR code of the record that a report is about.
        sor_code: Option<SorCode>,
        /// The location number that a report is about.
        gln: Option<Gln>,
        /// What is wrong, or why; up to 4000 characters. Needed without a proposal.
        note: Option<String>,
    }
}
mutation_input! {
    /// The approval of a case.
    ApproveChangeRequestInput {
        /// The change request.
        case: ID,
        /// The first day of the change, or the last one of what closes, in place of the one proposed. Needed where
        /// that one has passed; else the error is TOO_EARLY.
        valid_from: Option<Date>,
        /// A word to whoever asked, up to 4000 characters.
        message: Option<String>,
    }
}
mutation_input! {
    /// A role in an organisation that the caller asks for.
    RequestAccessInput {
        /// The organisation.
        organisation: PartyInput,
        /// The role.
        role: Role,
        /// Only for this record and what lies below it.
        scope: Option<SorCode>,
        /// A word to the local user administrator, up to 4000 characters.
        note: Option<String>,
    }
}
mutation_input! {
    /// The approval of a request for access.
    ApproveAccessRequestInput {
        /// The request.
        case: ID,
        /// Last day of the role, when it is to end.
        valid_to: Option<Date>,
        /// A word to the person, up to 4000 characters.
        message: Option<String>,
    }
}
mutation_input! {
    /// A message on the thread of a case.
    CaseTextInput {
        /// The case.
        case: ID,
        /// The text, 1 to 4000 characters.
        text: String,
    }
}
mutation_input! {
    /// The refusal of a case.
    RefuseCaseInput {
        /// The case.
        case: ID,
        /// Why, 1 to 4000 characters; whoever asked is told.
        because: String,
    }
}
mutation_input! {
    /// The withdrawal of a case.
    WithdrawCaseInput {
        /// The case.
        case: ID,
        /// Why, up to 4000 characters.
        because: Option<String>,
    }
}

payload! {
    /// The answer to a mutation of an order.
    LocationNumberOrderPayload {
        /// The order. Null where there is none to show.
        order: OrderCase
    }
}
payload! {
    /// The answer to a mutation of a change request.
    ChangeRequestPayload {
        /// The change request. Null where there is none to show.
        change_request: ChangeRequest
    }
}
payload! {
    /// The answer to a request for access.
    AccessRequestPayload {
        /// The request. Null where there is none to show.
        access_request: AccessRequest
    }
}
payload! {
    /// The answer to a mutation that gives or ends a role.
    GrantPayload {
        /// The grant. Null where it ended at once, or there is none to show.
        grant: Grant
    }
}
payload! {
    /// The answer to a step of a case.
    CasePayload {
        /// The case. Null where there is none to show.
        case: Case
    }
}

/// The number of the case that an id names.
fn number(id: &ID) -> Answer<i64> {
    match Named::read(id) {
        Some(Named::Case(number)) => Ok(number),
        _ => Err(Problem::argument("case is not the id of a case.")),
    }
}

fn trimmed(given: Option<&String>) -> Option<String> {
    given.map(|given| text(given)).filter(|given| !given.is_empty())
}

/// A step of a case.
fn step(case: &ID, step: CaseStep, text: Option<String>) -> Answer<Command> {
    Ok(Command::StepCase(StepCase { case: number(case)?, step, text }))
}

#[derive(Default)]
pub struct CaseMutation;

#[Object]
impl CaseMutation {
    /// Order a location number, a change of one, or its closing (bestille lokationsnummer). The authority answers within
    /// ten Danish working days; both sides are told by e-mail.
    async fn order_location_number(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The order.")] input: OrderLocationNumberInput,
    ) -> Result<LocationNumberOrderPayload> {
        let command = OpenOrder {
            kind: input.kind.into(),
            sor_code: input.sor_code,
            gln: input.gln,
            system_name: text(&input.system_name),
            details: input.details.clone().unwrap_or_default().details(),
            valid_from: input.valid_from.map(|day| day.0),
            note: trimmed(input.note.as_ref()),
        };
        Ok(carry_out(ctx, Command::OpenOrder(command), input.envelope()).await?.into())
    }

    /// Carry an order out: the number is made, changed or closed in the same commit.
    async fn issue_location_number_order(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How.")] input: IssueLocationNumberOrderInput,
    ) -> Result<LocationNumberOrderPayload> {
        let command = IssueOrder {
            case: number(&input.case)?,
            gln: input.gln,
            details: input.details.clone().unwrap_or_default().details(),
            valid_from: input.valid_from.map(|day| day.0),
            message: trimmed(input.message.as_ref()),
        };
        Ok(carry_out(ctx, Command::IssueOrder(command), input.envelope()).await?.into())
    }

    /// Ask whoever keeps a record for a change that the caller may not make, or report an error.
    async fn request_change(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The change.")] input: RequestChangeInput,
    ) -> Result<ChangeRequestPayload> {
        let command = RequestChange {
            proposal: input.proposal.as_ref().map(|proposal| Box::new(proposal.command())),
            sor_code: input.sor_code,
            gln: input.gln,
            note: trimmed(input.note.as_ref()),
        };
        Ok(carry_out(ctx, Command::RequestChange(command), input.envelope()).await?.into())
    }

    /// Approve a proposed change: it is carried out in the same commit, with the approver's own rights.
    async fn approve_change_request(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which.")] input: ApproveChangeRequestInput,
    ) -> Result<ChangeRequestPayload> {
        let command = ApproveChange {
            case: number(&input.case)?,
            valid_from: input.valid_from.map(|day| day.0),
            message: trimmed(input.message.as_ref()),
        };
        Ok(carry_out(ctx, Command::ApproveChange(command), input.envelope()).await?.into())
    }

    /// Ask for access to an organisation in a role. Its local user administrator answers, and the answer comes by e-mail.
    async fn request_access(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "To what.")] input: RequestAccessInput,
    ) -> Result<AccessRequestPayload> {
        let command = RequestAccess {
            organisation: input.organisation.party(ctx).await?,
            role: input.role.into(),
            scope: input.scope,
            note: trimmed(input.note.as_ref()),
        };
        Ok(carry_out(ctx, Command::RequestAccess(command), input.envelope()).await?.into())
    }

    /// Approve a request for access: the person has the role from today on.
    async fn approve_access_request(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which.")] input: ApproveAccessRequestInput,
    ) -> Result<GrantPayload> {
        let command = ApproveAccess {
            case: number(&input.case)?,
            valid_to: input.valid_to.map(|day| day.0),
            message: trimmed(input.message.as_ref()),
        };
        Ok(carry_out(ctx, Command::ApproveAccess(command), input.envelope()).await?.into())
    }

    /// Ask whoever opened a case for more.
    async fn ask_for_information(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What for.")] input: CaseTextInput,
    ) -> Result<CasePayload> {
        let command = step(&input.case, CaseStep::AskForInformation, Some(text(&input.text)))?;
        Ok(carry_out(ctx, command, input.envelope()).await?.into())
    }

    /// Write on the thread of a case. When whoever opened it answers, it is received again.
    async fn reply_to_case(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What.")] input: CaseTextInput,
    ) -> Result<CasePayload> {
        let command = step(&input.case, CaseStep::Reply, Some(text(&input.text)))?;
        Ok(carry_out(ctx, command, input.envelope()).await?.into())
    }

    /// Refuse a case.
    async fn refuse_case(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which, and why.")] input: RefuseCaseInput,
    ) -> Result<CasePayload> {
        let command = step(&input.case, CaseStep::Refuse, Some(text(&input.because)))?;
        Ok(carry_out(ctx, command, input.envelope()).await?.into())
    }

    /// Take a case back that the caller opened.
    async fn withdraw_case(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which.")] input: WithdrawCaseInput,
    ) -> Result<CasePayload> {
        let command = step(&input.case, CaseStep::Withdraw, trimmed(input.because.as_ref()))?;
        Ok(carry_out(ctx, command, input.envelope()).await?.into())
    }
}

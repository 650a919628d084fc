//! Mutations of the tree.

use async_graphql::{Context, Object, Result};

use super::frame::carry_out;
use super::unit_input::Details;
use super::unit_inputs::{
    CancelPlannedChangeInput, CancelPlannedChangePayload, CloseInput, CreateHealthInstitutionInput,
    CreateInstitutionOwnerInput, CreateOrganisationalUnitInput, HealthInstitutionPayload,
    InstitutionOwnerPayload, MoveInput, OrganisationalUnitPayload, ReplaceOrganisationalUnitInput,
    UpdateHealthInstitutionInput, UpdateInstitutionOwnerInput, UpdateOrganisationalUnitInput,
};
use crate::model::{NumberState, UnitKind};
use crate::register::command::{
    CancelPlanned, CloseUnits, Command, CreateUnit, MoveUnit, Planned, UpdateUnit,
};
use crate::schema::error::Problem;

#[derive(Default)]
pub struct UnitMutation;

fn moving(kind: UnitKind, input: &MoveInput) -> Command {
    let MoveInput { sor_code: code, parent, valid_from, .. } = *input;
    Command::MoveUnit(MoveUnit { kind, code, parent, valid_from: valid_from.0 })
}

fn closing(kind: UnitKind, input: &CloseInput) -> Command {
    Command::CloseUnits(CloseUnits {
        kind,
        codes: vec![input.sor_code],
        last_day: input.last_day.0,
        replaced_by: input.replaced_by.clone().unwrap_or_default(),
        replacing: false,
    })
}

pub(super) fn create_unit(input: &CreateOrganisationalUnitInput) -> Command {
    Command::CreateUnit(CreateUnit {
        kind: UnitKind::OrganisationalUnit,
        parent: Some(input.parent),
        details: input.details(),
        number_state: input.location_number_state.into(),
        valid_from: input.valid_from.0,
    })
}

pub(super) fn create_institution(input: &CreateHealthInstitutionInput) -> Command {
    Command::CreateUnit(CreateUnit {
        kind: UnitKind::HealthInstitution,
        parent: Some(input.parent),
        details: input.details(),
        number_state: input.location_number_state.into(),
        valid_from: input.valid_from.0,
    })
}

macro_rules! updating {
    ($name:ident, $input:ty, $kind:expr) => {
        pub(super) fn $name(input: &$input) -> Command {
            Command::UpdateUnit(UpdateUnit {
                kind: $kind,
                code: input.sor_code,
                details: input.details(),
                valid_from: input.valid_from.0,
            })
        }
    };
}
updating!(update_unit, UpdateOrganisationalUnitInput, UnitKind::OrganisationalUnit);
updating!(update_institution, UpdateHealthInstitutionInput, UnitKind::HealthInstitution);
updating!(update_owner, UpdateInstitutionOwnerInput, UnitKind::InstitutionOwner);

pub(super) fn close_unit(input: &CloseInput) -> Command {
    closing(UnitKind::OrganisationalUnit, input)
}

pub(super) fn close_institution(input: &CloseInput) -> Command {
    closing(UnitKind::HealthInstitution, input)
}

pub(super) fn move_unit(input: &MoveInput) -> Command {
    moving(UnitKind::OrganisationalUnit, input)
}

#[Object]
impl UnitMutation {
    /// Create an organisational unit (oprette enhed). The register makes its SOR code (R1).
    async fn create_organisational_unit(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The unit.")] input: CreateOrganisationalUnitInput,
    ) -> Result<OrganisationalUnitPayload> {
        Ok(carry_out(ctx, create_unit(&input), input.envelope()).await?.into())
    }

    /// Change an organisational unit from a day on (vedligeholde enhed).
    async fn update_organisational_unit(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What changes.")] input: UpdateOrganisationalUnitInput,
    ) -> Result<OrganisationalUnitPayload> {
        Ok(carry_out(ctx, update_unit(&input), input.envelope()).await?.into())
    }

    /// Move an organisational unit, with all below it (flytte enhed). It keeps its SOR code and its location number;
    /// what it inherits may change: see effects.
    async fn move_organisational_unit(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Where to.")] input: MoveInput,
    ) -> Result<OrganisationalUnitPayload> {
        Ok(carry_out(ctx, move_unit(&input), input.envelope()).await?.into())
    }

    /// Replace organisational units by others (erstatte enhed).
    async fn replace_organisational_unit(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which by which.")] input: ReplaceOrganisationalUnitInput,
    ) -> Result<OrganisationalUnitPayload> {
        let command = CloseUnits {
            kind: UnitKind::OrganisationalUnit,
            codes: input.sor_codes.clone(),
            last_day: input.last_day.0,
            replaced_by: input.replaced_by.clone(),
            replacing: true,
        };
        Ok(carry_out(ctx, Command::CloseUnits(command), input.envelope()).await?.into())
    }

    /// Close an organisational unit, with all below it (lukke enhed). A closed record is never opened again (R52).
    async fn close_organisational_unit(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "When.")] input: CloseInput,
    ) -> Result<OrganisationalUnitPayload> {
        Ok(carry_out(ctx, close_unit(&input), input.envelope()).await?.into())
    }

    /// Create a health institution (oprette sundhedsinstitution).
    async fn create_health_institution(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The institution.")] input: CreateHealthInstitutionInput,
    ) -> Result<HealthInstitutionPayload> {
        Ok(carry_out(ctx, create_institution(&input), input.envelope()).await?.into())
    }

    /// Change a health institution from a day on.
    async fn update_health_institution(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What changes.")] input: UpdateHealthInstitutionInput,
    ) -> Result<HealthInstitutionPayload> {
        Ok(carry_out(ctx, update_institution(&input), input.envelope()).await?.into())
    }

    /// Move a health institution, with all below it, to another owner.
    async fn move_health_institution(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Where to.")] input: MoveInput,
    ) -> Result<HealthInstitutionPayload> {
        Ok(carry_out(ctx, moving(UnitKind::HealthInstitution, &input), input.envelope()).await?.into())
    }

    /// Close a health institution, with all below it.
    async fn close_health_institution(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "When.")] input: CloseInput,
    ) -> Result<HealthInstitutionPayload> {
        Ok(carry_out(ctx, close_institution(&input), input.envelope()).await?.into())
    }

    /// Create an institution owner (oprette institutionsejer).
    async fn create_institution_owner(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The owner.")] input: CreateInstitutionOwnerInput,
    ) -> Result<InstitutionOwnerPayload> {
        let command = CreateUnit {
            kind: UnitKind::InstitutionOwner,
            parent: None,
            details: input.details(),
            number_state: NumberState::None,
            valid_from: input.valid_from.0,
        };
        Ok(carry_out(ctx, Command::CreateUnit(command), input.envelope()).await?.into())
    }

    /// Change an institution owner from a day on.
    async fn update_institution_owner(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What changes.")] input: UpdateInstitutionOwnerInput,
    ) -> Result<InstitutionOwnerPayload> {
        Ok(carry_out(ctx, update_owner(&input), input.envelope()).await?.into())
    }

    /// Close an institution owner, with every institution and unit below it (R50).
    async fn close_institution_owner(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "When.")] input: CloseInput,
    ) -> Result<InstitutionOwnerPayload> {
        Ok(carry_out(ctx, closing(UnitKind::InstitutionOwner, &input), input.envelope()).await?.into())
    }

    /// Take back a planned creation, change, move or closing that is not in force yet.
    async fn cancel_planned_change(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to take back.")] input: CancelPlannedChangeInput,
    ) -> Result<CancelPlannedChangePayload> {
        let planned = match (input.creation, input.change, input.closing) {
            (Some(true), None, None | Some(false)) => Planned::Creation,
            (None | Some(false), Some(day), None | Some(false)) => Planned::Change(day.0),
            (None | Some(false), None, Some(true)) => Planned::Closing,
            _ => {
                let message = "Give exactly one of creation: true, change: a day, and closing: true.";
                return Err(Problem::argument(message).into());
            }
        };
        let command = CancelPlanned { code: input.sor_code, planned };
        Ok(carry_out(ctx, Command::CancelPlanned(command), input.envelope()).await?.into())
    }
}

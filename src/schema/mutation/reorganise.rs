//! A whole reorganisation as one mutation.

use async_graphql::{Context, InputObject, Object, OneofObject, Result};

use super::frame::{carry_out, mutation_input};
use super::unit_inputs::ReorganisePayload;
use crate::model::{RegionCode, SorCode};
use crate::register::command::{Command, Reorganise, Step};
use crate::schema::scalars::Date;

/// A record and where it goes.
#[derive(Debug, Clone, InputObject)]
pub struct ReorganiseMoveInput {
    /// SOR code of the record.
    pub sor_code: SorCode,
    /// SOR code of the record to hang it under.
    pub parent: SorCode,
}

/// A record whose children go elsewhere.
#[derive(Debug, Clone, InputObject)]
pub struct ReorganiseMoveAllBelowInput {
    /// SOR code of the record under which they stand. Whatever is closed by then stays.
    pub of: SorCode,
    /// SOR code of the record to hang them under.
    pub parent: SorCode,
}

/// Location numbers that get another region.
#[derive(Debug, Clone, InputObject)]
pub struct ReorganiseNumberRegionInput {
    /// SOR code of the record at the root: numbers held by it or below it.
    pub below: SorCode,
    /// The region; one that the register knows on that day.
    pub region: RegionCode,
}

/// A record that closes.
#[derive(Debug, Clone, InputObject)]
pub struct ReorganiseCloseInput {
    /// SOR code of the record. Its last day is the day before.
    pub sor_code: SorCode,
    /// SOR codes of the records that take its place.
    #[graphql(default)]
    pub replaced_by: Vec<SorCode>,
}

/// One step of a reorganisation.
#[derive(Debug, Clone, OneofObject)]
pub enum ReorganiseStepInput {
    /// Hang a record under another.
    Move(ReorganiseMoveInput),
    /// Hang everything directly below a record under another.
    MoveAllBelow(ReorganiseMoveAllBelowInput),
    /// Give all location numbers of a tree another region.
    SetNumberRegion(ReorganiseNumberRegionInput),
    /// Close a record, with all that still stands below it.
    Close(ReorganiseCloseInput),
}

mutation_input! {
    /// A reorganisation: steps that all apply from one day, in one commit, or not at all.
    ReorganiseInput {
        /// First day of the new order.
        valid_from: Date,
        /// The steps, carried out in their order; 1 to 1000.
        steps: Vec<ReorganiseStepInput>,
    }
}

fn step(given: &ReorganiseStepInput) -> Step {
    match given {
        ReorganiseStepInput::Move(step) => Step::Move { code: step.sor_code, parent: step.parent },
        ReorganiseStepInput::MoveAllBelow(step) => Step::MoveAllBelow { of: step.of, parent: step.parent },
        ReorganiseStepInput::SetNumberRegion(step) => {
            Step::SetNumberRegion { below: step.below, region: step.region.to_string() }
        }
        ReorganiseStepInput::Close(step) => {
            Step::Close { code: step.sor_code, replaced_by: step.replaced_by.clone() }
        }
    }
}

#[derive(Default)]
pub struct ReorganiseMutation;

#[Object]
impl ReorganiseMutation {
    /// Move and close many records in one commit on one day, such as the merger of two regions.
    async fn reorganise(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The steps.")] input: ReorganiseInput,
    ) -> Result<ReorganisePayload> {
        let steps = input.steps.iter().map(step).collect();
        let command = Reorganise { valid_from: input.valid_from.0, steps };
        Ok(carry_out(ctx, Command::Reorganise(command), input.envelope()).await?.into())
    }
}

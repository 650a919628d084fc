//! Mutations of location numbers and of the message types on them.

use async_graphql::{Context, Enum, InputObject, MaybeUndefined, Object, Result};

use super::frame::{carry_out, mutation_input, payload, text};
use crate::model::{self, Gln, MessageTypeKey, RegionCode, SorCode};
use crate::register::command::{
    self, AttachNumber, CloseNumber, Command, CreateNumber, DetachNumber, NumberDetails, Patch,
    SetMessageTypes, SetNumberState, UpdateNumber, WantedType,
};
use crate::schema::scalars::Date;
use crate::schema::types::{LocationNumber, LocationNumberState, MessageFormat, SorEntity};

/// What is said of a location number. In an update, what is left out stays as it is.
#[derive(Debug, Clone, Default, InputObject)]
pub struct LocationNumberDetailsInput {
    /// For use inside the organisation only (kun internt brug).
    pub only_internal: Option<bool>,
    /// Code of the system supplier (systemleverandør); needed for a new number.
    pub system_supplier: Option<String>,
    /// Code of the record system (EDB-system, journalsystem); needed for a new number.
    pub system_type: Option<String>,
    /// Code of the network operator (netoperatør, VANS), of the list NETWORK_OPERATOR; needed for a new number.
    pub network_operator: Option<String>,
    /// Region in which the number lies; needed for a new number.
    pub region: Option<RegionCode>,
    /// Code of the administrator (EDI-administrator); needed for a new number.
    pub edi_administrator: Option<String>,
    /// Note (bemærkning), up to 254 characters. Null takes it away.
    pub note: MaybeUndefined<String>,
}

fn code(given: Option<&String>) -> Patch<String> {
    given.map_or(Patch::Keep, |code| Patch::Set(text(code)))
}

impl LocationNumberDetailsInput {
    /// The register's form.
    pub fn details(&self) -> NumberDetails {
        NumberDetails {
            only_internal: self.only_internal,
            not_active: None,
            system_supplier: code(self.system_supplier.as_ref()),
            system_type: code(self.system_type.as_ref()),
            network_operator: code(self.network_operator.as_ref()),
            region: self.region.as_ref().map_or(Patch::Keep, |region| Patch::Set(region.to_string())),
            edi_administrator: code(self.edi_administrator.as_ref()),
            note: match &self.note {
                MaybeUndefined::Undefined => Patch::Keep,
                MaybeUndefined::Null => Patch::Clear,
                MaybeUndefined::Value(note) => Patch::Set(text(note)),
            },
        }
    }
}

mutation_input! {
    /// A new location number (lokationsnummer).
    CreateLocationNumberInput {
        /// SOR code of the owner, institution or unit that holds it (R41).
        holder: SorCode,
        /// The number; the register takes the next one of its range when left out. Unique over the whole register,
        /// closed numbers included (R7).
        gln: Option<Gln>,
        /// What is said of it (R40).
        details: LocationNumberDetailsInput,
        /// First valid day; today at the earliest.
        valid_from: Date,
    }
}
mutation_input! {
    /// A change of a location number.
    UpdateLocationNumberInput {
        /// The number.
        gln: Gln,
        /// What is said anew.
        details: LocationNumberDetailsInput,
        /// First day on which this holds; today at the earliest.
        valid_from: Date,
    }
}
mutation_input! {
    /// A location number and the record to hang it on.
    AttachLocationNumberInput {
        /// The number.
        gln: Gln,
        /// SOR code of the record; it must not have a number of its own then.
        holder: SorCode,
        /// First day; today at the earliest.
        valid_from: Date,
    }
}
mutation_input! {
    /// A location number to take off its record.
    DetachLocationNumberInput {
        /// The number.
        gln: Gln,
        /// First day without it; today at the earliest.
        valid_from: Date,
    }
}
mutation_input! {
    /// Whether a record inherits a location number.
    SetLocationNumberStateInput {
        /// SOR code of the record.
        sor_code: SorCode,
        /// INHERITED or NONE. A number of its own is created, or hung on it.
        state: LocationNumberState,
        /// First day on which this holds.
        valid_from: Date,
    }
}
mutation_input! {
    /// A location number to take out of use, or into use again (ikke aktivt, R45).
    DeactivateLocationNumberInput {
        /// The number.
        gln: Gln,
        /// False takes it into use again.
        #[graphql(default = true)]
        not_active: bool,
        /// First day on which this holds; today at the earliest.
        valid_from: Date,
    }
}
mutation_input! {
    /// A location number to close, with the message types on it. It is never used again.
    CloseLocationNumberInput {
        /// The number.
        gln: Gln,
        /// Last valid day; today at the earliest.
        last_day: Date,
    }
}

/// A message type (meddelelsestype), and what a number does with it.
#[derive(Debug, Clone, InputObject)]
pub struct MessageTypeSettingInput {
    /// Format.
    pub format: MessageFormat,
    /// Type, for example "DIS91".
    pub r#type: String,
    /// Version, for example "D9134L".
    pub version: String,
    /// The number can receive the message (modtage).
    #[graphql(default)]
    pub receives: bool,
    /// The number can send the message (sende).
    #[graphql(default)]
    pub sends: bool,
}

/// How the message types given go together with those that the number has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "command::SettingMode")]
pub enum MessageTypeSettingMode {
    /// The number has these and no others from the day on.
    Replace,
    /// The number has these, too.
    Add,
    /// The number has these no more.
    Remove,
}

mutation_input! {
    /// What a location number receives and sends from a day on.
    SetMessageTypesInput {
        /// The number.
        gln: Gln,
        /// How the types go together with those that are there.
        mode: MessageTypeSettingMode,
        /// The types; at most 500. With REPLACE none takes all away.
        message_types: Vec<MessageTypeSettingInput>,
        /// First day on which this holds; today at the earliest.
        valid_from: Date,
    }
}

payload! {
    /// The answer to a mutation of a location number.
    LocationNumberPayload {
        /// The number on the first day of the change. Null where there is none to show.
        location_number: LocationNumber
    }
}
payload! {
    /// The answer to the choice whether a record inherits a location number.
    SetLocationNumberStatePayload {
        /// The record on the first day of the change. Null where there is none to show.
        record: SorEntity
    }
}

/// The types in both directions, in the register's form.
fn wanted(given: &[MessageTypeSettingInput]) -> Vec<WantedType> {
    let one = |given: &MessageTypeSettingInput| {
        let message_type = MessageTypeKey {
            format: given.format.into(),
            kind: text(&given.r#type),
            version: text(&given.version),
        };
        let directions = [(given.receives, model::Direction::Receive), (given.sends, model::Direction::Send)];
        let set = directions.into_iter().filter(|(set, _)| *set);
        set.map(move |(_, direction)| WantedType { message_type: message_type.clone(), direction })
            .collect::<Vec<_>>()
    };
    given.iter().flat_map(one).collect()
}

pub(super) fn update_number(input: &UpdateLocationNumberInput) -> Command {
    Command::UpdateNumber(UpdateNumber {
        gln: input.gln,
        details: input.details.details(),
        valid_from: input.valid_from.0,
        deactivating: false,
    })
}

pub(super) fn close_number(input: &CloseLocationNumberInput) -> Command {
    Command::CloseNumber(CloseNumber { gln: input.gln, last_day: input.last_day.0 })
}

#[derive(Default)]
pub struct NumberMutation;

#[Object]
impl NumberMutation {
    /// Create a location number on a record (oprette lokationsnummer).
    async fn create_location_number(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The number.")] input: CreateLocationNumberInput,
    ) -> Result<LocationNumberPayload> {
        let command = CreateNumber {
            holder: input.holder,
            gln: input.gln,
            details: input.details.details(),
            valid_from: input.valid_from.0,
        };
        Ok(carry_out(ctx, Command::CreateNumber(command), input.envelope()).await?.into())
    }

    /// Change a location number from a day on.
    async fn update_location_number(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What changes.")] input: UpdateLocationNumberInput,
    ) -> Result<LocationNumberPayload> {
        Ok(carry_out(ctx, update_number(&input), input.envelope()).await?.into())
    }

    /// Hang a location number on a record; whichever record held it is left without one.
    async fn attach_location_number(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which on which.")] input: AttachLocationNumberInput,
    ) -> Result<LocationNumberPayload> {
        let command = AttachNumber { gln: input.gln, holder: input.holder, valid_from: input.valid_from.0 };
        Ok(carry_out(ctx, Command::AttachNumber(command), input.envelope()).await?.into())
    }

    /// Take a location number off the record that holds it.
    async fn detach_location_number(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which.")] input: DetachLocationNumberInput,
    ) -> Result<LocationNumberPayload> {
        let command = DetachNumber { gln: input.gln, valid_from: input.valid_from.0 };
        Ok(carry_out(ctx, Command::DetachNumber(command), input.envelope()).await?.into())
    }

    /// Let a record inherit the location number of a record above, or have none (R34).
    async fn set_location_number_state(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which record, and what.")] input: SetLocationNumberStateInput,
    ) -> Result<SetLocationNumberStatePayload> {
        let command = SetNumberState {
            code: input.sor_code,
            state: input.state.into(),
            valid_from: input.valid_from.0,
        };
        Ok(carry_out(ctx, Command::SetNumberState(command), input.envelope()).await?.into())
    }

    /// Take a location number out of use without closing it, or into use again.
    async fn deactivate_location_number(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which.")] input: DeactivateLocationNumberInput,
    ) -> Result<LocationNumberPayload> {
        let details = NumberDetails { not_active: Some(input.not_active), ..NumberDetails::default() };
        let command =
            UpdateNumber { gln: input.gln, details, valid_from: input.valid_from.0, deactivating: true };
        Ok(carry_out(ctx, Command::UpdateNumber(command), input.envelope()).await?.into())
    }

    /// Close a location number and the message types on it (lukke lokationsnummer). Its record is left without one.
    async fn close_location_number(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "When.")] input: CloseLocationNumberInput,
    ) -> Result<LocationNumberPayload> {
        Ok(carry_out(ctx, close_number(&input), input.envelope()).await?.into())
    }

    /// Set the message types that a location number receives and sends from a day on, one or the whole list, in one
    /// commit.
    async fn set_message_types(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which number, and what.")] input: SetMessageTypesInput,
    ) -> Result<LocationNumberPayload> {
        let command = SetMessageTypes {
            gln: input.gln,
            mode: input.mode.into(),
            types: wanted(&input.message_types),
            valid_from: input.valid_from.0,
        };
        Ok(carry_out(ctx, Command::SetMessageTypes(command), input.envelope()).await?.into())
    }
}

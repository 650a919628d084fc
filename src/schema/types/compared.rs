//! What changed below a record between two points of time: the entries of the lists.

use async_graphql::{Context, Enum, Object, Result};

use super::{Address, LocationNumber, MessageDirection, MessageType, SorEntity, UnitView, VirtualAddress};
use crate::history::comparison::{self, AddressKind, AddressValue, MessageChange, Moved, Renamed};
use crate::model::{Gln, Point, SorCode};
use crate::schema::context::loaders;
use crate::schema::error::Answer;

/// The two points of a comparison.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sides {
    /// The earlier one.
    pub from: Point,
    /// The later one.
    pub to: Point,
}

async fn record(ctx: &Context<'_>, point: Point, code: SorCode) -> Answer<Option<SorEntity>> {
    Ok(UnitView::load(ctx, point, code).await?.map(SorEntity::from))
}

/// Entries that tell a change together with the points between which it happened.
macro_rules! entries {
    ($($(#[$meta:meta])* $name:ident($change:ty);)*) => {$(
        $(#[$meta])*
        #[derive(Debug, Clone)]
        pub struct $name {
            sides: Sides,
            change: $change,
        }

        impl $name {
            /// The entry.
            pub fn of(sides: Sides, change: $change) -> Self {
                Self { sides, change }
            }
        }
    )*};
}

entries! {
    /// A record under another parent.
    MovedRecord(Moved);
    /// A record under another name.
    RenamedRecord(Renamed);
    /// A record with another address.
    RecordAddressChange(comparison::AddressChange);
    /// A record with another number.
    NumberChange(comparison::NumberChange);
    /// A message type that a number gained or lost.
    MessageTypeChange(MessageChange);
}

/// A record that opened or closed.
#[derive(Debug, Clone, Copy)]
pub struct ComparedRecord {
    /// Its code.
    pub code: SorCode,
    /// Where it is in force.
    pub point: Point,
}

/// A record that is in force at one of two points.
#[Object]
impl ComparedRecord {
    /// SOR code of the record.
    async fn sor_code(&self) -> SorCode {
        self.code
    }

    /// The record, at the point at which it is in force. Null only when the register cannot be read now.
    async fn record(&self, ctx: &Context<'_>) -> Result<Option<SorEntity>> {
        Ok(record(ctx, self.point, self.code).await?)
    }
}

/// A record that stands under another parent than before.
#[Object]
impl MovedRecord {
    /// SOR code of the record.
    async fn sor_code(&self) -> SorCode {
        self.change.code
    }

    /// The record, at the later point. Null only when the register cannot be read now.
    async fn record(&self, ctx: &Context<'_>) -> Result<Option<SorEntity>> {
        Ok(record(ctx, self.sides.to, self.change.code).await?)
    }

    /// The parent before, at the earlier point. Null where it had none.
    async fn from(&self, ctx: &Context<'_>) -> Result<Option<SorEntity>> {
        match self.change.from {
            Some(code) => Ok(record(ctx, self.sides.from, code).await?),
            None => Ok(None),
        }
    }

    /// The parent after, at the later point. Null where it has none.
    async fn to(&self, ctx: &Context<'_>) -> Result<Option<SorEntity>> {
        match self.change.to {
            Some(code) => Ok(record(ctx, self.sides.to, code).await?),
            None => Ok(None),
        }
    }
}

/// A record that has another name than before.
#[Object]
impl RenamedRecord {
    /// SOR code of the record.
    async fn sor_code(&self) -> SorCode {
        self.change.code
    }

    /// The record, at the later point. Null only when the register cannot be read now.
    async fn record(&self, ctx: &Context<'_>) -> Result<Option<SorEntity>> {
        Ok(record(ctx, self.sides.to, self.change.code).await?)
    }

    /// The name before.
    async fn from(&self) -> &str {
        &self.change.from
    }

    /// The name after.
    async fn to(&self) -> &str {
        &self.change.to
    }
}

/// Which of a record's addresses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "AddressKind")]
pub enum RecordAddressKind {
    /// Postal address (postadresse).
    Postal,
    /// Visiting address (besøgsadresse).
    Visiting,
    /// Activity address (aktivitetsadresse).
    Activity,
    /// Contact data (virtuel adresse).
    Contact,
}

impl RecordAddressChange {
    async fn physical(
        &self,
        ctx: &Context<'_>,
        side: Option<&AddressValue>,
        point: Point,
    ) -> Answer<Option<Address>> {
        let Some(AddressValue::Physical(id)) = side else { return Ok(None) };
        let found = loaders(ctx)?.addresses.load((), *id).await?;
        Ok(found.map(|address| Address { point, address }))
    }
}

fn contact(side: Option<&AddressValue>) -> Option<VirtualAddress> {
    match side {
        Some(AddressValue::Virtual(contact)) => Some(VirtualAddress(contact.clone())),
        _ => None,
    }
}

/// A record whose address in effect, own or inherited, is another one than before.
#[Object]
impl RecordAddressChange {
    /// SOR code of the record.
    async fn sor_code(&self) -> SorCode {
        self.change.code
    }

    /// The record, at the later point. Null only when the register cannot be read now.
    async fn record(&self, ctx: &Context<'_>) -> Result<Option<SorEntity>> {
        Ok(record(ctx, self.sides.to, self.change.code).await?)
    }

    /// Which of its addresses.
    async fn kind(&self) -> RecordAddressKind {
        self.change.which.into()
    }

    /// The address before. Null where there was none, and for contact data.
    async fn from(&self, ctx: &Context<'_>) -> Result<Option<Address>> {
        Ok(self.physical(ctx, self.change.from.as_ref(), self.sides.from).await?)
    }

    /// The address after. Null where there is none, and for contact data.
    async fn to(&self, ctx: &Context<'_>) -> Result<Option<Address>> {
        Ok(self.physical(ctx, self.change.to.as_ref(), self.sides.to).await?)
    }

    /// The contact data before. Null where there were none, and for other addresses.
    async fn contact_from(&self) -> Option<VirtualAddress> {
        contact(self.change.from.as_ref())
    }

    /// The contact data after. Null where there are none, and for other addresses.
    async fn contact_to(&self) -> Option<VirtualAddress> {
        contact(self.change.to.as_ref())
    }
}

/// A record whose location number in effect, own or inherited, is another one than before.
#[Object]
impl NumberChange {
    /// SOR code of the record.
    async fn sor_code(&self) -> SorCode {
        self.change.code
    }

    /// The record, at the later point, or, where that does not know it, at the earlier one. Null only when the
    /// register cannot be read now.
    async fn record(&self, ctx: &Context<'_>) -> Result<Option<SorEntity>> {
        let later = record(ctx, self.sides.to, self.change.code).await?;
        Ok(if later.is_some() { later } else { record(ctx, self.sides.from, self.change.code).await? })
    }

    /// The number before, at the earlier point. Null where it had none, or was not in force.
    async fn from(&self, ctx: &Context<'_>) -> Result<Option<LocationNumber>> {
        match self.change.from {
            Some(gln) => Ok(LocationNumber::load(ctx, self.sides.from, gln).await?),
            None => Ok(None),
        }
    }

    /// The number after, at the later point. Null where it has none, or is not in force.
    async fn to(&self, ctx: &Context<'_>) -> Result<Option<LocationNumber>> {
        match self.change.to {
            Some(gln) => Ok(LocationNumber::load(ctx, self.sides.to, gln).await?),
            None => Ok(None),
        }
    }
}

/// A message type that a location number gained or lost.
#[Object]
impl MessageTypeChange {
    /// The number, 13 digits.
    async fn gln(&self) -> Gln {
        self.change.gln
    }

    /// The number, at the later point for what was gained, at the earlier one for what was lost. Null only when the
    /// register cannot be read now.
    async fn location_number(&self, ctx: &Context<'_>) -> Result<Option<LocationNumber>> {
        let point = if self.change.gained { self.sides.to } else { self.sides.from };
        Ok(LocationNumber::load(ctx, point, self.change.gln).await?)
    }

    /// The message type. Null only when the register cannot be read now.
    async fn message_type(&self, ctx: &Context<'_>) -> Result<Option<MessageType>> {
        Ok(MessageType::shown(ctx, self.sides.to.revision, &self.change.message_type).await?)
    }

    /// Whether the number receives or sends it.
    async fn direction(&self) -> MessageDirection {
        self.change.direction.into()
    }

    /// True for gained, false for lost.
    async fn gained(&self) -> bool {
        self.change.gained
    }
}

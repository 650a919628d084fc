//! What a change does to the records that it does not name.

use async_graphql::{Context, Enum, Object, Result};

use crate::history::comparison::{self, Aspect, Effect, EffectValue};
use crate::model::{Gln, Point, SorCode};
use crate::schema::context::loaders;
use crate::schema::types::{Address, SorEntity, UnitView, VirtualAddress};

/// What of a record changes in effect.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "Aspect")]
pub enum EffectAspect {
    /// The postal address (postadresse) in effect.
    PostalAddress,
    /// The visiting address (besøgsadresse) in effect.
    VisitingAddress,
    /// The activity address (aktivitetsadresse) in effect.
    ActivityAddress,
    /// The contact data (virtuel adresse) in effect.
    VirtualAddress,
    /// The location number (lokationsnummer) in effect.
    LocationNumber,
    /// The unit that the record names as its geographical parent (geografisk forælder), while that one is in force.
    GeographicalParent,
    /// Whether the record is in force.
    InForce,
}

/// Something that changes in effect for a record, on the first day of a change.
#[derive(Debug, Clone)]
pub struct ChangeEffect {
    point: Point,
    effect: Effect,
}

impl ChangeEffect {
    /// The effect, with where its records are read.
    pub fn new(point: Point, effect: Effect) -> Self {
        Self { point, effect }
    }

    fn side(&self, after: bool) -> Option<&EffectValue> {
        if after { self.effect.after.as_ref() } else { self.effect.before.as_ref() }
    }

    async fn address(&self, ctx: &Context<'_>, after: bool) -> Result<Option<Address>> {
        use comparison::AddressValue;
        let Some(EffectValue::Address(AddressValue::Physical(id))) = self.side(after) else {
            return Ok(None);
        };
        let found = loaders(ctx)?.addresses.load((), *id).await?;
        Ok(found.map(|address| Address { point: self.point, address }))
    }

    fn contact(&self, after: bool) -> Option<VirtualAddress> {
        use comparison::AddressValue;
        match self.side(after) {
            Some(EffectValue::Address(AddressValue::Virtual(contact))) => {
                Some(VirtualAddress(contact.clone()))
            }
            _ => None,
        }
    }

    fn gln(&self, after: bool) -> Option<Gln> {
        match self.side(after) {
            Some(EffectValue::Number(gln)) => Some(*gln),
            _ => None,
        }
    }

    fn unit(&self, after: bool) -> Option<SorCode> {
        match self.side(after) {
            Some(EffectValue::Unit(code)) => Some(*code),
            _ => None,
        }
    }

    fn in_force(&self, after: bool) -> Option<bool> {
        match self.side(after) {
            Some(EffectValue::InForce(in_force)) => Some(*in_force),
            _ => None,
        }
    }
}

/// Something that changes in effect for a record, on the first day of a change.
#[Object]
impl ChangeEffect {
    /// SOR code of the record.
    async fn sor_code(&self) -> SorCode {
        self.effect.code
    }

    /// The record. Null in a dry run for one that is not there yet.
    async fn record(&self, ctx: &Context<'_>) -> Result<Option<SorEntity>> {
        Ok(UnitView::load(ctx, self.point, self.effect.code).await?.map(SorEntity::from))
    }

    /// What of it changes.
    async fn aspect(&self) -> EffectAspect {
        let aspect: Aspect = self.effect.aspect;
        aspect.into()
    }

    /// The address before. Null where there was none, and for other aspects.
    async fn address_before(&self, ctx: &Context<'_>) -> Result<Option<Address>> {
        self.address(ctx, false).await
    }

    /// The address after. Null where there is none, and for other aspects; in a dry run also for an address that
    /// the register has not seen before.
    async fn address_after(&self, ctx: &Context<'_>) -> Result<Option<Address>> {
        self.address(ctx, true).await
    }

    /// The contact data before. Null where there were none, and for other aspects.
    async fn virtual_address_before(&self) -> Option<VirtualAddress> {
        self.contact(false)
    }

    /// The contact data after. Null where there are none, and for other aspects.
    async fn virtual_address_after(&self) -> Option<VirtualAddress> {
        self.contact(true)
    }

    /// The location number before. Null where there was none, and for other aspects.
    async fn location_number_before(&self) -> Option<Gln> {
        self.gln(false)
    }

    /// The location number after. Null where there is none, and for other aspects.
    async fn location_number_after(&self) -> Option<Gln> {
        self.gln(true)
    }

    /// SOR code of the geographical parent before. Null where there was none in force, and for other aspects.
    async fn geographical_parent_before(&self) -> Option<SorCode> {
        self.unit(false)
    }

    /// SOR code of the geographical parent after. Null where there is none in force, and for other aspects.
    async fn geographical_parent_after(&self) -> Option<SorCode> {
        self.unit(true)
    }

    /// Whether the record was in force before. Null for other aspects.
    async fn in_force_before(&self) -> Option<bool> {
        self.in_force(false)
    }

    /// Whether the record is in force after. Null for other aspects.
    async fn in_force_after(&self) -> Option<bool> {
        self.in_force(true)
    }
}

//! A record of the tree as it stands at a point: what the three SOR types have in common.

use std::sync::Arc;

use async_graphql::Context;
use uuid::Uuid;

use super::{Address, Effective, LocationNumber, Municipality, Region, SorEntity, VirtualAddress};
use crate::model::inheritance::{self, Effective as Inherited};
use crate::model::{NumberState, Point, SorCode, Unit};
use crate::register::{Lineage, UnitVersion, contents};
use crate::schema::context::loaders;
use crate::schema::error::Answer;
use crate::schema::loaders::ReplacementsOf;

/// A record of the tree as it stands at a point.
#[derive(Debug, Clone)]
pub struct UnitView {
    /// The point.
    pub point: Point,
    /// The record.
    pub record: Arc<UnitVersion>,
    /// All above the record, where they are known from the way here.
    above: Option<Above>,
}

/// The records above another one, the nearest first.
pub type Above = Arc<[Arc<UnitVersion>]>;

/// The fields of a record that look at what stands above it.
const FROM_ABOVE: [&str; 14] = [
    "ancestors",
    "parent",
    "path",
    "healthInstitution",
    "institutionOwner",
    "municipality",
    "region",
    "effectiveLocationNumber",
    "effectivePostalAddress",
    "effectiveVisitingAddress",
    "effectiveActivityAddress",
    "effectiveVirtualAddress",
    "responsible",
    "viewerCan",
];

impl UnitView {
    /// The view of `record` at `point`.
    pub fn new(point: Point, record: Arc<UnitVersion>) -> Self {
        Self { point, record, above: None }
    }

    /// The view of a record that stands below others.
    pub fn below(point: Point, record: Arc<UnitVersion>, above: Option<Above>) -> Self {
        Self { point, record, above }
    }

    /// The view of the record that a field names: together with all above it, in one statement,
    /// where the query goes on to look at them.
    pub async fn asked(ctx: &Context<'_>, point: Point, code: SorCode) -> Answer<Option<Self>> {
        if !ctx.field().selection_set().any(|field| FROM_ABOVE.contains(&field.name())) {
            return Self::load(ctx, point, code).await;
        }
        let lineage = loaders(ctx)?.lineages.load(point, code).await?;
        let known = lineage.as_ref().and_then(|lineage| lineage.split_first());
        Ok(known.map(|(record, above)| Self::below(point, Arc::clone(record), Some(above.into()))))
    }

    /// The view of the record of that code.
    pub async fn load(ctx: &Context<'_>, point: Point, code: SorCode) -> Answer<Option<Self>> {
        let record = loaders(ctx)?.units.load(point, code).await?;
        Ok(record.map(|record| Self::new(point, record)))
    }

    /// What the register says.
    pub fn unit(&self) -> &Unit {
        &self.record.content
    }

    /// The SOR code.
    pub fn code(&self) -> SorCode {
        self.unit().sor_code
    }

    /// The record and all above it.
    pub async fn lineage(&self, ctx: &Context<'_>) -> Answer<Lineage> {
        if let Some(lineage) = self.known_lineage() {
            return Ok(lineage);
        }
        let lineage = loaders(ctx)?.lineages.load(self.point, self.code()).await?;
        Ok(lineage.map(|lineage| lineage.as_ref().clone()).unwrap_or_default())
    }

    /// The same, where it need not be read. A circle in bad data ends where it comes round.
    fn known_lineage(&self) -> Option<Lineage> {
        let above: &[_] = match &self.above {
            Some(above) => above,
            None if self.unit().parent.is_none() => &[],
            None => return None,
        };
        let others = above.iter().take_while(|record| record.content.sor_code != self.code());
        Some(std::iter::once(&self.record).chain(others).cloned().collect())
    }

    /// What stands above the records directly below this one, where it is known.
    pub fn above_children(&self) -> Option<Above> {
        self.known_lineage().map(Into::into)
    }

    /// The record so many steps up the lineage; it knows its own lineage.
    fn up(&self, lineage: &Lineage, steps: usize) -> Option<Self> {
        let record = Arc::clone(lineage.get(steps)?);
        Some(Self::below(self.point, record, lineage.get(steps + 1..).map(Into::into)))
    }

    /// All above the record, the nearest first.
    pub async fn ancestors(&self, ctx: &Context<'_>) -> Answer<Vec<Self>> {
        let lineage = self.lineage(ctx).await?;
        Ok((1..lineage.len()).filter_map(|steps| self.up(&lineage, steps)).collect())
    }

    /// The nearest above, or the record itself, that fits.
    pub async fn nearest(&self, ctx: &Context<'_>, fits: impl Fn(&Unit) -> bool) -> Answer<Option<Self>> {
        let lineage = self.lineage(ctx).await?;
        let steps = lineage.iter().position(|record| fits(&record.content));
        Ok(steps.and_then(|steps| self.up(&lineage, steps)))
    }

    /// From the owner down to the record itself.
    pub async fn path(&self, ctx: &Context<'_>) -> Answer<Vec<SorEntity>> {
        let lineage = self.lineage(ctx).await?;
        let path = (0..lineage.len()).rev().filter_map(|steps| self.up(&lineage, steps));
        Ok(path.map(SorEntity::from).collect())
    }

    /// The address of that id.
    pub async fn address(&self, ctx: &Context<'_>, id: Option<Uuid>) -> Answer<Option<Address>> {
        let Some(id) = id else { return Ok(None) };
        let found = loaders(ctx)?.addresses.load((), id).await?;
        Ok(found.map(|address| Address { point: self.point, address }))
    }

    /// The address that `rule` finds in the lineage.
    pub async fn effective_address(
        &self,
        ctx: &Context<'_>,
        rule: fn(&[&Unit]) -> Option<Inherited<Uuid>>,
    ) -> Answer<Option<Effective<Address>>> {
        let lineage = self.lineage(ctx).await?;
        let Some(found) = rule(&contents(&lineage)) else {
            return Ok(None);
        };
        let address = self.address(ctx, Some(found.value)).await?;
        Ok(address.and_then(|address| self.effective(&lineage, &found, address)))
    }

    /// The contact data in effect.
    pub async fn effective_contact(&self, ctx: &Context<'_>) -> Answer<Option<Effective<VirtualAddress>>> {
        let lineage = self.lineage(ctx).await?;
        let found = inheritance::contact(&contents(&lineage));
        Ok(found.and_then(|found| self.effective(&lineage, &found, VirtualAddress(found.value.clone()))))
    }

    /// The location number that the record holds itself.
    pub async fn own_number(&self, ctx: &Context<'_>) -> Answer<Option<LocationNumber>> {
        match self.unit().number_state {
            NumberState::Own => LocationNumber::held_by(ctx, self.point, self.code()).await,
            NumberState::Inherited | NumberState::None => Ok(None),
        }
    }

    /// The location number in effect.
    pub async fn effective_number(&self, ctx: &Context<'_>) -> Answer<Option<Effective<LocationNumber>>> {
        let lineage = self.lineage(ctx).await?;
        let Some(found) = inheritance::number_holder(&contents(&lineage)) else {
            return Ok(None);
        };
        let number = LocationNumber::held_by(ctx, self.point, found.from).await?;
        Ok(number.and_then(|number| self.effective(&lineage, &found, number)))
    }

    fn effective<T, V>(&self, lineage: &Lineage, found: &Inherited<V>, value: T) -> Option<Effective<T>> {
        let steps = lineage.iter().position(|record| record.content.sor_code == found.from)?;
        Some(Effective { value, source: found.source.into(), from: self.up(lineage, steps)? })
    }

    /// The municipality in which the effective visiting address lies.
    pub async fn municipality(&self, ctx: &Context<'_>) -> Answer<Option<Municipality>> {
        match self.effective_address(ctx, inheritance::visiting_address::<Unit>).await? {
            Some(found) => found.value.in_municipality(ctx).await,
            None => Ok(None),
        }
    }

    /// The region in which the effective visiting address lies.
    pub async fn region(&self, ctx: &Context<'_>) -> Answer<Option<Region>> {
        match self.effective_address(ctx, inheritance::visiting_address::<Unit>).await? {
            Some(found) => found.value.in_region(ctx).await,
            None => Ok(None),
        }
    }

    /// The records that `pick` names among the replacements.
    pub async fn replacements(
        &self,
        ctx: &Context<'_>,
        pick: fn(&ReplacementsOf) -> &[SorCode],
    ) -> Answer<Vec<SorEntity>> {
        let loaders = loaders(ctx)?;
        let Some(found) = loaders.replacements.load(self.point, self.code()).await? else {
            return Ok(Vec::new());
        };
        let records = pick(&found).iter().map(|code| loaders.units.load(self.point, *code));
        let records = futures_util::future::try_join_all(records).await?;
        Ok(records.into_iter().flatten().map(|record| Self::new(self.point, record).into()).collect())
    }
}

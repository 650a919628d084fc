//! What the caller may do with a record.

use async_graphql::{Context, SimpleObject};

use super::LocationNumber;
use crate::model;
use crate::ownership::{Action, Matter, Part, may};
use crate::register::{Lineage, contents, number_matter, part, unit_matter};
use crate::schema::context::{loaders, request};
use crate::schema::error::Answer;

/// What the caller may do with a record, by the same rules that changes are decided by. Whether a
/// change is possible, on a closed record for example, is another matter.
#[derive(Debug, Clone, SimpleObject)]
#[expect(clippy::struct_excessive_bools, reason = "one answer for each question")]
pub struct ViewerCan {
    /// Change what it says.
    update: bool,
    /// Close it.
    close: bool,
    /// Move it within the tree that it stands in; the place where it lands is asked for by itself.
    r#move: bool,
    /// Create an organisational unit below it.
    create_below: bool,
    /// Make a location number on it.
    create_location_number: bool,
    /// Order a location number for it.
    order: bool,
}

impl ViewerCan {
    /// What the request's caller may do with the record whose lineage this is.
    pub async fn of(ctx: &Context<'_>, lineage: &[&model::Unit]) -> Answer<Option<Self>> {
        let Some(unit) = lineage.first() else { return Ok(None) };
        let actor = request(ctx)?.actor().await?;
        let own = unit_matter(part(unit.kind), lineage);
        let on = |part| unit_matter(part, lineage);
        Ok(Some(Self {
            update: may(actor, Action::Update, &own),
            close: may(actor, Action::Close, &own),
            r#move: may(actor, Action::Move, &own),
            create_below: may(actor, Action::Create, &on(Part::OrganisationalUnit)),
            create_location_number: may(actor, Action::Create, &on(Part::LocationNumber)),
            order: may(actor, Action::Ask, &on(Part::Order)),
        }))
    }
}

impl LocationNumber {
    /// The holder and all above it; empty while the number stands on no record.
    async fn holder_lineage(&self, ctx: &Context<'_>) -> Answer<Lineage> {
        let Some(holder) = self.record.content.holder else { return Ok(Lineage::new()) };
        let lineage = loaders(ctx)?.lineages.load(self.point, holder).await?;
        Ok(lineage.map(|lineage| lineage.as_ref().clone()).unwrap_or_default())
    }

    /// What the rules look at in the number or its message types.
    pub async fn matter(&self, ctx: &Context<'_>, part: Part) -> Answer<Matter> {
        let lineage = self.holder_lineage(ctx).await?;
        let number = &self.record.content;
        let given = match lineage.last() {
            Some(top) => loaders(ctx)?.mandates.load(self.point.revision, top.content.sor_code).await?,
            None => None,
        };
        let mandated = given.iter().flat_map(|given| given.iter()).any(|mandate| {
            mandate.holds(self.point.at) && mandate.covers(number.gln, number.system_supplier.as_deref())
        });
        let rules = request(ctx)?.register().rules();
        Ok(number_matter(part, number, &contents(&lineage), mandated, rules))
    }
}

/// What the caller may do with a location number, by the same rules that changes are decided by. Whether a change is
/// possible, on a closed number for example, is another matter.
#[derive(Debug, Clone, SimpleObject)]
#[expect(clippy::struct_excessive_bools, reason = "one answer for each question")]
pub struct LocationNumberViewerCan {
    /// Change what it says: supplier, system, operator, flags, note.
    update: bool,
    /// Close it.
    close: bool,
    /// Take it off the record that holds it; the record where it lands is asked for by itself.
    r#move: bool,
    /// Set the message types that it receives and sends.
    set_message_types: bool,
    /// Order a change or a closing of it.
    order: bool,
    /// Give a system supplier a mandate to set its message types.
    give_mandate: bool,
}

impl LocationNumberViewerCan {
    /// What the request's caller may do with this number.
    pub async fn of(ctx: &Context<'_>, number: &LocationNumber) -> Answer<Self> {
        let actor = request(ctx)?.actor().await?;
        let own = number.matter(ctx, Part::LocationNumber).await?;
        let on = |part| Matter { part, ..own.clone() };
        Ok(Self {
            update: may(actor, Action::Update, &own),
            close: may(actor, Action::Close, &own),
            r#move: may(actor, Action::Move, &own),
            set_message_types: may(actor, Action::Update, &on(Part::MessageTypes)),
            order: may(actor, Action::Ask, &on(Part::Order)),
            give_mandate: may(actor, Action::Create, &on(Part::Mandate)),
        })
    }
}

//! Mutations of roles, mandates, support and guides.

use async_graphql::{Context, ID, InputObject, Object, Result};

use super::cases::GrantPayload;
use super::frame::{carry_out, mutation_input, payload, text};
use crate::model::{Gln, SorCode};
use crate::register::command::{
    AppointAdministrator, Command, Desk, EndGrant, GiveGrant, GrantMandate, Guidance, Page, RevokeMandate,
    Successor,
};
use crate::schema::error::{Answer, Problem};
use crate::schema::input::PartyInput;
use crate::schema::scalars::Date;
use crate::schema::types::{Mandate, Role};

mutation_input! {
    /// A role for somebody.
    GiveGrantInput {
        /// The person: the `sub` of that person's tokens.
        subject: String,
        /// The person's name.
        name: Option<String>,
        /// The person's e-mail address.
        email: Option<String>,
        /// The organisation.
        organisation: PartyInput,
        /// The role.
        role: Role,
        /// Only for this record and what lies below it.
        scope: Option<SorCode>,
        /// First day; today when left out.
        valid_from: Option<Date>,
        /// Last day, when it is to end.
        valid_to: Option<Date>,
    }
}

/// Somebody who takes over a role.
#[derive(Debug, Clone, InputObject)]
pub struct SuccessorInput {
    /// The person: the `sub` of that person's tokens.
    pub subject: String,
    /// The person's name.
    pub name: Option<String>,
    /// The person's e-mail address.
    pub email: Option<String>,
}

mutation_input! {
    /// A role that ends.
    EndGrantInput {
        /// The grant.
        grant: ID,
        /// Last day; at once when left out.
        last_day: Option<Date>,
        /// Who takes over from the next day on; needed for the last SOR coordinator of a municipality.
        successor: Option<SuccessorInput>,
    }
}
mutation_input! {
    /// The first local user administrator of an organisation.
    AppointAdministratorInput {
        /// The person: the `sub` of that person's tokens.
        subject: String,
        /// The person's name.
        name: Option<String>,
        /// The person's e-mail address.
        email: Option<String>,
        /// The organisation.
        organisation: PartyInput,
    }
}
mutation_input! {
    /// A mandate for a system supplier.
    GrantMandateInput {
        /// SOR code of the institution owner who lets.
        owner: SorCode,
        /// Code of the system supplier.
        supplier: String,
        /// Only for this number; for all of the owner's numbers on the supplier's systems when left out.
        gln: Option<Gln>,
        /// First day; today when left out.
        valid_from: Option<Date>,
        /// Last day, when it is to end.
        valid_to: Option<Date>,
    }
}
mutation_input! {
    /// A mandate to take back.
    RevokeMandateInput {
        /// The mandate.
        mandate: ID,
        /// Last day; at once when left out.
        last_day: Option<Date>,
    }
}
mutation_input! {
    /// A support desk, in place of the one with the same key.
    PutSupportDeskInput {
        /// What identifies it, for example "technical": 1 to 40 of a-z, 0-9 and -.
        key: String,
        /// Danish name, 1 to 100 characters.
        name_da: String,
        /// English name, up to 100 characters.
        name_en: Option<String>,
        /// E-mail address.
        email: Option<String>,
        /// Telephone number, up to 20 characters.
        telephone: Option<String>,
        /// When it is open, in Danish time, for example "Mon-Thu 09:00-15:00; Fri 09:00-14:00".
        opening_hours: Option<String>,
    }
}
mutation_input! {
    /// A guide, in place of the one with the same key.
    PutGuideInput {
        /// What identifies it: 1 to 40 of a-z, 0-9 and -.
        key: String,
        /// Place in the list.
        #[graphql(default)]
        position: i32,
        /// Danish title, 1 to 100 characters.
        title_da: String,
        /// English title, up to 100 characters.
        title_en: Option<String>,
        /// Address of the page; starts with https://.
        url: String,
    }
}
mutation_input! {
    /// A support desk or a guide to take away.
    RemoveEntryInput {
        /// Its key.
        key: String,
    }
}

payload! {
    /// The answer to a mutation of a mandate.
    MandatePayload {
        /// The mandate. Null where it ended at once, or there is none to show.
        mandate: Mandate
    }
}
payload! {
    /// The answer to a mutation of support or guides.
    GuidancePayload {}
}

fn number(id: &ID) -> Answer<i64> {
    id.parse().map_err(|_| Problem::argument("It is not the id of a grant or a mandate."))
}

fn some(given: Option<&String>) -> Option<String> {
    given.map(|given| text(given)).filter(|given| !given.is_empty())
}

fn day(given: Option<Date>) -> Option<chrono::NaiveDate> {
    given.map(|day| day.0)
}

#[derive(Default)]
pub struct RoleMutation;

#[Object]
impl RoleMutation {
    /// Give somebody a role. An organisation's local user administrator does.
    async fn give_grant(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The role.")] input: GiveGrantInput,
    ) -> Result<GrantPayload> {
        let command = GiveGrant {
            subject: text(&input.subject),
            name: some(input.name.as_ref()),
            email: some(input.email.as_ref()),
            organisation: input.organisation.party(ctx).await?,
            role: input.role.into(),
            scope: input.scope,
            valid_from: day(input.valid_from),
            valid_to: day(input.valid_to),
        };
        Ok(carry_out(ctx, Command::GiveGrant(command), input.envelope()).await?.into())
    }

    /// End somebody's role; the person is told by e-mail.
    async fn end_grant(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which.")] input: EndGrantInput,
    ) -> Result<GrantPayload> {
        let successor = input.successor.as_ref().map(|person| Successor {
            subject: text(&person.subject),
            name: some(person.name.as_ref()),
            email: some(person.email.as_ref()),
        });
        let command = EndGrant { id: number(&input.grant)?, last_day: day(input.last_day), successor };
        Ok(carry_out(ctx, Command::EndGrant(command), input.envelope()).await?.into())
    }

    /// Appoint the first local user administrator of an organisation. The authority does, and hands out no other role.
    async fn appoint_administrator(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Whom.")] input: AppointAdministratorInput,
    ) -> Result<GrantPayload> {
        let command = AppointAdministrator {
            subject: text(&input.subject),
            name: some(input.name.as_ref()),
            email: some(input.email.as_ref()),
            organisation: input.organisation.party(ctx).await?,
        };
        Ok(carry_out(ctx, Command::AppointAdministrator(command), input.envelope()).await?.into())
    }

    /// Let a system supplier set the message types of numbers on its systems.
    async fn grant_mandate(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The mandate.")] input: GrantMandateInput,
    ) -> Result<MandatePayload> {
        let command = GrantMandate {
            owner: input.owner,
            supplier: text(&input.supplier),
            gln: input.gln,
            valid_from: day(input.valid_from),
            valid_to: day(input.valid_to),
        };
        Ok(carry_out(ctx, Command::GrantMandate(command), input.envelope()).await?.into())
    }

    /// Take a mandate back.
    async fn revoke_mandate(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which.")] input: RevokeMandateInput,
    ) -> Result<MandatePayload> {
        let command = RevokeMandate { id: number(&input.mandate)?, last_day: day(input.last_day) };
        Ok(carry_out(ctx, Command::RevokeMandate(command), input.envelope()).await?.into())
    }

    /// Put up a support desk. The authority does.
    async fn put_support_desk(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The desk.")] input: PutSupportDeskInput,
    ) -> Result<GuidancePayload> {
        let desk = Desk {
            key: text(&input.key),
            name_da: text(&input.name_da),
            name_en: some(input.name_en.as_ref()),
            email: some(input.email.as_ref()),
            telephone: some(input.telephone.as_ref()),
            opening_hours: some(input.opening_hours.as_ref()),
        };
        Ok(carry_out(ctx, Command::Guidance(Guidance::PutDesk(desk)), input.envelope()).await?.into())
    }

    /// Take a support desk away.
    async fn remove_support_desk(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which.")] input: RemoveEntryInput,
    ) -> Result<GuidancePayload> {
        let command = Command::Guidance(Guidance::RemoveDesk(text(&input.key)));
        Ok(carry_out(ctx, command, input.envelope()).await?.into())
    }

    /// Put up a guide. The authority does.
    async fn put_guide(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The guide.")] input: PutGuideInput,
    ) -> Result<GuidancePayload> {
        let page = Page {
            key: text(&input.key),
            position: input.position,
            title_da: text(&input.title_da),
            title_en: some(input.title_en.as_ref()),
            url: text(&input.url),
        };
        Ok(carry_out(ctx, Command::Guidance(Guidance::PutGuide(page)), input.envelope()).await?.into())
    }

    /// Take a guide away.
    async fn remove_guide(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which.")] input: RemoveEntryInput,
    ) -> Result<GuidancePayload> {
        let command = Command::Guidance(Guidance::RemoveGuide(text(&input.key)));
        Ok(carry_out(ctx, command, input.envelope()).await?.into())
    }
}

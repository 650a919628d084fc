//! Who asks, who keeps what, and what waits for an answer.

use async_graphql::{Context, ID, Object, Result};

use crate::identity::Right;
use crate::model::{self, MunicipalityCode, SorCode};
use crate::ownership::{Action, Matter, Part, may};
use crate::register::{CaseFilter, CaseVisibility, PlaceKind, RegisterError, SortKey, contents, unit_matter};
use crate::schema::connection::{Alone, Connection, Reading, Total};
use crate::schema::context::{loaders, request};
use crate::schema::cursor::ListMark;
use crate::schema::error::{Answer, Code, Problem};
use crate::schema::id::Named;
use crate::schema::paging::PageArgs;
use crate::schema::types::{
    Case, CaseKind, CaseState, CaseView, Contact, Grant, Guide, Mandate, Party, Role, SupportDesk,
};

/// The caller of a request.
pub struct Viewer {
    rights: Vec<Right>,
    grants: Vec<Grant>,
    subject: String,
    name: Option<String>,
    email: Option<String>,
    point: model::Point,
}

/// Who asks, as the token tells, with the rights that hold today.
#[Object]
impl Viewer {
    /// The `sub` of the token.
    async fn subject(&self) -> &str {
        &self.subject
    }

    /// Name. Null where the token tells none.
    async fn name(&self) -> Option<&str> {
        self.name.as_deref()
    }

    /// E-mail address. Null where the token tells none that was checked.
    async fn email(&self) -> Option<&str> {
        self.email.as_deref()
    }

    /// The organisation of the first right. Null without any.
    async fn organisation(&self) -> Option<Party> {
        let party = self.rights.first()?.organisation.clone();
        Some(Party { point: self.point, party })
    }

    /// The roles that hold today, each once; those of the token included where they count.
    async fn roles(&self) -> Vec<Role> {
        let mut roles: Vec<_> = self.rights.iter().map(|right| right.role).collect();
        roles.sort_unstable();
        roles.dedup();
        roles.into_iter().map(Role::from).collect()
    }

    /// The grants of the register that hold today.
    async fn grants(&self) -> &[Grant] {
        &self.grants
    }
}

#[derive(Default)]
pub struct PartyQuery;

fn failed(error: crate::register::StorageError) -> Problem {
    RegisterError::from(error).into()
}

fn signed_in(ctx: &Context<'_>) -> Answer<()> {
    if request(ctx)?.caller().is_anonymous() {
        return Err(Problem::new(Code::Unauthenticated, "Sign in to see this: send a bearer token."));
    }
    Ok(())
}

#[Object]
impl PartyQuery {
    /// Who asks. Null for a caller who has not signed in.
    async fn viewer(&self, ctx: &Context<'_>) -> Result<Option<Viewer>> {
        let request = request(ctx)?;
        let caller = request.caller().clone();
        if caller.is_anonymous() {
            return Ok(None);
        }
        let point = request.now();
        let rights = request.actor().await?.rights.clone();
        let grants = request.reader().grants_of(point.revision, &caller.subject).await.map_err(failed)?;
        let held = grants.into_iter().filter(|grant| grant.holds(point.at));
        Ok(Some(Viewer {
            rights,
            grants: held.map(|grant| Grant { point, grant }).collect(),
            subject: caller.subject,
            name: caller.name,
            email: caller.email,
            point,
        }))
    }

    /// The SOR coordinators (SOR-ansvarlige) of a municipality today; one or two. Empty where the municipality has no
    /// institution owner. Null only when the register cannot be read now.
    async fn coordinators(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Code of the municipality.")] municipality: MunicipalityCode,
    ) -> Result<Option<Vec<Contact>>> {
        let point = request(ctx)?.now();
        let keys = [municipality.to_string()];
        let reader = request(ctx)?.reader();
        let owners = reader.owners_of_places(point, PlaceKind::Municipality, &keys).await.map_err(failed)?;
        let Some(owner) = owners.get(&keys[0]) else { return Ok(Some(Vec::new())) };
        let party = model::Party::Owner(owner.content.sor_code);
        let grants = loaders(ctx)?.grants.load(point.revision, party).await?;
        let shown = grants
            .iter()
            .flat_map(|grants| grants.iter())
            .filter(|grant| grant.role == model::Role::Coordinator && grant.holds(point.at));
        Ok(Some(shown.cloned().map(Contact).collect()))
    }

    /// The grants of an organisation, whatever their dates: for its local user administrator and its readers.
    async fn grants(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Key of the organisation, as Party.key gives it.")] organisation: String,
    ) -> Result<Option<Vec<Grant>>> {
        signed_in(ctx)?;
        let point = request(ctx)?.now();
        let party = model::Party::from_stored(&organisation)
            .ok_or_else(|| Problem::argument("organisation is the key of no organisation."))?;
        let on = Matter::of_parties(Part::Grant, organisation, vec![party.clone()]);
        if !may(request(ctx)?.actor().await?, Action::Read, &on) {
            let message =
                "The grants of an organisation are for its local user administrator and its readers.";
            return Err(Problem::new(Code::Forbidden, message).into());
        }
        let grants = loaders(ctx)?.grants.load(point.revision, party).await?;
        let grants = grants.iter().flat_map(|grants| grants.iter().cloned());
        Ok(Some(grants.map(|grant| Grant { point, grant }).collect()))
    }

    /// The mandates of an institution owner, whatever their dates: for the owner and the authority; for a system supplier
    /// those that it has been given.
    async fn mandates(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "SOR code of the owner.")] owner: SorCode,
    ) -> Result<Option<Vec<Mandate>>> {
        signed_in(ctx)?;
        let request = request(ctx)?;
        let point = request.now();
        let lineage = loaders(ctx)?.lineages.load(point, owner).await?;
        let actor = request.actor().await?;
        let refused = || {
            let message = "The mandates of an owner are for those who act for it, for the suppliers that have them, \
                           and for the authority.";
            Problem::new(Code::Forbidden, message)
        };
        let on = lineage.map(|lineage| unit_matter(Part::Mandate, &contents(&lineage)));
        let on = on.ok_or_else(refused)?;
        let mandates = loaders(ctx)?.mandates.load(point.revision, owner).await?;
        // A supplier sees those that it has been given.
        let shown = |mandate: &&model::Mandate| {
            let given = on.parties.iter().cloned().chain([model::Party::Supplier(mandate.supplier.clone())]);
            may(actor, Action::Read, &Matter { parties: given.collect(), ..on.clone() })
        };
        let mandates: Vec<_> =
            mandates.iter().flat_map(|mandates| mandates.iter()).filter(shown).cloned().collect();
        if mandates.is_empty() && !may(actor, Action::Read, &on) {
            return Err(refused().into());
        }
        Ok(Some(mandates.into_iter().map(|mandate| Mandate { point, mandate }).collect()))
    }

    /// A case that the caller may see. Null for every other.
    async fn case(&self, ctx: &Context<'_>, #[graphql(desc = "Its id.")] id: ID) -> Result<Option<Case>> {
        signed_in(ctx)?;
        let Some(Named::Case(number)) = Named::read(&id) else { return Ok(None) };
        let request = request(ctx)?;
        let point = request.now();
        let found = request.reader().cases(point.revision, &[number]).await.map_err(failed)?;
        let Some(case) = found.into_iter().next() else { return Ok(None) };
        let on = request.reader().case_matter(point, &case).await;
        let on = on.map_err(|_| Problem::internal("a case could not be decided on"))?;
        let shown = may(request.actor().await?, Action::Read, &on);
        Ok(shown.then(|| CaseView { point, case }.into()))
    }

    /// The cases that the caller opened, or that concern an organisation for which it acts, in the order of the days by
    /// which they are to be answered; those without such a day come last. The authority's queue of orders is
    /// cases(kind: ORDER, states: [RECEIVED]).
    async fn cases(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only of this kind.")] kind: Option<CaseKind>,
        #[graphql(desc = "Only in one of these states.")] states: Option<Vec<CaseState>>,
        #[graphql(desc = "Records on a page read forwards: 1 to 100; 20 when left out.")] first: Option<i32>,
        #[graphql(desc = "Cursor after which the page starts. Not together with last or before.")]
        after: Option<String>,
        #[graphql(desc = "Records on a page read backwards: 1 to 100; 20 when left out.")] last: Option<i32>,
        #[graphql(desc = "Cursor before which the page ends. Not together with first or after.")]
        before: Option<String>,
    ) -> Result<Option<Connection<Case>>> {
        signed_in(ctx)?;
        let request = request(ctx)?;
        let filter = CaseFilter {
            kind: kind.map(Into::into),
            states: states.map(|states| states.into_iter().map(Into::into).collect()),
            ..CaseFilter::default()
        };
        let actor = request.actor().await?;
        let visible = CaseVisibility {
            all: false,
            subject: actor.caller.subject.clone(),
            parties: case_parties(actor),
        };
        let mark = ListMark::new(&(&filter, &visible), |key: &SortKey| key.id.parse::<i64>().is_ok());
        let page = PageArgs { first, after, last, before };
        let (point, page) = page.at_root(&mark, request, None, None)?;
        let reader = request.reader();
        let found = reader.case_page(point.revision, &filter, &visible, &page).await.map_err(failed)?;
        let reading = Reading { mark: &mark, point, request: &page };
        let total = Total::Alone(Box::new(Alone::Cases(point.revision, filter, visible)));
        let show = |case| Case::from(CaseView { point, case });
        Ok(Some(Connection::new(Some(&found), &reading, total, show)))
    }

    /// The desks that help users of the register (support). Null only when the register cannot be read now.
    async fn support(&self, ctx: &Context<'_>) -> Result<Option<Vec<SupportDesk>>> {
        let request = request(ctx)?;
        let desks = request.reader().support_desks(request.newest()).await.map_err(failed)?;
        Ok(Some(desks.into_iter().map(SupportDesk).collect()))
    }

    /// Guides and pages about the register. Null only when the register cannot be read now.
    async fn guides(&self, ctx: &Context<'_>) -> Result<Option<Vec<Guide>>> {
        let request = request(ctx)?;
        let guides = request.reader().guides(request.newest()).await.map_err(failed)?;
        Ok(Some(guides.into_iter().map(Guide).collect()))
    }
}

/// The organisations whose cases the actor sees: those for which it has a role that reads some of them.
fn case_parties(actor: &crate::identity::Actor) -> Vec<model::Party> {
    let reads = |party: &model::Party| {
        [Part::Order, Part::ChangeRequest, Part::AccessRequest].into_iter().any(|part| {
            let on = Matter::of_parties(part, party.to_string(), vec![party.clone()]);
            may(actor, Action::Read, &on)
        })
    };
    actor.parties().into_iter().filter(reads).collect()
}

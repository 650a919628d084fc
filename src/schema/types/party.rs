//! Organisations, roles, grants and mandates.

use async_graphql::{Context, Enum, ID, Object, Result};

use super::{CodedValue, InstitutionOwner, LocationNumber, SorEntity, UnitNode, UnitView};
use crate::model::{self, Gln, Point, SorCode};
use crate::ownership::{Matter, keeper};
use crate::register::{part, unit_matter};
use crate::schema::context::{loaders, request};
use crate::schema::error::Answer;
use crate::schema::scalars::Date;

/// A role in which somebody acts for an organisation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "model::Role")]
pub enum Role {
    /// Whoever runs the service on its machine. Nobody has it in the graph.
    Operator,
    /// National editor: edits for the authority (Sundhedsdatastyrelsen).
    NationalEditor,
    /// SOR coordinator (SOR-ansvarlig): one of a municipality's one or two appointed contacts.
    Coordinator,
    /// Editor of the units of a municipality.
    Editor,
    /// Editor of the units and location numbers of a region.
    RegionEditor,
    /// MedCom, which keeps the message types of municipal numbers.
    #[graphql(name = "MEDCOM")]
    MedCom,
    /// System supplier (systemleverandør), for the numbers on its own systems.
    SystemSupplier,
    /// Private owner, by self-service.
    PrivateOwner,
    /// Local user administrator (lokal brugeradministrator): hands out the roles of an organisation.
    LocalAdministrator,
    /// Reader of what is not public: the audit trail and the cases of an organisation.
    RestrictedReader,
}

/// What kind of organisation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
pub enum PartyKind {
    /// An institution owner.
    Owner,
    /// The authority that runs the register (Sundhedsdatastyrelsen).
    Authority,
    /// MedCom.
    #[graphql(name = "MEDCOM")]
    MedCom,
    /// A system supplier.
    Supplier,
}

/// An organisation.
#[derive(Debug, Clone)]
pub struct Party {
    pub point: Point,
    pub party: model::Party,
}

impl Party {
    async fn unit(&self, ctx: &Context<'_>) -> Answer<Option<UnitView>> {
        match self.party.owner() {
            Some(code) => UnitView::load(ctx, self.point, code).await,
            None => Ok(None),
        }
    }
}

/// An organisation (organisation) that holds rights in the register.
#[Object]
impl Party {
    /// What kind.
    async fn kind(&self) -> PartyKind {
        match self.party {
            model::Party::Owner(_) => PartyKind::Owner,
            model::Party::Authority => PartyKind::Authority,
            model::Party::MedCom => PartyKind::MedCom,
            model::Party::Supplier(_) => PartyKind::Supplier,
        }
    }

    /// A key for it: "owner:SORCODE", "authority", "medcom" or "supplier:CODE".
    async fn key(&self) -> String {
        self.party.to_string()
    }

    /// Name. Null for an owner or a supplier that the register does not know.
    async fn name(&self, ctx: &Context<'_>) -> Result<Option<String>> {
        Ok(match &self.party {
            model::Party::Authority => Some("Sundhedsdatastyrelsen".to_owned()),
            model::Party::MedCom => Some("MedCom".to_owned()),
            model::Party::Owner(_) => self.unit(ctx).await?.map(|unit| unit.unit().name.clone()),
            model::Party::Supplier(code) => {
                let list = model::CodeList::SystemSupplier;
                let found = CodedValue::load(ctx, self.point.revision, list, Some(code)).await?;
                found.map(|entry| entry.name().unwrap_or(code).to_owned())
            }
        })
    }

    /// The institution owner. Null for organisations of another kind.
    async fn institution_owner(&self, ctx: &Context<'_>) -> Result<Option<InstitutionOwner>> {
        Ok(self.unit(ctx).await?.and_then(<InstitutionOwner as UnitNode>::of))
    }
}

/// A grant, as it stood at a point.
#[derive(Debug, Clone)]
pub struct Grant {
    pub point: Point,
    pub grant: model::Grant,
}

/// A dated right: somebody acts in a role for an organisation.
#[Object]
impl Grant {
    /// Number of the grant.
    async fn id(&self) -> ID {
        self.grant.id.into()
    }

    /// Who: the `sub` of the person's tokens.
    async fn subject(&self) -> &str {
        &self.grant.subject
    }

    /// The person's name. Null where it is not known.
    async fn name(&self) -> Option<&str> {
        self.grant.name.as_deref()
    }

    /// The person's e-mail address. Null where it is not known.
    async fn email(&self) -> Option<&str> {
        self.grant.email.as_deref()
    }

    /// For whom.
    async fn organisation(&self) -> Party {
        Party { point: self.point, party: self.grant.organisation.clone() }
    }

    /// In which role.
    async fn role(&self) -> Role {
        self.grant.role.into()
    }

    /// Only for this record and what lies below it. Null where the role reaches as far as the organisation does.
    async fn scope(&self, ctx: &Context<'_>) -> Result<Option<SorEntity>> {
        let Some(code) = self.grant.scope else { return Ok(None) };
        Ok(UnitView::load(ctx, self.point, code).await?.map(SorEntity::from))
    }

    /// First day.
    async fn valid_from(&self) -> Date {
        Date(self.grant.valid_from)
    }

    /// Last day. Null while no end is known.
    async fn valid_to(&self) -> Option<Date> {
        self.grant.valid_to.map(Date)
    }

    /// Subject of whoever gave it.
    async fn granted_by(&self) -> &str {
        &self.grant.granted_by
    }
}

/// A mandate, as it stood at a point.
#[derive(Debug, Clone)]
pub struct Mandate {
    pub point: Point,
    pub mandate: model::Mandate,
}

/// An owner's leave for a system supplier to set the message types of numbers on that supplier's systems.
#[Object]
impl Mandate {
    /// Number of the mandate.
    async fn id(&self) -> ID {
        self.mandate.id.into()
    }

    /// SOR code of the institution owner who lets.
    async fn owner_code(&self) -> SorCode {
        self.mandate.owner
    }

    /// The institution owner who lets. Null only when the register cannot tell it now.
    async fn owner(&self, ctx: &Context<'_>) -> Result<Option<InstitutionOwner>> {
        let unit = UnitView::load(ctx, self.point, self.mandate.owner).await?;
        Ok(unit.and_then(<InstitutionOwner as UnitNode>::of))
    }

    /// The supplier.
    async fn supplier(&self) -> Party {
        Party { point: self.point, party: model::Party::Supplier(self.mandate.supplier.clone()) }
    }

    /// Only for this number. Null: for all of the owner's numbers on the supplier's systems.
    async fn gln(&self) -> Option<Gln> {
        self.mandate.gln
    }

    /// The location number that it is for. Null where it is for all.
    async fn location_number(&self, ctx: &Context<'_>) -> Result<Option<LocationNumber>> {
        let Some(gln) = self.mandate.gln else { return Ok(None) };
        Ok(LocationNumber::load(ctx, self.point, gln).await?)
    }

    /// First day.
    async fn valid_from(&self) -> Date {
        Date(self.mandate.valid_from)
    }

    /// Last day. Null while no end is known.
    async fn valid_to(&self) -> Option<Date> {
        self.mandate.valid_to.map(Date)
    }
}

/// Somebody who keeps a part of the register.
#[derive(Debug, Clone)]
pub struct Contact(pub model::Grant);

/// Somebody to turn to.
#[Object]
impl Contact {
    /// Name. Null where it is not known.
    async fn name(&self) -> Option<&str> {
        self.0.name.as_deref()
    }

    /// E-mail address. Null where it is not known.
    async fn email(&self) -> Option<&str> {
        self.0.email.as_deref()
    }

    /// In which role.
    async fn role(&self) -> Role {
        self.0.role.into()
    }

    /// Since which day.
    async fn since(&self) -> Date {
        Date(self.0.valid_from)
    }
}

impl Responsible {
    /// Who keeps the record whose lineage this is.
    pub fn of(point: Point, lineage: &[&model::Unit]) -> Option<Self> {
        let unit = lineage.first()?;
        Self::of_matter(point, &unit_matter(part(unit.kind), lineage))
    }

    /// Who keeps what the rules look at.
    pub fn of_matter(point: Point, on: &Matter) -> Option<Self> {
        keeper(on).map(|party| Self { point, party })
    }
}

/// Who may change a record.
#[derive(Debug, Clone)]
pub struct Responsible {
    pub point: Point,
    pub party: model::Party,
}

/// Who may change a record, and how to reach them.
#[Object]
impl Responsible {
    /// The organisation that keeps the record.
    async fn organisation(&self) -> Party {
        Party { point: self.point, party: self.party.clone() }
    }

    /// Those who edit for it today: a municipality's SOR coordinators, which are public; for other organisations
    /// their editors, to callers who have signed in. Null only when the register cannot tell it now.
    async fn coordinators(&self, ctx: &Context<'_>) -> Result<Option<Vec<Contact>>> {
        let grants = loaders(ctx)?.grants.load(self.point.revision, self.party.clone()).await?;
        let signed_in = !request(ctx)?.caller().is_anonymous();
        let shown = |grant: &&model::Grant| {
            let public = grant.role == model::Role::Coordinator;
            let edits = matches!(
                grant.role,
                model::Role::RegionEditor
                    | model::Role::NationalEditor
                    | model::Role::MedCom
                    | model::Role::SystemSupplier
                    | model::Role::PrivateOwner
            );
            grant.holds(self.point.at) && (public || (edits && signed_in))
        };
        let contacts = grants.iter().flat_map(|grants| grants.iter()).filter(shown);
        Ok(Some(contacts.cloned().map(Contact).collect()))
    }
}

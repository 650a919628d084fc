//! What institution owners, health institutions and organisational units share:
//! the interface, and the fields behind it, each written once.

use async_graphql::{ID, Interface};

use super::{
    Address, CodedValue, Effective, HealthInstitution, InstitutionOwner, LocationNumber, LocationNumberState,
    OrganisationalUnit, State, Status, UnitView, VirtualAddress,
};
use crate::model::{Cvr, Revision, SorCode, UnitKind};
use crate::schema::scalars::Date;

/// A record of the tree (enhed): an institution owner, a health institution or an
/// organisational unit. What each field means stands on the three types.
#[expect(clippy::duplicated_attributes, reason = "two fields of one type are no repetition")]
#[derive(Debug, Clone, Interface)]
#[graphql(
    field(name = "id", ty = "ID", desc = "Opaque id, good for node and nodes."),
    field(name = "sor_code", ty = "SorCode", desc = "SOR code (SOR-kode)."),
    field(name = "name", ty = "String", desc = "Name (navn), 1 to 60 characters."),
    field(
        name = "type",
        ty = "Option<CodedValue>",
        desc = "Type of owner, institution or unit (ejertype, institutionstype, enhedstype). Null where the register gives none."
    ),
    field(
        name = "cvr_number",
        ty = "Option<Cvr>",
        desc = "CVR number (CVR-nummer). Null where none is registered."
    ),
    field(name = "state", ty = "State", desc = "State on the day of the query."),
    field(name = "status", ty = "Status", desc = "Validity (SorStatus)."),
    field(
        name = "location_number_state",
        ty = "LocationNumberState",
        desc = "Own, inherited or no location number (lokationsnummer)."
    ),
    field(
        name = "location_number",
        ty = "Option<LocationNumber>",
        desc = "The location number that the record holds itself. Null where it holds none."
    ),
    field(
        name = "effective_location_number",
        ty = "Option<Effective<LocationNumber>>",
        desc = "The location number in effect, own or inherited, with its origin. Null where there is none."
    ),
    field(
        name = "postal_address",
        ty = "Option<Address>",
        desc = "Own postal address (postadresse). Null where it is inherited."
    ),
    field(
        name = "effective_postal_address",
        ty = "Option<Effective<Address>>",
        desc = "The postal address in effect, with its origin. Null where there is none."
    ),
    field(
        name = "virtual_address",
        ty = "Option<VirtualAddress>",
        desc = "Own contact data (virtuel adresse). Null where they are inherited."
    ),
    field(
        name = "effective_virtual_address",
        ty = "Option<Effective<VirtualAddress>>",
        desc = "The contact data in effect, with their origin. Null where there are none."
    ),
    field(
        name = "replaces",
        ty = "Option<Vec<SorEntity>>",
        desc = "The records that this one replaced (erstatter). Null only when the register cannot be read now."
    ),
    field(
        name = "replaced_by",
        ty = "Option<Vec<SorEntity>>",
        desc = "The records that replaced this one (erstattet af). Null only when the register cannot be read now."
    ),
    field(name = "valid_from", ty = "Date", desc = "First day on which the version shown is in force."),
    field(
        name = "valid_to",
        ty = "Option<Date>",
        desc = "Last day on which the version shown is in force. Null while no end is known."
    ),
    field(name = "revision", ty = "Revision", desc = "The commit that wrote the version shown.")
)]
pub enum SorEntity {
    /// An institution owner.
    InstitutionOwner(InstitutionOwner),
    /// A health institution.
    HealthInstitution(HealthInstitution),
    /// An organisational unit.
    OrganisationalUnit(OrganisationalUnit),
}

impl From<UnitView> for SorEntity {
    fn from(view: UnitView) -> Self {
        match view.unit().kind {
            UnitKind::InstitutionOwner => Self::InstitutionOwner(view.into()),
            UnitKind::HealthInstitution => Self::HealthInstitution(view.into()),
            UnitKind::OrganisationalUnit => Self::OrganisationalUnit(view.into()),
        }
    }
}

/// A type that shows records of the tree.
pub trait UnitNode: async_graphql::OutputType + From<UnitView> {
    /// The levels that it shows; every one when empty.
    const KINDS: &'static [UnitKind];

    /// The record, when it is of one of these levels.
    fn of(view: UnitView) -> Option<Self> {
        let fits = Self::KINDS.is_empty() || Self::KINDS.contains(&view.unit().kind);
        fits.then(|| view.into())
    }
}

impl UnitNode for SorEntity {
    const KINDS: &'static [UnitKind] = &[];
}

/// One of the three types of records: the newtype over [`UnitView`], and its object
/// with the fields that all three share. `connections` and `fields` are the type's own.
macro_rules! sor_entity {
    (
        $(#[$meta:meta])*
        $name:ident($list:expr) {
            connections { $($connections:tt)* }
            fields { $($fields:tt)* }
        }
    ) => {
        /// A view of a record of this level.
        #[derive(Debug, Clone)]
        pub struct $name(pub super::UnitView);

        impl From<super::UnitView> for $name {
            fn from(view: super::UnitView) -> Self {
                Self(view)
            }
        }

        impl super::UnitNode for $name {
            const KINDS: &'static [crate::model::UnitKind] = &[crate::model::UnitKind::$name];
        }

        impl $name {
            fn point(&self) -> crate::model::Point {
                self.0.point
            }

            async fn versions(
                &self,
                ctx: &async_graphql::Context<'_>,
                page: crate::schema::paging::PageArgs,
            ) -> crate::schema::error::Answer<crate::schema::connection::Connection<super::Recorded<Self>>> {
                self.0.history(ctx, page).await
            }
        }

        crate::schema::object::object! {
            $(#[$meta])*
            $name {
                connections {
                    $($connections)*
                    pages {
                        /// Every version of the record that was known at the revision of the query: what was said, for
                        /// which days, by which commit, and which commit replaced it; the oldest first.
                        history: super::Recorded<$name> = versions;
                    }
                }
                fields {
                    /// Opaque id, good for node and nodes.
                    pub async fn id(&self) -> async_graphql::ID {
                        crate::schema::id::Named::Unit(self.0.code()).id()
                    }

                    /// SOR code (SOR-kode): made by the register, never changed and never used again.
                    pub async fn sor_code(&self) -> crate::model::SorCode {
                        self.0.code()
                    }

                    /// Name (navn), 1 to 60 characters. Names need not be unique.
                    pub async fn name(&self) -> String {
                        self.0.unit().name.clone()
                    }

                    /// Type of owner, institution or unit (ejertype, institutionstype, enhedstype),
                    /// SNOMED CT. Null where the register gives none, as older extracts do for units outside
                    /// hospitals.
                    pub async fn r#type(
                        &self,
                        ctx: &async_graphql::Context<'_>,
                    ) -> async_graphql::Result<Option<super::CodedValue>> {
                        let code = self.0.unit().type_code.as_deref();
                        Ok(super::CodedValue::load(ctx, self.point().revision, $list, code).await?)
                    }

                    /// CVR number (CVR-nummer). Null where none is registered on the record itself.
                    pub async fn cvr_number(&self) -> Option<crate::model::Cvr> {
                        self.0.unit().cvr.clone()
                    }

                    /// State on the day of the query. Closed and future records are found by their codes, too.
                    pub async fn state(&self) -> super::State {
                        self.0.record.state(self.point().at).into()
                    }

                    /// Validity (SorStatus): the dates behind the state.
                    pub async fn status(&self) -> super::Status {
                        super::Status::of_unit(&self.0.record, self.point())
                    }

                    /// Whether the record has its own location number (lokationsnummer), inherits one, or has none.
                    pub async fn location_number_state(&self) -> super::LocationNumberState {
                        self.0.unit().number_state.into()
                    }

                    /// The location number (lokationsnummer) that the record holds itself. Null where it
                    /// inherits or has none.
                    pub async fn location_number(
                        &self,
                        ctx: &async_graphql::Context<'_>,
                    ) -> async_graphql::Result<Option<super::LocationNumber>> {
                        Ok(self.0.own_number(ctx).await?)
                    }

                    /// The location number in effect: its own, or, where it inherits, that of the nearest
                    /// record above that has one. Null where there is none.
                    pub async fn effective_location_number(
                        &self,
                        ctx: &async_graphql::Context<'_>,
                    ) -> async_graphql::Result<Option<super::Effective<super::LocationNumber>>> {
                        Ok(self.0.effective_number(ctx).await?)
                    }

                    /// Own postal address (postadresse). Null where it is inherited.
                    pub async fn postal_address(
                        &self,
                        ctx: &async_graphql::Context<'_>,
                    ) -> async_graphql::Result<Option<super::Address>> {
                        Ok(self.0.address(ctx, self.0.unit().postal_address).await?)
                    }

                    /// The postal address in effect: its own, else that of the nearest record above that
                    /// has one. Null where there is none.
                    pub async fn effective_postal_address(
                        &self,
                        ctx: &async_graphql::Context<'_>,
                    ) -> async_graphql::Result<Option<super::Effective<super::Address>>> {
                        Ok(self.0.effective_address(ctx, crate::model::inheritance::postal_address::<crate::model::Unit>).await?)
                    }

                    /// Own contact data (virtuel adresse). Null where they are inherited.
                    pub async fn virtual_address(&self) -> Option<super::VirtualAddress> {
                        self.0.unit().contact.clone().map(super::VirtualAddress)
                    }

                    /// The contact data in effect: its own, else those of the nearest record above that has
                    /// some, as a whole. Null where there are none.
                    pub async fn effective_virtual_address(
                        &self,
                        ctx: &async_graphql::Context<'_>,
                    ) -> async_graphql::Result<Option<super::Effective<super::VirtualAddress>>> {
                        Ok(self.0.effective_contact(ctx).await?)
                    }

                    /// The records that this one replaced (erstatter). Null only when the register cannot be read now.
                    pub async fn replaces(
                        &self,
                        ctx: &async_graphql::Context<'_>,
                    ) -> async_graphql::Result<Option<Vec<super::SorEntity>>> {
                        Ok(Some(self.0.replacements(ctx, |found| &found.replaces).await?))
                    }

                    /// The records that replaced this one (erstattet af). Null only when the register cannot be read now.
                    pub async fn replaced_by(
                        &self,
                        ctx: &async_graphql::Context<'_>,
                    ) -> async_graphql::Result<Option<Vec<super::SorEntity>>> {
                        Ok(Some(self.0.replacements(ctx, |found| &found.replaced_by).await?))
                    }

                    /// First day on which the version shown is in force.
                    pub async fn valid_from(&self) -> crate::schema::scalars::Date {
                        crate::schema::scalars::Date(self.0.record.valid_from())
                    }

                    /// Last day on which the version shown is in force. Null while no end is known.
                    pub async fn valid_to(&self) -> Option<crate::schema::scalars::Date> {
                        self.0.record.valid_to().map(crate::schema::scalars::Date)
                    }

                    /// What the caller may do with the record as it stands. Null only when the register
                    /// cannot be read now.
                    pub async fn viewer_can(
                        &self,
                        ctx: &async_graphql::Context<'_>,
                    ) -> async_graphql::Result<Option<super::ViewerCan>> {
                        let lineage = self.0.lineage(ctx).await?;
                        Ok(super::ViewerCan::of(ctx, &crate::register::contents(&lineage)).await?)
                    }

                    /// Who may change the record, and how to reach them. Null where its owner is not known.
                    pub async fn responsible(
                        &self,
                        ctx: &async_graphql::Context<'_>,
                    ) -> async_graphql::Result<Option<super::Responsible>> {
                        let lineage = self.0.lineage(ctx).await?;
                        Ok(super::Responsible::of(self.point(), &crate::register::contents(&lineage)))
                    }

                    /// The commit that wrote the version shown.
                    pub async fn revision(&self) -> crate::model::Revision {
                        self.0.record.written
                    }

                    $($fields)*
                }
            }
        }
    };
}

pub(super) use sor_entity;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{Gln, Party, SorCode};

/// A role in which somebody acts for a party.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Role {
    /// Whoever runs the service and its commands on the machine itself.
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
    MedCom,
    /// A system supplier, for the numbers on its own systems.
    SystemSupplier,
    /// A private owner, by self-service.
    PrivateOwner,
    /// Local user administrator (lokal brugeradministrator): hands out the roles of an organisation.
    LocalAdministrator,
    /// Reader of what is not public: the audit trail and the cases of an organisation.
    RestrictedReader,
}

impl Role {
    /// Every role.
    pub const ALL: [Self; 10] = [
        Self::Operator,
        Self::NationalEditor,
        Self::Coordinator,
        Self::Editor,
        Self::RegionEditor,
        Self::MedCom,
        Self::SystemSupplier,
        Self::PrivateOwner,
        Self::LocalAdministrator,
        Self::RestrictedReader,
    ];

    /// The name as it is stored and written in tokens.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Operator => "OPERATOR",
            Self::NationalEditor => "NATIONAL_EDITOR",
            Self::Coordinator => "COORDINATOR",
            Self::Editor => "EDITOR",
            Self::RegionEditor => "REGION_EDITOR",
            Self::MedCom => "MEDCOM",
            Self::SystemSupplier => "SYSTEM_SUPPLIER",
            Self::PrivateOwner => "PRIVATE_OWNER",
            Self::LocalAdministrator => "LOCAL_ADMINISTRATOR",
            Self::RestrictedReader => "RESTRICTED_READER",
        }
    }

    /// The role of that name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.as_str() == name)
    }
}

/// A dated right: somebody acts in a role for a party.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grant {
    /// Number of the grant.
    pub id: i64,
    /// Who: the `sub` of the person's tokens.
    pub subject: String,
    /// The person's name, for those who need to reach them.
    pub name: Option<String>,
    /// The person's e-mail address.
    pub email: Option<String>,
    /// For which party.
    pub organisation: Party,
    /// In which role.
    pub role: Role,
    /// Only for this record and those below it; everywhere in the party's reach when absent.
    pub scope: Option<SorCode>,
    /// First day.
    pub valid_from: NaiveDate,
    /// Last day, when it is to end.
    pub valid_to: Option<NaiveDate>,
    /// Subject of the one who gave it.
    pub granted_by: String,
}

impl Grant {
    /// Whether it holds on the day `at`.
    #[must_use]
    pub fn holds(&self, at: NaiveDate) -> bool {
        self.valid_from <= at && self.valid_to.is_none_or(|to| to >= at)
    }
}

/// An owner's leave for a system supplier to set the message types of numbers on
/// that supplier's systems.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mandate {
    /// Number of the mandate.
    pub id: i64,
    /// The institution owner in whose tree the numbers are held.
    pub owner: SorCode,
    /// The supplier's code.
    pub supplier: String,
    /// Only for this number; for all of the owner's numbers on the supplier's systems when absent.
    pub gln: Option<Gln>,
    /// First day.
    pub valid_from: NaiveDate,
    /// Last day, when it is to end.
    pub valid_to: Option<NaiveDate>,
    /// Subject of the one who gave it.
    pub granted_by: String,
}

impl Mandate {
    /// Whether it holds on the day `at`.
    #[must_use]
    pub fn holds(&self, at: NaiveDate) -> bool {
        self.valid_from <= at && self.valid_to.is_none_or(|to| to >= at)
    }

    /// Whether it is for this number on a system of this supplier.
    #[must_use]
    pub fn covers(&self, gln: Gln, supplier: Option<&str>) -> bool {
        Some(self.supplier.as_str()) == supplier && self.gln.is_none_or(|only| only == gln)
    }
}

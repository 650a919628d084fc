use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{Contact, Cvr, PNumber, ProviderNumber, ShakCode, SorCode, digest::digest};

/// SNOMED CT codes of the four owner types (ejertype).
pub mod owner_type {
    /// Region.
    pub const REGION: &str = "550881000005103";
    /// Municipality (kommune).
    pub const MUNICIPALITY: &str = "547211000005108";
    /// State (stat).
    pub const STATE: &str = "398070004";
    /// Private (privat).
    pub const PRIVATE: &str = "550891000005100";
}

/// The unit type of a hospital (SNOMED CT).
pub const HOSPITAL: &str = "22232009";

/// Level of the tree on which a record stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum UnitKind {
    /// Institution owner (institutionsejer, IE).
    InstitutionOwner,
    /// Health institution (sundhedsinstitution, SI).
    HealthInstitution,
    /// Organisational unit (organisatorisk enhed, OE).
    OrganisationalUnit,
}

impl UnitKind {
    /// The register's short form: IE, SI or OE, as it is stored and written.
    #[must_use]
    pub fn short(self) -> &'static str {
        match self {
            Self::InstitutionOwner => "IE",
            Self::HealthInstitution => "SI",
            Self::OrganisationalUnit => "OE",
        }
    }

    /// The kind of that short form.
    #[must_use]
    pub fn from_short(short: &str) -> Option<Self> {
        [Self::InstitutionOwner, Self::HealthInstitution, Self::OrganisationalUnit]
            .into_iter()
            .find(|kind| kind.short() == short)
    }

    /// Whether a record of this kind may hang under one of `parent` (R10).
    #[must_use]
    pub fn fits_under(self, parent: Self) -> bool {
        match self {
            Self::InstitutionOwner => false,
            Self::HealthInstitution => parent == Self::InstitutionOwner,
            Self::OrganisationalUnit => parent != Self::InstitutionOwner,
        }
    }
}

/// Where a unit's location number comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum NumberState {
    /// It has its own.
    Own,
    /// It uses the nearest ancestor's.
    Inherited,
    /// It has none.
    None,
}

impl NumberState {
    /// The name as it is stored.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Own => "OWN",
            Self::Inherited => "INHERITED",
            Self::None => "NONE",
        }
    }

    /// The state of that name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Own, Self::Inherited, Self::None].into_iter().find(|s| s.as_str() == name)
    }
}

/// How a unit relates to its geographical parent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum GeographicalRelation {
    /// 1: a location of its own.
    OwnLocation,
    /// 2: the same location as its organisational parent.
    SameAsParent,
    /// 3: the location of another unit.
    OtherUnit,
    /// 4: no location.
    NoLocation,
    /// 5: unknown.
    Unknown,
}

impl GeographicalRelation {
    /// The register's number, 1 to 5.
    #[must_use]
    pub fn number(self) -> i16 {
        match self {
            Self::OwnLocation => 1,
            Self::SameAsParent => 2,
            Self::OtherUnit => 3,
            Self::NoLocation => 4,
            Self::Unknown => 5,
        }
    }

    /// The name, as GraphQL has it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::OwnLocation => "OWN_LOCATION",
            Self::SameAsParent => "SAME_AS_PARENT",
            Self::OtherUnit => "OTHER_UNIT",
            Self::NoLocation => "NO_LOCATION",
            Self::Unknown => "UNKNOWN",
        }
    }

    /// The relation of that number.
    #[must_use]
    pub fn from_number(number: i16) -> Option<Self> {
        [Self::OwnLocation, Self::SameAsParent, Self::OtherUnit, Self::NoLocation, Self::Unknown]
            .into_iter()
            .find(|relation| relation.number() == number)
    }
}

/// The geographical parent: a reference beside the tree, never followed by inheritance.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct GeographicalParent {
    /// The relation.
    pub relation: GeographicalRelation,
    /// The unit at whose location this one is; given exactly for [`GeographicalRelation::OtherUnit`] (R13).
    pub target: Option<SorCode>,
}

/// A clinical speciality of a unit.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Speciality {
    /// The speciality (SNOMED CT).
    pub code: String,
    /// Main or further speciality, as the register codes it (51000095001 is seen on single entries).
    pub role: Option<String>,
}

/// The three flags of a unit under a hospital (R16).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct HospitalFlags {
    /// Sees out-patients (AmbulantActivityIndicator).
    pub ambulant_activity: bool,
    /// Admits patients: a bed ward (PatientsAdmittedIndicator).
    pub patients_admitted: bool,
    /// Reports to the national patient register, LPR (ReportingLevelIndicator).
    pub reporting_level: bool,
}

/// Clinical-administrative level (ID27): code and name as the extract gives them.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Level {
    /// SNOMED CT code; the official values are not public.
    pub code: Option<String>,
    /// Danish name.
    pub name: Option<String>,
}

/// What the register says of an institution owner, health institution or
/// organisational unit over one period.
///
/// Addresses are named by id: see [`super::Address`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unit {
    /// SOR code.
    pub sor_code: SorCode,
    /// Level of the tree.
    pub kind: UnitKind,
    /// Organisational parent; `None` exactly on an institution owner.
    pub parent: Option<SorCode>,
    /// Name, 1 to 60 characters.
    pub name: String,
    /// Owner, institution or unit type (SNOMED CT). Absent on units outside hospitals in XML 1.0.0.
    pub type_code: Option<String>,
    /// CVR number.
    pub cvr: Option<Cvr>,
    /// Production unit number.
    pub p_number: Option<PNumber>,
    /// Pharmacy number (apoteksnummer), as written, e.g. `362,1`.
    pub pharmacy_number: Option<String>,
    /// SHAK code.
    pub shak: Option<ShakCode>,
    /// Provider number (ydernummer).
    pub provider_number: Option<ProviderNumber>,
    /// Local code (lokal kode), 1 to 20 characters.
    pub local_code: Option<String>,
    /// Local attributes 1 to 5 in order, gaps kept; 1 to 20 characters each.
    pub local_attributes: Vec<Option<String>>,
    /// Clinical-administrative level.
    pub level: Option<Level>,
    /// Geographical parent.
    pub geographical_parent: Option<GeographicalParent>,
    /// Own, inherited or no location number.
    pub number_state: NumberState,
    /// Own postal address (postadresse).
    pub postal_address: Option<Uuid>,
    /// Own visiting address (besøgsadresse).
    pub visiting_address: Option<Uuid>,
    /// Own activity address (aktivitetsadresse).
    pub activity_address: Option<Uuid>,
    /// Own contact data (virtuel adresse).
    pub contact: Option<Contact>,
    /// Clinical specialities, at most 8.
    pub specialities: Vec<Speciality>,
    /// Hospital flags.
    pub flags: Option<HospitalFlags>,
    /// The date from which the latest change applies (FromDate).
    pub from_date: NaiveDate,
    /// The date of the latest edit (UpdatedAt), where known.
    pub updated_at: Option<NaiveDate>,
}

impl Unit {
    /// A digest of everything above.
    #[must_use]
    pub fn digest(&self) -> Uuid {
        digest(self)
    }
}

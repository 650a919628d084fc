//! Closed sets of the register.

use async_graphql::Enum;

use crate::model::{self, owner_type};

/// State of a record on the day of the query, told from its dates.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "model::State")]
pub enum State {
    /// Not in force yet: its first valid day lies ahead (fremtidig).
    Future,
    /// In force, and no closing date is known (aktiv).
    Active,
    /// In force, with a closing date (under lukning).
    Closing,
    /// Its last valid day has passed (lukket).
    Closed,
}

/// Where a unit's location number (lokationsnummer) comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "model::NumberState")]
pub enum LocationNumberState {
    /// It has its own (egen).
    Own,
    /// It uses that of the nearest record above it that has one (nedarvet).
    Inherited,
    /// It has none (ingen).
    None,
}

/// How a unit comes by an effective value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "model::inheritance::Source")]
pub enum ValueSource {
    /// The unit has it itself (egen).
    Own,
    /// A record above it has it (nedarvet).
    Inherited,
    /// Another address stands in for it: the postal for the visiting address, the visiting for the activity address.
    Derived,
}

/// How a unit relates to its geographical parent (geografisk mor).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "model::GeographicalRelation")]
pub enum GeographicalRelation {
    /// 1: a location of its own.
    OwnLocation,
    /// 2: the location of its organisational parent.
    SameAsParent,
    /// 3: the location of another unit.
    OtherUnit,
    /// 4: no location.
    NoLocation,
    /// 5: unknown.
    Unknown,
}

/// Family of a MedCom message (meddelelsesformat).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "model::MessageFormat")]
pub enum MessageFormat {
    /// UN/EDIFACT.
    Edifact,
    /// OIOXML.
    #[graphql(name = "OIOXML")]
    OioXml,
    /// HL7 FHIR.
    Fhir,
}

/// Whether a location number takes messages of a type in, or sends them out. Direction is data, not fixed by the type.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "model::Direction")]
pub enum MessageDirection {
    /// The number can receive the message (modtage).
    Receive,
    /// The number can send the message (sende).
    Send,
}

/// An outside code list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "model::CodeList")]
pub enum CodeList {
    /// Types of institution owners (ejertype), SNOMED CT.
    OwnerType,
    /// Types of health institutions and organisational units (institutionstype, enhedstype), SNOMED CT.
    UnitType,
    /// Clinical specialities (kliniske specialer), SNOMED CT.
    Speciality,
    /// Network operators (netoperatører, VANS).
    NetworkOperator,
    /// Clinical-administrative levels (klinisk-administrative niveauer). Their codes are not public: entries have names only.
    OrganisationalLevel,
    /// Suppliers of record systems (systemleverandører).
    SystemSupplier,
    /// Record systems (EDB-systemer, journalsystemer).
    SystemType,
    /// Administrators of location numbers (EDI-administratorer).
    EdiAdministrator,
}

/// Kind of an institution owner (ejertype).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
pub enum OwnerType {
    /// A region (region, 550881000005103).
    Region,
    /// A municipality (kommune, 547211000005108).
    Municipality,
    /// The state (stat, 398070004).
    State,
    /// A private owner (privat, 550891000005100).
    Private,
}

impl OwnerType {
    const ALL: [Self; 4] = [Self::Region, Self::Municipality, Self::State, Self::Private];

    /// Its code (SNOMED CT).
    pub fn code(self) -> &'static str {
        match self {
            Self::Region => owner_type::REGION,
            Self::Municipality => owner_type::MUNICIPALITY,
            Self::State => owner_type::STATE,
            Self::Private => owner_type::PRIVATE,
        }
    }

    /// The kind of that code; `None` for a code that is none of the four.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }
}

/// Level of the tree on which a record stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "model::UnitKind")]
pub enum SorEntityKind {
    /// Institution owner (institutionsejer, IE).
    InstitutionOwner,
    /// Health institution (sundhedsinstitution, SI).
    HealthInstitution,
    /// Organisational unit (organisatorisk enhed, OE).
    OrganisationalUnit,
}

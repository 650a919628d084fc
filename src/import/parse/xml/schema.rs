//! Which element means what, for XML 1.0.0, 2.0.0 and the additions since.
//!
//! Elements are told apart by their local name and by what they stand in; the
//! namespaces of a tree's parts differ between the versions and say nothing more.

use crate::model::UnitKind;

use super::super::field::{AddressField as A, AddressKind, Field, NumberField as N, UnitField as U};

/// What an open element is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Node {
    /// `SorTree`.
    Tree,
    /// A unit with all that hangs below it.
    Entity(UnitKind),
    /// A unit's own part.
    Record(UnitKind),
    /// The choice of an own, an inherited or no number.
    NumberOption,
    Number,
    NumberStatus,
    Status,
    Address(AddressKind),
    Contact,
    Geography,
    Specialities,
    Speciality,
    Flags,
    LocalAttributes,
    Replaces,
    ReplacedBy,
    /// An element with a value.
    Leaf(Leaf),
    /// Known and of no use here.
    Ignored,
    /// Not known, or inside something that is not.
    Skipped,
}

/// What the text of an element is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Leaf {
    SnapshotDate,
    Field(Field),
    SpecialityCode,
    SpecialityRole,
    Replaced,
    ReplacedBy,
}

impl Node {
    /// What the element `name` is when it stands in this one.
    pub fn child(self, name: &str) -> Self {
        match self {
            Self::Tree | Self::Entity(_) => in_entity(self, name),
            Self::Record(_) => in_record(name),
            Self::NumberOption => in_number_option(name),
            Self::Number => in_number(name),
            Self::Status => {
                in_status(name, [U::FromDate, U::ToDate, U::UpdatedAt, U::FirstFromDate].map(Field::Unit))
            }
            Self::NumberStatus => {
                in_status(name, [N::FromDate, N::ToDate, N::UpdatedAt, N::FirstFromDate].map(Field::Number))
            }
            Self::Address(kind) => in_address(kind, name),
            Self::Contact => in_contact(name),
            Self::Geography => in_geography(name),
            Self::Specialities | Self::Speciality => in_specialities(name),
            Self::Flags => in_flags(name),
            Self::LocalAttributes => in_local_attributes(name),
            Self::Replaces if name == "SorIdentifier" => Self::Leaf(Leaf::Replaced),
            Self::ReplacedBy if name == "SorIdentifier" => Self::Leaf(Leaf::ReplacedBy),
            Self::Ignored => Self::Ignored,
            Self::Replaces | Self::ReplacedBy | Self::Leaf(_) | Self::Skipped => Self::Skipped,
        }
    }
}

fn unit(field: U) -> Node {
    Node::Leaf(Leaf::Field(Field::Unit(field)))
}

fn number(field: N) -> Node {
    Node::Leaf(Leaf::Field(Field::Number(field)))
}

/// Entities are known wherever an entity may stand, so that one in the wrong
/// place is refused with a reason and not skipped in silence.
fn in_entity(parent: Node, name: &str) -> Node {
    match name {
        "InstitutionOwnerEntity" => Node::Entity(UnitKind::InstitutionOwner),
        "HealthInstitutionEntity" => Node::Entity(UnitKind::HealthInstitution),
        "OrganizationalUnitEntity" => Node::Entity(UnitKind::OrganisationalUnit),
        "CreatedAtTime" if parent == Node::Tree => Node::Ignored,
        "SnapshotDate" if parent == Node::Tree => Node::Leaf(Leaf::SnapshotDate),
        "InstitutionOwner" if parent != Node::Tree => Node::Record(UnitKind::InstitutionOwner),
        "HealthInstitution" if parent != Node::Tree => Node::Record(UnitKind::HealthInstitution),
        "OrganizationalUnit" if parent != Node::Tree => Node::Record(UnitKind::OrganisationalUnit),
        _ => Node::Skipped,
    }
}

fn in_record(name: &str) -> Node {
    match name {
        "SorIdentifier" => unit(U::SorCode),
        "EntityName" => unit(U::Name),
        "OwnerType" | "InstitutionType" | "UnitType" | "EntityTypeIdentifier" => unit(U::TypeCode),
        "CVRnumberIdentifier" => unit(U::Cvr),
        "ProductionUnitIdentifier" => unit(U::PNumber),
        "PharmacyIdentifier" => unit(U::PharmacyNumber),
        "ShakIdentifier" => unit(U::Shak),
        "ProviderIdentifier" => unit(U::ProviderNumber),
        "LocalCode" => unit(U::LocalCode),
        "OrganisationalLevelCode" => unit(U::LevelCode),
        "OrganisationalLevelName" => unit(U::LevelName),
        "OptionalEanLocationCode" | "EanLocationCodeOption" => Node::NumberOption,
        "EanLocationCodeEntity" => Node::Number,
        "GeographicalParent" => Node::Geography,
        "PostalAddressInformation" => Node::Address(AddressKind::Postal),
        "VisitingAddressInformation" => Node::Address(AddressKind::Visiting),
        "ActivityAddressInformation" => Node::Address(AddressKind::Activity),
        "VirtualAddressInformation" => Node::Contact,
        "ClinicalSpecialityCollection" => Node::Specialities,
        "SorStatus" => Node::Status,
        "ReplacesEntityCollection" => Node::Replaces,
        "ReplacedByEntityCollection" => Node::ReplacedBy,
        "OrganizationalUnitInformation" => Node::Flags,
        "LocalAttributeCollection" => Node::LocalAttributes,
        _ => Node::Skipped,
    }
}

fn in_number_option(name: &str) -> Node {
    match name {
        "EanLocationCodeEntity" => Node::Number,
        "EntityInheritedIndicator" | "EntityInheritanceIndicator" => unit(U::NumberInherited),
        _ => Node::Skipped,
    }
}

fn in_number(name: &str) -> Node {
    match name {
        "EanLocationCode" => number(N::Gln),
        "OnlyInternalIndicator" => number(N::OnlyInternal),
        "NonActiveIndicator" => number(N::NotActive),
        "SystemSupplier" | "SystemSupplierIdentifier" => number(N::SystemSupplier),
        "SystemType" | "SystemTypeIdentifier" => number(N::SystemType),
        "CommunicationSupplier" | "CommunicationSupplierIdentifier" => number(N::NetworkOperator),
        "RegionCode" => number(N::Region),
        "EdiAdministrator" | "EdiAdministratorIdentifier" => number(N::EdiAdministrator),
        "SorNote" => number(N::Note),
        "SorStatus" => Node::NumberStatus,
        _ => Node::Skipped,
    }
}

fn in_status(name: &str, [from, to, updated, first_from]: [Field; 4]) -> Node {
    match name {
        "FromDate" => Node::Leaf(Leaf::Field(from)),
        "ToDate" => Node::Leaf(Leaf::Field(to)),
        "UpdatedAt" => Node::Leaf(Leaf::Field(updated)),
        "FirstFromDate" => Node::Leaf(Leaf::Field(first_from)),
        _ => Node::Skipped,
    }
}

/// `AddressPostal` holds the postal part; what the versions added stands beside it.
fn in_address(kind: AddressKind, name: &str) -> Node {
    let field = match name {
        "AddressPostal" => return Node::Address(kind),
        "MailDeliverySublocationIdentifier" => A::Sublocation,
        "StreetName" => A::StreetName,
        "StreetNameForAddressingName" => A::ShortStreetName,
        "StreetBuildingIdentifier" => A::Building,
        "Stairway" => A::Stairway,
        "FloorIdentifier" => A::Floor,
        "SuiteIdentifier" => A::Suite,
        "DistrictSubdivisionIdentifier" => A::DistrictSubdivision,
        "PostOfficeBoxIdentifier" => A::PostBox,
        "PostCodeIdentifier" => A::PostCode,
        "DistrictName" => A::DistrictName,
        "CountryIdentificationCode" => A::Country,
        "MunicipalityCode" => A::Municipality,
        "StreetCode" => A::StreetCode,
        "RegionCode" => A::Region,
        "CoordETRS89z32NMeasure" => A::North,
        "CoordETRS89z32EMeasure" => A::East,
        _ => return Node::Skipped,
    };
    Node::Leaf(Leaf::Field(Field::Address(kind, field)))
}

fn in_contact(name: &str) -> Node {
    match name {
        "EmailAddressIdentifier" => unit(U::Email),
        "Website" => unit(U::Website),
        "TelephoneNumberIdentifier" => unit(U::Telephone),
        "FaxNumberIdentifier" => unit(U::Fax),
        _ => Node::Skipped,
    }
}

fn in_geography(name: &str) -> Node {
    match name {
        "GeographicalParentRelation" => unit(U::GeographicalRelation),
        "GeographicalParentSorIdentifier" => unit(U::GeographicalTarget),
        _ => Node::Skipped,
    }
}

fn in_specialities(name: &str) -> Node {
    match name {
        "ClinicalSpeciality" => Node::Speciality,
        "SpecialityCode" => Node::Leaf(Leaf::SpecialityCode),
        "SpecialityType" => Node::Leaf(Leaf::SpecialityRole),
        _ => Node::Skipped,
    }
}

fn in_flags(name: &str) -> Node {
    match name {
        "AmbulantActivityIndicator" => unit(U::AmbulantActivity),
        "PatientsAdmittedIndicator" => unit(U::PatientsAdmitted),
        "ReportingLevelIndicator" => unit(U::ReportingLevel),
        _ => Node::Skipped,
    }
}

fn in_local_attributes(name: &str) -> Node {
    match name {
        "LocalAttribute1" => unit(U::LocalAttribute1),
        "LocalAttribute2" => unit(U::LocalAttribute2),
        "LocalAttribute3" => unit(U::LocalAttribute3),
        "LocalAttribute4" => unit(U::LocalAttribute4),
        "LocalAttribute5" => unit(U::LocalAttribute5),
        _ => Node::Skipped,
    }
}

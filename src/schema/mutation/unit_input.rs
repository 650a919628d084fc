//! What a unit says of itself, as mutations take it.

use async_graphql::{InputObject, MaybeUndefined};

use super::frame::text;
use crate::model::{self, Cvr, MunicipalityCode, PNumber, ProviderNumber, RegionCode, ShakCode, SorCode};
use crate::register::command::{Patch, UnitDetails};
use crate::schema::types::GeographicalRelation;

/// A physical address (adresse). At least one field is given.
#[derive(Debug, Clone, Default, InputObject)]
pub struct AddressInput {
    /// Sub-location for mail delivery, such as a c/o line; up to 34 characters.
    pub sublocation: Option<String>,
    /// Street name (vejnavn); up to 40 characters.
    pub street_name: Option<String>,
    /// Street name in its short form for labels; up to 20 characters.
    pub short_street_name: Option<String>,
    /// House number with letter (husnummer); up to 10 characters.
    pub building: Option<String>,
    /// Stairway (opgang); up to 40 characters.
    pub stairway: Option<String>,
    /// Floor (etage); up to 10 characters.
    pub floor: Option<String>,
    /// Suite or door (dør); up to 4 characters.
    pub suite: Option<String>,
    /// Name of the village or part of town (bynavn); up to 34 characters.
    pub district_subdivision: Option<String>,
    /// Post office box (postboks); up to 4 digits.
    pub post_box: Option<String>,
    /// Post code (postnummer); 4 digits in Denmark.
    pub post_code: Option<String>,
    /// Name of the postal district (postdistrikt); up to 40 characters.
    pub district_name: Option<String>,
    /// ISO 3166-1 alpha-2 code of the country.
    pub country: Option<String>,
    /// Municipality (kommune) in which the address lies.
    pub municipality: Option<MunicipalityCode>,
    /// Street code (vejkode) within the municipality; 4 digits.
    pub street_code: Option<String>,
    /// Region in which the address lies.
    pub region: Option<RegionCode>,
}

/// Contact data (virtuel adresse), inherited as a whole. At least one field is given.
#[derive(Debug, Clone, Default, InputObject)]
pub struct VirtualAddressInput {
    /// E-mail address.
    pub email: Option<String>,
    /// Web site, with or without a scheme; up to 254 characters.
    pub website: Option<String>,
    /// Telephone number, 8 to 20 characters.
    pub telephone: Option<String>,
    /// Fax number, 8 to 20 characters.
    pub fax: Option<String>,
}

/// Geographical parent (geografisk mor).
#[derive(Debug, Clone, InputObject)]
pub struct GeographicalParentInput {
    /// The relation.
    pub relation: GeographicalRelation,
    /// SOR code of the unit at whose location this one is; given exactly for OTHER_UNIT (R13).
    pub target: Option<SorCode>,
}

/// A clinical speciality (klinisk speciale).
#[derive(Debug, Clone, InputObject)]
pub struct SpecialityInput {
    /// The speciality, SNOMED CT, of the register's list SPECIALITY.
    pub code: String,
    /// Main or further speciality, as the register codes it.
    pub role: Option<String>,
}

/// The three flags of a unit below a hospital (R16): all of them or none.
#[derive(Debug, Clone, Copy, InputObject)]
pub struct HospitalFlagsInput {
    /// Sees out-patients (ambulant aktivitet).
    pub ambulant_activity: bool,
    /// Admits patients: a bed ward (sengeafsnit).
    pub patients_admitted: bool,
    /// Reports to the national patient register, LPR.
    pub reporting_level: bool,
}

fn patch<T, U>(given: MaybeUndefined<T>, value: impl FnOnce(T) -> U) -> Patch<U> {
    match given {
        MaybeUndefined::Undefined => Patch::Keep,
        MaybeUndefined::Null => Patch::Clear,
        MaybeUndefined::Value(given) => Patch::Set(value(given)),
    }
}

/// A text; an empty one counts as none.
#[expect(clippy::needless_pass_by_value, reason = "made for patch")]
fn trimmed(given: String) -> String {
    text(&given)
}

fn some(given: Option<String>) -> Option<String> {
    given.map(trimmed).filter(|text| !text.is_empty())
}

impl From<AddressInput> for model::Address {
    fn from(given: AddressInput) -> Self {
        Self {
            sublocation: some(given.sublocation),
            street_name: some(given.street_name),
            short_street_name: some(given.short_street_name),
            building: some(given.building),
            stairway: some(given.stairway),
            floor: some(given.floor),
            suite: some(given.suite),
            district_subdivision: some(given.district_subdivision),
            post_box: some(given.post_box),
            post_code: some(given.post_code),
            district_name: some(given.district_name),
            country: some(given.country),
            municipality: given.municipality.map(|code| code.to_string()),
            street_code: some(given.street_code),
            region: given.region.map(|code| code.to_string()),
            north_mm: None,
            east_mm: None,
        }
    }
}

impl From<VirtualAddressInput> for model::Contact {
    fn from(given: VirtualAddressInput) -> Self {
        Self {
            email: some(given.email),
            website: some(given.website),
            telephone: some(given.telephone),
            fax: some(given.fax),
        }
    }
}

/// Details of a record that a mutation gives.
pub trait Details {
    /// The details; what was left out is left as it is.
    fn details(&self) -> UnitDetails;
}

/// An input with the details of a unit. `required` are the fields that it must have.
macro_rules! unit_input {
    (
        $(#[$meta:meta])*
        $name:ident {
            required { $($(#[$field_meta:meta])* $field:ident: $type:ty),* $(,)? }
            name: $unit_name:ty, type: $unit_type:ty
        }
    ) => {
        crate::schema::mutation::frame::mutation_input! {
            $(#[$meta])*
            $name {
                $($(#[$field_meta])* $field: $type,)*
                /// Name (navn), 1 to 60 characters. Names need not be unique.
                name: $unit_name,
                /// Type (ejertype, institutionstype, enhedstype): a SNOMED CT code of the register's lists OWNER_TYPE
                /// or UNIT_TYPE.
                r#type: $unit_type,
                /// CVR number. Null takes it away.
                cvr_number: async_graphql::MaybeUndefined<crate::model::Cvr>,
                /// Production unit number (P-nummer). Null takes it away.
                p_number: async_graphql::MaybeUndefined<crate::model::PNumber>,
                /// Pharmacy number (apoteksnummer). Null takes it away.
                pharmacy_number: async_graphql::MaybeUndefined<String>,
                /// SHAK code. Null takes it away. Its form is checked, not the classification: that is not public.
                shak_code: async_graphql::MaybeUndefined<crate::model::ShakCode>,
                /// Provider number (ydernummer). Null takes it away.
                provider_number: async_graphql::MaybeUndefined<crate::model::ProviderNumber>,
                /// Local code (lokal kode), 1 to 20 characters. Null takes it away.
                local_code: async_graphql::MaybeUndefined<String>,
                /// Local attributes 1 to 5 in order, 1 to 20 characters each, null for a gap. Replaces all of them.
                local_attributes: Option<Vec<Option<String>>>,
                /// Danish name of the clinical-administrative level, of the list ORGANISATIONAL_LEVEL. Null takes it away.
                level: async_graphql::MaybeUndefined<String>,
                /// Geographical parent (geografisk mor). Null takes it away.
                geographical_parent: async_graphql::MaybeUndefined<crate::schema::mutation::unit_input::GeographicalParentInput>,
                /// Own postal address (postadresse). Null: it is inherited from the record above (R30).
                postal_address: async_graphql::MaybeUndefined<crate::schema::mutation::unit_input::AddressInput>,
                /// Own visiting address (besøgsadresse). Null: the postal address stands in (R31).
                visiting_address: async_graphql::MaybeUndefined<crate::schema::mutation::unit_input::AddressInput>,
                /// Own activity address (aktivitetsadresse). Null: the visiting address stands in (R32).
                activity_address: async_graphql::MaybeUndefined<crate::schema::mutation::unit_input::AddressInput>,
                /// Own contact data (virtuel adresse). Null: they are inherited, as a whole (R33).
                virtual_address: async_graphql::MaybeUndefined<crate::schema::mutation::unit_input::VirtualAddressInput>,
                /// Clinical specialities, at most 8. Replaces all of them.
                specialities: Option<Vec<crate::schema::mutation::unit_input::SpecialityInput>>,
                /// Hospital flags. Null takes them away.
                hospital_flags: async_graphql::MaybeUndefined<crate::schema::mutation::unit_input::HospitalFlagsInput>,
            }
        }

        impl crate::schema::mutation::unit_input::Details for $name {
            fn details(&self) -> crate::register::command::UnitDetails {
                crate::schema::mutation::unit_input::details(crate::schema::mutation::unit_input::Given {
                    name: self.name.clone().into(),
                    r#type: self.r#type.clone().into(),
                    cvr_number: self.cvr_number.clone(),
                    p_number: self.p_number.clone(),
                    pharmacy_number: self.pharmacy_number.clone(),
                    shak_code: self.shak_code.clone(),
                    provider_number: self.provider_number.clone(),
                    local_code: self.local_code.clone(),
                    local_attributes: self.local_attributes.clone(),
                    level: self.level.clone(),
                    geographical_parent: self.geographical_parent.clone(),
                    postal_address: self.postal_address.clone(),
                    visiting_address: self.visiting_address.clone(),
                    activity_address: self.activity_address.clone(),
                    virtual_address: self.virtual_address.clone(),
                    specialities: self.specialities.clone(),
                    hospital_flags: self.hospital_flags.clone(),
                })
            }
        }
    };
}
pub(super) use unit_input;

/// The details of an input, whichever it is.
pub struct Given {
    pub name: Option<String>,
    pub r#type: Option<String>,
    pub cvr_number: MaybeUndefined<Cvr>,
    pub p_number: MaybeUndefined<PNumber>,
    pub pharmacy_number: MaybeUndefined<String>,
    pub shak_code: MaybeUndefined<ShakCode>,
    pub provider_number: MaybeUndefined<ProviderNumber>,
    pub local_code: MaybeUndefined<String>,
    pub local_attributes: Option<Vec<Option<String>>>,
    pub level: MaybeUndefined<String>,
    pub geographical_parent: MaybeUndefined<GeographicalParentInput>,
    pub postal_address: MaybeUndefined<AddressInput>,
    pub visiting_address: MaybeUndefined<AddressInput>,
    pub activity_address: MaybeUndefined<AddressInput>,
    pub virtual_address: MaybeUndefined<VirtualAddressInput>,
    pub specialities: Option<Vec<SpecialityInput>>,
    pub hospital_flags: MaybeUndefined<HospitalFlagsInput>,
}

/// The register's form of the details.
pub fn details(given: Given) -> UnitDetails {
    let specialities = given.specialities.map(|all| {
        let one =
            |given: SpecialityInput| model::Speciality { code: trimmed(given.code), role: some(given.role) };
        all.into_iter().map(one).collect()
    });
    UnitDetails {
        name: given.name.map(trimmed),
        type_code: given.r#type.map(trimmed),
        cvr: patch(given.cvr_number, |code| code),
        p_number: patch(given.p_number, |code| code),
        pharmacy_number: patch(given.pharmacy_number, trimmed),
        shak: patch(given.shak_code, |code| code),
        provider_number: patch(given.provider_number, |code| code),
        local_code: patch(given.local_code, trimmed),
        local_attributes: given.local_attributes.map(|all| all.into_iter().map(some).collect()),
        level: patch(given.level, trimmed),
        geographical_parent: patch(given.geographical_parent, |given| model::GeographicalParent {
            relation: given.relation.into(),
            target: given.target,
        }),
        postal_address: patch(given.postal_address, Into::into),
        visiting_address: patch(given.visiting_address, Into::into),
        activity_address: patch(given.activity_address, Into::into),
        contact: patch(given.virtual_address, Into::into),
        specialities,
        flags: patch(given.hospital_flags, |given| model::HospitalFlags {
            ambulant_activity: given.ambulant_activity,
            patients_admitted: given.patients_admitted,
            reporting_level: given.reporting_level,
        }),
    }
}

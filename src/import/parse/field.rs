//! The fields of a unit and a location number, as every format fills them.

use std::borrow::Cow;

/// An enum of fields, each with its key in the mapping file and the longest text
/// that the schema allows (0: no limit of length, or checked otherwise).
macro_rules! fields {
    ($(#[$about:meta])* $name:ident { $($variant:ident $key:literal $longest:literal,)* }) => {
        $(#[$about])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(super) enum $name { $($variant,)* }

        impl $name {
            pub const ALL: &[Self] = &[$(Self::$variant,)*];

            pub fn key(self) -> &'static str {
                match self { $(Self::$variant => $key,)* }
            }

            fn longest(self) -> usize {
                match self { $(Self::$variant => $longest,)* }
            }
        }
    };
}

fields! {
    /// Fields of a unit, its addresses apart.
    UnitField {
        SorCode "sor_code" 0,
        Kind "kind" 0,
        Name "name" 0,
        TypeCode "type_code" 0,
        TypeName "type_name" 0,
        Parent "parent" 0,
        Owner "owner" 0,
        HealthInstitution "health_institution" 0,
        Cvr "cvr" 0,
        PNumber "p_number" 0,
        PharmacyNumber "pharmacy_number" 20,
        Shak "shak" 0,
        ProviderNumber "provider_number" 0,
        LocalCode "local_code" 20,
        LocalAttribute1 "local_attribute_1" 20,
        LocalAttribute2 "local_attribute_2" 20,
        LocalAttribute3 "local_attribute_3" 20,
        LocalAttribute4 "local_attribute_4" 20,
        LocalAttribute5 "local_attribute_5" 20,
        LevelCode "level_code" 0,
        LevelName "level_name" 0,
        GeographicalRelation "geographical_relation" 0,
        GeographicalTarget "geographical_target" 0,
        NumberState "number_state" 0,
        NumberInherited "number_inherited" 0,
        FromDate "from_date" 0,
        ToDate "to_date" 0,
        UpdatedAt "updated_at" 0,
        FirstFromDate "first_from_date" 0,
        AmbulantActivity "ambulant_activity" 0,
        PatientsAdmitted "patients_admitted" 0,
        ReportingLevel "reporting_level" 0,
        Email "email" 0,
        Website "website" 254,
        Telephone "telephone" 0,
        Fax "fax" 0,
    }
}

fields! {
    /// Fields of a location number.
    NumberField {
        Gln "gln" 0,
        Holder "holder" 0,
        OnlyInternal "only_internal" 0,
        NotActive "not_active" 0,
        SystemSupplier "system_supplier" 0,
        SystemType "system_type" 0,
        NetworkOperator "network_operator" 0,
        Region "region" 4,
        EdiAdministrator "edi_administrator" 0,
        Note "note" 254,
        FromDate "from_date" 0,
        ToDate "to_date" 0,
        UpdatedAt "updated_at" 0,
        FirstFromDate "first_from_date" 0,
    }
}

fields! {
    /// Fields of one address.
    AddressField {
        Sublocation "sublocation" 34,
        StreetName "street_name" 40,
        ShortStreetName "short_street_name" 20,
        Building "building" 10,
        Stairway "stairway" 40,
        Floor "floor" 10,
        Suite "suite" 4,
        DistrictSubdivision "district_subdivision" 34,
        PostBox "post_box" 4,
        PostCode "post_code" 4,
        DistrictName "district_name" 0,
        Country "country" 2,
        Municipality "municipality" 4,
        StreetCode "street_code" 4,
        Region "region" 4,
        North "north" 0,
        East "east" 0,
    }
}

/// The addresses of a unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum AddressKind {
    Postal,
    Visiting,
    Activity,
}

impl AddressKind {
    pub const ALL: [Self; 3] = [Self::Postal, Self::Visiting, Self::Activity];

    pub fn key(self) -> &'static str {
        match self {
            Self::Postal => "postal",
            Self::Visiting => "visiting",
            Self::Activity => "activity",
        }
    }
}

/// One field of a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Field {
    Unit(UnitField),
    Number(NumberField),
    Address(AddressKind, AddressField),
}

impl Field {
    pub const COUNT: usize = UnitField::ALL.len() + NumberField::ALL.len() + 3 * AddressField::ALL.len();

    /// The field's place in a row of slots.
    pub fn index(self) -> usize {
        let number = UnitField::ALL.len();
        match self {
            Self::Unit(field) => field as usize,
            Self::Number(field) => number + field as usize,
            Self::Address(kind, field) => {
                number + NumberField::ALL.len() + kind as usize * AddressField::ALL.len() + field as usize
            }
        }
    }

    /// The field's key in the mapping file.
    pub fn key(self) -> Cow<'static, str> {
        match self {
            Self::Unit(field) => Cow::Borrowed(field.key()),
            Self::Number(field) => Cow::Borrowed(field.key()),
            Self::Address(kind, field) => Cow::Owned(format!("{}_{}", kind.key(), field.key())),
        }
    }

    /// The field's name in a message.
    pub fn label(self) -> String {
        let key = self.key();
        let special = match key.as_ref() {
            "sor_code" => "SOR code",
            "cvr" => "CVR number",
            "p_number" => "P-number",
            "shak" => "SHAK code",
            "gln" => "GLN",
            "from_date" => "FromDate",
            "to_date" => "ToDate",
            "updated_at" => "UpdatedAt",
            "first_from_date" => "FirstFromDate",
            other => return other.replace('_', " "),
        };
        special.to_owned()
    }

    /// The most characters that the schema allows, where that only makes a finding.
    pub fn longest(self) -> Option<usize> {
        let longest = match self {
            Self::Unit(field) => field.longest(),
            Self::Number(field) => field.longest(),
            Self::Address(_, field) => field.longest(),
        };
        (longest > 0).then_some(longest)
    }

    /// The fields that a row of units can fill.
    pub fn of_unit_rows() -> impl Iterator<Item = Self> {
        let addresses = AddressKind::ALL.into_iter();
        let addresses =
            addresses.flat_map(|kind| AddressField::ALL.iter().map(move |field| Self::Address(kind, *field)));
        UnitField::ALL.iter().map(|field| Self::Unit(*field)).chain(addresses)
    }

    /// The fields that a row of location numbers can fill.
    pub fn of_number_rows() -> impl Iterator<Item = Self> {
        NumberField::ALL.iter().map(|field| Self::Number(*field))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_field_has_a_slot_of_its_own() {
        let mut seen = [false; Field::COUNT];
        for field in Field::of_unit_rows().chain(Field::of_number_rows()) {
            assert!(!std::mem::replace(&mut seen[field.index()], true), "{field:?}");
        }
        assert!(seen.iter().all(|slot| *slot));
    }
}

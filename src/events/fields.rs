//! The GraphQL fields in which two versions of a record differ.

use std::collections::BTreeSet;

use crate::model::{LocationNumber, Municipality, Region, SorCode, Unit};

/// Names of fields.
pub type Fields = BTreeSet<&'static str>;

/// What can be told of in the feed.
pub trait Told {
    /// The fields that differ from those of `other`.
    fn differing(&self, other: &Self) -> Fields;

    /// The record that it hangs on.
    fn hangs_on(&self) -> Option<SorCode> {
        None
    }
}

fn where_not_equal<const N: usize>(pairs: [(&'static str, bool); N]) -> Fields {
    pairs.into_iter().filter_map(|(field, equal)| (!equal).then_some(field)).collect()
}

impl Told for Unit {
    fn differing(&self, other: &Self) -> Fields {
        where_not_equal([
            ("activityAddress", self.activity_address == other.activity_address),
            ("cvrNumber", self.cvr == other.cvr),
            ("geographicalParent", self.geographical_parent == other.geographical_parent),
            ("hospitalFlags", self.flags == other.flags),
            ("level", self.level == other.level),
            ("localAttributes", self.local_attributes == other.local_attributes),
            ("localCode", self.local_code == other.local_code),
            ("locationNumberState", self.number_state == other.number_state),
            ("name", self.name == other.name),
            ("pNumber", self.p_number == other.p_number),
            ("parent", self.parent == other.parent),
            ("pharmacyNumber", self.pharmacy_number == other.pharmacy_number),
            ("postalAddress", self.postal_address == other.postal_address),
            ("providerNumber", self.provider_number == other.provider_number),
            ("shakCode", self.shak == other.shak),
            ("specialities", self.specialities == other.specialities),
            ("type", self.type_code == other.type_code),
            ("virtualAddress", self.contact == other.contact),
            ("visitingAddress", self.visiting_address == other.visiting_address),
        ])
    }

    fn hangs_on(&self) -> Option<SorCode> {
        self.parent
    }
}

impl Told for LocationNumber {
    fn differing(&self, other: &Self) -> Fields {
        where_not_equal([
            ("ediAdministrator", self.edi_administrator == other.edi_administrator),
            ("holder", self.holder == other.holder),
            ("networkOperator", self.network_operator == other.network_operator),
            ("notActive", self.not_active == other.not_active),
            ("note", self.note == other.note),
            ("onlyInternal", self.only_internal == other.only_internal),
            ("region", self.region == other.region),
            ("systemSupplier", self.system_supplier == other.system_supplier),
            ("systemType", self.system_type == other.system_type),
        ])
    }

    fn hangs_on(&self) -> Option<SorCode> {
        self.holder
    }
}

impl Told for Region {
    fn differing(&self, other: &Self) -> Fields {
        where_not_equal([
            ("isoCode", self.iso_code == other.iso_code),
            ("nameDa", self.name_da == other.name_da),
            ("nameEn", self.name_en == other.name_en),
            ("successorName", self.successor == other.successor),
        ])
    }
}

impl Told for Municipality {
    fn differing(&self, other: &Self) -> Fields {
        where_not_equal([("name", self.name == other.name), ("region", self.region == other.region)])
    }
}

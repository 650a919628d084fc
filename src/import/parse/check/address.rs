use crate::model::{Address, Contact};

use super::super::FindingCode;
use super::super::field::{AddressField, AddressKind, Field, UnitField};
use super::super::value::millimetres;
use super::Checker;

impl Checker<'_> {
    /// The address of a kind; `None` when it is absent or empty, which both mean "inherited".
    pub(super) fn address(&mut self, kind: AddressKind) -> Option<Address> {
        let given = |field: &AddressField| self.draft.slot(Field::Address(kind, *field)).is_some();
        if !AddressField::ALL.iter().any(given) {
            return None;
        }
        let mut text = |field| self.text(Field::Address(kind, field));
        let address = Address {
            sublocation: text(AddressField::Sublocation),
            street_name: text(AddressField::StreetName),
            short_street_name: text(AddressField::ShortStreetName),
            building: text(AddressField::Building),
            stairway: text(AddressField::Stairway),
            floor: text(AddressField::Floor),
            suite: text(AddressField::Suite),
            district_subdivision: text(AddressField::DistrictSubdivision),
            post_box: text(AddressField::PostBox),
            post_code: text(AddressField::PostCode),
            district_name: text(AddressField::DistrictName),
            country: text(AddressField::Country),
            municipality: text(AddressField::Municipality),
            street_code: text(AddressField::StreetCode),
            region: text(AddressField::Region),
            north_mm: self.coordinate(Field::Address(kind, AddressField::North)),
            east_mm: self.coordinate(Field::Address(kind, AddressField::East)),
        };
        Some(address).filter(|address| *address != Address::default())
    }

    fn coordinate(&mut self, field: Field) -> Option<i64> {
        let metres = self.read(field, "a number of metres", millimetres)?;
        if metres.rounded {
            let (text, slot) = self.value(field)?;
            let message = format!("The {} {text} is finer than a millimetre; it was rounded.", field.label());
            self.find(slot.line, FindingCode::CoordinateRounded, message);
        }
        Some(metres.value)
    }

    /// The contact data; `None` when there are none, which means "inherited".
    pub(super) fn contact(&mut self) -> Option<Contact> {
        let contact = Contact {
            email: self.text(Field::Unit(UnitField::Email)),
            website: self.text(Field::Unit(UnitField::Website)),
            telephone: self.telephone(UnitField::Telephone),
            fax: self.telephone(UnitField::Fax),
        };
        Some(contact).filter(|contact| !contact.is_empty())
    }

    fn telephone(&mut self, field: UnitField) -> Option<String> {
        self.read(Field::Unit(field), "8 to 20 characters long", |text| {
            (8..=20).contains(&text.chars().count()).then(|| text.to_owned())
        })
    }
}

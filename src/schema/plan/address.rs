//! Physical addresses and contact data.

use chrono::NaiveDate;

use super::compile::{Asked, Compile, Planned};
use super::place::{MunicipalityKind, Place, RegionKind};
use super::set::{Kind, Write, leaf, one, type_name, unplanned};
use super::unit::{Unit, as_text};
use crate::model::{self, Contact};

/// An address, seen from a day.
pub type Address<'a> = (&'a model::Address, NaiveDate);

/// The address, where there is one.
pub fn seen(address: Option<&model::Address>, day: NaiveDate) -> Option<Address<'_>> {
    Some((address?, day))
}

/// The address of that id among those of a record's own.
pub fn of(unit: Unit<'_>, id: uuid::Uuid) -> Option<&model::Address> {
    let content = unit.content();
    let own = [
        (content.postal_address, unit.unit.postal_address()),
        (content.visiting_address, unit.unit.visiting_address()),
        (content.activity_address, unit.unit.activity_address()),
    ];
    own.into_iter().find(|(named, _)| *named == Some(id)).and_then(|(_, address)| address)
}

pub struct AddressKind;

impl Kind for AddressKind {
    type At<'a> = Address<'a>;

    fn field<'d>(on: &'static str, asked: &Asked<'d>, compile: &mut Compile<'d>) -> Planned<Write<Self>> {
        Ok(match asked.name {
            "__typename" => type_name(on),
            "sublocation" => leaf(|(address, _), out| out.optional_text(address.sublocation.as_deref())),
            "streetName" => leaf(|(address, _), out| out.optional_text(address.street_name.as_deref())),
            "shortStreetName" => {
                leaf(|(address, _), out| out.optional_text(address.short_street_name.as_deref()))
            }
            "building" => leaf(|(address, _), out| out.optional_text(address.building.as_deref())),
            "stairway" => leaf(|(address, _), out| out.optional_text(address.stairway.as_deref())),
            "floor" => leaf(|(address, _), out| out.optional_text(address.floor.as_deref())),
            "suite" => leaf(|(address, _), out| out.optional_text(address.suite.as_deref())),
            "districtSubdivision" => {
                leaf(|(address, _), out| out.optional_text(address.district_subdivision.as_deref()))
            }
            "postBox" => leaf(|(address, _), out| out.optional_text(address.post_box.as_deref())),
            "postCode" => leaf(|(address, _), out| out.optional_text(address.post_code.as_deref())),
            "districtName" => leaf(|(address, _), out| out.optional_text(address.district_name.as_deref())),
            "country" => leaf(|(address, _), out| out.optional_text(address.country.as_deref())),
            "streetCode" => leaf(|(address, _), out| out.optional_text(address.street_code.as_deref())),
            "municipalityCode" => leaf(|(address, _), out| {
                out.optional_text(as_text(address.municipality_code().as_ref()));
            }),
            "municipality" => {
                one(compile.set::<MunicipalityKind>(asked, "Municipality")?, |run, (address, day)| {
                    Place::municipality(run, address.municipality_code()?.as_ref(), day)
                })
            }
            "regionCode" => {
                leaf(|(address, _), out| out.optional_text(as_text(address.region_code().as_ref())))
            }
            "region" => one(compile.set::<RegionKind>(asked, "Region")?, |run, (address, day)| {
                Place::region_of(run, address, day)
            }),
            "north" => leaf(|(address, _), out| metres(address.north_mm, out)),
            "east" => leaf(|(address, _), out| metres(address.east_mm, out)),
            _ => return unplanned(),
        })
    }
}

fn metres(millimetres: Option<i64>, out: &mut super::out::Out) {
    match crate::schema::types::metres(millimetres) {
        Some(metres) => out.float(metres),
        None => out.null(),
    }
}

pub struct ContactKind;

impl Kind for ContactKind {
    type At<'a> = &'a Contact;

    fn field<'d>(on: &'static str, asked: &Asked<'d>, _: &mut Compile<'d>) -> Planned<Write<Self>> {
        Ok(match asked.name {
            "__typename" => type_name(on),
            "email" => leaf(|contact, out| out.optional_text(contact.email.as_deref())),
            "website" => leaf(|contact, out| out.optional_text(contact.website.as_deref())),
            "telephone" => leaf(|contact, out| out.optional_text(contact.telephone.as_deref())),
            "fax" => leaf(|contact, out| out.optional_text(contact.fax.as_deref())),
            _ => return unplanned(),
        })
    }
}

//! Physical addresses and contact data.

use chrono::NaiveDate;

use super::compile::{Asked, Compile, Planned};
use super::place::{MunicipalityKind, Place, RegionKind};
use super::set::{Kind, Write, leaf, one, type_name, unplanned};
use super::unit::as_text;
use crate::image::{ImageAddress, ImageContact};

/// An address, seen from a day.
pub type Address<'a> = (&'a ImageAddress, NaiveDate);

/// The address, where there is one.
pub fn seen(address: Option<&ImageAddress>, day: NaiveDate) -> Option<Address<'_>> {
    Some((address?, day))
}

pub struct AddressKind;

impl Kind for AddressKind {
    type At<'a> = Address<'a>;

    fn field<'d>(on: &'static str, asked: &Asked<'d>, compile: &mut Compile<'d>) -> Planned<Write<Self>> {
        Ok(match asked.name {
            "__typename" => type_name(on),
            "sublocation" => leaf(|(address, _), out| out.optional_text(address.sublocation())),
            "streetName" => leaf(|(address, _), out| out.optional_text(address.street_name())),
            "shortStreetName" => leaf(|(address, _), out| out.optional_text(address.short_street_name())),
            "building" => leaf(|(address, _), out| out.optional_text(address.building())),
            "stairway" => leaf(|(address, _), out| out.optional_text(address.stairway())),
            "floor" => leaf(|(address, _), out| out.optional_text(address.floor())),
            "suite" => leaf(|(address, _), out| out.optional_text(address.suite())),
            "districtSubdivision" => {
                leaf(|(address, _), out| out.optional_text(address.district_subdivision()))
            }
            "postBox" => leaf(|(address, _), out| out.optional_text(address.post_box())),
            "postCode" => leaf(|(address, _), out| out.optional_text(address.post_code())),
            "districtName" => leaf(|(address, _), out| out.optional_text(address.district_name())),
            "country" => leaf(|(address, _), out| out.optional_text(address.country())),
            "streetCode" => leaf(|(address, _), out| out.optional_text(address.street_code())),
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
            "north" => leaf(|(address, _), out| metres(address.north_mm(), out)),
            "east" => leaf(|(address, _), out| metres(address.east_mm(), out)),
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
    type At<'a> = ImageContact<'a>;

    fn field<'d>(on: &'static str, asked: &Asked<'d>, _: &mut Compile<'d>) -> Planned<Write<Self>> {
        Ok(match asked.name {
            "__typename" => type_name(on),
            "email" => leaf(|contact, out| out.optional_text(contact.email())),
            "website" => leaf(|contact, out| out.optional_text(contact.website())),
            "telephone" => leaf(|contact, out| out.optional_text(contact.telephone())),
            "fax" => leaf(|contact, out| out.optional_text(contact.fax())),
            _ => return unplanned(),
        })
    }
}

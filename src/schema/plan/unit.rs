//! Records of the tree: institution owners, health institutions and organisational units.

use std::sync::Arc;

use chrono::NaiveDate;

use super::address::{self, AddressKind, ContactKind};
use super::coded::{Coded, CodedKind};
use super::compile::{Asked, Compile, Planned};
use super::effective::effective;
use super::number::{Number, NumberKind, numbers_in_tree};
use super::parts::{FlagsKind, NearKind, SpecialityKind, Status, StatusKind};
use super::place::{MunicipalityKind, Place, RegionKind};
use super::run::Run;
use super::set::{Kind, Write, leaf, many, one, type_name, unplanned};
use super::unit_list::units;
use crate::image::{ImageUnit, contents};
use crate::model::inheritance::{self, Effective};
use crate::model::{self, CodeList, NumberState, State, Unit as Content};
use crate::register::{UnitScope, UnitVersion};
use crate::schema::id::Named;
use crate::schema::lists::depth;
use crate::schema::types::OwnerType;

/// A record of the tree on a day.
#[derive(Clone, Copy)]
pub struct Unit<'a> {
    pub unit: &'a Arc<ImageUnit>,
    pub day: NaiveDate,
}

impl<'a> Unit<'a> {
    pub fn version(self) -> &'a UnitVersion {
        &self.unit.version
    }

    pub fn content(self) -> &'a Content {
        &self.version().content
    }

    /// The record and all above it.
    fn lineage(self, run: &Run<'a>) -> Vec<&'a Arc<ImageUnit>> {
        run.image.lineage(self.unit, self.day)
    }

    fn at(self, unit: &'a Arc<ImageUnit>) -> Self {
        Self { unit, ..self }
    }

    /// The nearest above, or the record itself, of a level.
    fn nearest(self, run: &Run<'a>, kind: model::UnitKind) -> Option<Self> {
        let fits = |unit: &&Arc<ImageUnit>| unit.version.content.kind == kind;
        self.lineage(run).into_iter().find(fits).map(|unit| self.at(unit))
    }

    /// What `rule` finds in the lineage, and the record on which it stands.
    pub fn effective<V>(
        self,
        run: &Run<'a>,
        rule: impl Fn(&[&'a Content]) -> Option<Effective<V>>,
    ) -> Option<(Effective<V>, Self)> {
        let lineage = self.lineage(run);
        let found = rule(&contents(&lineage))?;
        let from = lineage.into_iter().find(|unit| unit.version.content.sor_code == found.from)?;
        Some((found, self.at(from)))
    }

    fn number(self, run: &Run<'a>) -> Option<Number<'a>> {
        run.image.number_held_by(self.unit.slot, self.day).map(|record| Number { record, day: self.day })
    }

    fn visiting_address(self, run: &Run<'a>) -> Option<&'a model::Address> {
        let (found, from) = self.effective(run, inheritance::visiting_address)?;
        address::of(from, found.value)
    }
}

/// The record of a code.
pub fn unit_of<'a>(run: &Run<'a>, code: model::SorCode, day: NaiveDate) -> Option<Unit<'a>> {
    run.image.unit(code, day).map(|unit| Unit { unit, day })
}

pub struct UnitKind;

impl Kind for UnitKind {
    type At<'a> = Unit<'a>;

    fn field<'d>(on: &'static str, asked: &Asked<'d>, compile: &mut Compile<'d>) -> Planned<Write<Self>> {
        Ok(match asked.name {
            "__typename" => type_name(on),
            "id" => leaf(|unit, out| out.plain(&Named::Unit(unit.content().sor_code).id())),
            "sorCode" => leaf(|unit, out| out.sor_code(unit.content().sor_code)),
            "name" => leaf(|unit, out| out.text(&unit.content().name)),
            "type" => one(compile.set::<CodedKind>(asked, "CodedValue")?, |run, unit| {
                let list = match unit.content().kind {
                    model::UnitKind::InstitutionOwner => CodeList::OwnerType,
                    _ => CodeList::UnitType,
                };
                Coded::of(run, list, unit.content().type_code.as_deref())
            }),
            "cvrNumber" => leaf(|unit, out| out.optional_text(as_text(unit.content().cvr.as_ref()))),
            "state" => leaf(|unit, out| out.plain(state(unit.version().state(unit.day)))),
            "status" => one(compile.set::<StatusKind>(asked, "Status")?, |_, unit| {
                let content = unit.content();
                Some(Status::of(unit.version(), unit.day, content.from_date, content.updated_at))
            }),
            "locationNumberState" => leaf(|unit, out| out.plain(unit.content().number_state.as_str())),
            "locationNumber" => one(compile.set::<NumberKind>(asked, "LocationNumber")?, |run, unit| {
                let own = unit.content().number_state == NumberState::Own;
                if own { unit.number(run) } else { None }
            }),
            "effectiveLocationNumber" => {
                let number = |compile: &mut Compile<'d>, asked: &Asked<'d>| {
                    compile.set::<NumberKind>(asked, "LocationNumber")
                };
                effective(compile, asked, "LocationNumber", number, |run, unit| {
                    let (found, from) = unit.effective(run, inheritance::number_holder)?;
                    Some((from.number(run)?, found.source, from))
                })?
            }
            "postalAddress" => one(compile.set::<AddressKind>(asked, "Address")?, |_, unit| {
                address::seen(unit.unit.postal_address(), unit.day)
            }),
            "effectivePostalAddress" => effective_address(compile, asked, inheritance::postal_address)?,
            "virtualAddress" => one(compile.set::<ContactKind>(asked, "VirtualAddress")?, |_, unit| {
                unit.content().contact.as_ref()
            }),
            "effectiveVirtualAddress" => {
                let contact = |compile: &mut Compile<'d>, asked: &Asked<'d>| {
                    compile.set::<ContactKind>(asked, "VirtualAddress")
                };
                effective(compile, asked, "VirtualAddress", contact, |run, unit| {
                    let (found, from) = unit.effective(run, inheritance::contact)?;
                    Some((found.value, found.source, from))
                })?
            }
            "validFrom" => leaf(|unit, out| out.date(unit.version().valid_from())),
            "validTo" => leaf(|unit, out| out.optional_date(unit.version().valid_to())),
            "revision" => leaf(|unit, out| out.digits(unit.version().written.0)),
            _ if on == "InstitutionOwner" => return of_owner(asked, compile),
            _ => return below_owner(on, asked, compile),
        })
    }
}

/// What only institution owners have.
fn of_owner<'d>(asked: &Asked<'d>, compile: &mut Compile<'d>) -> Planned<Write<UnitKind>> {
    Ok(match asked.name {
        "ownerType" => leaf(|unit, out| match owner_type(unit) {
            Some(kind) => out.plain(kind),
            None => out.null(),
        }),
        "municipality" => one(compile.set::<MunicipalityKind>(asked, "Municipality")?, |run, unit| {
            let stands_for_one = owner_type(unit) == Some("MUNICIPALITY");
            let address = unit.unit.postal_address().filter(|_| stands_for_one)?;
            Place::municipality(run, address.municipality_code()?.as_ref(), unit.day)
        }),
        "region" => one(compile.set::<RegionKind>(asked, "Region")?, |run, unit| {
            let stands_for_one = owner_type(unit) == Some("REGION");
            let address = unit.unit.postal_address().filter(|_| stands_for_one)?;
            Place::region(run, address.region_code()?.as_ref(), unit.day)
        }),
        "healthInstitutions" => {
            units::<UnitKind>(compile, asked, "HealthInstitution", UnitScope::Children, |_, unit| {
                Some((unit.content().sor_code.to_string(), unit.day))
            })?
        }
        "locationNumbers" => numbers_in_tree::<UnitKind>(compile, asked, |_, unit| {
            (Some(unit.content().sor_code.to_string()), unit.day)
        })?,
        _ => return unplanned(),
    })
}

/// What health institutions and organisational units have.
fn below_owner<'d>(on: &str, asked: &Asked<'d>, compile: &mut Compile<'d>) -> Planned<Write<UnitKind>> {
    Ok(match asked.name {
        "visitingAddress" => one(compile.set::<AddressKind>(asked, "Address")?, |_, unit| {
            address::seen(unit.unit.visiting_address(), unit.day)
        }),
        "effectiveVisitingAddress" => effective_address(compile, asked, inheritance::visiting_address)?,
        "municipality" => one(compile.set::<MunicipalityKind>(asked, "Municipality")?, |run, unit| {
            Place::municipality(run, unit.visiting_address(run)?.municipality_code()?.as_ref(), unit.day)
        }),
        "region" => one(compile.set::<RegionKind>(asked, "Region")?, |run, unit| {
            Place::region_of(run, unit.visiting_address(run)?, unit.day)
        }),
        "shakCode" => leaf(|unit, out| out.optional_text(as_text(unit.content().shak.as_ref()))),
        "geographicalParent" => one(compile.set::<NearKind>(asked, "GeographicalParent")?, |_, unit| {
            Some((unit.content().geographical_parent?, unit.day))
        }),
        "institutionOwner" => one(compile.set::<UnitKind>(asked, "InstitutionOwner")?, |run, unit| {
            unit.nearest(run, model::UnitKind::InstitutionOwner)
        }),
        "path" => many(compile.entity(asked)?, |run, unit| {
            unit.lineage(run).into_iter().rev().map(|found| unit.at(found)).collect()
        }),
        "organisationalUnits" if on == "HealthInstitution" => directly_below(compile, asked)?,
        "children" if on == "OrganisationalUnit" => directly_below(compile, asked)?,
        "descendants" => {
            let levels = compile.argument::<Option<i32>>(asked, "maxDepth")?;
            let Some(levels) = levels.fixed() else { return unplanned() };
            let Ok(depth) = depth(*levels) else { return unplanned() };
            units::<UnitKind>(
                compile,
                asked,
                "OrganisationalUnit",
                UnitScope::Descendants { depth },
                |_, unit| Some((unit.content().sor_code.to_string(), unit.day)),
            )?
        }
        "pharmacyNumber" if on == "HealthInstitution" => {
            leaf(|unit, out| out.optional_text(unit.content().pharmacy_number.as_deref()))
        }
        _ if on == "OrganisationalUnit" => return of_unit(asked, compile),
        _ => return unplanned(),
    })
}

/// What only organisational units have.
fn of_unit<'d>(asked: &Asked<'d>, compile: &mut Compile<'d>) -> Planned<Write<UnitKind>> {
    Ok(match asked.name {
        "parent" => one(compile.entity(asked)?, |run, unit| {
            // Not by a step alone: a record that stands above itself has none.
            unit.lineage(run).get(1).map(|found| unit.at(found))
        }),
        "ancestors" => many(compile.entity(asked)?, |run, unit| {
            unit.lineage(run).into_iter().skip(1).map(|found| unit.at(found)).collect()
        }),
        "healthInstitution" => one(compile.set::<UnitKind>(asked, "HealthInstitution")?, |run, unit| {
            unit.nearest(run, model::UnitKind::HealthInstitution)
        }),
        "activityAddress" => one(compile.set::<AddressKind>(asked, "Address")?, |_, unit| {
            address::seen(unit.unit.activity_address(), unit.day)
        }),
        "effectiveActivityAddress" => effective_address(compile, asked, inheritance::activity_address)?,
        "localCode" => leaf(|unit, out| out.optional_text(unit.content().local_code.as_deref())),
        "localAttributes" => leaf(|unit, out| {
            out.open(b'[');
            for attribute in &unit.content().local_attributes {
                out.next();
                out.optional_text(attribute.as_deref());
            }
            out.close(b']');
        }),
        "providerNumber" => {
            leaf(|unit, out| out.optional_text(as_text(unit.content().provider_number.as_ref())))
        }
        "pNumber" => leaf(|unit, out| out.optional_text(as_text(unit.content().p_number.as_ref()))),
        "level" => {
            one(compile.set::<CodedKind>(asked, "CodedValue")?, |run, unit| Coded::level(run, unit.content()))
        }
        "specialities" => many(compile.set::<SpecialityKind>(asked, "Speciality")?, |_, unit| {
            unit.content().specialities.iter().collect()
        }),
        "hospitalFlags" => {
            one(compile.set::<FlagsKind>(asked, "HospitalFlags")?, |_, unit| unit.content().flags)
        }
        _ => return unplanned(),
    })
}

fn effective_address<'d>(
    compile: &mut Compile<'d>,
    asked: &Asked<'d>,
    rule: fn(&[&Content]) -> Option<Effective<uuid::Uuid>>,
) -> Planned<Write<UnitKind>> {
    let address = |compile: &mut Compile<'d>, asked: &Asked<'d>| compile.set::<AddressKind>(asked, "Address");
    effective(compile, asked, "Address", address, move |run, unit| {
        let (found, from) = unit.effective(run, rule)?;
        Some((address::seen(address::of(from, found.value), unit.day)?, found.source, from))
    })
}

fn directly_below<'d>(compile: &mut Compile<'d>, asked: &Asked<'d>) -> Planned<Write<UnitKind>> {
    units(compile, asked, "OrganisationalUnit", UnitScope::Children, |_, unit| {
        Some((unit.content().sor_code.to_string(), unit.day))
    })
}

fn owner_type(unit: Unit<'_>) -> Option<&'static str> {
    OwnerType::from_code(unit.content().type_code.as_deref()?).map(|kind| match kind {
        OwnerType::Region => "REGION",
        OwnerType::Municipality => "MUNICIPALITY",
        OwnerType::State => "STATE",
        OwnerType::Private => "PRIVATE",
    })
}

/// The name of a state.
pub fn state(state: State) -> &'static str {
    match state {
        State::Future => "FUTURE",
        State::Active => "ACTIVE",
        State::Closing => "CLOSING",
        State::Closed => "CLOSED",
    }
}

/// A code as text.
pub fn as_text<T: AsRef<str>>(code: Option<&T>) -> Option<&str> {
    code.map(AsRef::as_ref)
}

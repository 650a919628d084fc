//! Records of the tree: institution owners, health institutions and organisational units.

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
use crate::image::{ImageAddress, ImageLineage, ImageUnit, ListOn};
use crate::model::inheritance::{self, Effective};
use crate::model::{self, CodeList, NumberState, State};
use crate::register::UnitScope;
use crate::schema::id::Named;
use crate::schema::lists::depth;
use crate::schema::types::OwnerType;

/// A record of the tree on a day.
#[derive(Clone, Copy)]
pub struct Unit<'a> {
    pub unit: &'a ImageUnit,
    pub day: NaiveDate,
}

impl<'a> Unit<'a> {
    /// As what lists hang on.
    pub fn on(self) -> (ListOn<'a>, NaiveDate) {
        (ListOn::Unit(self.unit.slot), self.day)
    }

    /// The record and all above it.
    fn lineage(self, run: &Run<'a>) -> ImageLineage<'a> {
        run.image.lineage(self.unit, self.day)
    }

    fn at(self, unit: &'a ImageUnit) -> Self {
        Self { unit, ..self }
    }

    /// The nearest above, or the record itself, of a level.
    fn nearest(self, run: &Run<'a>, kind: model::UnitKind) -> Option<Self> {
        let fits = |unit: &&ImageUnit| unit.kind() == kind;
        self.lineage(run).into_iter().find(fits).map(|unit| self.at(unit))
    }

    /// What `rule` finds in the lineage, and the record on which it stands.
    pub fn effective<V>(
        self,
        run: &Run<'a>,
        rule: impl Fn(&[&'a ImageUnit]) -> Option<Effective<V>>,
    ) -> Option<(Effective<V>, Self)> {
        let lineage = self.lineage(run);
        let found = rule(&lineage)?;
        let from = lineage.into_iter().find(|unit| unit.sor_code == found.from)?;
        Some((found, self.at(from)))
    }

    fn number(self, run: &Run<'a>) -> Option<Number<'a>> {
        run.image.number_held_by(self.unit.slot, self.day).map(|record| Number { record, day: self.day })
    }

    fn visiting_address(self, run: &Run<'a>) -> Option<&'a ImageAddress> {
        inheritance::visiting_address(&self.lineage(run)).map(|found| found.value)
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
            "id" => leaf(|unit, out| out.plain(&Named::Unit(unit.unit.sor_code).id())),
            "sorCode" => leaf(|unit, out| out.sor_code(unit.unit.sor_code)),
            "name" => leaf(|unit, out| out.text(unit.unit.name())),
            "type" => one(compile.set::<CodedKind>(asked, "CodedValue")?, |run, unit| {
                let list = match unit.unit.kind() {
                    model::UnitKind::InstitutionOwner => CodeList::OwnerType,
                    _ => CodeList::UnitType,
                };
                Coded::of(run, list, unit.unit.type_code())
            }),
            "cvrNumber" => leaf(|unit, out| out.optional_text(unit.unit.cvr())),
            "state" => leaf(|unit, out| out.plain(state(unit.unit.state(unit.day)))),
            "status" => one(compile.set::<StatusKind>(asked, "Status")?, |_, unit| {
                let ImageUnit { from_date, updated_at, .. } = *unit.unit;
                Some(Status::of(&unit.unit.dates(), unit.day, from_date, updated_at))
            }),
            "locationNumberState" => leaf(|unit, out| out.plain(unit.unit.number_state.as_str())),
            "locationNumber" => one(compile.set::<NumberKind>(asked, "LocationNumber")?, |run, unit| {
                let own = unit.unit.number_state == NumberState::Own;
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
            "effectivePostalAddress" => {
                effective_address(compile, asked, inheritance::postal_address::<ImageUnit>)?
            }
            "virtualAddress" => {
                one(compile.set::<ContactKind>(asked, "VirtualAddress")?, |_, unit| unit.unit.contact())
            }
            "effectiveVirtualAddress" => {
                let contact = |compile: &mut Compile<'d>, asked: &Asked<'d>| {
                    compile.set::<ContactKind>(asked, "VirtualAddress")
                };
                effective(compile, asked, "VirtualAddress", contact, |run, unit| {
                    let (found, from) = unit.effective(run, inheritance::contact)?;
                    Some((found.value, found.source, from))
                })?
            }
            "validFrom" => leaf(|unit, out| out.date(unit.unit.dates().valid_from())),
            "validTo" => leaf(|unit, out| out.optional_date(unit.unit.dates().valid_to())),
            "revision" => leaf(|unit, out| out.digits(unit.unit.dates().written.0)),
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
                Some(unit.on())
            })?
        }
        "locationNumbers" => numbers_in_tree::<UnitKind>(compile, asked, |_, unit| Some(unit.on()))?,
        _ => return unplanned(),
    })
}

/// What health institutions and organisational units have.
fn below_owner<'d>(on: &str, asked: &Asked<'d>, compile: &mut Compile<'d>) -> Planned<Write<UnitKind>> {
    Ok(match asked.name {
        "visitingAddress" => one(compile.set::<AddressKind>(asked, "Address")?, |_, unit| {
            address::seen(unit.unit.visiting_address(), unit.day)
        }),
        "effectiveVisitingAddress" => {
            effective_address(compile, asked, inheritance::visiting_address::<ImageUnit>)?
        }
        "municipality" => one(compile.set::<MunicipalityKind>(asked, "Municipality")?, |run, unit| {
            Place::municipality(run, unit.visiting_address(run)?.municipality_code()?.as_ref(), unit.day)
        }),
        "region" => one(compile.set::<RegionKind>(asked, "Region")?, |run, unit| {
            Place::region_of(run, unit.visiting_address(run)?, unit.day)
        }),
        "shakCode" => leaf(|unit, out| out.optional_text(unit.unit.shak())),
        "geographicalParent" => one(compile.set::<NearKind>(asked, "GeographicalParent")?, |_, unit| {
            Some((unit.unit.geographical_parent()?, unit.day))
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
                |_, unit| Some(unit.on()),
            )?
        }
        "pharmacyNumber" if on == "HealthInstitution" => {
            leaf(|unit, out| out.optional_text(unit.unit.pharmacy_number()))
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
        "effectiveActivityAddress" => {
            effective_address(compile, asked, inheritance::activity_address::<ImageUnit>)?
        }
        "localCode" => leaf(|unit, out| out.optional_text(unit.unit.local_code())),
        "localAttributes" => leaf(|unit, out| {
            out.open(b'[');
            for attribute in unit.unit.local_attributes() {
                out.next();
                out.optional_text(attribute.as_deref());
            }
            out.close(b']');
        }),
        "providerNumber" => leaf(|unit, out| out.optional_text(unit.unit.provider_number())),
        "pNumber" => leaf(|unit, out| out.optional_text(unit.unit.p_number())),
        "level" => {
            one(compile.set::<CodedKind>(asked, "CodedValue")?, |run, unit| Coded::level(run, unit.unit))
        }
        "specialities" => many(compile.set::<SpecialityKind>(asked, "Speciality")?, |_, unit| {
            unit.unit.specialities().collect()
        }),
        "hospitalFlags" => one(compile.set::<FlagsKind>(asked, "HospitalFlags")?, |_, unit| unit.unit.flags),
        _ => return unplanned(),
    })
}

fn effective_address<'d>(
    compile: &mut Compile<'d>,
    asked: &Asked<'d>,
    rule: for<'a> fn(&[&'a ImageUnit]) -> Option<Effective<&'a ImageAddress>>,
) -> Planned<Write<UnitKind>> {
    let address = |compile: &mut Compile<'d>, asked: &Asked<'d>| compile.set::<AddressKind>(asked, "Address");
    effective(compile, asked, "Address", address, move |run, unit| {
        let (found, from) = unit.effective(run, rule)?;
        Some(((found.value, unit.day), found.source, from))
    })
}

fn directly_below<'d>(compile: &mut Compile<'d>, asked: &Asked<'d>) -> Planned<Write<UnitKind>> {
    units(compile, asked, "OrganisationalUnit", UnitScope::Children, |_, unit| Some(unit.on()))
}

fn owner_type(unit: Unit<'_>) -> Option<&'static str> {
    OwnerType::from_code(unit.unit.type_code()?).map(|kind| match kind {
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

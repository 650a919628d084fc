//! Regions and municipalities.

use std::sync::Arc;

use chrono::NaiveDate;

use super::compile::{Asked, Compile, Planned};
use super::number::numbers_in_tree;
use super::page::{FoundPage, PageSet};
use super::run::Run;
use super::set::{Kind, Set, Write, leaf, one, type_name, unplanned};
use super::unit::{Unit, UnitKind, state};
use super::unit_list::units;
use super::whole::cut;
use crate::image::{ImageAddress, ListOn};
use crate::model::{self, Version};
use crate::register::{PlaceKind, SortKey, UnitScope};
use crate::schema::id::Named;
use crate::schema::types::{municipality_key, region_municipalities_mark};

/// A region or a municipality on a day.
pub struct Place<'a, T> {
    pub record: &'a Arc<Version<T>>,
    pub day: NaiveDate,
}

impl<T> Clone for Place<'_, T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Place<'_, T> {}

pub type Region<'a> = Place<'a, model::Region>;
pub type Municipality<'a> = Place<'a, model::Municipality>;

impl<'a, T> Place<'a, T> {
    pub fn content(self) -> &'a T {
        &self.record.content
    }
}

impl<'a> Region<'a> {
    pub fn region(run: &Run<'a>, code: &str, day: NaiveDate) -> Option<Self> {
        run.image.region(code, day).map(|record| Self { record, day })
    }

    /// The region in which an address lies on a day.
    pub fn region_of(run: &Run<'a>, address: &'a ImageAddress, day: NaiveDate) -> Option<Self> {
        let code = match address.municipality_code() {
            Some(_) => run.image.region_of(address, day)?,
            // A code that is not well formed is none.
            None => address.region().filter(|_| address.region_code().is_some())?,
        };
        Self::region(run, code, day)
    }
}

impl<'a> Municipality<'a> {
    pub fn municipality(run: &Run<'a>, code: &str, day: NaiveDate) -> Option<Self> {
        run.image.municipality(code, day).map(|record| Self { record, day })
    }

    /// The institution owner that stands for it.
    fn owner(self, run: &Run<'a>) -> Option<Unit<'a>> {
        let code = self.content().code.as_ref();
        let unit = run.image.owner_of_place(PlaceKind::Municipality, code, self.day)?;
        Some(Unit { unit, day: self.day })
    }
}

pub struct RegionKind;

impl Kind for RegionKind {
    type At<'a> = Region<'a>;

    fn field<'d>(on: &'static str, asked: &Asked<'d>, compile: &mut Compile<'d>) -> Planned<Write<Self>> {
        Ok(match asked.name {
            "__typename" => type_name(on),
            "id" => leaf(|region, out| out.plain(&Named::Region(region.content().code.clone()).id())),
            "code" => leaf(|region, out| out.text(region.content().code.as_ref())),
            "nameDa" => leaf(|region, out| out.text(&region.content().name_da)),
            "nameEn" => leaf(|region, out| out.optional_text(region.content().name_en.as_deref())),
            "isoCode" => leaf(|region, out| out.optional_text(region.content().iso_code.as_deref())),
            "state" => leaf(|region, out| out.plain(state(region.record.state(region.day)))),
            "validFrom" => leaf(|region, out| out.date(region.content().valid_from)),
            "validTo" => leaf(|region, out| out.optional_date(region.content().valid_to)),
            "successorName" => leaf(|region, out| out.optional_text(region.content().successor.as_deref())),
            "institutionOwner" => one(compile.set::<UnitKind>(asked, "InstitutionOwner")?, |run, region| {
                let code = region.content().code.as_ref();
                let unit = run.image.owner_of_place(PlaceKind::Region, code, region.day)?;
                Some(Unit { unit, day: region.day })
            }),
            "healthInstitutionsWithin" => within(compile, asked, "HealthInstitution")?,
            "organisationalUnitsWithin" => within(compile, asked, "OrganisationalUnit")?,
            "municipalities" => municipalities(compile, asked)?,
            _ => return unplanned(),
        })
    }
}

fn within<'d>(compile: &mut Compile<'d>, asked: &Asked<'d>, of: &'static str) -> Planned<Write<RegionKind>> {
    units(compile, asked, of, UnitScope::WithinRegion, |_, region| {
        Some((ListOn::Place(region.content().code.as_ref()), region.day))
    })
}

/// The municipalities of a region: those in force on the day, by name.
fn municipalities<'d>(compile: &mut Compile<'d>, asked: &Asked<'d>) -> Planned<Write<RegionKind>> {
    let set: PageSet<Set<MunicipalityKind>> =
        PageSet::of(compile, asked, "Municipality", |compile, asked| compile.set(asked, "Municipality"))?;
    let list = compile.page(region_municipalities_mark, asked)?;
    Ok(Write::<RegionKind>::new(move |run, region, out| {
        let point = run.point(region.day);
        let request = run.pages[list].at(point)?;
        let lies_there = |found: &&Arc<Version<model::Municipality>>| {
            found.content.region.as_ref() == Some(&region.content().code)
                && found.state(region.day).is_in_force()
        };
        let all = run.image.municipalities(region.day).filter(lies_there);
        let all: Vec<_> = all.map(|record| Place { record, day: region.day }).collect();
        let place = |municipality: Municipality<'_>| municipality_key(municipality.content());
        // They come by name.
        let (items, more) = cut(&all, request, &place);
        let total = i64::try_from(all.len()).unwrap_or(i64::MAX);
        let page = FoundPage {
            items,
            more,
            request,
            place: &place,
            mark: &region_municipalities_mark,
            point,
            total: &|| Ok(total),
        };
        set.write(run, &page, out)
    }))
}

pub struct MunicipalityKind;

impl Kind for MunicipalityKind {
    type At<'a> = Municipality<'a>;

    fn field<'d>(on: &'static str, asked: &Asked<'d>, compile: &mut Compile<'d>) -> Planned<Write<Self>> {
        Ok(match asked.name {
            "__typename" => type_name(on),
            "id" => leaf(|place, out| out.plain(&Named::Municipality(place.content().code.clone()).id())),
            "code" => leaf(|place, out| out.text(place.content().code.as_ref())),
            "name" => leaf(|place, out| out.text(&place.content().name)),
            "state" => leaf(|place, out| out.plain(state(place.record.state(place.day)))),
            "validFrom" => leaf(|place, out| out.date(place.content().valid_from)),
            "validTo" => leaf(|place, out| out.optional_date(place.content().valid_to)),
            "region" => one(compile.set::<RegionKind>(asked, "Region")?, |run, place| {
                Place::region(run, place.content().region.as_ref()?.as_ref(), place.day)
            }),
            "institutionOwner" => {
                one(compile.set::<UnitKind>(asked, "InstitutionOwner")?, |run, place| place.owner(run))
            }
            "healthInstitutions" => units::<MunicipalityKind>(
                compile,
                asked,
                "HealthInstitution",
                UnitScope::Children,
                |run, place| Some(place.owner(run)?.on()),
            )?,
            "healthInstitutionsWithin" => lying_in(compile, asked, "HealthInstitution")?,
            "organisationalUnitsWithin" => lying_in(compile, asked, "OrganisationalUnit")?,
            "locationNumbers" => numbers_in_tree::<MunicipalityKind>(compile, asked, |run, place| {
                Some(place.owner(run)?.on())
            })?,
            _ => return unplanned(),
        })
    }
}

fn lying_in<'d>(
    compile: &mut Compile<'d>,
    asked: &Asked<'d>,
    of: &'static str,
) -> Planned<Write<MunicipalityKind>> {
    units(compile, asked, of, UnitScope::WithinMunicipality, |_, place| {
        Some((ListOn::Place(place.content().code.as_ref()), place.day))
    })
}

/// The place of a region in a list of regions.
pub fn region_key(region: Region<'_>) -> SortKey {
    SortKey { id: region.content().code.to_string(), ..SortKey::default() }
}

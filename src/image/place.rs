//! Regions and municipalities.

use std::collections::HashMap;
use std::sync::Arc;

use chrono::NaiveDate;

use super::{Image, ImageAddress, ImageUnit};
use crate::model::{Municipality, Region, UnitKind, Version, owner_type, sort_key};
use crate::storage::PlaceKind;

/// All regions and municipalities, with their versions.
#[derive(Debug, Default)]
pub struct Places {
    /// By code.
    regions: Vec<Arc<Version<Region>>>,
    /// By name.
    municipalities: Vec<Arc<Version<Municipality>>>,
    /// The versions of the municipality of each code, as places in the list.
    by_code: HashMap<String, Vec<usize>>,
}

impl Places {
    pub fn new(regions: Vec<Version<Region>>, mut municipalities: Vec<Version<Municipality>>) -> Self {
        let name =
            |found: &Version<Municipality>| (sort_key(&found.content.name), found.content.code.to_string());
        municipalities.sort_by_cached_key(name);
        let mut by_code: HashMap<String, Vec<usize>> = HashMap::new();
        for (place, found) in municipalities.iter().enumerate() {
            by_code.entry(found.content.code.to_string()).or_default().push(place);
        }
        let municipalities = municipalities.into_iter().map(Arc::new).collect();
        Self { regions: regions.into_iter().map(Arc::new).collect(), municipalities, by_code }
    }
}

/// The place of an address, as units are found by it: its municipality, else its region.
pub fn home(address: &ImageAddress) -> Option<String> {
    match (address.municipality(), address.region()) {
        (Some(code), _) => Some(in_municipality(code)),
        (None, Some(code)) => Some(in_region(code)),
        (None, None) => None,
    }
}

pub fn in_municipality(code: &str) -> String {
    format!("m{code}")
}

pub fn in_region(code: &str) -> String {
    format!("r{code}")
}

/// The place that an owner stands for, where it stands for one: that of its postal address.
pub fn stands_for(unit: &ImageUnit) -> Option<(PlaceKind, &str)> {
    let address = unit.postal_address().filter(|_| unit.kind() == UnitKind::InstitutionOwner)?;
    match unit.type_code()? {
        owner_type::MUNICIPALITY => Some((PlaceKind::Municipality, address.municipality()?)),
        owner_type::REGION => Some((PlaceKind::Region, address.region()?)),
        _ => None,
    }
}

pub fn place_key(kind: PlaceKind, code: &str) -> String {
    match kind {
        PlaceKind::Municipality => in_municipality(code),
        PlaceKind::Region => in_region(code),
    }
}

fn stands<T>(found: &Version<T>, day: NaiveDate) -> bool {
    found.stands_from <= day && day <= found.stands_to
}

impl Image {
    /// Every region on a day, in the order of the codes.
    pub fn regions(&self, day: NaiveDate) -> impl Iterator<Item = &Arc<Version<Region>>> {
        self.places.regions.iter().filter(move |region| stands(region, day))
    }

    /// Every municipality on a day, in name order.
    pub fn municipalities(&self, day: NaiveDate) -> impl Iterator<Item = &Arc<Version<Municipality>>> {
        self.places.municipalities.iter().filter(move |municipality| stands(municipality, day))
    }

    /// The region of a code on a day.
    #[must_use]
    pub fn region(&self, code: &str, day: NaiveDate) -> Option<&Arc<Version<Region>>> {
        self.regions(day).find(|region| region.content.code.as_ref() == code)
    }

    /// The municipality of a code on a day.
    #[must_use]
    pub fn municipality(&self, code: &str, day: NaiveDate) -> Option<&Arc<Version<Municipality>>> {
        let versions = self.places.by_code.get(code)?.iter();
        let mut versions = versions.filter_map(|place| self.places.municipalities.get(*place));
        versions.find(|municipality| stands(municipality, day))
    }

    /// The owner that stands for a place on a day: one of the fitting type whose postal address lies there.
    /// Where several fit, the one with the lowest SOR code that is in force.
    #[must_use]
    pub fn owner_of_place(&self, kind: PlaceKind, code: &str, day: NaiveDate) -> Option<&ImageUnit> {
        let candidates = self.lists.place_owners.get(place_key(kind, code).as_str())?;
        let standing = candidates.iter().filter_map(|slot| self.standing(*slot, day));
        let fitting = standing.filter(|unit| stands_for(unit) == Some((kind, code)));
        fitting.min_by_key(|unit| (!unit.state(day).is_in_force(), unit.sor_code))
    }
}

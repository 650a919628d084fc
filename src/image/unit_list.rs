//! Lists of units: from where, which of them, in what order, which page.

use std::cmp::Ordering;

use chrono::NaiveDate;

use super::listed::{ByName, Listed, Seen};
use super::search::found_as;
use super::unit_fits::Fits;
use super::{Image, ImageUnit, ListOn};
use crate::model::SorCode;
use crate::storage::{
    PageDirection, PageRequest, PlaceKind, SortKey, UnitFilter, UnitList, UnitOrder, UnitScope,
};

/// A page of a list, in the list's own order.
#[derive(Debug)]
pub struct UnitsFound<'a> {
    /// Its units.
    pub units: Vec<&'a ImageUnit>,
    /// Whether there are more in the direction of reading.
    pub more: bool,
    /// How many units were looked at.
    pub looked: usize,
}

/// The length of a list.
#[derive(Debug, Clone, Copy)]
pub struct UnitsCounted {
    /// How many units it holds.
    pub count: i64,
    /// How many were looked at.
    pub looked: usize,
}

/// Versions that may stand on a list, those of other days left out.
struct Candidates<'a> {
    found: Box<dyn Iterator<Item = Seen<'a>> + 'a>,
    /// They come by name, in the direction of reading.
    by_name: bool,
    /// Their names begin as the filter has it.
    begin_so: bool,
}

impl Image {
    /// A page of a list.
    #[must_use]
    pub fn unit_page<'a>(
        &'a self,
        day: NaiveDate,
        list: &'a UnitList,
        on: ListOn<'_>,
        page: &'a PageRequest,
    ) -> UnitsFound<'a> {
        let upwards = list.ascending == (page.direction == PageDirection::Forward);
        let fits = Fits::new(self, day, &list.filter);
        let start = page.start.as_ref().map(|start| Place::of_key(list.order, start));
        let most = page.size as usize + 1;
        let words = list.filter.words.as_deref().unwrap_or_default();
        let order =
            |(a, _): &(Place<'_>, _), (b, _): &(Place<'_>, _)| if upwards { a.cmp(b) } else { b.cmp(a) };
        let beyond = |place: &Place<'_>| match &start {
            Some(start) => place.cmp(start) == if upwards { Ordering::Greater } else { Ordering::Less },
            None => true,
        };
        if list.order == UnitOrder::Relevance {
            // Downwards the best come last: all are looked for.
            let enough = if upwards { most } else { usize::MAX };
            let place = |unit, rank| Place { rank, ..Place::of_unit(list.order, unit) };
            let found = self.searched(day, words, &fits, enough, |unit, rank| beyond(&place(unit, rank)));
            let placed = found.into_iter().map(|(unit, rank)| (place(unit, rank), unit)).collect();
            return cut(first(placed, most, order), page, fits.looked());
        }
        let candidates = self.candidates(day, list, on, &fits, upwards, start.as_ref());
        let fits = if candidates.begin_so { fits.beginning_so() } else { fits };
        let fitting = candidates.found.filter(|seen| fits.fits(*seen)).map(|seen| seen.unit);
        let place = |unit| Place::of_unit(list.order, unit);
        if list.order == UnitOrder::Name && candidates.by_name {
            let mut units = Vec::with_capacity(most);
            units.extend(fitting.filter(|unit| start.is_none() || beyond(&place(unit))).take(most));
            return cut(units, page, fits.looked());
        }
        let mut placed: Vec<_> = fitting.map(|unit| (place(unit), unit)).collect();
        if start.is_some() {
            placed.retain(|(place, _)| beyond(place));
        }
        cut(first(placed, most, order), page, fits.looked())
    }

    /// How many units a list holds.
    #[must_use]
    pub fn unit_count(&self, day: NaiveDate, list: &UnitList, on: ListOn<'_>) -> UnitsCounted {
        let counted =
            |count: usize, looked| UnitsCounted { count: i64::try_from(count).unwrap_or(i64::MAX), looked };
        let fits = Fits::new(self, day, &list.filter);
        if let (UnitOrder::Relevance, Some(words)) = (list.order, &list.filter.words) {
            let found = self.searched(day, words, &fits, usize::MAX, |_, _| true);
            return counted(found.len(), fits.looked());
        }
        let candidates = self.candidates(day, list, on, &fits, true, None);
        let (fits, all) = if candidates.begin_so {
            (fits.beginning_so(), candidates.found)
        } else {
            (fits, candidates.found)
        };
        let count = all.filter(|seen| fits.fits(*seen)).count();
        counted(count, fits.looked())
    }

    /// The place of a unit in a list, for cursors.
    #[must_use]
    pub fn unit_place(list: &UnitList, unit: &ImageUnit) -> SortKey {
        let rank = match (list.order, list.filter.words.as_deref()) {
            (UnitOrder::Relevance, Some(words)) => found_as(unit.search_key(), words),
            _ => 0,
        };
        Place { rank, ..Place::of_unit(list.order, unit) }.key(list.order)
    }

    fn candidates<'a>(
        &'a self,
        day: NaiveDate,
        list: &'a UnitList,
        on: ListOn<'_>,
        fits: &Fits<'a>,
        upwards: bool,
        start: Option<&Place<'_>>,
    ) -> Candidates<'a> {
        match (on, list.scope) {
            (ListOn::Register, _) => self.of_register(day, list, fits, upwards, start),
            (ListOn::Unit(root), UnitScope::Descendants { depth }) => {
                let mut found = Vec::new();
                self.below(root, day, depth, &mut |unit| found.push(unit));
                walked(found)
            }
            (ListOn::Unit(parent), _) => {
                let children =
                    self.units.get(parent).map(|entry| &*entry.children).unwrap_or_default().iter();
                if upwards { standing(children, day, true) } else { standing(children.rev(), day, true) }
            }
            (ListOn::Place(code), UnitScope::WithinRegion) => {
                walked(self.located(PlaceKind::Region, code, day))
            }
            (ListOn::Place(code), _) => walked(self.located(PlaceKind::Municipality, code, day)),
            (ListOn::Number(number), _) => walked(self.using(number, day)),
        }
    }

    /// Of the whole register, by what leaves the fewest.
    fn of_register<'a>(
        &'a self,
        day: NaiveDate,
        list: &'a UnitList,
        fits: &Fits<'a>,
        upwards: bool,
        start: Option<&Place<'_>>,
    ) -> Candidates<'a> {
        let UnitFilter { name_prefix, words, subtree, municipality, .. } = &list.filter;
        let levels: Vec<_> = fits.levels().collect();
        if let Some(prefix) = name_prefix {
            let found = Box::new(self.starting_with(prefix, day, fits));
            return Candidates { found, by_name: false, begin_so: true };
        }
        if let Some(root) = subtree {
            let mut found = Vec::new();
            if let Some(slot) = self.slot(*root) {
                found.extend(self.standing(slot, day).map(Seen::from));
                self.below(slot, day, crate::storage::DEEPEST, &mut |unit| found.push(unit));
            }
            return walked(found);
        }
        if let Some(code) = municipality {
            return walked(self.located(PlaceKind::Municipality, code, day));
        }
        match (levels.as_slice(), words, list.order) {
            ([level], None, UnitOrder::Name) => {
                let (name, code) = start.map(|start| (start.name.to_owned(), start.code)).unwrap_or_default();
                let started = start.is_some();
                let compare = move |listed: &ByName| {
                    (listed.unit.sort_key(), listed.unit.sor_code.number()).cmp(&(name.as_str(), code))
                };
                let names = &self.names[*level];
                match (upwards, started) {
                    (true, false) => standing(all_of(names.iter()), day, true),
                    (true, true) => {
                        // What is equal has been read.
                        let behind = move |listed: &ByName| compare(listed).then(Ordering::Less);
                        standing(all_of(names.from(behind)), day, true)
                    }
                    (false, false) => standing(all_of(names.iter().rev()), day, true),
                    (false, true) => standing(all_of(names.before(compare)), day, true),
                }
            }
            _ => {
                let all = levels.into_iter().flat_map(|level| self.names[level].iter());
                standing(all_of(all), day, false)
            }
        }
    }
}

/// The first ones of a list, in order.
fn first<P, T>(mut all: Vec<(P, T)>, most: usize, order: impl Fn(&(P, T), &(P, T)) -> Ordering) -> Vec<T> {
    if all.len() > most {
        all.select_nth_unstable_by(most - 1, &order);
        all.truncate(most);
    }
    all.sort_unstable_by(order);
    all.into_iter().map(|(_, found)| found).collect()
}

/// The page of what was found, which is one more than fits where there are more.
fn cut<'a>(mut units: Vec<&'a ImageUnit>, page: &PageRequest, looked: usize) -> UnitsFound<'a> {
    let more = units.len() > page.size as usize;
    units.truncate(page.size as usize);
    if page.direction == PageDirection::Backward {
        units.reverse();
    }
    UnitsFound { units, more, looked }
}

/// The versions of a table.
fn all_of<'a>(entries: impl Iterator<Item = &'a (ByName, ())>) -> impl Iterator<Item = &'a Listed> {
    entries.map(|(listed, ())| &listed.0)
}

/// Those of some that stand on a day.
fn standing<'a>(
    found: impl Iterator<Item = &'a Listed> + 'a,
    day: NaiveDate,
    by_name: bool,
) -> Candidates<'a> {
    let found = found.filter(move |listed| listed.facts.stands(day)).map(Seen::from);
    Candidates { found: Box::new(found), by_name, begin_so: false }
}

fn walked(found: Vec<Seen<'_>>) -> Candidates<'_> {
    Candidates { found: Box::new(found.into_iter()), by_name: false, begin_so: false }
}

/// Where a unit stands in a list; the code breaks ties.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Place<'a> {
    rank: i32,
    first_from: Option<NaiveDate>,
    name: &'a str,
    code: i64,
}

impl<'a> Place<'a> {
    /// Where it stands, its rank apart.
    fn of_unit(order: UnitOrder, unit: &'a ImageUnit) -> Self {
        let name = match order {
            UnitOrder::Name | UnitOrder::Relevance => unit.sort_key(),
            UnitOrder::FirstFromDate | UnitOrder::SorCode => "",
        };
        let first_from = (order == UnitOrder::FirstFromDate).then_some(unit.facts.first_from);
        Self { rank: 0, first_from, name, code: unit.sor_code.number() }
    }

    fn of_key(order: UnitOrder, key: &'a SortKey) -> Self {
        let code = key.id.parse().unwrap_or_default();
        let first_from = (order == UnitOrder::FirstFromDate).then(|| key.value.parse().unwrap_or_default());
        let name = match order {
            UnitOrder::Name | UnitOrder::Relevance => key.value.as_str(),
            UnitOrder::FirstFromDate | UnitOrder::SorCode => "",
        };
        Self { rank: key.rank, first_from, name, code }
    }

    fn key(&self, order: UnitOrder) -> SortKey {
        let value = match order {
            UnitOrder::FirstFromDate => self.first_from.map(|day| day.to_string()).unwrap_or_default(),
            _ => self.name.to_owned(),
        };
        SortKey { rank: self.rank, value, id: SorCode::from_stored(self.code).to_string() }
    }
}

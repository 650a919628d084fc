//! Lists of units: from where, which of them, in what order, which page.

use std::cmp::Ordering;
use std::ops::Deref;
use std::rc::Rc;

use chrono::NaiveDate;

use super::listed::{ByName, ByType, Listed, Seen};
use super::search::{Search, found_as};
use super::stretch::Stretch;
use super::table::Table;
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

/// Versions that may stand on a list, those of other days left out, in runs.
struct Candidates<'a> {
    runs: Vec<Run<'a>>,
    /// Each of the runs comes by name, in the direction of reading.
    by_name: bool,
}

type Run<'a> = Box<dyn Iterator<Item = Seen<'a>> + 'a>;

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
        if list.order == UnitOrder::Relevance {
            let start = start.as_ref().filter(|_| upwards).map(|start| (start.rank, start.name, start.code));
            // Downwards the best come last: all are looked for.
            let enough = if upwards { most } else { usize::MAX };
            let found = self.searched(&Search { day, words, fits: &fits, most: enough, start });
            let place = |rank, unit| Place { rank, ..Place::of_unit(list.order, unit) };
            let placed = found.into_iter().map(|(unit, rank)| (place(rank, unit), unit)).collect();
            return cut(first(placed, most, order), page, fits.looked());
        }
        let beyond = |place: &Place<'_>| match &start {
            Some(start) => place.cmp(start) == if upwards { Ordering::Greater } else { Ordering::Less },
            None => true,
        };
        let Candidates { runs, by_name } = self.candidates(day, list, on, &fits, upwards, start.as_ref());
        let place = |unit| Place::of_unit(list.order, unit);
        let enough = if by_name && list.order == UnitOrder::Name { most } else { usize::MAX };
        let mut units = Vec::with_capacity(most);
        let several = runs.len() > 1 || enough > most;
        for run in runs {
            let fitting = run.filter(|seen| fits.fits(*seen)).map(|seen| seen.unit);
            units.extend(fitting.filter(|unit| start.is_none() || beyond(&place(unit))).take(enough));
        }
        if several {
            units = first(units.into_iter().map(|unit| (place(unit), unit)).collect(), most, order);
        }
        cut(units, page, fits.looked())
    }

    /// How many units a list holds.
    #[must_use]
    pub fn unit_count(&self, day: NaiveDate, list: &UnitList, on: ListOn<'_>) -> UnitsCounted {
        let counted =
            |count: usize, looked| UnitsCounted { count: i64::try_from(count).unwrap_or(i64::MAX), looked };
        let fits = Fits::new(self, day, &list.filter);
        if let (UnitOrder::Relevance, Some(words)) = (list.order, &list.filter.words) {
            let search = Search { day, words, fits: &fits, most: usize::MAX, start: None };
            let found = self.searched(&search);
            return counted(found.len(), fits.looked());
        }
        let candidates = self.candidates(day, list, on, &fits, true, None);
        let count = candidates.runs.into_iter().flatten().filter(|seen| fits.fits(*seen)).count();
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
        start: Option<&Place<'a>>,
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
                let run = if upwards { standing(children, day) } else { standing(children.rev(), day) };
                Candidates { runs: vec![run], by_name: true }
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
        start: Option<&Place<'a>>,
    ) -> Candidates<'a> {
        let UnitFilter { name_prefix, subtree, municipality, .. } = &list.filter;
        if let (None, Some(root)) = (name_prefix, subtree) {
            let mut found = Vec::new();
            if let Some(slot) = self.slot(*root) {
                found.extend(self.standing(slot, day).map(Seen::from));
                self.below(slot, day, crate::storage::DEEPEST, &mut |unit| found.push(unit));
            }
            return walked(found);
        }
        if let (None, Some(code)) = (name_prefix, municipality) {
            return walked(self.located(PlaceKind::Municipality, code, day));
        }
        let start = start.filter(|_| list.order == UnitOrder::Name).map(|start| (start.name, start.code));
        Candidates { runs: self.runs(fits, day, name_prefix.as_deref(), upwards, start), by_name: true }
    }

    /// Versions of the whole register by name, in a run for each level and type that fits: those that may begin with a
    /// text, from behind a name and a code on.
    pub(super) fn runs<'a>(
        &'a self,
        fits: &Fits<'_>,
        day: NaiveDate,
        beginning: Option<&str>,
        upwards: bool,
        start: Option<(&'a str, i64)>,
    ) -> Vec<Run<'a>> {
        let stretches = beginning.map_or_else(|| vec![Stretch::all()], |text| Stretch::of(text, self.braces));
        let stretches: Rc<[Stretch]> = stretches.into();
        let place = move |listed: &Listed, stretch: &Stretch| {
            let unit = &listed.unit;
            let place = stretch.place(unit.sort_key());
            let Some((name, code)) = start.filter(|_| place == Ordering::Equal) else { return place };
            // What is equal has been read.
            match ((unit.sort_key(), unit.sor_code.number()).cmp(&(name, code)), upwards) {
                (Ordering::Greater, true) | (Ordering::Less, false) => Ordering::Equal,
                (_, true) => Ordering::Less,
                (_, false) => Ordering::Greater,
            }
        };
        let mut runs: Vec<Run<'a>> = Vec::new();
        for level in fits.levels() {
            let Some(types) = fits.types() else {
                let place = move |listed: &ByName, stretch: &Stretch| place(listed, stretch);
                runs.push(run(&self.lists.names[level], &stretches, place, day, upwards));
                continue;
            };
            for number in types.iter().copied() {
                let place = move |listed: &ByType, stretch: &Stretch| {
                    listed.facts.type_number.cmp(&Some(number)).then_with(|| place(listed, stretch))
                };
                runs.push(run(&self.lists.typed[level], &stretches, place, day, upwards));
            }
        }
        runs
    }
}

/// What stands in stretches that follow one another. Each is looked for when the ones before are read: a page that is
/// full needs no more. So upwards the end of one is met, not looked for.
fn run<'a, K: Deref<Target = Listed> + Clone + Ord>(
    table: &'a Table<K, ()>,
    stretches: &Rc<[Stretch]>,
    place: impl Fn(&K, &Stretch) -> Ordering + Copy + 'a,
    day: NaiveDate,
    upwards: bool,
) -> Run<'a> {
    let stretches = Rc::clone(stretches);
    let numbers = 0..stretches.len();
    if upwards {
        let found = numbers.flat_map(move |number| {
            let stretches = Rc::clone(&stretches);
            let at = move |key: &K| place(key, &stretches[number]);
            table.from(at.clone()).take_while(move |(key, ())| at(key) == Ordering::Equal)
        });
        return standing(found.map(|(listed, ())| &**listed), day);
    }
    let found = numbers.rev().flat_map(move |number| table.equal(|key| place(key, &stretches[number])).rev());
    standing(found.map(|(listed, ())| &**listed), day)
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

/// Those of some that stand on a day.
fn standing<'a>(found: impl Iterator<Item = &'a Listed> + 'a, day: NaiveDate) -> Run<'a> {
    Box::new(found.filter(move |listed| listed.facts.stands(day)).map(Seen::from))
}

fn walked(found: Vec<Seen<'_>>) -> Candidates<'_> {
    Candidates { runs: vec![Box::new(found.into_iter())], by_name: false }
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

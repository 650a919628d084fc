//! Lists of units: from where, which of them, in what order, which page.

use std::cmp::Ordering;
use std::sync::Arc;

use chrono::NaiveDate;

use super::search::{begins_with, rank};
use super::unit_fits::Fits;
use super::{Image, ImageUnit, Listed, NameKey};
use crate::model::{Gln, SorCode};
use crate::storage::{
    PageDirection, PageRequest, PlaceKind, SortKey, UnitFilter, UnitList, UnitOrder, UnitScope,
};

/// A page of a list, in the list's own order.
#[derive(Debug)]
pub struct UnitsFound<'a> {
    /// Its units.
    pub units: Vec<&'a Arc<ImageUnit>>,
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
    found: Box<dyn Iterator<Item = Found<'a>> + 'a>,
    /// They come by name, in the direction of reading.
    by_name: bool,
    /// Their names begin as the filter has it.
    begin_so: bool,
}

/// One that stands in a list of the image, or was found by a walk.
enum Found<'a> {
    Held(&'a Listed),
    Walked(Listed),
}

impl Found<'_> {
    fn listed(&self) -> &Listed {
        match self {
            Self::Held(listed) => listed,
            Self::Walked(listed) => listed,
        }
    }
}

impl Image {
    /// A page of the list that `key` names.
    #[must_use]
    pub fn unit_page<'a>(
        &'a self,
        day: NaiveDate,
        list: &'a UnitList,
        key: &str,
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
            let place = |unit| Place::of_unit(list.order, unit, words);
            let found = self.searched(day, words, &fits, enough, |unit| beyond(&place(unit)));
            let placed = found.into_iter().map(|unit| (place(unit), unit)).collect();
            return cut(first(placed, most, order), page, fits.looked());
        }
        let candidates = self.candidates(day, list, key, &fits, upwards, start.as_ref());
        let fits = if candidates.begin_so { fits.beginning_so() } else { fits };
        let fitting = candidates.found.filter(|found| fits.fits(found.listed()));
        let placed = fitting.filter_map(|found| {
            let unit = match found {
                Found::Held(listed) => &listed.unit,
                Found::Walked(listed) => self.standing(listed.unit.slot, day)?,
            };
            let place = Place::of_unit(list.order, unit, words);
            beyond(&place).then_some((place, unit))
        });
        let found = match list.order {
            UnitOrder::Name if candidates.by_name => placed.take(most).collect(),
            UnitOrder::Name if candidates.begin_so => {
                // They come by their names for searching, which is nearly the order: what is in order stays.
                let mut all: Vec<_> = placed.collect();
                all.sort_by(order);
                all.truncate(most);
                all
            }
            _ => first(placed.collect(), most, order),
        };
        cut(found, page, fits.looked())
    }

    /// How many units the list that `key` names holds.
    #[must_use]
    pub fn unit_count(&self, day: NaiveDate, list: &UnitList, key: &str) -> UnitsCounted {
        let counted =
            |count: usize, looked| UnitsCounted { count: i64::try_from(count).unwrap_or(i64::MAX), looked };
        let fits = Fits::new(self, day, &list.filter);
        if let (UnitOrder::Relevance, Some(words)) = (list.order, &list.filter.words) {
            let found = self.searched(day, words, &fits, usize::MAX, |_| true);
            return counted(found.len(), fits.looked());
        }
        let candidates = self.candidates(day, list, key, &fits, true, None);
        let (fits, all) = if candidates.begin_so {
            (fits.beginning_so(), candidates.found)
        } else {
            (fits, candidates.found)
        };
        let count = all.filter(|found| fits.fits(found.listed())).count();
        counted(count, fits.looked())
    }

    /// The place of a unit in a list, for cursors.
    #[must_use]
    pub fn unit_place(list: &UnitList, unit: &ImageUnit) -> SortKey {
        Place::of_unit(list.order, unit, list.filter.words.as_deref().unwrap_or_default()).key(list.order)
    }

    fn candidates<'a>(
        &'a self,
        day: NaiveDate,
        list: &'a UnitList,
        key: &str,
        fits: &Fits<'_>,
        upwards: bool,
        start: Option<&Place<'_>>,
    ) -> Candidates<'a> {
        match list.scope {
            UnitScope::Register => self.of_register(day, list, fits, upwards, start),
            UnitScope::Children => {
                let below = key.parse().ok().and_then(|code| self.codes.get(&code));
                let entry = below.and_then(|slot| self.units.get(*slot));
                let children = entry.map(|entry| &*entry.children).unwrap_or_default().iter();
                let found: Box<dyn Iterator<Item = &Listed>> =
                    if upwards { Box::new(children) } else { Box::new(children.rev()) };
                let found = found.filter(move |child| child.stands(day)).map(Found::Held);
                Candidates { found: Box::new(found), by_name: true, begin_so: false }
            }
            UnitScope::Descendants { depth } => {
                let mut found = Vec::new();
                let root = key.parse().ok().and_then(|code: i64| self.codes.get(&code));
                if let Some(root) = root {
                    self.below(*root, day, depth, &mut |unit| found.push(Found::Held(unit)));
                }
                walked(found)
            }
            UnitScope::WithinMunicipality => walked(held(self.located(PlaceKind::Municipality, key, day))),
            UnitScope::WithinRegion => walked(held(self.located(PlaceKind::Region, key, day))),
            UnitScope::UsingNumber => {
                let gln = key.parse().ok().map(Gln::from_stored);
                walked(held(gln.map(|gln| self.using(gln, day)).unwrap_or_default()))
            }
        }
    }

    /// Of the whole register, by what leaves the fewest.
    fn of_register<'a>(
        &'a self,
        day: NaiveDate,
        list: &'a UnitList,
        fits: &Fits<'_>,
        upwards: bool,
        start: Option<&Place<'_>>,
    ) -> Candidates<'a> {
        let UnitFilter { name_prefix, words, subtree, municipality, .. } = &list.filter;
        let levels: Vec<_> = fits.levels().collect();
        if let Some(prefix) = name_prefix {
            let names = levels.into_iter().flat_map(|level| self.starts[level].equal(begins_with(prefix)));
            return Candidates { begin_so: true, ..entries(names, day, false) };
        }
        if let Some(root) = subtree {
            let mut found = Vec::new();
            if let Some(slot) = self.slot(*root) {
                found.extend(self.standing(slot, day).map(|unit| Found::Walked(Listed::of(unit))));
                self.below(slot, day, crate::storage::DEEPEST, &mut |unit| found.push(Found::Held(unit)));
            }
            return walked(found);
        }
        if let Some(code) = municipality {
            return walked(held(self.located(PlaceKind::Municipality, code, day)));
        }
        match (levels.as_slice(), words, list.order) {
            ([level], None, UnitOrder::Name) => {
                let (name, code) = start.map(|start| (start.name.to_owned(), start.code)).unwrap_or_default();
                let started = start.is_some();
                let compare = move |key: &NameKey| (key.0.as_ref(), key.1).cmp(&(name.as_str(), code));
                let names = &self.names[*level];
                match (upwards, started) {
                    (true, false) => entries(names.iter(), day, true),
                    (true, true) => {
                        // What is equal has been read.
                        let behind = move |key: &NameKey| compare(key).then(Ordering::Less);
                        entries(names.from(behind), day, true)
                    }
                    (false, false) => entries(names.iter().rev(), day, true),
                    (false, true) => entries(names.before(compare), day, true),
                }
            }
            _ => entries(levels.into_iter().flat_map(|level| self.starts[level].iter()), day, false),
        }
    }
}

/// The first ones of a list, in order.
fn first<T>(mut all: Vec<T>, most: usize, order: impl Fn(&T, &T) -> Ordering) -> Vec<T> {
    if all.len() > most {
        all.select_nth_unstable_by(most - 1, &order);
        all.truncate(most);
    }
    all.sort_unstable_by(order);
    all
}

/// The page of what was found, which is one more than fits where there are more.
fn cut<'a>(
    mut found: Vec<(Place<'a>, &'a Arc<ImageUnit>)>,
    page: &PageRequest,
    looked: usize,
) -> UnitsFound<'a> {
    let more = found.len() > page.size as usize;
    found.truncate(page.size as usize);
    if page.direction == PageDirection::Backward {
        found.reverse();
    }
    UnitsFound { units: found.into_iter().map(|(_, unit)| unit).collect(), more, looked }
}

fn entries<'a>(
    found: impl Iterator<Item = &'a (NameKey, Listed)> + 'a,
    day: NaiveDate,
    by_name: bool,
) -> Candidates<'a> {
    let found = found.map(|(_, listed)| listed).filter(move |listed| listed.stands(day)).map(Found::Held);
    Candidates { found: Box::new(found), by_name, begin_so: false }
}

fn held<'a>(found: Vec<Listed>) -> Vec<Found<'a>> {
    found.into_iter().map(Found::Walked).collect()
}

fn walked(found: Vec<Found<'_>>) -> Candidates<'_> {
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
    fn of_unit(order: UnitOrder, unit: &'a ImageUnit, words: &str) -> Self {
        let code = unit.version.content.sor_code.number();
        let name = match order {
            UnitOrder::Name | UnitOrder::Relevance => unit.sort_key.as_ref(),
            UnitOrder::FirstFromDate | UnitOrder::SorCode => "",
        };
        let first_from = (order == UnitOrder::FirstFromDate).then_some(unit.version.life.first_from);
        let rank = if order == UnitOrder::Relevance { rank(&unit.search_key, words) } else { 0 };
        Self { rank, first_from, name, code }
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

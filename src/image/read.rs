//! Reading an image on a day, as storage would answer at its revision.

use std::collections::HashMap;
use std::sync::Arc;

use chrono::NaiveDate;
use uuid::Uuid;

use super::{Image, ImageUnit};
use crate::model::{
    Address, CodeLists, Direction, Gln, LocationNumber, MessageType, Municipality, NumberMessageType, Region,
    SorCode, State, UnitKind, Version, owner_type, sort_key,
};
use crate::storage::{
    MessageTypeScope, Page, PageDirection, PageRequest, PlaceKind, SortKey, UnitFilter, UnitList, UnitOrder,
    UnitScope, UnitVersion,
};

impl Image {
    fn unit(&self, code: SorCode, day: NaiveDate) -> Option<&ImageUnit> {
        let timeline = self.units.get(code.number())?;
        timeline.iter().find(|unit| unit.version.stands_from <= day && day <= unit.version.stands_to)
    }

    fn number(&self, gln: i64, day: NaiveDate) -> Option<&Arc<Version<LocationNumber>>> {
        let timeline = self.numbers.get(gln)?;
        timeline.iter().find(|number| number.stands_from <= day && day <= number.stands_to)
    }

    /// The unit as it stands on a day.
    #[must_use]
    pub fn unit_version(&self, code: SorCode, day: NaiveDate) -> Option<Arc<UnitVersion>> {
        self.unit(code, day).map(|unit| Arc::clone(&unit.version))
    }

    /// The location number as it stands on a day.
    #[must_use]
    pub fn location_number(&self, gln: Gln, day: NaiveDate) -> Option<Arc<Version<LocationNumber>>> {
        self.number(gln.number(), day).cloned()
    }

    /// The number that a record holds on a day. It may have several over time: the one in force goes first,
    /// then one to come, then the latest.
    #[must_use]
    pub fn number_held_by(&self, holder: SorCode, day: NaiveDate) -> Option<Arc<Version<LocationNumber>>> {
        let glns = self.held.get(holder.number())?;
        let held = glns.iter().filter_map(|gln| self.number(*gln, day));
        let held = held.filter(|number| number.content.holder == Some(holder));
        let rank = |number: &Version<LocationNumber>| match number.state(day) {
            State::Closed => 0,
            State::Future => 1,
            State::Closing | State::Active => 2,
        };
        held.max_by_key(|number| (rank(number), number.life.first_from, number.content.gln)).cloned()
    }

    /// An address.
    #[must_use]
    pub fn address(&self, id: Uuid) -> Option<Arc<Address>> {
        self.addresses.get(id).cloned()
    }

    /// Every entry of every code list.
    #[must_use]
    pub fn code_lists(&self) -> Arc<CodeLists> {
        Arc::clone(&self.code_lists)
    }

    /// Every listed message type, in the order of format, type and version.
    #[must_use]
    pub fn listed_message_types(&self) -> Arc<[MessageType]> {
        Arc::clone(&self.message_types)
    }

    /// Every region on a day, in the order of the codes.
    #[must_use]
    pub fn regions(&self, day: NaiveDate) -> Vec<Version<Region>> {
        on_day(&self.regions, day).cloned().collect()
    }

    /// Every municipality on a day, in name order.
    #[must_use]
    pub fn municipalities(&self, day: NaiveDate) -> Vec<Version<Municipality>> {
        let mut found: Vec<_> = on_day(&self.municipalities, day).cloned().collect();
        found.sort_by_cached_key(|found| (sort_key(&found.content.name), found.content.code.to_string()));
        found
    }

    /// The owner that stands for each of these places on a day: one of the fitting type whose postal address
    /// lies there. Where several fit, the one with the lowest SOR code that is in force.
    #[must_use]
    pub fn owners_of_places(
        &self,
        day: NaiveDate,
        kind: PlaceKind,
        codes: &[String],
    ) -> HashMap<String, Arc<UnitVersion>> {
        let wanted = match kind {
            PlaceKind::Municipality => owner_type::MUNICIPALITY,
            PlaceKind::Region => owner_type::REGION,
        };
        let mut found: HashMap<String, Arc<UnitVersion>> = HashMap::new();
        for code in self.public_owners.iter() {
            let Some(unit) = self.unit(*code, day).map(|unit| &unit.version) else { continue };
            let owner = &unit.content;
            if owner.kind != UnitKind::InstitutionOwner || owner.type_code.as_deref() != Some(wanted) {
                continue;
            }
            let address = owner.postal_address.and_then(|id| self.addresses.get(id));
            let place = address.and_then(|address| match kind {
                PlaceKind::Municipality => address.municipality.as_ref(),
                PlaceKind::Region => address.region.as_ref(),
            });
            let Some(place) = place.filter(|place| codes.contains(place)) else { continue };
            // They come in the order of their codes.
            let better = found
                .get(place)
                .is_none_or(|other| unit.state(day).is_in_force() && !other.state(day).is_in_force());
            if better {
                found.insert(place.clone(), Arc::clone(unit));
            }
        }
        found
    }

    /// A page of each of the lists that `keys` name; `None` for lists that only the database has.
    #[must_use]
    pub fn unit_pages(
        &self,
        day: NaiveDate,
        list: &UnitList,
        keys: &[String],
        page: &PageRequest,
    ) -> Option<HashMap<String, Page<Arc<UnitVersion>>>> {
        if !has(list) {
            return None;
        }
        let upwards = list.ascending == (page.direction == PageDirection::Forward);
        let start = page.start.as_ref().map(|start| Place::of_key(list.order, start));
        let mut pages = HashMap::new();
        for key in keys {
            let mut found: Vec<_> = self
                .children(day, list, key)
                .map(|unit| (Place::of_unit(list.order, unit), unit))
                .filter(|(place, _)| match &start {
                    Some(start) if upwards => place > start,
                    Some(start) => place < start,
                    None => true,
                })
                .collect();
            found.sort_unstable_by(|(a, _), (b, _)| if upwards { a.cmp(b) } else { b.cmp(a) });
            let more = found.len() > page.size as usize;
            found.truncate(page.size as usize);
            if page.direction == PageDirection::Backward {
                found.reverse();
            }
            let items: Vec<_> = found
                .into_iter()
                .map(|(place, unit)| (place.key(list.order), Arc::clone(&unit.version)))
                .collect();
            if !items.is_empty() {
                pages.insert(key.clone(), Page { items, more });
            }
        }
        Some(pages)
    }

    /// How many units each of the lists holds; `None` for lists that only the database has.
    #[must_use]
    pub fn unit_counts(
        &self,
        day: NaiveDate,
        list: &UnitList,
        keys: &[String],
    ) -> Option<HashMap<String, i64>> {
        let count = |key: &String| {
            let length = self.children(day, list, key).count();
            (key.clone(), i64::try_from(length).unwrap_or(i64::MAX))
        };
        has(list).then(|| keys.iter().map(count).collect())
    }

    /// The units directly below the record of that code that fit the list's filter, in no order.
    fn children<'a>(
        &'a self,
        day: NaiveDate,
        list: &'a UnitList,
        parent: &str,
    ) -> impl Iterator<Item = &'a ImageUnit> {
        let parent = parent.parse::<i64>().ok();
        let below = parent.and_then(|parent| self.children.get(parent));
        let below = below.into_iter().flat_map(|codes| codes.iter());
        below
            .filter_map(move |code| self.unit(SorCode::from_stored(*code), day))
            .filter(move |unit| unit.version.content.parent.map(SorCode::number) == parent)
            .filter(move |unit| fits(unit, day, &list.filter))
    }

    /// A page of the message types of each of these numbers on a day.
    #[must_use]
    pub fn message_type_pages(
        &self,
        day: NaiveDate,
        scope: MessageTypeScope,
        glns: &[Gln],
        page: &PageRequest,
    ) -> HashMap<Gln, Page<Arc<NumberMessageType>>> {
        let upwards = page.direction == PageDirection::Forward;
        let key = |entry: &NumberMessageType| SortKey {
            rank: 0,
            value: entry.valid_from.to_string(),
            id: entry.message_type.to_string(),
        };
        let order = |key: &SortKey| (key.id.clone(), key.value.clone());
        let start = page.start.as_ref().map(order);
        let mut pages = HashMap::new();
        for gln in glns {
            let found = self.message_types(*gln, scope.direction, day).map(|entry| (key(entry), entry));
            let mut found: Vec<_> = found
                .filter(|(key, _)| match &start {
                    Some(start) if upwards => order(key) > *start,
                    Some(start) => order(key) < *start,
                    None => true,
                })
                .collect();
            let size = page.size as usize;
            let more = found.len() > size;
            if upwards {
                found.truncate(size);
            } else {
                found.drain(..found.len().saturating_sub(size));
            }
            let items: Vec<_> = found.into_iter().map(|(key, entry)| (key, Arc::clone(entry))).collect();
            if !items.is_empty() {
                pages.insert(*gln, Page { items, more });
            }
        }
        pages
    }

    /// How many message types each of these numbers has on a day.
    #[must_use]
    pub fn message_type_counts(
        &self,
        day: NaiveDate,
        scope: MessageTypeScope,
        glns: &[Gln],
    ) -> HashMap<Gln, i64> {
        let count = |gln: &Gln| {
            let length = self.message_types(*gln, scope.direction, day).count();
            (*gln, i64::try_from(length).unwrap_or(i64::MAX))
        };
        glns.iter().map(count).collect()
    }

    /// In the order of the types.
    fn message_types(
        &self,
        gln: Gln,
        direction: Direction,
        day: NaiveDate,
    ) -> impl Iterator<Item = &Arc<NumberMessageType>> {
        let all = self.messages.get(gln.number()).into_iter().flat_map(|entries| entries.iter());
        all.filter(move |entry| {
            entry.direction == direction
                && entry.valid_from <= day
                && entry.valid_to.is_none_or(|last| last >= day)
        })
    }
}

fn on_day<T>(versions: &[Version<T>], day: NaiveDate) -> impl Iterator<Item = &Version<T>> {
    versions.iter().filter(move |version| version.stands_from <= day && day <= version.stands_to)
}

/// Whether an image has such a list: what hangs directly below a record, by what its units say themselves.
fn has(list: &UnitList) -> bool {
    let UnitFilter { subtree, owner_types, municipality, region, message_type, .. } = &list.filter;
    list.scope == UnitScope::Children
        && list.order != UnitOrder::Relevance
        && subtree.is_none()
        && owner_types.is_none()
        && municipality.is_none()
        && region.is_none()
        && message_type.is_none()
}

fn fits(unit: &ImageUnit, day: NaiveDate, filter: &UnitFilter) -> bool {
    let content = &unit.version.content;
    let begins_a_word =
        |word: &str| unit.search_key.starts_with(word) || unit.search_key.contains(&format!(" {word}"));
    (filter.kinds.is_empty() || filter.kinds.contains(&content.kind))
        && filter
            .types
            .as_ref()
            .is_none_or(|types| content.type_code.as_ref().is_some_and(|code| types.contains(code)))
        && filter.states.as_ref().is_none_or(|states| states.contains(&unit.version.state(day)))
        && filter.name_prefix.as_ref().is_none_or(|prefix| unit.search_key.starts_with(prefix.as_str()))
        && filter
            .words
            .as_ref()
            .is_none_or(|words| words.split(' ').filter(|word| !word.is_empty()).all(begins_a_word))
}

/// Where a unit stands in a list; the code breaks ties.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Place<'a> {
    name: &'a str,
    first_from: Option<NaiveDate>,
    code: i64,
}

impl<'a> Place<'a> {
    fn of_unit(order: UnitOrder, unit: &'a ImageUnit) -> Self {
        let code = unit.version.content.sor_code.number();
        let (name, first_from) = match order {
            UnitOrder::Name | UnitOrder::Relevance => (unit.sort_key.as_ref(), None),
            UnitOrder::FirstFromDate => ("", Some(unit.version.life.first_from)),
            UnitOrder::SorCode => ("", None),
        };
        Self { name, first_from, code }
    }

    fn of_key(order: UnitOrder, key: &'a SortKey) -> Self {
        let code = key.id.parse().unwrap_or_default();
        let (name, first_from) = match order {
            UnitOrder::Name | UnitOrder::Relevance => (key.value.as_str(), None),
            UnitOrder::FirstFromDate => ("", Some(key.value.parse().unwrap_or_default())),
            UnitOrder::SorCode => ("", None),
        };
        Self { name, first_from, code }
    }

    fn key(&self, order: UnitOrder) -> SortKey {
        let value = match order {
            UnitOrder::FirstFromDate => self.first_from.map(|day| day.to_string()).unwrap_or_default(),
            _ => self.name.to_owned(),
        };
        SortKey { rank: 0, value, id: SorCode::from_stored(self.code).to_string() }
    }
}

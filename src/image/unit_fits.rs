//! Whether a unit fits the filter of a list.

use std::cell::Cell;

use chrono::NaiveDate;

use super::listed::{Seen, TypeNumber};
use super::{Image, ImageAddress, ImageUnit, Slot, level};
use crate::model::inheritance::{self, number_holder};
use crate::model::{State, UnitKind};
use crate::storage::{MessageTypeFilter, UnitFilter};

/// The filter of a list, made ready for an image and a day.
pub struct Fits<'a> {
    image: &'a Image,
    day: NaiveDate,
    filter: &'a UnitFilter,
    levels: [bool; 3],
    types: Option<Vec<TypeNumber>>,
    states: [bool; 4],
    /// How names begin.
    prefix: Option<&'a str>,
    /// Each word as the beginning of a later word.
    words: Vec<String>,
    subtree: Subtree,
    /// Whether it must be known what stands above a unit.
    looks_up: bool,
    /// How many units were looked at.
    looked: Cell<usize>,
}

impl<'a> Fits<'a> {
    pub fn new(image: &'a Image, day: NaiveDate, filter: &'a UnitFilter) -> Self {
        let mut levels = [filter.kinds.is_empty(); 3];
        filter.kinds.iter().for_each(|kind| levels[level(*kind)] = true);
        let mut states = [filter.states.is_none(); 4];
        filter.states.iter().flatten().for_each(|state| states[place_of(*state)] = true);
        // A type that no unit has has no number, and fits none.
        let number = |code: &String| image.type_numbers.get(code.as_str()).copied();
        let types = filter.types.as_ref().map(|types| {
            let mut numbers: Vec<_> = types.iter().filter_map(number).collect();
            numbers.sort_unstable();
            numbers.dedup();
            numbers
        });
        let words = filter.words.as_deref().unwrap_or_default().split(' ').filter(|word| !word.is_empty());
        Self {
            levels,
            types,
            states,
            prefix: filter.name_prefix.as_deref(),
            words: words.map(|word| format!(" {word}")).collect(),
            subtree: filter
                .subtree
                .map_or(Subtree::Any, |code| image.slot(code).map_or(Subtree::None, Subtree::Of)),
            looks_up: filter.subtree.is_some()
                || filter.owner_types.is_some()
                || filter.municipality.is_some()
                || filter.region.is_some()
                || filter.message_type.is_some(),
            looked: Cell::new(0),
            image,
            day,
            filter,
        }
    }

    /// Notes that a unit was looked at.
    pub fn look(&self) {
        self.looked.set(self.looked.get() + 1);
    }

    /// How many units were looked at so far.
    pub fn looked(&self) -> usize {
        self.looked.get()
    }

    /// The levels of the tree that fit.
    pub fn levels(&self) -> impl Iterator<Item = usize> {
        let levels = self.levels;
        (0..levels.len()).filter(move |level| levels[*level])
    }

    /// The types that fit, each once; `None` where all do.
    pub fn types(&self) -> Option<&[TypeNumber]> {
        self.types.as_deref()
    }

    /// Whether a version that stands on the day fits.
    pub fn fits(&self, seen: Seen<'a>) -> bool {
        self.fits_facts(seen)
            && (self.any_name() || self.fits_name(seen.unit.search_key()))
            && (!self.looks_up || self.fits_above(seen.unit))
    }

    /// Whether it fits all but the words.
    pub fn fits_but_words(&self, seen: Seen<'a>) -> bool {
        self.fits_facts(seen)
            && self.prefix.is_none_or(|prefix| seen.unit.search_key().starts_with(prefix))
            && (!self.looks_up || self.fits_above(seen.unit))
    }

    fn fits_facts(&self, seen: Seen<'_>) -> bool {
        self.look();
        let facts = &seen.facts;
        self.levels[level(facts.kind)]
            && self
                .types
                .as_ref()
                .is_none_or(|types| facts.type_number.is_some_and(|number| types.contains(&number)))
            && self.states[place_of(facts.state(self.day))]
    }

    fn any_name(&self) -> bool {
        self.prefix.is_none() && self.words.is_empty()
    }

    fn fits_name(&self, name: &str) -> bool {
        let begins_a_word = |word: &String| name.starts_with(&word[1..]) || name.contains(word.as_str());
        self.prefix.is_none_or(|prefix| name.starts_with(prefix)) && self.words.iter().all(begins_a_word)
    }

    fn fits_above(&self, unit: &'a ImageUnit) -> bool {
        let UnitFilter { owner_types, municipality, region, message_type, .. } = self.filter;
        let lineage = self.image.lineage(unit, self.day);
        let owned_by = |types: &Vec<String>| {
            lineage.iter().any(|unit| {
                unit.kind() == UnitKind::InstitutionOwner
                    && unit.type_code().is_some_and(|code| types.iter().any(|found| found == code))
            })
        };
        // The one in effect (R31).
        let address = || inheritance::visiting_address(&lineage).map(|found| found.value);
        self.subtree.holds(&lineage)
            && owner_types.as_ref().is_none_or(owned_by)
            && municipality
                .as_ref()
                .is_none_or(|code| address().is_some_and(|address| address.municipality() == Some(code)))
            && region.as_ref().is_none_or(|code| {
                address().and_then(|address| self.image.region_of(address, self.day)) == Some(code)
            })
            && message_type.as_ref().is_none_or(|wanted| self.carries(&lineage, wanted))
    }

    /// Whether the effective number of the unit at the bottom has the message type in force.
    fn carries(&self, lineage: &[&ImageUnit], wanted: &MessageTypeFilter) -> bool {
        let Some(found) = number_holder(lineage) else { return false };
        let Some(holder) = self.image.slot(found.from) else { return false };
        let numbers: Vec<_> = self.image.held(holder, self.day).collect();
        let in_force = numbers.iter().any(|number| number.state(self.day).is_in_force());
        let mut used = numbers.iter().filter(|number| !in_force || number.state(self.day).is_in_force());
        used.any(|number| {
            self.image.messages(number.slot, self.day).any(|message| {
                let key = &self.image.message_type(message).key;
                wanted.format.is_none_or(|format| format == key.format)
                    && wanted.kind == key.kind
                    && wanted.version.as_ref().is_none_or(|version| *version == key.version)
                    && wanted.direction.is_none_or(|direction| direction == message.direction)
            })
        })
    }
}

/// Below which record a unit must stand, or be it.
#[derive(Clone, Copy)]
enum Subtree {
    Any,
    Of(Slot),
    /// The register has no record of that code.
    None,
}

impl Subtree {
    fn holds(self, lineage: &[&ImageUnit]) -> bool {
        match self {
            Self::Any => true,
            Self::Of(root) => lineage.iter().any(|unit| unit.slot == root),
            Self::None => false,
        }
    }
}

fn place_of(state: State) -> usize {
    match state {
        State::Future => 0,
        State::Active => 1,
        State::Closing => 2,
        State::Closed => 3,
    }
}

impl Image {
    /// The region in which an address lies on a day: its municipality's; its own where it names no municipality.
    #[must_use]
    pub fn region_of<'a>(&'a self, address: &'a ImageAddress, day: NaiveDate) -> Option<&'a str> {
        match address.municipality() {
            Some(code) => self.municipality(code, day)?.content.region.as_ref().map(AsRef::as_ref),
            None => address.region(),
        }
    }
}

//! Reading an image in batches, as storage would answer at its revision.

use std::collections::HashMap;
use std::sync::Arc;

use chrono::NaiveDate;

use super::Image;
use crate::model::{CodeLists, Gln, LocationNumber, MessageType, NumberMessageType, SorCode, Version};
use crate::storage::{
    MessageTypeScope, NumberList, Page, PageRequest, PlaceKind, SortKey, UnitList, UnitVersion,
};

/// Pages of lists, by their keys; a list without records has none.
type Pages<K, T> = HashMap<K, Page<Arc<T>>>;

impl Image {
    /// The unit as it stands on a day.
    #[must_use]
    pub fn unit_version(&self, code: SorCode, day: NaiveDate) -> Option<Arc<UnitVersion>> {
        self.unit(code, day).map(|unit| Arc::new(unit.version()))
    }

    /// The unit and all above it.
    #[must_use]
    pub fn lineage_of(&self, code: SorCode, day: NaiveDate) -> Vec<Arc<UnitVersion>> {
        let Some(unit) = self.unit(code, day) else { return Vec::new() };
        self.lineage(unit, day).into_iter().map(|unit| Arc::new(unit.version())).collect()
    }

    /// The number that the record of a code holds on a day.
    #[must_use]
    pub fn number_held_by_code(
        &self,
        holder: SorCode,
        day: NaiveDate,
    ) -> Option<Arc<Version<LocationNumber>>> {
        self.number_held_by(self.slot(holder)?, day).map(|number| Arc::new(number.version()))
    }

    /// Every entry of every code list.
    #[must_use]
    pub fn code_lists(&self) -> &Arc<CodeLists> {
        &self.code_lists
    }

    /// Every listed message type, in the order of format, type and version.
    #[must_use]
    pub fn listed_message_types(&self) -> &Arc<[MessageType]> {
        &self.listed_message_types
    }

    /// The owner that stands for each of these places on a day.
    #[must_use]
    pub fn owners_of_places(
        &self,
        day: NaiveDate,
        kind: PlaceKind,
        codes: &[String],
    ) -> HashMap<String, Arc<UnitVersion>> {
        let owner =
            |code: &String| Some((code.clone(), Arc::new(self.owner_of_place(kind, code, day)?.version())));
        codes.iter().filter_map(owner).collect()
    }

    /// A page of each of the lists that `keys` name.
    #[must_use]
    pub fn unit_pages(
        &self,
        day: NaiveDate,
        list: &UnitList,
        keys: &[String],
        page: &PageRequest,
    ) -> Pages<String, Version<crate::model::Unit>> {
        let page_of = |key: &String| {
            let found = self.unit_page(day, list, self.units_on(list.scope, key)?, page);
            let placed =
                found.units.into_iter().map(|unit| (Self::unit_place(list, unit), Arc::new(unit.version())));
            Some((key.clone(), Page { items: placed.collect(), more: found.more }))
        };
        keys.iter().filter_map(page_of).filter(|(_, page)| !page.items.is_empty()).collect()
    }

    /// How many units each of the lists holds.
    #[must_use]
    pub fn unit_counts(&self, day: NaiveDate, list: &UnitList, keys: &[String]) -> HashMap<String, i64> {
        let count = |key: &String| {
            let on = self.units_on(list.scope, key)?;
            Some((key.clone(), self.unit_count(day, list, on).count))
        };
        keys.iter().filter_map(count).collect()
    }

    /// A page of each of the lists of numbers that `keys` name.
    #[must_use]
    pub fn number_pages(
        &self,
        day: NaiveDate,
        list: &NumberList,
        keys: &[String],
        page: &PageRequest,
    ) -> Pages<String, Version<LocationNumber>> {
        let page_of = |key: &String| {
            let (numbers, more) = self.number_page(day, list, self.numbers_on(list.scope, key)?, page);
            let place = |gln: Gln| SortKey { id: gln.to_string(), ..SortKey::default() };
            let items = numbers.into_iter().map(|number| (place(number.gln), Arc::new(number.version())));
            Some((key.clone(), Page { items: items.collect(), more }))
        };
        keys.iter().filter_map(page_of).filter(|(_, page)| !page.items.is_empty()).collect()
    }

    /// How many numbers each of the lists holds.
    #[must_use]
    pub fn number_counts(&self, day: NaiveDate, list: &NumberList, keys: &[String]) -> HashMap<String, i64> {
        let count = |key: &String| {
            let on = self.numbers_on(list.scope, key)?;
            Some((key.clone(), self.number_count(day, list, on)))
        };
        keys.iter().filter_map(count).collect()
    }

    /// A page of the message types of each of these numbers on a day.
    #[must_use]
    pub fn message_type_pages(
        &self,
        day: NaiveDate,
        scope: MessageTypeScope,
        glns: &[Gln],
        page: &PageRequest,
    ) -> Pages<Gln, NumberMessageType> {
        let page_of = |gln: &Gln| {
            let (messages, more) =
                self.message_page(*self.glns.get(&gln.number())?, scope.direction, day, page);
            let items = messages.into_iter().map(|message| {
                (self.message_place(message), Arc::new(self.number_message_type(*gln, message)))
            });
            Some((*gln, Page { items: items.collect(), more }))
        };
        glns.iter().filter_map(page_of).filter(|(_, page)| !page.items.is_empty()).collect()
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
            Some((*gln, self.message_count(*self.glns.get(&gln.number())?, scope.direction, day)))
        };
        glns.iter().filter_map(count).collect()
    }
}

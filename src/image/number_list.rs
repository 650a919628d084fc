//! Lists of location numbers, in the order of the numbers, and of the message types on them.

use std::cmp::Ordering;

use chrono::NaiveDate;

use super::under::Under;
use super::{Image, ImageMessage, ImageNumber, ListOn, Slot};
use crate::model::{Direction, Gln, NumberMessageType};
use crate::storage::{NumberList, PageDirection, PageRequest, SortKey};

impl Image {
    /// A page of a list, and whether there are more in the direction of reading.
    #[must_use]
    pub fn number_page<'a>(
        &'a self,
        day: NaiveDate,
        list: &NumberList,
        on: ListOn<'_>,
        page: &PageRequest,
    ) -> (Vec<&'a ImageNumber>, bool) {
        let upwards = list.ascending == (page.direction == PageDirection::Forward);
        let start: Option<i64> = page.start.as_ref().map(|start| start.id.parse().unwrap_or_default());
        let most = page.size as usize + 1;
        let fits = |number: &&ImageNumber| fits(number, day, list);
        let mut found: Vec<_> = match on {
            ListOn::Register => {
                let slots: Box<dyn Iterator<Item = &(i64, Slot)>> = match (upwards, start) {
                    // What is equal has been read.
                    (true, Some(start)) => {
                        Box::new(self.glns.from(move |gln| gln.cmp(&start).then(Ordering::Less)))
                    }
                    (true, None) => Box::new(self.glns.iter()),
                    (false, Some(start)) => Box::new(self.glns.before(move |gln| gln.cmp(&start))),
                    (false, None) => Box::new(self.glns.iter().rev()),
                };
                let numbers = slots.filter_map(|(_, slot)| self.standing_number(*slot, day));
                numbers.filter(fits).take(most).collect()
            }
            ListOn::Unit(record) => {
                let all = self.under(record);
                let gln = |under: &Under| self.gln_of(*under).number();
                let numbers: Box<dyn Iterator<Item = &Under>> = match (upwards, start) {
                    (true, Some(start)) => {
                        Box::new(all[all.partition_point(|under| gln(under) <= start)..].iter())
                    }
                    (true, None) => Box::new(all.iter()),
                    (false, Some(start)) => {
                        Box::new(all[..all.partition_point(|under| gln(under) < start)].iter().rev())
                    }
                    (false, None) => Box::new(all.iter().rev()),
                };
                let numbers = numbers.filter_map(|under| self.number_under(*under, record, day));
                numbers.filter(fits).take(most).collect()
            }
            ListOn::Place(_) | ListOn::Number(_) => Vec::new(),
        };
        let more = found.len() == most;
        found.truncate(page.size as usize);
        if page.direction == PageDirection::Backward {
            found.reverse();
        }
        (found, more)
    }

    /// How many numbers a list holds.
    #[must_use]
    pub fn number_count(&self, day: NaiveDate, list: &NumberList, on: ListOn<'_>) -> i64 {
        let count = match on {
            ListOn::Register => {
                let all = self.glns.iter().filter_map(|(_, slot)| self.standing_number(*slot, day));
                all.filter(|number| fits(number, day, list)).count()
            }
            ListOn::Unit(record) => {
                let all = self.under(record);
                let all = all.iter().filter_map(|under| self.number_under(*under, record, day));
                all.filter(|number| fits(number, day, list)).count()
            }
            ListOn::Place(_) | ListOn::Number(_) => 0,
        };
        i64::try_from(count).unwrap_or(i64::MAX)
    }

    /// A page of the message types on a number in one direction, and whether there are more.
    #[must_use]
    pub fn message_page(
        &self,
        number: Slot,
        direction: Direction,
        day: NaiveDate,
        page: &PageRequest,
    ) -> (Vec<&ImageMessage>, bool) {
        let all = self.messages(number, day).filter(|message| message.direction == direction);
        let size = page.size as usize;
        let upwards = page.direction == PageDirection::Forward;
        let beyond = |message: &&ImageMessage| {
            let Some(start) = &page.start else { return true };
            let (key, place) = (self.message_place(message), (start.id.as_str(), start.value.as_str()));
            let here = (key.id.as_str(), key.value.as_str());
            if upwards { here > place } else { here < place }
        };
        let all = all.filter(beyond);
        let mut found = Vec::with_capacity(size + 1);
        if upwards {
            found.extend(all.take(size + 1));
        } else {
            found.extend(all);
        }
        let more = found.len() > size;
        if upwards {
            found.truncate(size);
        } else {
            found.drain(..found.len().saturating_sub(size));
        }
        (found, more)
    }

    /// How many message types a number has in one direction.
    #[must_use]
    pub fn message_count(&self, number: Slot, direction: Direction, day: NaiveDate) -> i64 {
        let all = self.messages(number, day).filter(|message| message.direction == direction);
        i64::try_from(all.count()).unwrap_or(i64::MAX)
    }

    /// The place of a message type among those of its number, for cursors.
    #[must_use]
    pub fn message_place(&self, message: &ImageMessage) -> SortKey {
        let id = self.message_type(message).key.to_string();
        SortKey { rank: 0, value: message.valid_from.to_string(), id }
    }

    /// The entry written out.
    #[must_use]
    pub fn number_message_type(&self, gln: Gln, message: &ImageMessage) -> NumberMessageType {
        NumberMessageType {
            gln,
            message_type: self.message_type(message).key.clone(),
            direction: message.direction,
            valid_from: message.valid_from,
            valid_to: message.valid_to,
            updated_by: message.updated_by.as_deref().cloned(),
        }
    }
}

fn fits(number: &ImageNumber, day: NaiveDate, list: &NumberList) -> bool {
    let fits = |wanted: &Option<String>, found: fn(&ImageNumber) -> Option<&str>| {
        wanted.as_deref().is_none_or(|wanted| found(number) == Some(wanted))
    };
    list.states.as_ref().is_none_or(|states| states.contains(&number.state(day)))
        && fits(&list.region, ImageNumber::region)
        && fits(&list.network_operator, ImageNumber::network_operator)
        && fits(&list.system_type, ImageNumber::system_type)
}

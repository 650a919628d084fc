//! Lists of location numbers, in the order of the numbers, and of the message types on them.

use std::cmp::Ordering;

use chrono::NaiveDate;

use super::{Image, ImageMessage, ImageNumber, Slot};
use crate::model::{Direction, Gln, NumberMessageType};
use crate::storage::{DEEPEST, NumberList, NumberScope, PageDirection, PageRequest, SortKey};

impl Image {
    /// A page of the list that `key` names, and whether there are more in the direction of reading.
    #[must_use]
    pub fn number_page<'a>(
        &'a self,
        day: NaiveDate,
        list: &NumberList,
        key: &str,
        page: &PageRequest,
    ) -> (Vec<&'a ImageNumber>, bool) {
        let upwards = list.ascending == (page.direction == PageDirection::Forward);
        let start: Option<i64> = page.start.as_ref().map(|start| start.id.parse().unwrap_or_default());
        let most = page.size as usize + 1;
        let fits = |number: &&ImageNumber| fits(number, day, list);
        let beyond = |number: &&ImageNumber| {
            let gln = number.content.gln.number();
            start.is_none_or(|start| if upwards { gln > start } else { gln < start })
        };
        let mut found: Vec<_> = match list.scope {
            NumberScope::Register => {
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
            NumberScope::Tree => {
                let mut all: Vec<_> =
                    self.in_tree(key, day).into_iter().filter(fits).filter(beyond).collect();
                let gln = |number: &&ImageNumber| number.content.gln;
                all.sort_unstable_by(|a, b| if upwards { gln(a).cmp(&gln(b)) } else { gln(b).cmp(&gln(a)) });
                all.truncate(most);
                all
            }
        };
        let more = found.len() == most;
        found.truncate(page.size as usize);
        if page.direction == PageDirection::Backward {
            found.reverse();
        }
        (found, more)
    }

    /// How many numbers the list that `key` names holds.
    #[must_use]
    pub fn number_count(&self, day: NaiveDate, list: &NumberList, key: &str) -> i64 {
        let count = match list.scope {
            NumberScope::Register => {
                let all = self.glns.iter().filter_map(|(_, slot)| self.standing_number(*slot, day));
                all.filter(|number| fits(number, day, list)).count()
            }
            NumberScope::Tree => {
                self.in_tree(key, day).into_iter().filter(|number| fits(number, day, list)).count()
            }
        };
        i64::try_from(count).unwrap_or(i64::MAX)
    }

    /// The numbers held by the record of a code and by all below it, in no order.
    fn in_tree(&self, key: &str, day: NaiveDate) -> Vec<&ImageNumber> {
        let root = key.parse::<i64>().ok().and_then(|code| self.codes.get(&code));
        let Some(root) = root else { return Vec::new() };
        let mut found: Vec<_> = self.held(*root, day).collect();
        self.below(*root, day, DEEPEST, &mut |unit| {
            found.extend(self.held(unit.unit.slot, day));
        });
        found
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
        let mut found: Vec<_> = match &page.start {
            None => all.collect(),
            Some(start) => {
                let place = (start.id.as_str(), start.value.as_str());
                let upwards = page.direction == PageDirection::Forward;
                let beyond = |message: &&ImageMessage| {
                    let key = self.message_place(message);
                    let here = (key.id.as_str(), key.value.as_str());
                    if upwards { here > place } else { here < place }
                };
                all.filter(beyond).collect()
            }
        };
        let more = found.len() > size;
        match page.direction {
            PageDirection::Forward => found.truncate(size),
            PageDirection::Backward => drop(found.drain(..found.len().saturating_sub(size))),
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
            updated_by: message.updated_by.as_deref().map(ToOwned::to_owned),
        }
    }
}

fn fits(number: &ImageNumber, day: NaiveDate, list: &NumberList) -> bool {
    let content = &number.content;
    list.states.as_ref().is_none_or(|states| states.contains(&number.state(day)))
        && (list.region.is_none() || list.region == content.region)
        && (list.network_operator.is_none() || list.network_operator == content.network_operator)
        && (list.system_type.is_none() || list.system_type == content.system_type)
}

//! Pages and lengths of lists that hang on records: one statement for all lists of a level.

use std::collections::HashMap;
use std::sync::Arc;

use super::{NumberView, Relation};
use crate::model::{Gln, NumberMessageType, Point};
use crate::register::{
    MessageTypeScope, NumberList, Page, PageRequest, Reader, RegisterError, UnitList, UnitVersion,
};

type Found<V> = Result<HashMap<String, V>, RegisterError>;

/// Point, list, page and key of the list → its records.
pub struct UnitPages;

impl Relation for UnitPages {
    type Group = (Point, UnitList, PageRequest);
    type Item = String;
    type Value = Arc<Page<Arc<UnitVersion>>>;

    async fn load(reader: &Reader, (point, list, page): &Self::Group, keys: &[String]) -> Found<Self::Value> {
        Ok(shared(reader.unit_pages(*point, list, keys, page).await?))
    }
}

/// Point, list and key of the list → how many records it has.
pub struct UnitCounts;

impl Relation for UnitCounts {
    type Group = (Point, UnitList);
    type Item = String;
    type Value = i64;

    async fn load(reader: &Reader, (point, list): &Self::Group, keys: &[String]) -> Found<i64> {
        Ok(reader.unit_counts(*point, list, keys).await?)
    }
}

/// Point, list, page and key of the list → its location numbers.
pub struct NumberPages;

impl Relation for NumberPages {
    type Group = (Point, NumberList, PageRequest);
    type Item = String;
    type Value = Arc<Page<NumberView>>;

    async fn load(reader: &Reader, (point, list, page): &Self::Group, keys: &[String]) -> Found<Self::Value> {
        Ok(shared(reader.number_pages(*point, list, keys, page).await?))
    }
}

/// Point, list and key of the list → how many location numbers it has.
pub struct NumberCounts;

impl Relation for NumberCounts {
    type Group = (Point, NumberList);
    type Item = String;
    type Value = i64;

    async fn load(reader: &Reader, (point, list): &Self::Group, keys: &[String]) -> Found<i64> {
        Ok(reader.number_counts(*point, list, keys).await?)
    }
}

/// Point, direction, page and GLN → message types of the number.
pub struct MessageTypePages;

impl Relation for MessageTypePages {
    type Group = (Point, MessageTypeScope, PageRequest);
    type Item = Gln;
    type Value = Arc<Page<Arc<NumberMessageType>>>;

    async fn load(
        reader: &Reader,
        (point, scope, page): &Self::Group,
        glns: &[Gln],
    ) -> Result<HashMap<Gln, Self::Value>, RegisterError> {
        let pages = reader.number_message_type_pages(*point, *scope, glns, page).await?;
        Ok(by_gln(shared(pages), glns))
    }
}

/// Point, direction and GLN → how many message types the number has.
pub struct MessageTypeCounts;

impl Relation for MessageTypeCounts {
    type Group = (Point, MessageTypeScope);
    type Item = Gln;
    type Value = i64;

    async fn load(
        reader: &Reader,
        (point, scope): &Self::Group,
        glns: &[Gln],
    ) -> Result<HashMap<Gln, i64>, RegisterError> {
        Ok(by_gln(reader.number_message_type_counts(*point, *scope, glns).await?, glns))
    }
}

fn shared<T>(pages: HashMap<String, Page<T>>) -> HashMap<String, Arc<Page<Arc<T>>>> {
    let share = |page: Page<T>| {
        let items = page.items.into_iter().map(|(key, record)| (key, Arc::new(record))).collect();
        Arc::new(Page { items, more: page.more })
    };
    pages.into_iter().map(|(key, page)| (key, share(page))).collect()
}

/// Lists of numbers are named by the number as it is stored, without leading zeros.
fn by_gln<V>(mut lists: HashMap<String, V>, glns: &[Gln]) -> HashMap<Gln, V> {
    glns.iter().filter_map(|gln| Some((*gln, lists.remove(&gln.number().to_string())?))).collect()
}

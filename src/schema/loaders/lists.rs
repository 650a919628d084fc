//! Pages and lengths of lists that hang on records: one statement for all lists of a level.

use std::collections::HashMap;
use std::hash::Hash;
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
        Ok(shared(reader.number_message_type_pages(*point, *scope, glns, page).await?))
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
        Ok(reader.number_message_type_counts(*point, *scope, glns).await?)
    }
}

fn shared<K: Eq + Hash, T>(pages: HashMap<K, Page<T>>) -> HashMap<K, Arc<Page<T>>> {
    pages.into_iter().map(|(key, page)| (key, Arc::new(page))).collect()
}

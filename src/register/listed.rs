//! The short lists of a revision, kept from one request to the next.
//!
//! Regions, municipalities, the owners that stand for them, code lists and message
//! types are some hundred rows, and nearly every request needs some of them. What a revision says never changes:
//! what was read there once is good for everybody who reads there, and a commit makes
//! another revision.

use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, PoisonError, RwLock};

use crate::model::{CodeLists, MessageType, Municipality, Point, Region, Revision, Version};
use crate::storage::{PlaceKind, UnitVersion};

/// The short lists that were read last.
#[derive(Debug, Default)]
pub struct Listed {
    pub regions: Last<Point, Arc<Vec<Arc<Version<Region>>>>>,
    pub municipalities: Last<Point, Arc<Vec<Arc<Version<Municipality>>>>>,
    pub region_owners: Last<Point, Owners>,
    pub municipality_owners: Last<Point, Owners>,
    pub codes: Last<Revision, Arc<CodeLists>>,
    pub message_types: Last<Revision, Arc<[MessageType]>>,
}

/// Owners by the code of the place that each stands for.
pub type Owners = Arc<HashMap<String, Arc<UnitVersion>>>;

impl Listed {
    /// The owners that stand for places of this kind.
    pub fn owners(&self, kind: PlaceKind) -> &Last<Point, Owners> {
        match kind {
            PlaceKind::Region => &self.region_owners,
            PlaceKind::Municipality => &self.municipality_owners,
        }
    }
}

/// What was read last, with where that was: most requests read where the one before did.
pub struct Last<K, V>(RwLock<Option<(K, V)>>);

impl<K: Copy + PartialEq, V: Clone> Last<K, V> {
    /// What is read at `key`, where that is at hand.
    pub fn at(&self, key: K) -> Option<V> {
        let last = self.0.read().unwrap_or_else(PoisonError::into_inner);
        last.as_ref().filter(|(read_at, _)| *read_at == key).map(|(_, value)| value.clone())
    }

    /// The same, read with `read` where it is not at hand.
    pub async fn at_or<E>(&self, key: K, read: impl Future<Output = Result<V, E>>) -> Result<V, E> {
        if let Some(value) = self.at(key) {
            return Ok(value);
        }
        let value = read.await?;
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = Some((key, value.clone()));
        Ok(value)
    }
}

impl<K, V> Default for Last<K, V> {
    fn default() -> Self {
        Self(RwLock::new(None))
    }
}

impl<K, V> fmt::Debug for Last<K, V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Last").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn what_was_read_elsewhere_is_read_anew() {
        let last = Last::default();
        let read = async |key: i32| last.at_or(key, async { Ok::<_, ()>(key * 10) }).await;
        assert_eq!((read(1).await, last.at(1)), (Ok(10), Some(10)));
        assert_eq!((read(2).await, last.at(2), last.at(1)), (Ok(20), Some(20), None));
        assert_eq!(last.at_or(2, async { Err(()) }).await, Ok(20), "nothing is read");
        assert_eq!(last.at_or(3, async { Err(()) }).await, Err(()));
        assert_eq!(last.at(2), Some(20), "what could not be read drives nothing out");
    }
}

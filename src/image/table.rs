//! A sorted map of which a later state shares all that did not change.

use std::collections::BTreeMap;
use std::sync::Arc;

/// Entries of a chunk when it is made. One that grows to twice as many is cut in two.
const CHUNK: usize = 256;

/// Keys and values in the order of the keys, in chunks that several states can share:
/// a change copies the chunks that it falls into, and the list of all chunks.
#[derive(Debug, Clone)]
pub struct Table<K, V>(Vec<Arc<Vec<(K, V)>>>);

impl<K, V> Default for Table<K, V> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<K: Copy + Ord, V: Clone> Table<K, V> {
    /// The value of a key.
    pub fn get(&self, key: K) -> Option<&V> {
        let chunk = self.0.get(self.chunk_of(key))?;
        let place = chunk.binary_search_by_key(&key, |(key, _)| *key).ok()?;
        chunk.get(place).map(|(_, value)| value)
    }

    /// All values in the order of their keys.
    #[cfg(test)]
    pub fn values(&self) -> impl Iterator<Item = &V> {
        self.0.iter().flat_map(|chunk| chunk.iter()).map(|(_, value)| value)
    }

    /// How many entries it has.
    pub fn len(&self) -> usize {
        self.0.iter().map(|chunk| chunk.len()).sum()
    }

    /// The map after these changes: a value is put in place of what was there, `None` takes it away.
    pub fn changed(&self, changes: BTreeMap<K, Option<V>>) -> Self {
        let mut by_chunk: BTreeMap<usize, Vec<(K, Option<V>)>> = BTreeMap::new();
        for (key, value) in changes {
            by_chunk.entry(self.chunk_of(key)).or_default().push((key, value));
        }
        let mut chunks = Vec::with_capacity(self.0.len() + by_chunk.len());
        let mut position = 0;
        for (chunk, changes) in by_chunk {
            chunks.extend(self.0.iter().take(chunk).skip(position).cloned());
            let old = self.0.get(chunk).map(|chunk| chunk.as_slice()).unwrap_or_default();
            chunks.extend(cut(merged(old, changes)));
            position = chunk + 1;
        }
        chunks.extend(self.0.iter().skip(position).cloned());
        Self(chunks)
    }

    /// The chunk in which a key stands or would stand: the last one that begins at it or before it.
    fn chunk_of(&self, key: K) -> usize {
        let behind = self.0.partition_point(|chunk| chunk.first().is_some_and(|(first, _)| *first <= key));
        behind.saturating_sub(1)
    }
}

impl<K: Copy + Ord, V: Clone> FromIterator<(K, V)> for Table<K, V> {
    fn from_iter<T: IntoIterator<Item = (K, V)>>(entries: T) -> Self {
        let entries = entries.into_iter().map(|(key, value)| (key, Some(value)));
        Self::default().changed(entries.collect())
    }
}

/// The entries of a chunk after changes, both in the order of the keys.
fn merged<K: Copy + Ord, V: Clone>(old: &[(K, V)], changes: Vec<(K, Option<V>)>) -> Vec<(K, V)> {
    let mut entries = Vec::with_capacity(old.len() + changes.len());
    let mut old = old.iter().peekable();
    for (key, value) in changes {
        while let Some(entry) = old.next_if(|(before, _)| *before < key) {
            entries.push(entry.clone());
        }
        old.next_if(|(same, _)| *same == key);
        entries.extend(value.map(|value| (key, value)));
    }
    entries.extend(old.cloned());
    entries
}

/// Chunks of entries: one while they are few, else as many as it takes. None for no entries.
fn cut<K: Clone, V: Clone>(entries: Vec<(K, V)>) -> Vec<Arc<Vec<(K, V)>>> {
    if entries.is_empty() {
        return Vec::new();
    }
    if entries.len() < 2 * CHUNK {
        return vec![Arc::new(entries)];
    }
    entries.chunks(CHUNK).map(|chunk| Arc::new(chunk.to_vec())).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn it_is_the_map_that_the_changes_make(
            rounds in proptest::collection::vec(
                proptest::collection::btree_map(0_i64..3_000, proptest::option::weighted(0.7, any::<u8>()), 0..900),
                1..6,
            )
        ) {
            let mut table = Table::default();
            let mut map = BTreeMap::new();
            for changes in rounds {
                for (key, value) in &changes {
                    match value {
                        Some(value) => map.insert(*key, *value),
                        None => map.remove(key),
                    };
                }
                table = table.changed(changes);
                prop_assert_eq!(table.len(), map.len());
                prop_assert!(table.values().eq(map.values()));
                prop_assert!((0..3_000).all(|key| table.get(key) == map.get(&key)));
                prop_assert!(table.0.iter().all(|chunk| !chunk.is_empty() && chunk.len() < 2 * CHUNK));
            }
        }
    }

    #[test]
    fn a_later_state_shares_what_did_not_change() {
        let table: Table<i64, i64> = (0..100_000).map(|key| (key, key)).collect();
        let later = table.changed(BTreeMap::from([(5, Some(7)), (99_999, None)]));
        let shared = table.0.iter().filter(|chunk| later.0.iter().any(|other| Arc::ptr_eq(chunk, other)));
        assert_eq!(shared.count(), table.0.len() - 2);
        assert_eq!((table.get(5), later.get(5), later.get(99_999)), (Some(&5), Some(&7), None));
    }
}

//! A sorted map of which a later state shares all that did not change.

use std::borrow::Borrow;
use std::cmp::Ordering;
use std::sync::Arc;

/// Entries of a chunk when it is made. One that grows to twice as many is cut in two.
const CHUNK: usize = 256;

/// Keys and values in the order of the keys, in chunks that several states can share:
/// a change copies the chunks that it falls into, and the list of all chunks.
#[derive(Debug, Clone)]
pub struct Table<K, V> {
    chunks: Vec<Chunk<K, V>>,
    /// The first key of each chunk, side by side, where they are found without going into the chunks.
    firsts: Vec<K>,
}

type Chunk<K, V> = Arc<Vec<(K, V)>>;

/// Values that are put in, and `None` for what is taken away.
type Changes<K, V> = Vec<(K, Option<V>)>;

impl<K, V> Default for Table<K, V> {
    fn default() -> Self {
        Self { chunks: Vec::new(), firsts: Vec::new() }
    }
}

impl<K: Clone + Ord, V: Clone> Table<K, V> {
    fn of(chunks: Vec<Chunk<K, V>>) -> Self {
        let firsts = chunks.iter().filter_map(|chunk| Some(chunk.first()?.0.clone())).collect();
        Self { chunks, firsts }
    }

    /// The value of a key.
    pub fn get<Q: Ord + ?Sized>(&self, key: &Q) -> Option<&V>
    where
        K: Borrow<Q>,
    {
        let chunk = self.chunks.get(self.chunk_of(|first| first.borrow().cmp(key)))?;
        let place = chunk.binary_search_by(|(found, _)| found.borrow().cmp(key)).ok()?;
        chunk.get(place).map(|(_, value)| value)
    }

    /// How many entries it has.
    #[cfg(test)]
    pub fn len(&self) -> usize {
        self.chunks.iter().map(|chunk| chunk.len()).sum()
    }

    /// All entries in the order of their keys.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = &(K, V)> {
        self.chunks.iter().flat_map(|chunk| chunk.iter())
    }

    /// The entries from the first one that is not less than what `place` is compared with.
    pub fn from(&self, place: impl Fn(&K) -> Ordering) -> impl Iterator<Item = &(K, V)> {
        let (chunk, within) = self.lower_bound(place);
        let behind = self.chunks.iter().skip(chunk + 1).flat_map(|chunk| chunk.iter());
        self.chunks.get(chunk).into_iter().flat_map(move |chunk| &chunk[within..]).chain(behind)
    }

    /// The entries that `place` finds equal, which stand side by side.
    pub fn equal(&self, place: impl Fn(&K) -> Ordering) -> Entries<'_, K, V> {
        let from = self.lower_bound(&place);
        let to = self.lower_bound(|key| place(key).then(Ordering::Less));
        Entries { chunks: &self.chunks, from, to: to.max(from) }
    }

    /// The entries before the first one that is not less, the last one first.
    pub fn before(&self, place: impl Fn(&K) -> Ordering) -> impl Iterator<Item = &(K, V)> {
        let (chunk, within) = self.lower_bound(place);
        let earlier = self.chunks.iter().take(chunk).rev().flat_map(|chunk| chunk.iter().rev());
        self.chunks.get(chunk).into_iter().flat_map(move |chunk| chunk[..within].iter().rev()).chain(earlier)
    }

    /// The map after these changes: a value is put in place of what was there, `None` takes it away. Of several
    /// changes of the same key the last one counts.
    pub fn changed(&self, mut changes: Changes<K, V>) -> Self {
        if changes.is_empty() {
            return self.clone();
        }
        changes.sort_by(|(one, _), (other, _)| one.cmp(other));
        changes.dedup_by(|later, earlier| {
            let same = later.0 == earlier.0;
            if same {
                std::mem::swap(later, earlier);
            }
            same
        });
        if self.chunks.is_empty() {
            return Self::of(cut(merged(&[], changes)).collect());
        }
        let mut by_chunk: Vec<(usize, Changes<K, V>)> = Vec::new();
        for (key, value) in changes {
            let chunk = self.chunk_of(|first| first.cmp(&key));
            match by_chunk.last_mut() {
                Some((last, changes)) if *last == chunk => changes.push((key, value)),
                _ => by_chunk.push((chunk, vec![(key, value)])),
            }
        }
        let mut chunks = Vec::with_capacity(self.chunks.len() + by_chunk.len());
        let mut position = 0;
        for (chunk, changes) in by_chunk {
            chunks.extend(self.chunks.iter().take(chunk).skip(position).cloned());
            let old = self.chunks.get(chunk).map(|chunk| chunk.as_slice()).unwrap_or_default();
            chunks.extend(cut(merged(old, changes)));
            position = chunk + 1;
        }
        chunks.extend(self.chunks.iter().skip(position).cloned());
        Self::of(chunks)
    }

    /// Where the first entry stands that is not less: the chunk, and the place in it, which may be its end.
    fn lower_bound(&self, place: impl Fn(&K) -> Ordering) -> (usize, usize) {
        let less = |key: &K| place(key) == Ordering::Less;
        let chunk = self.firsts.partition_point(less).saturating_sub(1);
        let within = self.chunks.get(chunk).map_or(0, |chunk| chunk.partition_point(|(key, _)| less(key)));
        (chunk, within)
    }

    /// The chunk in which a key stands or would stand: the last one that begins at it or before it.
    fn chunk_of(&self, place: impl Fn(&K) -> Ordering) -> usize {
        self.firsts.partition_point(|first| place(first) != Ordering::Greater).saturating_sub(1)
    }
}

/// Entries of a table that stand side by side.
#[derive(Debug)]
pub struct Entries<'a, K, V> {
    chunks: &'a [Chunk<K, V>],
    /// The chunk, and the place in it, of the first one, and of what stands behind the last one; a place may be the
    /// end of its chunk.
    from: (usize, usize),
    to: (usize, usize),
}

impl<'a, K, V> Iterator for Entries<'a, K, V> {
    type Item = &'a (K, V);

    fn next(&mut self) -> Option<Self::Item> {
        while self.from < self.to {
            let (chunk, place) = self.from;
            if let Some(found) = self.chunks.get(chunk)?.get(place) {
                self.from.1 += 1;
                return Some(found);
            }
            self.from = (chunk + 1, 0);
        }
        None
    }
}

impl<K, V> DoubleEndedIterator for Entries<'_, K, V> {
    fn next_back(&mut self) -> Option<Self::Item> {
        while self.from < self.to {
            let (chunk, place) = self.to;
            if let Some(place) = place.checked_sub(1) {
                self.to.1 = place;
                return self.chunks.get(chunk)?.get(place);
            }
            self.to = (chunk - 1, self.chunks.get(chunk - 1)?.len());
        }
        None
    }
}

impl<K: Clone + Ord, V: Clone> FromIterator<(K, V)> for Table<K, V> {
    fn from_iter<T: IntoIterator<Item = (K, V)>>(entries: T) -> Self {
        let entries = entries.into_iter().map(|(key, value)| (key, Some(value)));
        Self::default().changed(entries.collect())
    }
}

/// The entries of a chunk after changes, both in the order of the keys.
fn merged<K: Clone + Ord, V: Clone>(old: &[(K, V)], changes: Changes<K, V>) -> Vec<(K, V)> {
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
fn cut<K, V>(entries: Vec<(K, V)>) -> impl Iterator<Item = Chunk<K, V>> {
    let size = if entries.len() < 2 * CHUNK { entries.len() } else { CHUNK };
    let mut entries = entries.into_iter();
    std::iter::from_fn(move || {
        let chunk: Vec<_> = entries.by_ref().take(size).collect();
        (!chunk.is_empty()).then(|| Arc::new(chunk))
    })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

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
                table = table.changed(changes.into_iter().collect());
                prop_assert_eq!(table.len(), map.len());
                prop_assert!(table.iter().map(|(key, value)| (key, value)).eq(map.iter()));
                for tens in [0, 7, 70, 299, 350] {
                    let equal = table.equal(|key| (key / 10).cmp(&tens)).map(|(key, _)| key);
                    prop_assert!(equal.eq(map.range(10 * tens..10 * tens + 10).map(|(key, _)| key)));
                    let back = table.equal(|key| (key / 10).cmp(&tens)).rev().map(|(key, _)| key);
                    prop_assert!(back.eq(map.range(10 * tens..10 * tens + 10).rev().map(|(key, _)| key)));
                }
                for place in [0, 1, 700, 2_999, 3_500] {
                    let from = table.from(|key| key.cmp(&place)).map(|(key, _)| key);
                    prop_assert!(from.eq(map.range(place..).map(|(key, _)| key)));
                    let before = table.before(|key| key.cmp(&place)).map(|(key, _)| key);
                    prop_assert!(before.eq(map.range(..place).rev().map(|(key, _)| key)));
                }
                prop_assert!((0..3_000).all(|key| table.get(&key) == map.get(&key)));
                prop_assert!(table.chunks.iter().all(|chunk| !chunk.is_empty() && chunk.len() < 2 * CHUNK));
            }
        }
    }

    #[test]
    fn a_later_state_shares_what_did_not_change() {
        let table: Table<i64, i64> = (0..100_000).map(|key| (key, key)).collect();
        let later = table.changed(vec![(99_999, None), (5, Some(3)), (5, Some(7))]);
        let shared =
            table.chunks.iter().filter(|chunk| later.chunks.iter().any(|other| Arc::ptr_eq(chunk, other)));
        assert_eq!(shared.count(), table.chunks.len() - 2);
        assert_eq!((table.get(&5), later.get(&5), later.get(&99_999)), (Some(&5), Some(&7), None));
    }
}

//! A list of which a later state shares all that did not change.

use std::num::NonZeroU32;
use std::sync::Arc;

/// Entries of a page.
const PAGE: usize = 256;

/// A place in a list. It never changes: what has gone leaves an empty entry behind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Slot(NonZeroU32);

impl Slot {
    /// The place behind so many others.
    pub(super) fn behind(length: usize) -> Self {
        let number = u32::try_from(length + 1).ok().and_then(NonZeroU32::new);
        Self(number.expect("an image holds fewer than four thousand million records"))
    }

    fn page(self) -> (usize, usize) {
        let place = self.0.get() as usize - 1;
        (place / PAGE, place % PAGE)
    }
}

/// A list in pages that several states can share: a change copies the page that it falls into.
#[derive(Debug, Clone, Default)]
pub struct Paged<T>(Vec<Arc<Vec<T>>>);

impl<T: Clone> Paged<T> {
    pub fn get(&self, slot: Slot) -> Option<&T> {
        let (page, place) = slot.page();
        self.0.get(page)?.get(place)
    }

    pub fn len(&self) -> usize {
        match self.0.split_last() {
            Some((last, full)) => full.len() * PAGE + last.len(),
            None => 0,
        }
    }

    pub fn iter(&self) -> impl Iterator<Item = &T> {
        self.0.iter().flat_map(|page| page.iter())
    }

    /// Adds an entry.
    pub fn push(&mut self, value: T) -> Slot {
        let slot = Slot::behind(self.len());
        if let Some(page) = self.0.last_mut().filter(|page| page.len() < PAGE) {
            Arc::make_mut(page).push(value);
        } else {
            let mut page = Vec::with_capacity(PAGE);
            page.push(value);
            self.0.push(Arc::new(page));
        }
        slot
    }

    /// The entry of a slot that the list gave, to be changed in this state alone.
    pub fn edit(&mut self, slot: Slot) -> &mut T {
        let (page, place) = slot.page();
        &mut Arc::make_mut(&mut self.0[page])[place]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_later_state_shares_what_did_not_change() {
        let mut list = Paged::default();
        let slots: Vec<_> = (0..1_000).map(|number| list.push(number)).collect();
        let mut later = list.clone();
        *later.edit(slots[300]) = 7;
        later.push(1_000);
        assert_eq!((list.get(slots[300]), later.get(slots[300])), (Some(&300), Some(&7)));
        assert_eq!((list.len(), later.len(), list.get(Slot::behind(1_000))), (1_000, 1_001, None));
        assert!(list.iter().copied().eq(0..1_000));
        let shared = list.0.iter().zip(&later.0).filter(|(one, other)| Arc::ptr_eq(one, other));
        assert_eq!(shared.count(), 2, "of four pages");
    }
}

//! The addresses of an image, by their ids.

use std::collections::HashMap;
use std::sync::Arc;

use uuid::Uuid;

use super::ImageAddress;
use super::table::Table;
use crate::model::Address;

/// A table, and what has not been put into it yet. Ids are digests, so those of a few units lie all over the table: to
/// put them in piece by piece while an image is made would copy nearly all of it with each piece.
#[derive(Debug, Clone, Default)]
pub struct AddressBook {
    settled: Table<Uuid, Arc<ImageAddress>>,
    fresh: HashMap<Uuid, Arc<ImageAddress>>,
}

impl AddressBook {
    pub fn get(&self, id: &Uuid) -> Option<&Arc<ImageAddress>> {
        self.fresh.get(id).or_else(|| self.settled.get(id))
    }

    /// Adds what is not there yet. What has an id never changes.
    pub fn add(&mut self, id: Uuid, address: &Address) {
        if self.get(&id).is_none() {
            self.fresh.insert(id, Arc::new(ImageAddress::new(id, address)));
        }
    }

    /// Puts what was added into the table.
    pub fn settle(&mut self) {
        if self.fresh.is_empty() {
            return;
        }
        let fresh = std::mem::take(&mut self.fresh).into_iter();
        self.settled = self.settled.changed(fresh.map(|(id, address)| (id, Some(address))).collect());
    }
}

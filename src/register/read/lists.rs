//! Reading the short lists of a revision: regions and municipalities with their owners, code lists, message types.

use std::collections::HashMap;
use std::sync::Arc;

use super::{Answer, Reader};
use crate::model::{CodeLists, MessageType, Municipality, Point, Region, Revision, Version};
use crate::register::listed::{Last, Listed};
use crate::storage::{PlaceKind, UnitVersion};

/// Every region, shared.
pub type Regions = Arc<Vec<Arc<Version<Region>>>>;

/// Every municipality, in name order, shared.
pub type Municipalities = Arc<Vec<Arc<Version<Municipality>>>>;

impl Reader {
    /// Every region.
    pub async fn regions(&self, point: Point) -> Answer<Vec<Arc<Version<Region>>>> {
        match self.image(point) {
            Some(image) => Ok(image.regions(point.at).cloned().collect()),
            None => Ok(self.read_regions(point).await?.to_vec()),
        }
    }

    /// Every municipality, in name order.
    pub async fn municipalities(&self, point: Point) -> Answer<Vec<Arc<Version<Municipality>>>> {
        match self.image(point) {
            Some(image) => Ok(image.municipalities(point.at).cloned().collect()),
            None => Ok(self.read_municipalities(point).await?.to_vec()),
        }
    }

    /// The owners that stand for municipalities or regions.
    pub async fn owners_of_places(
        &self,
        point: Point,
        kind: PlaceKind,
        codes: &[String],
    ) -> Answer<HashMap<String, Arc<UnitVersion>>> {
        if let Some(image) = self.image(point) {
            return Ok(image.owners_of_places(point.at, kind, codes));
        }
        let shared = |found: HashMap<_, _>| -> HashMap<_, _> {
            found.into_iter().map(|(code, owner)| (code, Arc::new(owner))).collect()
        };
        if self.listed.is_none() {
            return Ok(shared(self.reads.owners_of_places(point, kind, codes).await?));
        }
        let read = async { Ok(Arc::new(shared(self.reads.place_owners(point, kind).await?))) };
        let all = self.kept(|listed| listed.owners(kind), point, read).await?;
        Ok(codes.iter().filter_map(|code| Some((code.clone(), Arc::clone(all.get(code)?)))).collect())
    }

    /// The owner that stands for a place, where it is at hand.
    #[must_use]
    pub fn place_owner_at_hand(&self, point: Point, kind: PlaceKind, code: &str) -> Option<Arc<UnitVersion>> {
        self.listed.as_ref()?.owners(kind).at(point)?.get(code).cloned()
    }

    /// All code lists.
    pub async fn code_lists(&self, revision: Revision) -> Answer<Arc<CodeLists>> {
        if let Some(image) = self.image_at(revision) {
            return Ok(Arc::clone(image.code_lists()));
        }
        let read = async { Ok(Arc::new(CodeLists::new(self.reads.coded_values(revision).await?))) };
        self.kept(|listed| &listed.codes, revision, read).await
    }

    /// Every listed message type, to be shared.
    pub async fn listed_message_types(&self, revision: Revision) -> Answer<Arc<[MessageType]>> {
        if let Some(image) = self.image_at(revision) {
            return Ok(Arc::clone(image.listed_message_types()));
        }
        let read = async { Ok(self.reads.message_types(revision).await?.into()) };
        self.kept(|listed| &listed.message_types, revision, read).await
    }

    /// All code lists, where they are at hand.
    #[must_use]
    pub fn code_lists_at_hand(&self, revision: Revision) -> Option<Arc<CodeLists>> {
        match self.image_at(revision) {
            Some(image) => Some(Arc::clone(image.code_lists())),
            None => self.listed.as_ref()?.codes.at(revision),
        }
    }

    /// Every listed message type, where they are at hand.
    #[must_use]
    pub fn message_types_at_hand(&self, revision: Revision) -> Option<Arc<[MessageType]>> {
        match self.image_at(revision) {
            Some(image) => Some(Arc::clone(image.listed_message_types())),
            None => self.listed.as_ref()?.message_types.at(revision),
        }
    }

    /// Every region, where they are at hand.
    #[must_use]
    pub fn regions_at_hand(&self, point: Point) -> Option<Regions> {
        self.listed.as_ref()?.regions.at(point)
    }

    /// Every municipality, where they are at hand.
    #[must_use]
    pub fn municipalities_at_hand(&self, point: Point) -> Option<Municipalities> {
        self.listed.as_ref()?.municipalities.at(point)
    }

    async fn read_regions(&self, point: Point) -> Answer<Regions> {
        let read =
            async { Ok(Arc::new(self.reads.regions(point).await?.into_iter().map(Arc::new).collect())) };
        self.kept(|listed| &listed.regions, point, read).await
    }

    async fn read_municipalities(&self, point: Point) -> Answer<Municipalities> {
        let read = async {
            Ok(Arc::new(self.reads.municipalities(point).await?.into_iter().map(Arc::new).collect()))
        };
        self.kept(|listed| &listed.municipalities, point, read).await
    }

    async fn kept<K: Copy + PartialEq, V: Clone>(
        &self,
        list: impl Fn(&Listed) -> &Last<K, V>,
        key: K,
        read: impl Future<Output = Answer<V>>,
    ) -> Answer<V> {
        match &self.listed {
            Some(listed) => list(listed).at_or(key, read).await,
            None => read.await,
        }
    }
}

//! Reading the register at a point.
//!
//! A [`Reader`] belongs to one request and takes whole batches. What it answers
//! is what the schema shows; how it comes by it is its own business.

mod lists;

use std::collections::HashMap;
use std::sync::Arc;

use uuid::Uuid;

use super::Rules;
use super::draft::rights;
use super::listed::Listed;
use crate::identity::{Actor, Caller};
use crate::image::Image;
use crate::model::{
    Address, Gln, LocationNumber, NumberMessageType, Point, Revision, SorCode, Unit, Version,
};
use crate::storage::{
    MessageTypeScope, NumberList, Page, PageRequest, Reads, StorageError, TreePlace, UnitList, UnitVersion,
};

/// A unit, then its parent, and so on up to the institution owner.
pub type Lineage = Vec<Arc<UnitVersion>>;

type Answer<T> = Result<T, StorageError>;

/// Reads for one request.
#[derive(Debug, Clone)]
pub struct Reader {
    reads: Reads,
    image: Option<Arc<Image>>,
    /// None in a change: what it sees may be given up, and its revision become another one.
    listed: Option<Arc<Listed>>,
}

/// What storage answers as it is needed is not written out again.
impl std::ops::Deref for Reader {
    type Target = Reads;
    fn deref(&self) -> &Reads {
        &self.reads
    }
}

impl Reader {
    pub(super) fn new(reads: Reads) -> Self {
        Self { reads, image: None, listed: None }
    }

    /// The same, keeping the short lists of a revision for those who come after.
    pub(super) fn with_listed(self, listed: Arc<Listed>) -> Self {
        Self { listed: Some(listed), ..self }
    }

    /// The same, answering from an image what it has at its own revision.
    pub(super) fn with_image(self, image: Option<Arc<Image>>) -> Self {
        Self { image, ..self }
    }

    /// The image that was newest when the request began.
    #[must_use]
    pub fn held_image(&self) -> Option<&Arc<Image>> {
        self.image.as_ref()
    }

    /// The image, where it shows what a point asks for.
    fn image(&self, point: Point) -> Option<&Image> {
        self.image_at(point.revision)
    }

    fn image_at(&self, revision: Revision) -> Option<&Image> {
        self.image.as_deref().filter(|image| image.revision() == revision)
    }

    /// The newest revision that requests read: that of the image, where there is one.
    pub async fn newest(&self) -> Answer<Revision> {
        match &self.image {
            Some(image) => Ok(image.revision()),
            None => self.head().await,
        }
    }

    /// The caller with the rights that hold for it on the day of the point.
    pub async fn actor(&self, caller: &Caller, point: Point, rules: &Rules) -> Answer<Actor> {
        let grants = if caller.is_anonymous() {
            Vec::new()
        } else {
            self.reads.grants_of(point.revision, &caller.subject).await?
        };
        Ok(Actor { caller: caller.clone(), rights: rights(caller, &grants, point.at, rules) })
    }

    /// The number of the newest commit.
    pub async fn head(&self) -> Answer<Revision> {
        self.reads.head_revision().await
    }

    /// Units by code.
    pub async fn units(&self, point: Point, codes: &[SorCode]) -> Answer<HashMap<SorCode, Arc<UnitVersion>>> {
        if let Some(image) = self.image(point) {
            let found = codes.iter().filter_map(|code| Some((*code, image.unit_version(*code, point.at)?)));
            return Ok(found.collect());
        }
        let units = self.reads.units(point, codes).await?;
        Ok(units.into_iter().map(|unit| (unit.content.sor_code, Arc::new(unit))).collect())
    }

    /// Each unit with all that stand above it.
    pub async fn lineages(&self, point: Point, codes: &[SorCode]) -> Answer<HashMap<SorCode, Lineage>> {
        if let Some(image) = self.image(point) {
            return Ok(codes.iter().map(|code| (*code, image.lineage_of(*code, point.at))).collect());
        }
        let units = self.reads.units_and_ancestors(point, codes).await?;
        let units: HashMap<_, _> = units.into_iter().map(|(code, unit)| (code, Arc::new(unit))).collect();
        Ok(codes.iter().map(|code| (*code, lineage(*code, |code| units.get(&code).cloned()))).collect())
    }

    /// What stands at each of these places, with all above it, each on a day and at a commit of its own.
    pub async fn lineages_at(&self, places: &[TreePlace]) -> Answer<HashMap<TreePlace, Lineage>> {
        let found = self.reads.trees_above(places).await?;
        let lineage_of = |(place, units): (TreePlace, HashMap<_, _>)| {
            let units: HashMap<_, _> = units.into_iter().map(|(code, unit)| (code, Arc::new(unit))).collect();
            (place, lineage(place.0, |code| units.get(&code).cloned()))
        };
        Ok(found.into_iter().map(lineage_of).collect())
    }

    /// Pages of lists of units.
    pub async fn unit_pages(
        &self,
        point: Point,
        list: &UnitList,
        keys: &[String],
        page: &PageRequest,
    ) -> Answer<HashMap<String, Page<Arc<UnitVersion>>>> {
        match self.image(point) {
            Some(image) => Ok(image.unit_pages(point.at, list, keys, page)),
            None => Ok(shared(self.reads.unit_pages(point, list, keys, page).await?)),
        }
    }

    /// Lengths of lists of units.
    pub async fn unit_counts(
        &self,
        point: Point,
        list: &UnitList,
        keys: &[String],
    ) -> Answer<HashMap<String, i64>> {
        match self.image(point) {
            Some(image) => Ok(image.unit_counts(point.at, list, keys)),
            None => self.reads.unit_counts(point, list, keys).await,
        }
    }

    /// Addresses by id.
    pub async fn addresses(&self, ids: &[Uuid]) -> Answer<HashMap<Uuid, Arc<Address>>> {
        let image = self.image.as_deref();
        let held = |id: &Uuid| {
            image.and_then(|image| image.address(*id)).map(|held| Arc::new(held.address())).ok_or(*id)
        };
        let mut found = HashMap::with_capacity(ids.len());
        let mut missing = Vec::new();
        for id in ids {
            match held(id) {
                Ok(address) => drop(found.insert(*id, address)),
                Err(id) => missing.push(id),
            }
        }
        if !missing.is_empty() {
            let read = self.reads.addresses(&missing).await?;
            found.extend(read.into_iter().map(|(id, address)| (id, Arc::new(address))));
        }
        Ok(found)
    }

    /// Location numbers.
    pub async fn location_numbers(
        &self,
        point: Point,
        glns: &[Gln],
    ) -> Answer<HashMap<Gln, Arc<Version<LocationNumber>>>> {
        if let Some(image) = self.image(point) {
            let found = glns
                .iter()
                .filter_map(|gln| Some((*gln, Arc::new(image.location_number(*gln, point.at)?.version()))));
            return Ok(found.collect());
        }
        let numbers = self.reads.location_numbers(point, glns).await?;
        Ok(numbers.into_iter().map(|number| (number.content.gln, Arc::new(number))).collect())
    }

    /// The location number of each of these holders.
    pub async fn location_numbers_held_by(
        &self,
        point: Point,
        holders: &[SorCode],
    ) -> Answer<HashMap<SorCode, Arc<Version<LocationNumber>>>> {
        if let Some(image) = self.image(point) {
            let held = |holder: &SorCode| Some((*holder, image.number_held_by_code(*holder, point.at)?));
            return Ok(holders.iter().filter_map(held).collect());
        }
        let numbers = self.reads.location_numbers_held_by(point, holders).await?;
        let held = |number: Version<LocationNumber>| Some((number.content.holder?, Arc::new(number)));
        Ok(numbers.into_iter().filter_map(held).collect())
    }

    /// Pages of lists of location numbers.
    pub async fn number_pages(
        &self,
        point: Point,
        list: &NumberList,
        keys: &[String],
        page: &PageRequest,
    ) -> Answer<HashMap<String, Page<Arc<Version<LocationNumber>>>>> {
        match self.image(point) {
            Some(image) => Ok(image.number_pages(point.at, list, keys, page)),
            None => Ok(shared(self.reads.number_pages(point, list, keys, page).await?)),
        }
    }

    /// Lengths of lists of location numbers.
    pub async fn number_counts(
        &self,
        point: Point,
        list: &NumberList,
        keys: &[String],
    ) -> Answer<HashMap<String, i64>> {
        match self.image(point) {
            Some(image) => Ok(image.number_counts(point.at, list, keys)),
            None => self.reads.number_counts(point, list, keys).await,
        }
    }

    /// Pages of the message types of location numbers.
    pub async fn number_message_type_pages(
        &self,
        point: Point,
        scope: MessageTypeScope,
        glns: &[Gln],
        page: &PageRequest,
    ) -> Answer<HashMap<Gln, Page<Arc<NumberMessageType>>>> {
        if let Some(image) = self.image(point) {
            return Ok(image.message_type_pages(point.at, scope, glns, page));
        }
        let pages = self.reads.number_message_type_pages(point, scope, glns, page).await?;
        Ok(by_gln(shared(pages), glns))
    }

    /// How many message types location numbers have.
    pub async fn number_message_type_counts(
        &self,
        point: Point,
        scope: MessageTypeScope,
        glns: &[Gln],
    ) -> Answer<HashMap<Gln, i64>> {
        if let Some(image) = self.image(point) {
            return Ok(image.message_type_counts(point.at, scope, glns));
        }
        Ok(by_gln(self.reads.number_message_type_counts(point, scope, glns).await?, glns))
    }
}

fn shared<T>(pages: HashMap<String, Page<T>>) -> HashMap<String, Page<Arc<T>>> {
    let share = |page: Page<T>| {
        let items = page.items.into_iter().map(|(key, record)| (key, Arc::new(record))).collect();
        Page { items, more: page.more }
    };
    pages.into_iter().map(|(key, page)| (key, share(page))).collect()
}

fn by_gln<V>(mut lists: HashMap<String, V>, glns: &[Gln]) -> HashMap<Gln, V> {
    glns.iter().filter_map(|gln| Some((*gln, lists.remove(&gln.number().to_string())?))).collect()
}

/// Follows the parents of `code`. Stops at a record that is met again, so that a
/// circle in bad data ends, too.
fn lineage(code: SorCode, unit: impl Fn(SorCode) -> Option<Arc<UnitVersion>>) -> Lineage {
    let mut lineage: Lineage = Vec::new();
    let mut next = Some(code);
    while let Some(unit) = next.and_then(&unit) {
        if lineage.iter().any(|seen| seen.content.sor_code == unit.content.sor_code) {
            break;
        }
        next = unit.content.parent;
        lineage.push(unit);
    }
    lineage
}

/// The contents of a lineage, for [`crate::model::inheritance`].
#[must_use]
pub fn contents(lineage: &Lineage) -> Vec<&Unit> {
    lineage.iter().map(|unit| &unit.content).collect()
}

//! Reading the register at a point.
//!
//! A [`Reader`] belongs to one request and takes whole batches. What it answers
//! is what the schema shows; how it comes by it is its own business.

use std::collections::HashMap;
use std::sync::Arc;

use chrono::NaiveDate;
use uuid::Uuid;

use super::Rules;
use super::draft::rights;
use crate::identity::{Actor, Caller};
use crate::model::{
    Address, CodedValue, Gln, LocationNumber, MessageType, Municipality, NumberMessageType, Point, Region,
    Revision, SorCode, Unit, Version,
};
use crate::storage::{
    Commit, Counts, MessageTypeScope, NumberList, NumberSkeleton, Page, PageRequest, PlaceKind, Reads,
    StorageError, TreePlace, UnitIdentifier, UnitList, UnitSkeleton, UnitVersion,
};

/// A unit, then its parent, and so on up to the institution owner.
pub type Lineage = Vec<Arc<UnitVersion>>;

type Answer<T> = Result<T, StorageError>;

/// Reads for one request.
#[derive(Debug, Clone)]
pub struct Reader {
    reads: Reads,
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
        Self { reads }
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

    /// How many statements this request has sent to the database.
    #[must_use]
    pub fn statements(&self) -> u32 {
        self.reads.statements()
    }

    /// The number of the newest commit.
    pub async fn head(&self) -> Answer<Revision> {
        self.reads.head_revision().await
    }

    /// The commit of that number.
    pub async fn commit(&self, revision: Revision) -> Answer<Option<Commit>> {
        self.reads.commit(revision).await
    }

    /// Commits after `after`, oldest first.
    pub async fn commits(&self, after: Revision, limit: u32) -> Answer<Vec<Commit>> {
        self.reads.commits(after, limit).await
    }

    /// How many records are in force.
    pub async fn counts(&self, point: Point) -> Answer<Counts> {
        self.reads.counts(point).await
    }

    /// Units by code.
    pub async fn units(&self, point: Point, codes: &[SorCode]) -> Answer<HashMap<SorCode, UnitVersion>> {
        let units = self.reads.units(point, codes).await?;
        Ok(units.into_iter().map(|unit| (unit.content.sor_code, unit)).collect())
    }

    /// Each unit with all that stand above it.
    pub async fn lineages(&self, point: Point, codes: &[SorCode]) -> Answer<HashMap<SorCode, Lineage>> {
        let units = self.reads.units_and_ancestors(point, codes).await?;
        let units: HashMap<_, _> = units.into_iter().map(|(code, unit)| (code, Arc::new(unit))).collect();
        Ok(codes.iter().map(|code| (*code, lineage(&units, *code))).collect())
    }

    /// What stands at each of these places, with all above it, each on a day and at a commit of its own.
    pub async fn lineages_at(&self, places: &[TreePlace]) -> Answer<HashMap<TreePlace, Lineage>> {
        let found = self.reads.trees_above(places).await?;
        let lineage_of = |(place, units): (TreePlace, HashMap<_, _>)| {
            let units = units.into_iter().map(|(code, unit)| (code, Arc::new(unit))).collect();
            (place, lineage(&units, place.0))
        };
        Ok(found.into_iter().map(lineage_of).collect())
    }

    /// Units by an identifier that several may bear.
    pub async fn units_by_identifier(
        &self,
        point: Point,
        identifier: UnitIdentifier,
        values: &[String],
    ) -> Answer<HashMap<String, Vec<UnitVersion>>> {
        self.reads.units_by_identifier(point, identifier, values).await
    }

    /// Pages of lists of units.
    pub async fn unit_pages(
        &self,
        point: Point,
        list: &UnitList,
        keys: &[String],
        page: &PageRequest,
    ) -> Answer<HashMap<String, Page<UnitVersion>>> {
        self.reads.unit_pages(point, list, keys, page).await
    }

    /// Lengths of lists of units.
    pub async fn unit_counts(
        &self,
        point: Point,
        list: &UnitList,
        keys: &[String],
    ) -> Answer<HashMap<String, i64>> {
        self.reads.unit_counts(point, list, keys).await
    }

    /// Addresses by id.
    pub async fn addresses(&self, ids: &[Uuid]) -> Answer<HashMap<Uuid, Address>> {
        self.reads.addresses(ids).await
    }

    /// Replacements that concern these records, as `(old, new)`.
    pub async fn replacements(&self, point: Point, codes: &[SorCode]) -> Answer<Vec<(SorCode, SorCode)>> {
        self.reads.replacements(point, codes).await
    }

    /// Location numbers.
    pub async fn location_numbers(
        &self,
        point: Point,
        glns: &[Gln],
    ) -> Answer<HashMap<Gln, Version<LocationNumber>>> {
        let numbers = self.reads.location_numbers(point, glns).await?;
        Ok(numbers.into_iter().map(|number| (number.content.gln, number)).collect())
    }

    /// The location number of each of these holders.
    pub async fn location_numbers_held_by(
        &self,
        point: Point,
        holders: &[SorCode],
    ) -> Answer<HashMap<SorCode, Version<LocationNumber>>> {
        let numbers = self.reads.location_numbers_held_by(point, holders).await?;
        Ok(numbers.into_iter().filter_map(|number| Some((number.content.holder?, number))).collect())
    }

    /// Pages of lists of location numbers.
    pub async fn number_pages(
        &self,
        point: Point,
        list: &NumberList,
        keys: &[String],
        page: &PageRequest,
    ) -> Answer<HashMap<String, Page<Version<LocationNumber>>>> {
        self.reads.number_pages(point, list, keys, page).await
    }

    /// Lengths of lists of location numbers.
    pub async fn number_counts(
        &self,
        point: Point,
        list: &NumberList,
        keys: &[String],
    ) -> Answer<HashMap<String, i64>> {
        self.reads.number_counts(point, list, keys).await
    }

    /// Pages of the message types of location numbers.
    pub async fn number_message_type_pages(
        &self,
        point: Point,
        scope: MessageTypeScope,
        glns: &[Gln],
        page: &PageRequest,
    ) -> Answer<HashMap<String, Page<NumberMessageType>>> {
        self.reads.number_message_type_pages(point, scope, glns, page).await
    }

    /// How many message types location numbers have.
    pub async fn number_message_type_counts(
        &self,
        point: Point,
        scope: MessageTypeScope,
        glns: &[Gln],
    ) -> Answer<HashMap<String, i64>> {
        self.reads.number_message_type_counts(point, scope, glns).await
    }

    /// Every region.
    pub async fn regions(&self, point: Point) -> Answer<Vec<Version<Region>>> {
        self.reads.regions(point).await
    }

    /// Every municipality, in name order.
    pub async fn municipalities(&self, point: Point) -> Answer<Vec<Version<Municipality>>> {
        self.reads.municipalities(point).await
    }

    /// The owners that stand for municipalities or regions.
    pub async fn owners_of_places(
        &self,
        point: Point,
        kind: PlaceKind,
        codes: &[String],
    ) -> Answer<HashMap<String, UnitVersion>> {
        self.reads.owners_of_places(point, kind, codes).await
    }

    /// Every entry of every code list.
    pub async fn coded_values(&self, revision: Revision) -> Answer<Vec<CodedValue>> {
        self.reads.coded_values(revision).await
    }

    /// Every listed message type.
    pub async fn message_types(&self, revision: Revision) -> Answer<Vec<MessageType>> {
        self.reads.message_types(revision).await
    }

    /// For the import: units after a code, without their contents.
    pub async fn unit_skeletons(&self, after: i64) -> Answer<Vec<UnitSkeleton>> {
        self.reads.unit_skeletons(after).await
    }

    /// For the import: location numbers after a number, without their contents.
    pub async fn number_skeletons(&self, after: i64) -> Answer<Vec<NumberSkeleton>> {
        self.reads.number_skeletons(after).await
    }

    /// For the import: message types of the numbers after a number.
    pub async fn message_type_rows(&self, after: i64) -> Answer<Vec<NumberMessageType>> {
        self.reads.message_type_rows(after).await
    }

    /// For the import: every replacement.
    pub async fn all_replacements(&self) -> Answer<Vec<(SorCode, SorCode)>> {
        self.reads.all_replacements().await
    }

    /// For the import: every newest version of every region.
    pub async fn region_versions(&self) -> Answer<Vec<Version<Region>>> {
        self.reads.region_versions().await
    }

    /// For the import: every newest version of every municipality.
    pub async fn municipality_versions(&self) -> Answer<Vec<Version<Municipality>>> {
        self.reads.municipality_versions().await
    }

    /// For the import: the formats of all files that were imported.
    pub async fn imported_formats(&self) -> Answer<Vec<String>> {
        self.reads.imported_formats().await
    }

    /// For the import: the newest date that imported data stood for.
    pub async fn newest_snapshot(&self) -> Answer<Option<NaiveDate>> {
        self.reads.newest_snapshot().await
    }
}

/// Follows the parents of `code`. Stops at a record that is met again, so that a
/// circle in bad data ends, too.
fn lineage(units: &HashMap<SorCode, Arc<UnitVersion>>, code: SorCode) -> Lineage {
    let mut lineage: Lineage = Vec::new();
    let mut next = Some(code);
    while let Some(unit) = next.and_then(|code| units.get(&code)) {
        if lineage.iter().any(|seen| Arc::ptr_eq(seen, unit)) {
            break;
        }
        lineage.push(Arc::clone(unit));
        next = unit.content.parent;
    }
    lineage
}

/// The contents of a lineage, for [`super::inheritance`].
#[must_use]
pub fn contents(lineage: &Lineage) -> Vec<&Unit> {
    lineage.iter().map(|unit| &unit.content).collect()
}

//! Records of the tree, one by one.

use std::collections::HashMap;
use std::sync::Arc;

use uuid::Uuid;

use super::Relation;
use crate::model::{Address, Point, SorCode};
use crate::register::{Lineage, Reader, RegisterError, UnitIdentifier, UnitVersion};

/// Point and SOR code → the record as it stands there.
pub struct Units;

impl Relation for Units {
    type Group = Point;
    type Item = SorCode;
    type Value = Arc<UnitVersion>;

    async fn load(
        reader: &Reader,
        point: &Point,
        codes: &[SorCode],
    ) -> Result<HashMap<SorCode, Self::Value>, RegisterError> {
        Ok(reader.units(*point, codes).await?)
    }
}

/// Point and SOR code → the record and all that stand above it. Parents, owners and
/// everything inherited come from here, so one statement serves them all.
pub struct Lineages;

impl Relation for Lineages {
    type Group = Point;
    type Item = SorCode;
    type Value = Arc<Lineage>;

    async fn load(
        reader: &Reader,
        point: &Point,
        codes: &[SorCode],
    ) -> Result<HashMap<SorCode, Self::Value>, RegisterError> {
        let lineages = reader.lineages(*point, codes).await?;
        Ok(lineages.into_iter().map(|(code, lineage)| (code, Arc::new(lineage))).collect())
    }
}

/// Point, kind of identifier and its text → the records that bear it.
pub struct UnitsByIdentifier;

impl Relation for UnitsByIdentifier {
    type Group = (Point, UnitIdentifier);
    type Item = String;
    type Value = Arc<Vec<Arc<UnitVersion>>>;

    async fn load(
        reader: &Reader,
        (point, identifier): &Self::Group,
        texts: &[String],
    ) -> Result<HashMap<String, Self::Value>, RegisterError> {
        let found = reader.units_by_identifier(*point, *identifier, texts).await?;
        let shared = |units: Vec<UnitVersion>| Arc::new(units.into_iter().map(Arc::new).collect());
        Ok(found.into_iter().map(|(text, units)| (text, shared(units))).collect())
    }
}

/// Id → address. An address never changes, so no point.
pub struct Addresses;

impl Relation for Addresses {
    type Group = ();
    type Item = Uuid;
    type Value = Arc<Address>;

    async fn load(
        reader: &Reader,
        (): &(),
        ids: &[Uuid],
    ) -> Result<HashMap<Uuid, Self::Value>, RegisterError> {
        Ok(reader.addresses(ids).await?)
    }
}

/// What a record replaced, and what replaced it.
#[derive(Debug, Clone, Default)]
pub struct ReplacementsOf {
    /// The records that it replaced.
    pub replaces: Vec<SorCode>,
    /// The records that replaced it.
    pub replaced_by: Vec<SorCode>,
}

/// Point and SOR code → what the record replaced, and what replaced it.
pub struct Replacements;

impl Relation for Replacements {
    type Group = Point;
    type Item = SorCode;
    type Value = Arc<ReplacementsOf>;

    async fn load(
        reader: &Reader,
        point: &Point,
        codes: &[SorCode],
    ) -> Result<HashMap<SorCode, Self::Value>, RegisterError> {
        let mut found: HashMap<SorCode, ReplacementsOf> = HashMap::new();
        for (old, new) in reader.replacements(*point, codes).await? {
            found.entry(old).or_default().replaced_by.push(new);
            found.entry(new).or_default().replaces.push(old);
        }
        Ok(found.into_iter().map(|(code, replacements)| (code, Arc::new(replacements))).collect())
    }
}

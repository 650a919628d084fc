//! What changed below a record between two points of time.

use std::collections::BTreeSet;

use super::{Reader, RegisterError};
use crate::history::comparison::{Comparison, Side, Standing, compare};
use crate::model::{Gln, NumberMessageType, Point, SorCode};

/// Most records of a tree that are compared.
pub const MOST_COMPARED: usize = 50_000;

/// Why two points were not compared.
#[derive(Debug, thiserror::Error)]
pub enum CompareError {
    /// More records than [`MOST_COMPARED`].
    #[error("the tree has more than {MOST_COMPARED} records")]
    TooMany,
    /// The register could not be read.
    #[error(transparent)]
    Register(#[from] RegisterError),
}

impl From<super::StorageError> for CompareError {
    fn from(error: super::StorageError) -> Self {
        Self::Register(error.into())
    }
}

impl Reader {
    /// What changed from `earlier` to `later` for the record `root` and all that stands
    /// below it at either point; `None` where neither point knows it. What left the tree
    /// shows as moved.
    pub async fn compare(
        &self,
        root: SorCode,
        earlier: Point,
        later: Point,
    ) -> Result<Option<Comparison>, CompareError> {
        let mut codes = BTreeSet::new();
        for point in [earlier, later] {
            codes.extend(self.codes_below(point, root, MOST_COMPARED + 1).await?);
        }
        if codes.len() > MOST_COMPARED {
            return Err(CompareError::TooMany);
        }
        if codes.is_empty() {
            return Ok(None);
        }
        let codes: Vec<_> = codes.into_iter().collect();
        let (before, after) = (self.side(earlier, &codes).await?, self.side(later, &codes).await?);
        Ok(Some(compare(&before, &after)))
    }

    async fn side(&self, point: Point, codes: &[SorCode]) -> Result<Side, CompareError> {
        let units = self.effective(point, codes).await?;
        let message_types = self.message_types_used(point, &units).await?;
        Ok(Side { units, message_types })
    }

    /// The message types in force on the numbers that the records in force use.
    async fn message_types_used(
        &self,
        point: Point,
        units: &[Standing],
    ) -> Result<Vec<NumberMessageType>, CompareError> {
        let used = units.iter().filter(|unit| unit.in_force).filter_map(|unit| unit.number);
        let glns: Vec<Gln> = used.collect::<BTreeSet<_>>().into_iter().collect();
        let found = self.standing_message_types(point.revision, &glns).await?;
        let holds = |row: &NumberMessageType| {
            row.valid_from <= point.at && row.valid_to.is_none_or(|last| last >= point.at)
        };
        Ok(found.into_values().flatten().filter(holds).collect())
    }
}

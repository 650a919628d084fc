//! Records written out as copies of the register keep them.

use std::collections::HashMap;
use std::sync::Arc;

use super::Relation;
use crate::model::{Record, Revision};
use crate::register::{Reader, RecordKey, RegisterError};

/// Revision, type and key → the record, for every day.
pub struct Records;

impl Relation for Records {
    type Group = Revision;
    type Item = RecordKey;
    type Value = Arc<Record>;

    async fn load(
        reader: &Reader,
        revision: &Revision,
        keys: &[RecordKey],
    ) -> Result<HashMap<RecordKey, Self::Value>, RegisterError> {
        let found = reader.records(*revision, keys).await?;
        Ok(found.into_iter().map(|(key, record)| (key, Arc::new(record))).collect())
    }
}

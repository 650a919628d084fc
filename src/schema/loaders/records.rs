//! Records written out as copies of the register keep them.

use std::collections::HashMap;
use std::sync::Arc;

use super::Relation;
use crate::model::{Record, Revision};
use crate::register::{ListKey, Reader, RegisterError};

/// Revision, type and key → the record, for every day.
pub struct Records;

impl Relation for Records {
    type Group = Revision;
    type Item = ListKey;
    type Value = Arc<Record>;

    async fn load(
        reader: &Reader,
        revision: &Revision,
        keys: &[ListKey],
    ) -> Result<HashMap<ListKey, Self::Value>, RegisterError> {
        Ok(reader.records(*revision, keys).await?)
    }
}

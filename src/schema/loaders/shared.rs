//! Outside code lists: some hundred rows, read whole once for each revision.

use std::collections::HashMap;
use std::sync::Arc;

use super::Relation;
use crate::model::{self, MessageType, Revision};
use crate::register::{Reader, RegisterError};

/// Revision → all code lists.
pub struct CodeLists;

impl Relation for CodeLists {
    type Group = Revision;
    type Item = ();
    type Value = Arc<model::CodeLists>;

    async fn load(
        reader: &Reader,
        revision: &Revision,
        _: &[()],
    ) -> Result<HashMap<(), Self::Value>, RegisterError> {
        Ok(HashMap::from([((), reader.code_lists(*revision).await?)]))
    }

    fn at_hand(reader: &Reader, revision: &Revision, (): &()) -> Option<Self::Value> {
        reader.code_lists_at_hand(*revision)
    }
}

/// Revision → all listed message types, in the order of format, type and version.
pub struct MessageTypes;

impl Relation for MessageTypes {
    type Group = Revision;
    type Item = ();
    type Value = Arc<[MessageType]>;

    async fn load(
        reader: &Reader,
        revision: &Revision,
        _: &[()],
    ) -> Result<HashMap<(), Self::Value>, RegisterError> {
        Ok(HashMap::from([((), reader.listed_message_types(*revision).await?)]))
    }

    fn at_hand(reader: &Reader, revision: &Revision, (): &()) -> Option<Self::Value> {
        reader.message_types_at_hand(*revision)
    }
}

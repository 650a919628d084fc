//! Outside code lists.

use entity::{coded_value, message_type};

use super::{Reads, StorageError, place_rows};
use crate::model::{CodedValue, MessageType, Revision};

impl Reads {
    /// Every entry of every code list, in the order of lists and keys. They are few: some hundred.
    pub async fn coded_values(&self, revision: Revision) -> Result<Vec<CodedValue>, StorageError> {
        let mut sql = self.sql();
        sql.push("SELECT c.* FROM coded_value c WHERE c.rev_from <= ").bind(revision.0);
        sql.push(" AND c.rev_to > ").bind(revision.0).push(" ORDER BY c.list, c.entry");
        self.all::<coded_value::Model>(sql).await?.into_iter().map(place_rows::coded_value).collect()
    }

    /// Every listed message type, in the order of format, type and version. They are few: about a hundred.
    pub async fn message_types(&self, revision: Revision) -> Result<Vec<MessageType>, StorageError> {
        let mut sql = self.sql();
        sql.push("SELECT m.* FROM message_type m WHERE m.rev_from <= ").bind(revision.0);
        sql.push(" AND m.rev_to > ").bind(revision.0).push(" ORDER BY m.id");
        self.all::<message_type::Model>(sql).await?.into_iter().map(place_rows::message_type).collect()
    }
}

//! Outside code lists: some hundred rows, read whole once for each revision.

use std::collections::HashMap;
use std::sync::Arc;

use super::Relation;
use crate::model::{CodeList, CodedValue, MessageType, Revision};
use crate::register::{Reader, RegisterError};

/// The code lists of one revision.
pub struct Codes {
    values: Vec<CodedValue>,
    places: HashMap<(CodeList, String), usize>,
}

impl Codes {
    fn new(values: Vec<CodedValue>) -> Self {
        let places = values.iter().enumerate().map(|(place, value)| ((value.list, value.key.clone()), place));
        Self { places: places.collect(), values }
    }

    /// The entry of that key; one without names where the list does not have it.
    pub fn value(&self, list: CodeList, key: &str) -> CodedValue {
        let place = self.places.get(&(list, key.to_owned()));
        let listed = place.and_then(|place| self.values.get(*place)).cloned();
        listed.unwrap_or_else(|| CodedValue::unlisted(list, key))
    }

    /// All entries of a list, in the order of their keys.
    pub fn list(&self, list: CodeList) -> impl Iterator<Item = &CodedValue> {
        self.values.iter().filter(move |value| value.list == list)
    }
}

/// Revision → all code lists.
pub struct CodeLists;

impl Relation for CodeLists {
    type Group = Revision;
    type Item = ();
    type Value = Arc<Codes>;

    async fn load(
        reader: &Reader,
        revision: &Revision,
        _: &[()],
    ) -> Result<HashMap<(), Self::Value>, RegisterError> {
        Ok(HashMap::from([((), Arc::new(Codes::new(reader.coded_values(*revision).await?)))]))
    }
}

/// Revision → all listed message types, in the order of format, type and version.
pub struct MessageTypes;

impl Relation for MessageTypes {
    type Group = Revision;
    type Item = ();
    type Value = Arc<Vec<MessageType>>;

    async fn load(
        reader: &Reader,
        revision: &Revision,
        _: &[()],
    ) -> Result<HashMap<(), Self::Value>, RegisterError> {
        Ok(HashMap::from([((), Arc::new(reader.message_types(*revision).await?))]))
    }
}

//! Which changes of the register a follower hears of.

use async_graphql::InputObject;

use super::entity_filter::MessageTypeFilter;
use crate::events::ChangeFilter;
use crate::model::{MunicipalityCode, SorCode};
use crate::schema::error::Answer;
use crate::schema::types::RecordType;

/// Which changes of the register to tell. All conditions given must hold.
#[derive(Debug, Clone, Default, InputObject)]
pub struct RegisterChangeFilter {
    /// Type of the record.
    pub record_type: Option<RecordTypeFilter>,
    /// The record of this SOR code, or what stood somewhere below it before the change or stands there
    /// after it: what moves in and what moves out are both told. A location number stands where its
    /// holder does. Leaves out what has no place in the tree: code lists, regions and municipalities.
    pub within: Option<SorCode>,
    /// The effective visiting address lay in this municipality (kommune) before the change or lies there
    /// after it; or the change is one of the municipality itself.
    pub municipality: Option<MunicipalityCode>,
    /// A message type like this was put on a location number or taken off, or its entry in the
    /// published list changed. Leaves out everything else.
    pub message_type: Option<MessageTypeFilter>,
}

/// Condition on the type of a changed record.
#[derive(Debug, Clone, Default, InputObject)]
pub struct RecordTypeFilter {
    /// One of these.
    pub r#in: Option<Vec<RecordType>>,
}

impl RegisterChangeFilter {
    /// The filter as the feed takes it.
    pub fn read(self) -> Answer<ChangeFilter> {
        let types = self.record_type.and_then(|filter| filter.r#in);
        Ok(ChangeFilter {
            within: self.within,
            types: types.map(|types| types.into_iter().map(Into::into).collect()),
            municipality: self.municipality,
            message_type: self.message_type.map(MessageTypeFilter::read).transpose()?,
        })
    }
}

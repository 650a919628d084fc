//! Message types, and message types on location numbers.

use std::sync::Arc;

use async_graphql::{Context, ID, Object, Result};

use super::{MessageDirection, MessageFormat};
use crate::model::{self, MessageTypeKey, NumberMessageType, Revision};
use crate::schema::context::loaders;
use crate::schema::error::Answer;
use crate::schema::id::Named;
use crate::schema::scalars::Date;

/// A message type.
#[derive(Debug, Clone)]
pub struct MessageType(Shown);

#[derive(Debug, Clone)]
enum Shown {
    /// At this place of the list. It is not copied: a page of numbers shows some thousand of them.
    Listed(Arc<[model::MessageType]>, usize),
    /// On a number, but not in the list.
    Unlisted(model::MessageType),
}

impl std::ops::Deref for MessageType {
    type Target = model::MessageType;
    fn deref(&self) -> &model::MessageType {
        match &self.0 {
            Shown::Listed(list, place) => &list[*place],
            Shown::Unlisted(message_type) => message_type,
        }
    }
}

impl MessageType {
    /// All listed message types of a revision.
    pub async fn all(ctx: &Context<'_>, revision: Revision) -> Answer<Arc<[model::MessageType]>> {
        Ok(loaders(ctx)?.message_types.load(revision, ()).await?.unwrap_or_else(|| Arc::new([])))
    }

    /// The listed message type of that key.
    pub async fn load(ctx: &Context<'_>, revision: Revision, key: &MessageTypeKey) -> Answer<Option<Self>> {
        let all = Self::all(ctx, revision).await?;
        let place = all.iter().position(|listed| listed.key == *key);
        Ok(place.map(|place| Self::listed(&all, place)))
    }

    /// The one at this place of the list.
    pub fn listed(all: &Arc<[model::MessageType]>, place: usize) -> Self {
        Self(Shown::Listed(Arc::clone(all), place))
    }

    /// The message type of that key as it is shown on a number: listed or not.
    pub async fn shown(ctx: &Context<'_>, revision: Revision, key: &MessageTypeKey) -> Answer<Option<Self>> {
        let listed = Self::load(ctx, revision, key).await?;
        let unlisted = || Self(Shown::Unlisted(model::MessageType::unlisted(key.clone())));
        Ok(Some(listed.unwrap_or_else(unlisted)))
    }
}

/// A MedCom message type (meddelelsestype) in one version.
#[Object]
impl MessageType {
    /// Opaque id, good for node and nodes.
    pub async fn id(&self) -> ID {
        Named::MessageType(self.key.clone()).id()
    }

    /// Format.
    async fn format(&self) -> MessageFormat {
        self.key.format.into()
    }

    /// Type, for example "DIS91".
    async fn r#type(&self) -> &str {
        &self.key.kind
    }

    /// Version, for example "D9134L".
    async fn version(&self) -> &str {
        &self.key.version
    }

    /// Group, for example "MEDDIS". Null where MedCom's list does not have the type or names no group.
    async fn group(&self) -> Option<&str> {
        self.group.as_deref()
    }

    /// Danish name. Null where MedCom's list does not have the type.
    async fn name_da(&self) -> Option<&str> {
        self.name_da.as_deref()
    }

    /// English name. Null where none is known.
    async fn name_en(&self) -> Option<&str> {
        self.name_en.as_deref()
    }

    /// MedCom's URI of the type. Null where none is known.
    async fn uri(&self) -> Option<&str> {
        self.uri.as_deref()
    }
}

/// A message type on a location number.
#[derive(Debug, Clone)]
pub struct LocationNumberMessageType {
    /// The revision at which message types are read.
    pub revision: Revision,
    /// The entry.
    pub entry: Arc<NumberMessageType>,
}

/// A message type that a location number can receive or send, over one period.
#[Object]
impl LocationNumberMessageType {
    /// The message type. One that MedCom's list does not have comes with its key alone. Null only when the list cannot be read now.
    async fn message_type(&self, ctx: &Context<'_>) -> Result<Option<MessageType>> {
        Ok(MessageType::shown(ctx, self.revision, &self.entry.message_type).await?)
    }

    /// Receives or sends.
    async fn direction(&self) -> MessageDirection {
        self.entry.direction.into()
    }

    /// First day.
    async fn valid_from(&self) -> Date {
        Date(self.entry.valid_from)
    }

    /// Last day. Null while no end is known.
    async fn valid_to(&self) -> Option<Date> {
        self.entry.valid_to.map(Date)
    }

    /// Who set it last. Null where the source does not tell.
    async fn updated_by(&self) -> Option<&str> {
        self.entry.updated_by.as_deref()
    }
}

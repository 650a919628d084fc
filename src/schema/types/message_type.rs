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
pub struct MessageType(pub model::MessageType);

impl MessageType {
    /// All listed message types of a revision.
    pub async fn all(ctx: &Context<'_>, revision: Revision) -> Answer<Arc<[model::MessageType]>> {
        Ok(loaders(ctx)?.message_types.load(revision, ()).await?.unwrap_or_else(|| Arc::new([])))
    }

    /// The listed message type of that key.
    pub async fn load(ctx: &Context<'_>, revision: Revision, key: &MessageTypeKey) -> Answer<Option<Self>> {
        let all = Self::all(ctx, revision).await?;
        Ok(all.iter().find(|listed| listed.key == *key).cloned().map(Self))
    }

    /// The message type of that key as it is shown on a number: listed or not.
    pub async fn shown(ctx: &Context<'_>, revision: Revision, key: &MessageTypeKey) -> Answer<Option<Self>> {
        let listed = Self::load(ctx, revision, key).await?;
        Ok(Some(listed.unwrap_or_else(|| Self(model::MessageType::unlisted(key.clone())))))
    }
}

/// A MedCom message type (meddelelsestype) in one version.
#[Object]
impl MessageType {
    /// Opaque id, good for node and nodes.
    pub async fn id(&self) -> ID {
        Named::MessageType(self.0.key.clone()).id()
    }

    /// Format.
    async fn format(&self) -> MessageFormat {
        self.0.key.format.into()
    }

    /// Type, for example "DIS91".
    async fn r#type(&self) -> &str {
        &self.0.key.kind
    }

    /// Version, for example "D9134L".
    async fn version(&self) -> &str {
        &self.0.key.version
    }

    /// Group, for example "MEDDIS". Null where MedCom's list does not have the type or names no group.
    async fn group(&self) -> Option<&str> {
        self.0.group.as_deref()
    }

    /// Danish name. Null where MedCom's list does not have the type.
    async fn name_da(&self) -> Option<&str> {
        self.0.name_da.as_deref()
    }

    /// English name. Null where none is known.
    async fn name_en(&self) -> Option<&str> {
        self.0.name_en.as_deref()
    }

    /// MedCom's URI of the type. Null where none is known.
    async fn uri(&self) -> Option<&str> {
        self.0.uri.as_deref()
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

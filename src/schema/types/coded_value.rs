use std::sync::Arc;

use async_graphql::{Context, Object};

use super::CodeList;
use crate::model::{self, Revision};
use crate::schema::context::loaders;
use crate::schema::error::Answer;

/// An entry of a code list.
#[derive(Debug, Clone)]
pub struct CodedValue(pub model::CodedValue);

impl CodedValue {
    /// All code lists of a revision.
    pub async fn lists(ctx: &Context<'_>, revision: Revision) -> Answer<Arc<model::CodeLists>> {
        let lists = loaders(ctx)?.codes.load(revision, ()).await?;
        lists.ok_or_else(|| crate::schema::error::Problem::internal("no code lists"))
    }

    /// A name, Danish where there is one.
    pub fn name(&self) -> Option<&str> {
        self.0.name_da.as_deref().or(self.0.name_en.as_deref())
    }

    /// The entry of that key, where there is a key.
    pub async fn load(
        ctx: &Context<'_>,
        revision: Revision,
        list: model::CodeList,
        key: Option<&str>,
    ) -> Answer<Option<Self>> {
        let Some(key) = key else { return Ok(None) };
        Ok(Some(Self(Self::lists(ctx, revision).await?.value(list, key))))
    }
}

/// An entry of an outside code list (klassifikation). Records may bear codes that
/// their list does not have: those come with the code alone.
#[Object(shareable)]
impl CodedValue {
    /// The list.
    async fn list(&self) -> CodeList {
        self.0.list.into()
    }

    /// The code in its list, for example a SNOMED CT identifier. Null where the list has names only.
    async fn code(&self) -> Option<&str> {
        self.0.code.as_deref()
    }

    /// Danish name. Null where the list does not have the code.
    async fn name_da(&self) -> Option<&str> {
        self.0.name_da.as_deref()
    }

    /// English name. Null where none is known.
    async fn name_en(&self) -> Option<&str> {
        self.0.name_en.as_deref()
    }
}

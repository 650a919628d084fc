use std::borrow::Cow;

use async_graphql::{Object, OutputType, TypeName};

use super::{SorEntity, UnitView, ValueSource};

/// A value with its origin.
pub struct Effective<T> {
    /// The value.
    pub value: T,
    /// How the record comes by it.
    pub source: ValueSource,
    /// The record on which it stands.
    pub from: UnitView,
}

impl<T: OutputType> TypeName for Effective<T> {
    fn type_name() -> Cow<'static, str> {
        format!("Effective{}", T::type_name()).into()
    }
}

/// A value that holds for a record, its own or not, with its origin.
#[Object(name_type)]
impl<T: OutputType> Effective<T> {
    /// The value.
    async fn value(&self) -> &T {
        &self.value
    }

    /// How the record comes by it.
    async fn source(&self) -> ValueSource {
        self.source
    }

    /// The record on which the value stands: itself, or one above it.
    async fn from(&self) -> SorEntity {
        self.from.clone().into()
    }
}

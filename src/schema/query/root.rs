use std::borrow::Cow;

use async_graphql::parser::types::Field;
use async_graphql::registry::Registry;
use async_graphql::resolver_utils::{ContainerType, resolve_container};
use async_graphql::{
    Context, ContextSelectionSet, MergedObject, ObjectType, OutputType, Positioned, ServerResult, Value,
};

use super::bulk::BulkQuery;
use super::changes::ChangeQuery;
use super::entities::Entities;
use super::messages::MessageQuery;
use super::nodes::NodeQuery;
use super::numbers::NumberQuery;
use super::parties::PartyQuery;
use super::past::PastQuery;
use super::places::PlaceQuery;
use super::records::RecordQuery;
use super::register::RegisterQuery;
use super::search::SearchQuery;
use super::units::UnitQuery;
use super::webhooks::WebhookQuery;

/// Denmark's register of health organisations (Sundhedsvæsenets Organisationsregister, SOR),
/// read at one point in time: as things were on the day `at`, as the register knew it
/// at `revision`. Every root field takes both; what hangs below it is read at the same
/// point. A date is a date in Denmark.
#[derive(Default, MergedObject)]
#[graphql(name = "Query")]
struct Fields(
    RegisterQuery,
    ChangeQuery,
    UnitQuery,
    BulkQuery,
    PlaceQuery,
    NumberQuery,
    MessageQuery,
    SearchQuery,
    NodeQuery,
    PartyQuery,
    PastQuery,
    RecordQuery,
    WebhookQuery,
    Entities,
);

/// The root of all queries.
///
/// Its fields are written in parts. It differs from their sum in one point: an
/// entity that no part finds is null and leaves the others of `_entities` alone;
/// the library would fail them all.
#[derive(Default)]
pub struct Query(Fields);

impl ContainerType for Query {
    async fn resolve_field(&self, ctx: &Context<'_>) -> ServerResult<Option<Value>> {
        self.0.resolve_field(ctx).await
    }

    async fn find_entity(&self, ctx: &Context<'_>, params: &Value) -> ServerResult<Option<Value>> {
        let Value::Object(fields) = params else {
            return Ok(Some(Value::Null));
        };
        if !matches!(fields.get("__typename"), Some(Value::String(_))) {
            return Ok(Some(Value::Null));
        }
        Ok(Some(self.0.find_entity(ctx, params).await?.unwrap_or_default()))
    }
}

impl OutputType for Query {
    fn type_name() -> Cow<'static, str> {
        <Fields as OutputType>::type_name()
    }

    fn create_type_info(registry: &mut Registry) -> String {
        Fields::create_type_info(registry)
    }

    async fn resolve(&self, ctx: &ContextSelectionSet<'_>, _: &Positioned<Field>) -> ServerResult<Value> {
        resolve_container(ctx, self).await
    }
}

impl ObjectType for Query {}

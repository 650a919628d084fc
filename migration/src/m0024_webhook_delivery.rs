//! Creates `webhook_delivery`: how far the deliveries to a webhook are, and its secrets. Not part of the register: it changes in place.

use sea_orm_migration::prelude::*;

use crate::table::{column, create, index, required};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let columns = vec![
            required("webhook", ColumnDef::big_integer),
            required("secret", ColumnDef::text),
            column("former_secret", ColumnDef::text),
            column("former_until", ColumnDef::timestamp_with_time_zone),
            required("reached", ColumnDef::text),
            required("revision", ColumnDef::big_integer),
            required("attempts", ColumnDef::integer),
            required("due_at", ColumnDef::timestamp_with_time_zone),
            column("failing_since", ColumnDef::timestamp_with_time_zone),
            column("delivered_at", ColumnDef::timestamp_with_time_zone),
            column("last_status", ColumnDef::integer),
            column("last_error", ColumnDef::text),
            required("lease_holder", ColumnDef::text),
            required("lease_until", ColumnDef::timestamp_with_time_zone),
        ];
        create(manager, "webhook_delivery", columns, &["webhook"]).await?;
        index(manager, "webhook_delivery", "webhook_delivery_due", "due_at", None).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table("webhook_delivery").to_owned()).await
    }
}

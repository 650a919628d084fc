//! Creates `webhook_dead_letter`: deliveries to webhooks that were given up. Not part of the register: they come and go.

use sea_orm_migration::prelude::*;

use crate::table::{bytewise, column, create, index, required};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let backend = manager.get_database_backend();
        let columns = vec![
            bytewise(required("message", ColumnDef::text), backend),
            required("webhook", ColumnDef::big_integer),
            required("revision", ColumnDef::big_integer),
            required("body", ColumnDef::text),
            required("attempts", ColumnDef::integer),
            column("status", ColumnDef::integer),
            required("error", ColumnDef::text),
            required("given_up_at", ColumnDef::timestamp_with_time_zone),
            required("again", ColumnDef::boolean),
        ];
        create(manager, "webhook_dead_letter", columns, &["message"]).await?;
        let order = "webhook, revision, message";
        index(manager, "webhook_dead_letter", "webhook_dead_letter_webhook", order, None).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table("webhook_dead_letter").to_owned()).await
    }
}

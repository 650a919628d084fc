//! Creates `mail_outbox`: letters, written in the commit that they tell of. Not part of the register: their state changes in place.

use sea_orm_migration::prelude::*;

use crate::table::{column, create, index, required};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let columns = vec![
            required("id", ColumnDef::big_integer),
            required("revision", ColumnDef::big_integer),
            required("recipient", ColumnDef::text),
            required("template", ColumnDef::text),
            required("parameters", ColumnDef::text),
            required("state", ColumnDef::text),
            required("attempts", ColumnDef::integer),
            required("due_at", ColumnDef::timestamp_with_time_zone),
            column("sent_at", ColumnDef::timestamp_with_time_zone),
            column("last_error", ColumnDef::text),
        ];
        create(manager, "mail_outbox", columns, &["id"]).await?;
        index(manager, "mail_outbox", "mail_outbox_due", "state, due_at", None).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table("mail_outbox").to_owned()).await
    }
}

//! Creates `webhook`: addresses of organisations that changes are sent to.

use sea_orm_migration::prelude::*;

use crate::table::{column, create, index, required};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let columns = vec![
            required("id", ColumnDef::big_integer),
            required("organisation", ColumnDef::text),
            required("url", ColumnDef::text),
            column("description", ColumnDef::text),
            required("filter", ColumnDef::text),
            required("state", ColumnDef::text),
            column("paused_because", ColumnDef::text),
            required("written_by", ColumnDef::text),
            required("written_at", ColumnDef::timestamp_with_time_zone),
            required("rev_from", ColumnDef::big_integer),
            required("rev_to", ColumnDef::big_integer),
        ];
        create(manager, "webhook", columns, &["id", "rev_from"]).await?;
        index(manager, "webhook", "webhook_organisation", "organisation", None).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table("webhook").to_owned()).await
    }
}

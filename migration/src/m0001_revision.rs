//! Creates `revision`: commits to the register, numbered without gaps.

use sea_orm_migration::prelude::*;

use crate::table::{column, create, index, required};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let columns = vec![
            required("revision", ColumnDef::big_integer),
            required("committed_at", ColumnDef::timestamp_with_time_zone),
            required("subject", ColumnDef::text),
            required("role", ColumnDef::text),
            required("action", ColumnDef::text),
            required("summary", ColumnDef::text),
            column("organisation", ColumnDef::text),
            column("request_id", ColumnDef::text),
            column("reason", ColumnDef::text),
            required("rows", ColumnDef::big_integer),
            required("content", ColumnDef::text),
            required("hash", ColumnDef::text),
        ];
        create(manager, "revision", columns, &["revision"]).await?;
        // The audit trail of one organisation, from the newest commit back.
        index(manager, "revision", "revision_organisation", "organisation, revision", Some("organisation"))
            .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table("revision").to_owned()).await
    }
}

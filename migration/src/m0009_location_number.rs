//! Creates `location_number`: versions of location numbers.

use sea_orm_migration::prelude::*;

use crate::table::{column, create, feed_indexes, index, required};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let columns = vec![
            required("gln", ColumnDef::big_integer),
            column("holder", ColumnDef::big_integer),
            required("stands_from", ColumnDef::date),
            required("stands_to", ColumnDef::date),
            required("first_from", ColumnDef::date),
            required("last_day", ColumnDef::date),
            required("rev_from", ColumnDef::big_integer),
            required("rev_to", ColumnDef::big_integer),
            required("digest", ColumnDef::uuid),
            required("only_internal", ColumnDef::boolean),
            required("not_active", ColumnDef::boolean),
            column("system_supplier", ColumnDef::text),
            column("system_type", ColumnDef::text),
            column("network_operator", ColumnDef::text),
            column("region", ColumnDef::text),
            column("edi_administrator", ColumnDef::text),
            column("note", ColumnDef::text),
            required("from_date", ColumnDef::date),
            column("updated_at", ColumnDef::date),
        ];
        create(manager, "location_number", columns, &["gln", "rev_from", "stands_from"]).await?;
        index(manager, "location_number", "location_number_holder", "holder", None).await?;
        feed_indexes(manager, "location_number", "gln").await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table("location_number").to_owned()).await
    }
}

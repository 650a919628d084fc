//! Creates `municipality`: versions of municipalities.

use sea_orm_migration::prelude::*;

use crate::table::{bytewise, column, create, index, required};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let backend = manager.get_database_backend();
        let columns = vec![
            required("code", ColumnDef::text),
            required("stands_from", ColumnDef::date),
            required("stands_to", ColumnDef::date),
            required("first_from", ColumnDef::date),
            required("last_day", ColumnDef::date),
            required("rev_from", ColumnDef::big_integer),
            required("rev_to", ColumnDef::big_integer),
            required("name", ColumnDef::text),
            bytewise(required("name_sort", ColumnDef::text), backend),
            column("region", ColumnDef::text),
        ];
        create(manager, "municipality", columns, &["code", "rev_from", "stands_from"]).await?;
        index(manager, "municipality", "municipality_region", "region", None).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table("municipality").to_owned()).await
    }
}

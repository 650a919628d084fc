//! Creates `region`: versions of regions.

use sea_orm_migration::prelude::*;

use crate::table::{column, create, required};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let columns = vec![
            required("code", ColumnDef::text),
            required("stands_from", ColumnDef::date),
            required("stands_to", ColumnDef::date),
            required("first_from", ColumnDef::date),
            required("last_day", ColumnDef::date),
            required("rev_from", ColumnDef::big_integer),
            required("rev_to", ColumnDef::big_integer),
            column("iso_code", ColumnDef::text),
            required("name_da", ColumnDef::text),
            column("name_en", ColumnDef::text),
            column("successor", ColumnDef::text),
        ];
        create(manager, "region", columns, &["code", "rev_from", "stands_from"]).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table("region").to_owned()).await
    }
}

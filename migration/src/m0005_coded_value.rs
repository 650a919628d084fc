//! Creates `coded_value`: entries of outside code lists.

use sea_orm_migration::prelude::*;

use crate::table::{column, create, required};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let columns = vec![
            required("list", ColumnDef::text),
            required("entry", ColumnDef::text),
            column("code", ColumnDef::text),
            column("name_da", ColumnDef::text),
            column("name_en", ColumnDef::text),
            required("rev_from", ColumnDef::big_integer),
            required("rev_to", ColumnDef::big_integer),
        ];
        create(manager, "coded_value", columns, &["list", "entry", "rev_from"]).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table("coded_value").to_owned()).await
    }
}

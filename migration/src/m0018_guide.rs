//! Creates `guide`: pages about the register.

use sea_orm_migration::prelude::*;

use crate::table::{bytewise, column, create, required};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let backend = manager.get_database_backend();
        let columns = vec![
            bytewise(required("entry", ColumnDef::text), backend),
            required("position", ColumnDef::integer),
            required("title_da", ColumnDef::text),
            column("title_en", ColumnDef::text),
            required("url", ColumnDef::text),
            required("rev_from", ColumnDef::big_integer),
            required("rev_to", ColumnDef::big_integer),
        ];
        create(manager, "guide", columns, &["entry", "rev_from"]).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table("guide").to_owned()).await
    }
}

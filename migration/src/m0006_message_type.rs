//! Creates `message_type`: MedCom message types of the published list.

use sea_orm_migration::prelude::*;

use crate::table::{bytewise, column, create, required};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let backend = manager.get_database_backend();
        let columns = vec![
            bytewise(required("id", ColumnDef::text), backend),
            column("message_group", ColumnDef::text),
            column("name_da", ColumnDef::text),
            column("name_en", ColumnDef::text),
            column("uri", ColumnDef::text),
            required("rev_from", ColumnDef::big_integer),
            required("rev_to", ColumnDef::big_integer),
        ];
        create(manager, "message_type", columns, &["id", "rev_from"]).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table("message_type").to_owned()).await
    }
}

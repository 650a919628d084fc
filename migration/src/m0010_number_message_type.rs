//! Creates `number_message_type`: message types on location numbers.

use sea_orm_migration::prelude::*;

use crate::table::{bytewise, column, create, feed_indexes, index, required};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let backend = manager.get_database_backend();
        let columns = vec![
            required("gln", ColumnDef::big_integer),
            bytewise(required("message_type", ColumnDef::text), backend),
            required("direction", ColumnDef::text),
            required("valid_from", ColumnDef::date),
            required("valid_to", ColumnDef::date),
            column("updated_by", ColumnDef::text),
            required("rev_from", ColumnDef::big_integer),
            required("rev_to", ColumnDef::big_integer),
        ];
        create(
            manager,
            "number_message_type",
            columns,
            &["gln", "message_type", "direction", "valid_from", "rev_from"],
        )
        .await?;
        index(manager, "number_message_type", "number_message_type_type", "message_type, direction", None)
            .await?;
        feed_indexes(manager, "number_message_type", "gln").await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table("number_message_type").to_owned()).await
    }
}

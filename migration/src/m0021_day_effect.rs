//! Creates `day_effect`: planned changes that took effect, as commits of the day note them.

use sea_orm_migration::prelude::*;

use crate::table::{bytewise, create, feed_indexes, required};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let backend = manager.get_database_backend();
        let columns = vec![
            bytewise(required("record", ColumnDef::text), backend),
            required("effective", ColumnDef::date),
            required("rev_from", ColumnDef::big_integer),
            required("rev_to", ColumnDef::big_integer),
        ];
        create(manager, "day_effect", columns, &["record", "rev_from"]).await?;
        feed_indexes(manager, "day_effect", "record").await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table("day_effect").to_owned()).await
    }
}

//! Creates `replacement`: which record took over from which.

use sea_orm_migration::prelude::*;

use crate::table::{create, index, required};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let columns = vec![
            required("old", ColumnDef::big_integer),
            required("new", ColumnDef::big_integer),
            required("rev_from", ColumnDef::big_integer),
            required("rev_to", ColumnDef::big_integer),
        ];
        create(manager, "replacement", columns, &["old", "new", "rev_from"]).await?;
        index(manager, "replacement", "replacement_new", "new", None).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table("replacement").to_owned()).await
    }
}

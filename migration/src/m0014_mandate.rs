//! Creates `mandate`: what owners leave to system suppliers.

use sea_orm_migration::prelude::*;

use crate::table::{column, create, index, required};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let columns = vec![
            required("id", ColumnDef::big_integer),
            required("owner", ColumnDef::big_integer),
            required("supplier", ColumnDef::text),
            column("gln", ColumnDef::big_integer),
            required("valid_from", ColumnDef::date),
            required("valid_to", ColumnDef::date),
            required("granted_by", ColumnDef::text),
            required("rev_from", ColumnDef::big_integer),
            required("rev_to", ColumnDef::big_integer),
        ];
        create(manager, "mandate", columns, &["id", "rev_from"]).await?;
        index(manager, "mandate", "mandate_owner", "owner", None).await?;
        index(manager, "mandate", "mandate_supplier", "supplier", None).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table("mandate").to_owned()).await
    }
}

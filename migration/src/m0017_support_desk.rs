//! Creates `support_desk`: who helps users of the register.

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
            required("name_da", ColumnDef::text),
            column("name_en", ColumnDef::text),
            column("email", ColumnDef::text),
            column("telephone", ColumnDef::text),
            column("opening_hours", ColumnDef::text),
            required("rev_from", ColumnDef::big_integer),
            required("rev_to", ColumnDef::big_integer),
        ];
        create(manager, "support_desk", columns, &["entry", "rev_from"]).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table("support_desk").to_owned()).await
    }
}

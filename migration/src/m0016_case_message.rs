//! Creates `case_message`: what was written on the threads of cases.

use sea_orm_migration::prelude::*;

use crate::table::{column, create, required};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let columns = vec![
            required("case_id", ColumnDef::big_integer),
            required("number", ColumnDef::integer),
            required("subject", ColumnDef::text),
            column("name", ColumnDef::text),
            column("organisation", ColumnDef::text),
            required("written_at", ColumnDef::timestamp_with_time_zone),
            required("text", ColumnDef::text),
            required("rev_from", ColumnDef::big_integer),
            required("rev_to", ColumnDef::big_integer),
        ];
        create(manager, "case_message", columns, &["case_id", "number", "rev_from"]).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table("case_message").to_owned()).await
    }
}

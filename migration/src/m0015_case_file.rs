//! Creates `case_file`: what one party asks of another.

use sea_orm_migration::prelude::*;

use crate::table::{column, create, index, required};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let columns = vec![
            required("id", ColumnDef::big_integer),
            required("kind", ColumnDef::text),
            required("state", ColumnDef::text),
            required("subject", ColumnDef::text),
            column("name", ColumnDef::text),
            column("email", ColumnDef::text),
            column("organisation", ColumnDef::text),
            required("decides", ColumnDef::text),
            column("sor_code", ColumnDef::big_integer),
            column("gln", ColumnDef::big_integer),
            required("opened_at", ColumnDef::timestamp_with_time_zone),
            required("due", ColumnDef::date),
            required("content", ColumnDef::text),
            column("answer", ColumnDef::text),
            required("rev_from", ColumnDef::big_integer),
            required("rev_to", ColumnDef::big_integer),
        ];
        create(manager, "case_file", columns, &["id", "rev_from"]).await?;
        index(manager, "case_file", "case_file_organisation", "organisation", Some("organisation")).await?;
        index(manager, "case_file", "case_file_decides", "decides, due", None).await?;
        index(manager, "case_file", "case_file_subject", "subject", None).await?;
        index(manager, "case_file", "case_file_sor_code", "sor_code", Some("sor_code")).await?;
        index(manager, "case_file", "case_file_gln", "gln", Some("gln")).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table("case_file").to_owned()).await
    }
}

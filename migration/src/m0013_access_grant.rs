//! Creates `access_grant`: who acts for which party in which role.

use sea_orm_migration::prelude::*;

use crate::table::{column, create, index, required};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let columns = vec![
            required("id", ColumnDef::big_integer),
            required("subject", ColumnDef::text),
            column("name", ColumnDef::text),
            column("email", ColumnDef::text),
            required("organisation", ColumnDef::text),
            required("role", ColumnDef::text),
            column("scope", ColumnDef::big_integer),
            required("valid_from", ColumnDef::date),
            required("valid_to", ColumnDef::date),
            required("granted_by", ColumnDef::text),
            required("rev_from", ColumnDef::big_integer),
            required("rev_to", ColumnDef::big_integer),
        ];
        create(manager, "access_grant", columns, &["id", "rev_from"]).await?;
        index(manager, "access_grant", "access_grant_subject", "subject", None).await?;
        index(manager, "access_grant", "access_grant_organisation", "organisation", None).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table("access_grant").to_owned()).await
    }
}

//! Creates `address`: physical addresses, each stored once under the digest of its content.

use sea_orm_migration::prelude::*;

use crate::table::{column, create, index, required};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let columns = vec![
            required("id", ColumnDef::uuid),
            column("sublocation", ColumnDef::text),
            column("street_name", ColumnDef::text),
            column("short_street_name", ColumnDef::text),
            column("building", ColumnDef::text),
            column("stairway", ColumnDef::text),
            column("floor", ColumnDef::text),
            column("suite", ColumnDef::text),
            column("district_subdivision", ColumnDef::text),
            column("post_box", ColumnDef::text),
            column("post_code", ColumnDef::text),
            column("district_name", ColumnDef::text),
            column("country", ColumnDef::text),
            column("municipality", ColumnDef::text),
            column("street_code", ColumnDef::text),
            column("region", ColumnDef::text),
            column("north_mm", ColumnDef::big_integer),
            column("east_mm", ColumnDef::big_integer),
        ];
        create(manager, "address", columns, &["id"]).await?;
        index(manager, "address", "address_municipality", "municipality", Some("municipality")).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table("address").to_owned()).await
    }
}

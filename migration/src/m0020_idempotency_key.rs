//! Creates `idempotency_key`: what a request was answered before it was sent again. Not part of the register.

use sea_orm_migration::prelude::*;

use crate::table::{create, required};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let columns = vec![
            required("subject", ColumnDef::text),
            required("request_key", ColumnDef::text),
            required("fingerprint", ColumnDef::uuid),
            required("revision", ColumnDef::big_integer),
            required("outcome", ColumnDef::text),
            required("at", ColumnDef::timestamp_with_time_zone),
        ];
        create(manager, "idempotency_key", columns, &["subject", "request_key"]).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table("idempotency_key").to_owned()).await
    }
}

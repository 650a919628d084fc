//! Creates `register_head`: one row: the newest revision. Writers queue on it, so that revisions have no gaps.

use sea_orm_migration::prelude::*;

use crate::table::{create, required};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let columns =
            vec![required("id", ColumnDef::small_integer), required("revision", ColumnDef::big_integer)];
        create(manager, "register_head", columns, &["id"]).await?;
        let start = "INSERT INTO register_head (id, revision) VALUES (1, 0)";
        manager.get_connection().execute_unprepared(start).await.map(|_| ())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table("register_head").to_owned()).await
    }
}

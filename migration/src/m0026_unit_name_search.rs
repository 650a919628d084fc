//! Indexes `unit` by the beginning of a name, level by level: a list by it looked at every name of the level.

use sea_orm_migration::prelude::*;

use crate::table::index;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        index(manager, "unit", "unit_name_search", "kind, name_search", None).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_index(Index::drop().table("unit").name("unit_name_search_idx").to_owned()).await
    }
}

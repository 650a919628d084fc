//! Creates `import_source`: files that an import read.

use sea_orm_migration::prelude::*;

use crate::table::{column, create, required};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let columns = vec![
            required("revision", ColumnDef::big_integer),
            required("position", ColumnDef::integer),
            required("name", ColumnDef::text),
            required("digest", ColumnDef::text),
            required("format", ColumnDef::text),
            column("snapshot_date", ColumnDef::date),
        ];
        create(manager, "import_source", columns, &["revision", "position"]).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table("import_source").to_owned()).await
    }
}

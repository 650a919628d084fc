//! What the steps share: columns, tables and indexes that SQLite and PostgreSQL both understand.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::DbBackend;

type Typed = fn(&mut ColumnDef) -> &mut ColumnDef;

/// A column that may be null.
pub fn column(name: &'static str, typed: Typed) -> ColumnDef {
    let mut column = ColumnDef::new(name);
    typed(&mut column).null();
    column
}

/// A column that is never null.
pub fn required(name: &'static str, typed: Typed) -> ColumnDef {
    let mut column = ColumnDef::new(name);
    typed(&mut column).not_null();
    column
}

/// A text column that is compared byte by byte, whatever the database's locale:
/// both databases must give the same order.
pub fn bytewise(mut column: ColumnDef, backend: DbBackend) -> ColumnDef {
    if backend == DbBackend::Postgres {
        column.extra("COLLATE \"C\"");
    }
    column
}

/// Creates a table with its primary key.
pub async fn create(
    manager: &SchemaManager<'_>,
    name: &'static str,
    columns: Vec<ColumnDef>,
    key: &[&'static str],
) -> Result<(), DbErr> {
    let mut table = Table::create();
    table.table(name);
    for column in columns {
        table.col(column);
    }
    let mut primary = Index::create();
    for column in key {
        primary.col(*column);
    }
    manager.create_table(table.primary_key(&mut primary).to_owned()).await
}

/// Creates an index; `only` names a sparse column whose nulls it leaves out.
pub async fn index(
    manager: &SchemaManager<'_>,
    table: &str,
    name: &str,
    on: &str,
    only: Option<&str>,
) -> Result<(), DbErr> {
    let partial = only.map(|column| format!(" WHERE {column} IS NOT NULL")).unwrap_or_default();
    let on = on.split(", ").map(|column| format!("\"{column}\"")).collect::<Vec<_>>().join(", ");
    let statement = format!("CREATE INDEX \"{name}_idx\" ON \"{table}\" ({on}){partial}");
    manager.get_connection().execute_unprepared(&statement).await.map(|_| ())
}

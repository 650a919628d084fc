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

/// Creates the indexes by which the feed of changes finds what a commit wrote, and
/// what it ended. The first one holds every row, but says so in words that only the
/// feed repeats: SQLite would else walk it for reads at a point, which is slower
/// than the table itself. The second one holds no row that stands, so an import of
/// new rows does not pay for it.
pub async fn feed_indexes(manager: &SchemaManager<'_>, table: &str, key: &str) -> Result<(), DbErr> {
    let ended = format!("rev_to < {}", i64::MAX);
    for (name, column, only) in [("written", "rev_from", "rev_from <> 0"), ("ended", "rev_to", &ended)] {
        let statement = format!(
            "CREATE INDEX \"{table}_{name}_idx\" ON \"{table}\" (\"{column}\", \"{key}\") WHERE {only}"
        );
        manager.get_connection().execute_unprepared(&statement).await?;
    }
    Ok(())
}

//! Creates `unit`: versions of institution owners, health institutions and organisational units.

use sea_orm_migration::prelude::*;

use crate::table::{bytewise, column, create, feed_indexes, index, required};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let backend = manager.get_database_backend();
        let columns = vec![
            required("sor_code", ColumnDef::big_integer),
            required("kind", ColumnDef::text),
            column("parent", ColumnDef::big_integer),
            required("stands_from", ColumnDef::date),
            required("stands_to", ColumnDef::date),
            required("first_from", ColumnDef::date),
            required("last_day", ColumnDef::date),
            required("rev_from", ColumnDef::big_integer),
            required("rev_to", ColumnDef::big_integer),
            required("digest", ColumnDef::uuid),
            required("name", ColumnDef::text),
            bytewise(required("name_search", ColumnDef::text), backend),
            bytewise(required("name_sort", ColumnDef::text), backend),
            column("type_code", ColumnDef::text),
            column("cvr", ColumnDef::text),
            column("p_number", ColumnDef::text),
            column("pharmacy_number", ColumnDef::text),
            column("shak", ColumnDef::text),
            column("provider_number", ColumnDef::text),
            column("local_code", ColumnDef::text),
            column("local_attributes", ColumnDef::text),
            column("level_code", ColumnDef::text),
            column("level_name", ColumnDef::text),
            column("geographical_relation", ColumnDef::small_integer),
            column("geographical_target", ColumnDef::big_integer),
            required("number_state", ColumnDef::text),
            column("postal_address", ColumnDef::uuid),
            column("visiting_address", ColumnDef::uuid),
            column("activity_address", ColumnDef::uuid),
            column("email", ColumnDef::text),
            column("website", ColumnDef::text),
            column("telephone", ColumnDef::text),
            column("fax", ColumnDef::text),
            column("specialities", ColumnDef::text),
            column("ambulant_activity", ColumnDef::boolean),
            column("patients_admitted", ColumnDef::boolean),
            column("reporting_level", ColumnDef::boolean),
            required("from_date", ColumnDef::date),
            column("updated_at", ColumnDef::date),
        ];
        create(manager, "unit", columns, &["sor_code", "rev_from", "stands_from"]).await?;
        index(manager, "unit", "unit_parent", "parent", None).await?;
        index(manager, "unit", "unit_list", "kind, name_sort, sor_code", None).await?;
        index(manager, "unit", "unit_type", "type_code", None).await?;
        index(manager, "unit", "unit_shak", "shak", Some("shak")).await?;
        index(manager, "unit", "unit_provider_number", "provider_number", Some("provider_number")).await?;
        index(manager, "unit", "unit_cvr", "cvr", Some("cvr")).await?;
        index(manager, "unit", "unit_postal_address", "postal_address", Some("postal_address")).await?;
        index(manager, "unit", "unit_visiting_address", "visiting_address", Some("visiting_address")).await?;
        index(
            manager,
            "unit",
            "unit_geographical_target",
            "geographical_target",
            Some("geographical_target"),
        )
        .await?;
        feed_indexes(manager, "unit", "sor_code").await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table("unit").to_owned()).await
    }
}

//! Files that an import read.

use sea_orm::entity::prelude::*;

/// A row of `import_source`.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "import_source")]
pub struct Model {
    /// The commit.
    #[sea_orm(primary_key, auto_increment = false)]
    pub revision: i64,
    /// Place in the list of files.
    #[sea_orm(primary_key, auto_increment = false)]
    pub position: i32,
    /// Name of the file, without its folder.
    pub name: String,
    /// SHA-256 of the unpacked bytes, in hex.
    pub digest: String,
    /// What the file is, e.g. SOR_XML.
    pub format: String,
    /// Date the file's data stands for.
    pub snapshot_date: Option<Date>,
}

/// No relations: joins are written where they are read.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

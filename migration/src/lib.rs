//! Steps that build the sorgraph database, one act per file.

pub use sea_orm_migration::MigratorTrait;
use sea_orm_migration::prelude::*;

mod m0001_revision;
mod m0002_register_head;
mod m0003_region;
mod m0004_municipality;
mod m0005_coded_value;
mod m0006_message_type;
mod m0007_address;
mod m0008_unit;
mod m0009_location_number;
mod m0010_number_message_type;
mod m0011_replacement;
mod m0012_import_source;
mod m0013_access_grant;
mod m0014_mandate;
mod m0015_case_file;
mod m0016_case_message;
mod m0017_support_desk;
mod m0018_guide;
mod m0019_mail_outbox;
mod m0020_idempotency_key;
mod m0021_day_effect;
mod m0023_webhook;
mod m0024_webhook_delivery;
mod m0025_webhook_dead_letter;
mod m0026_unit_name_search;
mod table;

/// Every step, oldest first. A step that has been released is never edited.
#[derive(Debug)]
pub struct Migrator;

#[async_trait::async_trait]
impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m0001_revision::Migration),
            Box::new(m0002_register_head::Migration),
            Box::new(m0003_region::Migration),
            Box::new(m0004_municipality::Migration),
            Box::new(m0005_coded_value::Migration),
            Box::new(m0006_message_type::Migration),
            Box::new(m0007_address::Migration),
            Box::new(m0008_unit::Migration),
            Box::new(m0009_location_number::Migration),
            Box::new(m0010_number_message_type::Migration),
            Box::new(m0011_replacement::Migration),
            Box::new(m0012_import_source::Migration),
            Box::new(m0013_access_grant::Migration),
            Box::new(m0014_mandate::Migration),
            Box::new(m0015_case_file::Migration),
            Box::new(m0016_case_message::Migration),
            Box::new(m0017_support_desk::Migration),
            Box::new(m0018_guide::Migration),
            Box::new(m0019_mail_outbox::Migration),
            Box::new(m0020_idempotency_key::Migration),
            Box::new(m0021_day_effect::Migration),
            Box::new(m0023_webhook::Migration),
            Box::new(m0024_webhook_delivery::Migration),
            Box::new(m0025_webhook_dead_letter::Migration),
            Box::new(m0026_unit_name_search::Migration),
        ]
    }
}

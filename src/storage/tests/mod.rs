//! Storage against both real databases.

mod changes;
mod feed;
mod lines;
mod tables;

use std::sync::atomic::{AtomicU32, Ordering};

use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::{ConnectionTrait, Database as SeaOrm};
use tempfile::TempDir;

use super::{Database, NewCommit, Writer};
use crate::model::{Lifetime, NumberState, OPENING_DAY, Point, Revision, SorCode, Unit, UnitKind, Version};

/// Makes each test of the list two: one on SQLite, one on PostgreSQL.
macro_rules! on_both {
    ($($name:ident),* $(,)?) => {
        mod sqlite {
            $(#[tokio::test(flavor = "multi_thread")]
            async fn $name() {
                let folder = tempfile::TempDir::new().expect("a folder");
                super::$name(super::super::sqlite(&folder).await).await;
            })*
        }
        mod postgres {
            $(#[tokio::test(flavor = "multi_thread")]
            async fn $name() {
                let made = super::super::Postgres::new().await;
                super::$name(made.database().await).await;
                made.gone().await;
            })*
        }
    };
}
use on_both;

async fn sqlite(folder: &TempDir) -> Database {
    prepared(&format!("sqlite:{}", folder.path().join("register.db").display())).await
}

async fn prepared(address: &str) -> Database {
    let database = Database::connect(address, 3).await.expect("a connection");
    database.migrate().await.expect("prepared");
    database
}

/// A database of its own on the tests' PostgreSQL.
struct Postgres {
    server: String,
    name: String,
}

impl Postgres {
    async fn new() -> Self {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let server = std::env::var("SORGRAPH_TEST_POSTGRES_URL")
            .expect("SORGRAPH_TEST_POSTGRES_URL names a PostgreSQL server; tests/run starts one");
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let made = Self { server, name: format!("sorgraph_storage_{}_{number}", std::process::id()) };
        made.run(&format!("CREATE DATABASE {}", made.name)).await;
        made
    }

    async fn database(&self) -> Database {
        let (base, _) = self.server.rsplit_once('/').expect("a database in the address");
        prepared(&format!("{base}/{}", self.name)).await
    }

    async fn gone(self) {
        self.run(&format!("DROP DATABASE IF EXISTS {} WITH (FORCE)", self.name)).await;
    }

    async fn run(&self, sql: &str) {
        let connection = SeaOrm::connect(&self.server).await.expect("PostgreSQL answers");
        connection.execute_unprepared(sql).await.expect("the statement runs");
        connection.close().await.expect("closed");
    }
}

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a date")
}

fn instant(text: &str) -> DateTime<Utc> {
    text.parse().expect("an instant")
}

fn point(revision: Revision) -> Point {
    Point { at: day("2026-11-22"), revision }
}

fn code(serial: u32) -> SorCode {
    SorCode::from_serial(serial)
}

async fn commit(writer: Writer) -> Revision {
    let commit = NewCommit {
        committed_at: instant("2026-11-22T11:00:00Z"),
        subject: "tester".to_owned(),
        role: "OPERATOR".to_owned(),
        action: "TEST".to_owned(),
        summary: "a test".to_owned(),
        organisation: None,
        request_id: None,
        reason: None,
    };
    writer.commit(commit).await.expect("committed")
}

/// Everything is bound into the chain as it was written.
async fn sound(database: &Database) {
    let verified = database.reads().verify(&mut |_| {}).await.expect("verified");
    assert_eq!(verified.first_break, None);
}

/// A unit that stands over all days.
fn unit(serial: u32, name: &str, parent: Option<u32>) -> Version<Unit> {
    let content = Unit {
        sor_code: code(serial),
        kind: if parent.is_some() { UnitKind::OrganisationalUnit } else { UnitKind::InstitutionOwner },
        parent: parent.map(code),
        name: name.to_owned(),
        type_code: None,
        cvr: None,
        p_number: None,
        pharmacy_number: None,
        shak: None,
        provider_number: None,
        local_code: None,
        local_attributes: Vec::new(),
        level: None,
        geographical_parent: None,
        number_state: NumberState::None,
        postal_address: None,
        visiting_address: None,
        activity_address: None,
        contact: None,
        specialities: Vec::new(),
        flags: None,
        from_date: day("2020-01-01"),
        updated_at: None,
    };
    Version {
        content,
        life: Lifetime { first_from: day("2020-01-01"), to: None },
        stands_from: OPENING_DAY,
        stands_to: crate::model::LAST_DAY,
        written: Revision(0),
    }
}

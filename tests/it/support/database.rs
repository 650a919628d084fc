use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use chrono::{DateTime, Utc};
use sea_orm::{ConnectionTrait, Database as SeaOrm};
use sorgraph::app;
use sorgraph::identity::Actor;
use sorgraph::import::parse::{Input, Mapping, open_inputs};
use sorgraph::import::{ImportError, Options, Outcome, Silent, import};
use sorgraph::ownership::{Asked, Permit, decide};
use sorgraph::register::{Clock, Register};
use sorgraph::storage::Database;
use tempfile::TempDir;

/// The day on which the tests stand.
pub const TODAY: &str = "2026-11-22";

/// A database system.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Sqlite,
    Postgres,
}

/// Where the tests of a run read, by `SORGRAPH_TEST_READS`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reads {
    /// As they come: servers keep the register in memory, registers without a server do not.
    AsTheyCome,
    /// Registers without a server keep it in memory, too.
    Memory,
    /// Servers do not keep it either.
    Database,
}

impl Reads {
    pub fn of_this_run() -> Self {
        match std::env::var("SORGRAPH_TEST_READS").as_deref() {
            Ok("memory") => Self::Memory,
            Ok("database") => Self::Database,
            Ok(other) => panic!("SORGRAPH_TEST_READS is memory or database, not {other}"),
            Err(_) => Self::AsTheyCome,
        }
    }
}

/// A database of its own, gone with the test.
pub struct TestDatabase {
    pub url: String,
    drop_in: Option<(String, String)>,
    _folder: TempDir,
}

/// The tests' clock: noon of their day.
pub fn clock() -> Clock {
    let noon: DateTime<Utc> = format!("{TODAY}T11:00:00Z").parse().expect("an instant");
    Arc::new(move || noon)
}

impl TestDatabase {
    pub async fn new(kind: Kind) -> Self {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let folder = TempDir::new().expect("a folder");
        if kind == Kind::Sqlite {
            let url = format!("sqlite:{}", folder.path().join("register.db").display());
            return Self { url, drop_in: None, _folder: folder };
        }
        let server = std::env::var("SORGRAPH_TEST_POSTGRES_URL")
            .expect("SORGRAPH_TEST_POSTGRES_URL names a PostgreSQL server; tests/run starts one");
        let name = format!("sorgraph_{}_{}", std::process::id(), NUMBER.fetch_add(1, Ordering::Relaxed));
        run_sql(&server, &format!("CREATE DATABASE {name}")).await;
        let (base, _) = server.rsplit_once('/').expect("a database in the address");
        Self { url: format!("{base}/{name}"), drop_in: Some((server, name)), _folder: folder }
    }

    /// The register, prepared, with nothing in it but its foundation.
    pub async fn register(&self) -> Register {
        let database = Database::connect(&self.url, 4).await.expect("a connection");
        let register = Register::new(database, clock());
        app::migrate(&register).await.expect("prepared");
        if Reads::of_this_run() == Reads::Memory {
            register.keep_image().await.expect("an image");
        }
        register
    }
}

pub async fn run_sql(server: &str, sql: &str) {
    let connection = SeaOrm::connect(server).await.expect("PostgreSQL answers");
    connection.execute_unprepared(sql).await.expect("the statement runs");
    connection.close().await.expect("closed");
}

impl Drop for TestDatabase {
    fn drop(&mut self) {
        let Some((server, name)) = self.drop_in.take() else {
            return;
        };
        let dropping = std::thread::spawn(move || {
            let runtime = tokio::runtime::Runtime::new().expect("a runtime");
            runtime.block_on(run_sql(&server, &format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)")));
        });
        if dropping.join().is_err() {
            eprintln!("a test database was left behind");
        }
    }
}

/// The operator's permit to import.
pub fn permit() -> Permit {
    decide(&Actor::operator(), "IMPORT", None, &[Asked::import()]).expect("the operator may import")
}

/// Imports texts as if they were files of these names.
pub async fn import_texts(
    register: &Register,
    files: &[(&str, &str)],
    options: &Options,
) -> Result<Outcome, ImportError> {
    let folder = TempDir::new().expect("a folder");
    let paths: Vec<_> = files.iter().map(|(name, _)| folder.path().join(name)).collect();
    for ((_, text), path) in files.iter().zip(&paths) {
        std::fs::write(path, text).expect("a file");
    }
    import_paths(register, &paths, options).await
}

/// Imports files.
pub async fn import_paths(
    register: &Register,
    paths: &[std::path::PathBuf],
    options: &Options,
) -> Result<Outcome, ImportError> {
    let inputs: Vec<Input> = open_inputs(paths, &Mapping::default())?;
    import(register, permit(), inputs, options, Arc::new(Silent)).await
}

/// Imports a made register of `units` units.
pub async fn import_made(register: &Register, units: u32) -> sorgraph::generate::Summary {
    let folder = TempDir::new().expect("a folder");
    let options = sorgraph::generate::Options {
        units,
        seed: 7,
        out: folder.path().to_owned(),
        today: TODAY.parse().expect("a date"),
        closed_share: 0.3,
    };
    let made = sorgraph::generate::generate(&options, &mut |_| {}).expect("made");
    let outcome = import_paths(register, &made.files, &Options::default()).await.expect("imported");
    assert_eq!(outcome.report.refused, 0, "{}", outcome.report);
    made
}

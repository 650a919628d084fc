//! Real databases, a real server, small extracts, programs of others.

pub mod both;
pub mod certificates;
pub mod database;
pub mod demo;
pub mod desk;
pub mod extract;
pub mod node;
pub mod people;
pub mod receiver;
pub mod server;
pub mod webhooks;

use std::path::PathBuf;

/// Makes each test of the list two: one on SQLite, one on PostgreSQL.
macro_rules! on_both {
    ($($name:ident),* $(,)?) => {
        mod sqlite {
            $(#[tokio::test(flavor = "multi_thread")]
            async fn $name() {
                super::$name($crate::support::database::Kind::Sqlite).await;
            })*
        }
        mod postgres {
            $(#[tokio::test(flavor = "multi_thread")]
            async fn $name() {
                super::$name($crate::support::database::Kind::Postgres).await;
            })*
        }
    };
}
pub(crate) use on_both;

/// A file of the real samples, which may not be passed on with the project; a
/// test that needs one has nothing to do where they are not there.
pub fn sample(path: &str) -> Option<PathBuf> {
    let file = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared/data/sor").join(path);
    if file.exists() {
        return Some(file);
    }
    eprintln!("the real sample {path} is not here; nothing to test");
    None
}

use super::*;
use crate::storage::StorageError;

on_both!(
    the_longest_change_leaves_a_connection_to_those_who_read,
    what_cannot_be_read_is_no_matter_of_the_line
);

async fn the_longest_change_leaves_a_connection_to_those_who_read(database: Database) {
    let reads = database.reads();
    let read = || async { reads.head_revision().await.expect("read") };
    read().await;
    let writer = database.writer().await.expect("a turn");
    // More at once than there are connections, whatever is held, and the pool is asked beside them.
    let (found, pinged) =
        tokio::join!(futures_util::future::join_all((0..20).map(|_| read())), database.ping());
    assert_eq!(found, vec![Revision(0); 20]);
    pinged.expect("the pool has one left");
    writer.roll_back().await.expect("given up");
    database.clone().close().await.expect("nothing is held back");
    assert!(reads.head_revision().await.is_err(), "closed");
}

async fn what_cannot_be_read_is_no_matter_of_the_line(database: Database) {
    let reads = database.reads();
    for _ in 0..5 {
        let mut sql = reads.sql();
        sql.push("SELECT 1 FROM nowhere");
        let Err(StorageError::Database(error)) = reads.rows(sql).await else {
            panic!("there is no such table")
        };
        assert!(error.to_string().contains("nowhere"), "{error}");
        assert_eq!(reads.head_revision().await.expect("the next one is answered"), Revision(0));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_connection_that_broke_while_nobody_used_it_is_replaced() {
    let made = Postgres::new().await;
    let database = made.database().await;
    for _ in 0..3 {
        database.reads().head_revision().await.expect("a connection is held from here on");
        let name = &made.name;
        made.run(&format!("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'"))
            .await;
        database.reads().head_revision().await.expect("on another one");
    }
    made.gone().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_plan_of_its_own_ends_with_its_statement() {
    let made = Postgres::new().await;
    let database = made.database().await;
    let reads = database.reads();
    let planned = |own: bool| {
        let mut sql = reads.sql();
        sql.push("SHOW plan_cache_mode");
        if own {
            sql.plan_own();
        }
        let reads = reads.clone();
        async move {
            let rows = reads.rows(sql).await.expect("told");
            rows[0].try_get::<String>("", "plan_cache_mode").expect("a text")
        }
    };
    for own in [false, true, false, true] {
        let expected = if own { "force_custom_plan" } else { "force_generic_plan" };
        assert_eq!(planned(own).await, expected);
    }
    made.gone().await;
}

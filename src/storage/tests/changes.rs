use futures_util::future::{join, join_all};

use super::*;
use crate::storage::StorageError;

on_both!(
    writers_queue_and_leave_the_pool_to_readers,
    a_writer_reads_what_it_has_written,
    a_change_does_not_end_under_its_readers,
    what_a_change_wrote_and_ended_itself_leaves_nothing,
    trees_are_read_over_all_days,
);

async fn writers_queue_and_leave_the_pool_to_readers(database: Database) {
    let writes = (0..60).map(|serial| {
        let database = database.clone();
        async move {
            let mut writer = database.writer().await.expect("a turn");
            writer.insert_units(vec![unit(serial + 1, "En", None)]).await.expect("written");
            commit(writer).await
        }
    });
    let reads = (0..60).map(|_| database.reads()).collect::<Vec<_>>();
    let reads = reads.iter().map(|reads| async { reads.head_revision().await.expect("a head") });
    let (mut revisions, _) = join(join_all(writes), join_all(reads)).await;
    revisions.sort_unstable();
    assert_eq!(revisions, (1..=60).map(Revision).collect::<Vec<_>>());
    sound(&database).await;
}

async fn a_writer_reads_what_it_has_written(database: Database) {
    let mut writer = database.writer().await.expect("a turn");
    writer.insert_units(vec![unit(1, "Før", None)]).await.expect("written");
    let before = commit(writer).await;

    let mut writer = database.writer().await.expect("a turn");
    writer.close_units(&[(code(1).number(), OPENING_DAY)]).await.expect("ended");
    writer.insert_units(vec![unit(1, "Efter", None)]).await.expect("written");
    let name = async |reads: crate::storage::Reads, revision| {
        let units = reads.units(point(revision), &[code(1)]).await.expect("units");
        units.into_iter().map(|unit| unit.content.name).collect::<Vec<_>>()
    };
    assert_eq!(name(writer.reads(), writer.revision()).await, ["Efter"]);
    assert_eq!(name(writer.reads(), before).await, ["Før"]);
    assert_eq!(name(database.reads(), writer.revision()).await, ["Før"], "others do not see it yet");
    let timelines = writer.reads().unit_timelines(&[code(1)]).await.expect("a timeline");
    assert_eq!(timelines[&code(1)].len(), 1);
    writer.roll_back().await.expect("given up");
    assert_eq!(database.reads().head_revision().await.expect("a head"), before);
}

async fn a_change_does_not_end_under_its_readers(database: Database) {
    let mut writer = database.writer().await.expect("a turn");
    writer.insert_units(vec![unit(1, "Et", None)]).await.expect("written");
    let reads = writer.reads();
    let refused = writer.roll_back().await.expect_err("a reader is left");
    assert!(matches!(refused, StorageError::StillRead), "{refused}");
    drop(reads);
    let mut writer = database.writer().await.expect("the next one's turn");
    assert_eq!(writer.revision(), Revision(1));
    writer.insert_units(vec![unit(1, "Et", None)]).await.expect("nothing was left behind");
    commit(writer).await;
}

async fn what_a_change_wrote_and_ended_itself_leaves_nothing(database: Database) {
    let mut writer = database.writer().await.expect("a turn");
    writer.insert_units(vec![unit(1, "Kladde", None), unit(2, "To", None)]).await.expect("written");
    writer.close_units(&[(code(1).number(), OPENING_DAY)]).await.expect("ended");
    writer.insert_units(vec![unit(1, "Endelig", None)]).await.expect("written again");
    let revision = commit(writer).await;
    let units = database.reads().units(point(revision), &[code(1), code(2)]).await.expect("units");
    let mut names: Vec<_> = units.into_iter().map(|unit| unit.content.name).collect();
    names.sort_unstable();
    assert_eq!(names, ["Endelig", "To"]);
    sound(&database).await;
}

async fn trees_are_read_over_all_days(database: Database) {
    // 3 moves from 1 to 2 in 2027; 4 names it as its geographical parent.
    let mut earlier = unit(3, "Tre", Some(1));
    earlier.stands_to = day("2026-12-31");
    let mut later = unit(3, "Tre", Some(2));
    (later.stands_from, later.content.from_date) = (day("2027-01-01"), day("2027-01-01"));
    let mut neighbour = unit(4, "Fire", Some(3));
    neighbour.content.geographical_parent = Some(crate::model::GeographicalParent {
        relation: crate::model::GeographicalRelation::from_number(3).expect("a relation"),
        target: Some(code(3)),
    });
    let mut writer = database.writer().await.expect("a turn");
    let units = vec![unit(1, "Et", None), unit(2, "To", None), earlier, later, neighbour];
    writer.insert_units(units).await.expect("written");
    let reads = writer.reads();
    let below = async |root| {
        let found = reads.timelines_below(&[code(root)]).await.expect("a tree");
        found.iter().map(|row| row.content.name.clone()).collect::<Vec<_>>()
    };
    assert_eq!(below(1).await, ["Et", "Tre", "Tre", "Fire"]);
    assert_eq!(below(2).await, ["To", "Tre", "Tre", "Fire"]);
    assert_eq!(below(4).await, ["Fire"]);
    let naming = reads.units_naming(&[code(3)]).await.expect("units");
    assert_eq!(naming.iter().map(|row| row.content.sor_code).collect::<Vec<_>>(), [code(4)]);
    assert_eq!(reads.largest_sor_code().await.expect("a code"), Some(code(4).number()));
    assert_eq!(below(5).await, [""; 0]);
    drop(reads);
    commit(writer).await;
}

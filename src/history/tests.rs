use proptest::prelude::*;
use uuid::Uuid;

use super::*;
use crate::model::VersionMark;

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a date")
}

fn mark(from: &str, content: u128) -> VersionMark {
    VersionMark { from_date: day(from), digest: Uuid::from_u128(content) }
}

fn timeline(first_from: &str, to: Option<&str>, versions: &[VersionMark]) -> Timeline<VersionMark> {
    let life = Lifetime { first_from: day(first_from), to: to.map(day) };
    Timeline::new(life, versions.to_vec()).expect("at least one version")
}

#[test]
fn a_newer_version_leaves_the_past_as_it_was() {
    let old = timeline("2010-01-01", None, &[mark("2010-01-01", 1)]);
    let new = old.clone().overlaid(timeline("2010-01-01", None, &[mark("2020-01-01", 2)]));
    let rows = new.rows(Revision(2));
    assert_eq!(rows.len(), 2);
    assert_eq!((rows[0].stands_from, rows[0].stands_to), (OPENING_DAY, day("2019-12-31")));
    assert_eq!((rows[1].stands_from, rows[1].stands_to), (day("2020-01-01"), LAST_DAY));
    let difference = difference(&old.rows(Revision(1)), Some(&new), Revision(2));
    assert_eq!(difference.closed, [OPENING_DAY]);
    assert_eq!(difference.added.len(), 2);
}

#[test]
fn the_same_version_again_is_no_difference() {
    let old = timeline("2010-01-01", None, &[mark("2010-01-01", 1), mark("2020-01-01", 2)]);
    let new = old.clone().overlaid(timeline("2010-01-01", None, &[mark("2020-01-01", 2)]));
    assert_eq!(old, new);
    let difference = difference(&old.rows(Revision(1)), Some(&new), Revision(2));
    assert!(difference.closed.is_empty() && difference.added.is_empty());
}

#[test]
fn closing_drops_what_was_planned_for_later() {
    let planned = timeline("2010-01-01", None, &[mark("2010-01-01", 1), mark("2030-01-01", 2)]);
    let closed = planned.closed(day("2026-11-30")).expect("it was in force");
    assert_eq!(closed.life().to, Some(day("2026-11-30")));
    assert_eq!(closed.versions(), [mark("2010-01-01", 1)]);
}

#[test]
fn a_record_that_never_came_into_force_goes_as_a_whole() {
    assert_eq!(timeline("2027-01-01", None, &[mark("2027-01-01", 1)]).closed(day("2026-11-30")), None);
}

#[test]
fn an_earlier_closing_date_is_not_put_off() {
    let closing = timeline("2010-01-01", Some("2020-05-31"), &[mark("2010-01-01", 1)]);
    assert_eq!(closing.closed(day("2026-11-30")).and_then(|t| t.life().to), Some(day("2020-05-31")));
}

proptest! {
    /// Whatever is laid over whatever, each day is answered by exactly one row.
    #[test]
    fn every_day_has_exactly_one_row(
        old in prop::collection::btree_set(0i64..4000, 1..6),
        new in prop::collection::btree_set(0i64..4000, 1..6),
        probe in -1000i64..6000,
    ) {
        let start = day("2015-01-01");
        let at = |offset: &i64| start + chrono::Duration::days(*offset);
        let make = |days: &std::collections::BTreeSet<i64>, salt: u128| {
            let versions: Vec<_> = days
                .iter()
                .map(|d| VersionMark { from_date: at(d), digest: Uuid::from_u128(salt + u128::from(d.unsigned_abs())) })
                .collect();
            Timeline::new(Lifetime { first_from: start, to: None }, versions)
        };
        let (Some(old), Some(new)) = (make(&old, 0), make(&new, 10_000)) else { return Ok(()) };
        let laid = old.clone().overlaid(new);
        let rows = laid.rows(Revision(2));
        let day = at(&probe);
        prop_assert_eq!(rows.iter().filter(|r| r.stands_from <= day && day <= r.stands_to).count(), 1);
        // Ending the closed rows and adding the new ones gives exactly the new timeline.
        let before = old.rows(Revision(1));
        let change = difference(&before, Some(&laid), Revision(2));
        let kept = before.len() - change.closed.len();
        prop_assert_eq!(kept + change.added.len(), rows.len());
    }
}

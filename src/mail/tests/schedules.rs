use chrono::TimeDelta;

use super::super::next_attempt;
use super::*;

fn minutes(attempts: u32, id: &str) -> Option<i64> {
    next_attempt(attempts, noon(), id).map(|next| (next - noon()).num_seconds() / 60)
}

#[test]
fn waits_grow_from_a_minute_to_a_day_and_then_end() {
    let expected = [1, 5, 15, 60, 180, 360, 720, 1440];
    for (attempts, wait) in (1..).zip(expected) {
        for id in 0..200 {
            let got = minutes(attempts, &id.to_string()).expect("another attempt");
            assert!((wait..=wait + wait / 4).contains(&got), "{attempts}: {got}");
        }
    }
    assert_eq!(minutes(9, "17"), None);
    assert_eq!(minutes(u32::MAX, "17"), None);
    assert!(minutes(0, "17").is_some_and(|wait| wait <= 2), "a first attempt that nobody counted");
}

#[test]
fn letters_that_failed_together_come_back_apart_but_each_at_its_time() {
    let times: std::collections::BTreeSet<_> =
        (0..100).filter_map(|id| next_attempt(4, noon(), &id.to_string())).collect();
    assert!(times.len() > 80, "{}", times.len());
    assert_eq!(next_attempt(4, noon(), "17"), next_attempt(4, noon(), "17"));
    let later = noon() + TimeDelta::days(1);
    assert_eq!(
        next_attempt(4, later, "17").map(|next| next - TimeDelta::days(1)),
        next_attempt(4, noon(), "17")
    );
}

#[test]
fn the_end_of_time_is_no_panic() {
    assert_eq!(next_attempt(8, DateTime::<Utc>::MAX_UTC, "17"), None);
}

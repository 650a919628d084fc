use chrono::Days;
use proptest::prelude::*;

use super::*;
use crate::model::MessageFormat;

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a date")
}

fn number() -> Gln {
    Gln::from_body(579_000_000_001)
}

fn wanted(kind: &str) -> Wanted {
    let message_type =
        MessageTypeKey { format: MessageFormat::Edifact, kind: kind.into(), version: "D9134L".into() };
    Wanted { message_type, direction: Direction::Receive }
}

fn row(kind: &str, from: &str, to: Option<&str>, by: Option<&str>) -> NumberMessageType {
    let Wanted { message_type, direction } = wanted(kind);
    NumberMessageType {
        gln: number(),
        message_type,
        direction,
        valid_from: day(from),
        valid_to: to.map(day),
        updated_by: by.map(Into::into),
    }
}

fn from(first: &str) -> Setting<'static> {
    Setting { gln: number(), from: day(first), until: None, by: "drift" }
}

#[test]
fn what_continues_is_left_alone_and_the_rest_ends_the_day_before() {
    let standing = [row("DIS91", "2020-01-01", None, None), row("REF01", "2020-01-01", None, None)];
    let step = set(&standing, Mode::Replace, &[wanted("DIS91"), wanted("CAN01")], from("2026-08-01"));
    assert_eq!(step.closed, [standing[1].clone()]);
    assert_eq!(
        step.added,
        [
            row("CAN01", "2026-08-01", None, Some("drift")),
            row("REF01", "2020-01-01", Some("2026-07-31"), Some("drift")),
        ]
    );
}

#[test]
fn what_goes_before_it_began_is_only_closed() {
    let standing = [row("DIS91", "2026-08-01", None, None), row("DIS91", "2027-08-01", None, None)];
    let step = set(&standing, Mode::Remove, &[wanted("DIS91")], from("2026-08-01"));
    assert_eq!(step, Step { closed: standing.to_vec(), added: vec![] });
}

#[test]
fn an_added_type_takes_in_what_was_planned() {
    let standing = [
        row("DIS91", "2020-01-01", Some("2020-12-31"), None),
        row("DIS91", "2027-01-01", Some("2027-06-30"), None),
        row("DIS91", "2028-01-01", Some("2029-06-30"), None),
    ];
    let step = set(&standing, Mode::Add, &[wanted("DIS91"), wanted("DIS91")], from("2026-08-01"));
    assert_eq!(step.closed, standing[1..]);
    assert_eq!(step.added, [row("DIS91", "2026-08-01", None, Some("drift"))]);
}

#[test]
fn nothing_is_added_beyond_the_end_of_the_number() {
    let setting = |until| Setting { until: Some(day(until)), ..from("2026-08-01") };
    let step = set(&[], Mode::Add, &[wanted("DIS91")], setting("2026-12-31"));
    assert_eq!(step.added, [row("DIS91", "2026-08-01", Some("2026-12-31"), Some("drift"))]);
    assert!(set(&[], Mode::Replace, &[wanted("DIS91")], setting("2026-07-31")).is_empty());
}

#[test]
fn what_stands_already_gives_an_empty_step() {
    let standing = [row("DIS91", "2020-01-01", Some("2027-01-31"), None)];
    for mode in [Mode::Add, Mode::Replace] {
        assert!(set(&standing, mode, &[wanted("DIS91")], from("2026-08-01")).is_empty());
    }
    assert!(set(&standing, Mode::Remove, &[wanted("REF01")], from("2026-08-01")).is_empty());
    assert!(set(&standing, Mode::Replace, &[], from("2027-02-01")).is_empty());
}

#[test]
fn a_row_that_ends_before_it_begins_counts_for_nothing_and_gives_way() {
    let never = [row("DIS91", "2026-08-01", Some("2026-07-01"), None)];
    let step = set(&never, Mode::Add, &[wanted("DIS91")], from("2026-08-01"));
    assert_eq!(step.closed, never);
    assert_eq!(step.added, [row("DIS91", "2026-08-01", None, Some("drift"))]);
    let gone = Step { closed: never.to_vec(), added: vec![] };
    assert_eq!(set(&never, Mode::Replace, &[], from("2026-08-01")), gone);
    assert_eq!(close_all(&never, day("2026-07-15")), gone);
}

#[test]
fn rows_of_another_number_are_left_alone() {
    let other = NumberMessageType { gln: Gln::from_body(1), ..row("DIS91", "2020-01-01", None, None) };
    assert!(set(&[other], Mode::Replace, &[], from("2026-08-01")).is_empty());
}

#[test]
fn a_number_that_closes_takes_its_message_types_along() {
    let standing = [
        row("CAN01", "2020-01-01", Some("2026-12-31"), Some("import")),
        row("DIS91", "2020-01-01", None, Some("import")),
        row("REF01", "2027-01-01", None, None),
    ];
    let step = close_all(&standing, day("2026-12-31"));
    assert_eq!(step.closed, standing[1..]);
    assert_eq!(step.added, [row("DIS91", "2020-01-01", Some("2026-12-31"), Some("import"))]);
}

/// Days of the tests are counted from here.
fn at(offset: u64) -> NaiveDate {
    day("2026-01-01") + Days::new(offset)
}

fn some_wanted() -> impl Strategy<Value = Wanted> {
    (prop::sample::select(vec!["DIS91", "REF01", "CAN01"]), any::<bool>()).prop_map(|(kind, receives)| {
        Wanted { direction: if receives { Direction::Receive } else { Direction::Send }, ..wanted(kind) }
    })
}

/// Rows of a number, no two of one key with the same first day.
fn some_rows() -> impl Strategy<Value = Vec<NumberMessageType>> {
    let row = (some_wanted(), 0u64..60, prop::option::of(0u64..40)).prop_map(|(wanted, from, days)| {
        NumberMessageType {
            gln: number(),
            message_type: wanted.message_type,
            direction: wanted.direction,
            valid_from: at(from),
            valid_to: days.map(|days| at(from + days)),
            updated_by: None,
        }
    });
    prop::collection::vec(row, 0..12).prop_map(|mut rows| {
        rows.sort();
        rows.dedup_by_key(|row| (row.message_type.clone(), row.direction, row.valid_from));
        rows
    })
}

/// Closes and adds; each closed row must stand, and no two rows may have one key and first day.
fn applied(standing: &[NumberMessageType], step: &Step) -> Vec<NumberMessageType> {
    let mut rows = standing.to_vec();
    for closed in &step.closed {
        let place = rows.iter().position(|row| row == closed).expect("a closed row stands");
        rows.remove(place);
    }
    rows.extend(step.added.iter().cloned());
    let firsts: BTreeSet<_> = rows.iter().map(|row| (key(row), row.valid_from)).collect();
    assert_eq!(firsts.len(), rows.len(), "two rows have one key and first day");
    rows
}

fn on(rows: &[NumberMessageType], day: NaiveDate) -> BTreeSet<Wanted> {
    let rows = rows.iter().filter(|row| in_force(row, day));
    rows.map(|row| Wanted { message_type: row.message_type.clone(), direction: row.direction }).collect()
}

/// What is to be in force on a day that the setting covers, told without its rows.
fn expected(
    standing: &[NumberMessageType],
    mode: Mode,
    wanted: &BTreeSet<Wanted>,
    setting: Setting<'_>,
    day: NaiveDate,
) -> BTreeSet<Wanted> {
    let (then, at_first) = (on(standing, day), on(standing, setting.from));
    if mode == Mode::Remove {
        return then.difference(wanted).cloned().collect();
    }
    let others = then.difference(wanted).filter(|_| mode == Mode::Add);
    let mine = wanted.iter().filter(|key| {
        let begins = !at_first.contains(key) && setting.until.is_none_or(|until| setting.from <= until);
        if begins { setting.until.is_none_or(|until| day <= until) } else { then.contains(key) }
    });
    others.chain(mine).cloned().collect()
}

proptest! {
    /// From its first day on the setting holds, before it nothing changed, and again it changes nothing.
    #[test]
    fn a_setting_holds_from_its_first_day_on(
        standing in some_rows(),
        wanted in prop::collection::vec(some_wanted(), 0..5),
        mode in prop::sample::select(vec![Mode::Replace, Mode::Add, Mode::Remove]),
        first in 0u64..70,
        until in prop::option::of(0u64..110),
    ) {
        let setting = Setting { gln: number(), from: at(first), until: until.map(at), by: "drift" };
        let step = set(&standing, mode, &wanted, setting);
        let after = applied(&standing, &step);
        let keys: BTreeSet<_> = wanted.iter().cloned().collect();
        for offset in 0..130 {
            let day = at(offset);
            let expected = if day < setting.from {
                on(&standing, day)
            } else {
                expected(&standing, mode, &keys, setting, day)
            };
            prop_assert_eq!(on(&after, day), expected, "{:?} on {}", mode, day);
        }
        prop_assert!(set(&after, mode, &wanted, setting).is_empty());
        prop_assert!(step.added.iter().all(|row| row.valid_to.is_none_or(|to| row.valid_from <= to)));
    }

    /// Up to the last day everything stays, after it nothing is left.
    #[test]
    fn closing_ends_everything_with_the_last_day(standing in some_rows(), last in 0u64..70) {
        let after = applied(&standing, &close_all(&standing, at(last)));
        for offset in 0..130 {
            let expected = if offset <= last { on(&standing, at(offset)) } else { BTreeSet::new() };
            prop_assert_eq!(on(&after, at(offset)), expected);
        }
        prop_assert!(close_all(&after, at(last)).is_empty());
    }
}

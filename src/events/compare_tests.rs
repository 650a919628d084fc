use super::*;
use crate::history::said::Statements;
use crate::model::{Gln, Lifetime, OPENING_DAY, Revision, SorCode};

/// A record with a name and a place.
#[derive(Debug, Clone, PartialEq)]
struct Home(&'static str, u32);

impl Says for Home {
    fn said(&self) -> Statements {
        Statements::default().with("name", Some(self.0)).with("parent", Some(self.1))
    }

    fn hangs_on(&self) -> Option<SorCode> {
        Some(SorCode::from_serial(self.1))
    }
}

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a date")
}

/// The rows of a record: its first and last day, then what it says from which day on.
fn rows(first: &str, last: Option<&str>, versions: &[(&str, Home)]) -> Vec<Version<Home>> {
    let life = Lifetime { first_from: day(first), to: last.map(day) };
    let ends = versions.iter().skip(1).map(|(from, _)| day(from) - Days::new(1)).chain([LAST_DAY]);
    let mut stands_from = OPENING_DAY;
    let mut rows = Vec::new();
    for ((_, content), stands_to) in versions.iter().zip(ends) {
        rows.push(Version { content: content.clone(), life, stands_from, stands_to, written: Revision(1) });
        stands_from = day_after(stands_to).unwrap_or(LAST_DAY);
    }
    rows
}

type Told3 = (ChangeKind, Vec<&'static str>, String);

fn told(outcome: Option<Outcome>) -> Option<Told3> {
    outcome.map(|outcome| (outcome.kind, outcome.fields.into_iter().collect(), outcome.from.to_string()))
}

fn between(before: &[Version<Home>], after: &[Version<Home>]) -> Option<Told3> {
    let all = |rows: &[Version<Home>]| rows.iter().collect::<Vec<_>>().len();
    assert!(all(before) + all(after) > 0, "one side has rows");
    told(compare(&before.iter().collect::<Vec<_>>(), &after.iter().collect::<Vec<_>>()))
}

fn expected(kind: ChangeKind, fields: &[&'static str], from: &str) -> Told3 {
    (kind, fields.to_vec(), from.to_owned())
}

#[test]
fn a_record_is_created_and_taken_back() {
    let home = rows("2027-01-01", None, &[("2027-01-01", Home("Solgården", 1))]);
    assert_eq!(between(&[], &home), Some(expected(ChangeKind::Created, &[], "2027-01-01")));
    assert_eq!(between(&home, &[]), Some(expected(ChangeKind::Removed, &[], "2027-01-01")));
}

#[test]
fn a_new_name_is_told_from_its_day_on() {
    let old = rows("2020-01-01", None, &[("2020-01-01", Home("Solgården", 1))]);
    let new =
        rows("2020-01-01", None, &[("2020-01-01", Home("Solgården", 1)), ("2027-01-01", Home("Solhøj", 1))]);
    assert_eq!(between(&old, &new), Some(expected(ChangeKind::Updated, &["name"], "2027-01-01")));
    assert_eq!(
        between(&new, &old),
        Some(expected(ChangeKind::Updated, &["name"], "2027-01-01")),
        "and taken back"
    );
}

#[test]
fn another_parent_is_a_move_and_a_rename_with_it_does_not_hide_that() {
    let old = rows("2020-01-01", None, &[("2020-01-01", Home("Solgården", 1))]);
    let new = [
        ("2020-01-01", Home("Solgården", 1)),
        ("2026-12-01", Home("Solhøj", 1)),
        ("2027-01-01", Home("Solhøj", 2)),
    ];
    let new = rows("2020-01-01", None, &new);
    assert_eq!(between(&old, &new), Some(expected(ChangeKind::Moved, &["name", "parent"], "2026-12-01")));
}

#[test]
fn an_end_is_told_from_the_day_after_the_last_one() {
    let open = rows("2020-01-01", None, &[("2020-01-01", Home("Solgården", 1))]);
    let closing = rows("2020-01-01", Some("2026-12-31"), &[("2020-01-01", Home("Solgården", 1))]);
    assert_eq!(
        between(&open, &closing),
        Some(expected(ChangeKind::Closed, &["state", "status"], "2027-01-01"))
    );
    let later = between(&closing, &open);
    assert_eq!(
        later,
        Some(expected(ChangeKind::Updated, &["state", "status"], "2027-01-01")),
        "an end taken back is no end"
    );
}

#[test]
fn what_shows_on_no_day_is_told_all_the_same() {
    let old = rows("2020-01-01", Some("2021-12-31"), &[("2020-01-01", Home("Solgården", 1))]);
    let mut new = old.clone();
    new[0].life.first_from = day("2020-01-01");
    assert_eq!(between(&old, &new), Some(expected(ChangeKind::Updated, &["status"], "2020-01-01")));
}

#[test]
fn a_day_tells_what_becomes_of_a_record_on_it() {
    let versions = [("2027-01-01", Home("Solgården", 1)), ("2027-03-01", Home("Solhøj", 2))];
    let home = rows("2027-01-01", Some("2027-05-31"), &versions);
    let on = |text: &str| told(Some(turned(&home.iter().collect::<Vec<_>>(), day(text))));
    assert_eq!(on("2027-01-01"), Some(expected(ChangeKind::Created, &["state", "status"], "2027-01-01")));
    assert_eq!(on("2027-03-01"), Some(expected(ChangeKind::Moved, &["name", "parent"], "2027-03-01")));
    assert_eq!(on("2027-06-01"), Some(expected(ChangeKind::Closed, &["state", "status"], "2027-06-01")));
    assert_eq!(
        on("2027-02-01"),
        Some(expected(ChangeKind::Updated, &[], "2027-02-01")),
        "the plan changed on the day itself"
    );
}

fn entry(kind: &str, from: &str, to: Option<&str>) -> NumberMessageType {
    NumberMessageType {
        gln: Gln::from_body(579_000_900_001),
        message_type: MessageTypeKey::from_stored(kind).expect("a type"),
        direction: Direction::Send,
        valid_from: day(from),
        valid_to: to.map(day),
        updated_by: None,
    }
}

#[test]
fn message_types_of_a_number_are_one_record() {
    let kept = entry("EDIFACT/DIS91/D9134L", "2020-01-01", None);
    let added = entry("OIOXML/XDIS91/XD9134L", "2027-01-01", None);
    let (outcome, touched) = compare_message_types(&[&kept], &[&kept, &added]);
    assert_eq!(told(outcome), Some(expected(ChangeKind::Updated, &["sends"], "2027-01-01")));
    assert_eq!(touched, [(added.message_type.clone(), Direction::Send)]);
    let ended = entry("EDIFACT/DIS91/D9134L", "2020-01-01", Some("2026-12-31"));
    let (outcome, touched) = compare_message_types(&[&kept], &[&ended]);
    assert_eq!(
        told(outcome),
        Some(expected(ChangeKind::Updated, &["sends"], "2027-01-01")),
        "what ends, ends the day after"
    );
    assert_eq!(touched.len(), 1);
    let (outcome, touched) = message_types_turned(&[&ended, &added], day("2027-01-01"));
    assert_eq!(told(outcome), Some(expected(ChangeKind::Updated, &["sends"], "2027-01-01")));
    assert_eq!(touched.len(), 2);
}

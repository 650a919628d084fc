use proptest::prelude::*;

use super::*;

const OFFICE: &str = "Mon-Thu 09:00-15:00; Fri 09:00-14:00";

fn hours(text: &str) -> OpeningHours {
    OpeningHours::parse(text).expect("opening hours")
}

/// Whether the office is open then; instants are given with their offset.
fn open(text: &str, instant: &str) -> bool {
    hours(text).is_open(DateTime::parse_from_rfc3339(instant).expect("an instant").to_utc())
}

fn fault(text: &str) -> InvalidOpeningHours {
    OpeningHours::parse(text).expect_err("no opening hours")
}

#[test]
fn a_written_form_comes_back_as_it_was() {
    for text in [
        OFFICE,
        "Mon-Sun 00:00-24:00",
        "Mon,Wed 09:00-12:00; Tue 10:00-11:30,13:05-18:00",
        "Mon-Tue,Thu-Fri 08:00-16:00; Wed,Sun 09:00-10:00",
    ] {
        assert_eq!(hours(text).to_string(), text);
    }
}

#[test]
fn hours_that_mean_the_same_are_equal() {
    assert_eq!(hours(" Mon - Tue,Wed,Thu  09:00 - 15:00;Fri 09:00-14:00 "), hours(OFFICE));
    assert_eq!(hours("Fri 09:00-14:00; Mon-Thu 09:00-15:00"), hours(OFFICE));
    assert_eq!(hours("Tue 09:00-12:00; Tue 12:00-15:00").to_string(), "Tue 09:00-15:00");
    assert_eq!(hours("Mon 13:00-15:00, 09:00-12:00").to_string(), "Mon 09:00-12:00,13:00-15:00");
}

#[test]
fn each_fault_names_the_piece_that_is_wrong() {
    let faults = [
        (" ", InvalidOpeningHours::Empty),
        ("Mon-Fri", InvalidOpeningHours::Rule("Mon-Fri".into())),
        ("09:00-15:00", InvalidOpeningHours::Rule("09:00-15:00".into())),
        ("Mon09:00-15:00", InvalidOpeningHours::Rule("Mon09:00-15:00".into())),
        ("Mon 09:00-15:00;", InvalidOpeningHours::Rule(String::new())),
        ("Man 09:00-15:00", InvalidOpeningHours::Day("Man".into())),
        ("mon 09:00-15:00", InvalidOpeningHours::Day("mon".into())),
        ("Mon, 09:00-15:00", InvalidOpeningHours::Day(String::new())),
        ("Mon-Wed-Fri 09:00-15:00", InvalidOpeningHours::Day("Wed-Fri".into())),
        ("Fri-Mon 09:00-15:00", InvalidOpeningHours::DaysBackwards("Fri-Mon".into())),
        ("Mon 09:00", InvalidOpeningHours::Hours("09:00".into())),
        ("Mon 9:00-15:00", InvalidOpeningHours::Time("9:00".into())),
        ("Mon 09:00-15:60", InvalidOpeningHours::Time("15:60".into())),
        ("Mon 09:00-24:01", InvalidOpeningHours::Time("24:01".into())),
        ("Mon 09:00-1ø:0", InvalidOpeningHours::Time("1ø:0".into())),
        ("Mon 09:00-+1:00", InvalidOpeningHours::Time("+1:00".into())),
        ("Mon 22:00-06:00", InvalidOpeningHours::HoursBackwards("22:00-06:00".into())),
        ("Mon 09:00-09:00", InvalidOpeningHours::HoursBackwards("09:00-09:00".into())),
        ("Mon-Wed 09:00-12:00; Tue 11:59-15:00", InvalidOpeningHours::Overlap("Tue")),
    ];
    for (text, expected) in faults {
        assert_eq!(fault(text), expected, "{text}");
    }
    assert_eq!(fault("Mon 09:00-24:01").to_string(), "\"24:01\" is not a time from 00:00 to 24:00");
    assert_eq!(fault(&"x".repeat(99)), InvalidOpeningHours::Rule("x".repeat(40)));
}

#[test]
fn the_end_is_the_first_minute_that_is_closed() {
    // 4 August 2026 is a Tuesday.
    assert!(!open(OFFICE, "2026-08-04T08:59:59+02:00"));
    assert!(open(OFFICE, "2026-08-04T09:00:00+02:00"));
    assert!(open(OFFICE, "2026-08-04T14:59:59+02:00"));
    assert!(!open(OFFICE, "2026-08-04T15:00:00+02:00"));
    assert!(!open(OFFICE, "2026-08-07T14:30:00+02:00"));
    assert!(!open(OFFICE, "2026-08-08T10:00:00+02:00"));
}

#[test]
fn between_two_hours_of_a_day_it_is_closed() {
    let split = "Tue 09:00-12:00,13:00-15:00";
    assert!(open(split, "2026-08-04T11:59:00+02:00"));
    assert!(!open(split, "2026-08-04T12:30:00+02:00"));
    assert!(open(split, "2026-08-04T13:00:00+02:00"));
}

#[test]
fn hours_are_danish_local_time_in_summer_and_winter() {
    assert!(open(OFFICE, "2026-08-04T07:00:00Z"));
    assert!(!open(OFFICE, "2026-02-03T07:30:00Z"));
    assert!(open(OFFICE, "2026-02-03T08:00:00Z"));
    // The day is the Danish one as well.
    assert!(open("Wed 00:00-01:00", "2026-08-04T22:30:00Z"));
}

#[test]
fn the_hour_that_comes_twice_counts_twice_and_the_one_left_out_never() {
    // The clock goes back on 25 October 2026 at 01:00 UTC and forward on 28 March 2027, an Easter Sunday.
    let night = "Sun 02:00-03:00";
    assert!(!open(night, "2026-10-24T23:59:00Z"));
    assert!(open(night, "2026-10-25T00:30:00Z") && open(night, "2026-10-25T01:30:00Z"));
    assert!(!open(night, "2026-10-25T02:00:00Z"));
    // On 29 March 2026 the clock goes from 02:00 to 03:00.
    assert!(!open(night, "2026-03-29T00:59:00Z") && !open(night, "2026-03-29T01:00:00Z"));
    assert!(open("Sun 03:00-04:00", "2026-03-29T01:00:00Z"));
}

#[test]
fn it_is_closed_on_holidays_and_when_offices_are() {
    let always = "Mon-Sun 00:00-24:00";
    for day in ["2026-04-06", "2026-05-14", "2026-06-05", "2026-12-24", "2026-12-25", "2026-12-31"] {
        assert!(!open(always, &format!("{day}T12:00:00+01:00")), "{day}");
    }
    assert!(open(always, "2024-04-26T12:00:00+02:00"));
    assert!(open(always, "2026-08-08T23:59:59+02:00"));
}

#[test]
fn json_has_the_written_form() {
    let json = serde_json::to_string(&hours(OFFICE)).expect("a text");
    assert_eq!(json, format!("\"{OFFICE}\""));
    assert_eq!(serde_json::from_str::<OpeningHours>(&json).expect("opening hours"), hours(OFFICE));
    let error = serde_json::from_str::<OpeningHours>("\"Mon\"").expect_err("no hours").to_string();
    assert_eq!(error, "\"Mon\" is not of the form Mon-Thu 09:00-15:00");
}

proptest! {
    /// Any week written and read again is the same week.
    #[test]
    fn every_week_survives_its_written_form(
        days in prop::collection::vec(prop::collection::btree_set(0u32..=1440, 0..6), 7),
    ) {
        let rules: Vec<_> = DAYS.iter().zip(&days).flat_map(|(day, times)| {
            let times: Vec<_> = times.iter().copied().collect();
            times
                .chunks_exact(2)
                .map(|pair| format!("{day} {}", Hours { from: pair[0], to: pair[1] }))
                .collect::<Vec<_>>()
        }).collect();
        prop_assume!(!rules.is_empty());
        let week = hours(&rules.join(";"));
        let written = week.to_string();
        prop_assert_eq!(hours(&written).to_string(), written.clone());
        prop_assert_eq!(hours(&written), week);
    }

    /// Whatever the text, reading it gives hours or a fault.
    #[test]
    fn no_text_makes_reading_fail_otherwise(text in "[A-Za-zæ0-9:;, -]{0,40}|\\PC{0,40}") {
        if let Ok(week) = OpeningHours::parse(&text) {
            prop_assert_eq!(hours(&week.to_string()), week);
        }
    }
}

//! Danish working days: the days by which public authorities count their deadlines.

use chrono::{Datelike, NaiveDate, Weekday};

use super::LAST_DAY;

/// Days, as month and day, on which public offices are closed although the law
/// makes no public holiday (helligdag) of them. Agreements do, for nearly every
/// office; so a deadline does not count them.
pub const OFFICES_CLOSED: [(u32, u32, &str); 3] =
    [(6, 5, "grundlovsdag"), (12, 24, "juleaftensdag"), (12, 31, "nytårsaftensdag")];

/// The last year in which store bededag was a public holiday; abolished from 2024.
const LAST_STORE_BEDEDAG: i32 = 2023;

/// The Danish name of the public holiday (helligdag) that falls on `day`.
#[must_use]
pub fn holiday(day: NaiveDate) -> Option<&'static str> {
    match (day.month(), day.day()) {
        (1, 1) => return Some("nytårsdag"),
        (12, 25) => return Some("1. juledag"),
        (12, 26) => return Some("2. juledag"),
        _ => {}
    }
    match (day - easter_sunday(day.year())?).num_days() {
        -3 => Some("skærtorsdag"),
        -2 => Some("langfredag"),
        0 => Some("1. påskedag"),
        1 => Some("2. påskedag"),
        26 if day.year() <= LAST_STORE_BEDEDAG => Some("store bededag"),
        39 => Some("Kristi himmelfartsdag"),
        49 => Some("1. pinsedag"),
        50 => Some("2. pinsedag"),
        _ => None,
    }
}

/// The Danish name of the day for which public offices are closed on `day`: a
/// public holiday, else one of [`OFFICES_CLOSED`]. A weekend alone is neither.
#[must_use]
pub fn office_closed(day: NaiveDate) -> Option<&'static str> {
    holiday(day).or_else(|| {
        let date = (day.month(), day.day());
        OFFICES_CLOSED.iter().find(|(month, of_month, _)| (*month, *of_month) == date).map(|(.., name)| *name)
    })
}

/// Whether public offices work on `day`: no weekend, no holiday, no closed day.
#[must_use]
pub fn is_working_day(day: NaiveDate) -> bool {
    !matches!(day.weekday(), Weekday::Sat | Weekday::Sun) && office_closed(day).is_none()
}

/// The `n`-th working day after `day`, which does not count itself. With 0 it is
/// `day`, working day or not; it is never later than [`LAST_DAY`].
#[must_use]
pub fn working_days_after(day: NaiveDate, n: u32) -> NaiveDate {
    let mut reached = day;
    let mut left = n;
    while left > 0 {
        let Some(next) = reached.succ_opt().filter(|next| *next <= LAST_DAY) else { break };
        reached = next;
        if is_working_day(reached) {
            left -= 1;
        }
    }
    reached
}

/// Easter Sunday of a year by the anonymous Gregorian algorithm; `None` before
/// the year 0, for which it was not made.
fn easter_sunday(year: i32) -> Option<NaiveDate> {
    let number = u32::try_from(year).ok()?;
    let golden = number % 19;
    let (century, of_century) = (number / 100, number % 100);
    let moon_correction = (century + 1 - (century + 8) / 25) / 3;
    let epact = (19 * golden + century + 15 - century / 4 - moon_correction) % 30;
    let to_sunday = (32 + 2 * (century % 4) + 2 * (of_century / 4) - epact - of_century % 4) % 7;
    let exception = (golden + 11 * epact + 22 * to_sunday) / 451;
    let days = epact + to_sunday + 114 - 7 * exception;
    NaiveDate::from_ymd_opt(year, days / 31, days % 31 + 1)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a date")
    }

    #[test]
    fn easter_falls_where_the_almanac_has_it() {
        let almanac = [
            "1818-03-22",
            "1943-04-25",
            "1954-04-18",
            "1981-04-19",
            "2000-04-23",
            "2008-03-23",
            "2023-04-09",
            "2024-03-31",
            "2025-04-20",
            "2026-04-05",
            "2027-03-28",
            "2028-04-16",
            "2029-04-01",
            "2030-04-21",
            "2038-04-25",
            "2049-04-18",
            "2285-03-22",
        ];
        for sunday in almanac.map(day) {
            assert_eq!(easter_sunday(sunday.year()), Some(sunday));
        }
        assert_eq!(easter_sunday(-1), None);
    }

    #[test]
    fn the_movable_holidays_follow_easter() {
        let known = [
            ("2023-05-05", "store bededag"),
            ("2023-05-18", "Kristi himmelfartsdag"),
            ("2024-03-28", "skærtorsdag"),
            ("2025-04-18", "langfredag"),
            ("2025-06-09", "2. pinsedag"),
            ("2026-04-05", "1. påskedag"),
            ("2026-05-14", "Kristi himmelfartsdag"),
            ("2027-03-29", "2. påskedag"),
            ("2027-05-16", "1. pinsedag"),
            ("2028-06-05", "2. pinsedag"),
            ("2029-05-10", "Kristi himmelfartsdag"),
            ("2030-04-18", "skærtorsdag"),
            ("2030-01-01", "nytårsdag"),
            ("2030-12-25", "1. juledag"),
            ("2030-12-26", "2. juledag"),
        ];
        for (date, name) in known {
            assert_eq!(holiday(day(date)), Some(name), "{date}");
        }
    }

    #[test]
    fn store_bededag_is_a_working_day_from_2024_on() {
        assert_eq!(holiday(day("2024-04-26")), None);
        assert!(is_working_day(day("2024-04-26")) && is_working_day(day("2026-05-01")));
        assert!(!is_working_day(day("2023-05-05")));
    }

    #[test]
    fn a_year_has_eleven_holidays_up_to_2023_and_ten_from_2024_on() {
        for year in 2020..=2030 {
            let first = NaiveDate::from_ymd_opt(year, 1, 1).expect("a date");
            let holidays = first.iter_days().take_while(|d| d.year() == year).filter_map(holiday).count();
            assert_eq!(holidays, if year <= 2023 { 11 } else { 10 }, "{year}");
        }
    }

    #[test]
    fn offices_are_closed_on_days_that_are_no_holidays() {
        for date in ["2026-06-05", "2026-12-24", "2026-12-31"].map(day) {
            assert_eq!(holiday(date), None);
            assert!(office_closed(date).is_some() && !is_working_day(date), "{date}");
        }
        // The holiday gives the name when both fall together.
        assert_eq!(office_closed(day("2028-06-05")), Some("2. pinsedag"));
        assert_eq!(office_closed(day("2026-08-01")), None);
    }

    #[test]
    fn working_days_are_counted_over_weekends_and_holidays() {
        assert_eq!(working_days_after(day("2026-04-01"), 1), day("2026-04-07"));
        assert_eq!(working_days_after(day("2026-12-23"), 3), day("2026-12-30"));
        assert_eq!(working_days_after(day("2026-12-30"), 1), day("2027-01-04"));
        assert_eq!(working_days_after(day("2026-08-01"), 5), day("2026-08-07"));
        assert_eq!(working_days_after(day("2026-08-02"), 0), day("2026-08-02"));
        assert_eq!(working_days_after(LAST_DAY, 5), LAST_DAY);
    }

    proptest! {
        /// The n-th working day after a day is one, and there are n of them up to it.
        #[test]
        fn the_nth_working_day_has_n_working_days_up_to_it(offset in 0u64..40_000, n in 1u32..60) {
            let start = day("1950-01-01") + chrono::Days::new(offset);
            let end = working_days_after(start, n);
            prop_assert!(is_working_day(end));
            let counted = start.iter_days().skip(1).take_while(|d| *d <= end).filter(|d| is_working_day(*d));
            prop_assert_eq!(counted.count(), n as usize);
        }
    }
}

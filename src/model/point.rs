use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use serde::{Deserialize, Serialize};

/// The day before all days: a record's first version answers for every date back to it.
pub const OPENING_DAY: NaiveDate = NaiveDate::from_ymd_opt(1, 1, 1).expect("a date of the calendar");
/// The day after all days: a record's last version answers for every date up to it.
pub const LAST_DAY: NaiveDate = NaiveDate::from_ymd_opt(9999, 12, 31).expect("a date of the calendar");

/// Number of a commit to the register: 1, 2, 3 and so on without gaps. 0 is the empty register.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default, Serialize, Deserialize)]
pub struct Revision(pub i64);

impl fmt::Display for Revision {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl FromStr for Revision {
    type Err = &'static str;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let digits = !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
        let number = text.parse().ok().filter(|_| digits);
        number.map(Self).ok_or("a revision is a whole number from 0 on")
    }
}

/// Where on both time axes a read happens: what was so on the day `at`, as the
/// register knew it at `revision`. Fixed once for a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Point {
    /// Valid time: the day in the world.
    pub at: NaiveDate,
    /// Register time: the commit.
    pub revision: Revision,
}

/// The date in Denmark at an instant; what "today" means everywhere in the register.
#[must_use]
pub fn today_in_copenhagen(now: DateTime<Utc>) -> NaiveDate {
    now.with_timezone(&chrono_tz::Europe::Copenhagen).date_naive()
}

/// The instant at which a day begins in Denmark.
#[must_use]
pub fn day_begins(day: NaiveDate) -> DateTime<Utc> {
    let midnight = day.and_time(NaiveTime::MIN);
    let local = midnight.and_local_timezone(chrono_tz::Europe::Copenhagen).earliest();
    // Summer time begins at night, but never at midnight.
    local.map_or_else(|| midnight.and_utc(), |local| local.with_timezone(&Utc))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_day_changes_at_midnight_in_denmark() {
        let instant = |text: &str| text.parse::<DateTime<Utc>>().expect("an instant");
        assert_eq!(today_in_copenhagen(instant("2026-12-31T22:59:59Z")).to_string(), "2026-12-31");
        assert_eq!(today_in_copenhagen(instant("2026-12-31T23:00:00Z")).to_string(), "2027-01-01");
        assert_eq!(today_in_copenhagen(instant("2026-06-30T22:00:00Z")).to_string(), "2026-07-01");
        for text in ["2026-12-31T23:00:00Z", "2026-06-30T22:00:00Z", "2027-03-27T23:00:00Z"] {
            assert_eq!(day_begins(today_in_copenhagen(instant(text))), instant(text));
        }
    }
}

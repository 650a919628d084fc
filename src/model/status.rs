use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// Over which days a record is valid at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Lifetime {
    /// First valid day (FirstFromDate).
    pub first_from: NaiveDate,
    /// Last valid day (ToDate), once the closing is known.
    pub to: Option<NaiveDate>,
}

/// State of a record on a day, told from its dates.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum State {
    /// Not in force yet.
    Future,
    /// In force, no closing date known.
    Active,
    /// In force, with a closing date.
    Closing,
    /// The last valid day has passed.
    Closed,
}

impl State {
    /// Whether the record is in force, a closing date or not.
    #[must_use]
    pub fn is_in_force(self) -> bool {
        matches!(self, Self::Active | Self::Closing)
    }
}

impl Lifetime {
    /// The state on the day `at`.
    #[must_use]
    pub fn state(&self, at: NaiveDate) -> State {
        match self.to {
            Some(to) if to < at => State::Closed,
            _ if self.first_from > at => State::Future,
            Some(_) => State::Closing,
            None => State::Active,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_closing_date_is_the_last_valid_day() {
        let day = |text: &str| text.parse::<NaiveDate>().expect("a date");
        let life = Lifetime { first_from: day("2020-01-01"), to: Some(day("2026-03-31")) };
        assert_eq!(life.state(day("2019-12-31")), State::Future);
        assert_eq!(life.state(day("2020-01-01")), State::Closing);
        assert_eq!(life.state(day("2026-03-31")), State::Closing);
        assert_eq!(life.state(day("2026-04-01")), State::Closed);
        assert_eq!(Lifetime { to: None, ..life }.state(day("2030-01-01")), State::Active);
    }
}

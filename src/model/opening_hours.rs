//! Opening hours as data: a week of hours in Danish local time.

use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, Datelike, NaiveTime, Timelike, Utc};
use serde::{Deserialize, Serialize};

use super::calendar::office_closed;

const DAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
const MINUTES_A_DAY: u32 = 24 * 60;

/// When somebody can be reached: hours of each day of the week, in Danish local
/// time. On public holidays and days on which offices are closed there are none.
///
/// Written as rules of days and hours, e.g. `Mon-Thu 09:00-12:00,13:00-15:00; Fri 09:00-14:00`;
/// two values are equal exactly when they mean the same hours.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct OpeningHours {
    /// From Monday on; each in order, without overlap or touch.
    week: [Vec<Hours>; 7],
}

/// Minutes after midnight: the first one open, the first one closed again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
struct Hours {
    from: u32,
    to: u32,
}

/// What is wrong with a text of opening hours, with the piece of it that is wrong.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InvalidOpeningHours {
    /// There is no text.
    #[error("opening hours are empty; write e.g. Mon-Thu 09:00-15:00; Fri 09:00-14:00")]
    Empty,
    /// A rule without days or without hours.
    #[error("\"{0}\" is not of the form Mon-Thu 09:00-15:00")]
    Rule(String),
    /// A day of the week of another name.
    #[error("\"{0}\" is not one of the days Mon, Tue, Wed, Thu, Fri, Sat, Sun")]
    Day(String),
    /// Days that run over the end of the week.
    #[error("\"{0}\" runs backwards: the week is from Mon to Sun")]
    DaysBackwards(String),
    /// Hours without a beginning or an end.
    #[error("\"{0}\" is not of the form 09:00-15:00")]
    Hours(String),
    /// A time of day that there is not.
    #[error("\"{0}\" is not a time from 00:00 to 24:00")]
    Time(String),
    /// Hours that end where they begin, or before.
    #[error("\"{0}\" does not end after it begins; hours over midnight are two, one on each day")]
    HoursBackwards(String),
    /// Two hours of one day overlap.
    #[error("the hours of {0} overlap")]
    Overlap(&'static str),
}

impl OpeningHours {
    /// Reads opening hours from their written form.
    pub fn parse(text: &str) -> Result<Self, InvalidOpeningHours> {
        if text.trim().is_empty() {
            return Err(InvalidOpeningHours::Empty);
        }
        let mut week: [Vec<Hours>; 7] = Default::default();
        for rule in text.split(';').map(str::trim) {
            let (days, hours) = parse_rule(rule)?;
            for day in days {
                week[day].extend_from_slice(&hours);
            }
        }
        for (hours, name) in week.iter_mut().zip(DAYS) {
            *hours = joined(hours).ok_or(InvalidOpeningHours::Overlap(name))?;
        }
        Ok(Self { week })
    }

    /// Whether it is open at an instant. The last minute is the one before the end:
    /// at 15:00 `09:00-15:00` is over. Where the clock is set back, the hour that
    /// comes twice counts both times.
    #[must_use]
    pub fn is_open(&self, instant: DateTime<Utc>) -> bool {
        let local = instant.with_timezone(&chrono_tz::Europe::Copenhagen).naive_local();
        let minute = minute_of_day(local.time());
        let day = local.weekday().num_days_from_monday() as usize;
        office_closed(local.date()).is_none()
            && self.week[day].iter().any(|hours| hours.from <= minute && minute < hours.to)
    }
}

fn minute_of_day(time: NaiveTime) -> u32 {
    time.hour() * 60 + time.minute()
}

/// The days and the hours of one rule: the hours begin at the first digit.
fn parse_rule(rule: &str) -> Result<(Vec<usize>, Vec<Hours>), InvalidOpeningHours> {
    let parts = rule.find(|c: char| c.is_ascii_digit()).map(|at| rule.split_at(at));
    let Some((days, hours)) = parts.filter(|(days, _)| days.ends_with(char::is_whitespace)) else {
        return Err(InvalidOpeningHours::Rule(piece(rule)));
    };
    let mut listed = Vec::new();
    for days in days.split(',') {
        listed.extend(parse_days(days.trim())?);
    }
    let hours = hours.split(',').map(|hours| parse_hours(hours.trim())).collect::<Result<_, _>>()?;
    Ok((listed, hours))
}

/// One day, or the first and the last of several.
fn parse_days(text: &str) -> Result<std::ops::RangeInclusive<usize>, InvalidOpeningHours> {
    let (first, last) = text.split_once('-').unwrap_or((text, text));
    let (first, last) = (parse_day(first.trim())?, parse_day(last.trim())?);
    if last < first { Err(InvalidOpeningHours::DaysBackwards(piece(text))) } else { Ok(first..=last) }
}

fn parse_day(text: &str) -> Result<usize, InvalidOpeningHours> {
    DAYS.iter().position(|day| *day == text).ok_or_else(|| InvalidOpeningHours::Day(piece(text)))
}

fn parse_hours(text: &str) -> Result<Hours, InvalidOpeningHours> {
    let (from, to) = text.split_once('-').ok_or_else(|| InvalidOpeningHours::Hours(piece(text)))?;
    let (from, to) = (parse_time(from.trim())?, parse_time(to.trim())?);
    if to <= from { Err(InvalidOpeningHours::HoursBackwards(piece(text))) } else { Ok(Hours { from, to }) }
}

/// A time as minutes after midnight; `24:00` is the end of the day.
fn parse_time(text: &str) -> Result<u32, InvalidOpeningHours> {
    let number = |digits: &str| digits.parse::<u32>().ok();
    let minutes = match text.as_bytes() {
        [h1, h2, b':', m1, m2] if [h1, h2, m1, m2].iter().all(|b| b.is_ascii_digit()) => {
            number(&text[..2]).zip(number(&text[3..])).filter(|(_, minute)| *minute < 60)
        }
        _ => None,
    };
    let minutes = minutes.map(|(hour, minute)| hour * 60 + minute);
    minutes.filter(|at| *at <= MINUTES_A_DAY).ok_or_else(|| InvalidOpeningHours::Time(piece(text)))
}

/// The hours of a day in order, those that touch made one; `None` when two overlap.
fn joined(hours: &[Hours]) -> Option<Vec<Hours>> {
    let mut ordered = hours.to_vec();
    ordered.sort_unstable();
    let mut joined: Vec<Hours> = Vec::with_capacity(ordered.len());
    for next in ordered {
        match joined.last_mut() {
            Some(last) if next.from < last.to => return None,
            Some(last) if next.from == last.to => last.to = next.to,
            _ => joined.push(next),
        }
    }
    Some(joined)
}

/// As much of a wrong text as a message needs.
fn piece(text: &str) -> String {
    text.chars().take(40).collect()
}

impl fmt::Display for OpeningHours {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut separator = "";
        for (first, hours) in self.week.iter().enumerate() {
            // Days of the same hours are one rule, written where the first of them stands.
            if hours.is_empty() || self.week[..first].contains(hours) {
                continue;
            }
            let days: Vec<_> = (first..7).filter(|day| self.week[*day] == *hours).collect();
            let runs: Vec<_> = days.chunk_by(|a, b| a + 1 == *b).map(run).collect();
            let hours: Vec<_> = hours.iter().map(ToString::to_string).collect();
            write!(f, "{separator}{} {}", runs.join(","), hours.join(","))?;
            separator = "; ";
        }
        Ok(())
    }
}

/// Days that follow one another, by the names of the first and the last.
fn run(days: &[usize]) -> String {
    match days {
        [] => String::new(),
        [day] => DAYS[*day].to_owned(),
        [first, .., last] => format!("{}-{}", DAYS[*first], DAYS[*last]),
    }
}

impl fmt::Display for Hours {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { from, to } = self;
        write!(f, "{:02}:{:02}-{:02}:{:02}", from / 60, from % 60, to / 60, to % 60)
    }
}

impl FromStr for OpeningHours {
    type Err = InvalidOpeningHours;
    fn from_str(text: &str) -> Result<Self, InvalidOpeningHours> {
        Self::parse(text)
    }
}

impl TryFrom<String> for OpeningHours {
    type Error = InvalidOpeningHours;
    fn try_from(text: String) -> Result<Self, InvalidOpeningHours> {
        Self::parse(&text)
    }
}

impl From<OpeningHours> for String {
    fn from(hours: OpeningHours) -> Self {
        hours.to_string()
    }
}

#[cfg(test)]
#[path = "opening_hours_tests.rs"]
mod tests;

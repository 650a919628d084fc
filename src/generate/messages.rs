//! The companion file: what messages each location number is set up for, and when.

use std::io::{self, Write};

use chrono::NaiveDate;

use super::catalogue::{Catalogue, MessageVersion};
use super::dice::Dice;
use super::life::{Life, day_between, shift};
use super::traffic::{Direction, Traffic};

/// From when to when a message type is set up; no end as long as none is known.
type Period = (NaiveDate, Option<NaiveDate>);

/// Writes the companion file of message types.
pub(super) struct MessageFile<W> {
    out: W,
    /// Rows written so far.
    pub(super) rows: u32,
}

impl<W: Write> MessageFile<W> {
    /// A file with its header.
    pub(super) fn new(mut out: W) -> io::Result<Self> {
        out.write_all(b"gln;format;type;version;direction;validFrom;validTo\n")?;
        Ok(Self { out, rows: 0 })
    }

    /// Writes the message types of the number `gln`, all of them within its `life`.
    pub(super) fn write(
        &mut self,
        gln: &str,
        life: &Life,
        traffic: Traffic,
        catalogue: &Catalogue,
        today: NaiveDate,
        dice: &mut Dice,
    ) -> io::Result<()> {
        for (message, direction) in traffic.entries() {
            if !dice.chance(750) {
                continue;
            }
            let versions = catalogue.versions(message);
            for (version, periods) in versions.iter().zip(periods(versions.len(), life, today, dice)) {
                for period in periods {
                    self.row(gln, version, direction, period)?;
                }
            }
        }
        Ok(())
    }

    /// Makes sure that everything arrives.
    pub(super) fn finish(mut self) -> io::Result<u32> {
        self.out.flush()?;
        Ok(self.rows)
    }

    fn row(
        &mut self,
        gln: &str,
        version: &MessageVersion,
        direction: Direction,
        (from, to): Period,
    ) -> io::Result<()> {
        let MessageVersion { format, message, version } = version;
        let direction = match direction {
            Direction::Receive => "RECEIVE",
            Direction::Send => "SEND",
        };
        write!(self.out, "{gln};{format};{message};{version};{direction};{from};")?;
        match to {
            Some(to) => writeln!(self.out, "{to}")?,
            None => writeln!(self.out)?,
        }
        self.rows += 1;
        Ok(())
    }
}

/// When each of `versions` versions of one message type is set up, oldest version first.
fn periods(versions: usize, life: &Life, today: NaiveDate, dice: &mut Dice) -> Vec<Vec<Period>> {
    let started = if life.is_future(today) || dice.chance(700) {
        life.first
    } else {
        day_between(life.first, life.latest_past(today), dice)
    };
    match versions {
        0 => Vec::new(),
        1 => vec![one_version((started, life.to), today, dice)],
        _ => one_after_the_other(versions, (started, life.to), today, dice),
    }
}

/// Most stay as they were set up; some have ended, some have ended and come back, some are yet to come.
fn one_version((from, to): Period, today: NaiveDate, dice: &mut Dice) -> Vec<Period> {
    let yesterday = shift(today, -1);
    let last = to.unwrap_or(NaiveDate::MAX);
    match dice.below(1000) {
        0..80 if from < yesterday.min(last) => {
            let end = day_between(from, shift(yesterday.min(last), -1), dice);
            let mut periods = vec![(from, Some(end))];
            if dice.chance(300) && shift(end, 1) < yesterday.min(last) {
                periods.push((day_between(shift(end, 2), yesterday.min(last), dice), to));
            }
            periods
        }
        80..120 if last > today => {
            let start = from.max(shift(today, 1));
            vec![(day_between(start, last.min(shift(start, 240)), dice), to)]
        }
        _ => vec![(from, to)],
    }
}

/// A newer version takes over from the older one, some day before or soon after today, or both are in use for good.
fn one_after_the_other(
    versions: usize,
    (from, to): Period,
    today: NaiveDate,
    dice: &mut Dice,
) -> Vec<Vec<Period>> {
    if dice.chance(250) {
        return vec![vec![(from, to)]; versions];
    }
    let last = to.unwrap_or(NaiveDate::MAX).min(shift(today, 150));
    let mut start = from;
    let mut periods = Vec::with_capacity(versions);
    for _ in 1..versions {
        if start >= last {
            break;
        }
        let end = day_between(start, shift(last, -1), dice);
        periods.push(vec![(start, Some(end))]);
        start = shift(end, 1);
    }
    periods.push(vec![(start, to)]);
    periods
}

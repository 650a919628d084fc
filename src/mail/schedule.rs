use chrono::{DateTime, TimeDelta, Utc};
use sha2::{Digest, Sha256};

/// Minutes to wait after the first, second, … failure: short at first, for a server that is
/// started again, and some two days in all, for one that has to be mended.
const WAITS: [i64; 8] = [1, 5, 15, 60, 3 * 60, 6 * 60, 12 * 60, 24 * 60];
/// A wait is stretched by up to this part of it.
const STRETCH: i64 = 4;

/// When a letter is tried again that has failed `attempts` times, the last at `failed_at`;
/// `None` when it is to be given up.
///
/// The waits of different letters differ a little, so that those that failed together do not
/// all come back together; those of one letter can be told beforehand.
#[must_use]
pub fn next_attempt(attempts: u32, failed_at: DateTime<Utc>, id: &str) -> Option<DateTime<Utc>> {
    let position = usize::try_from(attempts.saturating_sub(1)).ok()?;
    let seconds = WAITS.get(position)? * 60;
    let [first, second, ..] = <[u8; 32]>::from(Sha256::digest(format!("{id}/{attempts}")));
    let part = i64::from(u16::from_be_bytes([first, second]));
    let stretch = seconds * part / (STRETCH * i64::from(u16::MAX));
    failed_at.checked_add_signed(TimeDelta::seconds(seconds + stretch))
}

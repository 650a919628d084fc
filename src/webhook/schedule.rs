use chrono::{DateTime, TimeDelta, Utc};
use sha2::{Digest, Sha256};

/// A wait is stretched by up to this part of it.
const STRETCH: i64 = 4;

/// When a delivery is tried again: how long to wait after the first, second, … failure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Schedule {
    waits: Vec<TimeDelta>,
}

impl Schedule {
    /// Waits of so many seconds.
    #[must_use]
    pub fn new(seconds: &[u32]) -> Self {
        Self { waits: seconds.iter().map(|seconds| TimeDelta::seconds(i64::from(*seconds))).collect() }
    }

    /// When a delivery is tried again that has failed `attempts` times, the last at `failed_at`; `None` when it is to
    /// be given up. Different deliveries wait a little differently, so that those that failed together do not all come
    /// back together.
    #[must_use]
    pub fn next(&self, attempts: i32, failed_at: DateTime<Utc>, id: &str) -> Option<DateTime<Utc>> {
        let position = usize::try_from(attempts.checked_sub(1)?).ok()?;
        let milliseconds = self.waits.get(position)?.num_milliseconds();
        let [first, second, ..] = <[u8; 32]>::from(Sha256::digest(format!("{id}/{attempts}")));
        let part = i64::from(u16::from_be_bytes([first, second]));
        let stretch = milliseconds * part / (STRETCH * i64::from(u16::MAX));
        failed_at.checked_add_signed(TimeDelta::milliseconds(milliseconds + stretch))
    }
}

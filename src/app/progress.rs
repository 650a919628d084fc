//! Progress of long work: a bar on a terminal, now and then a line elsewhere.

use std::io::IsTerminal;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressStyle};

use crate::import::{Phase, Progress};

/// How long no line is logged after the last one.
const QUIET: Duration = Duration::from_secs(5);

/// Whether people are watching.
#[must_use]
pub fn is_terminal() -> bool {
    std::io::stderr().is_terminal()
}

/// A bar when people are watching, else lines in the log.
#[must_use]
pub fn for_terminal() -> Arc<dyn Progress> {
    if is_terminal() { Arc::new(Bar::default()) } else { Arc::new(Lines::default()) }
}

fn title(phase: Phase) -> &'static str {
    match phase {
        Phase::Register => "reading the register",
        Phase::Check => "checking the files",
        Phase::Write => "writing",
        Phase::Finish => "finishing",
    }
}

fn counts_bytes(phase: Phase) -> bool {
    matches!(phase, Phase::Check | Phase::Write)
}

#[derive(Default)]
struct Bar(Mutex<Option<ProgressBar>>);

impl Progress for Bar {
    fn begin(&self, phase: Phase, total: u64) {
        let form = match (counts_bytes(phase), total) {
            (true, _) => "{prefix:22} {wide_bar} {bytes}/{total_bytes} · {msg} · {eta} left",
            (false, 0) => "{prefix:22} {spinner} {pos} records",
            (false, _) => "{prefix:22} {wide_bar} {pos}/{len} records · {eta} left",
        };
        let bar = if total == 0 { ProgressBar::new_spinner() } else { ProgressBar::new(total) };
        if let Ok(style) = ProgressStyle::with_template(form) {
            bar.set_style(style);
        }
        bar.set_prefix(title(phase));
        let before = self.0.lock().ok().and_then(|mut current| current.replace(bar));
        before.inspect(ProgressBar::finish);
    }

    fn advance(&self, position: u64, records: u64) {
        if let Ok(current) = self.0.lock()
            && let Some(bar) = current.as_ref()
        {
            bar.set_position(position);
            bar.set_message(format!("{records} records"));
        }
    }
}

impl Drop for Bar {
    fn drop(&mut self) {
        if let Ok(current) = self.0.lock() {
            current.as_ref().inspect(|bar| bar.finish());
        }
    }
}

struct Line {
    phase: Phase,
    total: u64,
    begun: Instant,
    last: Instant,
}

#[derive(Default)]
struct Lines(Mutex<Option<Line>>);

impl Progress for Lines {
    fn begin(&self, phase: Phase, total: u64) {
        let total_told = (total > 0).then_some(total);
        if counts_bytes(phase) {
            tracing::info!(bytes = total_told, "{}", title(phase));
        } else {
            tracing::info!(records = total_told, "{}", title(phase));
        }
        let now = Instant::now();
        if let Ok(mut line) = self.0.lock() {
            *line = Some(Line { phase, total, begun: now, last: now });
        }
    }

    fn advance(&self, position: u64, records: u64) {
        let Ok(mut line) = self.0.lock() else { return };
        let Some(line) = line.as_mut().filter(|line| line.last.elapsed() >= QUIET) else {
            return;
        };
        line.last = Instant::now();
        let left = seconds_left(line.begun.elapsed(), position, line.total);
        if counts_bytes(line.phase) {
            tracing::info!(
                bytes = position,
                of = line.total,
                records,
                seconds_left = left,
                "{}",
                title(line.phase)
            );
        } else {
            tracing::info!(records = position, of = line.total, seconds_left = left, "{}", title(line.phase));
        }
    }
}

/// By the speed so far; nothing is said before there is one.
fn seconds_left(elapsed: Duration, position: u64, total: u64) -> Option<u64> {
    let left = total.checked_sub(position)?;
    (elapsed.as_secs() * left).checked_div(position)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_time_left_follows_from_the_speed_so_far() {
        assert_eq!(seconds_left(Duration::from_secs(10), 100, 300), Some(20));
        assert_eq!(seconds_left(Duration::from_secs(10), 0, 300), None);
        assert_eq!(seconds_left(Duration::from_secs(10), 5, 0), None);
    }
}

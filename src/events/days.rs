//! Days that come: what was planned for them is told by a commit of the day.

use std::time::Duration;

use chrono::NaiveDate;

use crate::identity::Actor;
use crate::ownership::{Asked, decide};
use crate::register::{Reader, Register, RegisterError};

/// How often the calendar is looked at.
const LOOK: Duration = Duration::from_secs(5);
/// What such a commit is called.
const ACT: &str = "DAY";

/// Notes each day's effects when the day has come, for ever.
pub async fn turn_days(register: Register) {
    let mut turned: Option<NaiveDate> = None;
    loop {
        let today = register.today();
        if turned != Some(today) {
            match turn_days_due(&register).await {
                Ok(days) => {
                    turned = Some(today);
                    tracing::debug!(days, "days turned");
                }
                Err(error) => tracing::error!(%error, "the day could not be turned"),
            }
        }
        tokio::time::sleep(LOOK).await;
    }
}

/// Notes the effects of all days that have come, a commit a day; gives how many there
/// were. A day on which nothing was planned leaves no commit.
pub async fn turn_days_due(register: &Register) -> Result<usize, RegisterError> {
    let mut turned = 0;
    let reader = register.reader();
    let today = register.today();
    let Some(noted) = reader.last_day_noted().await? else {
        return Ok(turned);
    };
    for day in reader.days_of_change(noted, today).await? {
        turned += usize::from(turn(register, &reader, day).await?);
    }
    Ok(turned)
}

async fn turn(register: &Register, reader: &Reader, day: NaiveDate) -> Result<bool, RegisterError> {
    // What was known before the day is settled: it is read before anybody has to wait for us.
    let due = reader.due(reader.known_before(day).await?, day).await?;
    if due.is_empty() {
        return Ok(false);
    }
    let permit = decide(&Actor::operator(), ACT, None, &[Asked::foundation()])?;
    let mut change = register.begin(permit).await?;
    // Another process on the same database may have been faster.
    let noted = change.reader().last_day_noted().await?;
    if noted.is_some_and(|noted| noted >= day) {
        change.roll_back().await?;
        return Ok(false);
    }
    let summary = format!("{day}: {} planned changes took effect", due.len());
    change.note_day(day, due).await?;
    change.commit(summary).await?;
    Ok(true)
}

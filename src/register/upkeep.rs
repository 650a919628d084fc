//! What time alone changes in the register, without a command.

use chrono::TimeDelta;

use super::command::hand_on;
use super::{Register, RegisterError};
use crate::identity::Actor;
use crate::model::Point;
use crate::ownership::{Action, Asked, Matter, Part, decide};

impl Register {
    /// Forgets what requests were answered longer ago than the rules say; gives how many there were.
    pub async fn forget_requests(&self) -> Result<u64, RegisterError> {
        let days = TimeDelta::days(i64::from(self.rules().idempotency_days));
        Ok(self.database().forget_requests(self.now() - days).await?)
    }

    /// Hands on the open change requests whose record has come under another owner with a day, as planned before;
    /// gives how many. Who decides does not wait for it: it is asked anew with every step of a case.
    pub async fn hand_on_cases(&self) -> Result<usize, RegisterError> {
        let reader = self.reader();
        let point = Point { at: self.today(), revision: reader.head().await? };
        if reader.moved_desks(point).await?.is_empty() {
            return Ok(0);
        }
        let draft = self.draft().await?;
        let asked = Asked::new(Action::Move, Matter::new(Part::ChangeRequest, "open change requests"));
        let permit = decide(&Actor::operator(), "HAND_ON_CASES", Some(draft.before()), &[asked])?;
        let mut change = draft.begin(permit)?;
        let moved = hand_on(&mut change).await?;
        change.commit(format!("Handed on {moved} change requests to whoever decides now")).await?;
        Ok(moved)
    }
}

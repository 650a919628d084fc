use std::time::Duration;

use crate::register::Register;

/// How often it is looked whether time has changed something.
const PAUSE: Duration = Duration::from_mins(10);

/// Does what no command asks for, now and then, for as long as the server runs.
pub async fn keep_up(register: Register) {
    loop {
        match register.hand_on_cases().await {
            Ok(0) => {}
            Ok(moved) => tracing::info!(moved, "change requests were handed on"),
            Err(error) => tracing::error!(%error, "change requests could not be handed on"),
        }
        match register.forget_requests().await {
            Ok(forgotten) => tracing::debug!(forgotten, "old idempotency keys"),
            Err(error) => tracing::error!(%error, "old idempotency keys could not be forgotten"),
        }
        tokio::time::sleep(PAUSE).await;
    }
}

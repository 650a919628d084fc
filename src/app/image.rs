//! The register in memory, while it is served.

use std::time::{Duration, Instant};

use super::AppError;
use crate::register::Register;

/// How often commits of other processes are looked for.
const POLL: Duration = Duration::from_millis(500);

/// Reads the register into memory.
pub async fn read(register: &Register) -> Result<(), AppError> {
    let started = Instant::now();
    let image = register.keep_image().await?;
    let seconds = started.elapsed().as_secs_f32();
    tracing::info!(revision = %image.revision(), units = image.units(), seconds, "the register is in memory");
    Ok(())
}

/// Moves it on with the commits of other processes, for as long as the server runs.
pub async fn keep(register: Register) {
    loop {
        tokio::time::sleep(POLL).await;
        if let Err(error) = register.refresh_image().await {
            tracing::error!(%error, "the register in memory could not be moved on; the database answers");
        }
    }
}

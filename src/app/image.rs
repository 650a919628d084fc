//! The register in memory, while it is served.

use std::time::{Duration, Instant};

use super::AppError;
use crate::register::Register;
use crate::storage::CommitListener;

/// How often commits of other processes are looked for where the database does not tell of them.
const POLL: Duration = Duration::from_millis(500);
/// How often they are looked for beside that: a notice may be lost, for example behind a pooler that shares
/// connections, and the schema promises a second.
const LOOK_ANYWAY: Duration = Duration::from_secs(1);

/// Reads the register into memory.
pub async fn read(register: &Register) -> Result<(), AppError> {
    let started = Instant::now();
    let image = register.keep_image().await?;
    let seconds = started.elapsed().as_secs_f32();
    tracing::info!(revision = %image.revision(), units = image.units(), seconds, "the register is in memory");
    Ok(())
}

/// Moves it on with the commits of other processes, for as long as the server runs: as they are heard of, and by
/// looking for them where nothing is heard.
pub async fn keep(register: Register) {
    let mut ear = Ear::of(&register).await;
    loop {
        // First: what was committed before anybody listened was not heard.
        if let Err(error) = register.refresh_image().await {
            tracing::error!(%error, "the register in memory could not be moved on; the database answers");
        }
        ear = ear.wait(&register).await;
    }
}

/// How a process comes to know of commits.
enum Ear {
    /// The database tells of them.
    Hears(CommitListener),
    /// It does not.
    Deaf,
    /// It should, and is to be asked again.
    Lost(Instant),
}

impl Ear {
    async fn of(register: &Register) -> Self {
        match register.database().listen().await {
            Ok(Some(listener)) => Self::Hears(listener),
            Ok(None) => Self::Deaf,
            Err(error) => {
                tracing::warn!(%error, "commits of other processes are not heard of, but looked for");
                Self::Lost(Instant::now())
            }
        }
    }

    /// Waits until there may be a commit.
    async fn wait(self, register: &Register) -> Self {
        match self {
            Self::Hears(mut listener) => match tokio::time::timeout(LOOK_ANYWAY, listener.heard()).await {
                Ok(Ok(())) | Err(_) => Self::Hears(listener),
                Ok(Err(error)) => {
                    tracing::warn!(%error, "commits of other processes are not heard of any more");
                    Self::Lost(Instant::now())
                }
            },
            Self::Lost(since) if since.elapsed() > LOOK_ANYWAY => Self::of(register).await,
            waits => {
                tokio::time::sleep(POLL).await;
                waits
            }
        }
    }
}

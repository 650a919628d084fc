//! Keeping a copy of a register that somebody serves: a full load at a revision, then its changes.
//!
//! What is asked and how it is applied is the protocol of docs/guides/replica.md, and uses nothing that others
//! could not use. Each page is one transaction that also notes how far the copy is, so whoever is stopped
//! anywhere goes on from there; a page that comes twice changes nothing.

mod answer;
mod source;

use std::time::Duration;

use crate::model::{ManyDigests, RecordDigest, Revision, SorCode};
use crate::storage::{CopyError, CopyFile, CopyStage, CopyState, CopyStep, StorageError};
use answer::Page;
pub use source::{Source, SourceError};

/// Differences that are named.
const NAMED: usize = 20;

/// Something stopped the follower.
#[derive(Debug, thiserror::Error)]
pub enum FollowError {
    /// The register does not answer as it should.
    #[error(transparent)]
    Source(#[from] SourceError),
    /// The file is a copy of another register.
    #[error("the copy is of {0}: name another file")]
    OtherRegister(String),
    /// The copy could not be kept.
    #[error("the copy: {0}")]
    Copy(#[from] CopyError),
    /// The copy is not what the register was.
    #[error("the copy differs from the register at revision {revision} in {}", .records.join(", "))]
    Differs {
        /// Where they were compared.
        revision: Revision,
        /// Some of the records that differ, by type and key.
        records: Vec<String>,
    },
}

impl From<StorageError> for FollowError {
    fn from(error: StorageError) -> Self {
        Self::Copy(error.into())
    }
}

/// A copy and the register that it follows.
pub struct Follower {
    source: Source,
    copy: CopyFile,
    state: CopyState,
}

impl Follower {
    /// Goes on with the copy in a file, or begins one in an empty file.
    pub async fn open(source: Source, copy: CopyFile) -> Result<Self, FollowError> {
        let state = match copy.state().await? {
            Some(state) => state,
            None => copy.begin_load(source.address(), source.newest().await?).await?,
        };
        if state.source != source.address() {
            return Err(FollowError::OtherRegister(state.source));
        }
        Ok(Self { source, copy, state })
    }

    /// How far the copy is.
    #[must_use]
    pub fn state(&self) -> &CopyState {
        &self.state
    }

    /// Asks until the copy is what the register was when it was asked last. `told` hears how many records
    /// were read, and of how many, while the copy is loaded.
    pub async fn catch_up(
        &mut self,
        told: &mut (dyn FnMut(u64, u64) + Send),
    ) -> Result<Revision, FollowError> {
        self.load(told).await?;
        loop {
            let (newest, page) = self.source.changes(&self.state.position).await?;
            let more = page.more;
            self.apply(newest, page).await?;
            if !more {
                return Ok(self.state.revision);
            }
        }
    }

    /// Follows for ever, and looks for news every so often.
    pub async fn follow(
        &mut self,
        every: Duration,
        told: &mut (dyn FnMut(u64, u64) + Send),
    ) -> Result<(), FollowError> {
        loop {
            let before = self.state.clone();
            let revision = self.catch_up(told).await?;
            if before != self.state {
                tracing::info!(%revision, "the copy is complete");
            }
            tokio::time::sleep(every).await;
        }
    }

    async fn load(&mut self, told: &mut (dyn FnMut(u64, u64) + Send)) -> Result<(), FollowError> {
        if self.state.stage != CopyStage::Loading {
            return Ok(());
        }
        let of = self.source.count(self.state.revision).await?;
        let mut read = 0;
        while self.state.stage == CopyStage::Loading {
            let page = self.source.records(self.state.revision, &self.state.position).await?;
            read += page.steps.len() as u64;
            let to = if page.more {
                CopyState { position: page.reached, ..self.state.clone() }
            } else {
                let position = self.state.revision.to_string();
                CopyState { stage: CopyStage::Complete, position, ..self.state.clone() }
            };
            self.state = self.copy.advance(&self.state, page.steps, to).await?;
            told(read, of);
        }
        Ok(())
    }

    async fn apply(&mut self, newest: Revision, page: Page<CopyStep>) -> Result<(), FollowError> {
        let to = if page.more {
            CopyState { stage: CopyStage::Following, position: page.reached, ..self.state.clone() }
        } else {
            CopyState {
                stage: CopyStage::Complete,
                revision: newest,
                position: page.reached,
                ..self.state.clone()
            }
        };
        if to != self.state {
            self.state = self.copy.advance(&self.state, page.steps, to).await?;
        }
        Ok(())
    }

    /// Compares a complete copy, or the part of it below a record, with the register at the copy's revision; gives
    /// their digest.
    pub async fn compare(&self, within: Option<SorCode>) -> Result<(usize, RecordDigest), FollowError> {
        let ours = self.copy.digests(within).await?;
        let theirs = self.source.digest(self.state.revision, within).await?;
        if theirs == Some(ours.digest()) {
            return Ok((ours.len(), ours.digest()));
        }
        let records = match within {
            None => self.differences(&ours).await?,
            Some(root) => vec![format!("the tree of {root}")],
        };
        Err(FollowError::Differs { revision: self.state.revision, records })
    }

    /// Some of the records that the copy and the register do not have alike.
    async fn differences(&self, ours: &ManyDigests) -> Result<Vec<String>, FollowError> {
        let mut theirs = ManyDigests::default();
        let mut position = String::new();
        loop {
            let page = self.source.digests(self.state.revision, &position).await?;
            page.steps.into_iter().for_each(|(kind, key, digest)| theirs.add_digest(kind, key, digest));
            if !page.more {
                return Ok(ours.differing(&theirs).take(NAMED).collect());
            }
            position = page.reached;
        }
    }

    /// Closes the copy.
    pub async fn close(self) -> Result<(), FollowError> {
        Ok(self.copy.close().await?)
    }
}

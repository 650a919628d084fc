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
use source::{Commit, News};
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
    /// The register does not have the commit that the copy stands at.
    #[error(
        "revision {0} of the register is not the commit that was copied: it was put back to an earlier state, or is \
         another register; delete the copy and follow again"
    )]
    OtherPast(Revision),
    /// There is no such record to compare below.
    #[error("the register does not know {0} at revision {1}")]
    UnknownRoot(SorCode, Revision),
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
        let state = if let Some(state) = copy.state().await? {
            state
        } else {
            let newest = source.newest().await?;
            copy.begin_load(source.address(), newest.revision, &newest.committed_at).await?
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
            let news = self.source.changes(&self.state.position, self.state.revision).await?;
            let more = news.page.more;
            self.apply(news).await?;
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
        let mut told_of = None;
        loop {
            let revision = self.catch_up(told).await?;
            if told_of.replace(revision) != Some(revision) {
                tracing::info!(%revision, "the copy is complete");
            }
            tokio::time::sleep(every).await;
        }
    }

    async fn load(&mut self, told: &mut (dyn FnMut(u64, u64) + Send)) -> Result<(), FollowError> {
        if self.state.stage != CopyStage::Loading {
            return Ok(());
        }
        let mut of = self.source.count(self.state.revision).await?;
        let mut read = self.copy.count().await?;
        while self.state.stage == CopyStage::Loading {
            let page = match self.source.records(self.state.revision, &self.state.position).await {
                // The cursor of another version of the service.
                Err(SourceError::Refused { code, .. })
                    if code == "BAD_CURSOR" && !self.state.position.is_empty() =>
                {
                    self.load_anew().await?;
                    (read, of) = (0, self.source.count(self.state.revision).await?);
                    continue;
                }
                page => page?,
            };
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

    /// Begins the load again, at the newest revision.
    async fn load_anew(&mut self) -> Result<(), FollowError> {
        let Commit { revision, committed_at } = self.source.newest().await?;
        let to = CopyState { revision, committed_at, position: String::new(), ..self.state.clone() };
        self.state = self.copy.advance(&self.state, vec![CopyStep::Clear], to).await?;
        Ok(())
    }

    async fn apply(&mut self, news: News) -> Result<(), FollowError> {
        let News { stood, newest, page } = news;
        if stood.committed_at != self.state.committed_at {
            return Err(FollowError::OtherPast(self.state.revision));
        }
        let to = if page.more {
            CopyState { stage: CopyStage::Following, position: page.reached, ..self.state.clone() }
        } else {
            CopyState {
                stage: CopyStage::Complete,
                revision: newest.revision,
                committed_at: newest.committed_at,
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
        if let (None, Some(root)) = (theirs, within) {
            return Err(FollowError::UnknownRoot(root, self.state.revision));
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
            page.steps
                .into_iter()
                .for_each(|(kind, key, digest)| theirs.add_digest(kind.into(), key, digest));
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

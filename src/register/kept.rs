//! The image of the register that a process keeps beside the database.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, PoisonError, RwLock};

use tokio::sync::Mutex;

use super::{Register, StorageError};
use crate::image::Image;
use crate::model::Revision;

/// The image of one process; none where it keeps none.
#[derive(Debug, Default)]
pub struct Kept {
    image: RwLock<Option<Arc<Image>>>,
    /// Whether there is to be one.
    wanted: AtomicBool,
    /// Whoever makes or moves it holds this.
    turn: Mutex<()>,
}

impl Kept {
    pub(super) fn image(&self) -> Option<Arc<Image>> {
        self.image.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn put(&self, image: Option<Image>) {
        *self.image.write().unwrap_or_else(PoisonError::into_inner) = image.map(Arc::new);
    }

    fn shows(&self, revision: Revision) -> bool {
        self.image().is_some_and(|image| image.revision() >= revision)
    }

    fn is_wanted(&self) -> bool {
        self.wanted.load(Ordering::Acquire)
    }
}

impl Register {
    /// Reads the whole register into memory; from here on requests are answered from there where
    /// they can be, and every commit of this process is in the image when it is acknowledged.
    pub async fn keep_image(&self) -> Result<Arc<Image>, StorageError> {
        // First of all: a commit that is made meanwhile waits for its turn, and moves the image on.
        self.kept.wanted.store(true, Ordering::Release);
        let _turn = self.kept.turn.lock().await;
        let reads = self.database.reads();
        let image = Image::of(&reads, reads.head_revision().await?).await?;
        self.kept.put(Some(image.clone()));
        Ok(Arc::new(image))
    }

    /// The image, where one is kept.
    #[must_use]
    pub fn image(&self) -> Option<Arc<Image>> {
        self.kept.image()
    }

    /// Moves the image on to the newest commit, which may be another process's. One that cannot be moved is
    /// given up, so that nobody reads what is out of date, and is made anew the next time.
    pub async fn refresh_image(&self) -> Result<(), StorageError> {
        if !self.kept.is_wanted() {
            return Ok(());
        }
        let _turn = self.kept.turn.lock().await;
        let reads = self.database.reads();
        let newest = reads.head_revision().await?;
        let image = match self.kept.image() {
            Some(image) if image.revision() >= newest => return Ok(()),
            Some(image) => image.at(&reads, newest).await,
            None => Image::of(&reads, newest).await,
        };
        match image {
            Ok(image) => {
                self.kept.put(Some(image));
                self.announce(newest);
                Ok(())
            }
            Err(error) => {
                self.kept.put(None);
                Err(error)
            }
        }
    }

    /// Moves the image on after a commit of this process, whose author is to read what was written.
    pub(super) async fn show_commit(&self, revision: Revision) {
        if !self.kept.is_wanted() || self.kept.shows(revision) {
            return;
        }
        if let Err(error) = self.refresh_image().await {
            tracing::error!(%error, "the image could not be moved on; requests are answered from the database");
            self.kept.put(None);
        }
    }
}

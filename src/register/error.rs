use crate::ownership::Denial;
use crate::storage::StorageError;

/// Something the register did not do.
#[derive(Debug, Clone, thiserror::Error)]
pub enum RegisterError {
    /// The actor may not.
    #[error(transparent)]
    Denied(#[from] Denial),
    /// Another commit came between the decision and the change.
    #[error("the register has changed since the permit was given")]
    Moved,
    /// The database failed.
    #[error(transparent)]
    Storage(#[from] StorageError),
}

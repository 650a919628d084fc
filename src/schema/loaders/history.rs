//! Everything the register ever said of a record, and the commits behind it.

use std::collections::HashMap;
use std::sync::Arc;

use super::Relation;
use crate::model::{Gln, LocationNumber, NumberMessageType, Revision, SorCode, Unit};
use crate::register::{Commit, HistoryRow, Reader, RegisterError};

/// The versions of one record, as known at a revision.
pub type History<T> = Arc<Vec<HistoryRow<T>>>;

fn known<K: std::hash::Hash + Eq, T>(
    found: HashMap<K, Vec<HistoryRow<T>>>,
    revision: Revision,
) -> HashMap<K, History<T>> {
    let known = |rows: Vec<HistoryRow<T>>| {
        Arc::new(rows.into_iter().filter_map(|row| row.known_at(revision)).collect())
    };
    found.into_iter().map(|(key, rows)| (key, known(rows))).collect()
}

/// Revision and SOR code → every version of the record that was known by then.
pub struct UnitHistories;

impl Relation for UnitHistories {
    type Group = Revision;
    type Item = SorCode;
    type Value = History<Unit>;

    async fn load(
        reader: &Reader,
        revision: &Revision,
        codes: &[SorCode],
    ) -> Result<HashMap<SorCode, Self::Value>, RegisterError> {
        Ok(known(reader.unit_histories(codes).await?, *revision))
    }
}

/// Revision and GLN → every version of the number that was known by then.
pub struct NumberHistories;

impl Relation for NumberHistories {
    type Group = Revision;
    type Item = Gln;
    type Value = History<LocationNumber>;

    async fn load(
        reader: &Reader,
        revision: &Revision,
        glns: &[Gln],
    ) -> Result<HashMap<Gln, Self::Value>, RegisterError> {
        Ok(known(reader.number_histories(glns).await?, *revision))
    }
}

/// Revision and GLN → every message type that was known by then to be or have been on the number.
pub struct MessageTypeHistories;

impl Relation for MessageTypeHistories {
    type Group = Revision;
    type Item = Gln;
    type Value = History<NumberMessageType>;

    async fn load(
        reader: &Reader,
        revision: &Revision,
        glns: &[Gln],
    ) -> Result<HashMap<Gln, Self::Value>, RegisterError> {
        Ok(known(reader.message_type_histories(glns).await?, *revision))
    }
}

/// Number → the commit. A commit never changes, so no point.
pub struct Commits;

impl Relation for Commits {
    type Group = ();
    type Item = Revision;
    type Value = Arc<Commit>;

    async fn load(
        reader: &Reader,
        (): &(),
        revisions: &[Revision],
    ) -> Result<HashMap<Revision, Self::Value>, RegisterError> {
        let commits = reader.commits_of(revisions).await?;
        Ok(commits.into_iter().map(|commit| (commit.revision, Arc::new(commit))).collect())
    }
}

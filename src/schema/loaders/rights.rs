//! Grants, mandates and the threads of cases.

use std::collections::HashMap;
use std::sync::Arc;

use super::Relation;
use crate::model::{CaseMessage, Grant, Mandate, Party, Revision, SorCode};
use crate::register::{Reader, RegisterError};

/// Revision and party → everything granted for it.
pub struct Grants;

impl Relation for Grants {
    type Group = Revision;
    type Item = Party;
    type Value = Arc<Vec<Grant>>;

    async fn load(
        reader: &Reader,
        revision: &Revision,
        parties: &[Party],
    ) -> Result<HashMap<Party, Arc<Vec<Grant>>>, RegisterError> {
        let found = reader.grants_for(*revision, parties).await?;
        Ok(found.into_iter().map(|(party, grants)| (party, Arc::new(grants))).collect())
    }
}

/// Revision and owner → every mandate that it gave.
pub struct Mandates;

impl Relation for Mandates {
    type Group = Revision;
    type Item = SorCode;
    type Value = Arc<Vec<Mandate>>;

    async fn load(
        reader: &Reader,
        revision: &Revision,
        owners: &[SorCode],
    ) -> Result<HashMap<SorCode, Arc<Vec<Mandate>>>, RegisterError> {
        let mut found: HashMap<_, Vec<_>> = HashMap::new();
        for mandate in reader.mandates_for(*revision, owners).await? {
            found.entry(mandate.owner).or_default().push(mandate);
        }
        Ok(found.into_iter().map(|(owner, mandates)| (owner, Arc::new(mandates))).collect())
    }
}

/// Revision and case → the messages on its thread, in their order.
pub struct Threads;

impl Relation for Threads {
    type Group = Revision;
    type Item = i64;
    type Value = Arc<Vec<CaseMessage>>;

    async fn load(
        reader: &Reader,
        revision: &Revision,
        cases: &[i64],
    ) -> Result<HashMap<i64, Arc<Vec<CaseMessage>>>, RegisterError> {
        let found = reader.case_messages(*revision, cases).await?;
        Ok(found.into_iter().map(|(case, thread)| (case, Arc::new(thread))).collect())
    }
}

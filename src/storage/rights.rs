//! Who may change what: grants and mandates.

use std::collections::HashMap;

use entity::{access_grant, mandate};
use sea_orm::ActiveValue::Set;

use super::rows::{STANDS, last_day, open_end, unreadable};
use super::sql::{Column, Keys, known};
use super::writer::{NARROW_ROWS, Writer};
use super::{Reads, StorageError};
use crate::model::{Gln, Grant, Mandate, Party, Revision, Role, SorCode};

/// The stored forms of parties, as keys of a batch.
pub fn party_keys(parties: &[Party]) -> Vec<String> {
    parties.iter().map(ToString::to_string).collect()
}

impl Reads {
    /// Everything that this person was granted, whatever the dates.
    pub async fn grants_of(&self, revision: Revision, subject: &str) -> Result<Vec<Grant>, StorageError> {
        self.grants_where(revision, "g.subject", Keys::Texts(&[subject.to_owned()])).await
    }

    /// Everything that was granted for these parties, whatever the dates.
    pub async fn grants_for(
        &self,
        revision: Revision,
        parties: &[Party],
    ) -> Result<HashMap<Party, Vec<Grant>>, StorageError> {
        let found = self.grants_where(revision, "g.organisation", Keys::Texts(&party_keys(parties))).await?;
        let mut grants: HashMap<_, Vec<_>> = HashMap::new();
        for grant in found {
            grants.entry(grant.organisation.clone()).or_default().push(grant);
        }
        Ok(grants)
    }

    /// The grants of these numbers.
    pub async fn grants(&self, revision: Revision, ids: &[i64]) -> Result<Vec<Grant>, StorageError> {
        self.grants_where(revision, "g.id", Keys::Numbers(ids)).await
    }

    /// Everything that was granted in this role for these parties, whatever the dates.
    pub async fn grants_in_role(
        &self,
        revision: Revision,
        role: Role,
        parties: &[Party],
    ) -> Result<Vec<Grant>, StorageError> {
        let mut found =
            self.grants_where(revision, "g.organisation", Keys::Texts(&party_keys(parties))).await?;
        found.retain(|grant| grant.role == role);
        Ok(found)
    }

    async fn grants_where(
        &self,
        revision: Revision,
        column: &str,
        keys: Keys<'_>,
    ) -> Result<Vec<Grant>, StorageError> {
        let mut sql = self.sql().at_revision(revision);
        sql.push("SELECT g.* FROM access_grant g WHERE ").push(&known("g")).push(" AND ");
        sql.is_one_of(column, keys).push(" ORDER BY g.id");
        self.all::<access_grant::Model>(sql).await?.into_iter().map(grant).collect()
    }

    /// Every mandate that these owners gave, whatever the dates.
    pub async fn mandates_for(
        &self,
        revision: Revision,
        owners: &[SorCode],
    ) -> Result<Vec<Mandate>, StorageError> {
        let owners: Vec<_> = owners.iter().map(|owner| owner.number()).collect();
        self.mandates_where(revision, "m.owner", Keys::Numbers(&owners)).await
    }

    /// Every mandate that this supplier was given, whatever the dates.
    pub async fn mandates_of(
        &self,
        revision: Revision,
        supplier: &str,
    ) -> Result<Vec<Mandate>, StorageError> {
        self.mandates_where(revision, "m.supplier", Keys::Texts(&[supplier.to_owned()])).await
    }

    /// The mandates of these numbers.
    pub async fn mandates(&self, revision: Revision, ids: &[i64]) -> Result<Vec<Mandate>, StorageError> {
        self.mandates_where(revision, "m.id", Keys::Numbers(ids)).await
    }

    async fn mandates_where(
        &self,
        revision: Revision,
        column: &str,
        keys: Keys<'_>,
    ) -> Result<Vec<Mandate>, StorageError> {
        let mut sql = self.sql().at_revision(revision);
        sql.push("SELECT m.* FROM mandate m WHERE ").push(&known("m")).push(" AND ");
        sql.is_one_of(column, keys).push(" ORDER BY m.id");
        Ok(self.all::<mandate::Model>(sql).await?.into_iter().map(mandate_of).collect())
    }
}

impl Writer {
    /// Adds grants, numbered by [`Writer::next_id`].
    pub async fn insert_grants(&mut self, grants: Vec<Grant>) -> Result<(), StorageError> {
        self.insert(grants, grant_row, NARROW_ROWS).await
    }

    /// Ends these grants with this revision.
    pub async fn close_grants(&mut self, ids: &[i64]) -> Result<(), StorageError> {
        self.close::<access_grant::Entity>("id", &[Column::Numbers(ids.to_vec())]).await
    }

    /// Adds mandates, numbered by [`Writer::next_id`].
    pub async fn insert_mandates(&mut self, mandates: Vec<Mandate>) -> Result<(), StorageError> {
        self.insert(mandates, mandate_row, NARROW_ROWS).await
    }

    /// Ends these mandates with this revision.
    pub async fn close_mandates(&mut self, ids: &[i64]) -> Result<(), StorageError> {
        self.close::<mandate::Entity>("id", &[Column::Numbers(ids.to_vec())]).await
    }
}

fn grant(row: access_grant::Model) -> Result<Grant, StorageError> {
    let bad = |what: &str| unreadable("access_grant", &row.id, &what);
    Ok(Grant {
        id: row.id,
        organisation: Party::from_stored(&row.organisation).ok_or_else(|| bad("an unknown party"))?,
        role: Role::from_name(&row.role).ok_or_else(|| bad("an unknown role"))?,
        subject: row.subject,
        name: row.name,
        email: row.email,
        scope: row.scope.map(SorCode::from_stored),
        valid_from: row.valid_from,
        valid_to: open_end(row.valid_to),
        granted_by: row.granted_by,
    })
}

fn grant_row(grant: Grant, revision: Revision) -> access_grant::ActiveModel {
    access_grant::ActiveModel {
        id: Set(grant.id),
        subject: Set(grant.subject),
        name: Set(grant.name),
        email: Set(grant.email),
        organisation: Set(grant.organisation.to_string()),
        role: Set(grant.role.as_str().to_owned()),
        scope: Set(grant.scope.map(SorCode::number)),
        valid_from: Set(grant.valid_from),
        valid_to: Set(last_day(grant.valid_to)),
        granted_by: Set(grant.granted_by),
        rev_from: Set(revision.0),
        rev_to: Set(STANDS),
    }
}

fn mandate_of(row: mandate::Model) -> Mandate {
    Mandate {
        id: row.id,
        owner: SorCode::from_stored(row.owner),
        supplier: row.supplier,
        gln: row.gln.map(Gln::from_stored),
        valid_from: row.valid_from,
        valid_to: open_end(row.valid_to),
        granted_by: row.granted_by,
    }
}

fn mandate_row(mandate: Mandate, revision: Revision) -> mandate::ActiveModel {
    mandate::ActiveModel {
        id: Set(mandate.id),
        owner: Set(mandate.owner.number()),
        supplier: Set(mandate.supplier),
        gln: Set(mandate.gln.map(Gln::number)),
        valid_from: Set(mandate.valid_from),
        valid_to: Set(last_day(mandate.valid_to)),
        granted_by: Set(mandate.granted_by),
        rev_from: Set(revision.0),
        rev_to: Set(STANDS),
    }
}

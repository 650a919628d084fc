//! An open transaction, before it is decided whether it may write.

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, Utc};

use crate::history::Timeline;
use crate::identity::{Actor, Caller, Right};
use crate::model::{Editable, Gln, LocationNumber, Point, Revision, SorCode, Unit, Version};
use crate::ownership::Permit;
use crate::storage::{StorageError, Writer};

use super::{Change, Reader, Register, RegisterError, Rules};

/// An open transaction that can be read but not written. No other commit can come in
/// between: what is read here still holds when the change is made.
pub struct Draft {
    pub(super) register: Register,
    pub(super) writer: Writer,
}

impl Register {
    /// Opens a transaction. Those that write wait here for one another.
    pub async fn draft(&self) -> Result<Draft, RegisterError> {
        let writer = self.database.writer().await?;
        Ok(Draft { register: self.clone(), writer })
    }

    /// Begins a change that `permit` allows. Changes wait for one another.
    pub async fn begin(&self, permit: Permit) -> Result<Change, RegisterError> {
        self.draft().await?.begin(permit)
    }
}

impl Draft {
    /// Makes the transaction one that writes. A permit whose facts were read before
    /// another commit is void.
    pub fn begin(self, permit: Permit) -> Result<Change, RegisterError> {
        if permit.read_at().is_some_and(|read_at| read_at != self.before()) {
            return Err(RegisterError::Moved);
        }
        Ok(Change::new(self, permit))
    }

    /// Reads inside the transaction.
    #[must_use]
    pub fn reader(&self) -> Reader {
        Reader::new(self.writer.reads())
    }

    /// The newest revision, which the change follows.
    #[must_use]
    pub fn before(&self) -> Revision {
        Revision(self.writer.revision().0 - 1)
    }

    /// The day in Denmark.
    #[must_use]
    pub fn today(&self) -> NaiveDate {
        self.register.today()
    }

    /// The instant now.
    #[must_use]
    pub fn now(&self) -> DateTime<Utc> {
        self.register.now()
    }

    /// The rules that are settings.
    #[must_use]
    pub fn rules(&self) -> &Rules {
        self.register.rules()
    }

    /// Everything as it stands on `at`, with what this transaction has written.
    #[must_use]
    pub fn point(&self, at: NaiveDate) -> Point {
        Point { at, revision: self.writer.revision() }
    }

    /// The caller with the rights that hold for it today.
    pub async fn actor(&self, caller: &Caller) -> Result<Actor, StorageError> {
        self.reader().actor(caller, self.point(self.today()), self.rules()).await
    }

    /// The rows of a unit as they stand; empty where the register does not know it.
    pub async fn unit_rows(&self, code: SorCode) -> Result<Vec<Version<Unit>>, StorageError> {
        Ok(self.units_rows(&[code]).await?.remove(&code).unwrap_or_default())
    }

    /// The rows of units as they stand.
    pub async fn units_rows(
        &self,
        codes: &[SorCode],
    ) -> Result<HashMap<SorCode, Vec<Version<Unit>>>, StorageError> {
        self.reader().unit_timelines(codes).await
    }

    /// The rows of a location number as they stand; empty where the register does not know it.
    pub async fn number_rows(&self, gln: Gln) -> Result<Vec<Version<LocationNumber>>, StorageError> {
        Ok(self.reader().number_timelines(&[gln]).await?.remove(&gln).unwrap_or_default())
    }
}

/// A record's rows together with the timeline they make up.
#[derive(Debug, Clone)]
pub struct OnFile<T> {
    /// The rows as they stand.
    pub rows: Vec<Version<T>>,
    /// What they say.
    pub timeline: Timeline<T>,
}

impl<T: Editable> OnFile<T> {
    /// Of these rows; `None` where there are none.
    #[must_use]
    pub fn new(rows: Vec<Version<T>>) -> Option<Self> {
        let timeline = Timeline::from_rows(&rows)?;
        Some(Self { rows, timeline })
    }

    /// The commit that changed the record last.
    #[must_use]
    pub fn written(&self) -> Revision {
        self.rows.iter().map(|row| row.written).max().unwrap_or_default()
    }
}

/// The rights of a caller: those that the register gives it, and those of its token where they count.
#[must_use]
pub(super) fn rights(
    caller: &Caller,
    grants: &[crate::model::Grant],
    today: NaiveDate,
    rules: &Rules,
) -> Vec<Right> {
    let held = grants.iter().filter(|grant| grant.holds(today)).map(Right::from);
    let claims = caller.roles.iter().filter(|_| rules.roles_from_tokens);
    held.chain(claims.filter_map(|claim| Right::from_claim(claim))).collect()
}

//! Reading the long tables ahead: a batch is read while the one before it is put in.

use std::collections::{HashMap, HashSet};
use std::panic::resume_unwind;

use tokio::sync::mpsc;
use tokio::task::JoinSet;
use uuid::Uuid;

use crate::model::{Address, Gln, LocationNumber, NumberMessageType, Revision, SorCode, Unit};
use crate::storage::{HistoryRow, HistoryRows, Pick, Reads, StorageError};

/// Records read at a time.
const BATCH: u32 = 5_000;
/// Addresses read at a time.
const ADDRESSES: usize = 5_000;

/// Addresses by their ids.
pub type Addresses = HashMap<Uuid, Address>;

/// Records that were read together.
pub enum Batch {
    /// Units, with the addresses that none before them named.
    Units(HistoryRows<SorCode, Unit>, Addresses),
    /// Location numbers.
    Numbers(HistoryRows<Gln, LocationNumber>),
    /// Message types on location numbers.
    Messages(HistoryRows<Gln, NumberMessageType>),
}

/// All batches of a revision: of units, then of numbers, then of message types.
pub struct Ahead {
    batches: mpsc::Receiver<Batch>,
    reading: JoinSet<Result<(), StorageError>>,
}

impl Ahead {
    /// Begins to read.
    pub fn of(reads: Reads, revision: Revision) -> Self {
        let (sender, batches) = mpsc::channel(1);
        let mut reading = JoinSet::new();
        reading.spawn(async move { Reading { reads, revision, sender }.all().await });
        Self { batches, reading }
    }

    /// The next batch; none behind the last one.
    pub async fn next(&mut self) -> Result<Option<Batch>, StorageError> {
        if let Some(batch) = self.batches.recv().await {
            return Ok(Some(batch));
        }
        match self.reading.join_next().await {
            Some(Ok(read)) => read.map(|()| None),
            Some(Err(error)) if error.is_panic() => resume_unwind(error.into_panic()),
            _ => Ok(None),
        }
    }
}

struct Reading {
    reads: Reads,
    revision: Revision,
    sender: mpsc::Sender<Batch>,
}

impl Reading {
    async fn all(self) -> Result<(), StorageError> {
        let Self { reads, revision, sender } = &self;
        // Where nobody takes the batches any more, nobody waits for the rest.
        let mut named = HashSet::new();
        let mut after = 0;
        loop {
            let units = reads.standing_units(*revision, Pick::After(after, BATCH)).await?;
            let Some(last) = units.keys().map(|code| code.number()).max() else { break };
            after = last;
            let fresh = addresses(units.values().flatten()).filter(|id| named.insert(*id)).collect();
            let addresses = read_addresses(reads, fresh).await?;
            if sender.send(Batch::Units(units, addresses)).await.is_err() {
                return Ok(());
            }
        }
        after = 0;
        loop {
            let numbers = reads.standing_numbers(*revision, Pick::After(after, BATCH)).await?;
            let Some(last) = numbers.keys().map(|gln| gln.number()).max() else { break };
            after = last;
            if sender.send(Batch::Numbers(numbers)).await.is_err() {
                return Ok(());
            }
        }
        after = 0;
        loop {
            let messages = reads.standing_messages(*revision, Pick::After(after, BATCH)).await?;
            let Some(last) = messages.keys().map(|gln| gln.number()).max() else { break };
            after = last;
            if sender.send(Batch::Messages(messages)).await.is_err() {
                return Ok(());
            }
        }
        Ok(())
    }
}

/// The addresses that versions of units name.
pub fn addresses<'a>(rows: impl Iterator<Item = &'a HistoryRow<Unit>>) -> impl Iterator<Item = Uuid> {
    let own = |row: &HistoryRow<Unit>| {
        let unit = &row.version.content;
        [unit.postal_address, unit.visiting_address, unit.activity_address]
    };
    rows.flat_map(own).flatten()
}

/// These addresses.
pub async fn read_addresses(reads: &Reads, ids: Vec<Uuid>) -> Result<Addresses, StorageError> {
    let mut found = Addresses::with_capacity(ids.len());
    for ids in ids.chunks(ADDRESSES) {
        found.extend(reads.addresses(ids).await?);
    }
    Ok(found)
}

//! Reading the long tables ahead, in pieces: some are read side by side while one before them is put in.

use std::collections::HashMap;
use std::panic::resume_unwind;

use futures_util::stream::{self, BoxStream};
use futures_util::{StreamExt, TryStreamExt};
use tokio::task::JoinSet;
use tokio::try_join;
use uuid::Uuid;

use crate::model::{Address, Gln, LocationNumber, NumberMessageType, Revision, SorCode, Unit};
use crate::storage::{HistoryRow, HistoryRows, Pick, Reads, StorageError};

/// Rows of a piece.
const ROWS: u32 = 2_000;
/// Addresses read at a time.
const ADDRESSES: usize = 5_000;
/// Pieces that are read, or wait to be put in, at a time.
const AT_A_TIME: usize = 3;

/// Addresses by their ids.
pub type Addresses = HashMap<Uuid, Address>;

/// Records that were read together.
pub enum Batch {
    /// Units, with the addresses that they name.
    Units(HistoryRows<SorCode, Unit>, Addresses),
    /// Behind the last units.
    NoMoreUnits,
    /// Location numbers.
    Numbers(HistoryRows<Gln, LocationNumber>),
    /// Behind the last location numbers.
    NoMoreNumbers,
    /// Message types on location numbers.
    Messages(HistoryRows<Gln, NumberMessageType>),
}

/// A piece of a long table: the records behind the first key, up to the second one.
enum Piece {
    Units(i64, i64),
    NoMoreUnits,
    Numbers(i64, i64),
    NoMoreNumbers,
    Messages(i64, i64),
}

/// All batches of a revision: of units, then of numbers, then of message types, each in the order of the keys.
pub struct Ahead(BoxStream<'static, Result<Batch, StorageError>>);

impl Ahead {
    /// Begins to read.
    pub async fn of(reads: Reads, revision: Revision) -> Result<Self, StorageError> {
        let (units, numbers, messages) =
            try_join!(reads.part_units(ROWS), reads.part_numbers(ROWS), reads.part_messages(ROWS))?;
        let mut pieces = cut(units, Piece::Units);
        pieces.push(Piece::NoMoreUnits);
        pieces.extend(cut(numbers, Piece::Numbers));
        pieces.push(Piece::NoMoreNumbers);
        pieces.extend(cut(messages, Piece::Messages));
        let read = move |piece: Piece| {
            // A task of its own, which another core can take; where nobody takes the batch any more, it ends.
            let mut reading = JoinSet::new();
            reading.spawn(read(reads.clone(), revision, piece));
            async move {
                match reading.join_next().await.expect("one task was started") {
                    Ok(read) => read,
                    Err(error) => resume_unwind(error.into_panic()),
                }
            }
        };
        Ok(Self(stream::iter(pieces).map(read).buffered(AT_A_TIME).boxed()))
    }

    /// The next batch; none behind the last one.
    pub async fn next(&mut self) -> Result<Option<Batch>, StorageError> {
        self.0.try_next().await
    }
}

/// The pieces of a table that is parted at these keys.
fn cut(keys: Vec<i64>, piece: fn(i64, i64) -> Piece) -> Vec<Piece> {
    let ends = keys.into_iter().chain([i64::MAX]);
    let from = |after: &mut i64, end: i64| Some(piece(std::mem::replace(after, end), end));
    ends.scan(0, from).collect()
}

async fn read(reads: Reads, revision: Revision, piece: Piece) -> Result<Batch, StorageError> {
    Ok(match piece {
        Piece::Units(after, last) => {
            let units = reads.standing_units(revision, Pick::Between(after, last)).await?;
            let mut named: Vec<_> = addresses(units.values().flatten()).collect();
            named.sort_unstable();
            named.dedup();
            let addresses = read_addresses(&reads, named).await?;
            Batch::Units(units, addresses)
        }
        Piece::NoMoreUnits => Batch::NoMoreUnits,
        Piece::Numbers(after, last) => {
            Batch::Numbers(reads.standing_numbers(revision, Pick::Between(after, last)).await?)
        }
        Piece::NoMoreNumbers => Batch::NoMoreNumbers,
        Piece::Messages(after, last) => {
            Batch::Messages(reads.standing_messages(revision, Pick::Between(after, last)).await?)
        }
    })
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

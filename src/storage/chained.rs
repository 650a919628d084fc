//! The tables that the register consists of, whose every row is bound into the chain of commits.

use entity::{
    access_grant, case_file, case_message, coded_value, day_effect, guide, import_source, location_number,
    mandate, message_type, municipality, number_message_type, region, replacement, revision, support_desk,
    unit, webhook,
};
use sea_orm::EntityTrait;

use super::digest::{self, RowDigest};

/// A table whose rows are written by commits, and ended by commits, but never changed.
pub trait Chained: EntityTrait {
    /// The columns of the primary key, in its order.
    const KEY: &'static [Self::Column];
    /// The column that names the commit that wrote the row.
    const WRITTEN: Self::Column;
    /// The column that names the commit that ended the row; none where rows do not end.
    const ENDED: Option<Self::Column>;
}

macro_rules! chained {
    ($($table:ident ($($key:ident),+);)+) => {
        $(impl Chained for $table::Entity {
            const KEY: &'static [$table::Column] = &[$($table::Column::$key),+];
            const WRITTEN: $table::Column = $table::Column::RevFrom;
            const ENDED: Option<$table::Column> = Some($table::Column::RevTo);
        })+

        /// Runs `$run!` once a table of the chain.
        macro_rules! each_chained {
            ($run:ident) => {
                $($run!($table);)+
                $run!(import_source);
            };
        }
        pub(super) use each_chained;
    };
}

chained! {
    unit (SorCode, RevFrom, StandsFrom);
    location_number (Gln, RevFrom, StandsFrom);
    number_message_type (Gln, MessageType, Direction, ValidFrom, RevFrom);
    replacement (Old, New, RevFrom);
    region (Code, RevFrom, StandsFrom);
    municipality (Code, RevFrom, StandsFrom);
    coded_value (List, Entry, RevFrom);
    message_type (Id, RevFrom);
    access_grant (Id, RevFrom);
    mandate (Id, RevFrom);
    case_file (Id, RevFrom);
    case_message (CaseId, Number, RevFrom);
    support_desk (Entry, RevFrom);
    guide (Entry, RevFrom);
    day_effect (Record, RevFrom);
    webhook (Id, RevFrom);
}

impl Chained for import_source::Entity {
    const KEY: &'static [import_source::Column] =
        &[import_source::Column::Revision, import_source::Column::Position];
    const WRITTEN: import_source::Column = import_source::Column::Revision;
    const ENDED: Option<import_source::Column> = None;
}

/// What an open transaction has written and ended so far.
#[derive(Debug, Default)]
pub struct Collected {
    rows: Vec<RowDigest>,
    /// Digests of rows that it took back: they are among `rows`, and do not count.
    taken_back: Vec<RowDigest>,
}

impl Collected {
    pub fn add(&mut self, row: RowDigest) {
        self.rows.push(row);
    }

    pub fn take_back(&mut self, row: RowDigest) {
        self.taken_back.push(row);
    }

    /// Writes number and digest of the rows, and the hash over everything, into the commit.
    pub fn seal(mut self, previous: &str, commit: &mut revision::Model) {
        self.rows.sort_unstable();
        self.taken_back.sort_unstable();
        let mut taken_back = self.taken_back.into_iter().peekable();
        self.rows.retain(|row| taken_back.next_if_eq(row).is_none());
        commit.rows = i64::try_from(self.rows.len()).unwrap_or(i64::MAX);
        commit.content = digest::content(self.rows.iter());
        commit.hash = digest::commit(previous, commit);
    }
}

//! Which records the commits changed: the feed that others follow the register by.

use sea_orm::FromQueryResult;

use super::rows::{STANDS, unreadable};
use super::sql::Sql;
use super::{Reads, StorageError};
use crate::model::{Gln, RecordType, Revision, SorCode, UnitKind};

/// What kind of record was changed. Within a commit the feed has them in this order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ChangedKind {
    /// A unit of this level; its key is the SOR code.
    Unit(UnitKind),
    /// A location number.
    LocationNumber,
    /// The message types on a location number.
    MessageTypes,
    /// A replacement; its key is `OLD/NEW`.
    Replacement,
    /// A region.
    Region,
    /// A municipality.
    Municipality,
    /// An entry of a code list; its key is `LIST/ENTRY`.
    CodedValue,
    /// A message type of the published list.
    MessageType,
}

/// A record that a commit wrote, rewrote or ended.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct ChangedRecord {
    /// The commit.
    pub revision: Revision,
    /// What kind of record.
    pub kind: ChangedKind,
    /// What identifies it among its kind.
    pub key: String,
    /// Whether the commit noted that a planned change of the record took effect on
    /// its day, and changed nothing itself.
    pub took_effect: bool,
}

/// A table of the feed. A record's place in it is `(number, text)`, either of which
/// may be the same for all; for units the text is the level.
struct Feed {
    table: &'static str,
    number: &'static str,
    text: &'static str,
}

const NO_NUMBER: &str = "CAST(0 AS BIGINT)";
const NO_TEXT: &str = "CAST('' AS TEXT)";

/// In the order of [`ChangedKind`]. The first three are long, and have indexes for this.
const FEEDS: [Feed; 9] = [
    Feed { table: "unit", number: "sor_code", text: "kind" },
    Feed { table: "location_number", number: "gln", text: NO_TEXT },
    Feed { table: "number_message_type", number: "gln", text: NO_TEXT },
    Feed { table: "replacement", number: "old", text: "CAST(new AS TEXT)" },
    Feed { table: "region", number: NO_NUMBER, text: "code" },
    Feed { table: "municipality", number: NO_NUMBER, text: "code" },
    Feed { table: "coded_value", number: NO_NUMBER, text: "list || '/' || entry" },
    Feed { table: "message_type", number: NO_NUMBER, text: "id" },
    Feed { table: "day_effect", number: NO_NUMBER, text: "record" },
];

/// Place of `day_effect` among [`FEEDS`].
const DAY_EFFECTS: i32 = 8;

#[derive(FromQueryResult)]
struct Row {
    revision: i64,
    feed: i32,
    number: i64,
    text: String,
}

impl Reads {
    /// The records that the commits after `after` and up to `up_to` changed, each
    /// once a commit, in the order of the commits; at most `limit`. With `past` they
    /// go on after that record. However many records a commit changed, each page
    /// costs the same.
    pub async fn changed_records(
        &self,
        after: Revision,
        past: Option<&ChangedRecord>,
        up_to: Revision,
        limit: u32,
    ) -> Result<Vec<ChangedRecord>, StorageError> {
        let past = past.filter(|past| past.revision > after).map(ChangedRecord::place);
        let mut sql = self.sql();
        let bounds = [sql.value(after.0), sql.value(up_to.0), sql.value(i64::from(limit))];
        for (position, feed) in FEEDS.iter().enumerate() {
            for column in ["rev_from", "rev_to"] {
                sql.push(if (position, column) == (0, "rev_from") { "" } else { " UNION " });
                branch(&mut sql, feed, position, column, past.as_ref(), &bounds);
            }
        }
        sql.push(" ORDER BY revision, feed, number, text LIMIT ").push(&bounds[2]);
        self.all::<Row>(sql).await?.into_iter().map(Row::record).collect()
    }
}

/// One way in which a record of `feed` can have changed: `column` says in which
/// commit. The limit stands in each branch, where an index can stop at it; and each
/// has one lower bound only, for SQLite starts its walk of the index at the first it meets.
fn branch(
    sql: &mut Sql,
    feed: &Feed,
    position: usize,
    column: &str,
    past: Option<&Row>,
    [after, up_to, limit]: &[String; 3],
) {
    let Feed { table, number, text } = feed;
    let text = format!("{text}{}", sql.bytewise());
    sql.push(&format!(
        "SELECT * FROM (SELECT DISTINCT {column} AS revision, {position} AS feed, {number} AS number, \
         {text} AS text FROM {table} WHERE {column} <= {up_to} AND {column} < {STANDS} AND {column} <> 0 AND "
    ));
    let position = i32::try_from(position).unwrap_or(i32::MAX);
    match past {
        None => sql.push(&format!("{column} > {after}")),
        Some(past) if position < past.feed => sql.push(&format!("{column} > ")).bind(past.revision),
        Some(past) if position > past.feed => sql.push(&format!("{column} >= ")).bind(past.revision),
        Some(past) => {
            let [revision, place] = [sql.value(past.revision), sql.value(past.number)];
            sql.push(&format!("({column}, {number}) >= ({revision}, {place}) AND "));
            sql.push(&format!("(+{column}, {number}, {text}) > ({revision}, {place}, "));
            sql.bind(past.text.clone()).push(")")
        }
    };
    sql.push(&format!(" ORDER BY 1, 3, 4 LIMIT {limit}) AS {table}_{column}"));
}

impl ChangedRecord {
    /// Where the record stands in the feed. A key that was made up stands nowhere in
    /// particular; that harms nobody.
    fn place(&self) -> Row {
        if self.took_effect {
            let text = self.noted();
            return Row { revision: self.revision.0, feed: DAY_EFFECTS, number: 0, text };
        }
        let number = |text: &str| text.parse::<i64>().unwrap_or_default();
        let (feed, number, text) = match self.kind {
            ChangedKind::Unit(kind) => (0, number(&self.key), kind.short().to_owned()),
            ChangedKind::LocationNumber => (1, number(&self.key), String::new()),
            ChangedKind::MessageTypes => (2, number(&self.key), String::new()),
            ChangedKind::Replacement => {
                let (old, new) = self.key.split_once('/').unwrap_or_default();
                (3, number(old), new.to_owned())
            }
            ChangedKind::Region => (4, 0, self.key.clone()),
            ChangedKind::Municipality => (5, 0, self.key.clone()),
            ChangedKind::CodedValue => (6, 0, self.key.clone()),
            ChangedKind::MessageType => (7, 0, self.key.clone()),
        };
        Row { revision: self.revision.0, feed, number, text }
    }

    /// The record as a commit of the day notes it.
    pub(super) fn noted(&self) -> String {
        format!("{}/{}", self.kind.name(), self.key)
    }

    fn from_noted(revision: i64, text: &str) -> Option<Self> {
        let (kind, key) = text.split_once('/')?;
        let kind = ChangedKind::from_name(kind)?;
        Some(Self { revision: Revision(revision), kind, key: key.to_owned(), took_effect: true })
    }
}

impl ChangedKind {
    /// Every kind.
    pub const ALL: [Self; 10] = [
        Self::Unit(UnitKind::InstitutionOwner),
        Self::Unit(UnitKind::HealthInstitution),
        Self::Unit(UnitKind::OrganisationalUnit),
        Self::LocationNumber,
        Self::MessageTypes,
        Self::Replacement,
        Self::Region,
        Self::Municipality,
        Self::CodedValue,
        Self::MessageType,
    ];

    /// The name as it is stored and stands in cursors.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Unit(kind) => kind.short(),
            Self::LocationNumber => "GLN",
            Self::MessageTypes => "GLN_MESSAGES",
            Self::Replacement => "REPLACEMENT",
            Self::Region => "REGION",
            Self::Municipality => "MUNICIPALITY",
            Self::CodedValue => "CODED_VALUE",
            Self::MessageType => "MESSAGE_TYPE",
        }
    }

    /// The kind of that name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }
}

impl From<ChangedKind> for RecordType {
    fn from(kind: ChangedKind) -> Self {
        match kind {
            ChangedKind::Unit(kind) => kind.into(),
            ChangedKind::LocationNumber => Self::LocationNumber,
            ChangedKind::MessageTypes => Self::LocationNumberMessageTypes,
            ChangedKind::Replacement => Self::Replacement,
            ChangedKind::Region => Self::Region,
            ChangedKind::Municipality => Self::Municipality,
            ChangedKind::CodedValue => Self::CodedValue,
            ChangedKind::MessageType => Self::MessageType,
        }
    }
}

impl Row {
    fn record(self) -> Result<ChangedRecord, StorageError> {
        let code = |number| SorCode::from_stored(number).to_string();
        let (kind, key) = match self.feed {
            0 => {
                let unknown = || unreadable("unit", &self.number, &"an unknown kind");
                let kind = UnitKind::from_short(&self.text).ok_or_else(unknown)?;
                (ChangedKind::Unit(kind), code(self.number))
            }
            1 => (ChangedKind::LocationNumber, Gln::from_stored(self.number).to_string()),
            2 => (ChangedKind::MessageTypes, Gln::from_stored(self.number).to_string()),
            3 => (ChangedKind::Replacement, format!("{}/{}", code(self.number), self.text)),
            4 => (ChangedKind::Region, self.text),
            5 => (ChangedKind::Municipality, self.text),
            6 => (ChangedKind::CodedValue, self.text),
            7 => (ChangedKind::MessageType, self.text),
            _ => {
                let unknown = || unreadable("day_effect", &self.text, &"an unknown kind");
                return ChangedRecord::from_noted(self.revision, &self.text).ok_or_else(unknown);
            }
        };
        Ok(ChangedRecord { revision: Revision(self.revision), kind, key, took_effect: false })
    }
}

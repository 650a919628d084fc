//! What a row or a commit says, in 32 bytes, the same on both databases.
//!
//! Every part is written with its kind and its length, so that no two different
//! rows are written alike. Columns are named and those that hold nothing are left
//! out: a column that is added later changes no digest of a row from before.

use entity::revision;
use sea_orm::sea_query::Value;
use sea_orm::{ActiveModelTrait, EntityName, IdenStatic, Iterable, ModelTrait};
use sha2::{Digest, Sha256};

use super::chained::Chained;

/// Digest of what happened to a row in a commit.
pub type RowDigest = [u8; 32];

/// Of a row that a commit writes: all it says but for its end, which later commits set.
pub fn added<A>(row: &A) -> RowDigest
where
    A: ActiveModelTrait,
    A::Entity: Chained,
{
    said::<A::Entity>(|column| row.get(column).into_value())
}

/// The same of a row that was read.
pub fn stored<M>(row: &M) -> RowDigest
where
    M: ModelTrait,
    M::Entity: Chained,
{
    said::<M::Entity>(|column| Some(row.get(column)))
}

fn said<E: Chained>(value: impl Fn(E::Column) -> Option<Value>) -> RowDigest {
    let mut text = Canonical::new(E::default().table_name(), "added");
    let end = E::ENDED.map(|column| column.as_str());
    for column in E::Column::iter().filter(|column| Some(column.as_str()) != end) {
        if let Some(value) = value(column) {
            text.column(column.as_str(), value);
        }
    }
    text.finish()
}

/// Of a row that a commit ends: which one it is.
pub fn ended<M>(row: &M) -> RowDigest
where
    M: ModelTrait,
    M::Entity: Chained,
{
    let mut text = Canonical::new(<M::Entity as Default>::default().table_name(), "ended");
    for column in <M::Entity as Chained>::KEY {
        text.column(column.as_str(), row.get(*column));
    }
    text.finish()
}

/// Of everything that a commit wrote and ended, in the order of the digests, in hex.
pub fn content<'a>(rows: impl Iterator<Item = &'a RowDigest>) -> String {
    let mut hasher = Sha256::new();
    rows.for_each(|row| hasher.update(row));
    hex(hasher.finalize().into())
}

/// Of a commit, in hex: its line, its content, and through the hash before it all earlier ones.
pub fn commit(previous: &str, commit: &revision::Model) -> String {
    let mut text = Canonical::new("revision", "committed");
    text.text(previous);
    text.number(b'i', commit.revision);
    text.number(b'm', commit.committed_at.timestamp_millis());
    text.text(&commit.subject);
    text.text(&commit.role);
    text.optional(commit.organisation.as_deref());
    text.text(&commit.action);
    text.text(&commit.summary);
    text.optional(commit.request_id.as_deref());
    text.optional(commit.reason.as_deref());
    text.number(b'i', commit.rows);
    text.text(&commit.content);
    hex(text.finish())
}

/// The hash before the first commit's.
pub fn before_all() -> String {
    hex([0; 32])
}

fn hex(digest: RowDigest) -> String {
    let digit = |half: u8| char::from(b"0123456789abcdef"[usize::from(half)]);
    digest.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}

struct Canonical(Sha256);

impl Canonical {
    fn new(table: &str, what: &str) -> Self {
        let mut text = Self(Sha256::new());
        text.text(table);
        text.text(what);
        text
    }

    fn column(&mut self, name: &str, value: Value) {
        if value == value.as_null() {
            return;
        }
        self.text(name);
        match value {
            Value::Bool(Some(yes)) => self.number(b'b', i64::from(yes)),
            // However wide the column: one that is widened later still says the same.
            Value::SmallInt(Some(number)) => self.number(b'i', i64::from(number)),
            Value::Int(Some(number)) => self.number(b'i', i64::from(number)),
            Value::BigInt(Some(number)) => self.number(b'i', number),
            Value::ChronoDate(Some(day)) => self.bytes(b'd', day.to_string().as_bytes()),
            Value::ChronoDateTimeUtc(Some(instant)) => self.number(b'm', instant.timestamp_millis()),
            Value::Uuid(Some(id)) => self.bytes(b'u', id.as_bytes()),
            Value::String(Some(text)) => self.text(&text),
            other => self.bytes(b'?', other.to_string().as_bytes()),
        }
    }

    fn text(&mut self, text: &str) {
        self.bytes(b't', text.as_bytes());
    }

    fn optional(&mut self, text: Option<&str>) {
        match text {
            Some(text) => self.text(text),
            None => self.bytes(b'n', &[]),
        }
    }

    fn number(&mut self, kind: u8, number: i64) {
        self.bytes(kind, &number.to_be_bytes());
    }

    fn bytes(&mut self, kind: u8, bytes: &[u8]) {
        self.0.update([kind]);
        self.0.update((bytes.len() as u64).to_be_bytes());
        self.0.update(bytes);
    }

    fn finish(self) -> RowDigest {
        self.0.finalize().into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use entity::{location_number, replacement};
    use sea_orm::IntoActiveModel;

    fn number() -> location_number::Model {
        let day = |text: &str| text.parse().expect("a date");
        location_number::Model {
            gln: 5_790_000_000_001,
            holder: Some(1),
            stands_from: day("0001-01-01"),
            stands_to: day("9999-12-31"),
            first_from: day("2020-01-01"),
            last_day: day("9999-12-31"),
            rev_from: 2,
            rev_to: i64::MAX,
            digest: uuid::Uuid::from_u128(7),
            only_internal: false,
            not_active: true,
            system_supplier: Some("162".to_owned()),
            system_type: None,
            network_operator: None,
            region: None,
            edi_administrator: None,
            note: Some("Æ".to_owned()),
            from_date: day("2020-01-01"),
            updated_at: None,
        }
    }

    #[test]
    fn digests_stay_what_they_are() {
        // The chain of every register in use rests on these: another value here is a broken chain there.
        assert_eq!(
            hex(stored(&number())),
            "08d24c413e645321518784bfc3a73770aa940e0c90062b984467dd5ed0c87396"
        );
        assert_eq!(hex(ended(&number())), "0c839135eec1b425a445695e5d6c78f330d81844b8da50a25441e8be3af733d4");
        let commit_row = revision::Model {
            revision: 1,
            committed_at: "2026-11-22T11:00:00.123Z".parse().expect("an instant"),
            subject: "operator".to_owned(),
            role: "OPERATOR".to_owned(),
            action: "IMPORT".to_owned(),
            summary: "Ærø".to_owned(),
            organisation: Some("authority".to_owned()),
            request_id: None,
            reason: Some(String::new()),
            rows: 1,
            content: content([stored(&number())].iter()),
            hash: String::new(),
        };
        assert_eq!(
            commit(&before_all(), &commit_row),
            "a005fc52ad584ec328c832e6ffa8dcd7c5f29bcec71f77a67b2c2cf8930ea0a7"
        );
    }

    #[test]
    fn a_row_says_the_same_written_and_read_whatever_its_end() {
        let read = number();
        assert_eq!(added(&read.clone().into_active_model()), stored(&read));
        assert_eq!(stored(&location_number::Model { rev_to: 3, ..read.clone() }), stored(&read));
        assert_ne!(stored(&location_number::Model { note: None, ..read.clone() }), stored(&read));
        assert_ne!(
            stored(&location_number::Model { region: read.note.clone(), note: None, ..read.clone() }),
            stored(&read)
        );
        assert_ne!(ended(&read), stored(&read));
    }

    #[test]
    fn equal_values_of_different_columns_differ() {
        let pair = |old, new| replacement::Model { old, new, rev_from: 1, rev_to: 2 };
        assert_ne!(stored(&pair(1, 2)), stored(&pair(2, 1)));
        assert_ne!(ended(&pair(1, 2)), ended(&pair(2, 1)));
    }
}

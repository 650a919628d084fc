//! The register as the import's plan needs it: dates and digests, no contents.

use chrono::NaiveDate;
use sea_orm::{FromQueryResult, QueryResult};
use uuid::Uuid;

use super::rows::{STANDS, open_end, unreadable};
use super::{Reads, StorageError, records};
use crate::model::{Gln, Lifetime, NumberMessageType, SorCode, UnitKind, VersionMark};

/// How many rows are read at a time.
const ROWS: i64 = 20_000;

/// A unit's newest timeline.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnitSkeleton {
    /// SOR code.
    pub sor_code: SorCode,
    /// Level of the tree.
    pub kind: UnitKind,
    /// Parent in the last version.
    pub parent: Option<SorCode>,
    /// Lifetime.
    pub life: Lifetime,
    /// Versions, oldest first.
    pub marks: Vec<VersionMark>,
}

/// A location number's newest timeline.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NumberSkeleton {
    /// The number.
    pub gln: Gln,
    /// Holder in the last version.
    pub holder: Option<SorCode>,
    /// Lifetime.
    pub life: Lifetime,
    /// Versions, oldest first.
    pub marks: Vec<VersionMark>,
}

impl Reads {
    /// The units with a code greater than `after`, in the order of the codes; empty at the end.
    pub async fn unit_skeletons(&self, after: i64) -> Result<Vec<UnitSkeleton>, StorageError> {
        let columns = "sor_code AS code, kind, parent AS link, first_from, last_day, from_date, digest";
        let rows = self.timeline_rows("unit", "sor_code", columns, after).await?;
        grouped(&rows, |row, first| {
            let kind: String = row.try_get("", "kind")?;
            Ok(UnitSkeleton {
                sor_code: SorCode::from_stored(first.code),
                kind: UnitKind::from_short(&kind)
                    .ok_or_else(|| unreadable("unit", &first.code, &"an unknown kind"))?,
                parent: first.link.map(SorCode::from_stored),
                life: first.life,
                marks: first.marks,
            })
        })
    }

    /// The location numbers greater than `after`, in their order; empty at the end.
    pub async fn number_skeletons(&self, after: i64) -> Result<Vec<NumberSkeleton>, StorageError> {
        let columns = "gln AS code, holder AS link, first_from, last_day, from_date, digest";
        let rows = self.timeline_rows("location_number", "gln", columns, after).await?;
        grouped(&rows, |_, first| {
            Ok(NumberSkeleton {
                gln: Gln::from_stored(first.code),
                holder: first.link.map(SorCode::from_stored),
                life: first.life,
                marks: first.marks,
            })
        })
    }

    async fn timeline_rows(
        &self,
        table: &str,
        key: &str,
        columns: &str,
        after: i64,
    ) -> Result<Vec<QueryResult>, StorageError> {
        let mut sql = self.sql();
        sql.push("SELECT ").push(columns).push(" FROM ").push(table).push(" WHERE rev_to = ").bind(STANDS);
        sql.push(" AND ").push(key).push(" > ").bind(after).push(" ORDER BY ").push(key);
        sql.push(", stands_from LIMIT ").bind(ROWS);
        self.rows(sql).await
    }

    /// The newest message types of the numbers greater than `after`, in the order
    /// of the numbers; empty at the end. The last number of a full batch is left
    /// for the next, since its rows may go on there.
    pub async fn message_type_rows(&self, after: i64) -> Result<Vec<NumberMessageType>, StorageError> {
        let mut sql = self.sql();
        sql.push("SELECT ").columns("t", records::NUMBER_MESSAGE_TYPE);
        sql.push(" FROM number_message_type t WHERE t.rev_to = ").bind(STANDS);
        sql.push(" AND t.gln > ").bind(after).push(" ORDER BY t.gln LIMIT ").bind(ROWS);
        let found = self.read(sql, records::number_message_type).await?;
        let full = found.len() == usize::try_from(ROWS).unwrap_or(usize::MAX);
        let last = found.last().map(|row| row.gln);
        if let (true, Some(only)) = (full, last)
            && found.first().map(|row| row.gln) == last
        {
            return Err(too_many(only.number()));
        }
        Ok(found.into_iter().filter(|row| !full || Some(row.gln) != last).collect())
    }

    /// The newest replacements, as `(old, new)`.
    pub async fn all_replacements(&self) -> Result<Vec<(SorCode, SorCode)>, StorageError> {
        let mut sql = self.sql();
        sql.push("SELECT r.* FROM replacement r WHERE r.rev_to = ").bind(STANDS);
        let found = self.all::<entity::replacement::Model>(sql).await?;
        Ok(found.into_iter().map(|r| (SorCode::from_stored(r.old), SorCode::from_stored(r.new))).collect())
    }
}

/// No real record comes near: rather an error than to take it for the end.
fn too_many(code: i64) -> StorageError {
    let what = format!("more than {ROWS} standing rows");
    StorageError::Unreadable {
        table: "unit, location_number or number_message_type",
        key: code.to_string(),
        what,
    }
}

/// The rows of one record, gathered.
struct Gathered {
    code: i64,
    link: Option<i64>,
    life: Lifetime,
    marks: Vec<VersionMark>,
}

/// Gathers rows that come in the order of records and dates. A full batch may
/// end in the middle of a record: that record is left for the next batch.
fn grouped<T>(
    rows: &[QueryResult],
    make: impl Fn(&QueryResult, Gathered) -> Result<T, StorageError>,
) -> Result<Vec<T>, StorageError> {
    let codes = rows.iter().map(|row| row.try_get::<i64>("", "code")).collect::<Result<Vec<_>, _>>()?;
    let full = rows.len() == usize::try_from(ROWS).unwrap_or(usize::MAX);
    let mut records = Vec::new();
    let mut start = 0;
    while start < rows.len() {
        let length = codes[start..].iter().take_while(|code| **code == codes[start]).count();
        let end = start + length;
        if full && end == rows.len() {
            if start == 0 {
                return Err(too_many(codes[0]));
            }
            break;
        }
        let last = &rows[end - 1];
        let marks = rows[start..end].iter().map(mark).collect::<Result<Vec<_>, _>>()?;
        let life = Lifetime {
            first_from: last.try_get("", "first_from")?,
            to: open_end(last.try_get("", "last_day")?),
        };
        let gathered = Gathered { code: codes[start], link: last.try_get("", "link")?, life, marks };
        records.push(make(last, gathered)?);
        start = end;
    }
    Ok(records)
}

fn mark(row: &QueryResult) -> Result<VersionMark, StorageError> {
    #[derive(FromQueryResult)]
    struct Row {
        from_date: NaiveDate,
        digest: Uuid,
    }
    let row = Row::from_query_result(row, "")?;
    Ok(VersionMark { from_date: row.from_date, digest: row.digest })
}

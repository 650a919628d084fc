//! The values of a row, taken from left to right.
//!
//! The long tables are read by the place of a column in its statement: to look each
//! one up by its name, and to make an error of each null on the way to a `None`, took
//! longer than everything else that is done with a row.
//!
//! Where rows are very many, SQLite packs all of them into one text: its library copies every
//! value by itself, under a lock, and hands each row to another thread by itself, and that took
//! longer than to read them.

use chrono::NaiveDate;
use sea_orm::sqlx::postgres::{PgRow, Postgres};
use sea_orm::sqlx::sqlite::{Sqlite, SqliteRow};
use sea_orm::sqlx::{Column, Decode, Error, Row, Type};
use sea_orm::{DbErr, QueryResult, RuntimeErr};
use serde::Deserialize;
use serde_json::Deserializer;

use super::StorageError;

/// Goes over the columns of one row.
pub struct Columns<'r> {
    row: AnyRow<'r>,
    next: usize,
}

#[derive(Clone, Copy)]
enum AnyRow<'r> {
    Postgres(&'r PgRow),
    Sqlite(&'r SqliteRow),
    /// The rest of the arrays that are the only column, from behind a bracket or a comma on.
    Packed(&'r str),
}

/// The name of the column that holds all others, of one row or of all of them.
pub const PACKED: &str = "packed";

impl<'r> Columns<'r> {
    /// Makes something of each row of an answer.
    pub fn each<T>(
        rows: &'r [QueryResult],
        make: impl Fn(&mut Self) -> Result<T, StorageError>,
    ) -> Result<Vec<T>, StorageError> {
        let mut all = Vec::with_capacity(rows.len());
        for row in rows {
            let row = AnyRow::of(row)?;
            let Some(mut packed) = row.packed()? else {
                all.push(make(&mut Self { row, next: 0 })?);
                continue;
            };
            while let Some(values) = packed.strip_prefix('[') {
                let mut columns = Self { row: AnyRow::Packed(values), next: 0 };
                all.push(make(&mut columns)?);
                let AnyRow::Packed(rest) = columns.row else { break };
                packed = rest.strip_prefix(',').unwrap_or(rest);
            }
            if !packed.is_empty() {
                return Err(failed(Error::Decode("too many values".into())));
            }
        }
        Ok(all)
    }

    /// The value of the next column.
    pub fn take<T>(&mut self) -> Result<T, StorageError>
    where
        T: Decode<'r, Postgres> + Type<Postgres> + Decode<'r, Sqlite> + Type<Sqlite> + Deserialize<'r>,
    {
        let column = self.next;
        self.next += 1;
        let value = match self.row {
            AnyRow::Postgres(row) => row.try_get(column),
            AnyRow::Sqlite(row) => row.try_get(column),
            AnyRow::Packed(rest) => {
                let mut values = Deserializer::from_str(rest).into_iter();
                let value = values.next().unwrap_or_else(|| Err(serde::de::Error::custom("too few values")));
                self.row = AnyRow::Packed(rest.get(values.byte_offset() + 1..).unwrap_or_default());
                value.map_err(|error| Error::Decode(Box::new(error)))
            }
        };
        value.map_err(failed)
    }

    /// The text of the next column, made into something else where there is one.
    pub fn text<T>(&mut self, make: impl FnOnce(&str) -> T) -> Result<Option<T>, StorageError> {
        Ok(match self.row {
            // As its own: one with a quotation mark in it stands there otherwise than it is.
            AnyRow::Packed(_) => self.take::<Option<String>>()?.as_deref().map(make),
            _ => self.take::<Option<&str>>()?.map(make),
        })
    }

    /// The truth of the next column.
    pub fn flag(&mut self) -> Result<bool, StorageError> {
        match self.row {
            AnyRow::Packed(_) => Ok(self.take::<i64>()? != 0),
            _ => self.take(),
        }
    }

    /// The truth of the next column, where it is known.
    pub fn open_flag(&mut self) -> Result<Option<bool>, StorageError> {
        match self.row {
            AnyRow::Packed(_) => Ok(self.take::<Option<i64>>()?.map(|flag| flag != 0)),
            _ => self.take(),
        }
    }

    /// The day of the next column.
    pub fn day(&mut self) -> Result<NaiveDate, StorageError> {
        match self.row {
            AnyRow::Postgres(row) => {
                self.next += 1;
                row.try_get(self.next - 1).map_err(failed)
            }
            _ => written_day(self.take()?),
        }
    }

    /// The day of the next column, where there is one.
    pub fn open_day(&mut self) -> Result<Option<NaiveDate>, StorageError> {
        match self.row {
            AnyRow::Postgres(row) => {
                self.next += 1;
                row.try_get(self.next - 1).map_err(failed)
            }
            _ => self.take::<Option<&str>>()?.map(written_day).transpose(),
        }
    }
}

/// SQLite keeps days as text. The general parser of dates took half of a row's time.
fn written_day(text: &str) -> Result<NaiveDate, StorageError> {
    let digits = |text: &[u8]| {
        let digit = |sum: u32, byte: &u8| byte.is_ascii_digit().then(|| sum * 10 + u32::from(byte - b'0'));
        text.iter().try_fold(0, digit)
    };
    let plain = match text.as_bytes() {
        [year @ .., b'-', m1, m2, b'-', d1, d2] if year.len() == 4 => (|| {
            let year = i32::try_from(digits(year)?).ok()?;
            NaiveDate::from_ymd_opt(year, digits(&[*m1, *m2])?, digits(&[*d1, *d2])?)
        })(),
        _ => None,
    };
    plain.map_or_else(|| text.parse().map_err(|error| failed(Error::Decode(Box::new(error)))), Ok)
}

impl<'r> AnyRow<'r> {
    fn of(row: &'r QueryResult) -> Result<Self, StorageError> {
        let postgres = row.try_as_pg_row().map(Self::Postgres);
        let found = postgres.or_else(|| row.try_as_sqlite_row().map(Self::Sqlite));
        let unknown = || DbErr::Custom("a row of a database that the program does not know".to_owned());
        Ok(found.ok_or_else(unknown)?)
    }

    /// The rows that are packed into this one, as arrays with commas between them; `None` for any other row.
    fn packed(self) -> Result<Option<&'r str>, StorageError> {
        match self {
            Self::Sqlite(row) if matches!(row.columns(), [only] if only.name() == PACKED) => {
                // Of no rows there is nothing.
                Ok(Some(row.try_get::<Option<&str>, _>(0).map_err(failed)?.unwrap_or_default()))
            }
            _ => Ok(None),
        }
    }
}

fn failed(error: Error) -> StorageError {
    DbErr::Query(RuntimeErr::SqlxError(error.into())).into()
}

#[cfg(test)]
mod tests {
    use sea_orm::DbBackend;
    use uuid::Uuid;

    use super::super::lines::Lines;
    use super::*;

    #[tokio::test]
    async fn packed_rows_are_read_as_any_others() {
        let database = sea_orm::Database::connect("sqlite::memory:").await.expect("a database");
        let lines = Lines::of(&database, 1);
        let values = r#"-9223372036854775807 AS a, NULL AS b, 'Ærø "Nord" \ 1],[' || char(10) || char(1) AS c, 1 AS d, NULL AS e, '2026-11-26' AS f,
            x'00112233445566778899aabbccddeeff' AS id, NULL AS postal_address, '' AS g"#;
        let names = ["a", "b", "c", "c", "d", "e", "f", "e", "id", "postal_address", "g"];
        let read = async |many: bool, count: i32, values: &str, names: &[&str]| {
            let mut sql = super::super::sql::Sql::new(DbBackend::Sqlite);
            sql.push("SELECT ");
            let written = if many { sql.many("t", names) } else { sql.columns("t", names) };
            written.push(&format!(" FROM (SELECT value AS n, {values} FROM json_each('[3,1,2]')) t"));
            sql.push(&format!(" WHERE n <= {count} ORDER BY n"));
            lines.rows(sql).await.expect("rows")
        };
        for many in [false, true] {
            let rows = read(many, 3, values, &names).await;
            let made = Columns::each(&rows, |row| {
                assert_eq!(row.take::<i64>().ok(), Some(-i64::MAX));
                assert_eq!(row.take::<Option<String>>().ok(), Some(None));
                assert_eq!(row.take::<String>().ok().as_deref(), Some("Ærø \"Nord\" \\ 1],[\n\u{1}"));
                assert_eq!(row.text(str::len).ok(), Some(Some(21)));
                assert_eq!((row.flag().ok(), row.open_flag().ok()), (Some(true), Some(None)));
                assert_eq!(row.day().map(|day| day.to_string()).ok().as_deref(), Some("2026-11-26"));
                assert_eq!(row.open_day().ok(), Some(None));
                let id: Uuid = row.take()?;
                assert_eq!(id.simple().to_string(), "00112233445566778899aabbccddeeff");
                assert_eq!(row.take::<Option<Uuid>>().ok(), Some(None));
                assert_eq!(row.take::<&str>().ok(), Some(""));
                Ok(())
            });
            assert_eq!(made.expect("rows").len(), 3, "packed: {many}");
            let rows = read(many, 3, "value * 2 AS m", &["n", "m"]).await;
            let pairs = Columns::each(&rows, |row| Ok((row.take::<i64>()?, row.take::<i64>()?)));
            assert_eq!(pairs.expect("rows"), [(1, 2), (2, 4), (3, 6)], "packed: {many}");
            let rows = read(many, 0, "value * 2 AS m", &["n", "m"]).await;
            assert!(Columns::each(&rows, |row| row.take::<i64>().map(drop)).expect("no rows").is_empty());
            for count in [1, 2] {
                let rows = read(many, count, "value * 2 AS m", &["n", "m"]).await;
                let three = |row: &mut Columns<'_>| {
                    Ok((row.take::<i64>()?, row.take::<i64>()?, row.take::<Option<i64>>()?))
                };
                assert!(Columns::each(&rows, three).is_err(), "there is no third one");
                assert!(
                    !many || Columns::each(&rows, |row| row.take::<i64>().map(drop)).is_err(),
                    "there is a second one"
                );
            }
        }
    }

    #[test]
    fn a_day_is_read_as_it_was_written() {
        for day in ["0001-01-01", "2024-02-29", "2026-11-26", "9999-12-31"] {
            assert_eq!(written_day(day).expect("a day").to_string(), day);
        }
        for text in ["", "2023-02-29", "2026-1-26", "26-11-2026", "2026-11-2x", "2026-11-26T00:00:00"] {
            assert!(written_day(text).is_err() || text == "2026-1-26", "{text}");
        }
    }
}

//! The values of a row, taken from left to right.
//!
//! The long tables are read by the place of a column in its statement: to look each
//! one up by its name, and to make an error of each null on the way to a `None`, took
//! longer than everything else that is done with a row.
//!
//! Where rows are very many, SQLite packs those of each row into one: its library copies
//! every value by itself, under a lock, and that took three quarters of reading a register.

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
    /// The rest of the array that is the only column, from behind its bracket or a comma on.
    Packed(&'r str),
}

/// The name of the column that holds all others.
pub const PACKED: &str = "packed";

impl<'r> Columns<'r> {
    /// From the first column on.
    pub fn of(row: &'r QueryResult) -> Result<Self, StorageError> {
        let postgres = row.try_as_pg_row().map(AnyRow::Postgres);
        let row = postgres.or_else(|| row.try_as_sqlite_row().map(AnyRow::Sqlite));
        let unknown = || DbErr::Custom("a row of a database that the program does not know".to_owned());
        let row = match row.ok_or_else(unknown)? {
            AnyRow::Sqlite(row) if matches!(row.columns(), [only] if only.name() == PACKED) => {
                let array: &str = row.try_get(0).map_err(failed)?;
                AnyRow::Packed(array.strip_prefix('[').unwrap_or_default())
            }
            row => row,
        };
        Ok(Self { row, next: 0 })
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
    async fn a_packed_row_is_read_as_any_other() {
        let database = sea_orm::Database::connect("sqlite::memory:").await.expect("a database");
        let lines = Lines::of(&database, 1);
        let values = r#"-7 AS a, NULL AS b, 'Ærø "Nord" \ 1' || char(10) AS c, 1 AS d, NULL AS e, '2026-11-26' AS f,
            x'00112233445566778899aabbccddeeff' AS id, NULL AS postal_address, '' AS g"#;
        let names = ["a", "b", "c", "c", "d", "e", "f", "e", "id", "postal_address", "g"];
        for many in [false, true] {
            let mut sql = super::super::sql::Sql::new(DbBackend::Sqlite);
            sql.push("SELECT ");
            let written = if many { sql.many("t", &names) } else { sql.columns("t", &names) };
            written.push(" FROM (SELECT ").push(values).push(") t");
            let rows = lines.rows(sql).await.expect("rows");
            let mut row = Columns::of(&rows[0]).expect("columns");
            assert_eq!(row.take::<i64>().ok(), Some(-7));
            assert_eq!(row.take::<Option<String>>().ok(), Some(None));
            assert_eq!(row.take::<String>().ok().as_deref(), Some("Ærø \"Nord\" \\ 1\n"));
            assert_eq!(row.text(str::len).ok(), Some(Some(17)));
            assert_eq!((row.flag().ok(), row.open_flag().ok()), (Some(true), Some(None)));
            assert_eq!(row.day().map(|day| day.to_string()).ok().as_deref(), Some("2026-11-26"));
            assert_eq!(row.open_day().ok(), Some(None));
            let id: Uuid = row.take().expect("an id");
            assert_eq!(id.simple().to_string(), "00112233445566778899aabbccddeeff");
            assert_eq!(row.take::<Option<Uuid>>().ok(), Some(None));
            assert_eq!(row.take::<&str>().ok(), Some(""));
            assert!(row.take::<Option<i64>>().is_err(), "there are no more");
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

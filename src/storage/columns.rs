//! The values of a row, taken from left to right.
//!
//! The long tables are read by the place of a column in its statement: to look each
//! one up by its name, and to make an error of each null on the way to a `None`, took
//! longer than everything else that is done with a row.

use chrono::NaiveDate;
use sea_orm::sqlx::postgres::{PgRow, Postgres};
use sea_orm::sqlx::sqlite::{Sqlite, SqliteRow};
use sea_orm::sqlx::{Decode, Error, Row, Type};
use sea_orm::{DbErr, QueryResult, RuntimeErr};

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
}

impl<'r> Columns<'r> {
    /// From the first column on.
    pub fn of(row: &'r QueryResult) -> Result<Self, StorageError> {
        let postgres = row.try_as_pg_row().map(AnyRow::Postgres);
        let row = postgres.or_else(|| row.try_as_sqlite_row().map(AnyRow::Sqlite));
        let unknown = || DbErr::Custom("a row of a database that the program does not know".to_owned());
        Ok(Self { row: row.ok_or_else(unknown)?, next: 0 })
    }

    /// The value of the next column.
    pub fn take<T>(&mut self) -> Result<T, StorageError>
    where
        T: Decode<'r, Postgres> + Type<Postgres> + Decode<'r, Sqlite> + Type<Sqlite>,
    {
        let column = self.next;
        self.next += 1;
        let value = match self.row {
            AnyRow::Postgres(row) => row.try_get(column),
            AnyRow::Sqlite(row) => row.try_get(column),
        };
        value.map_err(failed)
    }

    /// The text of the next column, made into something else where there is one.
    pub fn text<T>(&mut self, make: impl FnOnce(&'r str) -> T) -> Result<Option<T>, StorageError> {
        Ok(self.take::<Option<&str>>()?.map(make))
    }

    /// The day of the next column.
    pub fn day(&mut self) -> Result<NaiveDate, StorageError> {
        match self.row {
            AnyRow::Postgres(_) => self.take(),
            AnyRow::Sqlite(_) => written_day(self.take()?),
        }
    }

    /// The day of the next column, where there is one.
    pub fn open_day(&mut self) -> Result<Option<NaiveDate>, StorageError> {
        match self.row {
            AnyRow::Postgres(_) => self.take(),
            AnyRow::Sqlite(_) => self.take::<Option<&str>>()?.map(written_day).transpose(),
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
    use super::*;

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

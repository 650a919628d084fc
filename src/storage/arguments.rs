//! The values of a statement, as each of the two databases takes them.

use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::sea_query::{ArrayType, ValueType};
use sea_orm::sqlx::postgres::{PgArguments, Postgres};
use sea_orm::sqlx::sqlite::{Sqlite, SqliteArguments};
use sea_orm::sqlx::{Arguments, Database, Encode, Error, Type};
use sea_orm::{DbErr, RuntimeErr, Value};
use uuid::Uuid;

use super::StorageError;

/// Why a value cannot be written.
type Unfit = Box<dyn std::error::Error + Send + Sync>;

/// The values as PostgreSQL takes them, keys as arrays.
pub fn postgres(values: Vec<Value>) -> Result<PgArguments, StorageError> {
    let mut arguments = PgArguments::default();
    for value in values {
        match value {
            Value::Array(ArrayType::BigInt, keys) => every::<i64>(keys).and_then(|keys| arguments.add(keys)),
            Value::Array(ArrayType::String, keys) => {
                every::<String>(keys).and_then(|keys| arguments.add(keys))
            }
            Value::Array(ArrayType::Uuid, keys) => every::<Uuid>(keys).and_then(|keys| arguments.add(keys)),
            Value::Array(ArrayType::ChronoDate, keys) => {
                every::<NaiveDate>(keys).and_then(|keys| arguments.add(keys))
            }
            value => plain::<Postgres>(&mut arguments, value),
        }
        .map_err(unfit)?;
    }
    Ok(arguments)
}

/// The values as SQLite takes them.
pub fn sqlite(values: Vec<Value>) -> Result<SqliteArguments, StorageError> {
    let mut arguments = SqliteArguments::default();
    for value in values {
        plain::<Sqlite>(&mut arguments, value).map_err(unfit)?;
    }
    Ok(arguments)
}

/// Adds a value of a kind that both databases know.
fn plain<D: Database>(arguments: &mut D::Arguments, value: Value) -> Result<(), Unfit>
where
    Option<bool>: for<'q> Encode<'q, D> + Type<D>,
    Option<i16>: for<'q> Encode<'q, D> + Type<D>,
    Option<i32>: for<'q> Encode<'q, D> + Type<D>,
    Option<i64>: for<'q> Encode<'q, D> + Type<D>,
    Option<String>: for<'q> Encode<'q, D> + Type<D>,
    Option<Uuid>: for<'q> Encode<'q, D> + Type<D>,
    Option<NaiveDate>: for<'q> Encode<'q, D> + Type<D>,
    Option<DateTime<Utc>>: for<'q> Encode<'q, D> + Type<D>,
{
    match value {
        Value::Bool(value) => arguments.add(value),
        Value::SmallInt(value) => arguments.add(value),
        Value::Int(value) => arguments.add(value),
        Value::BigInt(value) => arguments.add(value),
        Value::String(value) => arguments.add(value),
        Value::Uuid(value) => arguments.add(value),
        Value::ChronoDate(value) => arguments.add(value),
        Value::ChronoDateTimeUtc(value) => arguments.add(value),
        other => Err(format!("a statement binds what is of no kind that it can: {other:?}").into()),
    }
}

/// The keys of an array, which holds values of one kind and no nulls.
#[expect(clippy::box_collection, reason = "the form in which the statement's values have them")]
fn every<T: ValueType>(keys: Option<Box<Vec<Value>>>) -> Result<Vec<T>, Unfit> {
    let keys = keys.into_iter().flat_map(|keys| *keys);
    keys.map(|key| T::try_from(key).map_err(|error| Unfit::from(error.to_string()))).collect()
}

fn unfit(error: Unfit) -> StorageError {
    DbErr::Query(RuntimeErr::SqlxError(Error::Encode(error).into())).into()
}

//! A statement under construction, and the few spots where the two databases differ.

use chrono::NaiveDate;
use sea_orm::sea_query::ArrayType;
use sea_orm::{DbBackend, Statement, Value};
use uuid::Uuid;

use super::columns::PACKED;
use crate::model::{Point, Revision};

/// Text and values of one statement. Parameters are numbered `$1`, `$2`, ... in both databases.
pub struct Sql {
    backend: DbBackend,
    text: String,
    values: Vec<Value>,
    tables: usize,
    plan: Plan,
    /// Whether its rows come together, in one.
    together: bool,
}

/// Which plan of a statement PostgreSQL takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Plan {
    /// The one that it keeps: right for what is found by keys, however many they are.
    Kept,
    /// One for these very values: what they let through decides which way is short.
    Own,
}

impl Sql {
    pub fn new(backend: DbBackend) -> Self {
        let (text, values) = (String::with_capacity(1024), Vec::new());
        Self { backend, text, values, tables: 0, plan: Plan::Kept, together: false }
    }

    /// A statement whose `$1` is the day and `$2` the revision of `point`, for [`stands`].
    pub fn at(mut self, point: Point) -> Self {
        debug_assert!(self.values.is_empty(), "the point is bound first");
        self.values.push(point.at.into());
        self.values.push(point.revision.0.into());
        self
    }

    /// A statement whose `$1` is the revision, for [`known`].
    pub fn at_revision(mut self, revision: Revision) -> Self {
        debug_assert!(self.values.is_empty(), "the revision is bound first");
        self.values.push(revision.0.into());
        self
    }

    pub fn push(&mut self, text: &str) -> &mut Self {
        self.text.push_str(text);
        self
    }

    /// Writes these columns of the row of `alias`, as [`super::records`] reads them.
    pub fn columns(&mut self, alias: &str, columns: &[&str]) -> &mut Self {
        for (position, column) in columns.iter().enumerate() {
            self.push(if position == 0 { "" } else { ", " }).push(alias).push(".").push(column);
        }
        self
    }

    /// The same for statements of very many rows, which come together in one where the database is SQLite.
    pub fn many(&mut self, alias: &str, columns: &[&str]) -> &mut Self {
        if self.backend == DbBackend::Postgres {
            return self.columns(alias, columns);
        }
        // JSON holds no bytes: SQLite refuses the statement of a column of ids that is missing here.
        let value = |column: &&str| match *column {
            "id" | "postal_address" | "visiting_address" | "activity_address" => {
                format!("NULLIF(hex({alias}.{column}), '')")
            }
            column => format!("{alias}.{column}"),
        };
        let values: Vec<_> = columns.iter().map(value).collect();
        self.together = true;
        self.push(&format!("json_array({}) AS {PACKED}", values.join(", ")))
    }

    /// Adds a value and writes its parameter.
    pub fn bind(&mut self, value: impl Into<Value>) -> &mut Self {
        self.values.push(value.into());
        let number = self.values.len();
        self.text.push('$');
        self.text.push_str(&number.to_string());
        self
    }

    /// Adds a value and gives its parameter, to be written more than once.
    pub fn value(&mut self, value: impl Into<Value>) -> String {
        self.values.push(value.into());
        format!("${}", self.values.len())
    }

    /// Starts a named table before the statement proper, `name(columns) AS (text`;
    /// the one before must be complete up to its closing bracket. An empty name
    /// starts the statement itself.
    pub fn with(&mut self, name: &str, text: &str) -> &mut Self {
        match (self.tables, name) {
            (0, "") => {}
            (_, "") => {
                self.push(") ");
            }
            (0, _) => {
                self.push("WITH RECURSIVE ").push(name).push(" AS (");
            }
            _ => {
                self.push("), ").push(name).push(" AS (");
            }
        }
        self.tables += 1;
        self.push(text)
    }

    /// What follows an expression of text to have it compared byte by byte.
    pub fn bytewise(&self) -> &'static str {
        if self.backend == DbBackend::Postgres { " COLLATE \"C\"" } else { "" }
    }

    /// Whether the database can start a page anew for each key (LATERAL): it then stops each
    /// list where its page ends, and does not sort all of them together. SQLite cannot.
    pub fn pages_each(&self) -> bool {
        self.backend == DbBackend::Postgres
    }

    /// `column` is one of `keys`. One parameter however many keys, so that the
    /// statement's text, and with it the prepared plan, stays the same.
    pub fn is_one_of(&mut self, column: &str, keys: Keys<'_>) -> &mut Self {
        self.push(column);
        if self.backend == DbBackend::Postgres {
            return self.push(" = ANY(").bind(keys.array()).push(")");
        }
        let value = if matches!(keys, Keys::Digests(_)) { "unhex(value)" } else { "value" };
        self.push(" IN (SELECT ").push(value).push(" FROM json_each(").bind(keys.json()).push("))")
    }

    /// A table `k(value)` with one row a key.
    pub fn keys(&mut self, keys: Keys<'_>) -> &mut Self {
        if self.backend == DbBackend::Postgres {
            return self.push("unnest(").bind(keys.array()).push(") AS k(value)");
        }
        self.push("json_each(").bind(keys.json()).push(") AS k")
    }

    /// `(columns) IN (rows)` for rows of several columns, again with few parameters.
    pub fn is_row_of(&mut self, columns: &str, rows: &[Column]) -> &mut Self {
        self.push("(").push(columns).push(") IN (SELECT * FROM ");
        if self.backend == DbBackend::Postgres {
            for (position, column) in rows.iter().enumerate() {
                self.push(if position == 0 { "unnest(" } else { ", " }).bind(column.array());
            }
            return self.push("))");
        }
        let values: Vec<_> = (0..rows.len()).map(|position| format!("value ->> {position}")).collect();
        self.push("(SELECT ").push(&values.join(", ")).push(" FROM json_each(");
        self.bind(json_rows(rows)).push(")))")
    }

    /// A table `k` with one row a key of several columns, named `names`.
    pub fn key_rows(&mut self, names: &[&str], rows: &[Column]) -> &mut Self {
        if self.backend == DbBackend::Postgres {
            for (position, column) in rows.iter().enumerate() {
                self.push(if position == 0 { "unnest(" } else { ", " }).bind(column.array());
            }
            return self.push(&format!(") AS k({})", names.join(", ")));
        }
        let column = |(position, name): (usize, &&str)| format!("value ->> {position} AS {name}");
        let values: Vec<_> = names.iter().enumerate().map(column).collect();
        let json = json_rows(rows);
        self.push(&format!("(SELECT {} FROM json_each(", values.join(", "))).bind(json).push(")) AS k")
    }

    /// Has the statement planned for its own values.
    pub fn plan_own(&mut self) {
        self.plan = Plan::Own;
    }

    /// Its text, the values of its parameters, and which plan it wants.
    pub fn parts(self) -> (String, Vec<Value>, Plan) {
        let Self { mut text, values, plan, together, .. } = self;
        if together {
            // An aggregate that depends on the order of its rows takes them as the statement within gives them.
            text = format!("SELECT group_concat({PACKED}) AS {PACKED} FROM ({text})");
        }
        (text, values, plan)
    }

    pub fn statement(self) -> Statement {
        let backend = self.backend;
        let (text, values, _) = self.parts();
        Statement::from_sql_and_values(backend, text, values)
    }
}

/// Rows of several columns as a JSON array of arrays.
fn json_rows(rows: &[Column]) -> String {
    let length = rows.first().map_or(0, Column::len);
    let row = |row| rows.iter().map(|column| column.json(row)).collect::<serde_json::Value>();
    (0..length).map(row).collect::<serde_json::Value>().to_string()
}

/// The condition that the row of `alias` answers at the point bound by [`Sql::at`].
pub fn stands(alias: &str) -> String {
    format!(
        "{alias}.stands_from <= $1 AND {alias}.stands_to >= $1 AND {alias}.rev_from <= $2 AND {alias}.rev_to > $2"
    )
}

/// The condition that the row of `alias` is known at the revision bound by [`Sql::at_revision`].
pub fn known(alias: &str) -> String {
    format!("{alias}.rev_from <= $1 AND {alias}.rev_to > $1")
}

/// Keys of a batch.
#[derive(Clone, Copy)]
pub enum Keys<'a> {
    Numbers(&'a [i64]),
    Texts(&'a [String]),
    Digests(&'a [Uuid]),
}

impl Keys<'_> {
    fn array(self) -> Value {
        let (kind, values): (_, Vec<Value>) = match self {
            Self::Numbers(keys) => (ArrayType::BigInt, keys.iter().map(|key| (*key).into()).collect()),
            Self::Texts(keys) => (ArrayType::String, keys.iter().map(|key| key.clone().into()).collect()),
            Self::Digests(keys) => (ArrayType::Uuid, keys.iter().map(|key| (*key).into()).collect()),
        };
        Value::Array(kind, Some(Box::new(values)))
    }

    fn json(self) -> String {
        match self {
            Self::Numbers(keys) => serde_json::Value::from(keys).to_string(),
            Self::Texts(keys) => serde_json::Value::from(keys).to_string(),
            Self::Digests(keys) => {
                let texts: Vec<_> = keys.iter().map(|key| key.simple().to_string()).collect();
                serde_json::Value::from(texts).to_string()
            }
        }
    }
}

/// One column of a list of rows.
pub enum Column {
    Numbers(Vec<i64>),
    Texts(Vec<String>),
    Days(Vec<NaiveDate>),
}

impl Column {
    fn len(&self) -> usize {
        match self {
            Self::Numbers(values) => values.len(),
            Self::Texts(values) => values.len(),
            Self::Days(values) => values.len(),
        }
    }

    fn json(&self, row: usize) -> serde_json::Value {
        match self {
            Self::Numbers(values) => values[row].into(),
            Self::Texts(values) => values[row].clone().into(),
            Self::Days(values) => values[row].to_string().into(),
        }
    }

    fn array(&self) -> Value {
        match self {
            Self::Numbers(values) => Keys::Numbers(values).array(),
            Self::Texts(values) => Keys::Texts(values).array(),
            Self::Days(values) => {
                let days = values.iter().map(|day| Value::from(*day)).collect();
                Value::Array(ArrayType::ChronoDate, Some(Box::new(days)))
            }
        }
    }
}

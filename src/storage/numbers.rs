//! Location numbers and the message types on them.

use std::collections::HashMap;

use chrono::NaiveDate;

use super::columns::Columns;
use super::page::{Page, PageRequest, SortKey};
use super::sql::{Keys, Sql, stands};
use super::unit_filter::in_state;
use super::unit_scope::{DEEPEST, below, numbers};
use super::{Reads, StorageError, records};
use crate::model::{Direction, Gln, LocationNumber, NumberMessageType, Point, SorCode, State, Version};

/// Where the numbers of a list are looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum NumberScope {
    /// The whole register; its one key is empty.
    Register,
    /// Held by the record whose SOR code is the key, or by one below it.
    Tree,
}

/// What to list, in the order of the numbers.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct NumberList {
    /// Where from.
    pub scope: NumberScope,
    /// One of these states on the day of the point; any when absent.
    pub states: Option<Vec<State>>,
    /// Lies in this region.
    pub region: Option<String>,
    /// Run by this network operator.
    pub network_operator: Option<String>,
    /// Runs on this record system.
    pub system_type: Option<String>,
    /// Whether the list runs upwards.
    pub ascending: bool,
}

/// Which message types of a number: those in force on the day of the point, in one direction.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct MessageTypeScope {
    /// Direction.
    pub direction: Direction,
}

impl Reads {
    /// The numbers themselves.
    pub async fn location_numbers(
        &self,
        point: Point,
        glns: &[Gln],
    ) -> Result<Vec<Version<LocationNumber>>, StorageError> {
        let keys: Vec<_> = glns.iter().map(|gln| gln.number()).collect();
        self.numbers_where(point, "l.gln", &keys).await
    }

    /// The numbers held by these records. A holder may have several over time; the
    /// one in force comes last.
    pub async fn location_numbers_held_by(
        &self,
        point: Point,
        holders: &[SorCode],
    ) -> Result<Vec<Version<LocationNumber>>, StorageError> {
        let keys: Vec<_> = holders.iter().map(|holder| holder.number()).collect();
        let mut found = self.numbers_where(point, "l.holder", &keys).await?;
        let rank = |state| match state {
            State::Closed => 0,
            State::Future => 1,
            State::Closing | State::Active => 2,
        };
        found
            .sort_by_key(|number| (rank(number.state(point.at)), number.life.first_from, number.content.gln));
        Ok(found)
    }

    async fn numbers_where(
        &self,
        point: Point,
        column: &str,
        keys: &[i64],
    ) -> Result<Vec<Version<LocationNumber>>, StorageError> {
        let mut sql = self.sql().at(point);
        sql.push("SELECT ").columns("l", records::LOCATION_NUMBER).push(" FROM location_number l WHERE ");
        sql.push(&stands("l")).push(" AND ").is_one_of(column, Keys::Numbers(keys));
        self.read(sql, records::location_number).await
    }

    /// A page of each of the lists that `keys` name.
    pub async fn number_pages(
        &self,
        point: Point,
        list: &NumberList,
        keys: &[String],
        page: &PageRequest,
    ) -> Result<HashMap<String, Page<Version<LocationNumber>>>, StorageError> {
        let mut sql = self.sql().at(point);
        let (tables, key) = number_tables(&mut sql, list.scope, keys);
        let direction = page.sql_direction(list.ascending);
        sql.with("picked", "SELECT ").push(key).push(" AS p, ").columns("l", records::LOCATION_NUMBER);
        sql.push(", ROW_NUMBER() OVER (PARTITION BY ")
            .push(key)
            .push(" ORDER BY l.gln ")
            .push(direction)
            .push(") AS n FROM ")
            .push(tables);
        number_conditions(&mut sql, list);
        if let Some(start) = &page.start {
            let gln: i64 = start.id.parse().unwrap_or_default();
            sql.push(" AND l.gln ").push(page.sql_comparison(list.ascending)).push(" ").bind(gln);
        }
        sql.push(") SELECT * FROM picked WHERE n <= ").bind(page.rows()).push(" ORDER BY p, n");
        Ok(page.pages(self.read(sql, listed_number).await?))
    }

    /// How many numbers each of the lists holds.
    pub async fn number_counts(
        &self,
        point: Point,
        list: &NumberList,
        keys: &[String],
    ) -> Result<HashMap<String, i64>, StorageError> {
        let mut sql = self.sql().at(point);
        let (tables, key) = number_tables(&mut sql, list.scope, keys);
        sql.with("", "SELECT ").push(key).push(" AS p, COUNT(*) AS n FROM ").push(tables);
        number_conditions(&mut sql, list);
        sql.push(" GROUP BY 1");
        let counts = self.read(sql, |row| Ok((row.take()?, row.take()?))).await?;
        Ok(counts.into_iter().collect())
    }

    /// A page of the message types of each of the numbers.
    pub async fn number_message_type_pages(
        &self,
        point: Point,
        scope: MessageTypeScope,
        glns: &[Gln],
        page: &PageRequest,
    ) -> Result<HashMap<String, Page<NumberMessageType>>, StorageError> {
        let mut sql = self.sql().at(point);
        let way = page.sql_direction(true);
        let by = format!("t.message_type {way}, t.valid_from {way}");
        let keys: Vec<_> = glns.iter().map(|gln| gln.number()).collect();
        if sql.pages_each() {
            sql.push("SELECT t.* FROM ").keys(Keys::Numbers(&keys)).push(" CROSS JOIN LATERAL (SELECT ");
            sql.columns("t", records::NUMBER_MESSAGE_TYPE);
            sql.push(" FROM number_message_type t WHERE t.gln = k.value AND ");
            in_force(&mut sql, scope);
            seek(&mut sql, page);
            sql.push(" ORDER BY ").push(&by).push(" LIMIT ").bind(page.rows()).push(") AS t");
        } else {
            sql.with("picked", "SELECT ").columns("t", records::NUMBER_MESSAGE_TYPE);
            sql.push(", ROW_NUMBER() OVER (PARTITION BY t.gln ORDER BY ").push(&by);
            sql.push(") AS n FROM number_message_type t WHERE ");
            in_force(&mut sql, scope).push(" AND ").is_one_of("t.gln", Keys::Numbers(&keys));
            seek(&mut sql, page);
            sql.push(") SELECT * FROM picked WHERE n <= ").bind(page.rows()).push(" ORDER BY gln, n");
        }
        Ok(page.pages(self.read(sql, listed_message_type).await?))
    }

    /// How many message types each of the numbers has.
    pub async fn number_message_type_counts(
        &self,
        point: Point,
        scope: MessageTypeScope,
        glns: &[Gln],
    ) -> Result<HashMap<String, i64>, StorageError> {
        let mut sql = self.sql().at(point);
        let keys: Vec<_> = glns.iter().map(|gln| gln.number()).collect();
        sql.push("SELECT CAST(t.gln AS TEXT) AS p, COUNT(*) AS n FROM number_message_type t WHERE ");
        in_force(&mut sql, scope).push(" AND ").is_one_of("t.gln", Keys::Numbers(&keys));
        sql.push(" GROUP BY t.gln");
        let counts = self.read(sql, |row| Ok((row.take()?, row.take()?))).await?;
        Ok(counts.into_iter().collect())
    }
}

fn number_tables(sql: &mut Sql, scope: NumberScope, keys: &[String]) -> (&'static str, &'static str) {
    match scope {
        NumberScope::Register => ("location_number l", "''"),
        NumberScope::Tree => {
            let roots = numbers(keys);
            below(sql, "tree", Keys::Numbers(&roots), DEEPEST);
            sql.with(
                "scope(p, code)",
                "SELECT p, code FROM tree UNION ALL SELECT CAST(k.value AS TEXT), k.value FROM ",
            );
            sql.keys(Keys::Numbers(&roots));
            ("scope s JOIN location_number l ON l.holder = s.code", "s.p")
        }
    }
}

fn number_conditions(sql: &mut Sql, list: &NumberList) {
    sql.push(" WHERE ").push(&stands("l"));
    if let Some(states) = &list.states {
        let any: Vec<_> = states.iter().map(|state| in_state(*state, "l")).collect();
        sql.push(" AND (").push(if any.is_empty() { "1 = 0" } else { "" }).push(&any.join(" OR ")).push(")");
    }
    let equal = [
        ("l.region", &list.region),
        ("l.network_operator", &list.network_operator),
        ("l.system_type", &list.system_type),
    ];
    for (column, value) in equal {
        if let Some(value) = value {
            sql.push(" AND ").push(column).push(" = ").bind(value.clone());
        }
    }
}

/// The condition that a message type is in force in the direction of `scope`.
fn in_force(sql: &mut Sql, scope: MessageTypeScope) -> &mut Sql {
    sql.push("t.rev_from <= $2 AND t.rev_to > $2 AND t.valid_from <= $1 AND t.valid_to >= $1");
    sql.push(" AND t.direction = '").push(scope.direction.as_str()).push("'")
}

/// Leaves out what lies before the start of the page.
fn seek(sql: &mut Sql, page: &PageRequest) {
    let Some(start) = &page.start else { return };
    let day: NaiveDate = start.value.parse().unwrap_or_default();
    sql.push(" AND (t.message_type, t.valid_from) ").push(page.sql_comparison(true)).push(" (");
    sql.bind(start.id.clone()).push(", ").bind(day).push(")");
}

fn listed_number(row: &mut Columns<'_>) -> Result<(String, SortKey, Version<LocationNumber>), StorageError> {
    let list = row.take()?;
    let number = records::location_number(row)?;
    let place = SortKey { id: number.content.gln.to_string(), ..SortKey::default() };
    Ok((list, place, number))
}

fn listed_message_type(row: &mut Columns<'_>) -> Result<(String, SortKey, NumberMessageType), StorageError> {
    let value = records::number_message_type(row)?;
    let place = SortKey { rank: 0, value: value.valid_from.to_string(), id: value.message_type.to_string() };
    Ok((value.gln.number().to_string(), place, value))
}

//! Lists of units: from where, which of them, in what order, which page.

use std::collections::HashMap;

use super::columns::Columns;
use super::page::{Page, PageRequest, SortKey};
use super::sql::{Keys, Sql, stands};
use super::unit_filter::{UnitFilter, conditions, filter_tables};
use super::unit_scope::{Source, UnitScope, numbers, scope_tables};
use super::units::UnitVersion;
use super::{Reads, StorageError, records};
use crate::model::Point;

/// Order of a list of units; the SOR code breaks ties.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum UnitOrder {
    /// Danish alphabet.
    Name,
    /// SOR code.
    SorCode,
    /// First valid day.
    FirstFromDate,
    /// How well the name fits [`UnitFilter::words`].
    Relevance,
}

/// What to list.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct UnitList {
    /// Where from.
    pub scope: UnitScope,
    /// Which of them.
    pub filter: UnitFilter,
    /// In what order.
    pub order: UnitOrder,
    /// Whether the order runs upwards.
    pub ascending: bool,
}

impl Reads {
    /// A page of each of the lists that `keys` name.
    pub async fn unit_pages(
        &self,
        point: Point,
        list: &UnitList,
        keys: &[String],
        page: &PageRequest,
    ) -> Result<HashMap<String, Page<UnitVersion>>, StorageError> {
        let mut sql = self.sql().at(point);
        if list.scope == UnitScope::Children && sql.pages_each() {
            children_pages(&mut sql, list, keys, page);
            return Ok(page.pages(self.read(sql, |row| listed(row, list.order)).await?));
        }
        let source = scope_tables(&mut sql, list.scope, keys);
        filter_tables(&mut sql, &list.filter);
        let rank = rank(&mut sql, list);
        let by = ordering(list, &rank, page.sql_direction(list.ascending));
        // One list needs no window: an index in the right order can stop at the page's end.
        if list.scope == UnitScope::Register {
            sql.with("", "SELECT '' AS p, ").push(&rank).push(" AS place, u.name_sort, ");
            sql.columns("u", records::UNIT);
            select_from(&mut sql, &source, list);
            seek(&mut sql, list, &rank, page);
            sql.push(" ORDER BY ").push(&by).push(" LIMIT ").bind(page.rows());
        } else {
            sql.with("picked", "SELECT ").push(&source.key).push(" AS p, ").push(&rank);
            sql.push(" AS place, u.name_sort, ").columns("u", records::UNIT);
            sql.push(", ROW_NUMBER() OVER (PARTITION BY ").push(&source.key).push(" ORDER BY ").push(&by);
            sql.push(") AS n");
            select_from(&mut sql, &source, list);
            seek(&mut sql, list, &rank, page);
            sql.push(") SELECT * FROM picked WHERE n <= ").bind(page.rows()).push(" ORDER BY p, n");
        }
        Ok(page.pages(self.read(sql, |row| listed(row, list.order)).await?))
    }

    /// How many units each of the lists holds.
    pub async fn unit_counts(
        &self,
        point: Point,
        list: &UnitList,
        keys: &[String],
    ) -> Result<HashMap<String, i64>, StorageError> {
        let mut sql = self.sql().at(point);
        let source = scope_tables(&mut sql, list.scope, keys);
        filter_tables(&mut sql, &list.filter);
        sql.with("", "SELECT ").push(&source.key).push(" AS p, COUNT(*) AS n");
        select_from(&mut sql, &source, list);
        sql.push(" GROUP BY 1");
        let counts = self.read(sql, |row| Ok((row.take()?, row.take()?))).await?;
        Ok(counts.into_iter().collect())
    }
}

/// The children of each of `keys`, a page of each.
fn children_pages(sql: &mut Sql, list: &UnitList, keys: &[String], page: &PageRequest) {
    filter_tables(sql, &list.filter);
    let rank = rank(sql, list);
    sql.with("", "SELECT CAST(k.value AS TEXT), u.* FROM ").keys(Keys::Numbers(&numbers(keys)));
    sql.push(" CROSS JOIN LATERAL (SELECT ").push(&rank).push(" AS place, u.name_sort, ");
    sql.columns("u", records::UNIT).push(" FROM unit u WHERE u.parent = k.value AND ").push(&stands("u"));
    conditions(sql, &list.filter);
    seek(sql, list, &rank, page);
    sql.push(" ORDER BY ").push(&ordering(list, &rank, page.sql_direction(list.ascending)));
    sql.push(" LIMIT ").bind(page.rows()).push(") AS u");
}

fn select_from(sql: &mut Sql, source: &Source, list: &UnitList) {
    sql.push(" FROM ").push(&source.tables).push(" WHERE ").push(&stands("u")).push(&source.condition);
    conditions(sql, &list.filter);
}

/// The columns of the order, ending in the SOR code.
fn ordering(list: &UnitList, rank: &str, direction: &str) -> String {
    match list.order {
        UnitOrder::Name => format!("u.name_sort {direction}, u.sor_code {direction}"),
        UnitOrder::SorCode => format!("u.sor_code {direction}"),
        UnitOrder::FirstFromDate => format!("u.first_from {direction}, u.sor_code {direction}"),
        UnitOrder::Relevance => {
            format!("{rank} {direction}, u.name_sort {direction}, u.sor_code {direction}")
        }
    }
}

/// How well the name fits the words: the same name, starts with all of them,
/// starts with the first of them, has them somewhere.
fn rank(sql: &mut Sql, list: &UnitList) -> String {
    let (UnitOrder::Relevance, Some(words)) = (list.order, &list.filter.words) else { return "0".to_owned() };
    let first = words.split(' ').next().unwrap_or_default();
    let same = sql.value(words.clone());
    let all = sql.value(format!("{words}%"));
    let one = sql.value(format!("{first}%"));
    format!(
        "(CASE WHEN u.name_search = {same} THEN 0 WHEN u.name_search LIKE {all} THEN 1 \
         WHEN u.name_search LIKE {one} THEN 2 ELSE 3 END)"
    )
}

/// Leaves out what lies before the start of the page.
fn seek(sql: &mut Sql, list: &UnitList, rank: &str, page: &PageRequest) {
    let Some(start) = &page.start else { return };
    let comparison = page.sql_comparison(list.ascending);
    let code: i64 = start.id.parse().unwrap_or_default();
    match list.order {
        UnitOrder::SorCode => {
            sql.push(" AND u.sor_code ").push(comparison).push(" ").bind(code);
        }
        UnitOrder::Name => {
            sql.push(" AND (u.name_sort, u.sor_code) ").push(comparison).push(" (");
            sql.bind(start.value.clone()).push(", ").bind(code).push(")");
        }
        UnitOrder::FirstFromDate => {
            let day: chrono::NaiveDate = start.value.parse().unwrap_or_default();
            sql.push(" AND (u.first_from, u.sor_code) ").push(comparison).push(" (");
            sql.bind(day).push(", ").bind(code).push(")");
        }
        UnitOrder::Relevance => {
            sql.push(" AND (").push(rank).push(", u.name_sort, u.sor_code) ").push(comparison).push(" (");
            sql.bind(start.rank).push(", ").bind(start.value.clone()).push(", ").bind(code).push(")");
        }
    }
}

fn listed(row: &mut Columns<'_>, order: UnitOrder) -> Result<(String, SortKey, UnitVersion), StorageError> {
    let list = row.take()?;
    let rank = row.take()?;
    let name: &str = row.take()?;
    let unit = records::unit(row)?;
    let value = match order {
        UnitOrder::Name | UnitOrder::Relevance => name.to_owned(),
        UnitOrder::FirstFromDate => unit.life.first_from.to_string(),
        UnitOrder::SorCode => String::new(),
    };
    let id = unit.content.sor_code.to_string();
    Ok((list, SortKey { rank, value, id }, unit))
}

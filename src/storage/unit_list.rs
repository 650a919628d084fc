//! Lists of units: from where, which of them, in what order, which page.

use std::collections::HashMap;

use entity::unit;
use sea_orm::{FromQueryResult, QueryResult};

use super::page::{Page, PageRequest, SortKey};
use super::sql::stands;
use super::unit_filter::{UnitFilter, conditions, filter_tables};
use super::unit_scope::{Source, UnitScope, scope_tables};
use super::units::UnitVersion;
use super::{Reads, StorageError, rows};
use crate::model::{Point, sort_key};

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
        let source = scope_tables(&mut sql, list.scope, keys);
        filter_tables(&mut sql, &list.filter);
        let rank = rank(&mut sql, list);
        let by = ordering(list, &rank, page.sql_direction(list.ascending));
        // One list needs no window: an index in the right order can stop at the page's end.
        if list.scope == UnitScope::Register {
            sql.with("", "SELECT '' AS p, u.*, ").push(&rank).push(" AS place");
            select_from(&mut sql, &source, list);
            seek(&mut sql, list, &rank, page);
            sql.push(" ORDER BY ").push(&by).push(" LIMIT ").bind(page.rows());
        } else {
            sql.with("picked", "SELECT ")
                .push(&source.key)
                .push(" AS p, u.*, ")
                .push(&rank)
                .push(" AS place, ");
            sql.push("ROW_NUMBER() OVER (PARTITION BY ").push(&source.key).push(" ORDER BY ").push(&by);
            sql.push(") AS n");
            select_from(&mut sql, &source, list);
            seek(&mut sql, list, &rank, page);
            sql.push(") SELECT * FROM picked WHERE n <= ").bind(page.rows()).push(" ORDER BY p, n");
        }
        let rows = self.rows(sql).await?;
        let rows: Result<Vec<_>, _> = rows.iter().map(|row| listed(row, list.order)).collect();
        Ok(page.pages(rows?))
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
        let rows = self.rows(sql).await?;
        let count = |row: &QueryResult| Ok((row.try_get("", "p")?, row.try_get("", "n")?));
        rows.iter().map(count).collect()
    }
}

fn select_from(sql: &mut super::sql::Sql, source: &Source, list: &UnitList) {
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
fn rank(sql: &mut super::sql::Sql, list: &UnitList) -> String {
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
fn seek(sql: &mut super::sql::Sql, list: &UnitList, rank: &str, page: &PageRequest) {
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

fn listed(row: &QueryResult, order: UnitOrder) -> Result<(String, SortKey, UnitVersion), StorageError> {
    let list: String = row.try_get("", "p")?;
    let rank: i32 = row.try_get("", "place")?;
    let unit = rows::unit(unit::Model::from_query_result(row, "")?)?;
    let value = match order {
        UnitOrder::Name | UnitOrder::Relevance => sort_key(&unit.content.name),
        UnitOrder::FirstFromDate => unit.life.first_from.to_string(),
        UnitOrder::SorCode => String::new(),
    };
    let id = unit.content.sor_code.to_string();
    Ok((list, SortKey { rank, value, id }, unit))
}

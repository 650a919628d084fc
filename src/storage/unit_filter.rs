//! The conditions of a [`UnitFilter`].

use serde::{Deserialize, Serialize};

use super::sql::{Keys, Sql, stands};
use super::unit_scope::{DEEPEST, Place, below, effective_holder, inheriting, located};
use crate::model::{Direction, MessageFormat, SorCode, State, UnitKind};

/// Sorts after every text that starts with what stands before it.
const AFTER_ALL: char = '\u{10FFFF}';

/// Which units of the scope. All conditions given must hold.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct UnitFilter {
    /// One of these levels of the tree.
    pub kinds: Vec<UnitKind>,
    /// One of these owner, institution or unit types.
    pub types: Option<Vec<String>>,
    /// One of these states on the day of the point.
    pub states: Option<Vec<State>>,
    /// Name starts with this; in search form.
    pub name_prefix: Option<String>,
    /// Every word begins a word of the name; in search form.
    pub words: Option<String>,
    /// In the tree of an owner of one of these types.
    pub owner_types: Option<Vec<String>>,
    /// This unit or below it.
    pub subtree: Option<SorCode>,
    /// Effective visiting address in this municipality.
    pub municipality: Option<String>,
    /// Effective visiting address in this region.
    pub region: Option<String>,
    /// Effective location number has this message type.
    pub message_type: Option<MessageTypeFilter>,
}

/// Message types by their parts.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct MessageTypeFilter {
    /// Format; any when absent.
    pub format: Option<MessageFormat>,
    /// Type, e.g. `DIS91`.
    pub kind: String,
    /// Version; any when absent.
    pub version: Option<String>,
    /// Direction; either when absent.
    pub direction: Option<Direction>,
}

/// Writes the tables that `filter` needs. Whether such a table holds ten units or most of
/// the register only its values tell: with one plan for all, two of them together took more than half a minute.
pub fn filter_tables(sql: &mut Sql, filter: &UnitFilter) {
    let place = filter.municipality.is_some() || filter.region.is_some();
    if place || filter.subtree.is_some() || filter.owner_types.is_some() || filter.message_type.is_some() {
        sql.plan_own();
    }
    if let Some(root) = filter.subtree {
        below(sql, "subtree", Keys::Numbers(&[root.number()]), DEEPEST);
    }
    if let Some(types) = &filter.owner_types {
        owned(sql, types);
    }
    if let Some(code) = &filter.municipality {
        located(sql, "in_municipality", Place::Municipality, std::slice::from_ref(code));
    }
    if let Some(code) = &filter.region {
        located(sql, "in_region", Place::Region, std::slice::from_ref(code));
    }
    if let Some(wanted) = &filter.message_type {
        carriers(sql, wanted);
    }
}

/// `owned(code)`: the owners of these types and everything below them.
fn owned(sql: &mut Sql, types: &[String]) {
    sql.with("owned(code)", "SELECT u.sor_code FROM unit u WHERE u.kind = 'IE' AND ");
    sql.push(&stands("u")).push(" AND ").is_one_of("u.type_code", Keys::Texts(types));
    sql.push(" UNION ALL SELECT u.sor_code FROM owned s JOIN unit u ON u.parent = s.code AND ")
        .push(&stands("u"));
}

/// `carrier(code)`: the units whose effective number has the message type in force.
fn carriers(sql: &mut Sql, wanted: &MessageTypeFilter) {
    sql.with(
        "carrier(code, depth)",
        "SELECT l.holder, 0 FROM number_message_type t JOIN location_number l ON l.gln = t.gln",
    );
    sql.push(&effective_holder()).push(" AND t.rev_from <= $2 AND t.rev_to > $2");
    sql.push(" AND t.valid_from <= $1 AND t.valid_to >= $1 AND (");
    let formats = [MessageFormat::Edifact, MessageFormat::OioXml, MessageFormat::Fhir];
    let formats = formats.into_iter().filter(|format| wanted.format.is_none_or(|only| only == *format));
    for (position, format) in formats.enumerate() {
        sql.push(if position == 0 { "" } else { " OR " });
        let start = format!("{}/{}/", format.as_str(), wanted.kind);
        match &wanted.version {
            Some(version) => sql.push("t.message_type = ").bind(format!("{start}{version}")),
            None => sql
                .push("(t.message_type >= ")
                .bind(start.clone())
                .push(" AND t.message_type < ")
                .bind(format!("{start}{AFTER_ALL}"))
                .push(")"),
        };
    }
    sql.push(")");
    if let Some(direction) = wanted.direction {
        sql.push(" AND t.direction = ").bind(direction.as_str());
    }
    // A number has several types: each holder once, or the walk down repeats itself.
    sql.push(" GROUP BY l.holder");
    inheriting(sql, "carrier", "");
}

/// Writes the conditions of `filter` on the unit `u`, each with its AND.
pub fn conditions(sql: &mut Sql, filter: &UnitFilter) {
    kinds(sql, &filter.kinds);
    if let Some(types) = &filter.types {
        sql.push(" AND ").is_one_of("u.type_code", Keys::Texts(types));
    }
    if let Some(states) = &filter.states {
        let any: Vec<_> = states.iter().map(|state| in_state(*state, "u")).collect();
        sql.push(" AND (").push(if any.is_empty() { "1 = 0" } else { "" }).push(&any.join(" OR ")).push(")");
    }
    if let Some(prefix) = &filter.name_prefix {
        sql.push(" AND u.name_search >= ").bind(prefix.clone());
        sql.push(" AND u.name_search < ").bind(format!("{prefix}{AFTER_ALL}"));
    }
    for word in filter.words.iter().flat_map(|words| words.split(' ')).filter(|word| !word.is_empty()) {
        sql.push(" AND (u.name_search LIKE ").bind(format!("{word}%"));
        sql.push(" OR u.name_search LIKE ").bind(format!("% {word}%")).push(")");
    }
    if let Some(root) = filter.subtree {
        sql.push(" AND (u.sor_code = ").bind(root.number());
        sql.push(" OR u.sor_code IN (SELECT code FROM subtree))");
    }
    let tables = [
        (filter.owner_types.is_some(), "owned"),
        (filter.municipality.is_some(), "in_municipality"),
        (filter.region.is_some(), "in_region"),
        (filter.message_type.is_some(), "carrier"),
    ];
    if filter.message_type.is_some() {
        sql.push(" AND u.number_state <> 'NONE'");
    }
    for (_, table) in tables.into_iter().filter(|(given, _)| *given) {
        sql.push(" AND u.sor_code IN (SELECT code FROM ").push(table).push(")");
    }
}

fn kinds(sql: &mut Sql, kinds: &[UnitKind]) {
    match kinds {
        [] => {}
        // One kind as an equality: the index that lists a kind in name order then applies.
        [kind] => {
            sql.push(" AND u.kind = '").push(kind.short()).push("'");
        }
        several => {
            let several: Vec<_> = several.iter().map(|kind| format!("'{}'", kind.short())).collect();
            sql.push(" AND u.kind IN (").push(&several.join(", ")).push(")");
        }
    }
}

/// The condition that the record in row `alias` is in `state` on the day of the point.
pub fn in_state(state: State, alias: &str) -> String {
    match state {
        State::Future => format!("({alias}.first_from > $1 AND {alias}.last_day >= $1)"),
        State::Active => format!("({alias}.first_from <= $1 AND {alias}.last_day = '9999-12-31')"),
        State::Closing => {
            format!(
                "({alias}.first_from <= $1 AND {alias}.last_day >= $1 AND {alias}.last_day < '9999-12-31')"
            )
        }
        State::Closed => format!("({alias}.last_day < $1)"),
    }
}

//! The sets of units that lists are made from, as tables `(p, code)`: `p` is the key of the list.

use super::sql::{Keys, Sql, stands};

/// Deepest tree that a statement walks. XML files nested deeper are refused.
pub const DEEPEST: u32 = 64;

/// Where the units of a list are looked for. Each scope is read for many keys in one statement.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum UnitScope {
    /// The whole register; its one key is empty.
    Register,
    /// Directly below the unit whose SOR code is the key.
    Children,
    /// Anywhere below the unit whose SOR code is the key, at most so many levels down.
    Descendants {
        /// Levels.
        depth: u32,
    },
    /// Effective visiting address in the municipality whose code is the key.
    WithinMunicipality,
    /// Effective visiting address in the region whose code is the key.
    WithinRegion,
    /// Own or inherited location number is the key.
    UsingNumber,
}

/// Where a list's rows come from, with the unit as `u`.
pub struct Source {
    /// Tables to select from.
    pub tables: String,
    /// The key of the list a row belongs to.
    pub key: String,
    /// Further condition, with its AND.
    pub condition: String,
}

/// Writes the tables that `scope` needs.
pub fn scope_tables(sql: &mut Sql, scope: UnitScope, keys: &[String]) -> Source {
    match scope {
        UnitScope::Register => {
            return Source { tables: "unit u".to_owned(), key: "''".to_owned(), condition: String::new() };
        }
        UnitScope::Children => {
            // A join on the keys reads by the index on the parent.
            sql.with("k", "SELECT k.value FROM ").keys(Keys::Numbers(&numbers(keys)));
            return Source {
                tables: "k JOIN unit u ON u.parent = k.value".to_owned(),
                key: "CAST(u.parent AS TEXT)".to_owned(),
                condition: String::new(),
            };
        }
        UnitScope::Descendants { depth } => below(sql, "scope", Keys::Numbers(&numbers(keys)), depth),
        UnitScope::WithinMunicipality => located(sql, "scope", Place::Municipality, keys),
        UnitScope::WithinRegion => located(sql, "scope", Place::Region, keys),
        UnitScope::UsingNumber => {
            using(sql, keys);
            return Source {
                tables: "scope s JOIN unit u ON u.sor_code = s.code".to_owned(),
                key: "s.p".to_owned(),
                condition: " AND u.number_state <> 'NONE'".to_owned(),
            };
        }
    }
    Source {
        tables: "scope s JOIN unit u ON u.sor_code = s.code".to_owned(),
        key: "s.p".to_owned(),
        condition: String::new(),
    }
}

/// Keys that are codes; one that is not a number names nothing.
pub fn numbers(keys: &[String]) -> Vec<i64> {
    keys.iter().filter_map(|key| key.parse().ok()).collect()
}

/// `name(p, code, depth)`: everything below each of `roots`.
pub fn below(sql: &mut Sql, name: &str, roots: Keys<'_>, depth: u32) {
    sql.with(&format!("{name}(p, code, depth)"), "SELECT CAST(k.value AS TEXT), u.sor_code, 1 FROM ");
    sql.keys(roots).push(" JOIN unit u ON u.parent = k.value AND ").push(&stands("u"));
    sql.push(&format!(
        " UNION ALL SELECT s.p, u.sor_code, s.depth + 1 FROM {name} s JOIN unit u ON u.parent = s.code AND {} \
         WHERE s.depth < {}",
        stands("u"),
        depth.min(DEEPEST),
    ));
}

/// What a unit is located in.
#[derive(Clone, Copy)]
pub enum Place {
    Municipality,
    Region,
}

/// `name(p, code)`: every unit whose effective visiting address lies in one of
/// `places` (R31): its own visiting address, else its postal address, which may
/// be an ancestor's.
pub fn located(sql: &mut Sql, name: &str, place: Place, places: &[String]) {
    let keys = Keys::Texts(places);
    sql.with(&format!("{name}_lot(p, id)"), "SELECT ");
    match place {
        Place::Municipality => {
            sql.push("a.municipality, a.id FROM address a WHERE ").is_one_of("a.municipality", keys);
        }
        Place::Region => {
            // By the municipality's region at the point; by the address's own where it names no municipality.
            sql.push("m.region, a.id FROM municipality m JOIN address a ON a.municipality = m.code WHERE ");
            sql.push(&stands("m")).push(" AND ").is_one_of("m.region", keys);
            sql.push(" UNION ALL SELECT a.region, a.id FROM address a WHERE a.municipality IS NULL AND ");
            sql.is_one_of("a.region", keys);
        }
    }
    let here = stands("u");
    // `stays`: the postal address is the visiting address, too.
    sql.with(
        &format!("{name}_post(p, code, stays)"),
        &format!(
            "SELECT l.p, u.sor_code, u.visiting_address IS NULL FROM {name}_lot l \
             JOIN unit u ON u.postal_address = l.id AND {here} \
             UNION ALL SELECT s.p, u.sor_code, u.visiting_address IS NULL FROM {name}_post s \
             JOIN unit u ON u.parent = s.code AND {here} WHERE u.postal_address IS NULL"
        ),
    );
    sql.with(
        &format!("{name}(p, code)"),
        &format!(
            "SELECT l.p, u.sor_code FROM {name}_lot l JOIN unit u ON u.visiting_address = l.id AND {here} \
             UNION ALL SELECT s.p, s.code FROM {name}_post s WHERE s.stays"
        ),
    );
}

/// `scope(p, code, depth)`: the holder of each number, and all below it that could
/// use it from there (R34). Those of them without any number are for the reader to leave out.
fn using(sql: &mut Sql, glns: &[String]) {
    sql.with("scope(p, code, depth)", "SELECT CAST(l.gln AS TEXT), l.holder, 0 FROM location_number l");
    sql.push(&effective_holder()).push(" AND ").is_one_of("l.gln", Keys::Numbers(&numbers(glns)));
    inheriting(sql, "scope", "s.p, ");
}

/// Goes on from `location_number l` to its holder, where the number `l` is the one
/// the holder uses: it says so itself, and has no other one in force instead.
pub fn effective_holder() -> String {
    let in_force = |alias: &str| format!("{alias}.first_from <= $1 AND {alias}.last_day >= $1");
    format!(
        " JOIN unit h ON h.sor_code = l.holder AND {} AND h.number_state = 'OWN' WHERE {} AND ({} OR NOT EXISTS \
         (SELECT 1 FROM location_number o WHERE o.holder = l.holder AND {} AND {}))",
        stands("h"),
        stands("l"),
        in_force("l"),
        stands("o"),
        in_force("o"),
    )
}

/// Goes on from the holders in `name` to the units below, down to those with a
/// number of their own. One without a number passes its ancestor's on.
///
/// The comparison is on an expression, for SQLite would else make an index of it at
/// every step of the walk, in place of the index on the parent.
pub fn inheriting(sql: &mut Sql, name: &str, key: &str) {
    sql.push(&format!(
        " UNION ALL SELECT {key}u.sor_code, s.depth + 1 FROM {name} s JOIN unit u ON u.parent = s.code AND {} \
         WHERE u.number_state || '' <> 'OWN' AND s.depth < {DEEPEST}",
        stands("u"),
    ));
}

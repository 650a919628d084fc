//! What the register says of records at a revision, for every day: what copies of it keep.

use sea_orm::FromQueryResult;

use super::past::{
    HistoryRows, MESSAGE_TYPES, NUMBERS, Table, UNITS, by_key, of_message_type, of_number, of_unit,
};
use super::sql::{Keys, Sql, known};
use super::{Reads, StorageError, place_rows};
use crate::model::{
    Gln, LocationNumber, Municipality, NumberMessageType, Region, Revision, SorCode, Unit, Version,
};

/// Which records of a long table.
#[derive(Debug, Clone, Copy)]
pub enum Pick<'a> {
    /// The first so many behind this number, in the order of the numbers.
    After(i64, u32),
    /// Those behind the first number, up to the second one and with it.
    Between(i64, i64),
    /// These.
    Keys(&'a [i64]),
}

/// Which replacements.
#[derive(Debug, Clone, Copy)]
pub enum PickPairs<'a> {
    /// The first so many behind this one, by the old record, then by the new one.
    After((i64, i64), u32),
    /// Those of these old records.
    Of(&'a [i64]),
}

impl Reads {
    /// Versions of units, by unit in the order of the days.
    pub async fn standing_units(
        &self,
        revision: Revision,
        pick: Pick<'_>,
    ) -> Result<HistoryRows<SorCode, Unit>, StorageError> {
        let sql = self.standing(&UNITS, "t.stands_from", revision, pick);
        Ok(by_key(self.read(sql, of_unit).await?))
    }

    /// Versions of location numbers, by number in the order of the days.
    pub async fn standing_numbers(
        &self,
        revision: Revision,
        pick: Pick<'_>,
    ) -> Result<HistoryRows<Gln, LocationNumber>, StorageError> {
        let sql = self.standing(&NUMBERS, "t.stands_from", revision, pick);
        Ok(by_key(self.read(sql, of_number).await?))
    }

    /// The message types on location numbers, by number in the order of type, direction and day.
    pub async fn standing_messages(
        &self,
        revision: Revision,
        pick: Pick<'_>,
    ) -> Result<HistoryRows<Gln, NumberMessageType>, StorageError> {
        let order = format!("t.message_type{}, t.direction, t.valid_from", self.sql().bytewise());
        let sql = self.standing(&MESSAGE_TYPES, &order, revision, pick);
        Ok(by_key(self.read(sql, of_message_type).await?))
    }

    /// Where to part the units into pieces of about so many rows, which can be read side by side.
    pub async fn part_units(&self, rows: u32) -> Result<Vec<i64>, StorageError> {
        self.part(&UNITS, rows).await
    }

    /// The same for location numbers.
    pub async fn part_numbers(&self, rows: u32) -> Result<Vec<i64>, StorageError> {
        self.part(&NUMBERS, rows).await
    }

    /// The same for the message types on them.
    pub async fn part_messages(&self, rows: u32) -> Result<Vec<i64>, StorageError> {
        self.part(&MESSAGE_TYPES, rows).await
    }

    /// Every version of every region, by code, then by day.
    pub async fn standing_regions(&self, revision: Revision) -> Result<Vec<Version<Region>>, StorageError> {
        self.places("region", revision).await?.into_iter().map(place_rows::region).collect()
    }

    /// Every version of every municipality, by code, then by day.
    pub async fn standing_municipalities(
        &self,
        revision: Revision,
    ) -> Result<Vec<Version<Municipality>>, StorageError> {
        self.places("municipality", revision).await?.into_iter().map(place_rows::municipality).collect()
    }

    /// Replacements, as `(old, new)`.
    pub async fn standing_replacements(
        &self,
        revision: Revision,
        pick: PickPairs<'_>,
    ) -> Result<Vec<(SorCode, SorCode)>, StorageError> {
        let mut sql = self.sql().at_revision(revision);
        sql.push("SELECT t.* FROM replacement t WHERE ").push(&known("t")).push(" AND ");
        match pick {
            PickPairs::Of(old) => sql.is_one_of("t.old", Keys::Numbers(old)),
            PickPairs::After((old, new), _) => {
                sql.push("(t.old, t.new) > (").bind(old).push(", ").bind(new).push(")")
            }
        };
        sql.push(" ORDER BY t.old, t.new");
        if let PickPairs::After(_, most) = pick {
            sql.push(" LIMIT ").bind(i64::from(most));
        }
        let found = self.all::<entity::replacement::Model>(sql).await?;
        Ok(found.into_iter().map(|r| (SorCode::from_stored(r.old), SorCode::from_stored(r.new))).collect())
    }

    /// The unit and all that stood, stands or will stand below it on any day, as the revision knows it;
    /// nothing where it does not know the unit.
    pub async fn codes_below_ever(
        &self,
        revision: Revision,
        root: SorCode,
    ) -> Result<Vec<SorCode>, StorageError> {
        let mut sql = self.sql().at_revision(revision);
        // UNION: units that stand below each other on different days make a circle, which must end.
        sql.with("tree(code)", "SELECT t.sor_code FROM unit t WHERE t.sor_code = ").bind(root.number());
        sql.push(" AND ").push(&known("t"));
        sql.push(" UNION SELECT t.sor_code FROM tree JOIN unit t ON t.parent = tree.code AND ");
        sql.push(&known("t"));
        sql.with("", "SELECT code FROM tree ORDER BY code");
        self.rows(sql).await?.iter().map(|row| Ok(SorCode::from_stored(row.try_get("", "code")?))).collect()
    }

    /// The numbers that one of these units holds on any day, as the revision knows it.
    pub async fn glns_held_ever(
        &self,
        revision: Revision,
        holders: &[SorCode],
    ) -> Result<Vec<Gln>, StorageError> {
        let holders: Vec<_> = holders.iter().map(|holder| holder.number()).collect();
        let mut sql = self.sql().at_revision(revision);
        sql.push("SELECT DISTINCT t.gln FROM location_number t WHERE ").push(&known("t")).push(" AND ");
        sql.is_one_of("t.holder", Keys::Numbers(&holders)).push(" ORDER BY t.gln");
        self.rows(sql).await?.iter().map(|row| Ok(Gln::from_stored(row.try_get("", "gln")?))).collect()
    }

    /// How many records of all types a revision knows.
    pub async fn record_count(&self, revision: Revision) -> Result<i64, StorageError> {
        const KEYS: [(&str, &str); 8] = [
            ("unit", "DISTINCT t.sor_code"),
            ("location_number", "DISTINCT t.gln"),
            ("number_message_type", "DISTINCT t.gln"),
            ("replacement", "*"),
            ("region", "DISTINCT t.code"),
            ("municipality", "DISTINCT t.code"),
            ("coded_value", "*"),
            ("message_type", "*"),
        ];
        let mut sql = self.sql().at_revision(revision);
        let counted = |(table, key): &(&str, &str)| {
            format!("(SELECT COUNT({key}) FROM {table} t WHERE {})", known("t"))
        };
        sql.push("SELECT ").push(&KEYS.iter().map(counted).collect::<Vec<_>>().join(" + ")).push(" AS n");
        let rows = self.rows(sql).await?;
        Ok(rows.first().map_or(Ok(0), |row| row.try_get("", "n"))?)
    }

    fn standing(&self, table: &Table, order: &str, revision: Revision, pick: Pick<'_>) -> Sql {
        let mut sql = self.sql().at_revision(revision);
        sql.push("SELECT ").many("t", &table.all_columns()).push(" FROM ").push(table.name);
        sql.push(" t WHERE ").push(&known("t")).push(" AND t.");
        match pick {
            Pick::Keys(keys) => sql.is_one_of(table.key, Keys::Numbers(keys)),
            Pick::After(after, most) => behind(&mut sql, table, after, most),
            Pick::Between(after, last) => {
                sql.push(table.key).push(" > ").bind(after).push(" AND t.").push(table.key);
                sql.push(" <= ").bind(last)
            }
        };
        sql.push(" ORDER BY t.").push(table.key).push(", ").push(order);
        sql
    }

    /// The key of every so many rows, in the order of the keys. All rows count, whatever revision they are of: an
    /// index answers that by itself.
    #[expect(clippy::redundant_closure_for_method_calls, reason = "by name it is for one life of a row only")]
    async fn part(&self, table: &Table, rows: u32) -> Result<Vec<i64>, StorageError> {
        let Table { name, key, .. } = table;
        let mut sql = self.sql();
        sql.push(&format!(
            "SELECT DISTINCT k.{key} FROM (SELECT t.{key}, ROW_NUMBER() OVER (ORDER BY t.{key})"
        ));
        sql.push(&format!(" AS n FROM {name} t) k WHERE k.n % ")).bind(i64::from(rows));
        sql.push(&format!(" = 0 ORDER BY k.{key}"));
        self.read(sql, |row| row.take()).await
    }

    async fn places<T: FromQueryResult>(
        &self,
        table: &str,
        revision: Revision,
    ) -> Result<Vec<T>, StorageError> {
        let mut sql = self.sql().at_revision(revision);
        sql.push("SELECT t.* FROM ").push(table).push(" t WHERE ").push(&known("t"));
        let bytewise = sql.bytewise();
        sql.push(" ORDER BY t.code").push(bytewise).push(", t.stands_from");
        self.all(sql).await
    }
}

/// A page is so many records, whole, however many versions each of them has.
fn behind<'a>(sql: &'a mut Sql, table: &Table, after: i64, most: u32) -> &'a mut Sql {
    let Table { name, key, .. } = table;
    sql.push(&format!("{key} IN (SELECT DISTINCT k.{key} FROM {name} k WHERE "));
    sql.push(&known("k")).push(&format!(" AND k.{key} > ")).bind(after);
    sql.push(&format!(" ORDER BY k.{key} LIMIT ")).bind(i64::from(most)).push(")")
}

//! What the commits of a range wrote and ended, of many records at a time.

use std::collections::HashMap;

use chrono::NaiveDate;
use entity::{municipality, region};
use sea_orm::FromQueryResult;

use super::changed::ChangedKind;
use super::columns::Columns;
use super::past::{
    HistoryRow, HistoryRows, MESSAGE_TYPES, NUMBERS, Table, UNITS, by_key, of_message_type, of_number,
    of_unit, replaced,
};
use super::sql::{Column, Keys, Sql};
use super::units::UnitVersion;
use super::{Reads, StorageError, place_rows, records};
use crate::model::{Gln, LocationNumber, Municipality, NumberMessageType, Region, Revision, SorCode, Unit};

/// The commits from one to another, both included.
pub type Between = (Revision, Revision);

/// Where in the tree, on which day and at which commit.
pub type Place = (SorCode, NaiveDate, Revision);

#[derive(FromQueryResult)]
struct Spell {
    text: String,
    rev_from: i64,
    rev_to: i64,
}

impl Reads {
    /// The rows of units that stood before, between or after these commits.
    pub async fn units_between(
        &self,
        codes: &[SorCode],
        between: Between,
    ) -> Result<HistoryRows<SorCode, Unit>, StorageError> {
        let keys: Vec<_> = codes.iter().map(|code| code.number()).collect();
        let sql = self.between(&UNITS, Keys::Numbers(&keys), between);
        Ok(by_key(self.read(sql, of_unit).await?))
    }

    /// The rows of location numbers that stood before, between or after these commits.
    pub async fn numbers_between(
        &self,
        glns: &[Gln],
        between: Between,
    ) -> Result<HistoryRows<Gln, LocationNumber>, StorageError> {
        let keys: Vec<_> = glns.iter().map(|gln| gln.number()).collect();
        let sql = self.between(&NUMBERS, Keys::Numbers(&keys), between);
        Ok(by_key(self.read(sql, of_number).await?))
    }

    /// The message types on these numbers that stood before, between or after these commits.
    pub async fn message_types_between(
        &self,
        glns: &[Gln],
        between: Between,
    ) -> Result<HistoryRows<Gln, NumberMessageType>, StorageError> {
        let keys: Vec<_> = glns.iter().map(|gln| gln.number()).collect();
        let sql = self.between(&MESSAGE_TYPES, Keys::Numbers(&keys), between);
        Ok(by_key(self.read(sql, of_message_type).await?))
    }

    /// The rows of regions that stood before, between or after these commits.
    pub async fn regions_between(
        &self,
        codes: &[String],
        between: Between,
    ) -> Result<HistoryRows<String, Region>, StorageError> {
        let found =
            self.places_between::<region::Model>("region", "code", Keys::Texts(codes), between).await?;
        let read = |row: region::Model| {
            let replaced = replaced(row.rev_to);
            let version = place_rows::region(row)?;
            Ok((version.content.code.to_string(), HistoryRow { version, replaced }))
        };
        Ok(by_key(found.into_iter().map(read).collect::<Result<_, StorageError>>()?))
    }

    /// The rows of municipalities that stood before, between or after these commits.
    pub async fn municipalities_between(
        &self,
        codes: &[String],
        between: Between,
    ) -> Result<HistoryRows<String, Municipality>, StorageError> {
        let keys = Keys::Texts(codes);
        let found = self.places_between::<municipality::Model>("municipality", "code", keys, between).await?;
        let read = |row: municipality::Model| {
            let replaced = replaced(row.rev_to);
            let version = place_rows::municipality(row)?;
            Ok((version.content.code.to_string(), HistoryRow { version, replaced }))
        };
        Ok(by_key(found.into_iter().map(read).collect::<Result<_, StorageError>>()?))
    }

    /// From which commit up to which these entries stood: of a code list, of the list
    /// of message types, or among the replacements.
    pub async fn spells_between(
        &self,
        kind: ChangedKind,
        keys: &[String],
        between: Between,
    ) -> Result<HashMap<String, Vec<(Revision, Option<Revision>)>>, StorageError> {
        let (table, key) = match kind {
            ChangedKind::CodedValue => ("coded_value", "list || '/' || entry"),
            ChangedKind::MessageType => ("message_type", "id"),
            _ => ("replacement", "CAST(old AS TEXT) || '/' || CAST(new AS TEXT)"),
        };
        let mut sql = self.sql();
        sql.push("SELECT ").push(key).push(" AS text, rev_from, rev_to FROM ").push(table);
        overlap(&mut sql, key, Keys::Texts(keys), between);
        let mut found: HashMap<_, Vec<_>> = HashMap::new();
        for Spell { text, rev_from, rev_to } in self.all::<Spell>(sql).await? {
            found.entry(text).or_default().push((Revision(rev_from), replaced(rev_to)));
        }
        Ok(found)
    }

    /// The days whose effects these commits noted.
    pub async fn days_noted(
        &self,
        (from, to): Between,
    ) -> Result<HashMap<Revision, NaiveDate>, StorageError> {
        let mut sql = self.sql();
        sql.push(
            "SELECT MIN(record) AS record, MIN(effective) AS effective, rev_from, MIN(rev_to) AS rev_to ",
        );
        sql.push("FROM day_effect WHERE rev_from <> 0 AND rev_from >= ").bind(from.0);
        sql.push(" AND rev_from <= ").bind(to.0).push(" GROUP BY rev_from");
        let found = self.all::<entity::day_effect::Model>(sql).await?;
        Ok(found.into_iter().map(|row| (Revision(row.rev_from), row.effective)).collect())
    }

    /// What stands at each of these places and above it, each at the place's own day
    /// and commit: by place, the units by their codes.
    pub async fn trees_above(
        &self,
        places: &[Place],
    ) -> Result<HashMap<Place, HashMap<SorCode, UnitVersion>>, StorageError> {
        let column = |number: fn(&Place) -> i64| Column::Numbers(places.iter().map(number).collect());
        let columns = [
            column(|place| place.0.number()),
            Column::Days(places.iter().map(|place| place.1).collect()),
            column(|place| place.2.0),
        ];
        let stands = "u.sor_code = up.code AND u.stands_from <= up.day AND u.stands_to >= up.day \
                      AND u.rev_from <= up.revision AND u.rev_to > up.revision";
        let mut sql = self.sql();
        sql.push("WITH RECURSIVE up(place, day, revision, code) AS (SELECT k.place, k.day, k.revision, k.place FROM ");
        sql.key_rows(&["place", "day", "revision"], &columns);
        sql.push(&format!(
            " UNION SELECT up.place, up.day, up.revision, u.parent FROM up JOIN unit u ON {stands} \
             WHERE u.parent IS NOT NULL) \
             SELECT up.place, up.day, up.revision, "
        ));
        sql.columns("u", records::UNIT).push(" FROM up JOIN unit u ON ").push(stands);
        let mut found: HashMap<Place, HashMap<_, _>> = HashMap::new();
        let read = |row: &mut Columns<'_>| {
            let place = (SorCode::from_stored(row.take()?), row.day()?, Revision(row.take()?));
            Ok((place, records::unit(row)?))
        };
        for (place, unit) in self.read(sql, read).await? {
            found.entry(place).or_default().insert(unit.content.sor_code, unit);
        }
        Ok(found)
    }

    fn between(&self, table: &Table, keys: Keys<'_>, between: Between) -> Sql {
        let mut sql = self.sql();
        sql.select(table);
        overlap(&mut sql, table.key, keys, between);
        sql
    }

    async fn places_between<T: FromQueryResult>(
        &self,
        table: &str,
        key: &str,
        keys: Keys<'_>,
        between: Between,
    ) -> Result<Vec<T>, StorageError> {
        let mut sql = self.sql();
        sql.push("SELECT * FROM ").push(table);
        overlap(&mut sql, key, keys, between);
        self.all(sql).await
    }
}

/// A row ended by the first commit stood before it, and counts.
fn overlap(sql: &mut Sql, key: &str, keys: Keys<'_>, (from, to): Between) {
    sql.push(" WHERE rev_from <= ").bind(to.0).push(" AND rev_to >= ").bind(from.0).push(" AND ");
    sql.is_one_of(key, keys);
}

//! Rows of the long tables → model, column by column. A row that cannot be read is an
//! error that names it, never a guess.
//!
//! Each list of columns stands beside what reads them, in the same order. Digests and
//! the two keys of a name are not among them: nobody reads those.

use std::fmt::Display;

use uuid::Uuid;

use super::StorageError;
use super::columns::Columns;
use super::rows::{open_end, unreadable};
use crate::model::{
    Address, Contact, Cvr, Direction, GeographicalParent, GeographicalRelation, Gln, HospitalFlags, Level,
    Lifetime, LocationNumber, MessageTypeKey, NumberMessageType, NumberState, PNumber, ProviderNumber,
    Revision, ShakCode, SorCode, Speciality, Unit, UnitKind, Version,
};

/// What [`unit`] reads.
pub const UNIT: &[&str] = &[
    "sor_code",
    "kind",
    "parent",
    "name",
    "type_code",
    "cvr",
    "p_number",
    "pharmacy_number",
    "shak",
    "provider_number",
    "local_code",
    "local_attributes",
    "level_code",
    "level_name",
    "geographical_relation",
    "geographical_target",
    "number_state",
    "postal_address",
    "visiting_address",
    "activity_address",
    "email",
    "website",
    "telephone",
    "fax",
    "specialities",
    "ambulant_activity",
    "patients_admitted",
    "reporting_level",
    "from_date",
    "updated_at",
    "first_from",
    "last_day",
    "stands_from",
    "stands_to",
    "rev_from",
];

pub fn unit(row: &mut Columns<'_>) -> Result<Version<Unit>, StorageError> {
    let key: i64 = row.take()?;
    let bad = |what: &str| unreadable("unit", &key, &what);
    let content = Unit {
        sor_code: SorCode::from_stored(key),
        kind: UnitKind::from_short(row.take()?).ok_or_else(|| bad("an unknown kind"))?,
        parent: row.take::<Option<i64>>()?.map(SorCode::from_stored),
        name: row.take()?,
        type_code: row.take()?,
        cvr: code(row, &key, Cvr::parse)?,
        p_number: code(row, &key, PNumber::parse)?,
        pharmacy_number: row.take()?,
        shak: code(row, &key, ShakCode::parse)?,
        provider_number: code(row, &key, ProviderNumber::parse)?,
        local_code: row.take()?,
        local_attributes: match row.text(|text| serde_json::from_str(text))? {
            Some(read) => read.map_err(|error| unreadable("unit", &key, &error))?,
            None => Vec::new(),
        },
        level: level(row)?,
        geographical_parent: {
            let (relation, target) = (row.take::<Option<i16>>()?, row.take::<Option<i64>>()?);
            let known = |number| {
                GeographicalRelation::from_number(number)
                    .ok_or_else(|| bad("an unknown geographical relation"))
            };
            let target = target.map(SorCode::from_stored);
            let relation = relation.map(known).transpose()?;
            relation.map(|relation| GeographicalParent { relation, target })
        },
        number_state: NumberState::from_name(row.take()?).ok_or_else(|| bad("an unknown number state"))?,
        postal_address: row.take()?,
        visiting_address: row.take()?,
        activity_address: row.take()?,
        contact: contact(row)?,
        specialities: row.text(specialities)?.unwrap_or_default(),
        flags: flags(row)?,
        from_date: row.day()?,
        updated_at: row.open_day()?,
    };
    version(row, content)
}

/// What [`location_number`] reads.
pub const LOCATION_NUMBER: &[&str] = &[
    "gln",
    "holder",
    "only_internal",
    "not_active",
    "system_supplier",
    "system_type",
    "network_operator",
    "region",
    "edi_administrator",
    "note",
    "from_date",
    "updated_at",
    "first_from",
    "last_day",
    "stands_from",
    "stands_to",
    "rev_from",
];

pub fn location_number(row: &mut Columns<'_>) -> Result<Version<LocationNumber>, StorageError> {
    let content = LocationNumber {
        gln: Gln::from_stored(row.take()?),
        holder: row.take::<Option<i64>>()?.map(SorCode::from_stored),
        only_internal: row.flag()?,
        not_active: row.flag()?,
        system_supplier: row.take()?,
        system_type: row.take()?,
        network_operator: row.take()?,
        region: row.take()?,
        edi_administrator: row.take()?,
        note: row.take()?,
        from_date: row.day()?,
        updated_at: row.open_day()?,
    };
    version(row, content)
}

/// What [`number_message_type`] reads.
pub const NUMBER_MESSAGE_TYPE: &[&str] =
    &["gln", "message_type", "direction", "valid_from", "valid_to", "updated_by"];

pub fn number_message_type(row: &mut Columns<'_>) -> Result<NumberMessageType, StorageError> {
    let gln = Gln::from_stored(row.take()?);
    let bad = |what: &str| unreadable("number_message_type", &gln, &what);
    Ok(NumberMessageType {
        gln,
        message_type: row
            .text(MessageTypeKey::from_stored)?
            .flatten()
            .ok_or_else(|| bad("a bad message type"))?,
        direction: Direction::from_name(row.take()?).ok_or_else(|| bad("an unknown direction"))?,
        valid_from: row.day()?,
        valid_to: open_end(row.day()?),
        updated_by: row.take()?,
    })
}

/// What [`address`] reads.
pub const ADDRESS: &[&str] = &[
    "id",
    "sublocation",
    "street_name",
    "short_street_name",
    "building",
    "stairway",
    "floor",
    "suite",
    "district_subdivision",
    "post_box",
    "post_code",
    "district_name",
    "country",
    "municipality",
    "street_code",
    "region",
    "north_mm",
    "east_mm",
];

pub fn address(row: &mut Columns<'_>) -> Result<(Uuid, Address), StorageError> {
    let id = row.take()?;
    let address = Address {
        sublocation: row.take()?,
        street_name: row.take()?,
        short_street_name: row.take()?,
        building: row.take()?,
        stairway: row.take()?,
        floor: row.take()?,
        suite: row.take()?,
        district_subdivision: row.take()?,
        post_box: row.take()?,
        post_code: row.take()?,
        district_name: row.take()?,
        country: row.take()?,
        municipality: row.take()?,
        street_code: row.take()?,
        region: row.take()?,
        north_mm: row.take()?,
        east_mm: row.take()?,
    };
    Ok((id, address))
}

/// Parses a stored code that may be null.
fn code<T, E: Display>(
    row: &mut Columns<'_>,
    key: &dyn Display,
    parse: impl Fn(&str) -> Result<T, E>,
) -> Result<Option<T>, StorageError> {
    row.text(parse)?.transpose().map_err(|error| unreadable("unit", key, &error))
}

fn level(row: &mut Columns<'_>) -> Result<Option<Level>, StorageError> {
    let level = Level { code: row.take()?, name: row.take()? };
    Ok((level.code.is_some() || level.name.is_some()).then_some(level))
}

fn contact(row: &mut Columns<'_>) -> Result<Option<Contact>, StorageError> {
    let contact =
        Contact { email: row.take()?, website: row.take()?, telephone: row.take()?, fax: row.take()? };
    Ok((!contact.is_empty()).then_some(contact))
}

fn specialities(text: &str) -> Vec<Speciality> {
    text.split_ascii_whitespace()
        .map(|part| match part.split_once(':') {
            Some((code, role)) => Speciality { code: code.to_owned(), role: Some(role.to_owned()) },
            None => Speciality { code: part.to_owned(), role: None },
        })
        .collect()
}

fn flags(row: &mut Columns<'_>) -> Result<Option<HospitalFlags>, StorageError> {
    Ok(match (row.open_flag()?, row.open_flag()?, row.open_flag()?) {
        (Some(ambulant_activity), Some(patients_admitted), Some(reporting_level)) => {
            Some(HospitalFlags { ambulant_activity, patients_admitted, reporting_level })
        }
        _ => None,
    })
}

/// The last five columns of a record with dates.
fn version<T>(row: &mut Columns<'_>, content: T) -> Result<Version<T>, StorageError> {
    Ok(Version {
        content,
        life: Lifetime { first_from: row.day()?, to: open_end(row.day()?) },
        stands_from: row.day()?,
        stands_to: row.day()?,
        written: Revision(row.take()?),
    })
}

//! Model → rows of the long tables; [`super::records`] reads them.

use std::fmt::Display;

use chrono::NaiveDate;
use entity::{address, location_number, number_message_type, unit};
use sea_orm::ActiveValue::Set;

use super::StorageError;
use crate::model::{
    Address, LAST_DAY, LocationNumber, NumberMessageType, Revision, SorCode, Speciality, Unit, Version,
    search_key, sort_key,
};

/// `rev_to` of a row that no later commit has replaced.
pub const STANDS: i64 = i64::MAX;

pub fn unreadable(table: &'static str, key: &dyn Display, what: &dyn Display) -> StorageError {
    StorageError::Unreadable { table, key: key.to_string(), what: what.to_string() }
}

/// The stored form of an open end.
pub fn last_day(to: Option<NaiveDate>) -> NaiveDate {
    to.unwrap_or(LAST_DAY)
}

/// The model's form of a stored end.
pub fn open_end(day: NaiveDate) -> Option<NaiveDate> {
    (day != LAST_DAY).then_some(day)
}

/// Parses a stored code that may be null.
pub fn code<T, E: Display>(
    table: &'static str,
    key: &dyn Display,
    text: Option<String>,
    parse: impl Fn(&str) -> Result<T, E>,
) -> Result<Option<T>, StorageError> {
    text.map(|text| parse(&text).map_err(|error| unreadable(table, key, &error))).transpose()
}

fn specialities_text(specialities: &[Speciality]) -> Option<String> {
    let part = |s: &Speciality| match &s.role {
        Some(role) => format!("{}:{role}", s.code),
        None => s.code.clone(),
    };
    (!specialities.is_empty()).then(|| specialities.iter().map(part).collect::<Vec<_>>().join(" "))
}

/// The row of a version that is written by `revision`.
pub fn unit_row(version: Version<Unit>, revision: Revision) -> unit::ActiveModel {
    let digest = version.content.digest();
    let unit = version.content;
    let contact = unit.contact.unwrap_or_default();
    let level = unit.level.unwrap_or_default();
    unit::ActiveModel {
        sor_code: Set(unit.sor_code.number()),
        kind: Set(unit.kind.short().to_owned()),
        parent: Set(unit.parent.map(SorCode::number)),
        stands_from: Set(version.stands_from),
        stands_to: Set(version.stands_to),
        first_from: Set(version.life.first_from),
        last_day: Set(last_day(version.life.to)),
        rev_from: Set(revision.0),
        rev_to: Set(STANDS),
        digest: Set(digest),
        name_search: Set(search_key(&unit.name)),
        name_sort: Set(sort_key(&unit.name)),
        name: Set(unit.name),
        type_code: Set(unit.type_code),
        cvr: Set(unit.cvr.map(|c| c.to_string())),
        p_number: Set(unit.p_number.map(|c| c.to_string())),
        pharmacy_number: Set(unit.pharmacy_number),
        shak: Set(unit.shak.map(|c| c.to_string())),
        provider_number: Set(unit.provider_number.map(|c| c.to_string())),
        local_code: Set(unit.local_code),
        local_attributes: Set((!unit.local_attributes.is_empty())
            .then(|| serde_json::Value::from(unit.local_attributes).to_string())),
        level_code: Set(level.code),
        level_name: Set(level.name),
        geographical_relation: Set(unit.geographical_parent.map(|g| g.relation.number())),
        geographical_target: Set(unit.geographical_parent.and_then(|g| g.target).map(SorCode::number)),
        number_state: Set(unit.number_state.as_str().to_owned()),
        postal_address: Set(unit.postal_address),
        visiting_address: Set(unit.visiting_address),
        activity_address: Set(unit.activity_address),
        email: Set(contact.email),
        website: Set(contact.website),
        telephone: Set(contact.telephone),
        fax: Set(contact.fax),
        specialities: Set(specialities_text(&unit.specialities)),
        ambulant_activity: Set(unit.flags.map(|f| f.ambulant_activity)),
        patients_admitted: Set(unit.flags.map(|f| f.patients_admitted)),
        reporting_level: Set(unit.flags.map(|f| f.reporting_level)),
        from_date: Set(unit.from_date),
        updated_at: Set(unit.updated_at),
    }
}

/// The row of a version that is written by `revision`.
pub fn location_number_row(
    version: Version<LocationNumber>,
    revision: Revision,
) -> location_number::ActiveModel {
    let digest = version.content.digest();
    let number = version.content;
    location_number::ActiveModel {
        gln: Set(number.gln.number()),
        holder: Set(number.holder.map(SorCode::number)),
        stands_from: Set(version.stands_from),
        stands_to: Set(version.stands_to),
        first_from: Set(version.life.first_from),
        last_day: Set(last_day(version.life.to)),
        rev_from: Set(revision.0),
        rev_to: Set(STANDS),
        digest: Set(digest),
        only_internal: Set(number.only_internal),
        not_active: Set(number.not_active),
        system_supplier: Set(number.system_supplier),
        system_type: Set(number.system_type),
        network_operator: Set(number.network_operator),
        region: Set(number.region),
        edi_administrator: Set(number.edi_administrator),
        note: Set(number.note),
        from_date: Set(number.from_date),
        updated_at: Set(number.updated_at),
    }
}

/// The row of a message type on a number that is written by `revision`.
pub fn number_message_type_row(
    value: NumberMessageType,
    revision: Revision,
) -> number_message_type::ActiveModel {
    number_message_type::ActiveModel {
        gln: Set(value.gln.number()),
        message_type: Set(value.message_type.to_string()),
        direction: Set(value.direction.as_str().to_owned()),
        valid_from: Set(value.valid_from),
        valid_to: Set(last_day(value.valid_to)),
        updated_by: Set(value.updated_by),
        rev_from: Set(revision.0),
        rev_to: Set(STANDS),
    }
}

pub fn address(row: address::Model) -> Address {
    Address {
        sublocation: row.sublocation,
        street_name: row.street_name,
        short_street_name: row.short_street_name,
        building: row.building,
        stairway: row.stairway,
        floor: row.floor,
        suite: row.suite,
        district_subdivision: row.district_subdivision,
        post_box: row.post_box,
        post_code: row.post_code,
        district_name: row.district_name,
        country: row.country,
        municipality: row.municipality,
        street_code: row.street_code,
        region: row.region,
        north_mm: row.north_mm,
        east_mm: row.east_mm,
    }
}

/// The row of an address.
pub fn address_row(address: Address) -> address::ActiveModel {
    address::ActiveModel {
        id: Set(address.id()),
        sublocation: Set(address.sublocation),
        street_name: Set(address.street_name),
        short_street_name: Set(address.short_street_name),
        building: Set(address.building),
        stairway: Set(address.stairway),
        floor: Set(address.floor),
        suite: Set(address.suite),
        district_subdivision: Set(address.district_subdivision),
        post_box: Set(address.post_box),
        post_code: Set(address.post_code),
        district_name: Set(address.district_name),
        country: Set(address.country),
        municipality: Set(address.municipality),
        street_code: Set(address.street_code),
        region: Set(address.region),
        north_mm: Set(address.north_mm),
        east_mm: Set(address.east_mm),
    }
}

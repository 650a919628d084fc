//! Rows ↔ model for regions, municipalities and code lists; see [`super::rows`].

use entity::{coded_value, message_type, municipality, region};
use sea_orm::ActiveValue::Set;

use super::StorageError;
use super::rows::{STANDS, code, last_day, open_end, unreadable};
use crate::model::{
    CodeList, CodedValue, Lifetime, MessageType, MessageTypeKey, Municipality, MunicipalityCode, Region,
    RegionCode, Revision, Version, sort_key,
};

pub fn region(row: region::Model) -> Result<Version<Region>, StorageError> {
    let content = Region {
        code: RegionCode::parse(&row.code).map_err(|error| unreadable("region", &row.code, &error))?,
        iso_code: row.iso_code,
        name_da: row.name_da,
        name_en: row.name_en,
        successor: row.successor,
        valid_from: row.stands_from.max(row.first_from),
        valid_to: open_end(row.stands_to.min(row.last_day)),
    };
    Ok(Version {
        content,
        life: Lifetime { first_from: row.first_from, to: open_end(row.last_day) },
        stands_from: row.stands_from,
        stands_to: row.stands_to,
        written: Revision(row.rev_from),
    })
}

/// The row of a region's version that is written by `revision`.
pub fn region_row(version: Version<Region>, revision: Revision) -> region::ActiveModel {
    let region = version.content;
    region::ActiveModel {
        code: Set(region.code.to_string()),
        stands_from: Set(version.stands_from),
        stands_to: Set(version.stands_to),
        first_from: Set(version.life.first_from),
        last_day: Set(last_day(version.life.to)),
        rev_from: Set(revision.0),
        rev_to: Set(STANDS),
        iso_code: Set(region.iso_code),
        name_da: Set(region.name_da),
        name_en: Set(region.name_en),
        successor: Set(region.successor),
    }
}

pub fn municipality(row: municipality::Model) -> Result<Version<Municipality>, StorageError> {
    const TABLE: &str = "municipality";
    let content = Municipality {
        code: MunicipalityCode::parse(&row.code).map_err(|error| unreadable(TABLE, &row.code, &error))?,
        name: row.name,
        region: code(TABLE, &row.code, row.region, RegionCode::parse)?,
        valid_from: row.stands_from.max(row.first_from),
        valid_to: open_end(row.stands_to.min(row.last_day)),
    };
    Ok(Version {
        content,
        life: Lifetime { first_from: row.first_from, to: open_end(row.last_day) },
        stands_from: row.stands_from,
        stands_to: row.stands_to,
        written: Revision(row.rev_from),
    })
}

/// The row of a municipality's version that is written by `revision`.
pub fn municipality_row(version: Version<Municipality>, revision: Revision) -> municipality::ActiveModel {
    let municipality = version.content;
    municipality::ActiveModel {
        code: Set(municipality.code.to_string()),
        stands_from: Set(version.stands_from),
        stands_to: Set(version.stands_to),
        first_from: Set(version.life.first_from),
        last_day: Set(last_day(version.life.to)),
        rev_from: Set(revision.0),
        rev_to: Set(STANDS),
        name_sort: Set(sort_key(&municipality.name)),
        name: Set(municipality.name),
        region: Set(municipality.region.map(|code| code.to_string())),
    }
}

pub fn coded_value(row: coded_value::Model) -> Result<CodedValue, StorageError> {
    let list = CodeList::from_name(&row.list)
        .ok_or_else(|| unreadable("coded_value", &row.entry, &"an unknown list"))?;
    Ok(CodedValue { list, key: row.entry, code: row.code, name_da: row.name_da, name_en: row.name_en })
}

/// The row of a code list entry that is written by `revision`.
pub fn coded_value_row(value: CodedValue, revision: Revision) -> coded_value::ActiveModel {
    coded_value::ActiveModel {
        list: Set(value.list.as_str().to_owned()),
        entry: Set(value.key),
        code: Set(value.code),
        name_da: Set(value.name_da),
        name_en: Set(value.name_en),
        rev_from: Set(revision.0),
        rev_to: Set(STANDS),
    }
}

pub fn message_type(row: message_type::Model) -> Result<MessageType, StorageError> {
    let key = MessageTypeKey::from_stored(&row.id)
        .ok_or_else(|| unreadable("message_type", &row.id, &"a bad id"))?;
    Ok(MessageType {
        key,
        group: row.message_group,
        name_da: row.name_da,
        name_en: row.name_en,
        uri: row.uri,
    })
}

/// The row of a listed message type that is written by `revision`.
pub fn message_type_row(value: MessageType, revision: Revision) -> message_type::ActiveModel {
    message_type::ActiveModel {
        id: Set(value.key.to_string()),
        message_group: Set(value.group),
        name_da: Set(value.name_da),
        name_en: Set(value.name_en),
        uri: Set(value.uri),
        rev_from: Set(revision.0),
        rev_to: Set(STANDS),
    }
}

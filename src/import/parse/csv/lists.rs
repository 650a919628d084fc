use std::ops::ControlFlow;

use chrono::NaiveDate;

use crate::model::{
    CodeList, CodedValue, Direction, Gln, MessageFormat, MessageType, MessageTypeKey, Municipality,
    MunicipalityCode, NumberMessageType, OPENING_DAY, Region, RegionCode, SorCode,
};

use super::super::fault::LineFault;
use super::super::mapping::Section;
use super::super::value::excerpt;
use super::super::{Finding, FindingCode, Format, Parsed, Place, Refusal, RefusalCode};
use super::Output;
use super::cells::{Cells, Layout, RowFault};
use super::rows::Rows;
use super::units::tell_columns;

/// The first day of the five regions and the 98 municipalities.
const REFORM_2007: NaiveDate = NaiveDate::from_ymd_opt(2007, 1, 1).expect("a date of the calendar");
/// The last day before the regions change.
const LAST_OF_2026: NaiveDate = NaiveDate::from_ymd_opt(2026, 12, 31).expect("a date of the calendar");
const REFORM_2027: NaiveDate = NaiveDate::from_ymd_opt(2027, 1, 1).expect("a date of the calendar");

/// What a row of a format is; some rows are two records.
type Parse = fn(&Cells<'_>, Place) -> Result<Vec<Parsed>, RowFault>;

/// Reads a file whose rows need nothing but themselves.
pub(super) fn read(
    rows: &mut Rows<'_>,
    format: Format,
    section: Option<&Section>,
    output: &mut Output<'_>,
) -> Result<(), LineFault> {
    let layout = match section {
        Some(section) if tell_columns(rows.header(), section, output).is_break() => return Ok(()),
        Some(section) => Layout::mapped(section, rows.header()),
        None => Layout::of_header(rows.header()),
    };
    // The field that tells whose row it is, and what the row is.
    let (subject, parse): (&str, Parse) = match format {
        Format::MessageTypes | Format::EdiTypeMap => ("gln", message_type),
        Format::EdiTypes | Format::MedComTypes => ("type", listed_message_type),
        Format::ReplacedEntities => ("old", replacement),
        Format::Regions => ("region_code", region),
        Format::Municipalities => ("municipality_code", municipality),
        Format::MunicipalitiesBothPeriods => ("municipality_code", municipality_in_both_periods),
        Format::UnitTypes => ("snomed_code", unit_type),
        Format::Specialities => ("snomed_code", speciality),
        Format::NetworkOperators => ("code", network_operator),
        Format::Levels => ("level_da", level),
        // These are read elsewhere.
        Format::SorXml | Format::SorEntity | Format::LocationsCodes | Format::Unknown => return Ok(()),
    };
    while let Some(row) = rows.next()? {
        let (place, cells) = (output.place(row.line), Cells { layout: &layout, row });
        let parsed = match row.wrong_width(layout.width)? {
            None => parse(&cells, place),
            Some(reason) => Err(RowFault::row(RefusalCode::WrongFieldCount, reason)),
        };
        let parsed = match parsed {
            Ok(parsed) => parsed,
            Err(RowFault::File(fault)) => return Err(fault),
            Err(RowFault::Row(code, reason)) => {
                let sor_code = cells.get(subject).ok().flatten().map(|text| excerpt(&text));
                vec![Parsed::Refused(Refusal { place, sor_code, code, reason })]
            }
        };
        if parsed.into_iter().try_for_each(|parsed| output.put(parsed)) == ControlFlow::Break(()) {
            break;
        }
    }
    Ok(())
}

fn message_key(cells: &Cells<'_>) -> Result<MessageTypeKey, RowFault> {
    let format = cells.format("format")?;
    let key = MessageTypeKey {
        format,
        kind: cells.required("type")?.into_owned(),
        version: cells.required("version")?.into_owned(),
    };
    // The stored form is FORMAT/TYPE/VERSION: a slash in the type would be read back as another type.
    if key.kind.contains('/') {
        let reason = format!("The type \"{}\" holds a slash.", excerpt(&key.kind));
        return Err(RowFault::row(RefusalCode::InvalidValue, reason));
    }
    Ok(key)
}

fn message_type(cells: &Cells<'_>, place: Place) -> Result<Vec<Parsed>, RowFault> {
    let gln = Gln::parse(&cells.required("gln")?).map_err(RowFault::code(RefusalCode::InvalidGln))?;
    let message_type = message_key(cells)?;
    let direction = cells.required("direction")?;
    let direction = Direction::from_name(&direction.to_ascii_uppercase()).ok_or_else(|| {
        let reason = format!("The direction \"{}\" is neither RECEIVE nor SEND.", excerpt(&direction));
        RowFault::row(RefusalCode::InvalidValue, reason)
    })?;
    let valid_from =
        if cells.layout.has("valid_from") { cells.first_day("valid_from")? } else { OPENING_DAY };
    let valid_to = cells.last_day("valid_to", valid_from)?;
    let updated_by = cells.text("updated_by")?;
    let row = NumberMessageType { gln, message_type, direction, valid_from, valid_to, updated_by };
    Ok(vec![Parsed::MessageType { place, row }])
}

/// A row of the list of message types. The published list also has an envelope, which is no message.
fn listed_message_type(cells: &Cells<'_>, place: Place) -> Result<Vec<Parsed>, RowFault> {
    let format = cells.required("format")?;
    if MessageFormat::from_name(&format.to_ascii_uppercase()).is_none() {
        let message = format!("\"{}\" is not a format of messages; the row was skipped.", excerpt(&format));
        let code = FindingCode::RowSkipped;
        return Ok(vec![Parsed::Found(Finding { place, sor_code: None, code, message })]);
    }
    // The list's own names are in Danish here and in English there; our list says which.
    let danish = if cells.layout.has("name_da") { "name_da" } else { "name" };
    let row = MessageType {
        key: message_key(cells)?,
        group: cells.text("group")?,
        name_da: cells.text(danish)?,
        name_en: cells.text("name_en")?,
        uri: cells.text("uri")?,
    };
    Ok(vec![Parsed::ListedMessageType { place, row }])
}

fn replacement(cells: &Cells<'_>, place: Place) -> Result<Vec<Parsed>, RowFault> {
    let code =
        |key| SorCode::parse(&cells.required(key)?).map_err(RowFault::code(RefusalCode::InvalidSorCode));
    Ok(vec![Parsed::Replacement { place, old: code("old")?, new: code("new")? }])
}

fn region_code(text: &str) -> Result<RegionCode, RowFault> {
    RegionCode::parse(text).map_err(RowFault::code(RefusalCode::InvalidValue))
}

fn municipality_code(cells: &Cells<'_>) -> Result<MunicipalityCode, RowFault> {
    let text = cells.required("municipality_code")?;
    MunicipalityCode::parse(&text).map_err(RowFault::code(RefusalCode::InvalidValue))
}

fn region(cells: &Cells<'_>, place: Place) -> Result<Vec<Parsed>, RowFault> {
    let valid_from = cells.first_day("valid_from")?;
    let row = Region {
        code: region_code(&cells.required("region_code")?)?,
        iso_code: cells.text("iso_3166_2")?,
        name_da: cells.required("name_da")?.into_owned(),
        name_en: cells.text("name_en")?,
        successor: cells.text("successor")?,
        valid_from,
        valid_to: cells.last_day("valid_to", valid_from)?,
    };
    Ok(vec![Parsed::Region { place, row }])
}

fn municipality(cells: &Cells<'_>, place: Place) -> Result<Vec<Parsed>, RowFault> {
    let valid_from = cells.first_day("valid_from")?;
    let row = Municipality {
        code: municipality_code(cells)?,
        name: cells.required("name")?.into_owned(),
        region: cells.get("region_code")?.map(|text| region_code(&text)).transpose()?,
        valid_from,
        valid_to: cells.last_day("valid_to", valid_from)?,
    };
    Ok(vec![Parsed::Municipality { place, row }])
}

/// A municipality whose region changes with 2027 is two rows; the code of the region to come is not known yet.
fn municipality_in_both_periods(cells: &Cells<'_>, place: Place) -> Result<Vec<Parsed>, RowFault> {
    let row = Municipality {
        code: municipality_code(cells)?,
        name: cells.required("name")?.into_owned(),
        region: Some(region_code(&cells.required("region_code_2007_2026")?)?),
        valid_from: REFORM_2007,
        valid_to: None,
    };
    if cells.get("region_name_2007_2026")? == cells.get("region_name_from_2027")? {
        return Ok(vec![Parsed::Municipality { place, row }]);
    }
    let later = Municipality { region: None, valid_from: REFORM_2027, ..row.clone() };
    let earlier = Municipality { valid_to: Some(LAST_OF_2026), ..row };
    Ok([earlier, later].map(|row| Parsed::Municipality { place, row }).into())
}

fn coded(
    cells: &Cells<'_>,
    place: Place,
    list: CodeList,
    key: &str,
    name: &str,
) -> Result<Vec<Parsed>, RowFault> {
    let key = cells.required(key)?.into_owned();
    let (name_da, name_en) = (cells.text(name)?, cells.text("name_en")?);
    Ok(vec![Parsed::Coded {
        place,
        row: CodedValue { list, code: Some(key.clone()), key, name_da, name_en },
    }])
}

fn unit_type(cells: &Cells<'_>, place: Place) -> Result<Vec<Parsed>, RowFault> {
    let list = match cells.required("is_owner_type")?.as_ref() {
        "1" => CodeList::OwnerType,
        "0" => CodeList::UnitType,
        other => {
            let reason =
                format!("The field \"is_owner_type\" holds \"{}\", neither 0 nor 1.", excerpt(other));
            return Err(RowFault::row(RefusalCode::InvalidValue, reason));
        }
    };
    coded(cells, place, list, "snomed_code", "name_da")
}

fn speciality(cells: &Cells<'_>, place: Place) -> Result<Vec<Parsed>, RowFault> {
    coded(cells, place, CodeList::Speciality, "snomed_code", "name_da")
}

fn network_operator(cells: &Cells<'_>, place: Place) -> Result<Vec<Parsed>, RowFault> {
    coded(cells, place, CodeList::NetworkOperator, "code", "name")
}

/// Levels have no known codes: the Danish name is the key.
fn level(cells: &Cells<'_>, place: Place) -> Result<Vec<Parsed>, RowFault> {
    let key = cells.required("level_da")?.into_owned();
    let (name_da, name_en) = (Some(key.clone()), cells.text("name_en")?);
    let row = CodedValue { list: CodeList::OrganisationalLevel, key, code: None, name_da, name_en };
    Ok(vec![Parsed::Coded { place, row }])
}

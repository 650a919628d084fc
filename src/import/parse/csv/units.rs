use std::ops::ControlFlow;

use crate::model::{SorCode, UnitKind};

use super::super::check::{self, CheckedUnit, Checker};
use super::super::draft::Draft;
use super::super::fault::LineFault;
use super::super::field::{Field, NumberField, UnitField};
use super::super::mapping::{SPECIALITIES, Section};
use super::super::value::{excerpt, listed};
use super::super::{Finding, FindingCode, Parsed, Refusal, RefusalCode};
use super::Output;
use super::rows::{Row, Rows};

/// What the columns of a file fill in a draft.
struct Columns {
    fields: Vec<(Field, usize)>,
    specialities: Vec<usize>,
    width: usize,
}

impl Columns {
    fn new(section: &Section, header: &[String], known: impl Iterator<Item = Field>) -> Self {
        let fields =
            known.filter_map(|field| Some((field, section.position(&field.key(), header)?))).collect();
        let specialities = SPECIALITIES.iter().filter_map(|key| section.position(key, header)).collect();
        Self { fields, specialities, width: header.len() }
    }

    fn has(&self, field: Field) -> bool {
        self.fields.iter().any(|(known, _)| *known == field)
    }

    fn fill(&self, draft: &mut Draft, row: Row<'_>) -> Result<(), LineFault> {
        for (field, index) in &self.fields {
            draft.set(*field, &row.field(*index)?, row.line);
        }
        for index in &self.specialities {
            let text = row.field(*index)?;
            if !text.is_empty() {
                draft.begin_speciality(row.line);
                let code = draft.keep_entry("speciality", &text, row.line);
                if let Some(speciality) = draft.specialities.last_mut() {
                    speciality.code = code;
                }
            }
        }
        Ok(())
    }
}

/// How a row tells its unit's parent.
#[derive(Clone, Copy)]
struct ParentColumns {
    parent: bool,
    owner: bool,
}

/// Reads a file of units. Several rows of one unit are its versions, handed on in the order of the file.
pub(super) fn read_units(
    rows: &mut Rows<'_>,
    section: &Section,
    output: &mut Output<'_>,
) -> Result<(), LineFault> {
    let columns = Columns::new(section, rows.header(), Field::of_unit_rows());
    let parents = ParentColumns {
        parent: columns.has(Field::Unit(UnitField::Parent)),
        owner: columns.has(Field::Unit(UnitField::Owner)),
    };
    if tell_columns(rows.header(), section, output).is_break() || tell_parents(parents, output).is_break() {
        return Ok(());
    }
    each_draft(rows, &columns, output, Field::Unit(UnitField::SorCode), |checker| {
        let kind = kind(checker)?;
        let parent = parent(checker, kind, parents)?;
        let CheckedUnit { record, .. } = check::unit(checker, kind, parent)?;
        Ok(Parsed::Unit(Box::new(record)))
    })
}

/// Reads a file of location numbers.
pub(super) fn read_numbers(
    rows: &mut Rows<'_>,
    section: &Section,
    output: &mut Output<'_>,
) -> Result<(), LineFault> {
    let mut columns = Columns::new(section, rows.header(), Field::of_number_rows());
    if !columns.has(Field::Number(NumberField::FirstFromDate)) {
        let from = section.position(NumberField::FromDate.key(), rows.header());
        columns.fields.extend(from.map(|index| (Field::Number(NumberField::FirstFromDate), index)));
    }
    if tell_columns(rows.header(), section, output).is_break() {
        return Ok(());
    }
    each_draft(rows, &columns, output, Field::Number(NumberField::Gln), |checker| {
        let holder = checker.optional(Field::Number(NumberField::Holder));
        let holder = holder.map(|text| sor_code(checker, "holder", text)).transpose()?;
        check::number(checker, holder, None).map(Parsed::Number)
    })
}

/// Hands each row to `check` as a draft, and on what comes of it: findings, then the record or its refusal.
fn each_draft(
    rows: &mut Rows<'_>,
    columns: &Columns,
    output: &mut Output<'_>,
    subject: Field,
    check: impl Fn(&mut Checker<'_>) -> Result<Parsed, Refusal>,
) -> Result<(), LineFault> {
    let mut draft = Draft::new(output.place(1));
    let mut findings: Vec<Finding> = Vec::new();
    while let Some(row) = rows.next()? {
        let place = output.place(row.line);
        draft.begin(place);
        columns.fill(&mut draft, row)?;
        let mut checker = Checker::new(&draft, &mut findings, subject);
        let result = match row.wrong_width(columns.width)? {
            None => check(&mut checker),
            Some(reason) => Err(checker.refuse(RefusalCode::WrongFieldCount, reason)),
        };
        let mut out = findings.drain(..).map(Parsed::Found).chain([result.unwrap_or_else(Parsed::Refused)]);
        if out.try_for_each(|parsed| output.put(parsed)).is_break() {
            break;
        }
    }
    Ok(())
}

fn kind(checker: &Checker<'_>) -> Result<UnitKind, Refusal> {
    let written = checker.optional(Field::Unit(UnitField::Kind)).unwrap_or_default();
    UnitKind::from_short(&written.to_ascii_uppercase()).ok_or_else(|| {
        let reason = format!("The kind \"{}\" is none of IE, SI and OE.", excerpt(written));
        checker.refuse(RefusalCode::UnknownKind, reason)
    })
}

/// The parent that a row tells; `None` where it tells none.
fn parent(checker: &Checker<'_>, kind: UnitKind, columns: ParentColumns) -> Result<Option<SorCode>, Refusal> {
    let field = match kind {
        UnitKind::InstitutionOwner => return Ok(None),
        UnitKind::HealthInstitution if columns.owner => UnitField::Owner,
        UnitKind::OrganisationalUnit if !columns.parent => UnitField::HealthInstitution,
        _ => UnitField::Parent,
    };
    checker.optional(Field::Unit(field)).map(|text| sor_code(checker, "parent", text)).transpose()
}

fn sor_code(checker: &Checker<'_>, role: &str, text: &str) -> Result<SorCode, Refusal> {
    let reason = |fault| format!("The {role} is not a unit: {fault}.");
    SorCode::parse(text).map_err(|fault| checker.refuse(RefusalCode::InvalidSorCode, reason(fault)))
}

fn tell_parents(columns: ParentColumns, output: &mut Output<'_>) -> ControlFlow<()> {
    if columns.parent {
        return ControlFlow::Continue(());
    }
    let owners = if columns.owner { "" } else { " and institutions come without an owner" };
    let message = format!(
        "The mapping names no column with the parent of units: organisational units are placed right under their \
         health institution{owners}. Set sor_entity.parent in a mapping file."
    );
    output.find(FindingCode::ParentUnknownColumn, message)
}

pub(super) fn tell_columns(header: &[String], section: &Section, output: &mut Output<'_>) -> ControlFlow<()> {
    for column in header.iter().filter(|column| !column.is_empty() && !section.names_column(column)) {
        let message = format!("The column {} is in no key of the mapping; it was skipped.", listed([column]));
        output.find(FindingCode::UnknownColumn, message)?;
    }
    ControlFlow::Continue(())
}

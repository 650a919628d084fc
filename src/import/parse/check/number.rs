use crate::model::{Gln, LocationNumber, SorCode};

use super::super::field::{Field, NumberField};
use super::super::{NumberRecord, Refusal, RefusalCode};
use super::{Checker, Status, StatusFields};

const STATUS: StatusFields = StatusFields {
    first_from: Field::Number(NumberField::FirstFromDate),
    from: Field::Number(NumberField::FromDate),
    to: Field::Number(NumberField::ToDate),
    updated: Field::Number(NumberField::UpdatedAt),
};

/// The location number of a draft, held by `holder`. One without a status of its
/// own has that of its unit, `unit_status`.
pub(in super::super) fn number(
    checker: &mut Checker<'_>,
    holder: Option<SorCode>,
    unit_status: Option<Status>,
) -> Result<NumberRecord, Refusal> {
    if let Some(spoilt) = &checker.draft.spoilt_number {
        return Err(checker.refuse(spoilt.code, spoilt.reason.clone()));
    }
    let gln = Gln::parse(checker.required(Field::Number(NumberField::Gln))?)
        .map_err(|fault| checker.refuse(RefusalCode::InvalidGln, format!("{fault}.")))?;
    let dated =
        [STATUS.first_from, STATUS.from, STATUS.to].iter().any(|field| checker.draft.slot(*field).is_some());
    let status = match unit_status {
        Some(status) if !dated => status,
        _ => checker.status(STATUS)?,
    };
    let number = LocationNumber {
        gln,
        holder,
        only_internal: checker.flag(Field::Number(NumberField::OnlyInternal)).unwrap_or(false),
        not_active: checker.flag(Field::Number(NumberField::NotActive)).unwrap_or(false),
        system_supplier: checker.text(Field::Number(NumberField::SystemSupplier)),
        system_type: checker.text(Field::Number(NumberField::SystemType)),
        network_operator: checker.text(Field::Number(NumberField::NetworkOperator)),
        region: checker.text(Field::Number(NumberField::Region)),
        edi_administrator: checker.text(Field::Number(NumberField::EdiAdministrator)),
        note: checker.text_with_breaks(Field::Number(NumberField::Note)),
        from_date: status.from,
        updated_at: status.updated,
    };
    Ok(NumberRecord { place: checker.place, number, life: status.life })
}

impl Checker<'_> {
    /// The own number inside a unit, and a refusal for each further one.
    pub(super) fn nested_number(
        &mut self,
        holder: SorCode,
        status: Status,
        refused: &mut Vec<Refusal>,
    ) -> Option<NumberRecord> {
        for line in &self.draft.extra_numbers {
            let reason = "A unit has at most one location number of its own; this is a further one.";
            let mut refusal = self.refuse(RefusalCode::SecondNumber, reason);
            refusal.place.line = *line;
            refused.push(refusal);
        }
        let line = self.draft.number_line?;
        let mut inner = Checker::new(self.draft, self.findings, Field::Number(NumberField::Gln));
        inner.place.line = line;
        number(&mut inner, Some(holder), Some(status)).map_err(|refusal| refused.push(refusal)).ok()
    }
}

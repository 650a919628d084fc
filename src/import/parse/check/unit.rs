use uuid::Uuid;

use crate::model::{
    Address, Cvr, GeographicalParent, GeographicalRelation, HospitalFlags, Level, NAME_MAX, NumberState,
    PNumber, ProviderNumber, ShakCode, SorCode, Speciality, Unit, UnitKind,
};

use super::super::draft::Slot;
use super::super::field::{AddressKind, Field, UnitField};
use super::super::value::{boolean, is_classification_code};
use super::super::{FindingCode, Refusal, RefusalCode, UnitRecord};
use super::{Checker, StatusFields};

const STATUS: StatusFields = StatusFields {
    first_from: Field::Unit(UnitField::FirstFromDate),
    from: Field::Unit(UnitField::FromDate),
    to: Field::Unit(UnitField::ToDate),
    updated: Field::Unit(UnitField::UpdatedAt),
};

/// The most specialities of a unit (R15).
const MOST_SPECIALITIES: usize = 8;

/// A unit that can be used, and the location numbers inside it that cannot.
pub(in super::super) struct CheckedUnit {
    pub record: UnitRecord,
    pub refused_numbers: Vec<Refusal>,
}

/// The unit of a draft, under `parent`.
pub(in super::super) fn unit(
    checker: &mut Checker<'_>,
    kind: UnitKind,
    parent: Option<SorCode>,
) -> Result<CheckedUnit, Refusal> {
    if let Some(spoilt) = &checker.draft.spoilt_unit {
        return Err(checker.refuse(spoilt.code, spoilt.reason.clone()));
    }
    let sor_code = SorCode::parse(checker.required(Field::Unit(UnitField::SorCode))?)
        .map_err(|fault| checker.refuse(RefusalCode::InvalidSorCode, format!("{fault}.")))?;
    let name = checker.name()?;
    let status = checker.status(STATUS)?;
    checker.tell_repeated();
    let mut refused_numbers = Vec::new();
    let number = checker.nested_number(sor_code, status, &mut refused_numbers);
    let mut addresses = Vec::new();
    let [postal_address, visiting_address, activity_address] =
        AddressKind::ALL.map(|kind| checker.address(kind).map(|address| place_in(&mut addresses, address)));
    let unit = Unit {
        sor_code,
        kind,
        parent,
        name,
        type_code: checker.type_code(),
        cvr: checker.code(Field::Unit(UnitField::Cvr), Cvr::parse),
        p_number: checker.code(Field::Unit(UnitField::PNumber), PNumber::parse),
        pharmacy_number: checker.text(Field::Unit(UnitField::PharmacyNumber)),
        shak: checker.code(Field::Unit(UnitField::Shak), ShakCode::parse),
        provider_number: checker.code(Field::Unit(UnitField::ProviderNumber), ProviderNumber::parse),
        local_code: checker.text(Field::Unit(UnitField::LocalCode)),
        local_attributes: checker.local_attributes(),
        level: checker.level(),
        geographical_parent: checker.geographical_parent(),
        number_state: checker.number_state(kind, number.is_some()),
        postal_address,
        visiting_address,
        activity_address,
        contact: checker.contact(),
        specialities: checker.specialities(),
        flags: checker.flags(),
        from_date: status.from,
        updated_at: status.updated,
    };
    let type_name = checker.text(Field::Unit(UnitField::TypeName));
    let replaces = checker.codes(&checker.draft.replaces);
    let replaced_by = checker.codes(&checker.draft.replaced_by);
    let place = checker.place;
    let record =
        UnitRecord { place, unit, type_name, life: status.life, addresses, number, replaces, replaced_by };
    Ok(CheckedUnit { record, refused_numbers })
}

fn place_in(addresses: &mut Vec<Address>, address: Address) -> Uuid {
    let id = address.id();
    if !addresses.contains(&address) {
        addresses.push(address);
    }
    id
}

impl Checker<'_> {
    fn name(&mut self) -> Result<String, Refusal> {
        let field = Field::Unit(UnitField::Name);
        let text = self.required(field)?;
        let line = self.value(field).map_or(self.place.line, |(_, slot)| slot.line);
        let name = self.on_one_line(field, text, line).into_owned();
        let length = name.chars().count();
        if length > NAME_MAX {
            let reason = format!("The name has {length} characters; at most {NAME_MAX} are allowed.");
            return Err(self.refuse(RefusalCode::NameTooLong, reason));
        }
        Ok(name)
    }

    fn tell_repeated(&mut self) {
        for (field, line) in &self.draft.repeated {
            let message = format!("The {} is given again; the first one was kept.", field.label());
            self.find(*line, FindingCode::RepeatedElement, message);
        }
    }

    fn type_code(&mut self) -> Option<String> {
        let code = self.classification(Field::Unit(UnitField::TypeCode));
        let given =
            [UnitField::TypeCode, UnitField::TypeName].map(|field| self.value(Field::Unit(field)).is_some());
        if given == [false, false] {
            self.find(self.place.line, FindingCode::MissingUnitType, "The unit has no type.".to_owned());
        }
        code
    }

    fn local_attributes(&mut self) -> Vec<Option<String>> {
        let all = [
            UnitField::LocalAttribute1,
            UnitField::LocalAttribute2,
            UnitField::LocalAttribute3,
            UnitField::LocalAttribute4,
            UnitField::LocalAttribute5,
        ];
        let mut attributes: Vec<_> = all.into_iter().map(|field| self.text(Field::Unit(field))).collect();
        attributes.truncate(attributes.iter().rposition(Option::is_some).map_or(0, |last| last + 1));
        attributes
    }

    fn level(&mut self) -> Option<Level> {
        let code = self.text(Field::Unit(UnitField::LevelCode));
        let level = Level { code, name: self.text(Field::Unit(UnitField::LevelName)) };
        Some(level).filter(|level| *level != Level::default())
    }

    /// The geographical parent as far as it is usable: a target is asked for by
    /// "another unit" and by nothing else (R13).
    fn geographical_parent(&mut self) -> Option<GeographicalParent> {
        let field = Field::Unit(UnitField::GeographicalRelation);
        let relation = self.read(field, "a geographical relation, 1 to 5", |text| {
            text.parse().ok().and_then(GeographicalRelation::from_number)
        })?;
        let line = self.value(field).map_or(self.place.line, |(_, slot)| slot.line);
        let target = self.code(Field::Unit(UnitField::GeographicalTarget), SorCode::parse);
        let message = match (relation, target) {
            (GeographicalRelation::OtherUnit, None) => "names no such unit; the relation was left out",
            (GeographicalRelation::OtherUnit, Some(_)) | (_, None) => {
                return Some(GeographicalParent { relation, target });
            }
            (_, Some(_)) => "does not go with the unit that it names; that unit was left out",
        };
        let message = format!("The geographical relation {} {message}.", relation.number());
        self.find(line, FindingCode::GeographicalParent, message);
        (relation != GeographicalRelation::OtherUnit).then_some(GeographicalParent { relation, target: None })
    }

    fn number_state(&mut self, kind: UnitKind, has_number: bool) -> NumberState {
        if has_number {
            return NumberState::Own;
        }
        let written = self.read(Field::Unit(UnitField::NumberState), "Own, Inherited or None", |text| {
            NumberState::from_name(&text.to_ascii_uppercase())
        });
        // A number that was there and was refused leaves the unit without one, whatever else it says.
        if self.draft.number_line.is_some() {
            return NumberState::None;
        }
        let indicated = self.read(Field::Unit(UnitField::NumberInherited), "true or false", boolean);
        let state = written.unwrap_or(if indicated == Some(true) {
            NumberState::Inherited
        } else {
            NumberState::None
        });
        if state == NumberState::Inherited && kind == UnitKind::InstitutionOwner {
            let message = "An institution owner cannot inherit a location number; it was kept without one.";
            self.find(self.place.line, FindingCode::InheritsNothing, message.to_owned());
            return NumberState::None;
        }
        state
    }

    fn specialities(&mut self) -> Vec<Speciality> {
        let drafts = &self.draft.specialities;
        if drafts.len() > MOST_SPECIALITIES {
            let message =
                format!("The unit has {} specialities; at most 8 are allowed. All were kept.", drafts.len());
            self.find(drafts[MOST_SPECIALITIES].line, FindingCode::TooManySpecialities, message);
        }
        let mut specialities = Vec::with_capacity(drafts.len());
        for draft in drafts {
            let text = |slot: Slot| self.draft.text(slot).to_owned();
            match draft.code.map(text).filter(|code| is_classification_code(code)) {
                Some(code) => specialities.push(Speciality { code, role: draft.role.map(text) }),
                None => self.leave_out(draft.line, "The speciality has no code of 1 to 18 digits"),
            }
        }
        specialities
    }

    /// The hospital flags, all three or none (R16).
    fn flags(&mut self) -> Option<HospitalFlags> {
        let fields = [UnitField::AmbulantActivity, UnitField::PatientsAdmitted, UnitField::ReportingLevel];
        let flags = fields.map(|field| self.flag(Field::Unit(field)));
        if let [Some(ambulant_activity), Some(patients_admitted), Some(reporting_level)] = flags {
            return Some(HospitalFlags { ambulant_activity, patients_admitted, reporting_level });
        }
        if let Some((_, slot)) = fields.iter().find_map(|field| self.value(Field::Unit(*field))) {
            let message = "Only some of the three hospital flags are given; they were left out.";
            self.find(slot.line, FindingCode::IncompleteFlags, message.to_owned());
        }
        None
    }

    fn codes(&mut self, slots: &[Slot]) -> Vec<SorCode> {
        let parse = |slot: &Slot| self.parsed(self.draft.text(*slot), slot.line, SorCode::parse);
        slots.iter().filter_map(parse).collect()
    }
}

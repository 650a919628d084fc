//! The published samples, where they are at hand.

use super::*;
use crate::model::{GeographicalRelation, NumberState};

fn sample(name: &str) -> Option<Outcome> {
    let path = format!("{}/../shared/data/sor/{name}", env!("CARGO_MANIFEST_DIR"));
    match std::fs::read(&path) {
        Ok(content) => Some(parse(name, content)),
        Err(error) => {
            eprintln!("skipped: {path}: {error}");
            None
        }
    }
}

#[test]
fn a_general_practice_of_version_1() {
    let Some(outcome) = sample("xml-v1/ONE_PRAKSIS.xml") else {
        return;
    };
    assert!(outcome.result.is_ok() && outcome.refusals().is_empty(), "{:?}", outcome.parsed);
    assert!(matches!(outcome.parsed[0], Parsed::Snapshot { date, .. } if date == day("2010-01-26")));
    assert_eq!(outcome.findings(), ["65 MISSING_UNIT_TYPE The unit has no type."]);
    let [owner, practice, unit] = outcome.units()[..] else { panic!("{:?}", outcome.parsed) };
    assert_eq!([owner.place.line, practice.place.line, unit.place.line], [9, 48, 65]);
    assert_eq!(practice.unit.name, "Lægepraksis Eksempel & co");
    assert_eq!(practice.unit.parent, Some(owner.unit.sor_code));
    assert_eq!(unit.unit.parent, Some(practice.unit.sor_code));
    assert_eq!(owner.unit.number_state, NumberState::Own);
    assert_eq!(practice.unit.number_state, NumberState::Inherited);
    let number = owner.number.as_ref().expect("a number");
    assert_eq!(number.number.gln.to_string(), "5790000141227");
    assert_eq!(number.number.network_operator.as_deref(), Some("41000035001"));
    assert_eq!(number.number.holder, Some(owner.unit.sor_code));
    assert_eq!(number.life.first_from, day("1999-03-25"));
    assert_eq!(unit.unit.provider_number.as_ref().map(AsRef::as_ref), Some("019062"));
    assert_eq!(unit.unit.specialities[0].role.as_deref(), Some("51000095001"));
    assert_eq!(owner.addresses[0].id(), owner.unit.postal_address.expect("an address"));
}

#[test]
fn a_hospital_of_version_1() {
    let Some(outcome) = sample("xml-v1/ONE_SYGEHUS.xml") else {
        return;
    };
    assert!(outcome.result.is_ok() && outcome.refusals().is_empty() && outcome.findings().is_empty());
    let [_, hospital, department, ward] = outcome.units()[..] else { panic!("{:?}", outcome.parsed) };
    assert_eq!(hospital.unit.shak.as_ref().map(AsRef::as_ref), Some("2529"));
    assert_eq!(department.life.first_from, day("2009-10-07"));
    assert_eq!(ward.unit.parent, Some(department.unit.sor_code));
    assert!(ward.unit.flags.is_some_and(|flags| flags.patients_admitted && flags.reporting_level));
    let geography = ward.unit.geographical_parent.expect("a geographical parent");
    assert_eq!((geography.relation, geography.target), (GeographicalRelation::SameAsParent, None));
}

#[test]
fn a_foot_clinic_of_version_2_and_the_invented_unit_in_it() {
    let Some(outcome) = sample("xml-v2/Sor_small.xml") else {
        return;
    };
    assert!(outcome.result.is_ok() && outcome.findings().is_empty(), "{:?}", outcome.findings());
    assert_eq!(outcome.units().len(), 3);
    assert_eq!(
        outcome.refusals(),
        [
            "111 INVALID_SOR_CODE \"6984910000160091\" is not a SOR code: it is not of the form serial (1 to 8 \
             digits) + \
          1000016 + 00 + check digit."
        ]
    );
    let owner = outcome.units()[0];
    assert_eq!(owner.unit.cvr.as_ref().map(AsRef::as_ref), Some("35095748"));
    assert_eq!(owner.addresses[0].north_mm, Some(6_347_032_450));
    assert_eq!(owner.addresses[0].municipality.as_deref(), Some("0810"));
    // Postal and visiting address are the same, and so one.
    let clinic = outcome.units()[1];
    assert_eq!(clinic.addresses.len(), 1);
    assert_eq!(clinic.unit.postal_address, clinic.unit.visiting_address);
}

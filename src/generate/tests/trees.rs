//! How the units of a made register hang together.

use std::collections::HashSet;

use super::super::HOSPITAL_TYPE;
use super::scan::{Unit, above, by_code, demo, make, units};

const REGION: &str = "550881000005103";
const MUNICIPALITY: &str = "547211000005108";
const POSTAL: &str = "PostalAddressInformation";
const REPLACED_BY: &str = "sor1:ReplacedByEntityCollection/sor1:SorIdentifier";

#[test]
fn trees_have_all_three_levels() {
    let units = units(&demo().xml);
    let parents: HashSet<usize> = units.iter().filter_map(|unit| unit.parent).collect();
    for (index, unit) in units.iter().enumerate() {
        assert!(unit.tag == "OrganizationalUnit" || parents.contains(&index), "{} has children", unit.code());
        let expected = match unit.parent.map(|parent| units[parent].tag.as_str()) {
            None => "InstitutionOwner",
            Some("InstitutionOwner") => "HealthInstitution",
            Some(_) => "OrganizationalUnit",
        };
        assert_eq!(unit.tag, expected);
    }
    assert!(units.iter().any(|unit| above(&units, unit).count() >= 5), "some trees are deep");
}

#[test]
fn only_what_there_is_can_be_inherited() {
    let units = units(&demo().xml);
    let inheriting: Vec<&Unit> = units.iter().filter(|unit| unit.inherits_number()).collect();
    assert!(inheriting.len() > 500);
    for unit in inheriting {
        let holder = above(&units, unit).find(|unit| !unit.inherits_number());
        assert!(
            holder.is_some_and(|holder| holder.gln().is_some()),
            "{} has a number to inherit",
            unit.code()
        );
    }
}

#[test]
fn units_of_hospitals_tell_what_they_do() {
    let units = units(&demo().xml);
    for unit in units.iter().filter(|unit| unit.tag == "OrganizationalUnit") {
        let in_hospital = above(&units, unit).any(|unit| unit.kind() == HOSPITAL_TYPE);
        let flags = ["AmbulantActivity", "PatientsAdmitted", "ReportingLevel"]
            .map(|flag| unit.has(&format!("sor1:OrganizationalUnitInformation/sor1:{flag}Indicator")));
        assert_eq!(flags, [in_hospital; 3]);
    }
}

#[test]
fn hospital_codes_start_with_those_above() {
    let units = units(&demo().xml);
    let mut lengths = HashSet::new();
    for unit in &units {
        let Some(code) = unit.text("sor1:ShakIdentifier") else {
            continue;
        };
        lengths.insert(code.len());
        let parent = above(&units, unit).find_map(|unit| unit.text("sor1:ShakIdentifier"));
        match parent {
            None => assert!(code.len() == 4 && unit.kind() == HOSPITAL_TYPE),
            Some(parent) => assert!(code.len() > parent.len() && code.starts_with(parent)),
        }
    }
    assert_eq!(lengths, HashSet::from([4, 6, 7]));
}

#[test]
fn successors_exist_and_know_their_predecessors() {
    let units = units(&demo().xml);
    let known = by_code(&units);
    let mut successions = 0;
    for unit in &units {
        let [first, ..] = unit.dates("");
        for code in unit.all("sor1:ReplacesEntityCollection/sor1:SorIdentifier") {
            let predecessor = known[code];
            let [_, _, last] = predecessor.dates("");
            assert!(last < first);
            assert!(predecessor.all(REPLACED_BY).any(|code| code == unit.code()));
            successions += 1;
        }
        for code in unit.all(REPLACED_BY) {
            assert!(known[code].has("sor1:ReplacesEntityCollection"));
        }
    }
    assert!(successions > 20);
}

#[test]
fn regions_and_municipalities_have_their_seat_at_home() {
    let units = units(&make(2000, 1, 0.6).xml);
    let places = |kind: &'static str, element: &str| -> HashSet<String> {
        let path = format!("{POSTAL}/{element}");
        let owners = units.iter().filter(|unit| unit.kind() == kind);
        owners.filter_map(|owner| owner.text(&path).map(str::to_owned)).collect()
    };
    assert_eq!(places(REGION, "kms:RegionCode").len(), 5);
    assert_eq!(places(MUNICIPALITY, "cpr:MunicipalityCode").len(), 98);
    let owner_types: HashSet<&str> =
        units.iter().filter(|unit| unit.parent.is_none()).map(Unit::kind).collect();
    assert_eq!(owner_types, HashSet::from([REGION, MUNICIPALITY, "398070004", "550891000005100"]));
}

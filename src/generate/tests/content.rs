//! What stands in the records of a made register.

use std::collections::{HashMap, HashSet};
use std::ops::RangeInclusive;

use chrono::NaiveDate;

use super::scan::{Made, Unit, demo, make, today, units};

#[test]
fn identifiers_are_unique_and_well_formed() {
    let units = units(&demo().xml);
    let codes: HashSet<&str> = units.iter().map(Unit::code).collect();
    assert_eq!(codes.len(), units.len());
    assert!(codes.iter().all(|code| code.len() == 17 && &code[7..16] == "100001600"));

    let numbers: Vec<&str> = units.iter().filter_map(Unit::gln).collect();
    assert_eq!(numbers.iter().collect::<HashSet<_>>().len(), numbers.len());
    for number in numbers {
        let sum: u32 =
            digits(number).zip([1, 3].into_iter().cycle()).map(|(digit, weight)| digit * weight).sum();
        assert!(number.len() == 13 && number.starts_with("579000") && sum.is_multiple_of(10), "{number}");
    }
    let mut owners = HashSet::new();
    for unit in &units {
        let cvr = unit.text("cvr:CVRnumberIdentifier");
        assert_eq!(cvr.is_some(), unit.parent.is_none());
        if let Some(cvr) = cvr {
            let sum: u32 =
                digits(cvr).zip([2, 7, 6, 5, 4, 3, 2, 1]).map(|(digit, weight)| digit * weight).sum();
            assert!(cvr.len() == 8 && sum.is_multiple_of(11) && owners.insert(cvr), "{cvr}");
        }
        if let Some(provider) = unit.text("sor1:ProviderIdentifier") {
            assert!(provider.len() == 6 && digits(provider).count() == 6);
        }
    }
}

#[test]
fn texts_keep_their_lengths() {
    for unit in units(&demo().xml) {
        let check = |path: &str, length: RangeInclusive<usize>| {
            for text in unit.all(path) {
                assert!(length.contains(&text.replace("&amp;", "&").chars().count()), "{path}: {text}");
            }
        };
        check("sor1:EntityName", 1..=60);
        check("sor1:LocalCode", 1..=20);
        check("sor1:PharmacyIdentifier", 1..=20);
        check("sor1:LocalAttributeCollection/sor1:LocalAttribute1", 1..=20);
        check("sor1:VirtualAddressInformation/sor1:TelephoneNumberIdentifier", 8..=20);
        check("sor1:VirtualAddressInformation/sor1:Website", 1..=254);
        for kind in
            ["PostalAddressInformation", "VisitingAddressInformation", "sor1:ActivityAddressInformation"]
        {
            let within = |name: &str| format!("{kind}/xkom:AddressPostal/{name}");
            check(&within("dkcc:MailDeliverySublocationIdentifier"), 1..=34);
            check(&within("dkcc2005:StreetName"), 1..=40);
            check(&within("cpr:StreetNameForAddressingName"), 1..=20);
            check(&within("dkcc:StreetBuildingIdentifier"), 1..=10);
            check(&within("dkcc:SuiteIdentifier"), 1..=4);
            check(&within("dkcc2005:PostCodeIdentifier"), 4..=4);
            check(&format!("{kind}/cpr:MunicipalityCode"), 4..=4);
            check(&format!("{kind}/cpr:StreetCode"), 4..=4);
        }
    }
}

#[test]
fn nothing_outlives_what_it_belongs_to() {
    let units = units(&demo().xml);
    let mut states: HashMap<&str, u32> = HashMap::new();
    for unit in &units {
        let [first, from, to] = unit.dates("");
        assert!(first <= from && from <= to);
        if let Some(parent) = unit.parent {
            let [parent_first, _, parent_to] = units[parent].dates("");
            assert!(parent_first <= first && to <= parent_to, "{} lies within its parent", unit.code());
        }
        if let Some(path) = unit.number_path() {
            let [number_first, number_from, number_to] = unit.dates(&format!("{path}/"));
            assert!(first <= number_first && number_first <= number_from);
            assert!(number_from <= number_to && number_to <= to);
        }
        let state = match () {
            () if to < today() => "closed",
            () if first > today() => "future",
            () if to < NaiveDate::MAX => "closing",
            () => "active",
        };
        *states.entry(state).or_default() += 1;
    }
    assert_eq!(states.len(), 4, "{states:?}");
    assert!((2900..=3100).contains(&states["closed"]), "{states:?}");
}

#[test]
fn nothing_is_closed_when_nothing_is_asked_for() {
    for unit in units(&make(2000, 5, 0.0).xml) {
        let [_, _, to] = unit.dates("");
        assert!(to >= today());
    }
}

#[test]
fn message_types_follow_their_numbers() {
    let Made { xml, messages, .. } = demo();
    let units = units(&xml);
    let lives: HashMap<&str, [NaiveDate; 3]> = units
        .iter()
        .filter_map(|unit| Some((unit.gln()?, unit.dates(&format!("{}/", unit.number_path()?)))))
        .collect();
    let mut periods: HashMap<Vec<&str>, Vec<[NaiveDate; 2]>> = HashMap::new();
    let mut order: Vec<&str> = Vec::new();
    assert_eq!(messages.lines().next(), Some("gln;format;type;version;direction;validFrom;validTo"));
    for line in messages.lines().skip(1) {
        let cells: Vec<&str> = line.split(';').collect();
        let &[gln, format, _, _, direction, from, to] = cells.as_slice() else { panic!("{line}") };
        assert!(["EDIFACT", "OIOXML", "FHIR"].contains(&format) && ["RECEIVE", "SEND"].contains(&direction));
        let date = |text: &str| text.parse::<NaiveDate>().expect("a date is a date");
        let (from, to) = (date(from), if to.is_empty() { NaiveDate::MAX } else { date(to) });
        let [first, _, last] = lives[gln];
        assert!(first <= from && from <= to && to <= last, "{line}");
        let earlier = periods.entry(cells[..5].to_vec()).or_default();
        assert!(earlier.iter().all(|&[start, end]| to < start || end < from), "{line}");
        earlier.push([from, to]);
        if order.last() != Some(&gln) {
            order.push(gln);
        }
    }
    let written: HashSet<&str> = order.iter().copied().collect();
    let numbers: Vec<&str> = units.iter().filter_map(Unit::gln).filter(|gln| written.contains(gln)).collect();
    assert_eq!(order, numbers, "the order is that of the units");
    assert!(periods.values().any(|periods| periods.len() > 1), "some are set up twice");
}

fn digits(text: &str) -> impl Iterator<Item = u32> {
    text.chars().filter_map(|digit| digit.to_digit(10))
}

//! What an importer may rely on, checked by reading made registers back.

mod content;
mod scan;
mod trees;

use std::collections::HashSet;

use tempfile::TempDir;

use super::catalogue::{Catalogue, columns};
use super::dice::Dice;
use super::profile::Profile;
use super::traffic::Traffic;
use super::{GenerateError, Options, generate, hospital, municipal, private, state, words};
use scan::{Made, make, options, units};

const UNIT_TYPES: &str = include_str!("../../data/codes/unit-types.csv");

#[test]
fn the_same_options_make_the_same_bytes() {
    let (first, second) = (make(1500, 3, 0.6), make(1500, 3, 0.6));
    assert!(first.xml == second.xml, "the units are the same");
    assert!(first.messages == second.messages, "the message types are the same");
}

#[test]
fn other_options_make_another_register() {
    let first = make(1500, 3, 0.6);
    assert!(first.xml != make(1500, 4, 0.6).xml, "another seed");
    assert!(first.xml != make(1500, 3, 0.3).xml, "another share of closed units");
}

#[test]
fn the_number_of_units_is_exact_at_any_size() {
    for size in [50, 51, 52, 53, 97, 333, 1089, 1999, 2000, 5000] {
        let Made { summary, xml, messages } = make(size, u64::from(size), 0.6);
        let units = units(&xml);
        let count = |tag| units.iter().filter(|unit| unit.tag == tag).count();
        assert_eq!(units.len(), size as usize);
        assert_eq!(summary.units, size);
        assert_eq!(count("InstitutionOwner"), summary.owners as usize);
        assert_eq!(count("HealthInstitution"), summary.institutions as usize);
        assert_eq!(count("OrganizationalUnit"), summary.organisational_units as usize);
        assert_eq!(
            units.iter().filter(|unit| unit.gln().is_some()).count(),
            summary.location_numbers as usize
        );
        assert_eq!(messages.lines().count() - 1, summary.message_types as usize);
    }
}

#[test]
fn what_cannot_be_made_is_refused() {
    let folder = TempDir::new().expect("a folder for one test");
    let refusal = |change: &dyn Fn(&mut Options)| {
        let mut options = options(100, 1, folder.path());
        change(&mut options);
        generate(&options, &mut |_| {}).expect_err("this cannot be made")
    };
    assert!(matches!(refusal(&|o| o.units = 49), GenerateError::TooFew { units: 49, least: 50 }));
    assert!(matches!(refusal(&|o| o.units = 5_000_001), GenerateError::TooMany { .. }));
    assert!(matches!(refusal(&|o| o.closed_share = 0.95), GenerateError::ClosedShare { .. }));
    assert!(matches!(refusal(&|o| o.closed_share = f64::NAN), GenerateError::ClosedShare { .. }));
}

#[test]
fn progress_is_told_and_ends_at_the_last_unit() {
    let folder = TempDir::new().expect("a folder for one test");
    let mut told = Vec::new();
    generate(&options(3500, 1, folder.path()), &mut |written| {
        told.push(written);
    })
    .expect("a register is made");
    assert_eq!(told, [1000, 2000, 3000, 3500]);
}

#[test]
fn every_message_is_on_the_list_and_named_once() {
    let catalogue = Catalogue::load();
    for traffic in Traffic::ALL {
        let entries: Vec<_> = traffic.entries().collect();
        assert_eq!(entries.iter().collect::<HashSet<_>>().len(), entries.len(), "{traffic:?}");
        for (message, _) in entries {
            assert!(!catalogue.versions(message).is_empty(), "{message}");
        }
    }
}

#[test]
fn every_kind_of_unit_is_a_real_one() {
    let known: HashSet<String> =
        columns(UNIT_TYPES, ["snomed_code"]).into_iter().map(|[code]| code).collect();
    let mut waiting: Vec<&'static Profile> = vec![&hospital::REGION, &state::STATE, &municipal::MUNICIPALITY];
    waiting.extend(private::OWNERS.iter().map(|child| child.profile));
    let mut seen = HashSet::new();
    while let Some(profile) = waiting.pop() {
        if seen.insert(std::ptr::from_ref(profile)) {
            assert!(known.contains(profile.kind), "{}", profile.kind);
            assert!(profile.children.is_empty() || profile.children.iter().any(|child| child.least == 0));
            waiting.extend(profile.children.iter().map(|child| child.profile));
        }
    }
}

#[test]
fn names_are_filled_in_and_cut() {
    let blanks =
        words::Blanks {
            parent: "Plejehjemmet Å", owner: "O", town: "Ry", speciality: "urologi", ordinal: 3
        };
    let mut dice = Dice::new(1);
    assert_eq!(words::name("{p}, {n}. sal, {t}", &blanks, &mut dice), "Plejehjemmet Å, 3. sal, Ry");
    assert_eq!(words::name("{s}, afsnit {n}", &blanks, &mut dice), "Urologi, afsnit 3");
    assert_eq!(words::shortened("Åben, æske".to_owned(), 6), "Åben");
    assert_eq!(words::slug("Børne- & Ungesundhed Å"), "boerne-ungesundhed-aa");
}

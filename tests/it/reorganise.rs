//! The merger of two regions (R70): two trees under a new owner on one future day, on a
//! register of national size.

use std::time::Instant;

use sorgraph::model::{
    NumberState, Party, Point, Region, RegionCode, Revision, Role, SorCode, State, UnitKind, Version,
    owner_type,
};
use sorgraph::ownership::{Asked, decide};
use sorgraph::register::command::{
    Command, CreateUnit, Errand, Outcome, Record, Reorganise, Step, UnitDetails,
};
use sorgraph::register::{PlaceKind, Register, contents};

use crate::support::database::{Kind, TestDatabase, import_made};
use crate::support::people::{day, errand, give_roles};

/// A made-up code: the real one of the new region is not known.
const NEW_REGION: &str = "1099";

#[tokio::test(flavor = "multi_thread")]
async fn two_regions_of_a_national_register_merge_on_new_years_day() {
    Box::pin(merge(Kind::Sqlite, 160_000)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn two_regions_merge_on_postgresql_too() {
    Box::pin(merge(Kind::Postgres, 10_000)).await;
}

async fn merge(kind: Kind, units: u32) {
    let database = TestDatabase::new(kind).await;
    let register = database.register().await;
    import_made(&register, units).await;
    give_roles(&register, &[("sds", Role::NationalEditor, Party::Authority)]).await;
    found_region(&register).await;
    let (before, after) = (day("2026-12-31"), day("2027-01-01"));
    let old = regions(&register).await;
    let new = create(&register).await;
    let below = children(&register, before, &old).await;
    assert!(!below.is_empty());

    let steps = old
        .iter()
        .map(|code| Step::MoveAllBelow { of: *code, parent: new })
        .chain([Step::SetNumberRegion { below: new, region: NEW_REGION.to_owned() }])
        .chain(old.iter().map(|code| Step::Close { code: *code, replaced_by: vec![new] }));
    let command = Command::Reorganise(Reorganise { valid_from: after, steps: steps.collect() });
    let head = head(&register).await;
    let tried = carry_out(&register, Errand { dry_run: true, ..errand("sds", command.clone()) }).await;
    assert_eq!(self::head(&register).await, head, "a trial changes nothing");
    let started = Instant::now();
    let done = carry_out(&register, errand("sds", command)).await;
    println!("{units} units: {} effects in {:?}", done.effects.len(), started.elapsed());
    assert_eq!(done.effects, tried.effects, "the trial tells what happens");
    let revision = done.revision.expect("a commit");
    assert_eq!(revision.0, head.0 + 1, "all of it is one commit");

    let reader = register.reader();
    for (at, owner) in [(before, None), (after, Some(new))] {
        let lineages = reader.lineages(Point { at, revision }, &below).await.expect("read");
        for (code, lineage) in &lineages {
            let top = contents(lineage).last().expect("a top").sor_code;
            assert_eq!(
                (owner == Some(top), old.contains(&top)),
                (owner.is_some(), owner.is_none()),
                "{code}"
            );
        }
        let owners = reader.units(Point { at, revision }, &old).await.expect("read");
        let closed = owners.values().all(|unit| unit.state(at) == State::Closed);
        assert_eq!(closed, owner.is_some(), "the old owners' last day is the day before");
    }
    numbers_change_region_that_day(&register, revision, &below).await;
}

async fn numbers_change_region_that_day(register: &Register, revision: Revision, below: &[SorCode]) {
    let reader = register.reader();
    let codes = reader.subtree_codes(below).await.expect("read");
    let at = day("2027-01-01");
    let regions = |at| {
        let reader = &reader;
        let codes = &codes;
        async move {
            let held = reader.location_numbers_held_by(Point { at, revision }, codes).await.expect("read");
            let open = held
                .into_values()
                .filter(|number| matches!(number.state(at), State::Active | State::Closing));
            open.map(|number| number.content.region.clone()).collect::<Vec<_>>()
        }
    };
    let (earlier, later) = (regions(day("2026-12-31")).await, regions(at).await);
    assert!(!later.is_empty() && later.iter().all(|region| region.as_deref() == Some(NEW_REGION)));
    assert!(earlier.iter().all(|region| region.as_deref() != Some(NEW_REGION)));
}

async fn carry_out(register: &Register, errand: Errand) -> Outcome {
    let outcome = register.carry_out(errand).await.expect("an outcome");
    assert!(outcome.faults.is_empty(), "{:?}", outcome.faults);
    outcome
}

async fn head(register: &Register) -> Revision {
    register.reader().head().await.expect("a head")
}

async fn regions(register: &Register) -> Vec<SorCode> {
    let reader = register.reader();
    let point = Point { at: day("2026-12-31"), revision: head(register).await };
    let codes = ["1084".to_owned(), "1085".to_owned()];
    let owners = reader.owners_of_places(point, PlaceKind::Region, &codes).await.expect("read");
    assert_eq!(owners.len(), 2, "the owners of Hovedstaden and Sjælland");
    owners.values().map(|owner| owner.content.sor_code).collect()
}

async fn children(register: &Register, at: chrono::NaiveDate, owners: &[SorCode]) -> Vec<SorCode> {
    let rows = register.reader().timelines_below(owners).await.expect("read");
    let direct = rows.iter().filter(|row| {
        row.content.parent.is_some_and(|parent| owners.contains(&parent)) && row.state(at) != State::Closed
    });
    let mut codes: Vec<_> = direct.map(|row| row.content.sor_code).collect();
    codes.dedup();
    codes
}

async fn create(register: &Register) -> SorCode {
    let details = UnitDetails {
        name: Some("Region Østdanmark".to_owned()),
        type_code: Some(owner_type::REGION.to_owned()),
        ..UnitDetails::default()
    };
    let command = CreateUnit {
        kind: UnitKind::InstitutionOwner,
        parent: None,
        details,
        number_state: NumberState::None,
        valid_from: day("2027-01-01"),
    };
    match carry_out(register, errand("sds", Command::CreateUnit(command))).await.record {
        Some(Record::Unit(unit)) => unit.content.sor_code,
        other => panic!("{other:?}"),
    }
}

async fn found_region(register: &Register) {
    let permit = decide(&sorgraph::identity::Actor::operator(), "FOUNDATION", None, &[Asked::foundation()]);
    let mut change = register.begin(permit.expect("may")).await.expect("begun");
    let region = Region {
        code: RegionCode::parse(NEW_REGION).expect("a code"),
        iso_code: None,
        name_da: "Region Østdanmark".to_owned(),
        name_en: None,
        successor: None,
        valid_from: day("2027-01-01"),
        valid_to: None,
    };
    let life = sorgraph::model::Lifetime { first_from: region.valid_from, to: None };
    let (stands_from, stands_to) = (sorgraph::model::OPENING_DAY, sorgraph::model::LAST_DAY);
    let version = Version { content: region, life, stands_from, stands_to, written: change.revision() };
    change.put_regions(vec![version]).await.expect("written");
    change.commit("The new region".to_owned()).await.expect("committed");
}

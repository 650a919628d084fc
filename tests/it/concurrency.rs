//! Many who write at once: no update is lost, and the same request has one effect.

use std::sync::Arc;

use sorgraph::model::{Party, Point, Role, SorCode, UnitKind};
use sorgraph::register::command::{Command, Errand, Outcome, Patch, UnitDetails, UpdateUnit};
use sorgraph::register::{FaultCode, Register};
use tokio::task::JoinSet;

use crate::support::database::{Kind, TestDatabase, import_texts};
use crate::support::extract::{code, entity, file, municipality};
use crate::support::on_both;
use crate::support::people::{self, day, give_roles};

on_both!(
    a_thousand_editors_on_a_hundred_units_lose_no_update,
    the_same_key_sent_a_hundred_times_at_once_has_one_effect,
);

const UNITS: u32 = 100;
const EDITORS: u32 = 1_000;

fn unit(number: u32) -> SorCode {
    code(10 + number)
}

/// A municipality with a hundred homes, and an editor of it.
async fn homes(kind: Kind) -> (TestDatabase, Register) {
    let database = TestDatabase::new(kind).await;
    let register = database.register().await;
    let homes = (0..UNITS).map(|number| entity(10 + number, "Plejehjem", vec![])).collect();
    let owners = [municipality(1, "Københavns Kommune", vec![entity(2, "Ældreforvaltningen", homes)])];
    import_texts(
        &register,
        &[("sor.xml", &file("2026-11-20", &owners))],
        &sorgraph::import::Options::default(),
    )
    .await
    .expect("imported");
    give_roles(&register, &[("editor", Role::Editor, Party::Owner(code(1)))]).await;
    (database, register)
}

fn errand(unit: SorCode, counter: u32) -> Errand {
    let details = UnitDetails { local_code: Patch::Set(counter.to_string()), ..UnitDetails::default() };
    let command =
        UpdateUnit { kind: UnitKind::OrganisationalUnit, code: unit, details, valid_from: day("2026-12-01") };
    people::errand("editor", Command::UpdateUnit(command))
}

async fn counter(register: &Register, unit: SorCode) -> (u32, sorgraph::model::Revision) {
    let reader = register.reader();
    let revision = reader.head().await.expect("a head");
    let found = reader.units(Point { at: day("2026-12-01"), revision }, &[unit]).await.expect("read");
    let counter =
        found[&unit].content.local_code.as_deref().map_or(0, |code| code.parse().expect("a number"));
    (counter, revision)
}

/// Reads the unit's counter and writes it one higher, as often as it takes.
async fn count_up(register: Arc<Register>, unit: SorCode) -> u32 {
    for tries in 1.. {
        let (counter, revision) = counter(&register, unit).await;
        let errand = Errand { expected_revision: Some(revision), ..errand(unit, counter + 1) };
        let outcome: Outcome = register.carry_out(errand).await.expect("an outcome");
        match outcome.faults.first() {
            None => return tries,
            Some(fault) => assert_eq!(fault.code, FaultCode::Conflict, "{fault:?}"),
        }
    }
    unreachable!()
}

async fn a_thousand_editors_on_a_hundred_units_lose_no_update(kind: Kind) {
    let (_database, register) = homes(kind).await;
    let before = register.reader().head().await.expect("a head");
    let register = Arc::new(register);
    let mut editors = JoinSet::new();
    for editor in 0..EDITORS {
        editors.spawn(count_up(Arc::clone(&register), unit(editor % UNITS)));
    }
    let tries: u32 = editors.join_all().await.into_iter().sum();
    for number in 0..UNITS {
        assert_eq!(counter(&register, unit(number)).await.0, EDITORS / UNITS, "unit {number}");
    }
    let after = register.reader().head().await.expect("a head");
    assert_eq!(after.0 - before.0, i64::from(EDITORS), "each update is one revision, and no conflict is one");
    assert!(tries > EDITORS, "nobody met anybody: {tries} tries");
}

async fn the_same_key_sent_a_hundred_times_at_once_has_one_effect(kind: Kind) {
    let (_database, register) = homes(kind).await;
    let before = register.reader().head().await.expect("a head");
    let register = Arc::new(register);
    let mut sent = JoinSet::new();
    for _ in 0..100 {
        let register = Arc::clone(&register);
        let errand = Errand { idempotency_key: Some("the same".to_owned()), ..errand(unit(0), 7) };
        sent.spawn(async move { register.carry_out(errand).await.expect("an outcome") });
    }
    let outcomes = sent.join_all().await;
    assert!(outcomes.iter().all(|outcome| outcome.faults.is_empty()));
    assert_eq!(outcomes.iter().filter(|outcome| !outcome.repeated).count(), 1);
    let revisions: std::collections::BTreeSet<_> = outcomes.iter().map(|outcome| outcome.revision).collect();
    assert_eq!(revisions.into_iter().collect::<Vec<_>>(), [Some(sorgraph::model::Revision(before.0 + 1))]);
    let other = Errand { idempotency_key: Some("the same".to_owned()), ..errand(unit(0), 8) };
    let outcome = register.carry_out(other).await.expect("an outcome");
    assert_eq!(outcome.faults[0].code, FaultCode::IdempotencyKeyReused);
    assert_eq!(counter(&register, unit(0)).await.0, 7);
}

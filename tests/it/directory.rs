//! What is kept beside the tree: support desks, guides and mandates.

use sorgraph::model::{Gln, Party, Role, SorCode};
use sorgraph::register::command::{
    Command, Desk, GrantMandate, Guidance, Outcome, Page, Record, RevokeMandate,
};
use sorgraph::register::{FaultCode, Register};

use crate::support::database::{Kind, TestDatabase, import_texts};
use crate::support::extract::{Entity, Number, code, entity, file, gln, municipality};
use crate::support::on_both;
use crate::support::people::{day, errand, give_roles};

on_both!(
    what_stands_already_is_put_up_without_a_commit,
    a_mandate_is_for_what_is_open,
    the_end_of_a_mandate_comes_nearer_and_not_later,
    a_supplier_has_a_list_of_its_mandates,
);

/// A municipality with a number that is closed and one that is open, and a municipality that is closed.
async fn two_owners(kind: Kind) -> (TestDatabase, Register) {
    let database = TestDatabase::new(kind).await;
    let register = database.register().await;
    let unit = |serial, number, to: Option<&str>| {
        let to = to.map(str::to_owned);
        Entity { number: Number::Own(number), to, ..entity(serial, "Enhed", vec![]) }
    };
    let units = vec![unit(102, 1, None), unit(103, 2, Some("2025-12-31"))];
    let open = municipality(100, "Ejer", vec![entity(101, "Institution", units)]);
    let gone = municipality(200, "Nedlagt ejer", vec![]);
    let gone = Entity { to: Some("2025-12-31".to_owned()), ..gone };
    let text = file("2025-11-20", &[open, gone]);
    import_texts(&register, &[("sor.xml", &text)], &sorgraph::import::Options::default())
        .await
        .expect("imported");
    let roles = [
        ("sds", Role::NationalEditor, Party::Authority),
        ("coordinator", Role::Coordinator, Party::Owner(code(100))),
        ("former", Role::Coordinator, Party::Owner(code(200))),
    ];
    give_roles(&register, &roles).await;
    (database, register)
}

async fn carry_out(register: &Register, who: &str, command: Command) -> Outcome {
    register.carry_out(errand(who, command)).await.expect("an outcome")
}

fn codes(outcome: &Outcome) -> Vec<FaultCode> {
    outcome.faults.iter().map(|fault| fault.code).collect()
}

fn mandate(owner: SorCode, gln: Option<Gln>, to: Option<&str>) -> Command {
    let supplier = "162".to_owned();
    Command::GrantMandate(GrantMandate { owner, supplier, gln, valid_from: None, valid_to: to.map(day) })
}

async fn given(register: &Register, command: Command) -> i64 {
    let outcome = carry_out(register, "coordinator", command).await;
    match outcome.record {
        Some(Record::Mandate(mandate)) => mandate.id,
        other => panic!("{other:?}: {:?}", outcome.faults),
    }
}

async fn what_stands_already_is_put_up_without_a_commit(kind: Kind) {
    let (_database, register) = two_owners(kind).await;
    let desk = |name: &str| {
        Command::Guidance(Guidance::PutDesk(Desk {
            key: "technical".to_owned(),
            name_da: name.to_owned(),
            name_en: None,
            email: Some("teknik@example.dk".to_owned()),
            telephone: None,
            opening_hours: None,
        }))
    };
    let guide = |position| {
        Command::Guidance(Guidance::PutGuide(Page {
            key: "kommuner".to_owned(),
            position,
            title_da: "Vejledning".to_owned(),
            title_en: None,
            url: "https://example.dk/".to_owned(),
        }))
    };
    for (first, same, other) in
        [(desk("Teknik"), desk("Teknik"), desk("Support")), (guide(1), guide(1), guide(2))]
    {
        assert!(carry_out(&register, "sds", first).await.revision.is_some());
        let again = carry_out(&register, "sds", same).await;
        assert_eq!((codes(&again), again.revision), (vec![], None));
        assert!(carry_out(&register, "sds", other).await.revision.is_some());
    }
}

async fn a_mandate_is_for_what_is_open(kind: Kind) {
    let (_database, register) = two_owners(kind).await;
    let closed = carry_out(&register, "coordinator", mandate(code(100), Some(gln(2)), None)).await;
    assert_eq!(
        (codes(&closed), closed.faults[0].path.join(".")),
        (vec![FaultCode::Closed], "gln".to_owned())
    );
    let closed = carry_out(&register, "former", mandate(code(200), None, None)).await;
    assert_eq!(
        (codes(&closed), closed.faults[0].path.join(".")),
        (vec![FaultCode::Closed], "owner".to_owned())
    );
    given(&register, mandate(code(100), Some(gln(1)), None)).await;
}

async fn the_end_of_a_mandate_comes_nearer_and_not_later(kind: Kind) {
    let (_database, register) = two_owners(kind).await;
    let id = given(&register, mandate(code(100), None, Some("2027-06-30"))).await;
    let end = |last_day| Command::RevokeMandate(RevokeMandate { id, last_day: Some(day(last_day)) });
    let later = carry_out(&register, "coordinator", end("2027-12-31")).await;
    assert_eq!((codes(&later), later.revision), (vec![FaultCode::TooLate], None));
    let nearer = carry_out(&register, "coordinator", end("2027-01-31")).await;
    assert_eq!(codes(&nearer), []);
    let back = carry_out(&register, "coordinator", end("2027-06-30")).await;
    assert_eq!(codes(&back), [FaultCode::TooLate], "what has been taken is given by a new mandate only");
}

async fn a_supplier_has_a_list_of_its_mandates(kind: Kind) {
    let (_database, register) = two_owners(kind).await;
    let all = given(&register, mandate(code(100), None, Some("2027-06-30"))).await;
    let one = given(&register, mandate(code(100), Some(gln(1)), None)).await;
    let listed = async |supplier: &str| -> Vec<i64> {
        let reader = register.reader();
        let head = reader.head().await.expect("a head");
        let found = reader.mandates_of(head, supplier).await.expect("read");
        found.into_iter().map(|mandate| mandate.id).collect()
    };
    assert_eq!(listed("162").await, [all, one]);
    let revoke = Command::RevokeMandate(RevokeMandate { id: all, last_day: None });
    assert_eq!(codes(&carry_out(&register, "coordinator", revoke).await), []);
    assert_eq!((listed("162").await, listed("other").await), (vec![one], vec![]));
}

//! Who answers a case, what the letters on it say, and what coordinators may not do to themselves.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use sorgraph::mail::Template;
use sorgraph::model::{OutboxLetter, Party, Point, Role, UnitKind};
use sorgraph::register::command::{
    ApproveChange, CaseStep, CloseNumber, Command, EndGrant, Errand, GiveGrant, IssueOrder, MoveUnit,
    NumberDetails, OpenOrder, OrderKind, Outcome, Record, RequestAccess, RequestChange, StepCase,
    UnitDetails, UpdateUnit,
};
use sorgraph::register::{FaultCode, Register};

use crate::support::database::{Kind, TestDatabase, import_texts};
use crate::support::extract::{Entity, Number, Place, code, entity, file, gln, municipality};
use crate::support::on_both;
use crate::support::people::{day, errand, give_roles};

on_both!(
    whoever_asks_does_not_answer,
    a_refused_request_for_access_is_told_by_mail,
    letters_name_whoever_wrote,
    the_closing_of_a_number_shows_on_the_day_after,
    a_municipality_keeps_one_or_two_coordinators,
    an_order_is_for_something_that_can_be,
    a_role_is_held_in_an_organisation_that_there_is,
    a_change_request_follows_its_record_to_the_new_owner,
    a_report_is_handed_on_with_the_day_of_a_planned_move,
    a_change_request_is_filed_for_the_organisation_concerned,
    what_is_wrong_inside_a_proposal_is_told_so,
    a_proposal_whose_day_has_passed_is_approved_for_another,
    an_order_whose_day_has_passed_is_issued_for_another,
    every_step_of_a_request_for_access_is_told_by_mail,
);

/// Two municipalities: each an institution (+1), a unit with a number (+2), and one without (+3).
async fn homes(kind: Kind) -> (TestDatabase, Register) {
    let database = TestDatabase::new(kind).await;
    let register = database.register().await;
    let tree = |serial: u32| {
        let unit = Entity { number: Number::Own(u64::from(serial)), ..entity(serial + 2, "Enhed", vec![]) };
        let units = vec![unit, entity(serial + 3, "Anden enhed", vec![])];
        let owner = municipality(serial, "Ejer", vec![entity(serial + 1, "Institution", units)]);
        Entity { postal: Some(Place("Torvet", "0101", "1084")), ..owner }
    };
    let text = file("2026-11-20", &[tree(100), tree(200)]);
    import_texts(&register, &[("sor.xml", &text)], &sorgraph::import::Options::default())
        .await
        .expect("imported");
    let home = Party::Owner(code(100));
    let roles = [
        ("sds", Role::NationalEditor, Party::Authority),
        ("coordinator", Role::Coordinator, home.clone()),
        ("colleague", Role::Coordinator, home.clone()),
        ("administrator", Role::LocalAdministrator, home),
    ];
    give_roles(&register, &roles).await;
    (database, register)
}

async fn carry_out(register: &Register, who: &str, command: Command) -> Outcome {
    register.carry_out(errand(who, command)).await.expect("an outcome")
}

async fn opened(register: &Register, who: &str, command: Command) -> i64 {
    let outcome = carry_out(register, who, command).await;
    match outcome.record {
        Some(Record::Case(case)) => case.id,
        other => panic!("{other:?}: {:?}", outcome.faults),
    }
}

fn codes(outcome: &Outcome) -> Vec<FaultCode> {
    outcome.faults.iter().map(|fault| fault.code).collect()
}

fn step(case: i64, step: CaseStep) -> Command {
    Command::StepCase(StepCase { case, step, text: Some("En tekst".to_owned()) })
}

async fn letters(register: &Register, template: &str) -> Vec<OutboxLetter> {
    let mut letters = register.reader().letters(None, 100).await.expect("letters");
    letters.retain(|letter| letter.template == template);
    letters
}

/// A report on an institution of the municipality, which the authority keeps.
fn report() -> Command {
    let note = Some("Der er en fejl.".to_owned());
    Command::RequestChange(RequestChange { proposal: None, sor_code: Some(code(101)), gln: None, note })
}

async fn whoever_asks_does_not_answer(kind: Kind) {
    let (_database, register) = homes(kind).await;
    let case = opened(&register, "coordinator", report()).await;
    for who in ["coordinator", "colleague"] {
        for command in [approve(case), step(case, CaseStep::Refuse), step(case, CaseStep::AskForInformation)]
        {
            assert_eq!(codes(&carry_out(&register, who, command).await), [FaultCode::Denied], "{who}");
        }
    }
    assert_eq!(codes(&carry_out(&register, "sds", approve(case)).await), []);
}

async fn a_refused_request_for_access_is_told_by_mail(kind: Kind) {
    let (_database, register) = homes(kind).await;
    let request =
        RequestAccess { organisation: Party::Owner(code(100)), role: Role::Editor, scope: None, note: None };
    let case = opened(&register, "somebody", Command::RequestAccess(request)).await;
    assert_eq!(codes(&carry_out(&register, "administrator", step(case, CaseStep::Refuse)).await), []);
    let refusal = letters(&register, "ACCESS_REFUSED").await.pop().expect("a letter");
    let template = Template::from_name(&refusal.template).expect("a template");
    let now = DateTime::UNIX_EPOCH;
    template.write(&refusal.recipient, &refusal.parameters, "1", "sor.example", now).expect("written");
}

fn closing_order() -> Command {
    Command::OpenOrder(OpenOrder {
        kind: OrderKind::Close,
        sor_code: None,
        gln: Some(gln(100)),
        system_name: "Journal".to_owned(),
        details: NumberDetails::default(),
        valid_from: Some(day("2026-11-30")),
        note: None,
    })
}

async fn letters_name_whoever_wrote(kind: Kind) {
    let (_database, register) = homes(kind).await;
    let case = opened(&register, "coordinator", closing_order()).await;
    let received = letters(&register, "ORDER_RECEIVED").await;
    assert!(received.iter().all(|letter| letter.parameters["text"] == "Journalsystem: Journal"));
    carry_out(&register, "sds", step(case, CaseStep::AskForInformation)).await;
    carry_out(&register, "sds", step(case, CaseStep::Reply)).await;
    let answered = carry_out(&register, "colleague", step(case, CaseStep::Reply)).await;
    let Some(Record::Case(answered)) = answered.record else { panic!("{:?}", answered.faults) };
    assert_eq!(answered.state.as_str(), "RECEIVED", "a colleague of the opener answers for the opener");
    let told: Vec<_> = letters(&register, "ORDER_ANSWERED")
        .await
        .into_iter()
        .map(|letter| (letter.recipient, letter.parameters["person"].clone()))
        .collect();
    let to = |recipient: &str, person: &str| (recipient.to_owned(), format!("Name of {person}"));
    assert_eq!(told, [to("sds@example.dk", "colleague"), to("coordinator@example.dk", "sds")]);
}

async fn the_closing_of_a_number_shows_on_the_day_after(kind: Kind) {
    let (_database, register) = homes(kind).await;
    let case = opened(&register, "coordinator", closing_order()).await;
    let issue =
        IssueOrder { case, gln: None, details: NumberDetails::default(), valid_from: None, message: None };
    let close = CloseNumber { gln: gln(100), last_day: day("2026-11-30") };
    let mut told = Vec::new();
    for command in [Command::IssueOrder(issue), Command::CloseNumber(close)] {
        let tried = Errand { dry_run: true, ..errand("sds", command) };
        let outcome = register.carry_out(tried).await.expect("an outcome");
        told.push((outcome.at, outcome.effects));
    }
    assert_eq!(told[0], told[1]);
    assert!(!told[0].1.is_empty());
}

async fn a_municipality_keeps_one_or_two_coordinators(kind: Kind) {
    let (_database, register) = homes(kind).await;
    let other = Party::Owner(code(200));
    give_roles(&register, &[("chief", Role::LocalAdministrator, other.clone())]).await;
    let give = async |subject: &str, from: &str, to: Option<&str>| {
        let grant = GiveGrant {
            subject: subject.to_owned(),
            name: None,
            email: None,
            organisation: other.clone(),
            role: Role::Coordinator,
            scope: None,
            valid_from: Some(day(from)),
            valid_to: to.map(day),
        };
        match carry_out(&register, "chief", Command::GiveGrant(grant)).await.record {
            Some(Record::Grant(grant)) => grant.id,
            other => panic!("{other:?}"),
        }
    };
    let end = async |id: i64, last_day: Option<&str>| {
        let end = EndGrant { id, last_day: last_day.map(day), successor: None };
        codes(&carry_out(&register, "chief", Command::EndGrant(end)).await)
    };
    let first = give("first", "2026-11-22", None).await;
    let next = give("next", "2027-01-01", None).await;
    assert_eq!(end(first, Some("2026-12-31")).await, []);
    assert_eq!(end(next, None).await, [FaultCode::LastCoordinator], "nobody would follow the first");
    give("third", "2027-01-01", None).await;
    assert_eq!(end(first, Some("2027-06-30")).await, [FaultCode::TooLate], "an end is no third coordinator");
}

async fn an_order_is_for_something_that_can_be(kind: Kind) {
    let (_database, register) = homes(kind).await;
    let order = |kind, sor_code, gln, valid_from: Option<&str>| {
        Command::OpenOrder(OpenOrder {
            kind,
            sor_code,
            gln,
            system_name: "Journal".to_owned(),
            details: NumberDetails::default(),
            valid_from: valid_from.map(day),
            note: None,
        })
    };
    for (command, fault) in [
        (order(OrderKind::New, Some(code(102)), None, None), FaultCode::HasNumber),
        (order(OrderKind::New, Some(code(103)), None, Some("2026-11-21")), FaultCode::TooEarly),
        (order(OrderKind::Change, None, Some(gln(100)), None), FaultCode::Required),
    ] {
        assert_eq!(codes(&carry_out(&register, "coordinator", command).await), [fault]);
    }
    opened(&register, "coordinator", order(OrderKind::New, Some(code(103)), None, None)).await;
}

async fn a_role_is_held_in_an_organisation_that_there_is(kind: Kind) {
    let (_database, register) = homes(kind).await;
    let home = Party::Owner(code(100));
    let ask = |scope| {
        let (organisation, role) = (home.clone(), Role::Editor);
        Command::RequestAccess(RequestAccess { organisation, role, scope, note: None })
    };
    let foreign = carry_out(&register, "somebody", ask(Some(code(202)))).await;
    assert_eq!(codes(&foreign), [FaultCode::BadValue]);
    opened(&register, "somebody", ask(Some(code(102)))).await;
}

/// Proposes another name for a unit from this day on.
fn rename(serial: u32, valid_from: &str) -> Command {
    let details = UnitDetails { name: Some("Nyt navn".to_owned()), ..UnitDetails::default() };
    let valid_from = day(valid_from);
    let update = UpdateUnit { kind: UnitKind::OrganisationalUnit, code: code(serial), details, valid_from };
    let proposal = Some(Box::new(Command::UpdateUnit(update)));
    Command::RequestChange(RequestChange { proposal, sor_code: None, gln: None, note: None })
}

/// Moves a unit of the first municipality into the other one.
async fn move_away(register: &Register, serial: u32, valid_from: &str) {
    let kind = UnitKind::OrganisationalUnit;
    let step = MoveUnit { kind, code: code(serial), parent: code(201), valid_from: day(valid_from) };
    assert_eq!(codes(&carry_out(register, "sds", Command::MoveUnit(step)).await), []);
}

fn approve(case: i64) -> Command {
    Command::ApproveChange(ApproveChange { case, valid_from: None, message: None })
}

async fn recipients(register: &Register, template: &str) -> Vec<String> {
    let mut found: Vec<_> =
        letters(register, template).await.into_iter().map(|letter| letter.recipient).collect();
    found.sort_unstable();
    found
}

async fn a_change_request_follows_its_record_to_the_new_owner(kind: Kind) {
    let (_database, register) = homes(kind).await;
    give_roles(&register, &[("neighbour", Role::Coordinator, Party::Owner(code(200)))]).await;
    let case = opened(&register, "somebody", rename(102, "2026-12-24")).await;
    let other = opened(&register, "somebody", rename(103, "2026-12-24")).await;
    assert_eq!(codes(&carry_out(&register, "neighbour", approve(case)).await), [FaultCode::NotFound]);
    move_away(&register, 102, "2026-12-01").await;
    let told = recipients(&register, "CHANGE_REQUESTED").await;
    let home = ["colleague@example.dk", "coordinator@example.dk"];
    let expected = [home[0], home[0], home[1], home[1], "neighbour@example.dk"];
    assert_eq!(told, expected, "the new keeper gets a letter about the one that moved");
    for command in [approve(case), step(case, CaseStep::Refuse), step(case, CaseStep::Reply)] {
        assert_eq!(codes(&carry_out(&register, "coordinator", command).await), [FaultCode::NotFound]);
    }
    let asked = carry_out(&register, "neighbour", step(case, CaseStep::AskForInformation)).await;
    assert_eq!(codes(&asked), []);
    assert_eq!(codes(&carry_out(&register, "somebody", step(case, CaseStep::Reply)).await), []);
    assert_eq!(recipients(&register, "CHANGE_ANSWERED").await, ["neighbour@example.dk"]);
    let approved = carry_out(&register, "neighbour", approve(case)).await;
    let Some(Record::Case(approved)) = approved.record else { panic!("{:?}", approved.faults) };
    assert_eq!(approved.decides, Party::Owner(code(200)));
    assert_eq!(codes(&carry_out(&register, "coordinator", approve(other)).await), [], "the other one stayed");
}

async fn a_report_is_handed_on_with_the_day_of_a_planned_move(kind: Kind) {
    let (_database, register) = homes(kind).await;
    give_roles(&register, &[("neighbour", Role::Coordinator, Party::Owner(code(200)))]).await;
    let note = Some("Der er en fejl.".to_owned());
    let report = RequestChange { proposal: None, sor_code: Some(code(103)), gln: None, note };
    let case = opened(&register, "somebody", Command::RequestChange(report)).await;
    move_away(&register, 103, "2026-12-01").await;
    assert_eq!(register.hand_on_cases().await.expect("looked"), 0, "not before the day");
    let ask = || step(case, CaseStep::AskForInformation);
    assert_eq!(codes(&carry_out(&register, "neighbour", ask()).await), [FaultCode::NotFound]);
    let register = later(&register, "2026-12-01T08:00:00Z");
    // Who decides does not wait for the letter.
    assert_eq!(codes(&carry_out(&register, "coordinator", ask()).await), [FaultCode::NotFound]);
    let tried = Errand { dry_run: true, ..errand("neighbour", approve(case)) };
    assert_eq!(codes(&register.carry_out(tried).await.expect("an outcome")), []);
    assert_eq!(register.hand_on_cases().await.expect("handed on"), 1);
    assert_eq!(register.hand_on_cases().await.expect("looked"), 0, "once");
    assert!(recipients(&register, "CHANGE_REQUESTED").await.contains(&"neighbour@example.dk".to_owned()));
    assert_eq!(codes(&carry_out(&register, "neighbour", approve(case)).await), []);
}

async fn a_change_request_is_filed_for_the_organisation_concerned(kind: Kind) {
    let (_database, register) = homes(kind).await;
    let (home, other) = (Party::Owner(code(100)), Party::Owner(code(200)));
    let role = Role::RestrictedReader;
    give_roles(&register, &[("both", role, home.clone()), ("both", role, other.clone())]).await;
    let filed = async |who: &str, serial: u32| {
        let outcome = carry_out(&register, who, rename(serial, "2026-12-24")).await;
        let Some(Record::Case(case)) = outcome.record else { panic!("{:?}", outcome.faults) };
        case.organisation
    };
    assert_eq!(filed("both", 202).await, Some(other));
    assert_eq!(filed("both", 102).await, Some(home.clone()));
    assert_eq!(filed("colleague", 202).await, Some(home), "whoever acts for one organisation asks for that");
    assert_eq!(filed("somebody", 102).await, None);
}

async fn what_is_wrong_inside_a_proposal_is_told_so(kind: Kind) {
    let (_database, register) = homes(kind).await;
    let paths = |outcome: &Outcome| -> Vec<String> {
        outcome.faults.iter().map(|fault| fault.path.join(".")).collect()
    };
    let unknown = carry_out(&register, "somebody", rename(999, "2026-12-24")).await;
    assert_eq!(paths(&unknown), ["proposal.sorCode"]);
    let case = opened(&register, "somebody", rename(102, "2026-11-22")).await;
    let approved = carry_out(&register, "coordinator", approve(case)).await;
    assert_eq!(
        (codes(&approved), paths(&approved)),
        (vec![FaultCode::TooEarly], vec!["proposal.validFrom".to_owned()])
    );
}

/// The same register on a later day.
fn later(register: &Register, instant: &str) -> Register {
    let then: DateTime<Utc> = instant.parse().expect("an instant");
    Register::new(register.database().clone(), Arc::new(move || then))
}

async fn last_words(register: &Register, case: i64) -> String {
    let reader = register.reader();
    let head = reader.head().await.expect("a head");
    let thread = reader.case_messages(head, &[case]).await.expect("read");
    thread[&case].last().expect("a message").text.clone()
}

async fn a_proposal_whose_day_has_passed_is_approved_for_another(kind: Kind) {
    let (_database, register) = homes(kind).await;
    let case = opened(&register, "somebody", rename(102, "2026-12-24")).await;
    let report = opened(&register, "somebody", report()).await;
    let register = later(&register, "2027-01-10T11:00:00Z");
    let approve = |case, valid_from: Option<&str>| {
        let message = Some("Det er i orden.".to_owned());
        Command::ApproveChange(ApproveChange { case, valid_from: valid_from.map(day), message })
    };
    let late = carry_out(&register, "coordinator", approve(case, None)).await;
    let fault = late.faults.first().expect("a fault");
    assert_eq!((fault.code, fault.path.join(".").as_str()), (FaultCode::TooEarly, "validFrom"));
    assert!(fault.message.contains("2026-12-24"), "{}", fault.message);
    let today = carry_out(&register, "coordinator", approve(case, Some("2027-01-10"))).await;
    assert_eq!(today.faults[0].path, ["validFrom"], "the day is the approver's, not the proposal's");
    let dayless = carry_out(&register, "sds", approve(report, Some("2027-02-01"))).await;
    assert_eq!(codes(&dayless), [FaultCode::Contradiction], "a report has no day");
    let approved = carry_out(&register, "coordinator", approve(case, Some("2027-02-01"))).await;
    assert_eq!((codes(&approved), approved.at), (vec![], day("2027-02-01")));
    let unit = Point { at: day("2027-02-01"), revision: approved.revision.expect("a revision") };
    let units = register.reader().units(unit, &[code(102)]).await.expect("read");
    assert_eq!(
        (units[&code(102)].content.name.as_str(), units[&code(102)].content.from_date),
        ("Nyt navn", unit.at)
    );
    let letter = letters(&register, "CHANGE_APPROVED").await.pop().expect("a letter");
    assert_eq!(letter.parameters["due"], "1. februar 2027");
    let told = "Det er i orden.\n\nDato: 1. februar 2027 / Date: 2027-02-01";
    assert_eq!(last_words(&register, case).await, told);
}

async fn an_order_whose_day_has_passed_is_issued_for_another(kind: Kind) {
    let (_database, register) = homes(kind).await;
    let case = opened(&register, "coordinator", closing_order()).await;
    let register = later(&register, "2026-12-01T11:00:00Z");
    let issue = |valid_from: Option<&str>| {
        let (gln, details, message) = (None, NumberDetails::default(), None);
        let valid_from = valid_from.map(day);
        Command::IssueOrder(IssueOrder { case, gln, details, valid_from, message })
    };
    for (wanted, told) in [(None, "2026-11-30"), (Some("2026-11-30"), "2026-12-01")] {
        let outcome = carry_out(&register, "sds", issue(wanted)).await;
        assert_eq!(codes(&outcome), [FaultCode::TooEarly]);
        assert!(outcome.faults[0].message.contains(told), "{}", outcome.faults[0].message);
    }
    let outcome = carry_out(&register, "sds", issue(Some("2026-12-15"))).await;
    assert_eq!(codes(&outcome), []);
    assert_eq!(last_words(&register, case).await, "Dato: 15. december 2026 / Date: 2026-12-15");
    let told = letters(&register, "ORDER_ISSUED").await;
    assert!(told.iter().all(|letter| letter.parameters["due"] == "15. december 2026"));
}

async fn every_step_of_a_request_for_access_is_told_by_mail(kind: Kind) {
    let (_database, register) = homes(kind).await;
    let request =
        RequestAccess { organisation: Party::Owner(code(100)), role: Role::Editor, scope: None, note: None };
    let case = opened(&register, "somebody", Command::RequestAccess(request)).await;
    for (who, what, template, recipient) in [
        ("administrator", CaseStep::AskForInformation, "ACCESS_NEEDS_INFORMATION", "somebody@example.dk"),
        ("somebody", CaseStep::Reply, "ACCESS_ANSWERED", "administrator@example.dk"),
        ("somebody", CaseStep::Withdraw, "ACCESS_WITHDRAWN", "administrator@example.dk"),
    ] {
        assert_eq!(codes(&carry_out(&register, who, step(case, what)).await), []);
        let told = letters(&register, template).await.pop().expect("a letter");
        assert_eq!(told.recipient, recipient);
        let form = Template::from_name(template).expect("a template");
        let written = form.write(&told.recipient, &told.parameters, "1", "sor.example", DateTime::UNIX_EPOCH);
        let body = written.expect("written").body;
        assert!(body.contains("Rolle: redaktør") && body.contains("> En tekst"), "{body}");
    }
}

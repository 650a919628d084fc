//! People with roles, for tests of who may do what.

use chrono::NaiveDate;
use sorgraph::identity::{Actor, Caller};
use sorgraph::model::{Grant, Party, Role};
use sorgraph::ownership::{Action, Asked, Matter, Part, decide};
use sorgraph::register::command::{Command, Errand};
use sorgraph::register::{Numbered, Register};

/// Somebody who has signed in.
pub fn caller(subject: &str) -> Caller {
    Caller {
        subject: subject.to_owned(),
        name: Some(format!("Name of {subject}")),
        email: Some(format!("{subject}@example.dk")),
        ..Caller::default()
    }
}

/// Gives each of these a role for a party, since long ago.
pub async fn give_roles(register: &Register, roles: &[(&str, Role, Party)]) {
    let asked = Asked::new(Action::Create, Matter::new(Part::Grant, "roles"));
    let permit = decide(&Actor::operator(), "ROLES", None, &[asked]).expect("the operator may");
    let mut change = register.begin(permit).await.expect("begun");
    let first = change.next_id(Numbered::AccessGrant).await.expect("a number");
    let grants = roles.iter().zip(first..).map(|((subject, role, organisation), id)| Grant {
        id,
        subject: (*subject).to_owned(),
        name: caller(subject).name,
        email: caller(subject).email,
        organisation: organisation.clone(),
        role: *role,
        scope: None,
        valid_from: day("2026-01-01"),
        valid_to: None,
        granted_by: "operator".to_owned(),
    });
    change.put_grants(&[], grants.collect()).await.expect("written");
    change.commit("Roles of a test".to_owned()).await.expect("committed");
}

/// A command of this person, and nothing said beside it.
pub fn errand(subject: &str, command: Command) -> Errand {
    Errand {
        caller: caller(subject),
        command,
        reason: None,
        idempotency_key: None,
        expected_revision: None,
        dry_run: false,
        request_id: None,
    }
}

/// A date.
pub fn day(text: &str) -> NaiveDate {
    text.parse().expect("a date")
}

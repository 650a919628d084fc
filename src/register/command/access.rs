//! Becoming a user: asking for a role, giving and ending roles.

mod give;
mod request;

pub use give::{AppointAdministrator, EndGrant, GiveGrant, Successor};
pub(super) use request::request;
pub use request::{ApproveAccess, RequestAccess};

use chrono::NaiveDate;

use super::numbers::may_be_listed;
use crate::model::{CodeList, Grant, Party, Point, Role, SorCode, UnitKind};
use crate::ownership::{Matter, OwnerKind, Part};
use crate::register::text::{check, check_email};
use crate::register::{Change, Draft, FaultCode, Faults, Stop};

/// Most characters of a subject or of a person's name.
const NAME_MAX: usize = 200;

/// Notes what is wrong with what is told of a person.
fn check_person(subject: &str, name: Option<&String>, email: Option<&String>, faults: &mut Faults) {
    check(subject, NAME_MAX, "subject", faults);
    if let Some(name) = name {
        check(name, NAME_MAX, "name", faults);
    }
    if let Some(email) = email {
        check_email(email, "email", faults);
    }
}

/// What the rules look at in the roles of a party.
fn roles_of(part: Part, party: &Party) -> Matter {
    Matter::of_parties(part, party.to_string(), vec![party.clone()])
}

/// The role is one of those that a party of this kind has, the party is one that the register knows, and the scope
/// stands in its tree.
async fn fits(draft: &Draft, organisation: &Party, role: Role, scope: Option<SorCode>) -> Result<(), Stop> {
    let point = Point { at: draft.today(), revision: draft.before() };
    let kind = match organisation {
        Party::Owner(code) => {
            let units = draft.reader().units(point, &[*code]).await?;
            let owner = units.get(code).map(|unit| &unit.content);
            let Some(owner) = owner.filter(|owner| owner.kind == UnitKind::InstitutionOwner) else {
                let message = format!("There is no institution owner {code}.");
                return Err(Stop::at(FaultCode::NotFound, "organisation", message));
            };
            owner.type_code.as_deref().and_then(OwnerKind::from_type)
        }
        Party::Supplier(code) => {
            let values = draft.reader().coded_values(point.revision).await?;
            if !may_be_listed(&values, CodeList::SystemSupplier, code) {
                let message = format!("The register's list of suppliers has no {code}.");
                return Err(Stop::at(FaultCode::NotFound, "organisation", message));
            }
            None
        }
        Party::Authority | Party::MedCom => None,
    };
    if let Some(scope) = scope {
        let lineage = draft.reader().lineage_of(point, scope, "scope").await?;
        let top = lineage.last().map(|top| top.content.sor_code);
        if top != organisation.owner() {
            let message = "It does not stand in the tree of the organisation.";
            return Err(Stop::at(FaultCode::BadValue, "scope", message));
        }
    }
    let fits = match role {
        Role::Operator => false,
        Role::LocalAdministrator | Role::RestrictedReader => true,
        Role::NationalEditor => *organisation == Party::Authority,
        Role::MedCom => *organisation == Party::MedCom,
        Role::SystemSupplier => matches!(organisation, Party::Supplier(_)),
        Role::Coordinator | Role::Editor => kind == Some(OwnerKind::Municipality),
        Role::RegionEditor => kind == Some(OwnerKind::Region),
        Role::PrivateOwner => kind == Some(OwnerKind::Private),
    };
    if fits {
        return Ok(());
    }
    let message = format!("The organisation has no role {}.", role.as_str());
    Err(Stop::at(FaultCode::BadValue, "role", message))
}

fn overlap(grant: &Grant, from: NaiveDate, to: Option<NaiveDate>) -> bool {
    to.is_none_or(|to| grant.valid_from <= to) && grant.valid_to.is_none_or(|end| end >= from)
}

/// Writes a grant, unless the person has it already or a municipality would have too many coordinators.
async fn give(change: &mut Change, grant: Grant) -> Result<i64, Stop> {
    fits(change, &grant.organisation, grant.role, grant.scope).await?;
    let mut faults = Faults::default();
    let past = grant.valid_from < change.today();
    faults.when(past, FaultCode::TooEarly, "validFrom", "A role is not given for the past.");
    let backwards = grant.valid_to.is_some_and(|to| to < grant.valid_from);
    faults.when(backwards, FaultCode::Contradiction, "validTo", "The last day lies before the first one.");
    faults.none()?;
    let party = std::slice::from_ref(&grant.organisation);
    let held = change.reader().grants_in_role(change.revision(), grant.role, party).await?;
    let held: Vec<_> =
        held.into_iter().filter(|other| overlap(other, grant.valid_from, grant.valid_to)).collect();
    let again = held.iter().any(|other| other.subject == grant.subject && other.scope == grant.scope);
    if again {
        return Err(Stop::at(FaultCode::AlreadyThere, "subject", "The person has this role already."));
    }
    let most = change.rules().most_coordinators;
    if grant.role == Role::Coordinator && at_once(&held, &grant) >= most {
        let message =
            format!("A municipality has {most} SOR coordinators at most; end another one's role first.");
        return Err(Stop::at(FaultCode::TooManyCoordinators, "role", message));
    }
    let id = grant.id;
    change.put_grants(&[], vec![grant]).await?;
    Ok(id)
}

/// How many of `held` hold at once on the worst day of the new grant.
fn at_once(held: &[Grant], new: &Grant) -> usize {
    let starts = held.iter().map(|grant| grant.valid_from.max(new.valid_from)).chain([new.valid_from]);
    starts.map(|day| held.iter().filter(|grant| grant.holds(day)).count()).max().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn grant(id: i64, from: &str, to: Option<&str>) -> Grant {
        let day = |text: &str| text.parse().expect("a date");
        Grant {
            id,
            subject: id.to_string(),
            name: None,
            email: None,
            organisation: Party::Authority,
            role: Role::Coordinator,
            scope: None,
            valid_from: day(from),
            valid_to: to.map(day),
            granted_by: String::new(),
        }
    }

    #[test]
    fn coordinators_are_counted_on_the_worst_day() {
        let held = [grant(1, "2026-01-01", Some("2026-06-30")), grant(2, "2026-07-01", None)];
        assert_eq!(at_once(&held, &grant(3, "2026-01-01", None)), 1, "one follows the other");
        let held = [grant(1, "2026-01-01", Some("2026-07-01")), grant(2, "2026-07-01", None)];
        assert_eq!(at_once(&held, &grant(3, "2026-01-01", None)), 2, "one day together");
    }
}

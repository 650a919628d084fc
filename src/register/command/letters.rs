//! Letters about cases: who gets them, and what fills them.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike, NaiveDate};

use crate::model::{Case, CaseKind, CodeList, Grant, Party, Role};
use crate::register::{Change, NewLetter, StorageError};

/// What a letter says beside what its case tells.
#[derive(Debug, Clone, Default)]
pub struct Said {
    /// What somebody wrote.
    pub text: Option<String>,
    /// Why.
    pub reason: Option<String>,
    /// The day that the letter is about, in place of the case's due date.
    pub day: Option<NaiveDate>,
    /// The role that is asked for or given.
    pub role: Option<Role>,
    /// The one who acted, where that is not who opened the case.
    pub person: Option<String>,
}

/// Writes to whoever opened the case.
pub async fn to_opener(
    change: &mut Change,
    template: &'static str,
    case: &Case,
    said: &Said,
) -> Result<(), StorageError> {
    let to = case.email.iter().cloned().collect();
    send(change, template, case, said, to).await
}

/// Writes to those who decide the case.
pub async fn to_deciders(
    change: &mut Change,
    template: &'static str,
    case: &Case,
    said: &Said,
) -> Result<(), StorageError> {
    let desk = change.rules().authority_email.clone();
    let to = if case.kind == CaseKind::Order && !desk.is_empty() {
        BTreeSet::from([desk])
    } else {
        let reader = change.reader();
        let held = reader.grants_for(change.revision(), std::slice::from_ref(&case.decides)).await?;
        addresses(held.get(&case.decides).map(Vec::as_slice).unwrap_or_default(), case, change.today())
    };
    send(change, template, case, said, to).await
}

/// The addresses of those who decide a case of this kind.
fn addresses(grants: &[Grant], case: &Case, today: NaiveDate) -> BTreeSet<String> {
    let decides = |role: Role| match (case.kind, &case.decides) {
        (CaseKind::Access, _) => role == Role::LocalAdministrator,
        (_, Party::Authority) => role == Role::NationalEditor,
        (_, Party::MedCom) => role == Role::MedCom,
        (_, Party::Supplier(_)) => role == Role::SystemSupplier,
        (_, Party::Owner(_)) => {
            matches!(role, Role::Coordinator | Role::Editor | Role::RegionEditor | Role::PrivateOwner)
        }
    };
    let held = grants.iter().filter(|grant| decides(grant.role) && grant.holds(today));
    held.filter_map(|grant| grant.email.clone()).collect()
}

async fn send(
    change: &mut Change,
    template: &'static str,
    case: &Case,
    said: &Said,
    to: BTreeSet<String>,
) -> Result<(), StorageError> {
    if to.is_empty() {
        tracing::warn!(case = case.id, template, "nobody to write to has an address");
        return Ok(());
    }
    let parameters = parameters(change, case, said).await?;
    for to in to {
        change.write_to(NewLetter { to, template, parameters: parameters.clone() });
    }
    Ok(())
}

async fn parameters(
    change: &Change,
    case: &Case,
    said: &Said,
) -> Result<BTreeMap<String, String>, StorageError> {
    // Letters to the opener name who decides; letters to the deciders name for whom was asked: the
    // party beside the case is the same for both but for access, where there is only one.
    let organisation = match &case.organisation {
        Some(party) => party_name(change, party).await?,
        None => party_name(change, &case.decides).await?,
    };
    let day = said.day.or(case.due);
    let opener = || case.name.clone().unwrap_or_else(|| case.subject.clone());
    let person = said.person.clone().unwrap_or_else(opener);
    let filled = [
        // A letter about a role comes of no case.
        ("case", if case.id == 0 { String::new() } else { case.id.to_string() }),
        ("url", change.rules().public_url.clone()),
        ("organisation", organisation),
        ("person", person),
        ("role", said.role.map(|role| role_name(role).to_owned()).unwrap_or_default()),
        ("record", record_name(change, case).await?),
        ("gln", case.gln.map(|gln| gln.to_string()).unwrap_or_default()),
        ("due", day.map(in_danish).unwrap_or_default()),
        ("reason", said.reason.clone().unwrap_or_default()),
        ("text", said.text.clone().unwrap_or_default()),
    ];
    Ok(filled.into_iter().map(|(name, value)| (name.to_owned(), value)).collect())
}

async fn record_name(change: &Change, case: &Case) -> Result<String, StorageError> {
    if let Some(code) = case.sor_code {
        let units = change.reader().units(change.point(change.today()), &[code]).await?;
        if let Some(unit) = units.get(&code) {
            return Ok(format!("{} ({code})", unit.content.name));
        }
    }
    // What is asked for may be about no record yet; the letter still says what kind of thing it is.
    Ok(match (case.gln, case.kind) {
        (Some(gln), _) => gln.to_string(),
        (None, CaseKind::Change) => "Sundhedsvæsenets Organisationsregister".to_owned(),
        (None, _) => String::new(),
    })
}

/// What the one who acts is called.
pub fn acting(change: &Change) -> String {
    let caller = &change.permit().actor().caller;
    caller.name.clone().unwrap_or_else(|| caller.subject.clone())
}

/// What a party is called.
pub async fn party_name(change: &Change, party: &Party) -> Result<String, StorageError> {
    Ok(match party {
        Party::Authority => "Sundhedsdatastyrelsen".to_owned(),
        Party::MedCom => "MedCom".to_owned(),
        Party::Owner(code) => {
            let units = change.reader().units(change.point(change.today()), &[*code]).await?;
            units.get(code).map_or_else(|| code.to_string(), |unit| unit.content.name.clone())
        }
        Party::Supplier(code) => {
            let values = change.reader().coded_values(change.revision()).await?;
            let entry = values.into_iter().find(|v| v.list == CodeList::SystemSupplier && v.key == *code);
            entry.and_then(|entry| entry.name_da).unwrap_or_else(|| code.clone())
        }
    })
}

/// What a role is called in Danish.
#[must_use]
pub fn role_name(role: Role) -> &'static str {
    match role {
        Role::Operator => "driftsansvarlig",
        Role::NationalEditor => "national redaktør",
        Role::Coordinator => "SOR-ansvarlig",
        Role::Editor => "redaktør",
        Role::RegionEditor => "regional redaktør",
        Role::MedCom => "MedCom",
        Role::SystemSupplier => "systemleverandør",
        Role::PrivateOwner => "privat ejer",
        Role::LocalAdministrator => "lokal brugeradministrator",
        Role::RestrictedReader => "læser",
    }
}

/// A date as it is written in Danish: 4. december 2026.
pub(super) fn in_danish(day: NaiveDate) -> String {
    const MONTHS: [&str; 12] = [
        "januar",
        "februar",
        "marts",
        "april",
        "maj",
        "juni",
        "juli",
        "august",
        "september",
        "oktober",
        "november",
        "december",
    ];
    format!("{}. {} {}", day.day(), MONTHS[day.month0() as usize], day.year())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_written_in_danish() {
        let day = NaiveDate::from_ymd_opt(2026, 12, 4).expect("a date");
        assert_eq!(in_danish(day), "4. december 2026");
    }
}

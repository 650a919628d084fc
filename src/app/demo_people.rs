//! The people of the demo: one for each role of each organisation, so that a newcomer
//! can try every role. They are made up; their addresses lead nowhere.

use chrono::{Days, TimeDelta};

use crate::identity::Actor;
use crate::identity::development::{DevelopmentIssuer, Grant as Signed};
use crate::model::{CodeList, Grant, Guide, Party, Point, Role, SorCode, SupportDesk, owner_type};
use crate::ownership::{Action, Asked, Matter, Part, decide};
use crate::register::{Numbered, PlaceKind, Register, RegisterError, StorageError};

use super::AppError;

/// Somebody of the demo.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// The subject of that person's tokens.
    pub subject: String,
    /// A name made of the role.
    pub name: String,
    /// An address that leads nowhere.
    pub email: String,
}

/// Roles that `--as` knows, with the role and whose it is.
const KINDS: [(&str, &str, Option<Role>); 10] = [
    ("municipality", "SOR-ansvarlig", Some(Role::Coordinator)),
    ("editor", "Redaktør", Some(Role::Editor)),
    ("administrator", "Lokal brugeradministrator", Some(Role::LocalAdministrator)),
    ("reader", "Læser", Some(Role::RestrictedReader)),
    ("region", "Regional redaktør", Some(Role::RegionEditor)),
    ("private", "Privat ejer", Some(Role::PrivateOwner)),
    ("sds", "National redaktør", Some(Role::NationalEditor)),
    ("medcom", "MedCom", Some(Role::MedCom)),
    ("supplier", "Systemleverandør", Some(Role::SystemSupplier)),
    ("person", "Medarbejder", None),
];

/// What `--as` takes, for help and errors.
pub const WHO: &str = "municipality:0101, editor:0101, administrator:0101, reader:0101, region:1084, \
    private:SORCODE, sds, medcom, supplier:demo, administrator:sds, or person:ANYBODY";

impl Person {
    /// The person that `--as` names, such as `municipality:0101` or `sds`.
    pub fn parse(text: &str) -> Result<Self, String> {
        let (kind, of) = text.split_once(':').unwrap_or((text, ""));
        let lone = matches!(kind, "sds" | "medcom");
        let plain = of.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '.');
        match KINDS.iter().find(|(name, _, _)| *name == kind) {
            Some((_, title, _)) if lone == of.is_empty() && plain && of.len() <= 60 => {
                let place = if lone { kind } else { of };
                Ok(Self {
                    subject: format!("demo:{text}"),
                    name: if lone { (*title).to_owned() } else { format!("{title} {of}") },
                    email: format!("{kind}@{}.example", place.to_ascii_lowercase()),
                })
            }
            _ => Err(format!("it must be one of {WHO}")),
        }
    }

    /// A token that names this person for eight hours.
    #[must_use]
    pub fn token(
        &self,
        key: &DevelopmentIssuer,
        issuer: &str,
        audience: &str,
        register_now: chrono::DateTime<chrono::Utc>,
    ) -> String {
        let signed = Signed {
            issuer,
            audience,
            subject: &self.subject,
            name: Some(&self.name),
            email: Some(&self.email),
            roles: &[],
            valid_for: TimeDelta::hours(8),
        };
        key.issue(&signed, register_now)
    }
}

fn person(kind: &str, of: &str) -> Person {
    let text = if of.is_empty() { kind.to_owned() } else { format!("{kind}:{of}") };
    Person::parse(&text).expect("the demo's own persons are well formed")
}

/// An organisation of the demo, with the short name that `--as` knows it by.
struct Organisation {
    party: Party,
    short: String,
    roles: &'static [&'static str],
}

/// Hands out every role of every organisation to a person of the demo, and puts up an
/// example of support and guides.
pub async fn hand_out_roles(register: &Register) -> Result<(), AppError> {
    let asked = Asked::new(Action::Create, Matter::new(Part::Grant, "the roles of the demo"));
    let permit = decide(&Actor::operator(), "DEMO_ROLES", None, &[asked]).map_err(RegisterError::from)?;
    let organisations = organisations(register).await.map_err(RegisterError::from)?;
    let mut change = register.begin(permit).await?;
    let first = change.next_id(Numbered::AccessGrant).await.map_err(RegisterError::from)?;
    let since = register.today().checked_sub_days(Days::new(30)).unwrap_or(register.today());
    let people = organisations.iter().flat_map(|organisation| {
        organisation.roles.iter().filter_map(|kind| {
            let role = KINDS.iter().find(|(name, _, _)| name == kind)?.2?;
            let of = if matches!(*kind, "sds" | "medcom") { "" } else { &organisation.short };
            Some((organisation.party.clone(), role, person(kind, of)))
        })
    });
    let grants = people.zip(first..).map(|((organisation, role, person), id)| Grant {
        id,
        subject: person.subject,
        name: Some(person.name),
        email: Some(person.email),
        organisation,
        role,
        scope: None,
        valid_from: since,
        valid_to: None,
        granted_by: "operator".to_owned(),
    });
    let grants: Vec<_> = grants.collect();
    let summary = format!("Handed out {} roles of the demo", grants.len());
    change.put_grants(&[], grants).await.map_err(RegisterError::from)?;
    change.put_support_desks(Vec::new(), desks()).await.map_err(RegisterError::from)?;
    change.put_guides(Vec::new(), guides()).await.map_err(RegisterError::from)?;
    change.commit(summary).await.map_err(RegisterError::from)?;
    Ok(())
}

async fn organisations(register: &Register) -> Result<Vec<Organisation>, StorageError> {
    let reader = register.reader();
    let point = Point { at: register.today(), revision: reader.head().await? };
    let mut found = vec![
        Organisation { party: Party::Authority, short: "sds".to_owned(), roles: &["sds", "administrator"] },
        Organisation {
            party: Party::MedCom,
            short: "medcom".to_owned(),
            roles: &["medcom", "administrator"],
        },
    ];
    let codes: Vec<_> =
        reader.municipalities(point).await?.iter().map(|m| m.content.code.to_string()).collect();
    let owners = reader.owners_of_places(point, PlaceKind::Municipality, &codes).await?;
    let roles: &[&str] = &["municipality", "editor", "administrator", "reader"];
    found.extend(owners.into_iter().map(|(short, owner)| Organisation {
        party: Party::Owner(owner.content.sor_code),
        short,
        roles,
    }));
    let codes: Vec<_> = reader.regions(point).await?.iter().map(|r| r.content.code.to_string()).collect();
    let owners = reader.owners_of_places(point, PlaceKind::Region, &codes).await?;
    found.extend(owners.into_iter().map(|(short, owner)| Organisation {
        party: Party::Owner(owner.content.sor_code),
        short,
        roles: &["region", "administrator"],
    }));
    found.extend(private_owners(register).await?.into_iter().map(|code| Organisation {
        party: Party::Owner(code),
        short: code.to_string(),
        roles: &["private"],
    }));
    let values = reader.coded_values(point.revision).await?;
    let suppliers = values.into_iter().filter(|value| value.list == CodeList::SystemSupplier);
    // The official list is not public; the demo has a supplier of its own.
    let suppliers = suppliers.map(|supplier| supplier.key).chain(["demo".to_owned()]);
    found.extend(suppliers.map(|short| Organisation {
        party: Party::Supplier(short.clone()),
        short,
        roles: &["supplier"],
    }));
    found.sort_by_key(|organisation| organisation.party.clone());
    Ok(found)
}

async fn private_owners(register: &Register) -> Result<Vec<SorCode>, StorageError> {
    let mut after = 0;
    let mut owners = Vec::new();
    loop {
        let batch = register.reader().unit_skeletons(after).await?;
        let Some(last) = batch.last() else { break };
        after = last.sor_code.number();
        owners.extend(batch.iter().filter(|unit| unit.parent.is_none()).map(|unit| unit.sor_code));
    }
    let reader = register.reader();
    let point = Point { at: register.today(), revision: reader.head().await? };
    let units = reader.units(point, &owners).await?;
    owners.retain(|code| {
        let unit = units.get(code).map(|unit| &unit.content);
        unit.and_then(|unit| unit.type_code.as_deref()) == Some(owner_type::PRIVATE)
    });
    Ok(owners)
}

fn desks() -> Vec<SupportDesk> {
    let desk = |key: &str, da: &str, en: &str| SupportDesk {
        key: key.to_owned(),
        name_da: da.to_owned(),
        name_en: Some(en.to_owned()),
        email: Some(format!("{key}@support.example")),
        telephone: None,
        opening_hours: Some("Mon-Thu 09:00-15:00; Fri 09:00-14:00".to_owned()),
    };
    vec![
        desk("technical", "Teknisk support (eksempel)", "Technical support (example)"),
        desk("professional", "Faglig support (eksempel)", "Professional support (example)"),
    ]
}

fn guides() -> Vec<Guide> {
    let base = "https://sundhedsdatastyrelsen.dk/da/rammer-og-retningslinjer/organisationsregistrering";
    let guide = |position, key: &str, da: &str, en: &str, url: String| Guide {
        key: key.to_owned(),
        position,
        title_da: da.to_owned(),
        title_en: Some(en.to_owned()),
        url,
    };
    vec![
        guide(1, "register", "Om registret", "About the register", base.to_owned()),
        guide(
            2,
            "municipalities",
            "SOR for kommuner",
            "SOR for municipalities",
            format!("{base}/sor_kommuner"),
        ),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everybody_that_the_help_names_can_be_parsed() {
        for who in WHO.split(", ").map(|who| who.trim_start_matches("or ").trim()) {
            let person = Person::parse(who).expect(who);
            assert_eq!(person.subject, format!("demo:{who}"));
        }
        for bad in ["", "king", "municipality", "sds:1", "person:a b", "person:"] {
            assert!(Person::parse(bad).is_err(), "{bad}");
        }
    }
}

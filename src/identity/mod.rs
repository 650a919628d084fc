//! Who asks: the caller that a token names, and the rights with which it acts.

mod claims;
pub mod development;
mod discovery;
mod fault;
mod keys;
mod signature;
#[cfg(test)]
mod testing;
pub mod token;

use std::net::IpAddr;

use chrono::{DateTime, Utc};

pub use fault::{IdentityError, TokenError};

use crate::model::{Grant, Party, Role, SorCode};

/// The party behind a request, as its token tells; nothing is known of one without.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Caller {
    /// Stable name of the caller: the token's `sub`. Empty for an anonymous caller.
    pub subject: String,
    /// The person's name, where the token tells it.
    pub name: Option<String>,
    /// The person's e-mail address, where the token tells a checked one.
    pub email: Option<String>,
    /// What the token says of roles, where the settings let it: see [`Right::from_claim`].
    pub roles: Vec<String>,
    /// When the token ends.
    pub expires: Option<DateTime<Utc>>,
    /// The program that the token was issued to: its `azp`, or `client_id`.
    pub client: Option<String>,
    /// Where the request comes from, as far as the door knows.
    pub address: Option<IpAddr>,
}

impl Caller {
    /// A caller of whom nothing is known; reads what is public.
    #[must_use]
    pub fn anonymous() -> Self {
        Self::default()
    }

    /// Whether the caller has not signed in.
    #[must_use]
    pub fn is_anonymous(&self) -> bool {
        self.subject.is_empty()
    }

    /// The subject, for people.
    #[must_use]
    pub fn told(&self) -> &str {
        if self.is_anonymous() { "anonymous" } else { &self.subject }
    }
}

/// A role in which an actor may act, and for whom.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Right {
    /// The role.
    pub role: Role,
    /// The party that it acts for.
    pub organisation: Party,
    /// Only for this record and what lies below it.
    pub scope: Option<SorCode>,
}

impl Right {
    /// Reads a role as a token writes it: `ROLE@party`, for example
    /// `COORDINATOR@owner:311000016009` or `NATIONAL_EDITOR@authority`.
    ///
    /// The role of the operator is of this machine only: no token has it.
    #[must_use]
    pub fn from_claim(claim: &str) -> Option<Self> {
        let (role, party) = claim.split_once('@')?;
        let role = Role::from_name(role).filter(|role| *role != Role::Operator)?;
        Some(Self { role, organisation: Party::from_stored(party)?, scope: None })
    }
}

impl From<&Grant> for Right {
    fn from(grant: &Grant) -> Self {
        Self { role: grant.role, organisation: grant.organisation.clone(), scope: grant.scope }
    }
}

/// A caller with the rights that hold for it today.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Actor {
    /// Who.
    pub caller: Caller,
    /// With which rights.
    pub rights: Vec<Right>,
}

impl Actor {
    /// A caller of whom nothing is known; reads what is public.
    #[must_use]
    pub fn anonymous() -> Self {
        Self { caller: Caller::anonymous(), rights: Vec::new() }
    }

    /// The operator at the command line: whoever can reach the database may import.
    #[must_use]
    pub fn operator() -> Self {
        let caller = Caller { subject: "operator".to_owned(), ..Caller::default() };
        let right = Right { role: Role::Operator, organisation: Party::Authority, scope: None };
        Self { caller, rights: vec![right] }
    }

    /// The parties for which the actor has a right.
    #[must_use]
    pub fn parties(&self) -> Vec<Party> {
        let mut parties: Vec<_> = self.rights.iter().map(|right| right.organisation.clone()).collect();
        parties.sort_unstable();
        parties.dedup();
        parties
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_claim_names_a_role_and_a_party() {
        let right = Right::from_claim("NATIONAL_EDITOR@authority").expect("a right");
        assert_eq!((right.role, right.organisation), (Role::NationalEditor, Party::Authority));
        for bad in ["NATIONAL_EDITOR", "KING@authority", "COORDINATOR@owner:1", "", "OPERATOR@authority"] {
            assert_eq!(Right::from_claim(bad), None, "{bad}");
        }
    }
}

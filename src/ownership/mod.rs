//! Who may change what.
//!
//! [`decide`] is the only maker of a [`Permit`], and only a permit opens a
//! change of the register: a write that nobody decided on does not compile.

mod rules;

use crate::identity::{Actor, Role};
use rules::RULES;

/// A kind of change to the register.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Action {
    /// Lay down the code lists and the geography that the program ships with.
    LayFoundation,
    /// Take over an official extract.
    ImportExtract,
}

impl Action {
    /// The name as it is stored with the commit.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::LayFoundation => "FOUNDATION",
            Self::ImportExtract => "IMPORT",
        }
    }
}

/// Proof that an actor may do one thing. It cannot be made elsewhere, nor copied.
#[derive(Debug, PartialEq, Eq)]
pub struct Permit {
    actor: Actor,
    role: Role,
    action: Action,
}

impl Permit {
    /// Who may.
    #[must_use]
    pub fn actor(&self) -> &Actor {
        &self.actor
    }

    /// In which role.
    #[must_use]
    pub fn role(&self) -> Role {
        self.role
    }

    /// What.
    #[must_use]
    pub fn action(&self) -> Action {
        self.action
    }
}

/// The answer to an actor who may not.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{subject} may not do {}: it takes the role {}", .action.as_str(), .needed.join(" or "))]
pub struct Denial {
    /// Who asked.
    pub subject: String,
    /// What for.
    pub action: Action,
    /// The roles that may.
    pub needed: Vec<&'static str>,
}

/// Decides by the rule table whether `actor` may do `action`.
pub fn decide(actor: &Actor, action: Action) -> Result<Permit, Denial> {
    let rules = RULES.iter().filter(|rule| rule.action == action);
    match rules.clone().find(|rule| actor.roles.contains(&rule.role)) {
        Some(rule) => Ok(Permit { actor: actor.clone(), role: rule.role, action }),
        None => Err(Denial {
            subject: actor.subject.clone(),
            action,
            needed: rules.map(|rule| rule.role.as_str()).collect(),
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_operator_imports() {
        let operator = Actor::operator();
        assert_eq!(decide(&operator, Action::ImportExtract).map(|p| p.role()), Ok(Role::Operator));
        let denial = decide(&Actor::anonymous(), Action::ImportExtract).expect_err("denied");
        assert_eq!(denial.to_string(), "anonymous may not do IMPORT: it takes the role OPERATOR");
    }
}

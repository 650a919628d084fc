//! The rule table: one line a right.

use super::Action;
use crate::identity::Role;

/// A right.
pub struct Rule {
    /// Who.
    pub role: Role,
    /// May do what.
    pub action: Action,
}

/// Every right there is.
pub const RULES: &[Rule] = &[
    Rule { role: Role::Operator, action: Action::LayFoundation },
    Rule { role: Role::Operator, action: Action::ImportExtract },
];

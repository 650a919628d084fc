//! Who may change what.
//!
//! [`decide`] is the only maker of a [`Permit`], and only a permit opens a
//! change of the register: a write that nobody decided on does not compile.

mod denial;
mod matter;
mod rules;

use crate::identity::{Actor, Right};
use crate::model::{Party, Revision, Role};

pub use denial::Denial;
pub use matter::{Action, Matter, Owner, OwnerKind, Part};
use rules::{RULES, Reach, Rule, Who};

/// One thing that somebody wants to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// What.
    pub action: Action,
    /// To what.
    pub on: Matter,
}

impl Asked {
    /// `action` on `on`.
    #[must_use]
    pub fn new(action: Action, on: Matter) -> Self {
        Self { action, on }
    }

    /// To take over an official extract.
    #[must_use]
    pub fn import() -> Self {
        Self::new(Action::Create, Matter::new(Part::Extract, "an official extract"))
    }

    /// To lay down the code lists and the geography that the program ships with.
    #[must_use]
    pub fn foundation() -> Self {
        Self::new(Action::Create, Matter::new(Part::Foundation, "the foundation"))
    }
}

/// Proof that an actor may do something. It cannot be made elsewhere, nor copied.
///
/// It holds for the facts as they were after one revision: once another commit has
/// come in between it opens nothing any more.
#[derive(Debug, PartialEq, Eq)]
pub struct Permit {
    actor: Actor,
    right: Option<Right>,
    act: &'static str,
    read_at: Option<Revision>,
}

impl Permit {
    /// Who may.
    #[must_use]
    pub fn actor(&self) -> &Actor {
        &self.actor
    }

    /// In which role; `None` for what everybody may who has signed in.
    #[must_use]
    pub fn role(&self) -> Option<Role> {
        self.right.as_ref().map(|right| right.role)
    }

    /// For which party.
    #[must_use]
    pub fn organisation(&self) -> Option<&Party> {
        self.right.as_ref().map(|right| &right.organisation)
    }

    /// What, as it is stored with the commit.
    #[must_use]
    pub fn act(&self) -> &'static str {
        self.act
    }

    /// The revision at which its facts were read; `None` where it rests on none.
    #[must_use]
    pub fn read_at(&self) -> Option<Revision> {
        self.read_at
    }
}

/// Decides by the rule table whether `actor` may do everything that is `asked`, which
/// together makes up the act of that name. `read_at` is the revision at which the
/// facts in it were read.
pub fn decide(
    actor: &Actor,
    act: &'static str,
    read_at: Option<Revision>,
    asked: &[Asked],
) -> Result<Permit, Denial> {
    let mut first = None;
    for (position, asked) in asked.iter().enumerate() {
        let right = granting(actor, asked).ok_or_else(|| Denial::new(actor, asked, RULES))?;
        if position == 0 {
            first = right;
        }
    }
    // An act that touches nothing is nobody's: it must name what it touches.
    if asked.is_empty() {
        return Err(Denial::of_nothing(actor));
    }
    Ok(Permit { actor: actor.clone(), right: first, act, read_at })
}

/// Whether `actor` may; for showing it, not for doing it.
#[must_use]
pub fn may(actor: &Actor, action: Action, on: &Matter) -> bool {
    granting(actor, &Asked::new(action, on.clone())).is_some()
}

/// Who answers for a thing: the party that the first line lets change it.
#[must_use]
pub fn keeper(on: &Matter) -> Option<Party> {
    let kind = on.owner.as_ref().and_then(|owner| owner.kind);
    let changes = |rule: &&Rule| rule.part == on.part && rule.actions.contains(&Action::Update);
    let found = RULES.iter().filter(changes).find(|rule| applies(rule, kind) && fits(rule.reach, on))?;
    match (found.who, found.reach) {
        (Who::Holder(Role::MedCom), _) => Some(Party::MedCom),
        (Who::Holder(Role::SystemSupplier), _) => on.supplier.clone().map(Party::Supplier),
        (_, Reach::Own) => on.owner.as_ref().map(|owner| Party::Owner(owner.code)),
        _ => Some(Party::Authority),
    }
}

/// Whether a line of this reach can be about `on` at all, whoever asks.
fn fits(reach: Reach, on: &Matter) -> bool {
    match reach {
        Reach::Any | Reach::Own | Reach::Concerned => true,
        Reach::OwnSystem => on.supplier.is_some(),
        Reach::Mandated => on.supplier.is_some() && on.mandated,
        Reach::Ordinary => !on.special_system,
    }
}

/// The right by which `actor` may: `Some(None)` where it takes none.
#[expect(clippy::option_option, reason = "whether there is a rule, and whether it rests on a right")]
fn granting(actor: &Actor, asked: &Asked) -> Option<Option<Right>> {
    let kind = asked.on.owner.as_ref().and_then(|owner| owner.kind);
    let lines = RULES.iter().filter(|rule| {
        rule.part == asked.on.part && rule.actions.contains(&asked.action) && applies(rule, kind)
    });
    lines.into_iter().find_map(|rule| match rule.who {
        Who::SignedIn => (!actor.caller.is_anonymous()).then_some(None),
        Who::Opener => {
            let opener = asked.on.opened_by.as_deref();
            let signed_in = !actor.caller.is_anonymous();
            (signed_in && opener == Some(actor.caller.subject.as_str())).then_some(None)
        }
        Who::Holder(role) => actor
            .rights
            .iter()
            .find(|right| right.role == role && reaches(right, rule.reach, &asked.on))
            .map(|right| Some(right.clone())),
    })
}

/// Where the owner's kind is not known, only a line for all kinds applies.
fn applies(rule: &Rule, kind: Option<OwnerKind>) -> bool {
    match kind {
        Some(kind) => rule.owners.contains(&kind),
        None => rule.owners.len() == OwnerKind::ALL.len(),
    }
}

fn reaches(right: &Right, reach: Reach, on: &Matter) -> bool {
    let in_scope = right.scope.is_none_or(|scope| on.lineage.contains(&scope));
    let on_own_system = match (&right.organisation, &on.supplier) {
        (Party::Supplier(holder), Some(supplier)) => holder == supplier,
        _ => false,
    };
    match reach {
        Reach::Any => in_scope,
        Reach::Own => {
            let owner = on.owner.as_ref().map(|owner| owner.code);
            in_scope && owner.is_some() && right.organisation.owner() == owner
        }
        Reach::OwnSystem => on_own_system,
        Reach::Mandated => on_own_system && on.mandated,
        Reach::Ordinary => in_scope && !on.special_system,
        Reach::Concerned => on.parties.contains(&right.organisation),
    }
}

#[cfg(test)]
mod tests;

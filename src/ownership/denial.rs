use std::fmt;

use super::rules::{Reach, Rule, Who};
use super::{Action, Asked, Owner, Part, applies};
use crate::identity::Actor;

/// The answer to an actor who may not: what is protected, whose it is, whom to ask.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Denial {
    /// Who asked.
    pub subject: String,
    /// Whether that caller had signed in.
    pub signed_in: bool,
    /// What it wanted to do.
    pub action: Action,
    /// To which part of the register.
    pub part: Part,
    /// What the thing is called.
    pub name: String,
    /// In whose tree it stands.
    pub owner: Option<Owner>,
    /// The roles that may, in words.
    pub needed: Vec<String>,
}

impl Denial {
    pub(super) fn new(actor: &Actor, asked: &Asked, rules: &[Rule]) -> Self {
        let kind = asked.on.owner.as_ref().and_then(|owner| owner.kind);
        let lines = rules.iter().filter(|rule| {
            rule.part == asked.on.part && rule.actions.contains(&asked.action) && applies(rule, kind)
        });
        let mut needed: Vec<_> = lines.map(|rule| in_words(rule, asked.on.owner.as_ref())).collect();
        needed.dedup();
        Self {
            subject: actor.caller.told().to_owned(),
            signed_in: !actor.caller.is_anonymous(),
            action: asked.action,
            part: asked.on.part,
            name: asked.on.name.clone(),
            owner: asked.on.owner.clone(),
            needed,
        }
    }

    pub(super) fn of_nothing(actor: &Actor) -> Self {
        Self {
            subject: actor.caller.told().to_owned(),
            signed_in: !actor.caller.is_anonymous(),
            action: Action::Update,
            part: Part::Foundation,
            name: "nothing".to_owned(),
            owner: None,
            needed: Vec::new(),
        }
    }
}

fn in_words(rule: &Rule, owner: Option<&Owner>) -> String {
    let who = match rule.who {
        Who::SignedIn => return "anybody who has signed in".to_owned(),
        Who::Opener => return "whoever opened the case".to_owned(),
        Who::Holder(held) => held.as_str(),
    };
    match (rule.reach, owner) {
        (Reach::Own, Some(owner)) => format!("{who} of {}", owner.name),
        (Reach::Own, None) => format!("{who} of the owner"),
        (Reach::OwnSystem, _) => format!("{who} of the number's system"),
        (Reach::Mandated, _) => format!("{who} of the number's system with the owner's mandate"),
        (Reach::Concerned, _) => format!("{who} of the organisation concerned"),
        (Reach::Any | Reach::Ordinary, _) => who.to_owned(),
    }
}

impl fmt::Display for Denial {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "You may not {} the {} \"{}\"", self.action.word(), self.part.words(), self.name)?;
        if let Some(owner) = &self.owner {
            write!(f, " of {}", owner.name)?;
        }
        if self.needed.is_empty() {
            write!(f, ": nobody may.")?;
        } else {
            write!(f, ": it takes {}.", self.needed.join(" or "))?;
        }
        if self.signed_in { Ok(()) } else { write!(f, " You have not signed in.") }
    }
}

impl std::error::Error for Denial {}

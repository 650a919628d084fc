//! Arguments of fields, read once for a plan where they hold no variable, else once for each request.

use std::borrow::Cow;

use async_graphql::{InputType, Value as ConstValue, Variables};
use async_graphql_value::Value;

use super::compile::{Planned, Unplanned};

/// Why a plan stops.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stopped {
    /// It met what only the ordinary executor tells well: arguments that do not fit, a cursor of another list, a
    /// point that memory does not have.
    Unanswered,
    /// Its answer is longer, or takes longer to find, than it may.
    Long,
}

pub type Done<T = ()> = Result<T, Stopped>;

/// Tells whether an argument fits.
pub type Check = Box<dyn Fn(&Variables) -> bool + Send + Sync>;

/// An argument.
#[derive(Debug, Clone)]
pub enum Arg<T> {
    /// It is the same in every request.
    Fixed(T),
    /// It has variables in it.
    Given(Value),
}

impl<T: InputType> Arg<T> {
    /// Reads the text of a document; `None` where the argument is left out.
    pub fn of(given: Option<&Value>) -> Planned<Self> {
        let Some(given) = given else {
            return T::parse(None).map(Self::Fixed).map_err(|_| Unplanned);
        };
        match given.clone().into_const() {
            Some(value) => T::parse(Some(value)).map(Self::Fixed).map_err(|_| Unplanned),
            None => Ok(Self::Given(given.clone())),
        }
    }
}

impl<T: InputType> Arg<T> {
    /// What finds out whether it fits in a request; nothing where it is the same in all.
    pub fn check(&self) -> Option<Check> {
        match self {
            Self::Fixed(_) => None,
            Self::Given(value) => {
                let value = value.clone();
                let read = move |variables: &Variables| T::parse(Some(resolved(&value, variables))).is_ok();
                Some(Box::new(read))
            }
        }
    }
}

impl<T: InputType + Clone> Arg<T> {
    /// The value in a request.
    pub fn get(&self, variables: &Variables) -> Done<Cow<'_, T>> {
        match self {
            Self::Fixed(value) => Ok(Cow::Borrowed(value)),
            Self::Given(value) => {
                T::parse(Some(resolved(value, variables))).map(Cow::Owned).map_err(|_| Stopped::Unanswered)
            }
        }
    }

    /// The value, where it is the same in every request.
    pub fn fixed(&self) -> Option<&T> {
        match self {
            Self::Fixed(value) => Some(value),
            Self::Given(_) => None,
        }
    }
}

/// A value with its variables put in; defaults stand among them, and one that is left out is null.
fn resolved(value: &Value, variables: &Variables) -> ConstValue {
    let filled = value.clone().into_const_with(|name| {
        Ok::<_, std::convert::Infallible>(variables.get(&name).cloned().unwrap_or_default())
    });
    match filled {
        Ok(value) => value,
        Err(never) => match never {},
    }
}

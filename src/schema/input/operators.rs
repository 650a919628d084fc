//! Operators that filters are made of.

use async_graphql::InputObject;

use crate::model::{self, search_key};
use crate::schema::error::{Answer, Problem};
use crate::schema::types::{OwnerType, SorEntityKind, State};

/// Most values in one `in`.
const MOST: usize = 100;

/// Condition on a record's state.
#[derive(Debug, Clone, Default, InputObject)]
pub struct StateFilter {
    /// One of these. Without it only what is in force is listed: ACTIVE and CLOSING.
    pub r#in: Option<Vec<State>>,
}

/// Condition on a code of an outside list.
#[derive(Debug, Clone, Default, InputObject)]
pub struct CodeFilter {
    /// One of these codes, for example "22232009" for hospitals; 100 at most.
    pub r#in: Option<Vec<String>>,
}

/// Condition on a name.
#[derive(Debug, Clone, Default, InputObject)]
pub struct NameFilter {
    /// Starts with this. Case and accents do not matter, nor whether æ, ø, å are written ae, oe, aa. Needs a letter or a digit.
    pub starts_with: Option<String>,
}

/// Condition on the kind of owner.
#[derive(Debug, Clone, Default, InputObject)]
pub struct OwnerTypeFilter {
    /// One of these.
    pub r#in: Option<Vec<OwnerType>>,
}

/// Condition on the level of the tree.
#[derive(Debug, Clone, Default, InputObject)]
pub struct SorEntityKindFilter {
    /// One of these.
    pub r#in: Option<Vec<SorEntityKind>>,
}

/// The states that a list shows: those asked for, else what is in force.
pub fn states(filter: Option<StateFilter>) -> Vec<model::State> {
    match filter.and_then(|filter| filter.r#in) {
        Some(states) => states.into_iter().map(Into::into).collect(),
        None => vec![model::State::Active, model::State::Closing],
    }
}

/// The codes of a filter.
pub fn codes(filter: Option<CodeFilter>) -> Answer<Option<Vec<String>>> {
    let Some(codes) = filter.and_then(|filter| filter.r#in) else {
        return Ok(None);
    };
    if codes.len() > MOST {
        return Err(Problem::argument(format!("in takes {MOST} codes at most, not {}.", codes.len())));
    }
    codes.into_iter().map(plain).collect::<Answer<_>>().map(Some)
}

/// The beginning of a name, in search form.
pub fn starts_with(filter: Option<NameFilter>) -> Answer<Option<String>> {
    let Some(text) = filter.and_then(|filter| filter.starts_with) else {
        return Ok(None);
    };
    match search_key(&text) {
        key if key.is_empty() => Err(Problem::argument("startsWith needs a letter or a digit.")),
        key => Ok(Some(key)),
    }
}

/// A text that may go to any database: short, and without control characters.
pub fn plain(text: String) -> Answer<String> {
    if text.is_empty() || text.chars().count() > MOST || text.chars().any(char::is_control) {
        return Err(Problem::argument(format!(
            "A value has 1 to {MOST} characters, none of them a control character."
        )));
    }
    Ok(text)
}

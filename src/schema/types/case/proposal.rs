//! A proposed change as a difference.

use async_graphql::{Context, SimpleObject};
use serde_json::{Map, Value};

use crate::model::{LocationNumber, Point, Unit};
use crate::register::command::{Command, NumberDetails, UnitDetails};
use crate::schema::context::loaders;
use crate::schema::error::{Answer, Problem};

/// One field that a proposal would change.
#[derive(Debug, Clone, SimpleObject)]
pub struct ProposedChange {
    /// Name of the field, for example "name" or "postalAddress.streetName".
    field: String,
    /// What it says now, as text. Null where it says nothing.
    current: Option<String>,
    /// What it would say, as text. Null where it would say nothing.
    proposed: Option<String>,
}

/// What the proposal would change of the record as it stands at the point.
pub async fn changes(ctx: &Context<'_>, point: Point, proposal: &Command) -> Answer<Vec<ProposedChange>> {
    let mut told = Vec::new();
    match proposal {
        Command::CreateUnit(create) => {
            text(&mut told, "validFrom", None, Some(create.valid_from.to_string()));
            text(&mut told, "parent", None, create.parent.map(|code| code.to_string()));
            details(ctx, &mut told, None, &create.details).await?;
        }
        Command::UpdateUnit(update) => {
            let now = loaders(ctx)?.units.load(point, update.code).await?;
            text(&mut told, "validFrom", None, Some(update.valid_from.to_string()));
            details(ctx, &mut told, now.as_ref().map(|unit| &unit.content), &update.details).await?;
        }
        Command::MoveUnit(step) => {
            let now = loaders(ctx)?.units.load(point, step.code).await?;
            let parent = now.and_then(|unit| unit.content.parent).map(|code| code.to_string());
            text(&mut told, "validFrom", None, Some(step.valid_from.to_string()));
            text(&mut told, "parent", parent, Some(step.parent.to_string()));
        }
        Command::CloseUnits(close) => {
            text(&mut told, "lastDay", None, Some(close.last_day.to_string()));
            let codes: Vec<_> = close.replaced_by.iter().map(ToString::to_string).collect();
            text(&mut told, "replacedBy", None, (!codes.is_empty()).then(|| codes.join(", ")));
        }
        Command::UpdateNumber(update) => {
            let now = loaders(ctx)?.numbers.load(point, update.gln).await?;
            text(&mut told, "validFrom", None, Some(update.valid_from.to_string()));
            number(&mut told, now.as_ref().map(|number| &number.content), &update.details)?;
        }
        Command::CloseNumber(close) => {
            text(&mut told, "lastDay", None, Some(close.last_day.to_string()));
        }
        _ => {}
    }
    Ok(told)
}

fn text(told: &mut Vec<ProposedChange>, field: &str, current: Option<String>, proposed: Option<String>) {
    if current != proposed {
        told.push(ProposedChange { field: field.to_owned(), current, proposed });
    }
}

/// Applies the details to a copy and tells in which fields the two differ: so nothing
/// that the details can say is forgotten here.
async fn details(
    ctx: &Context<'_>,
    told: &mut Vec<ProposedChange>,
    now: Option<&Unit>,
    details: &UnitDetails,
) -> Answer<()> {
    let then = details.shown_on(now);
    let before = now.map(|_| UnitDetails::default().shown_on(now));
    let mut sides = Vec::new();
    for side in [before, Some(then)] {
        let Some(mut side) = side else {
            sides.push(Map::new());
            continue;
        };
        for field in ["postalAddress", "visitingAddress", "activityAddress"] {
            let id = side.get(field).and_then(Value::as_str).and_then(|id| id.parse().ok());
            if let Some(id) = id
                && let Some(address) = loaders(ctx)?.addresses.load((), id).await?
            {
                let shown = serde_json::to_value(address.as_ref())
                    .map_err(|_| Problem::internal("an address has no form as text"))?;
                side.insert(field.to_owned(), shown);
            }
        }
        sides.push(side);
    }
    let (then, before) = (sides.pop().unwrap_or_default(), sides.pop().unwrap_or_default());
    differ(told, "", &Value::Object(before), &Value::Object(then));
    Ok(())
}

fn number(
    told: &mut Vec<ProposedChange>,
    now: Option<&LocationNumber>,
    details: &NumberDetails,
) -> Answer<()> {
    let Some(now) = now else { return Ok(()) };
    let mut then = now.clone();
    details.apply(&mut then, None);
    let form = |number: &LocationNumber| {
        serde_json::to_value(number).map_err(|_| Problem::internal("a number has no form as text"))
    };
    differ(told, "", &form(now)?, &form(&then)?);
    Ok(())
}

/// Tells where two values differ, by the names of their fields.
fn differ(told: &mut Vec<ProposedChange>, path: &str, before: &Value, then: &Value) {
    if before == then {
        return;
    }
    let empty = Map::new();
    if before.is_object() || then.is_object() {
        let before = before.as_object().unwrap_or(&empty);
        let then = then.as_object().unwrap_or(&empty);
        let mut names: Vec<_> = before.keys().chain(then.keys()).collect();
        names.sort_unstable();
        names.dedup();
        for name in names {
            let field = camel(name);
            let path = if path.is_empty() { field } else { format!("{path}.{field}") };
            let of = |side: &Map<String, Value>| side.get(name).cloned().unwrap_or_default();
            differ(told, &path, &of(before), &of(then));
        }
        return;
    }
    text(told, path, shown(before), shown(then));
}

fn shown(value: &Value) -> Option<String> {
    match value {
        Value::Null => None,
        Value::String(text) => Some(text.clone()),
        Value::Array(items) => {
            let items: Vec<_> = items.iter().map(|item| shown(item).unwrap_or_default()).collect();
            (!items.is_empty()).then(|| items.join(", "))
        }
        Value::Object(fields) => {
            let fields: Vec<_> = fields.values().filter_map(shown).collect();
            Some(fields.join(" "))
        }
        other => Some(other.to_string()),
    }
}

/// `snake_case` as the graph writes it.
fn camel(name: &str) -> String {
    let mut parts = name.split('_');
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |mut name, part| {
        let mut letters = part.chars();
        name.extend(letters.next().map(|letter| letter.to_ascii_uppercase()));
        name.push_str(letters.as_str());
        name
    })
}

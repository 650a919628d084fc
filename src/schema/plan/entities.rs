//! Federation: records by their keys, for `_entities`. What is no key of ours is null and leaves the others alone.

use async_graphql::indexmap::IndexMap;
use async_graphql::{Name, Value};

use super::args::{Done, Stopped};
use super::compile::{Asked, Compile, Planned};
use super::node::{Node, NodeSet, listed};
use super::number::Number;
use super::place::Place;
use super::root::Root;
use super::run::Run;
use super::set::{Shape, Write};
use super::unit::unit_of;
use super::unit_list::kinds;
use crate::model::{MessageFormat, MessageTypeKey};

pub fn entities<'d>(compile: &mut Compile<'d>, asked: &Asked<'d>) -> Planned<Write<Root>> {
    let set = NodeSet::of(compile, asked)?;
    let representations = compile.argument::<Vec<Representation>>(asked, "representations")?;
    Ok(Write::new(move |run, (), out| {
        out.open(b'[');
        for representation in representations.get(run.variables)?.iter() {
            out.next();
            set.write(run, entity(run, representation)?, out)?;
        }
        out.close(b']');
        Ok(())
    }))
}

/// A key with the name of its type, as a gateway sends it.
type Representation = async_graphql::Any;

/// The record of a key. The first key of its type that is there counts, as for the ordinary executor.
fn entity<'a>(run: &Run<'a>, representation: &Representation) -> Done<Option<Node<'a>>> {
    let Value::Object(fields) = &representation.0 else { return Ok(None) };
    let Some(Value::String(on)) = fields.get("__typename") else { return Ok(None) };
    let day = run.day(None, None)?;
    let key = match on.as_str() {
        "InstitutionOwner" | "HealthInstitution" | "OrganisationalUnit" => "sorCode",
        "LocationNumber" => "gln",
        "Region" | "Municipality" => "code",
        "MessageType" => "format",
        _ => return Ok(None),
    };
    if key == "format" && !["format", "type", "version"].iter().all(|part| fields.contains_key(*part))
        || !fields.contains_key(key)
    {
        let Some(id) = text(fields, "id")? else { return Ok(None) };
        return Ok(Node::of(run, id, day).filter(|node| is(node, on)));
    }
    let Some(text_of_key) = text(fields, key)? else { return Ok(None) };
    Ok(match on.as_str() {
        "LocationNumber" => {
            text_of_key.parse().ok().and_then(|gln| Number::of(run, gln, day)).map(Node::Number)
        }
        "Region" => {
            let code = crate::model::RegionCode::parse(text_of_key).ok();
            code.and_then(|code| Place::region(run, code.as_ref(), day)).map(Node::Region)
        }
        "Municipality" => {
            let code = crate::model::MunicipalityCode::parse(text_of_key).ok();
            code.and_then(|code| Place::municipality(run, code.as_ref(), day)).map(Node::Municipality)
        }
        "MessageType" => {
            let (kind, version) = (text(fields, "type")?, text(fields, "version")?);
            let (Some(kind), Some(version)) = (kind, version) else { return Err(Stopped::Unanswered) };
            let format = MessageFormat::from_name(text_of_key);
            let key = format.map(|format| MessageTypeKey {
                format,
                kind: kind.to_owned(),
                version: version.to_owned(),
            });
            key.and_then(|key| listed(run, &key)).map(Node::MessageType)
        }
        _ => {
            let unit = text_of_key.parse().ok().and_then(|code| unit_of(run, code, day));
            unit.map(Node::Unit).filter(|node| is(node, on))
        }
    })
}

/// A key as text; one of another form is for the ordinary executor to refuse.
fn text<'v>(fields: &'v IndexMap<Name, Value>, key: &str) -> Done<Option<&'v str>> {
    match fields.get(key) {
        None => Ok(None),
        Some(Value::String(text)) => Ok(Some(text)),
        Some(_) => Err(Stopped::Unanswered),
    }
}

fn is(node: &Node<'_>, on: &str) -> bool {
    match node {
        Node::Unit(unit) => {
            let tree = ["InstitutionOwner", "HealthInstitution", "OrganisationalUnit"];
            tree.contains(&on) && kinds(on).contains(&unit.unit.kind())
        }
        Node::Number(_) => on == "LocationNumber",
        Node::Region(_) => on == "Region",
        Node::Municipality(_) => on == "Municipality",
        Node::MessageType(_) => on == "MessageType",
    }
}

//! Message types, and message types on location numbers.

use super::compile::{Asked, Compile, Planned};
use super::set::{Kind, Write, leaf, one, type_name, unplanned};
use crate::image::ImageMessage;
use crate::model::MessageType;
use crate::schema::id::Named;

pub struct MessageTypeKind;

impl Kind for MessageTypeKind {
    type At<'a> = &'a MessageType;

    fn field<'d>(on: &'static str, asked: &Asked<'d>, _: &mut Compile<'d>) -> Planned<Write<Self>> {
        Ok(match asked.name {
            "__typename" => type_name(on),
            "id" => leaf(|found, out| out.plain(&Named::MessageType(found.key.clone()).id())),
            "format" => leaf(|found, out| out.plain(found.key.format.as_str())),
            "type" => leaf(|found, out| out.text(&found.key.kind)),
            "version" => leaf(|found, out| out.text(&found.key.version)),
            "group" => leaf(|found, out| out.optional_text(found.group.as_deref())),
            "nameDa" => leaf(|found, out| out.optional_text(found.name_da.as_deref())),
            "nameEn" => leaf(|found, out| out.optional_text(found.name_en.as_deref())),
            "uri" => leaf(|found, out| out.optional_text(found.uri.as_deref())),
            _ => return unplanned(),
        })
    }
}

pub struct MessageKind;

impl Kind for MessageKind {
    type At<'a> = &'a ImageMessage;

    fn field<'d>(on: &'static str, asked: &Asked<'d>, compile: &mut Compile<'d>) -> Planned<Write<Self>> {
        Ok(match asked.name {
            "__typename" => type_name(on),
            "messageType" => one(compile.set::<MessageTypeKind>(asked, "MessageType")?, |run, entry| {
                Some(run.image.message_type(entry))
            }),
            "direction" => leaf(|entry, out| out.plain(entry.direction.as_str())),
            "validFrom" => leaf(|entry, out| out.date(entry.valid_from)),
            "validTo" => leaf(|entry, out| out.optional_date(entry.valid_to)),
            "updatedBy" => {
                leaf(|entry, out| out.optional_text(entry.updated_by.as_ref().map(|by| by.as_str())))
            }
            _ => return unplanned(),
        })
    }
}

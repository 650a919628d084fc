//! Entries of outside code lists.

use super::compile::{Asked, Compile, Planned};
use super::run::Run;
use super::set::{Kind, Write, leaf, type_name, unplanned};
use crate::image::ImageUnit;
use crate::model::{CodeList, CodedValue};

/// An entry of a code list; one that the list does not have has its code alone.
#[derive(Clone, Copy)]
pub struct Coded<'a> {
    list: CodeList,
    key: &'a str,
    code: Option<&'a str>,
    name_da: Option<&'a str>,
    name_en: Option<&'a str>,
}

impl<'a> Coded<'a> {
    /// The entry of that key, where there is a key.
    pub fn of(run: &Run<'a>, list: CodeList, key: Option<&'a str>) -> Option<Self> {
        let key = key?;
        Some(match run.image.code_lists().find(list, key) {
            Some(entry) => Self::listed(entry),
            None => Self { list, key, code: Some(key), name_da: None, name_en: None },
        })
    }

    pub fn listed(entry: &'a CodedValue) -> Self {
        Self {
            list: entry.list,
            key: &entry.key,
            code: entry.code.as_deref(),
            name_da: entry.name_da.as_deref(),
            name_en: entry.name_en.as_deref(),
        }
    }

    /// What identifies it in its list.
    pub fn key(self) -> &'a str {
        self.key
    }

    /// The clinical-administrative level of a unit: what it says itself goes before the list.
    pub fn level(run: &Run<'a>, unit: &'a ImageUnit) -> Option<Self> {
        let level = unit.level()?;
        let key = level.name.as_deref().or(level.code.as_deref());
        let listed = Self::of(run, CodeList::OrganisationalLevel, key)?;
        Some(Self {
            code: level.code.as_deref(),
            name_da: level.name.as_deref().or(listed.name_da),
            ..listed
        })
    }
}

pub struct CodedKind;

impl Kind for CodedKind {
    type At<'a> = Coded<'a>;

    fn field<'d>(on: &'static str, asked: &Asked<'d>, _: &mut Compile<'d>) -> Planned<Write<Self>> {
        Ok(match asked.name {
            "__typename" => type_name(on),
            "list" => leaf(|coded, out| out.plain(coded.list.as_str())),
            "code" => leaf(|coded, out| out.optional_text(coded.code)),
            "nameDa" => leaf(|coded, out| out.optional_text(coded.name_da)),
            "nameEn" => leaf(|coded, out| out.optional_text(coded.name_en)),
            _ => return unplanned(),
        })
    }
}

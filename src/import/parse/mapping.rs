use std::collections::BTreeMap;

use toml::{Table, Value};

use super::fault::{FaultKind, FileFault};
use super::field::Field;
use super::source::count_lines;
use super::value::{excerpt, listed};

/// The built-in mapping of CSV columns, with the comments that explain it.
pub const DEFAULT_MAPPING: &str = include_str!("mapping.toml");

/// The name of the mapping in a fault.
const NAME: &str = "column mapping";

/// Key of the columns that are skipped without a word.
const IGNORED: &str = "ignored";

/// Keys of the columns with specialities, in their order.
pub(super) const SPECIALITIES: [&str; 8] = [
    "speciality_1",
    "speciality_2",
    "speciality_3",
    "speciality_4",
    "speciality_5",
    "speciality_6",
    "speciality_7",
    "speciality_8",
];

/// What words of a file stand for.
pub(super) type Words = BTreeMap<String, String>;

/// A kind of CSV file whose columns are mapped.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum SectionName {
    SorEntity,
    LocationsCodes,
    EdiTypeMap,
    EdiTypes,
    ReplacedEntities,
}

impl SectionName {
    pub const ALL: [Self; 5] =
        [Self::SorEntity, Self::LocationsCodes, Self::EdiTypeMap, Self::EdiTypes, Self::ReplacedEntities];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::SorEntity => "sor_entity",
            Self::LocationsCodes => "locations_codes",
            Self::EdiTypeMap => "locations_code_edi_type_map",
            Self::EdiTypes => "edi_types",
            Self::ReplacedEntities => "sor_replaced_entities",
        }
    }

    /// The fields that a file of this kind cannot do without.
    pub fn required(self) -> &'static [&'static str] {
        match self {
            Self::SorEntity => &["sor_code", "kind", "name", "first_from_date", "from_date"],
            Self::LocationsCodes => &["gln", "from_date"],
            Self::EdiTypeMap => &["gln", "format", "type", "version", "direction"],
            Self::EdiTypes => &["format", "type", "version"],
            Self::ReplacedEntities => &["old", "new"],
        }
    }

    fn knows(self, key: &str) -> bool {
        let simple: &[&str] = match self {
            Self::SorEntity => {
                return key == IGNORED
                    || SPECIALITIES.contains(&key)
                    || Field::of_unit_rows().any(|field| field.key() == key);
            }
            Self::LocationsCodes => {
                return key == IGNORED || Field::of_number_rows().any(|field| field.key() == key);
            }
            Self::EdiTypeMap => &[
                "gln",
                "format",
                "type",
                "version",
                "direction",
                "valid_from",
                "valid_to",
                "updated_by",
                IGNORED,
            ],
            Self::EdiTypes => &["format", "type", "version", "group", "name", "name_en", "uri", IGNORED],
            Self::ReplacedEntities => &["old", "new", IGNORED],
        };
        simple.contains(&key)
    }
}

/// The columns of one kind of file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Section {
    columns: BTreeMap<String, Vec<String>>,
    values: BTreeMap<String, Words>,
}

impl Section {
    /// The header names accepted for a field.
    pub fn names(&self, key: &str) -> &[String] {
        self.columns.get(key).map_or(&[], Vec::as_slice)
    }

    /// The column that holds a field.
    pub fn position(&self, key: &str, header: &[String]) -> Option<usize> {
        self.names(key).iter().find_map(|name| header.iter().position(|column| column == name))
    }

    /// The fields that have a column in `header`, with that column.
    pub fn positions<'h>(&'h self, header: &'h [String]) -> impl Iterator<Item = (&'h str, usize)> {
        let keys = self.columns.keys().filter(|key| *key != IGNORED);
        keys.filter_map(|key| Some((key.as_str(), self.position(key, header)?)))
    }

    /// Whether a column is named by any key.
    pub fn names_column(&self, column: &str) -> bool {
        self.columns.values().flatten().any(|name| name == column)
    }

    /// The words of the file that stand for others in a field.
    pub fn words(&self, key: &str) -> Option<&Words> {
        self.values.get(key)
    }
}

/// Which CSV column holds which field, per kind of file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mapping {
    sections: BTreeMap<SectionName, Section>,
}

impl Default for Mapping {
    fn default() -> Self {
        let mut mapping = Self { sections: BTreeMap::new() };
        // The text is part of the program and a test reads it: there is no failing case.
        let merged = mapping.merge(DEFAULT_MAPPING);
        debug_assert!(merged.is_ok(), "{merged:?}");
        mapping
    }
}

impl Mapping {
    /// The built-in mapping with the keys of `text`, a TOML document, in place of its own.
    pub fn from_toml(text: &str) -> Result<Self, FileFault> {
        let mut mapping = Self::default();
        mapping.merge(text)?;
        Ok(mapping)
    }

    pub(super) fn section(&self, name: SectionName) -> Option<&Section> {
        self.sections.get(&name)
    }

    fn merge(&mut self, text: &str) -> Result<(), FileFault> {
        let document: Table = text.parse().map_err(|fault| syntax_fault(text, &fault))?;
        for (name, body) in &document {
            let known = SectionName::ALL.into_iter().find(|section| section.as_str() == name);
            let Some(section) = known else {
                let known = listed(SectionName::ALL.map(SectionName::as_str));
                return Err(invalid(format!(
                    "the section [{}] is not known; there are {known}",
                    excerpt(name)
                )));
            };
            let Value::Table(body) = body else {
                return Err(invalid(format!("\"{name}\" has to be a section")));
            };
            let merged = self.sections.entry(section).or_default();
            for (key, value) in body {
                merge_key(merged, section, key, value)?;
            }
        }
        Ok(())
    }
}

fn merge_key(merged: &mut Section, section: SectionName, key: &str, value: &Value) -> Result<(), FileFault> {
    let full = format!("{}.{}", section.as_str(), excerpt(key));
    if key == "values" {
        let words = words(value).ok_or_else(|| invalid(format!("\"{full}\" has to hold tables of words")))?;
        merged.values.extend(words);
        return Ok(());
    }
    if !section.knows(key) {
        return Err(invalid(format!("\"{full}\" is not a field that is known")));
    }
    let names = value.as_array().and_then(|names| strings(names));
    let names = names.ok_or_else(|| invalid(format!("\"{full}\" has to be a list of column names")))?;
    merged.columns.insert(key.to_owned(), names);
    Ok(())
}

fn strings(values: &[Value]) -> Option<Vec<String>> {
    values.iter().map(|value| value.as_str().map(str::to_owned)).collect()
}

fn words(value: &Value) -> Option<BTreeMap<String, Words>> {
    let word = |(from, to): (&String, &Value)| Some((from.clone(), to.as_str()?.to_owned()));
    let table = |table: &Table| table.iter().map(word).collect::<Option<Words>>();
    value.as_table()?.iter().map(|(key, words)| Some((key.clone(), table(words.as_table()?)?))).collect()
}

fn invalid(reason: String) -> FileFault {
    FileFault::new(NAME, FaultKind::InvalidMapping(reason))
}

fn syntax_fault(text: &str, fault: &toml::de::Error) -> FileFault {
    let kind = FaultKind::InvalidMapping(fault.message().to_owned());
    match fault.span().and_then(|span| text.as_bytes().get(..span.start)) {
        Some(before) => FileFault::new(NAME, kind.at(1 + count_lines(before))),
        None => FileFault::new(NAME, kind),
    }
}

//! The real code lists a made register draws from.

use std::collections::HashMap;

/// One version of one message type, as the national list has it.
#[derive(Clone, Debug)]
pub(super) struct MessageVersion {
    /// EDIFACT, OIOXML or FHIR.
    pub(super) format: String,
    /// The type the sender and the receiver agree on, such as `XDIS91`.
    pub(super) message: String,
    /// The version of it, such as `XD9134L`.
    pub(super) version: String,
}

/// A clinical speciality.
#[derive(Clone, Debug)]
pub(super) struct Speciality {
    /// Its SNOMED CT code.
    pub(super) code: String,
    /// Its Danish name.
    pub(super) name: String,
}

/// The code lists, read once.
pub(super) struct Catalogue {
    messages: HashMap<String, Vec<MessageVersion>>,
    /// Specialities that have a name.
    pub(super) specialities: Vec<Speciality>,
    /// Codes of the network operators, in the order of the list.
    pub(super) operators: Vec<String>,
}

const MESSAGE_TYPES: &str = include_str!("../../data/codes/medcom-message-types.csv");
const SPECIALITIES: &str = include_str!("../../data/codes/specialities.csv");
const OPERATORS: &str = include_str!("../../data/codes/net-operators.csv");

/// Formats a location number can be set up for; the rest of the list is envelopes.
const FORMATS: [&str; 3] = ["EDIFACT", "OIOXML", "FHIR"];

impl Catalogue {
    /// Reads the lists that are part of the program.
    pub(super) fn load() -> Self {
        let mut messages: HashMap<String, Vec<MessageVersion>> = HashMap::new();
        for [format, message, version] in columns(MESSAGE_TYPES, ["format", "type", "version"]) {
            if FORMATS.contains(&format.as_str()) {
                messages.entry(message.clone()).or_default().push(MessageVersion {
                    format,
                    message,
                    version,
                });
            }
        }
        for versions in messages.values_mut() {
            versions.sort_by(|left, right| left.version.cmp(&right.version));
        }
        let specialities = columns(SPECIALITIES, ["snomed_code", "name_da"])
            .into_iter()
            .filter(|[_, name]| !name.is_empty())
            .map(|[code, name]| Speciality { code, name })
            .collect();
        let operators = columns(OPERATORS, ["code"]).into_iter().map(|[code]| code).collect();
        Self { messages, specialities, operators }
    }

    /// The versions of a message type, oldest first; empty when the list does not have it.
    pub(super) fn versions(&self, message: &str) -> &[MessageVersion] {
        self.messages.get(message).map_or(&[], Vec::as_slice)
    }
}

/// The named columns of a comma-separated list that is part of the program.
pub(super) fn columns<const N: usize>(list: &str, names: [&str; N]) -> Vec<[String; N]> {
    let mut reader = csv::Reader::from_reader(list.as_bytes());
    let header = reader.headers().cloned().unwrap_or_default();
    let places = names.map(|name| {
        header
            .iter()
            .position(|column| column == name)
            .expect("a list that is part of the program has its columns")
    });
    reader
        .records()
        .map(|record| {
            let record = record.expect("a list that is part of the program is well formed");
            places.map(|place| record.get(place).unwrap_or_default().to_owned())
        })
        .collect()
}

//! Records written out as text: what a copy of the register keeps of them, and what digests are made of.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::str::FromStr;

use chrono::NaiveDate;
use sha2::{Digest, Sha256};

use super::UnitKind;

/// What kind of record the register tells of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
pub enum RecordType {
    /// An institution owner.
    InstitutionOwner,
    /// A health institution.
    HealthInstitution,
    /// An organisational unit.
    OrganisationalUnit,
    /// A location number.
    LocationNumber,
    /// The message types on a location number.
    LocationNumberMessageTypes,
    /// A replacement of one record by another.
    Replacement,
    /// A region.
    Region,
    /// A municipality.
    Municipality,
    /// An entry of an outside code list.
    CodedValue,
    /// A message type of the published list.
    MessageType,
}

impl RecordType {
    /// Every type.
    pub const ALL: [Self; 10] = [
        Self::InstitutionOwner,
        Self::HealthInstitution,
        Self::OrganisationalUnit,
        Self::LocationNumber,
        Self::LocationNumberMessageTypes,
        Self::Replacement,
        Self::Region,
        Self::Municipality,
        Self::CodedValue,
        Self::MessageType,
    ];

    /// The name that is told to others, the same in GraphQL, in deliveries and in digests.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::InstitutionOwner => "INSTITUTION_OWNER",
            Self::HealthInstitution => "HEALTH_INSTITUTION",
            Self::OrganisationalUnit => "ORGANISATIONAL_UNIT",
            Self::LocationNumber => "LOCATION_NUMBER",
            Self::LocationNumberMessageTypes => "LOCATION_NUMBER_MESSAGE_TYPES",
            Self::Replacement => "REPLACEMENT",
            Self::Region => "REGION",
            Self::Municipality => "MUNICIPALITY",
            Self::CodedValue => "CODED_VALUE",
            Self::MessageType => "MESSAGE_TYPE",
        }
    }

    /// The type of that name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|record_type| record_type.name() == name)
    }

    /// The types of units: a SOR code identifies a record of any of them, which may change from one to another.
    pub const UNITS: [Self; 3] = [Self::InstitutionOwner, Self::HealthInstitution, Self::OrganisationalUnit];
}

impl From<UnitKind> for RecordType {
    fn from(kind: UnitKind) -> Self {
        match kind {
            UnitKind::InstitutionOwner => Self::InstitutionOwner,
            UnitKind::HealthInstitution => Self::HealthInstitution,
            UnitKind::OrganisationalUnit => Self::OrganisationalUnit,
        }
    }
}

/// What a version of a record says, each value under the name of its GraphQL field.
pub type Values = BTreeMap<String, String>;

/// What the register says of one record, for every day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    /// Name of the type of record: of a [`RecordType`], or of one that only another version of the program knows.
    pub record_type: Cow<'static, str>,
    /// What identifies it among its kind.
    pub key: String,
    /// Its versions, in an order that is always the same.
    pub versions: Vec<RecordVersion>,
}

/// What the register says of a record for some days.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordVersion {
    /// First day; `None` for entries of lists, which have no dates.
    pub valid_from: Option<NaiveDate>,
    /// Last day; `None` while no end is known.
    pub valid_to: Option<NaiveDate>,
    /// What is said; a value that is not there is left out.
    pub values: Values,
}

impl Record {
    /// The digest of all that is said.
    #[must_use]
    pub fn digest(&self) -> RecordDigest {
        let mut text = Netstrings::default();
        text.add(&self.record_type);
        text.add(&self.key);
        text.add(&self.versions.len().to_string());
        for version in &self.versions {
            text.add(&version.valid_from.map(|day| day.to_string()).unwrap_or_default());
            text.add(&version.valid_to.map(|day| day.to_string()).unwrap_or_default());
            text.add(&version.values.len().to_string());
            for (name, value) in &version.values {
                text.add(name);
                text.add(value);
            }
        }
        text.finish()
    }
}

/// The digests of many records, to be made one.
#[derive(Debug, Default)]
pub struct ManyDigests(BTreeMap<(Cow<'static, str>, String), RecordDigest>);

impl ManyDigests {
    /// Takes a record in.
    pub fn add(&mut self, record: &Record) {
        self.add_digest(record.record_type.clone(), record.key.clone(), record.digest());
    }

    /// Takes a record in whose digest is known.
    pub fn add_digest(&mut self, record_type: Cow<'static, str>, key: String, digest: RecordDigest) {
        self.0.insert((record_type, key), digest);
    }

    /// How many records they are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The records that not both have alike, by type and key.
    pub fn differing<'a>(&'a self, other: &'a Self) -> impl Iterator<Item = String> + 'a {
        let lacking = |one: &'a Self, other: &'a Self| {
            one.0
                .iter()
                .filter(|(record, digest)| other.0.get(record) != Some(digest))
                .map(|(record, _)| record)
        };
        let records: BTreeSet<_> = lacking(self, other).chain(lacking(other, self)).collect();
        records.into_iter().map(|(record_type, key)| format!("{record_type} {key}"))
    }

    /// The digest of all of them, in the order of their types' names and keys, byte by byte.
    #[must_use]
    pub fn digest(&self) -> RecordDigest {
        let mut text = Netstrings::default();
        for ((record_type, key), digest) in &self.0 {
            text.add(record_type);
            text.add(key);
            text.add(&digest.to_string());
        }
        text.finish()
    }
}

/// A SHA-256; as text, 64 hexadecimal digits in lower case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct RecordDigest([u8; 32]);

impl fmt::Display for RecordDigest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl FromStr for RecordDigest {
    type Err = &'static str;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let fault = "a digest is 64 hexadecimal digits";
        let digits = |text: &str| text.len() == 64 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
        if !digits(text) {
            return Err(fault);
        }
        let mut bytes = [0; 32];
        for (byte, place) in bytes.iter_mut().zip((0..64).step_by(2)) {
            *byte = u8::from_str_radix(&text[place..place + 2], 16).map_err(|_| fault)?;
        }
        Ok(Self(bytes))
    }
}

/// Texts one after another, each as a netstring (`6:Hjørn,`: its length in bytes of UTF-8,
/// itself, a comma), so that no two lists of texts are written alike.
#[derive(Default)]
struct Netstrings(Sha256);

impl Netstrings {
    fn add(&mut self, text: &str) {
        self.0.update(text.len().to_string());
        self.0.update(":");
        self.0.update(text);
        self.0.update(",");
    }

    fn finish(self) -> RecordDigest {
        RecordDigest(self.0.finalize().into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(values: &[(&str, &str)]) -> Record {
        let values = values.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        let version =
            RecordVersion { valid_from: "2026-01-01".parse().ok(), valid_to: None, values: values.collect() };
        Record {
            record_type: RecordType::Region.name().into(),
            key: "1084".to_owned(),
            versions: vec![version],
        }
    }

    #[test]
    fn the_digest_is_the_one_that_others_compute() {
        let told = record(&[("nameDa", "Øst"), ("isoCode", "DK-84")]).digest().to_string();
        let written = "6:REGION,4:1084,1:1,10:2026-01-01,0:,1:2,7:isoCode,5:DK-84,6:nameDa,4:Øst,";
        let expected = RecordDigest(Sha256::digest(written).into());
        assert_eq!(told, expected.to_string());
        assert_eq!(told.parse(), Ok(expected));
        let mut many = ManyDigests::default();
        many.add(&record(&[("nameDa", "Øst"), ("isoCode", "DK-84")]));
        let written = format!("6:REGION,4:1084,64:{told},");
        assert_eq!(many.digest(), RecordDigest(Sha256::digest(written).into()));
    }

    #[test]
    fn whatever_is_said_otherwise_has_another_digest() {
        let told = record(&[("a", "b")]);
        let mut dated = told.clone();
        dated.versions[0].valid_to = dated.versions[0].valid_from;
        let mut twice = told.clone();
        twice.versions.push(told.versions[0].clone());
        let other = Record { key: "1085".to_owned(), ..told.clone() };
        let digests = [told, record(&[("a", "c")]), record(&[("ab", "")]), record(&[]), dated, twice, other];
        let digests: std::collections::HashSet<_> = digests.iter().map(Record::digest).collect();
        assert_eq!(digests.len(), 7);
    }

    #[test]
    fn no_other_text_is_a_digest() {
        for bad in ["", "ab", &"g".repeat(64), &"a".repeat(65), &"æ".repeat(32)] {
            assert!(bad.parse::<RecordDigest>().is_err(), "{bad}");
        }
    }
}

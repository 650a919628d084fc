//! Records as copies of the register keep them.

use std::sync::Arc;

use async_graphql::{Object, Result, SimpleObject};

use super::RecordType;
use crate::model::{self, Record, Revision, SorCode};
use crate::schema::error::Problem;
use crate::schema::scalars::Date;

/// A record written out.
#[derive(Debug, Clone)]
pub struct RegisterRecord(pub Arc<Record>);

/// A record as a copy of the register keeps it: all that it says itself, for every day, as one revision knows it.
/// What it inherits and who may change it is not part of it. How to keep a copy, and how to compute the digest, is
/// written in docs/guides/replica.md.
#[expect(clippy::unused_async, reason = "what the object macro takes")]
#[Object]
impl RegisterRecord {
    /// Type of the record: of a unit, which may change from one level of the tree to another, that of its last version.
    async fn record_type(&self) -> Result<RecordType> {
        let known = model::RecordType::from_name(&self.0.record_type);
        Ok(known.ok_or_else(|| Problem::internal("a record of no type"))?.into())
    }

    /// What identifies the record among its type, as RegisterChange.key gives it.
    async fn key(&self) -> &str {
        &self.0.key
    }

    /// All versions, the oldest first; the message types on a location number in the order of the text
    /// FORMAT/TYPE/VERSION, then by direction and first day. Never empty.
    async fn versions(&self) -> Vec<RegisterRecordVersion> {
        let version = |number| RegisterRecordVersion { record: Arc::clone(&self.0), number };
        (0..self.0.versions.len()).map(version).collect()
    }

    /// SHA-256 of all that the record says, 64 hexadecimal digits in lower case.
    async fn digest(&self) -> String {
        self.0.digest().to_string()
    }
}

/// A version of a record written out.
#[derive(Debug, Clone)]
pub struct RegisterRecordVersion {
    record: Arc<Record>,
    number: usize,
}

impl RegisterRecordVersion {
    fn version(&self) -> &model::RecordVersion {
        &self.record.versions[self.number]
    }
}

/// What a record says for some days.
#[Object]
impl RegisterRecordVersion {
    /// First day of the version. Null for entries of lists, which have no dates.
    async fn valid_from(&self) -> Option<Date> {
        self.version().valid_from.map(Date)
    }

    /// Last day of the version. Null while no end is known, and for entries of lists.
    async fn valid_to(&self) -> Option<Date> {
        self.version().valid_to.map(Date)
    }

    /// All values of the version, in the order of their names, byte by byte. A value that is not there is left out.
    async fn values(&self) -> Vec<RegisterRecordValue> {
        let value = |(name, value): (&String, &String)| RegisterRecordValue {
            name: name.clone(),
            value: value.clone(),
        };
        self.version().values.iter().map(value).collect()
    }
}

/// A value of a record.
#[derive(Debug, Clone, SimpleObject)]
pub struct RegisterRecordValue {
    /// What it is, for example name, postalAddress.postCode, localAttributes.2 or specialities.1.code:
    /// docs/guides/replica.md lists the names of each type of record. New ones may come.
    pub name: String,
    /// The value as text. A reference is the other record's code.
    pub value: String,
}

/// A digest of many records.
#[derive(Debug, Clone, SimpleObject)]
pub struct RegisterDigest {
    /// The commit up to which the records were read.
    pub revision: Revision,
    /// SOR code of the record at the top. Null where it is the digest of the whole register.
    pub within: Option<SorCode>,
    /// How many records they are.
    pub records: i64,
    /// SHA-256 over the digests of all of them, 64 hexadecimal digits in lower case. Two copies that hold the same
    /// records have the same digest; docs/guides/replica.md tells how it is computed.
    pub digest: String,
}

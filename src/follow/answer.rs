//! What a register answers to a follower, read strictly.

use chrono::NaiveDate;
use serde::Deserialize;

use super::SourceError;
use crate::model::{Record, RecordDigest, RecordVersion};
use crate::storage::CopyStep;

/// A page of what is asked for.
#[derive(Debug)]
pub struct Page<T> {
    /// What it holds.
    pub steps: Vec<T>,
    /// Where to go on.
    pub reached: String,
    /// Whether there is more.
    pub more: bool,
}

#[derive(Debug, Deserialize)]
pub struct Connection<T> {
    nodes: Vec<T>,
    #[serde(rename = "pageInfo")]
    page_info: PageInfo,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct PageInfo {
    has_next_page: bool,
    end_cursor: Option<String>,
}

impl<T> Connection<T> {
    pub fn page<U>(self, read: impl Fn(T) -> Result<U, SourceError>) -> Result<Page<U>, SourceError> {
        Ok(Page {
            steps: self.nodes.into_iter().map(read).collect::<Result<_, _>>()?,
            reached: self.page_info.end_cursor.unwrap_or_default(),
            more: self.page_info.has_next_page,
        })
    }
}

/// A record, whole.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Told {
    record_type: String,
    key: String,
    digest: String,
    versions: Vec<ToldVersion>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct ToldVersion {
    valid_from: Option<NaiveDate>,
    valid_to: Option<NaiveDate>,
    values: Vec<ToldValue>,
}

#[derive(Debug, Deserialize)]
struct ToldValue {
    name: String,
    value: String,
}

/// What identifies a record, and its digest.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Marked {
    record_type: String,
    key: String,
    digest: String,
}

/// A change, with the record as it now is.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Changed {
    record_type: String,
    key: String,
    current: Option<Told>,
}

impl Told {
    pub fn record(self) -> Result<Record, SourceError> {
        let version = |told: ToldVersion| RecordVersion {
            valid_from: told.valid_from,
            valid_to: told.valid_to,
            values: told.values.into_iter().map(|told| (told.name, told.value)).collect(),
        };
        let record = Record {
            record_type: self.record_type.into(),
            key: self.key,
            versions: self.versions.into_iter().map(version).collect(),
        };
        if record.digest().to_string() == self.digest {
            Ok(record)
        } else {
            Err(SourceError::Digest(record.record_type.into_owned(), record.key))
        }
    }
}

impl Marked {
    pub fn read(self) -> Result<(String, String, RecordDigest), SourceError> {
        let digest = self.digest.parse().map_err(|fault: &str| SourceError::Answer(fault.to_owned()))?;
        Ok((self.record_type, self.key, digest))
    }
}

impl Changed {
    pub fn step(self) -> Result<CopyStep, SourceError> {
        match self.current {
            Some(told) => Ok(CopyStep::Put(told.record()?)),
            None => Ok(CopyStep::Drop(self.record_type, self.key)),
        }
    }
}

//! One change of one record, as those hear it who follow the register.

use std::fmt;
use std::str::FromStr;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::NaiveDate;

use crate::model::{Direction, MessageTypeKey, Revision};
use crate::register::{ChangedKind, ChangedRecord, TreePlace};

/// What happened to a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ChangeKind {
    /// The register did not know it before, or it came into force.
    Created,
    /// Something is said otherwise.
    Updated,
    /// It hangs elsewhere.
    Moved,
    /// It has an end, or an earlier one; or it went out of force.
    Closed,
    /// It was taken back, and never was.
    Removed,
}

/// When a change counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ChangeTiming {
    /// On the day of the commit, or before it.
    Immediate,
    /// On a day after that of the commit.
    Planned,
    /// It was planned, and its day has come.
    TookEffect,
}

/// A change of a record: small, and enough to know what to read again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RegisterChange {
    /// The commit and the record.
    pub record: ChangedRecord,
    /// What happened.
    pub kind: ChangeKind,
    /// When it counts.
    pub timing: ChangeTiming,
    /// Names of the GraphQL fields that say something else, in alphabetical order.
    pub fields: Vec<&'static str>,
    /// First day on which the record is not what it was.
    pub valid_from: NaiveDate,
    /// Message types that were put on a number or taken off.
    pub message_types: Vec<(MessageTypeKey, Direction)>,
    /// Where in the tree the record stood before and stands after it.
    pub(super) places: Vec<TreePlace>,
}

impl RegisterChange {
    /// Its place in the feed.
    #[must_use]
    pub fn position(&self) -> Position {
        Position::After(self.record.clone())
    }
}

/// A place in the feed: behind a commit with all its changes, or behind one change of
/// a commit. In text the first is the revision, the second opaque.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Position {
    /// Behind all changes of the commit.
    Behind(Revision),
    /// Behind this change.
    After(ChangedRecord),
}

impl Position {
    /// The commit at which it lies.
    #[must_use]
    pub fn revision(&self) -> Revision {
        match self {
            Self::Behind(revision) => *revision,
            Self::After(record) => record.revision,
        }
    }
}

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Behind(revision) => revision.fmt(f),
            Self::After(ChangedRecord { revision, kind, key, took_effect }) => {
                let day = if *took_effect { "day" } else { "" };
                URL_SAFE_NO_PAD.encode(format!("c\n{revision}\n{day}\n{}\n{key}", kind.name())).fmt(f)
            }
        }
    }
}

impl FromStr for Position {
    type Err = &'static str;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if let Ok(revision) = text.parse() {
            return Ok(Self::Behind(revision));
        }
        record(text).map(Self::After).ok_or("it is neither a revision nor the cursor of a change")
    }
}

fn record(text: &str) -> Option<ChangedRecord> {
    let text = String::from_utf8(URL_SAFE_NO_PAD.decode(text).ok()?).ok()?;
    let mut lines = text.splitn(5, '\n');
    let ours = lines.next()? == "c" && !text.contains('\0');
    let revision: Revision = lines.next()?.parse().ok()?;
    let took_effect = lines.next()? == "day";
    let kind = ChangedKind::from_name(lines.next()?)?;
    let key = lines.next()?.to_owned();
    (ours && revision.0 > 0).then_some(ChangedRecord { revision, kind, key, took_effect })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::UnitKind;

    #[test]
    fn a_position_is_read_back_as_it_was_written() {
        let record = ChangedRecord {
            revision: Revision(7),
            kind: ChangedKind::Unit(UnitKind::OrganisationalUnit),
            key: "311000016009".to_owned(),
            took_effect: false,
        };
        let level = ChangedRecord {
            kind: ChangedKind::CodedValue,
            key: "ORGANISATIONAL_LEVEL/Ældre og sundhed".to_owned(),
            ..record.clone()
        };
        let day = ChangedRecord { took_effect: true, ..record.clone() };
        for position in [
            Position::Behind(Revision(0)),
            Position::Behind(Revision(1500)),
            Position::After(record),
            Position::After(level),
            Position::After(day),
        ] {
            assert_eq!(position.to_string().parse(), Ok(position));
        }
        for bad in ["", "-1", "x", "MTIz", "99999999999999999999999"] {
            assert!(bad.parse::<Position>().is_err(), "{bad}");
        }
    }
}

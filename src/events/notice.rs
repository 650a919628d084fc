//! What a webhook is told of a change: the same as the feed tells in the graph.

use chrono::{DateTime, SecondsFormat, Utc};
use serde_json::json;

use super::{ChangeKind, ChangeTiming, RegisterChange};
use crate::model::RecordType;
use crate::register::ChangedKind;
use crate::webhook::Parcel;

/// The delivery of a change to a webhook. Every try of it, whenever it is made, has the same id and body.
pub fn parcel(webhook: i64, change: &RegisterChange, committed_at: DateTime<Utc>) -> Parcel {
    let record = &change.record;
    let key = |fits: bool| fits.then_some(record.key.as_str());
    let position = change.position().to_string();
    let body = json!({
        "type": "register.changed",
        "timestamp": committed_at.to_rfc3339_opts(SecondsFormat::Millis, true),
        "data": {
            "position": position,
            "revision": record.revision.to_string(),
            "kind": kind(change.kind),
            "timing": timing(change.timing),
            "recordType": RecordType::from(record.kind).name(),
            "key": record.key,
            "sorCode": key(matches!(record.kind, ChangedKind::Unit(_))),
            "gln": key(matches!(record.kind, ChangedKind::LocationNumber | ChangedKind::MessageTypes)),
            "fields": change.fields,
            "validFrom": change.valid_from,
        },
    });
    Parcel { id: format!("msg_{webhook}_{position}"), body: body.to_string() }
}

// The names of the graph's values. A test holds them to the schema.

fn kind(kind: ChangeKind) -> &'static str {
    match kind {
        ChangeKind::Created => "CREATED",
        ChangeKind::Updated => "UPDATED",
        ChangeKind::Moved => "MOVED",
        ChangeKind::Closed => "CLOSED",
        ChangeKind::Removed => "REMOVED",
    }
}

fn timing(timing: ChangeTiming) -> &'static str {
    match timing {
        ChangeTiming::Immediate => "IMMEDIATE",
        ChangeTiming::Planned => "PLANNED",
        ChangeTiming::TookEffect => "TOOK_EFFECT",
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    const SCHEMA: &str = include_str!("../../schema.graphql");

    /// The values of an enum of the published graph.
    fn values(name: &str) -> BTreeSet<&'static str> {
        let (_, rest) = SCHEMA.split_once(&format!("enum {name} {{")).expect("an enum of that name");
        let (body, _) = rest.split_once("\n}").expect("its end");
        let is_value =
            |line: &&str| !line.is_empty() && line.chars().all(|c| c.is_ascii_uppercase() || c == '_');
        body.lines().map(str::trim).filter(is_value).collect()
    }

    #[test]
    fn webhooks_use_the_names_of_the_graph() {
        let kinds = [
            ChangeKind::Created,
            ChangeKind::Updated,
            ChangeKind::Moved,
            ChangeKind::Closed,
            ChangeKind::Removed,
        ];
        assert_eq!(kinds.map(kind).into_iter().collect::<BTreeSet<_>>(), values("RegisterChangeKind"));
        let timings = [ChangeTiming::Immediate, ChangeTiming::Planned, ChangeTiming::TookEffect];
        assert_eq!(timings.map(timing).into_iter().collect::<BTreeSet<_>>(), values("RegisterChangeTiming"));
        let types = RecordType::ALL.map(RecordType::name);
        assert_eq!(types.into_iter().collect::<BTreeSet<_>>(), values("RecordType"));
    }
}

//! Rows ↔ model for cases and their messages; see [`super::rows`].

use chrono::{DateTime, SubsecRound, Utc};
use entity::{case_file, case_message};
use sea_orm::ActiveValue::Set;

use super::StorageError;
use super::rows::{STANDS, last_day, open_end, unreadable};
use crate::model::{Case, CaseKind, CaseMessage, CaseState, Gln, Party, Revision, SorCode};

/// An instant as both databases keep it: in whole milliseconds.
pub fn milliseconds(instant: DateTime<Utc>) -> DateTime<Utc> {
    instant.trunc_subsecs(3)
}

fn party(table: &'static str, key: i64, text: Option<String>) -> Result<Option<Party>, StorageError> {
    let read =
        |text: String| Party::from_stored(&text).ok_or_else(|| unreadable(table, &key, &"an unknown party"));
    text.map(read).transpose()
}

pub fn case(row: case_file::Model) -> Result<Case, StorageError> {
    const TABLE: &str = "case_file";
    let bad = |what: &str| unreadable(TABLE, &row.id, &what);
    Ok(Case {
        id: row.id,
        kind: CaseKind::from_name(&row.kind).ok_or_else(|| bad("an unknown kind"))?,
        state: CaseState::from_name(&row.state).ok_or_else(|| bad("an unknown state"))?,
        decides: Party::from_stored(&row.decides).ok_or_else(|| bad("an unknown party"))?,
        organisation: party(TABLE, row.id, row.organisation)?,
        subject: row.subject,
        name: row.name,
        email: row.email,
        sor_code: row.sor_code.map(SorCode::from_stored),
        gln: row.gln.map(Gln::from_stored),
        opened_at: row.opened_at,
        due: open_end(row.due),
        content: row.content,
        answer: row.answer,
    })
}

pub fn case_row(case: Case, revision: Revision) -> case_file::ActiveModel {
    case_file::ActiveModel {
        id: Set(case.id),
        kind: Set(case.kind.as_str().to_owned()),
        state: Set(case.state.as_str().to_owned()),
        subject: Set(case.subject),
        name: Set(case.name),
        email: Set(case.email),
        organisation: Set(case.organisation.map(String::from)),
        decides: Set(case.decides.to_string()),
        sor_code: Set(case.sor_code.map(SorCode::number)),
        gln: Set(case.gln.map(Gln::number)),
        opened_at: Set(milliseconds(case.opened_at)),
        due: Set(last_day(case.due)),
        content: Set(case.content),
        answer: Set(case.answer),
        rev_from: Set(revision.0),
        rev_to: Set(STANDS),
    }
}

pub fn message(row: case_message::Model) -> Result<CaseMessage, StorageError> {
    Ok(CaseMessage {
        organisation: party("case_message", row.case_id, row.organisation)?,
        case: row.case_id,
        number: row.number,
        subject: row.subject,
        name: row.name,
        written_at: row.written_at,
        text: row.text,
    })
}

pub fn message_row(message: CaseMessage, revision: Revision) -> case_message::ActiveModel {
    case_message::ActiveModel {
        case_id: Set(message.case),
        number: Set(message.number),
        subject: Set(message.subject),
        name: Set(message.name),
        organisation: Set(message.organisation.map(String::from)),
        written_at: Set(milliseconds(message.written_at)),
        text: Set(message.text),
        rev_from: Set(revision.0),
        rev_to: Set(STANDS),
    }
}

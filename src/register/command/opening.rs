//! Opening a case: one way for orders, change requests and requests for access.

use chrono::NaiveDate;
use serde::Serialize;

use super::cases::write_on_thread;
use crate::model::{Case, CaseKind, CaseState, Gln, Party, SorCode};
use crate::register::{Change, Numbered, Stop};

/// What a new case says, beside who opens it and when.
pub(super) struct Opening<'a, T> {
    /// What it is about.
    pub kind: CaseKind,
    /// The party for which it is opened.
    pub organisation: Option<Party>,
    /// The party that decides.
    pub decides: Party,
    /// The record it is about.
    pub sor_code: Option<SorCode>,
    /// The location number it is about.
    pub gln: Option<Gln>,
    /// By when it is to be answered.
    pub due: Option<NaiveDate>,
    /// What is asked for: the command that opens the case.
    pub content: &'a T,
    /// The first words on its thread.
    pub note: Option<&'a str>,
}

/// Opens the case in the name of whoever makes the change.
pub(super) async fn open<T: Serialize + Sync>(
    change: &mut Change,
    opening: Opening<'_, T>,
) -> Result<Case, Stop> {
    let caller = change.permit().actor().caller.clone();
    let case = Case {
        id: change.next_id(Numbered::CaseFile).await?,
        kind: opening.kind,
        state: CaseState::Received,
        subject: caller.subject,
        name: caller.name,
        email: caller.email,
        organisation: opening.organisation,
        decides: opening.decides,
        sor_code: opening.sor_code,
        gln: opening.gln,
        opened_at: change.now(),
        due: opening.due,
        content: serde_json::to_string(opening.content).expect("a command is made of plain values"),
        answer: None,
    };
    change.put_cases(&[], vec![case.clone()]).await?;
    if let Some(note) = opening.note {
        write_on_thread(change, &case, note).await?;
    }
    Ok(case)
}

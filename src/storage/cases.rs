//! Cases and the messages on them.

use std::collections::HashMap;

use chrono::NaiveDate;
use entity::{case_file, case_message};

use super::case_rows::{case, case_row, message, message_row};
use super::page::{Page, PageRequest, SortKey};
use super::rights::party_keys;
use super::rows::last_day;
use super::sql::{Column, Keys, Sql, known};
use super::writer::{ROWS, Writer};
use super::{Reads, StorageError};
use crate::model::{Case, CaseKind, CaseMessage, CaseState, Gln, Party, Revision, SorCode};

/// Which cases. All conditions given must hold.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct CaseFilter {
    /// Of this kind.
    pub kind: Option<CaseKind>,
    /// In one of these states.
    pub states: Option<Vec<CaseState>>,
    /// Opened by this person.
    pub opened_by_subject: Option<String>,
    /// Opened for this party.
    pub organisation: Option<Party>,
    /// Decided by this party.
    pub decides: Option<Party>,
    /// About this record.
    pub sor_code: Option<SorCode>,
    /// About this location number.
    pub gln: Option<Gln>,
}

/// Whose eyes look: a case is for the one who opened it, for the party for which
/// it was opened and for the party that decides.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct CaseVisibility {
    /// Sees every case.
    pub all: bool,
    /// The person.
    pub subject: String,
    /// The parties that the person acts for.
    pub parties: Vec<Party>,
}

impl Reads {
    /// The cases of these numbers.
    pub async fn cases(&self, revision: Revision, ids: &[i64]) -> Result<Vec<Case>, StorageError> {
        let mut sql = self.sql().at_revision(revision);
        sql.push("SELECT c.* FROM case_file c WHERE ").push(&known("c")).push(" AND ");
        sql.is_one_of("c.id", Keys::Numbers(ids)).push(" ORDER BY c.id");
        self.all::<case_file::Model>(sql).await?.into_iter().map(case).collect()
    }

    /// A page of the cases, in the order of the days by which they are to be answered;
    /// those without such a day come last.
    pub async fn case_page(
        &self,
        revision: Revision,
        filter: &CaseFilter,
        visible: &CaseVisibility,
        page: &PageRequest,
    ) -> Result<Page<Case>, StorageError> {
        let mut sql = self.sql().at_revision(revision);
        sql.push("SELECT c.* FROM case_file c WHERE ").push(&known("c"));
        conditions(&mut sql, filter, visible);
        if let Some(start) = &page.start {
            let due: NaiveDate = start.value.parse().unwrap_or_default();
            let id: i64 = start.id.parse().unwrap_or_default();
            sql.push(" AND (c.due, c.id) ").push(page.sql_comparison(true)).push(" (");
            sql.bind(due).push(", ").bind(id).push(")");
        }
        let way = page.sql_direction(true);
        sql.push(&format!(" ORDER BY c.due {way}, c.id {way} LIMIT ")).bind(page.rows());
        let found = self.all::<case_file::Model>(sql).await?.into_iter().map(case);
        let listed = found.map(|case| {
            let case = case?;
            let place = SortKey { rank: 0, value: last_day(case.due).to_string(), id: case.id.to_string() };
            Ok((String::new(), place, case))
        });
        let listed: Result<Vec<_>, StorageError> = listed.collect();
        Ok(page.pages(listed?).remove("").unwrap_or_default())
    }

    /// How many cases there are.
    pub async fn case_count(
        &self,
        revision: Revision,
        filter: &CaseFilter,
        visible: &CaseVisibility,
    ) -> Result<i64, StorageError> {
        let mut sql = self.sql().at_revision(revision);
        sql.push("SELECT COUNT(*) AS n FROM case_file c WHERE ").push(&known("c"));
        conditions(&mut sql, filter, visible);
        let rows = self.rows(sql).await?;
        Ok(rows.first().map_or(Ok(0), |row| row.try_get("", "n"))?)
    }

    /// The order that is still open on this number, or on this record; the oldest of several.
    pub async fn open_order_for(
        &self,
        revision: Revision,
        gln: Option<Gln>,
        sor_code: Option<SorCode>,
    ) -> Result<Option<Case>, StorageError> {
        let mut sql = self.sql().at_revision(revision);
        sql.push("SELECT c.* FROM case_file c WHERE ").push(&known("c"));
        let open = CaseState::ALL.into_iter().filter(|state| state.is_open()).collect();
        let filter = CaseFilter { kind: Some(CaseKind::Order), states: Some(open), ..CaseFilter::default() };
        conditions(&mut sql, &filter, &CaseVisibility { all: true, ..CaseVisibility::default() });
        sql.push(" AND (1 = 0");
        if let Some(gln) = gln {
            sql.push(" OR c.gln = ").bind(gln.number());
        }
        if let Some(code) = sor_code {
            sql.push(" OR c.sor_code = ").bind(code.number());
        }
        sql.push(") ORDER BY c.id LIMIT 1");
        self.all::<case_file::Model>(sql).await?.into_iter().next().map(case).transpose()
    }

    /// The threads of these cases, each from its first message on.
    pub async fn case_messages(
        &self,
        revision: Revision,
        cases: &[i64],
    ) -> Result<HashMap<i64, Vec<CaseMessage>>, StorageError> {
        let mut sql = self.sql().at_revision(revision);
        sql.push("SELECT m.* FROM case_message m WHERE ").push(&known("m")).push(" AND ");
        sql.is_one_of("m.case_id", Keys::Numbers(cases)).push(" ORDER BY m.case_id, m.number");
        let mut threads: HashMap<_, Vec<_>> = HashMap::new();
        for row in self.all::<case_message::Model>(sql).await? {
            threads.entry(row.case_id).or_default().push(message(row)?);
        }
        Ok(threads)
    }
}

fn conditions(sql: &mut Sql, filter: &CaseFilter, visible: &CaseVisibility) {
    if let Some(states) = &filter.states {
        let states: Vec<_> = states.iter().map(|state| state.as_str().to_owned()).collect();
        sql.push(" AND ").is_one_of("c.state", Keys::Texts(&states));
    }
    let equal = [
        ("c.kind", filter.kind.map(|kind| kind.as_str().to_owned())),
        ("c.subject", filter.opened_by_subject.clone()),
        ("c.organisation", filter.organisation.as_ref().map(ToString::to_string)),
        ("c.decides", filter.decides.as_ref().map(ToString::to_string)),
    ];
    for (column, value) in equal {
        if let Some(value) = value {
            sql.push(" AND ").push(column).push(" = ").bind(value);
        }
    }
    let about =
        [("c.sor_code", filter.sor_code.map(SorCode::number)), ("c.gln", filter.gln.map(Gln::number))];
    for (column, value) in about {
        if let Some(value) = value {
            sql.push(" AND ").push(column).push(" = ").bind(value);
        }
    }
    if !visible.all {
        let parties = party_keys(&visible.parties);
        sql.push(" AND (c.subject = ").bind(visible.subject.clone()).push(" OR ");
        sql.is_one_of("c.organisation", Keys::Texts(&parties)).push(" OR ");
        sql.is_one_of("c.decides", Keys::Texts(&parties)).push(")");
    }
}

impl Writer {
    /// Adds cases, numbered by [`Writer::next_id`]; or, after [`Writer::close_cases`], how they stand now.
    pub async fn insert_cases(&mut self, cases: Vec<Case>) -> Result<(), StorageError> {
        self.insert(cases, case_row, ROWS).await
    }

    /// Ends these rows of cases with this revision.
    pub async fn close_cases(&mut self, ids: &[i64]) -> Result<(), StorageError> {
        self.close::<case_file::Entity>("id", &[Column::Numbers(ids.to_vec())]).await
    }

    /// Adds messages to threads.
    pub async fn insert_case_messages(&mut self, messages: Vec<CaseMessage>) -> Result<(), StorageError> {
        self.insert(messages, message_row, ROWS).await
    }
}

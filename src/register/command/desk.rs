//! The desk that a change request lies on. It follows the rights: whoever keeps what the change is about decides,
//! today or, for a change that is to apply later, on its day.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use crate::model::{Case, CaseKind, CaseState, Gln, Party, Point, SorCode};
use crate::ownership::{Matter, Part, keeper};
use crate::register::{
    CaseFilter, CaseVisibility, Change, Lineage, PageDirection, PageRequest, Reader, StorageError, contents,
    part, unit_matter,
};

use super::Command;
use super::changes::{RequestChange, request};
use super::letters::{Said, to_deciders};

/// Cases read at a time.
const BATCH: u32 = 500;

/// What a change request is about, and from which day.
struct About {
    asked: RequestChange,
    day: NaiveDate,
    record: Option<SorCode>,
}

impl Reader {
    /// The party that decides on the case, by the rights as they stand at the point. A case that is closed, or that
    /// is no change request, stays where it is; so does a request about what the register no longer has.
    pub async fn desk(&self, point: Point, case: &Case) -> Result<Party, StorageError> {
        let desks = self.desks(point, std::slice::from_ref(case)).await?;
        Ok(desks.into_iter().next().unwrap_or_else(|| case.decides.clone()))
    }

    /// The same for many, in their order: as many statements as there are days on which changes are to apply.
    async fn desks(&self, point: Point, cases: &[Case]) -> Result<Vec<Party>, StorageError> {
        let mut about: Vec<_> = cases.iter().map(|case| About::of(case, point.at)).collect();
        let days: BTreeSet<_> = about.iter().flatten().map(|about| about.day).collect();
        let mut desks: Vec<_> = cases.iter().map(|case| case.decides.clone()).collect();
        for at in days {
            let point = Point { at, ..point };
            let asked: Vec<_> = about.iter_mut().flatten().filter(|about| about.day == at).collect();
            self.find_holders(point, asked).await?;
            let records: Vec<_> = about.iter().flatten().filter_map(|about| about.record).collect();
            let lineages = self.lineages(point, &records).await?;
            for (desk, about) in desks.iter_mut().zip(&about) {
                let Some(about) = about.as_ref().filter(|about| about.day == at) else { continue };
                let lineage = about.record.and_then(|record| lineages.get(&record));
                if let Some(keeper) = about.matter(lineage).as_ref().and_then(keeper) {
                    *desk = keeper;
                }
            }
        }
        Ok(desks)
    }

    /// A request about a location number is about the record that holds it on the day.
    async fn find_holders(&self, point: Point, asked: Vec<&mut About>) -> Result<(), StorageError> {
        let glns: Vec<_> = asked.iter().filter_map(|about| about.number()).collect();
        if glns.is_empty() {
            return Ok(());
        }
        let numbers = self.location_numbers(point, &glns).await?;
        for about in asked {
            if let Some(gln) = about.number() {
                about.record = numbers.get(&gln).and_then(|number| number.content.holder);
            }
        }
        Ok(())
    }

    /// The open change requests that do not lie with whoever decides on them at the point, as they should stand.
    pub(in crate::register) async fn moved_desks(&self, point: Point) -> Result<Vec<Case>, StorageError> {
        let open = CaseState::ALL.into_iter().filter(|state| state.is_open()).collect();
        let filter = CaseFilter { kind: Some(CaseKind::Change), states: Some(open), ..CaseFilter::default() };
        let visible = CaseVisibility { all: true, ..CaseVisibility::default() };
        let mut page = PageRequest { size: BATCH, direction: PageDirection::Forward, start: None };
        let mut moved = Vec::new();
        loop {
            let found = self.case_page(point.revision, &filter, &visible, &page).await?;
            page.start = found.items.last().map(|(place, _)| place.clone());
            let cases: Vec<_> = found.items.into_iter().map(|(_, case)| case).collect();
            let desks = self.desks(point, &cases).await?;
            let there = cases.into_iter().zip(desks).filter(|(case, desk)| case.decides != *desk);
            moved.extend(there.map(|(case, decides)| Case { decides, ..case }));
            if !found.more {
                return Ok(moved);
            }
        }
    }
}

impl About {
    fn of(case: &Case, today: NaiveDate) -> Option<Self> {
        if case.kind != CaseKind::Change || !case.state.is_open() {
            return None;
        }
        let asked = request(case).ok()?;
        let day = asked.day().map_or(today, |day| day.max(today));
        let record = asked.named().0;
        Some(Self { asked, day, record })
    }

    /// The location number, where it is about one and about no record.
    fn number(&self) -> Option<Gln> {
        match self.asked.named() {
            (None, gln) => gln,
            _ => None,
        }
    }

    /// It, as the rules see it; `None` where the register does not have it.
    fn matter(&self, lineage: Option<&Lineage>) -> Option<Matter> {
        let units = lineage.map(contents).unwrap_or_default();
        if self.number().is_some() {
            return Some(unit_matter(Part::LocationNumber, &units));
        }
        let part = match self.asked.proposal.as_deref() {
            Some(Command::CreateUnit(create)) => part(create.kind),
            _ => part(units.first()?.kind),
        };
        (!units.is_empty()).then(|| unit_matter(part, &units))
    }
}

/// Hands open change requests on to whoever decides on them after this change, and writes to them.
pub async fn hand_on(change: &mut Change) -> Result<usize, StorageError> {
    let moved = change.reader().moved_desks(change.point(change.today())).await?;
    let ids: Vec<_> = moved.iter().map(|case| case.id).collect();
    change.put_cases(&ids, moved.clone()).await?;
    for case in &moved {
        to_deciders(change, "CHANGE_REQUESTED", case, &Said::default()).await?;
    }
    Ok(moved.len())
}

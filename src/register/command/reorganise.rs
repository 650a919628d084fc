//! A whole reorganisation as one commit on one day (R70): two region trees under a new
//! owner, for example, with the region codes of their numbers.

use std::collections::{BTreeSet, HashMap};

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::close_units::{close, replace};
use super::move_unit::{asked_to_move, move_to};
use super::numbers::NumberDetails;
use super::unit_rules::hospital_flags;
use super::{Done, Patch, RecordKey, Verb};
use crate::history::Timeline;
use crate::identity::Caller;
use crate::model::{SorCode, State};
use crate::ownership::{Action, Asked};
use crate::register::{Change, Draft, FaultCode, Faults, Rules, Stop};

/// One step of a reorganisation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Step {
    /// Hang a record under another.
    Move {
        /// The record.
        code: SorCode,
        /// The record above.
        parent: SorCode,
    },
    /// Hang everything that stands directly below a record, and is not closed then, under another.
    MoveAllBelow {
        /// The record above today.
        of: SorCode,
        /// The record above from the day on.
        parent: SorCode,
    },
    /// Give all location numbers held below a record, or by it, another region.
    SetNumberRegion {
        /// The record.
        below: SorCode,
        /// Code of the region.
        region: String,
    },
    /// Close a record with all below it, on the day before.
    Close {
        /// The record.
        code: SorCode,
        /// What takes its place.
        replaced_by: Vec<SorCode>,
    },
}

/// Carries out steps one after the other, all from the same day on, all or none.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reorganise {
    /// The first day of the new order.
    pub valid_from: NaiveDate,
    /// The steps.
    pub steps: Vec<Step>,
}

/// Most steps of a reorganisation.
const MOST: usize = 1_000;

impl Verb for Reorganise {
    fn name(&self) -> &'static str {
        "REORGANISE"
    }

    fn check(&self, _: &Rules, faults: &mut Faults) {
        let sensible = (1..=MOST).contains(&self.steps.len());
        faults.when(!sensible, FaultCode::BadValue, "steps", format!("It takes 1 to {MOST} steps."));
    }

    fn watched(&self) -> Option<RecordKey> {
        None
    }

    async fn asked(&self, draft: &Draft, _: &Caller) -> Result<Vec<Asked>, Stop> {
        let reader = draft.reader();
        let point = draft.point(self.valid_from.max(draft.today()));
        let mut asked = Vec::new();
        for (position, step) in self.steps.iter().enumerate() {
            let path = format!("steps.{position}");
            match step {
                Step::Move { code, parent } => {
                    asked.extend(asked_to_move(draft, *code, *parent, self.valid_from, &path, &path).await?);
                }
                // Those directly below an owner are one kind of record in one tree: one question stands for all.
                Step::MoveAllBelow { of, parent } => {
                    let below = self.children(draft, *of).await?;
                    for code in below.iter().take(1) {
                        asked.extend(
                            asked_to_move(draft, *code, *parent, self.valid_from, &path, &path).await?,
                        );
                    }
                    asked.push(Asked::new(Action::Update, reader.unit_matter(point, *of, &path).await?));
                }
                Step::SetNumberRegion { below, .. } => {
                    let part = crate::ownership::Part::LocationNumber;
                    let on = reader.matter_below(point, part, *below, &path).await?;
                    asked.push(Asked::new(Action::Update, on));
                }
                Step::Close { code, replaced_by } => {
                    asked.push(Asked::new(Action::Close, reader.unit_matter(point, *code, &path).await?));
                    for code in replaced_by {
                        asked
                            .push(Asked::new(Action::Update, reader.unit_matter(point, *code, &path).await?));
                    }
                }
            }
        }
        Ok(asked)
    }

    async fn act(&self, change: &mut Change) -> Result<Done, Stop> {
        let mut roots = BTreeSet::new();
        for (position, step) in self.steps.iter().enumerate() {
            let path = format!("steps.{position}");
            self.take(change, step, &path, &mut roots).await?;
        }
        let roots: Vec<_> = roots.into_iter().collect();
        let below = change.reader().subtree_codes(&roots).await?;
        hospital_flags(change, &below, self.valid_from).await?;
        Ok(Done {
            record: None,
            at: self.valid_from,
            roots,
            summary: format!("Reorganised in {} steps from {}", self.steps.len(), self.valid_from),
        })
    }
}

impl Reorganise {
    async fn take(
        &self,
        change: &mut Change,
        step: &Step,
        path: &str,
        roots: &mut BTreeSet<SorCode>,
    ) -> Result<(), Stop> {
        match step {
            Step::Move { code, parent } => {
                move_to(change, *code, *parent, self.valid_from, path, path).await?;
                roots.insert(*code);
            }
            Step::MoveAllBelow { of, parent } => {
                for code in self.children(change, *of).await? {
                    move_to(change, code, *parent, self.valid_from, path, path).await?;
                    roots.insert(code);
                }
            }
            Step::SetNumberRegion { below, region } => {
                self.set_region(change, *below, region).await?;
                roots.insert(*below);
            }
            Step::Close { code, replaced_by } => {
                let last_day = self.valid_from.pred_opt().unwrap_or(self.valid_from);
                close(change, &[*code], last_day, path).await?;
                replace(change, &[*code], replaced_by).await?;
                roots.insert(*code);
            }
        }
        Ok(())
    }

    /// Those directly below, but for the closed ones: their place is history.
    async fn children(&self, draft: &Draft, of: SorCode) -> Result<Vec<SorCode>, Stop> {
        let rows = draft.reader().timelines_below(&[of]).await?;
        let below = rows.iter().filter(|row| {
            row.content.parent == Some(of)
                && row.stands_from <= self.valid_from
                && row.stands_to >= self.valid_from
                && row.state(self.valid_from) != State::Closed
        });
        Ok(below.map(|row| row.content.sor_code).collect())
    }

    async fn set_region(&self, change: &mut Change, below: SorCode, region: &str) -> Result<(), Stop> {
        let details = NumberDetails { region: Patch::Set(region.to_owned()), ..NumberDetails::default() };
        details.prepare(change, self.valid_from).await?;
        let reader = change.reader();
        let codes = reader.subtree_codes(&[below]).await?;
        let mut rows: HashMap<_, Vec<_>> = HashMap::new();
        for row in reader.numbers_held_ever(&codes).await? {
            rows.entry(row.content.gln).or_default().push(row);
        }
        drop(reader);
        let (day, today) = (self.valid_from, change.today());
        let steps = rows.into_values().filter_map(|mut rows| {
            rows.sort_by_key(|row| row.stands_from);
            let timeline = Timeline::from_rows(&rows)?;
            let open = timeline.life().to.is_none_or(|to| to >= day);
            let told = timeline.edited(day, today, |number, base| details.apply(number, base));
            open.then_some((rows, Some(told)))
        });
        Ok(change.put_location_numbers(steps.collect()).await?)
    }
}

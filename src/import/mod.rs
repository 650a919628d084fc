//! Taking over official extracts.
//!
//! An import reads its files twice. The first reading checks every record and
//! gathers what the plan needs of it: codes, dates and digests, no contents. The
//! plan is the difference between that and the register. The second reading
//! writes the records that the plan names, in one change: all of it becomes
//! visible, or nothing. So memory holds, beside one batch, only
//!
//! * about 300 bytes for each unit and each location number of the files and of the register,
//! * about 50 bytes for each message type on a number of the files,
//! * 16 bytes for each address that is written and for each replacement,
//!
//! and no text of any record, but for two cases: units of which a file of histories
//! has given some versions and not yet all, and rows of message types that end.

mod absence;
mod accept;
mod apply;
mod foundation;
mod gather;
mod known;
mod message_types;
pub mod parse;
mod plan;
mod progress;
mod report;

use std::sync::Arc;

use chrono::NaiveDate;

use crate::model::{Revision, today_in_copenhagen};
use crate::ownership::Permit;
use crate::register::{Register, RegisterError, StorageError};

pub use foundation::lay_foundation;
use parse::{FileFault, Input, Mapping};
pub use progress::{Phase, Progress, Silent};
pub use report::{Report, Tally};

/// How far the files speak for the register.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Scope {
    /// For the trees of the institution owners that they hold: a record of such a
    /// tree that is missing from the files has been closed.
    #[default]
    Owners,
    /// For everything: whatever is missing from the files has been closed.
    Register,
}

/// What the operator wants of an import.
#[derive(Debug, Clone)]
pub struct Options {
    /// Refuse the whole import when one record is refused.
    pub strict: bool,
    /// Apply a plan that closes too much, or lays older data over newer.
    pub force: bool,
    /// Stop after the plan.
    pub dry_run: bool,
    /// How far the files speak for the register.
    pub scope: Scope,
    /// Greatest share of the register's open units that a plan may close, 0 to 1.
    pub max_close_share: f64,
    /// The date that files without one of their own (CSV) stand for.
    pub snapshot: Option<NaiveDate>,
    /// Columns of CSV files.
    pub mapping: Mapping,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            strict: false,
            force: false,
            dry_run: false,
            scope: Scope::Owners,
            max_close_share: 0.05,
            snapshot: None,
            mapping: Mapping::default(),
        }
    }
}

/// What came of an import.
#[derive(Debug, Clone)]
pub struct Outcome {
    /// What the plan holds.
    pub report: Report,
    /// The commit; `None` on a dry run and when nothing was to change.
    pub revision: Option<Revision>,
}

/// Why an import changed nothing.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// A file is useless as a whole.
    #[error(transparent)]
    File(#[from] FileFault),
    /// Every record of the files was refused.
    #[error("the files hold no record that can be used")]
    Empty(Box<Report>),
    /// A record was refused and `--strict` given.
    #[error("{} refused, and --strict was given: nothing was changed", count(.0.refused, "record was", "records were"))]
    Refused(Box<Report>),
    /// The plan closes more than it may.
    #[error(
        "the plan would close {closing} of the register's {open} open units ({:.1} %), more than the {:.1} % allowed: \
         nothing was changed; see --max-close-share and --force",
        share(*.closing, *.open), .allowed * 100.0
    )]
    ClosesTooMuch {
        /// Units to be closed.
        closing: usize,
        /// Open units of the register.
        open: usize,
        /// Greatest share allowed, 0 to 1.
        allowed: f64,
        /// The plan.
        report: Box<Report>,
    },
    /// The files' data are older than what was imported before.
    #[error(
        "the files stand for {found}, but data of {known} have been imported already: nothing was changed; see --force"
    )]
    OlderThanRegister {
        /// Date of the files.
        found: NaiveDate,
        /// Date of the newest import.
        known: NaiveDate,
    },
    /// The files stand for a day to come.
    #[error("the files stand for {found}, after today ({today}): nothing was changed; see --force")]
    SnapshotInFuture {
        /// Date of the files.
        found: NaiveDate,
        /// The day in Denmark.
        today: NaiveDate,
    },
    /// Units from CSV would be laid over units from XML.
    #[error(
        "the register's units come from SOR XML, which says more than SorEntity CSV does: the CSV would take away what \
         it has no columns for; nothing was changed; see --force"
    )]
    NarrowerSource,
    /// Another change was committed while the plan was made.
    #[error("the register was changed while the plan was made: nothing was changed; run the import again")]
    RegisterMoved,
    /// A file was changed between the two readings.
    #[error("{0} was changed while it was imported: nothing was changed")]
    FileMoved(String),
    /// The register refused or failed.
    #[error(transparent)]
    Register(#[from] RegisterError),
    /// A thread of the import ended without a word.
    #[error("the import was cut off: nothing was changed")]
    CutOff,
}

impl From<StorageError> for ImportError {
    fn from(error: StorageError) -> Self {
        Self::Register(error.into())
    }
}

impl ImportError {
    /// A stable code for scripts.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::File(fault) => fault.code(),
            Self::Empty(_) => "NOTHING_TO_IMPORT",
            Self::Refused(_) => "REFUSED_RECORDS",
            Self::ClosesTooMuch { .. } => "CLOSES_TOO_MUCH",
            Self::OlderThanRegister { .. } => "OLDER_THAN_REGISTER",
            Self::SnapshotInFuture { .. } => "SNAPSHOT_IN_FUTURE",
            Self::NarrowerSource => "NARROWER_SOURCE",
            Self::RegisterMoved => "REGISTER_MOVED",
            Self::FileMoved(_) => "FILE_MOVED",
            Self::Register(_) => "REGISTER",
            Self::CutOff => "CUT_OFF",
        }
    }

    /// The plan, where one was made before it went wrong.
    #[must_use]
    pub fn report(&self) -> Option<&Report> {
        match self {
            Self::Empty(report) | Self::Refused(report) | Self::ClosesTooMuch { report, .. } => Some(report),
            _ => None,
        }
    }
}

fn count(number: usize, one: &str, many: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { many })
}

#[expect(clippy::cast_precision_loss, reason = "a percentage for people")]
fn share(part: usize, whole: usize) -> f64 {
    if whole == 0 { 0.0 } else { part as f64 * 100.0 / whole as f64 }
}

/// Imports `inputs` under `permit`: check, plan, and, unless it is a dry run, apply.
pub async fn import(
    register: &Register,
    permit: Permit,
    inputs: Vec<Input>,
    options: &Options,
    progress: Arc<dyn Progress>,
) -> Result<Outcome, ImportError> {
    let inputs = Arc::new(inputs);
    let reader = register.reader();
    let today = today_in_copenhagen(register.now());
    let known = known::Known::load(&reader, progress.as_ref()).await?;
    let gathered = gather::gather(Arc::clone(&inputs), known, options.clone(), Arc::clone(&progress)).await?;
    let plan = plan::plan(&reader, gathered, options, today).await?;
    refuse_bad_plans(&plan, options)?;
    if options.dry_run {
        return Ok(Outcome { report: plan.report, revision: None });
    }
    apply::apply(register, permit, inputs, plan, &options.mapping, progress).await
}

fn refuse_bad_plans(plan: &plan::Plan, options: &Options) -> Result<(), ImportError> {
    let report = || Box::new(plan.report.clone());
    if plan.report.is_empty_of_records() {
        return Err(ImportError::Empty(report()));
    }
    if options.strict && plan.report.refused > 0 {
        return Err(ImportError::Refused(report()));
    }
    if options.force {
        return Ok(());
    }
    if let Some(found) = plan.snapshot.filter(|found| *found > plan.today) {
        return Err(ImportError::SnapshotInFuture { found, today: plan.today });
    }
    if plan.narrower {
        return Err(ImportError::NarrowerSource);
    }
    if let (Some(found), Some(known), Scope::Register) = (plan.snapshot, plan.newest_snapshot, options.scope)
        && found < known
    {
        return Err(ImportError::OlderThanRegister { found, known });
    }
    let (closing, open, allowed) = (plan.closing, plan.open, options.max_close_share);
    if share(closing, open) > allowed * 100.0 {
        return Err(ImportError::ClosesTooMuch { closing, open, allowed, report: report() });
    }
    Ok(())
}

//! Importing extracts.

use std::path::PathBuf;

use crate::app::{self, AppError};
use crate::config::Settings;
use crate::identity::Actor;
use crate::import::parse::{Mapping, open_inputs};
use crate::import::{self, ImportError, Outcome};
use crate::ownership::{Asked, decide};
use crate::register::{RegisterError, machine_clock};
use chrono::NaiveDate;
use clap::{Args, ValueEnum};

use super::CommandError;

#[derive(Args)]
pub struct ImportArguments {
    /// Files of one extract.
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Check and plan, change nothing.
    #[arg(long)]
    dry_run: bool,
    /// Change nothing when one record is refused.
    #[arg(long)]
    strict: bool,
    /// Apply a plan that closes too much or lays older data over newer.
    #[arg(long)]
    force: bool,
    /// What the files speak for: whatever is missing there has been closed.
    #[arg(long, value_enum, default_value_t = Scope::Owners)]
    scope: Scope,
    /// Greatest share of the open units that may be closed, 0 to 1.
    #[arg(long, default_value_t = 0.05, value_name = "SHARE", value_parser = share)]
    max_close_share: f64,
    /// Date that the files stand for, where they do not tell it themselves (CSV).
    #[arg(long, value_name = "DATE")]
    snapshot: Option<NaiveDate>,
    /// Column mapping of CSV files (see `sorgraph mapping`).
    #[arg(long, value_name = "FILE")]
    mapping: Option<PathBuf>,
}

fn share(text: &str) -> Result<f64, String> {
    let share = text.parse().ok().filter(|share| (0.0..=1.0).contains(share));
    share.ok_or_else(|| "it must be between 0 and 1; 0.05 is 5 %".to_owned())
}

#[derive(Clone, Copy, ValueEnum)]
enum Scope {
    /// The trees of the owners that the files hold.
    Owners,
    /// The whole register.
    Register,
}

pub async fn run_import(settings: &Settings, arguments: ImportArguments) -> Result<(), CommandError> {
    let mapping = match &arguments.mapping {
        Some(path) => {
            let text =
                std::fs::read_to_string(path).map_err(|error| CommandError::File(path.clone(), error))?;
            Mapping::from_toml(&text).map_err(ImportError::from)?
        }
        None => Mapping::default(),
    };
    let options = import::Options {
        strict: arguments.strict,
        force: arguments.force,
        dry_run: arguments.dry_run,
        scope: match arguments.scope {
            Scope::Owners => import::Scope::Owners,
            Scope::Register => import::Scope::Register,
        },
        max_close_share: arguments.max_close_share,
        snapshot: arguments.snapshot,
        mapping,
    };
    let inputs = open_inputs(&arguments.files, &options.mapping).map_err(ImportError::from)?;
    let register = app::open_prepared(settings, machine_clock()).await?;
    let permit = decide(&Actor::operator(), "IMPORT", None, &[Asked::import()])
        .map_err(RegisterError::from)
        .map_err(AppError::from)?;
    let outcome = import::import(&register, permit, inputs, &options, app::for_terminal()).await;
    let outcome =
        outcome.inspect_err(|error| error.report().into_iter().for_each(|report| println!("{report}")))?;
    tell(&outcome, options.dry_run);
    if outcome.revision.is_some() {
        register.database().refresh_statistics().await.map_err(AppError::from)?;
    }
    Ok(app::close(register).await?)
}

fn tell(outcome: &Outcome, dry_run: bool) {
    println!("{}", outcome.report);
    match outcome.revision {
        Some(revision) => println!("Applied as revision {revision}."),
        None if dry_run => println!("This was a dry run: nothing was changed."),
        None => println!("The register says all of this already: nothing was changed."),
    }
}

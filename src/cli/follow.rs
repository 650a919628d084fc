//! Keeping a copy of a register.

use std::path::PathBuf;
use std::time::Duration;

use crate::app;
use crate::follow::{FollowError, Follower, Source};
use crate::import;
use crate::model::SorCode;
use crate::storage::CopyFile;
use clap::Args;

use super::CommandError;

#[derive(Args)]
pub struct FollowArguments {
    /// Address of the register, for example https://sor.example.dk.
    url: String,
    /// The copy; made when it is not there. Whoever is stopped goes on from where it was.
    #[arg(long, value_name = "FILE")]
    into: PathBuf,
    /// Stop when the copy is complete.
    #[arg(long)]
    once: bool,
    /// Compare the copy with the register when it is complete, by their digests, then stop. Ends with status 3 where
    /// they differ, and says in which records.
    #[arg(long)]
    check: bool,
    /// Compare only what stands below this record on any day; says only whether they differ.
    #[arg(long, requires = "check", value_name = "SORCODE")]
    within: Option<SorCode>,
    /// Seconds after which the register is asked for news.
    #[arg(long, default_value_t = 5, value_name = "SECONDS", value_parser = clap::value_parser!(u64).range(1..))]
    every: u64,
    /// File of a bearer token, read for each request: signed-in callers may ask more in a minute.
    #[arg(long, value_name = "FILE")]
    token: Option<PathBuf>,
}

/// Tries of a request before a follower that is to stop gives up.
const TRIES: u32 = 5;

pub async fn follow(arguments: FollowArguments) -> Result<(), CommandError> {
    let stops = arguments.once || arguments.check;
    let source = Source::new(&arguments.url, arguments.token, stops.then_some(TRIES));
    let source = source.map_err(FollowError::from)?;
    let copy = CopyFile::open(&arguments.into).await.map_err(FollowError::from)?;
    let mut follower = Follower::open(source, copy).await?;
    let progress = app::for_terminal();
    let mut begun = false;
    let mut told = |read, of| {
        if !std::mem::replace(&mut begun, true) {
            progress.begin(import::Phase::Register, of);
        }
        progress.advance(read, read);
    };
    if !stops {
        tokio::select! {
            ended = follower.follow(Duration::from_secs(arguments.every), &mut told) => ended?,
            () = app::stop_signal() => {}
        }
        return Ok(follower.close().await?);
    }
    let revision = follower.catch_up(&mut told).await?;
    drop(progress);
    if arguments.check {
        let (records, digest) = follower.compare(arguments.within).await?;
        println!(
            "The copy is what the register was at revision {revision}: {records} records, digest {digest}."
        );
    } else {
        println!("The copy is complete at revision {revision}.");
    }
    Ok(follower.close().await?)
}

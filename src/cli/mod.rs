//! The commands. They stand in the library, for whoever first awaits a future has all that stands in it compiled:
//! the program would have the whole service compiled once more.

mod follow;
mod import;

use std::path::PathBuf;
use std::process::ExitCode;

use crate::app::demo_people::Person;
use crate::app::{self, AppError, Server, demo};
use crate::config::{DEFAULTS, LogFormat, Settings, SettingsError};
use crate::follow::FollowError;
use crate::generate;
use crate::identity::development::DevelopmentIssuer;
use crate::import::parse::DEFAULT_MAPPING;
use crate::import::{ImportError, Phase};
use crate::model::{LetterState, Revision, today_in_copenhagen};
use crate::register::machine_clock;
use crate::schema;
use chrono::NaiveDate;
use clap::{Args, Parser, Subcommand};

use follow::{FollowArguments, follow};
use import::{ImportArguments, run_import};

/// Denmark's register of health organisations (SOR) as one GraphQL service.
#[derive(Parser)]
#[command(version, about, arg_required_else_help = true)]
struct Cli {
    /// File of settings; ./sorgraph.toml is read when it is there.
    #[arg(long, global = true, value_name = "FILE")]
    config: Option<PathBuf>,
    /// The register: sqlite:PATH or postgres://...
    #[arg(long, global = true, value_name = "URL")]
    database_url: Option<String>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Make a demo register on the first run, then serve it.
    Demo {
        /// Units of the demo register.
        #[arg(long, default_value_t = 5_000)]
        units: u32,
        /// Address and port.
        #[arg(long)]
        listen: Option<String>,
    },
    /// Serve the register.
    Serve {
        /// Address and port.
        #[arg(long)]
        listen: Option<String>,
    },
    /// Prepare the database, or bring it up to this version.
    Migrate,
    /// Import SOR extracts: XML 1.0.0 and 2.0.0, SOR2 CSV; plain, .gz or .zip.
    Import(ImportArguments),
    /// Print the column mapping of CSV files, as a start for one's own.
    Mapping,
    /// Make a register of any size: SOR XML 2.0.0 and a CSV of message types.
    Generate(GenerateArguments),
    /// Print a token of the demo, good for eight hours: to try any role.
    Token {
        /// Who: municipality:0101, editor:0101, administrator:0101, reader:0101, region:1084, private:SORCODE,
        /// sds, medcom, supplier:demo, administrator:sds, person:ANYBODY.
        #[arg(long = "as", value_name = "WHO", value_parser = Person::parse)]
        who: Person,
        /// Address and port of the demo, where they are not the default ones.
        #[arg(long)]
        listen: Option<String>,
    },
    /// Appoint the first local user administrator of the authority; it hands out everything else.
    Appoint {
        /// The person's subject: the `sub` of the tokens of the issuer.
        subject: String,
        /// The person's name.
        #[arg(long)]
        name: Option<String>,
        /// The person's e-mail address.
        #[arg(long)]
        email: Option<String>,
    },
    /// Walk the chain of hashes over all commits, and name the first break.
    Verify,
    /// Keep a copy of a register that is served somewhere, in a SQLite file: all of it, then its changes as they come.
    Follow(FollowArguments),
    /// Show the letters that were given up, or put one back in the line.
    Letters {
        /// Number of the letter to try again.
        #[arg(long, value_name = "NUMBER")]
        retry: Option<i64>,
    },
    /// Print the GraphQL schema.
    Schema,
    /// Print the default settings, commented.
    Config,
}

#[derive(Args)]
struct GenerateArguments {
    /// Owners, institutions and units in all; 160000 is the national size.
    #[arg(long)]
    units: u32,
    /// The same seed makes the same bytes.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Folder for sor.xml and message-types.csv.
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// Date that the data stand for; today in Denmark when left out.
    #[arg(long, value_name = "DATE")]
    today: Option<NaiveDate>,
    /// Share of the units that are closed, 0 to 0.9.
    #[arg(long, default_value_t = 0.6, value_name = "SHARE")]
    closed_share: f64,
}

#[derive(Debug, thiserror::Error)]
enum CommandError {
    #[error(transparent)]
    Settings(#[from] SettingsError),
    #[error(transparent)]
    App(Box<AppError>),
    #[error("{0} cannot be read: {1}")]
    File(PathBuf, std::io::Error),
    #[error("the chain breaks at revision {0}: {1}")]
    Broken(Revision, String),
    #[error(transparent)]
    Follow(#[from] FollowError),
    #[error("there is no key in {0}: start `sorgraph demo` first, here and with the same settings")]
    NoDemo(PathBuf),
}

impl From<AppError> for CommandError {
    fn from(error: AppError) -> Self {
        Self::App(Box::new(error))
    }
}

impl From<ImportError> for CommandError {
    fn from(error: ImportError) -> Self {
        AppError::from(error).into()
    }
}

/// What a comparison ends with that found a difference; 1 is for all that went wrong.
const DIFFERS: u8 = 3;

/// Does what the command line says.
#[must_use]
pub fn run() -> ExitCode {
    let cli = Cli::parse();
    let done = tokio::runtime::Runtime::new()
        .map_err(|error| AppError::from(error).into())
        .and_then(|runtime| runtime.block_on(obey(cli)));
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            match error {
                CommandError::Follow(FollowError::Differs { .. }) => ExitCode::from(DIFFERS),
                _ => ExitCode::FAILURE,
            }
        }
    }
}

async fn obey(cli: Cli) -> Result<(), CommandError> {
    let listen = match &cli.command {
        Command::Demo { listen, .. } | Command::Serve { listen } | Command::Token { listen, .. } => {
            listen.clone()
        }
        _ => None,
    };
    match cli.command {
        Command::Schema => {
            print!("{}", schema::sdl());
            return Ok(());
        }
        Command::Config => {
            print!("{DEFAULTS}");
            return Ok(());
        }
        Command::Mapping => {
            print!("{DEFAULT_MAPPING}");
            return Ok(());
        }
        _ => {}
    }
    let flags = [("database_url", cli.database_url), ("listen", listen)];
    if let Command::Follow(arguments) = cli.command {
        // A follower is none of the service's: it has no settings of it.
        log(&Settings::load(None, std::iter::empty(), &[])?)?;
        return follow(arguments).await;
    }
    let settings = Settings::load(cli.config.as_deref(), std::env::vars(), &flags)?;
    log(&settings)?;
    match cli.command {
        Command::Demo { units, .. } => Box::pin(run_demo(&settings, units)).await,
        Command::Serve { .. } => serve(&settings).await,
        Command::Migrate => {
            let register = app::open(&settings, machine_clock()).await?;
            app::migrate(&register).await?;
            println!("The {} database is prepared.", register.database().system());
            Ok(app::close(register).await?)
        }
        Command::Import(arguments) => run_import(&settings, arguments).await,
        Command::Generate(arguments) => run_generate(arguments),
        Command::Token { who, .. } => print_token(&settings, &who),
        Command::Appoint { subject, name, email } => appoint(&settings, subject, name, email).await,
        Command::Verify => verify(&settings).await,
        Command::Letters { retry } => letters(&settings, retry).await,
        Command::Schema | Command::Config | Command::Mapping | Command::Follow(_) => Ok(()),
    }
}

fn log(settings: &Settings) -> Result<(), SettingsError> {
    let filter = tracing_subscriber::EnvFilter::builder().parse(&settings.log).map_err(|_| {
        SettingsError::OutOfRange {
            setting: "log",
            value: format!("\"{}\"", settings.log),
            must: "a level (error, warn, info, debug, trace) or a list such as info,sorgraph=debug",
        }
    })?;
    let lines = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    match settings.log_format {
        LogFormat::Text => lines.with_ansi(app::is_terminal()).init(),
        LogFormat::Json => lines.json().init(),
    }
    Ok(())
}

async fn run_demo(settings: &Settings, units: u32) -> Result<(), CommandError> {
    let register = app::open(settings, machine_clock()).await?;
    // The port first: nobody waits for a register that cannot be served.
    let key = DevelopmentIssuer::load_or_create(&app::development_key(settings)).map_err(AppError::from)?;
    let settings = &demo::settings(settings);
    let server = Server::with_issuer(settings, register.clone(), Some(&key)).await?;
    if demo::prepare(&register, units, app::for_terminal()).await? {
        println!("Made a demo register of {units} units, closed and future ones included.");
    } else {
        println!("The register was filled before; it is served as it is.");
    }
    let place = PathBuf::from(settings.database_url.trim_start_matches("sqlite:"));
    println!("{}", demo::welcome(&server.address()?.to_string(), &place));
    server.run(app::stop_signal()).await?;
    Ok(app::close(register).await?)
}

async fn serve(settings: &Settings) -> Result<(), CommandError> {
    let register = app::open_to_serve(settings, machine_clock()).await?;
    let server = Server::bind(settings, register.clone()).await?;
    tracing::info!(address = %server.address()?, "serving");
    server.run(app::stop_signal()).await?;
    Ok(app::close(register).await?)
}

fn run_generate(arguments: GenerateArguments) -> Result<(), CommandError> {
    let options = generate::Options {
        units: arguments.units,
        seed: arguments.seed,
        out: arguments.out,
        today: arguments.today.unwrap_or_else(|| today_in_copenhagen(machine_clock()())),
        closed_share: arguments.closed_share,
    };
    let progress = app::for_terminal();
    progress.begin(Phase::Finish, u64::from(options.units));
    let made =
        generate::generate(&options, &mut |units| progress.advance(units, units)).map_err(AppError::from)?;
    drop(progress);
    println!(
        "{} units: {} institution owners, {} health institutions, {} organisational units; {} location numbers with {} message types",
        made.units,
        made.owners,
        made.institutions,
        made.organisational_units,
        made.location_numbers,
        made.message_types,
    );
    made.files.iter().for_each(|file| println!("  {}", file.display()));
    Ok(())
}

fn print_token(settings: &Settings, who: &Person) -> Result<(), CommandError> {
    let key = app::development_key(settings);
    if !key.exists() {
        return Err(CommandError::NoDemo(key));
    }
    let key = DevelopmentIssuer::load_or_create(&key).map_err(AppError::from)?;
    let issuer = app::development_issuer(&settings.address()?.to_string());
    println!("{}", who.token(&key, &issuer, &settings.audience, machine_clock()()));
    Ok(())
}

async fn appoint(
    settings: &Settings,
    subject: String,
    name: Option<String>,
    email: Option<String>,
) -> Result<(), CommandError> {
    let register = app::open_prepared(settings, machine_clock()).await?;
    app::appoint(&register, subject, name, email).await?;
    println!("Appointed. The administrator hands out the authority's roles from here on.");
    Ok(app::close(register).await?)
}

async fn letters(settings: &Settings, retry: Option<i64>) -> Result<(), CommandError> {
    let register = app::open_prepared(settings, machine_clock()).await?;
    if let Some(number) = retry {
        let found = register.database().retry_letter(number).await.map_err(AppError::from)?;
        println!("{}", if found { "It is tried again." } else { "No letter of that number was given up." });
        return Ok(app::close(register).await?);
    }
    let dead = register.reader().letters(Some(LetterState::Dead), 100).await.map_err(AppError::from)?;
    println!(
        "{} letters were given up{}",
        dead.len(),
        if dead.is_empty() { "." } else { ", the newest first:" }
    );
    for letter in dead {
        let error = letter.last_error.unwrap_or_default();
        println!("  {}  {}  after {} tries: {error}", letter.id, letter.template, letter.attempts);
    }
    Ok(app::close(register).await?)
}

async fn verify(settings: &Settings) -> Result<(), CommandError> {
    let register = app::open_prepared(settings, machine_clock()).await?;
    let progress = app::for_terminal();
    progress.begin(Phase::Finish, 0);
    let verified = register.reader().verify(&mut |rows| progress.advance(rows, rows)).await;
    drop(progress);
    let verified = verified.map_err(AppError::from)?;
    app::close(register).await?;
    match verified.first_break {
        None => {
            println!("All {} revisions are as they were committed.", verified.revisions);
            Ok(())
        }
        Some(found) => Err(CommandError::Broken(found.revision, found.what)),
    }
}

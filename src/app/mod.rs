//! The composition root: starts and stops everything.

mod appoint;
pub mod demo;
pub mod demo_people;
mod image;
mod issuer;
mod limits;
mod progress;
mod rules;
mod upkeep;
mod webhooks;

use std::future::{Future, IntoFuture};
use std::net::SocketAddr;
use std::path::Path;
use std::pin::pin;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};
use tokio::net::TcpListener;
use tokio::sync::{Semaphore, watch};
use tokio::task::JoinSet;

use crate::config::{Settings, SettingsError};
use crate::events::{deliver, turn_days};
use crate::http::{Door, Ready, router};
use crate::identity::development::DevelopmentIssuer;
use crate::identity::{Actor, IdentityError};
use crate::import::{ImportError, lay_foundation};
use crate::mail::{Carrier, CarrierError, Sender};
use crate::ownership::{Asked, decide};
use crate::register::{Clock, Register, RegisterError};
use crate::storage::{Database, StorageError};
use crate::webhook::CourierError;

pub use appoint::appoint;
pub use issuer::{development_issuer, development_key};
pub use progress::{for_terminal, is_terminal};

/// How much longer than a request its statements may take: the request's own clock is to tell first, by its own error.
const GRACE: Duration = Duration::from_millis(500);

/// Why the program did not do what it was asked.
#[derive(Debug, thiserror::Error)]
pub enum AppError {
    /// The database failed.
    #[error(transparent)]
    Storage(#[from] StorageError),
    /// The register refused.
    #[error(transparent)]
    Register(#[from] RegisterError),
    /// The import changed nothing.
    #[error(transparent)]
    Import(#[from] ImportError),
    /// The demo register could not be made.
    #[error("the register could not be made: {0}")]
    Generate(#[from] crate::generate::GenerateError),
    /// The database has not been prepared for this version.
    #[error("the database is not prepared for this version of sorgraph: run `sorgraph migrate` first")]
    NotMigrated,
    /// The authority has a local user administrator, who hands out its roles.
    #[error("the authority has a local user administrator already, who hands out its roles")]
    HasAdministrator,
    /// A setting cannot be used.
    #[error(transparent)]
    Settings(#[from] SettingsError),
    /// The trusted documents cannot be used.
    #[error("trusted_documents: {file}: {cause}")]
    Trusted {
        /// The file.
        file: String,
        /// What is wrong.
        cause: String,
    },
    /// Nobody could sign in.
    #[error(transparent)]
    Identity(#[from] IdentityError),
    /// Letters cannot leave.
    #[error(transparent)]
    Mail(#[from] CarrierError),
    /// Webhooks cannot be delivered to.
    #[error(transparent)]
    Webhooks(#[from] CourierError),
    /// The address cannot be served on.
    #[error("listen: {address} cannot be served on: {cause}")]
    Listen {
        /// The address.
        address: String,
        /// What the system says.
        cause: std::io::Error,
    },
    /// The server failed.
    #[error("the server failed: {0}")]
    Io(#[from] std::io::Error),
    /// Metrics cannot be kept.
    #[error("metrics cannot be kept: {0}")]
    Metrics(String),
}

/// Opens the register that the settings name, as it is.
pub async fn open(settings: &Settings, clock: Clock) -> Result<Register, AppError> {
    let database = Database::connect(&settings.database_url, settings.database_connections).await?;
    Ok(Register::new(database, clock).with_rules(rules::rules(settings)?))
}

/// Opens the register to serve it: PostgreSQL stops a statement that runs longer than a request may.
pub async fn open_to_serve(settings: &Settings, clock: Clock) -> Result<Register, AppError> {
    let longest = Duration::from_secs(settings.request_timeout_seconds) + GRACE;
    let connections = settings.database_connections;
    let database = Database::connect_for(&settings.database_url, connections, Some(longest)).await?;
    prepared(Register::new(database, clock).with_rules(rules::rules(settings)?)).await
}

/// Opens the register and makes sure that it is prepared for this version.
pub async fn open_prepared(settings: &Settings, clock: Clock) -> Result<Register, AppError> {
    prepared(open(settings, clock).await?).await
}

async fn prepared(register: Register) -> Result<Register, AppError> {
    if register.database().is_migrated().await? { Ok(register) } else { Err(AppError::NotMigrated) }
}

/// Prepares the database: its tables, and in an empty register the code lists and the geography.
pub async fn migrate(register: &Register) -> Result<(), AppError> {
    register.database().migrate().await?;
    let permit = decide(&Actor::operator(), "FOUNDATION", None, &[Asked::foundation()])
        .map_err(RegisterError::from)?;
    lay_foundation(register, permit).await?;
    Ok(())
}

/// Closes the register's database; SQLite then folds its log into the file.
pub async fn close(register: Register) -> Result<(), AppError> {
    Ok(register.database().clone().close().await?)
}

/// How long a stopping server waits for the clients of its sockets.
const FAREWELL: Duration = Duration::from_secs(2);

/// A bound port with everything behind it, ready to serve.
pub struct Server {
    listener: TcpListener,
    router: axum::Router,
    sockets: OpenSockets,
    metrics: PrometheusHandle,
    letters: BoxFuture<'static, ()>,
    upkeep: BoxFuture<'static, ()>,
    days: BoxFuture<'static, ()>,
    /// The register, where it is to be in memory.
    image: Option<Register>,
    webhooks: BoxFuture<'static, ()>,
}

/// The sockets that are open, which the server itself does not wait for.
struct OpenSockets {
    stopping: watch::Sender<bool>,
    places: Arc<Semaphore>,
    most: usize,
}

impl OpenSockets {
    /// Tells the clients that the service stops, and gives them a moment to hear it.
    async fn close(self) {
        self.stopping.send_replace(true);
        let all = u32::try_from(self.most.min(Semaphore::MAX_PERMITS)).unwrap_or(u32::MAX);
        let _ = tokio::time::timeout(FAREWELL, self.places.acquire_many(all)).await;
    }
}

impl Server {
    /// Binds the port. From here on connections wait instead of being refused.
    pub async fn bind(settings: &Settings, register: Register) -> Result<Self, AppError> {
        Self::with_issuer(settings, register, None).await
    }

    /// The same with the demo's own issuer, which signs in whoever has its key. It is
    /// there on a loopback address only.
    pub async fn with_issuer(
        settings: &Settings,
        register: Register,
        development: Option<&DevelopmentIssuer>,
    ) -> Result<Self, AppError> {
        let address = settings.listen.clone();
        let listener =
            TcpListener::bind(&settings.listen).await.map_err(|cause| AppError::Listen { address, cause })?;
        let address = listener.local_addr()?;
        let own = development.filter(|_| address.ip().is_loopback() && settings.issuer.is_empty());
        let mut settings = settings.clone();
        if own.is_some() {
            settings.issuer = development_issuer(&address.to_string());
        }
        let metrics = recorder()?;
        let (stopping, stops) = watch::channel(false);
        let sockets = limits::sockets(&settings, stops);
        let places = Arc::clone(&sockets.places);
        let door = Door {
            graph: limits::graph(&settings, register.clone()).await?,
            ready: readiness(register.clone()),
            metrics: metrics.clone(),
            limits: limits::of_requests(&settings),
            origins: limits::origins(&settings)?,
            sockets,
            verifier: issuer::verifier(&settings, register.clock())?,
            development: own.map(|own| issuer::development_keys(own, &address.to_string())),
        };
        let letters = letters(&settings, register.clone())?;
        let upkeep = Box::pin(upkeep::keep_up(register.clone()));
        let webhooks = webhooks::webhooks(&settings, register.clone())?;
        let image = settings.image.then(|| register.clone());
        let days = Box::pin(turn_days(register));
        let sockets = OpenSockets { stopping, places, most: settings.max_sockets };
        Ok(Self { listener, router: router(door), sockets, metrics, letters, upkeep, days, image, webhooks })
    }

    /// The address that the server listens on.
    pub fn address(&self) -> Result<SocketAddr, AppError> {
        Ok(self.listener.local_addr()?)
    }

    /// Serves until `stop` resolves, then lets requests under way end. What goes on in the background
    /// ends with it; one of those that fails is logged and takes nothing else along.
    pub async fn run(self, stop: impl Future<Output = ()> + Send + 'static) -> Result<(), AppError> {
        let Self { listener, router, sockets, metrics, letters, upkeep, days, image, webhooks } = self;
        // Connections wait until it is there.
        if let Some(register) = &image {
            image::read(register).await?;
        }
        let image =
            image.map_or_else(|| std::future::pending().boxed(), |register| image::keep(register).boxed());
        let stop = async move {
            stop.await;
            sockets.close().await;
        };
        let service = router.into_make_service_with_connect_info::<SocketAddr>();
        let mut serving = pin!(axum::serve(listener, service).with_graceful_shutdown(stop).into_future());
        let mut background = JoinSet::new();
        for work in [letters, upkeep, days, image, webhooks, Box::pin(keep_metrics_small(metrics))] {
            background.spawn(work);
        }
        loop {
            tokio::select! {
                done = &mut serving => return Ok(done?),
                Some(ended) = background.join_next() => {
                    if let Err(error) = ended {
                        tracing::error!(%error, "something in the background failed");
                    }
                }
            }
        }
    }
}

/// Letters out of the outbox, for as long as the server runs.
fn letters(settings: &Settings, register: Register) -> Result<BoxFuture<'static, ()>, AppError> {
    let sender = Sender::parse(&settings.mail_from)?;
    let root =
        (!settings.mail_root_certificate.is_empty()).then(|| Path::new(&settings.mail_root_certificate));
    let carrier = Carrier::open(&settings.mail_url, &sender, root)?;
    Ok(Box::pin(deliver(register, carrier, sender)))
}

/// Folds timings together now and then, also when nobody asks for them.
async fn keep_metrics_small(metrics: PrometheusHandle) {
    loop {
        tokio::time::sleep(Duration::from_secs(5)).await;
        metrics.run_upkeep();
    }
}

/// The recorder of this process; servers of one process share it.
fn recorder() -> Result<PrometheusHandle, AppError> {
    static RECORDER: OnceLock<Result<PrometheusHandle, String>> = OnceLock::new();
    let install = || PrometheusBuilder::new().install_recorder().map_err(|error| error.to_string());
    RECORDER.get_or_init(install).clone().map_err(AppError::Metrics)
}

/// The database answers a read that every query begins with.
fn readiness(register: Register) -> Ready {
    Arc::new(move || {
        let reader = register.reader();
        Box::pin(async move {
            let read = reader.head().await;
            read.map(drop).map_err(|error| {
                tracing::warn!(%error, "not ready");
                "the database does not answer".to_owned()
            })
        })
    })
}

/// Resolves when the process is asked to stop.
pub async fn stop_signal() {
    let interrupt = tokio::signal::ctrl_c();
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        match signal(SignalKind::terminate()) {
            Ok(mut terminate) => {
                tokio::select! {
                    _ = interrupt => {}
                    _ = terminate.recv() => {}
                }
            }
            Err(error) => tracing::error!(%error, "the terminate signal cannot be heard"),
        }
    }
    #[cfg(not(unix))]
    if let Err(error) = interrupt.await {
        tracing::error!(%error, "the interrupt signal cannot be heard");
    }
}

//! Long answers: written where they keep nobody waiting, and sent while they are written.

use std::sync::Arc;

use async_graphql::Variables;
use tokio::runtime::Handle;
use tokio::sync::{Semaphore, mpsc};
use tokio::task::spawn_blocking;
use tokio::time::{Instant, timeout_at};

use super::known::Known;
use super::moment::Moment;
use super::plan::{Beyond, Given, Leash, Outlet, Ran};
use super::written::{Body, Streamed};
use crate::image::Image;

/// Chunks that wait for a client that takes them slowly, beside the one that is being written.
const WAITING: usize = 2;

/// How far plans go at a stretch, and how they go on.
#[derive(Debug, Clone, Copy)]
pub struct Pace {
    /// Bytes of an answer that are written at a stretch; what is longer is written aside.
    pub bytes: usize,
    /// Units that are looked at for it, likewise.
    pub units: usize,
    /// Bytes of which a chunk of a long answer has a few more.
    pub chunk: usize,
    /// Most answers that are written aside at a time. Each has a thread, which also waits for its client.
    pub aside: usize,
}

impl Default for Pace {
    /// Some milliseconds at a stretch, and some hundred kilobytes for an answer that is written aside.
    fn default() -> Self {
        Self { bytes: 1 << 20, units: 50_000, chunk: 1 << 16, aside: 128 }
    }
}

impl Pace {
    /// How far a plan may go before its answer counts as long.
    pub(super) fn leash(&self, deadline: Instant) -> Leash<'static> {
        Leash { bytes: self.bytes, units: self.units, deadline, beyond: Beyond::Stop }
    }
}

/// Where long answers are written.
pub struct Aside {
    pub pace: Pace,
    places: Arc<Semaphore>,
}

/// A long answer that is to be written.
pub struct Long {
    pub known: Arc<Known>,
    pub image: Arc<Image>,
    pub moment: Moment,
    pub variables: Variables,
    pub deadline: Instant,
    /// What stands after its data.
    pub closing: Vec<u8>,
}

impl Aside {
    pub fn new(pace: Pace) -> Self {
        Self { pace, places: Arc::new(Semaphore::new(pace.aside)) }
    }

    /// How many are being written.
    pub fn running(&self) -> usize {
        self.pace.aside - self.places.available_permits()
    }

    /// Begins to write an answer: its first chunk, or all of it where it is not so long after all. `None` where the
    /// ordinary executor must answer, which also tells that it is too late.
    pub async fn write(&self, mut long: Long) -> Option<Body> {
        let deadline = long.deadline;
        let place = timeout_at(deadline, Arc::clone(&self.places).acquire_owned()).await.ok()?.ok()?;
        let (to, mut chunks) = mpsc::channel(WAITING);
        let outlet = Outlet::new(to, Handle::current(), self.pace.chunk, deadline);
        let closing = std::mem::take(&mut long.closing);
        let writer = spawn_blocking(move || {
            // Held until the plan has ended, however it does.
            let _place = place;
            long.run(&outlet)
        });
        if let Some(first) = timeout_at(deadline, chunks.recv()).await.ok()? {
            return Some(Body::Streamed(Streamed::new(first, chunks, writer, closing)));
        }
        match writer.await {
            Ok(Ran::Written(out)) => {
                let mut bytes = out.into_bytes();
                bytes.extend(closing);
                Some(Body::Whole(bytes))
            }
            Ok(Ran::Long | Ran::Ordinary) => None,
            Err(error) => {
                tracing::error!(%error, "a plan failed; the ordinary executor answers");
                None
            }
        }
    }
}

impl Long {
    fn run(&self, outlet: &Outlet) -> Ran {
        let Some(plan) = self.known.plan() else { return Ran::Ordinary };
        let given = Given { image: &self.image, moment: &self.moment, variables: &self.variables };
        let ran = plan.run_long(given, outlet);
        if outlet.has_sent() {
            count(&ran, outlet.is_gone());
        }
        ran
    }
}

/// Counts how a streamed answer ended.
fn count(ran: &Ran, is_gone: bool) {
    let end = match ran {
        Ran::Written(_) => "done",
        Ran::Long if is_gone => "gone",
        Ran::Long => "late",
        Ran::Ordinary => {
            // Not before the first chunk, where it would do no harm: `Run::is_certain` is wrong.
            tracing::error!("a plan stopped after it was certain; its answer is broken off");
            "fault"
        }
    };
    metrics::counter!("sorgraph_streams_total", "end" => end).increment(1);
}

//! Where a plan sends what it has written of a long answer.

use std::cell::Cell;

use tokio::runtime::Handle;
use tokio::sync::mpsc::Sender;
use tokio::time::{Instant, timeout_at};

use super::args::{Done, Stopped};

/// The way out of a plan that runs on a thread where it may wait.
pub struct Outlet {
    to: Sender<Vec<u8>>,
    runtime: Handle,
    has_sent: Cell<bool>,
    /// Bytes of a chunk, about: one ends where the next object begins.
    pub chunk: usize,
    /// When it is too late.
    pub deadline: Instant,
}

impl Outlet {
    /// The way to whoever receives. `runtime` tells the time while a chunk waits.
    pub fn new(to: Sender<Vec<u8>>, runtime: Handle, chunk: usize, deadline: Instant) -> Self {
        Self { to, runtime, has_sent: Cell::new(false), chunk, deadline }
    }

    /// Sends a chunk. Waits while those before it have not been taken, at most until it is too late.
    pub fn send(&self, chunk: Vec<u8>) -> Done {
        match self.runtime.block_on(timeout_at(self.deadline, self.to.send(chunk))) {
            Ok(Ok(())) => {
                self.has_sent.set(true);
                Ok(())
            }
            _ => Err(Stopped::Long),
        }
    }

    /// Whether anything has gone out.
    pub fn has_sent(&self) -> bool {
        self.has_sent.get()
    }

    /// Whether nobody waits any more.
    pub fn is_gone(&self) -> bool {
        self.to.is_closed()
    }
}

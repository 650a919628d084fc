//! Answers as plans write them.

use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use futures_util::stream::{self, BoxStream};
use futures_util::{Stream, StreamExt};
use tokio::sync::mpsc::Receiver;
use tokio::task::JoinHandle;

use super::plan::Ran;
use crate::model::Revision;

/// An answer as it goes over the wire.
pub struct Written {
    /// JSON.
    pub body: Body,
    /// The newest revision when the request began.
    pub newest: Revision,
}

/// The bytes of an answer.
pub enum Body {
    /// All of them.
    Whole(Vec<u8>),
    /// All of them, as they were written for an earlier request.
    Kept(Arc<[u8]>),
    /// As they are written.
    Streamed(Streamed),
}

impl Body {
    /// All of the bytes.
    pub async fn collect(self) -> Result<Vec<u8>, BrokenOff> {
        match self {
            Self::Whole(bytes) => Ok(bytes),
            Self::Kept(bytes) => Ok(bytes.to_vec()),
            Self::Streamed(mut chunks) => {
                let mut bytes = Vec::new();
                while let Some(chunk) = chunks.next().await {
                    bytes.extend(chunk?);
                }
                Ok(bytes)
            }
        }
    }
}

/// A long answer, in chunks. Its plan runs while they are taken, and stops when nobody takes them any more.
pub struct Streamed(BoxStream<'static, Result<Vec<u8>, BrokenOff>>);

/// An answer ended before its end. What has gone out of it is no JSON, and whoever sends it has to let the client see
/// that: the connection ends, without the end of the message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the answer was broken off")]
pub struct BrokenOff;

impl Streamed {
    /// The first chunk, those that come after it, what `writer` has left over, and what closes the answer.
    pub(super) fn new(
        first: Vec<u8>,
        mut next: Receiver<Vec<u8>>,
        writer: JoinHandle<Ran>,
        closing: Vec<u8>,
    ) -> Self {
        let sent = stream::iter([first]).chain(stream::poll_fn(move |context| next.poll_recv(context)));
        let last = async move {
            let Ok(Ran::Written(out)) = writer.await else { return Err(BrokenOff) };
            let mut bytes = out.into_bytes();
            bytes.extend(closing);
            Ok(bytes)
        };
        Self(sent.map(Ok).chain(stream::once(last)).boxed())
    }
}

impl Stream for Streamed {
    type Item = Result<Vec<u8>, BrokenOff>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.0.poll_next_unpin(context)
    }
}

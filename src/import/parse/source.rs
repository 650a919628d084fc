use std::cell::Cell;
use std::io::{self, BufRead, Read};
use std::rc::Rc;

use sha2::{Digest, Sha256};

use super::fault::{FaultKind, LineFault};

/// How much is read from disk at a time.
const BLOCK: usize = 128 * 1024;

/// The most bytes between two marks. Real tags, texts and rows are a few hundred
/// bytes long; without a limit one that never ends would be read into memory.
pub(super) const LONGEST_PIECE: u64 = 1024 * 1024;

/// The unpacked bytes of an input on their way to a parser: hashed, their lines
/// counted, and limited between two marks.
pub(super) struct Source<'a> {
    inner: &'a mut dyn Read,
    buffer: Box<[u8]>,
    start: usize,
    end: usize,
    line: u64,
    since_mark: u64,
    ended: bool,
    digest: Sha256,
    taken: &'a Rc<Cell<u64>>,
    progress: &'a mut dyn FnMut(u64),
}

impl<'a> Source<'a> {
    /// A source over `inner`; `taken` holds the packed bytes read from disk so far.
    pub fn new(inner: &'a mut dyn Read, taken: &'a Rc<Cell<u64>>, progress: &'a mut dyn FnMut(u64)) -> Self {
        let buffer = vec![0; BLOCK].into_boxed_slice();
        Self {
            inner,
            buffer,
            start: 0,
            end: 0,
            line: 1,
            since_mark: 0,
            ended: false,
            digest: Sha256::new(),
            taken,
            progress,
        }
    }

    /// The line of the next byte.
    pub fn line(&self) -> u64 {
        self.line
    }

    /// Whether everything was read.
    pub fn has_ended(&self) -> bool {
        self.ended
    }

    /// Tells that a new piece of the file begins here.
    pub fn mark(&mut self) {
        self.since_mark = 0;
    }

    /// The digest of the bytes read from `inner`.
    pub fn digest(self) -> [u8; 32] {
        self.digest.finalize().into()
    }

    fn refill(&mut self) -> io::Result<()> {
        let read = loop {
            match self.inner.read(&mut self.buffer) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                other => break other?,
            }
        };
        (self.start, self.end, self.ended) = (0, read, read == 0);
        self.digest.update(&self.buffer[..read]);
        (self.progress)(self.taken.get());
        Ok(())
    }
}

impl BufRead for Source<'_> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.since_mark > LONGEST_PIECE {
            return Err(io::Error::other(PieceTooLong));
        }
        if self.start == self.end {
            self.refill()?;
        }
        Ok(&self.buffer[self.start..self.end])
    }

    fn consume(&mut self, amount: usize) {
        let end = (self.start + amount).min(self.end);
        self.line += count_lines(&self.buffer[self.start..end]);
        self.since_mark += (end - self.start) as u64;
        self.start = end;
    }
}

impl Read for Source<'_> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let available = self.fill_buf()?;
        let amount = available.len().min(out.len());
        out[..amount].copy_from_slice(&available[..amount]);
        self.consume(amount);
        Ok(amount)
    }
}

/// The number of line feeds in `bytes`. Summed in blocks of at most 255 bytes,
/// which the compiler turns into vector instructions.
pub(super) fn count_lines(bytes: &[u8]) -> u64 {
    bytes
        .chunks(255)
        .map(|block| u64::from(block.iter().map(|byte| u8::from(*byte == b'\n')).sum::<u8>()))
        .sum()
}

#[derive(Debug, thiserror::Error)]
#[error("a single tag, text or row is longer than {LONGEST_PIECE} bytes")]
struct PieceTooLong;

/// What a reading error means for the file.
pub(super) fn read_fault(error: io::Error, line: u64) -> LineFault {
    if matches!(error.get_ref(), Some(inner) if inner.is::<PieceTooLong>()) {
        return FaultKind::TooLong(LONGEST_PIECE).at(line);
    }
    match error.kind() {
        io::ErrorKind::UnexpectedEof => {
            FaultKind::Truncated("the packed data ends too early".to_owned()).at(line)
        }
        io::ErrorKind::InvalidData | io::ErrorKind::InvalidInput => {
            FaultKind::Damaged(error.to_string()).at(line)
        }
        _ => FaultKind::Io(error).at(line),
    }
}

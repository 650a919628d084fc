/// A stretch of an import.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Phase {
    /// Reading what the register holds; counts records.
    Register,
    /// Reading and checking the files; counts bytes.
    Check,
    /// Reading the files again and writing; counts bytes.
    Write,
    /// Closing what is missing, writing message types and the rest; counts records.
    Finish,
}

/// Told how far an import has come.
pub trait Progress: Send + Sync {
    /// A phase begins; `total` is its length, 0 when it is not known.
    fn begin(&self, phase: Phase, total: u64);
    /// The phase has come to `position`, with `records` seen so far.
    fn advance(&self, position: u64, records: u64);
}

/// Tells nobody.
#[derive(Debug, Clone, Copy)]
pub struct Silent;

impl Progress for Silent {
    fn begin(&self, _: Phase, _: u64) {}
    fn advance(&self, _: u64, _: u64) {}
}

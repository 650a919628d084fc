//! Files to a stream of checked records: the first half of an import.
//!
//! [`open_inputs`] looks at the first bytes of every file and tells what it is;
//! [`Input::read`] then streams it. Memory use does not depend on the size of
//! the file: at any moment there is one record, one block of bytes and the path
//! from the root to the current element.
//!
//! Three outcomes are kept apart. A file that cannot be trusted as a whole is a
//! [`FileFault`] and ends the import. A record that cannot be used is a
//! [`Refusal`] and stops nobody but the records below it. What is odd but usable
//! is kept and told as a [`Finding`]. Each names the line.
//!
//! What needs more than one record to judge (duplicates, orphans, cycles, codes
//! that are in no list) is left to the planning half.

mod archive;
mod check;
mod csv;
mod draft;
mod fault;
mod field;
mod format;
mod input;
mod mapping;
mod record;
mod report;
mod source;
mod value;
mod xml;

#[cfg(test)]
mod tests;

pub use fault::{FaultKind, FileFault};
pub use format::Format;
pub use input::{Input, open_inputs};
pub use mapping::{DEFAULT_MAPPING, Mapping};
pub use record::{NumberRecord, Parsed, Place, UnitRecord};
pub use report::{Finding, FindingCode, Refusal, RefusalCode};

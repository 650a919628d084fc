//! The CSV formats, streamed row by row.

mod cells;
mod lists;
mod rows;
mod units;

use std::ops::ControlFlow;

use super::fault::LineFault;
use super::source::Source;
use super::{Finding, FindingCode, Format, Mapping, Parsed, Place};
use rows::Rows;

pub(super) use rows::TextEncoding;

/// What the rows of a file are handed to.
struct Output<'s> {
    file: u32,
    sink: &'s mut dyn FnMut(Parsed) -> ControlFlow<()>,
}

impl Output<'_> {
    fn place(&self, line: u64) -> Place {
        Place { file: self.file, line }
    }

    fn put(&mut self, parsed: Parsed) -> ControlFlow<()> {
        (self.sink)(parsed)
    }

    /// Tells something about the file as a whole.
    fn find(&mut self, code: FindingCode, message: String) -> ControlFlow<()> {
        let finding = Finding { place: self.place(1), sor_code: None, code, message };
        self.put(Parsed::Found(finding))
    }
}

/// Reads a file of `format` to its end, or until `sink` has had enough. Returns
/// the digest of what was read.
pub(super) fn read(
    file: u32,
    format: Format,
    encoding: TextEncoding,
    mapping: &Mapping,
    source: Source<'_>,
    sink: &mut dyn FnMut(Parsed) -> ControlFlow<()>,
) -> Result<[u8; 32], LineFault> {
    let mut rows = Rows::open(source, format.delimiter(), encoding)?;
    let mut output = Output { file, sink };
    let section = format.section().and_then(|name| mapping.section(name));
    match (format, section) {
        (Format::SorEntity, Some(section)) => units::read_units(&mut rows, section, &mut output)?,
        (Format::LocationsCodes, Some(section)) => units::read_numbers(&mut rows, section, &mut output)?,
        _ => lists::read(&mut rows, format, section, &mut output)?,
    }
    Ok(rows.digest())
}

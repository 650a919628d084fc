use std::borrow::Cow;
use std::io::{Chain, Read};

use ::csv::{ByteRecord, ErrorKind, Reader, ReaderBuilder, Terminator};
use encoding_rs::WINDOWS_1252;

use super::super::fault::{FaultKind, LineFault};
use super::super::source::{Source, count_lines, read_fault};

/// Put behind the last byte of a file. It comes back as a row of its own, except
/// when a quote was left open: then it ends up inside the last field.
const END: &[u8] = b"\n\0\0end of file\0\0\n";
const END_FIELD: &[u8] = b"\0\0end of file\0\0";

/// How the text of a CSV file is written down.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in super::super) enum TextEncoding {
    Utf8,
    /// Latin-1 and what Windows puts into its gaps.
    Windows1252,
}

impl TextEncoding {
    fn decode(self, bytes: &[u8]) -> Option<Cow<'_, str>> {
        match self {
            Self::Utf8 => std::str::from_utf8(bytes).ok().map(Cow::Borrowed),
            Self::Windows1252 => Some(WINDOWS_1252.decode_without_bom_handling(bytes).0),
        }
    }

    /// UTF-8 where it is, else this encoding.
    pub fn decode_leniently(self, bytes: &[u8]) -> Cow<'_, str> {
        Self::Utf8.decode(bytes).or_else(|| self.decode(bytes)).unwrap_or_default()
    }
}

/// The rows of a CSV file, each with its line.
pub(super) struct Rows<'a> {
    reader: Reader<Chain<Source<'a>, &'static [u8]>>,
    record: ByteRecord,
    encoding: TextEncoding,
    header: Vec<String>,
    ended: bool,
}

/// One row.
#[derive(Clone, Copy)]
pub(super) struct Row<'r> {
    pub line: u64,
    /// The line on which it ends, which is another one when a quoted field holds line breaks.
    last_line: u64,
    record: &'r ByteRecord,
    encoding: TextEncoding,
}

impl<'a> Rows<'a> {
    /// Reads the header.
    pub fn open(source: Source<'a>, delimiter: u8, encoding: TextEncoding) -> Result<Self, LineFault> {
        let mut builder = ReaderBuilder::new();
        // With line feeds as the only ends of rows, the reader's line numbers are
        // exact; a carriage return before one goes with the white space around
        // the last field.
        builder.delimiter(delimiter).has_headers(false).flexible(true).terminator(Terminator::Any(b'\n'));
        let reader = builder.from_reader(source.chain(END));
        let mut rows = Self { reader, record: ByteRecord::new(), encoding, header: Vec::new(), ended: false };
        if let Some(row) = rows.next()? {
            let mut header = Vec::with_capacity(row.len());
            for index in 0..row.len() {
                header.push(row.field(index)?.trim_start_matches('\u{feff}').trim_matches('"').to_owned());
            }
            rows.header = header;
        }
        Ok(rows)
    }

    /// The names of the columns.
    pub fn header(&self) -> &[String] {
        &self.header
    }

    /// The digest of the bytes read.
    pub fn digest(self) -> [u8; 32] {
        self.reader.into_inner().into_inner().0.digest()
    }

    /// The next row that is not empty.
    pub fn next(&mut self) -> Result<Option<Row<'_>>, LineFault> {
        loop {
            self.reader.get_mut().get_mut().0.mark();
            let before = self.reader.position().line();
            let more =
                self.reader.read_byte_record(&mut self.record).map_err(|error| row_fault(error, before))?;
            // The reader stands behind the line feed that ended the row; its own idea of where the row began
            // counts empty lines before it in.
            let inside: u64 = self.record.iter().map(count_lines).sum();
            let line = (self.reader.position().line() - 1).saturating_sub(inside).max(1);
            if !more {
                return if self.ended { Ok(None) } else { Err(open_quote(before)) };
            }
            let blank = self.record.iter().all(<[u8]>::is_empty) || self.record.as_slice() == b"\r";
            self.ended = self.record.len() == 1 && self.record.get(0) == Some(END_FIELD);
            if !self.ended && self.record.get(self.record.len() - 1).is_some_and(|last| last.ends_with(END)) {
                // No line feed ended this row.
                return Err(open_quote(line + 1));
            }
            if !self.ended && !blank {
                let (record, encoding) = (&self.record, self.encoding);
                break Ok(Some(Row { line, last_line: line + inside, record, encoding }));
            }
        }
    }
}

fn open_quote(line: u64) -> LineFault {
    FaultKind::Truncated("a quote that begins in this row is never closed".to_owned()).at(line)
}

fn row_fault(error: ::csv::Error, line: u64) -> LineFault {
    match error.into_kind() {
        ErrorKind::Io(error) => read_fault(error, line),
        other => FaultKind::Malformed(format!("the row cannot be read: {other:?}")).at(line),
    }
}

impl<'r> Row<'r> {
    /// The number of fields.
    fn len(&self) -> usize {
        self.record.len()
    }

    /// What is wrong with the number of fields, when there have to be `expected`.
    ///
    /// On a row of one line that is the row's own fault. One that runs on to
    /// further lines has swallowed the rows that stood there: a quote was left
    /// open, and nobody can tell what was lost.
    pub fn wrong_width(&self, expected: usize) -> Result<Option<String>, LineFault> {
        let found = self.len();
        if found == expected {
            return Ok(None);
        }
        let fields = if found == 1 { "field" } else { "fields" };
        if self.last_line == self.line {
            return Ok(Some(format!("The row has {found} {fields}, the header has {expected}.")));
        }
        let last = self.last_line;
        let detail = format!(
            "a quote was left open: a row of {found} {fields}, not {expected}, runs on to line {last}"
        );
        Err(FaultKind::Malformed(detail).at(self.line))
    }

    /// A field without white space around it and without a spreadsheet's `="..."`.
    pub fn field(&self, index: usize) -> Result<Cow<'r, str>, LineFault> {
        let bytes = self.record.get(index).unwrap_or_default();
        let text = self.encoding.decode(bytes).ok_or_else(|| FaultKind::NotUtf8.at(self.line))?;
        Ok(match text {
            Cow::Borrowed(text) => Cow::Borrowed(bare(text)),
            Cow::Owned(text) => Cow::Owned(bare(&text).to_owned()),
        })
    }
}

fn bare(text: &str) -> &str {
    let text = text.trim();
    text.strip_prefix("=\"").and_then(|rest| rest.strip_suffix('"')).map_or(text, str::trim)
}

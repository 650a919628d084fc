use std::fs::File;
use std::io::Read;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use super::archive::{Origin, Packed, Packing, is_utf8, read_head, zip_entries};
use super::csv::{self, TextEncoding};
use super::fault::{FaultKind, FileFault, LineFault};
use super::source::{Source, read_fault};
use super::{Finding, FindingCode, Format, Mapping, Parsed, Place, xml};

/// How much of a file is looked at to tell what it is; enough for any header line.
const HEAD: usize = 64 * 1024;

const BOM: &[u8] = b"\xef\xbb\xbf";

/// One file, or one entry of a zip archive, whose format is known.
#[derive(Clone, Debug)]
pub struct Input {
    /// The path as it was given; of an entry, `archive.zip/entry.xml`.
    pub name: String,
    /// What it is.
    pub format: Format,
    /// Size of what is read from disk: of a packed input, its packed size.
    pub size_in_bytes: u64,
    packed: Packed,
    encoding: TextEncoding,
}

/// The inputs behind `paths`, in their order. What a file is is told from its
/// first bytes, and of SOR2's lesser files from its name.
pub fn open_inputs(paths: &[PathBuf], mapping: &Mapping) -> Result<Vec<Input>, FileFault> {
    let mut inputs = Vec::new();
    for path in paths {
        let name = path.display().to_string();
        let (head, size) = first_bytes(path).map_err(|kind| FileFault::new(&name, kind))?;
        // An archive begins with its first entry, or, when it is empty, with its directory's end.
        if head == b"PK\x03\x04" || head == b"PK\x05\x06" {
            inputs.extend(open_archive(path, &name, mapping)?);
        } else {
            let packed = Packed { origin: Origin::File(path.clone()), packing: packing(&head) };
            inputs.push(Input::open(name, packed, size, mapping)?);
        }
    }
    Ok(inputs)
}

fn first_bytes(path: &Path) -> Result<(Vec<u8>, u64), FaultKind> {
    let mut file = File::open(path).map_err(FaultKind::Io)?;
    let size = file.metadata().map_err(FaultKind::Io)?.len();
    Ok((read_head(&mut file, 4).map_err(FaultKind::Io)?, size))
}

fn packing(head: &[u8]) -> Packing {
    if head.starts_with(b"\x1f\x8b") { Packing::Gzip } else { Packing::Plain }
}

/// The entries of an archive. One of no known format is no fault as long as
/// there are others: archives come with descriptions.
fn open_archive(path: &Path, name: &str, mapping: &Mapping) -> Result<Vec<Input>, FileFault> {
    let mut inputs = Vec::new();
    for entry in zip_entries(path).map_err(|kind| FileFault::new(name, kind))? {
        let packed = Packed { origin: Origin::File(path.to_owned()), packing: Packing::Zip(entry.index) };
        let full_name = format!("{name}/{}", entry.name);
        let unknown = Input {
            name: full_name.clone(),
            format: Format::Unknown,
            size_in_bytes: entry.packed_size,
            packed: packed.clone(),
            encoding: TextEncoding::Utf8,
        };
        match Input::open(full_name, packed, entry.packed_size, mapping) {
            Err(FileFault { kind: FaultKind::UnknownFormat(_), .. }) => inputs.push(unknown),
            other => inputs.push(other?),
        }
    }
    if inputs.iter().all(|input| input.format == Format::Unknown) {
        let kind = FaultKind::UnknownFormat("the archive holds no file that is known".to_owned());
        return Err(FileFault::new(name, kind));
    }
    Ok(inputs)
}

impl Input {
    /// An input from bytes that are part of the program; plain or gzip.
    pub fn from_bytes(name: &str, bytes: &'static [u8], mapping: &Mapping) -> Result<Self, FileFault> {
        let packed = Packed { origin: Origin::Memory(bytes), packing: packing(bytes) };
        Self::open(name.to_owned(), packed, bytes.len() as u64, mapping)
    }

    fn open(name: String, packed: Packed, size_in_bytes: u64, mapping: &Mapping) -> Result<Self, FileFault> {
        let in_archive = matches!(packed.packing, Packing::Zip(_));
        let looked = packed.open(|reader, _| look(&name, reader, in_archive, mapping));
        let (format, encoding) = looked.map_err(|fault| FileFault::new(&name, fault))?;
        Ok(Self { name, format, size_in_bytes, packed, encoding })
    }

    /// Reads the input once from start to end, or until `sink` breaks off, and
    /// returns the SHA-256 of the unpacked bytes that were read. May be called
    /// again: equal digests of two full readings tell that nothing changed.
    ///
    /// `file` goes into every [`Place`]; `mapping` has to be the one that the
    /// input was opened with; `progress` is told how many of
    /// [`Self::size_in_bytes`] have been read.
    pub fn read(
        &self,
        file: u32,
        mapping: &Mapping,
        progress: &mut dyn FnMut(u64),
        sink: &mut dyn FnMut(Parsed) -> ControlFlow<()>,
    ) -> Result<[u8; 32], FileFault> {
        let read = self.packed.open(|reader, taken| {
            let source = Source::new(reader, taken, progress);
            match self.format {
                Format::SorXml => xml::read(file, source, sink),
                Format::Unknown => skip(file, source, sink),
                format => csv::read(file, format, self.encoding, mapping, source, sink),
            }
        });
        read.map_err(|fault| FileFault::new(&self.name, fault))
    }
}

fn look(
    name: &str,
    reader: &mut dyn Read,
    in_archive: bool,
    mapping: &Mapping,
) -> Result<(Format, TextEncoding), LineFault> {
    let head = read_head(reader, HEAD).map_err(|error| read_fault(error, 1))?;
    if head.starts_with(b"\xff\xfe") || head.starts_with(b"\xfe\xff") {
        return Err(FaultKind::UnsupportedEncoding("UTF-16".to_owned()).at(1));
    }
    let text = head.strip_prefix(BOM).unwrap_or(&head);
    let unknown = |why: &str| FaultKind::UnknownFormat(why.to_owned());
    match text.iter().find(|byte| !byte.is_ascii_whitespace()) {
        None => return Err(unknown("it is empty").into()),
        // In an archive, XML of another kind (a schema, say) is an unknown file and not a bad one.
        Some(b'<')
            if in_archive && !text.windows(8).any(|part| part == b"<SorTree" || part == b":SorTree") =>
        {
            return Err(unknown("it is XML without a <SorTree>").into());
        }
        Some(b'<') => return Ok((Format::SorXml, TextEncoding::Utf8)),
        Some(_) if text.contains(&0) => {
            return Err(unknown("it is neither text nor a zip or gzip archive").into());
        }
        Some(_) => {}
    }
    let end = text.iter().position(|byte| *byte == b'\n');
    let end = end.or((head.len() < HEAD).then_some(text.len()));
    let Some(line) = end.and_then(|end| text.get(..end)) else {
        return Err(unknown("its first line is too long for a header").into());
    };
    let line = TextEncoding::Windows1252.decode_leniently(line);
    let format = Format::of_csv(name, &line, mapping).map_err(|kind| kind.at(1))?;
    let utf8 = is_utf8(&head, reader).map_err(|error| read_fault(error, 1))?;
    Ok((format, if utf8 { TextEncoding::Utf8 } else { TextEncoding::Windows1252 }))
}

fn skip(
    file: u32,
    mut source: Source<'_>,
    sink: &mut dyn FnMut(Parsed) -> ControlFlow<()>,
) -> Result<[u8; 32], LineFault> {
    let place = Place { file, line: 1 };
    let message = "The file is of no format that is known; it was skipped.".to_owned();
    let finding = Finding { place, sor_code: None, code: FindingCode::FileSkipped, message };
    if sink(Parsed::Found(finding)).is_continue() {
        let mut block = [0; 16 * 1024];
        while source.read(&mut block).map_err(|error| read_fault(error, 1))? > 0 {
            source.mark();
        }
    }
    Ok(source.digest())
}

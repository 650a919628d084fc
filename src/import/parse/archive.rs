use std::cell::Cell;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::rc::Rc;

use flate2::bufread::MultiGzDecoder;
use zip::ZipArchive;
use zip::result::ZipError;

use super::fault::{FaultKind, LineFault};

const BLOCK: usize = 128 * 1024;

/// Where the packed bytes of an input are.
#[derive(Clone, Debug)]
pub(super) enum Origin {
    File(PathBuf),
    Memory(&'static [u8]),
}

/// How the bytes of an input are packed.
#[derive(Clone, Copy, Debug)]
pub(super) enum Packing {
    Plain,
    Gzip,
    /// The entry of that number in a zip archive.
    Zip(usize),
}

/// An input that can be opened again and again.
#[derive(Clone, Debug)]
pub(super) struct Packed {
    pub origin: Origin,
    pub packing: Packing,
}

/// An entry of a zip archive.
pub(super) struct Entry {
    pub index: usize,
    pub name: String,
    pub packed_size: u64,
}

impl Packed {
    /// Opens the input and hands `read` its unpacked bytes and the number of
    /// packed bytes that were taken for them so far.
    pub fn open<T>(
        &self,
        read: impl FnOnce(&mut dyn Read, &Rc<Cell<u64>>) -> Result<T, LineFault>,
    ) -> Result<T, LineFault> {
        let taken = Rc::new(Cell::new(0));
        let counted = |inner: Box<dyn ReadSeek>| Counted { inner, taken: Rc::clone(&taken) };
        let packed = match &self.origin {
            Origin::File(path) => counted(Box::new(File::open(path).map_err(FaultKind::Io)?)),
            Origin::Memory(bytes) => counted(Box::new(io::Cursor::new(*bytes))),
        };
        match self.packing {
            Packing::Plain => read(&mut { packed }, &taken),
            Packing::Gzip => read(&mut MultiGzDecoder::new(BufReader::with_capacity(BLOCK, packed)), &taken),
            Packing::Zip(index) => {
                let mut archive =
                    ZipArchive::new(BufReader::with_capacity(BLOCK, packed)).map_err(zip_fault)?;
                let mut entry = archive.by_index(index).map_err(zip_fault)?;
                taken.set(0);
                read(&mut entry, &taken)
            }
        }
    }
}

/// The files in a zip archive, without folders and what desktops leave in archives.
pub(super) fn zip_entries(path: &Path) -> Result<Vec<Entry>, FaultKind> {
    let file = File::open(path).map_err(FaultKind::Io)?;
    let mut archive = ZipArchive::new(BufReader::new(file)).map_err(zip_fault)?;
    let mut entries = Vec::new();
    for index in 0..archive.len() {
        let entry = archive.by_index_raw(index).map_err(zip_fault)?;
        let name = String::from_utf8_lossy(entry.name_raw()).into_owned();
        if entry.is_file() && !is_junk(&name) {
            entries.push(Entry { index, name, packed_size: entry.compressed_size() });
        }
    }
    Ok(entries)
}

fn is_junk(name: &str) -> bool {
    let last = name.rsplit('/').next().unwrap_or(name);
    name.starts_with("__MACOSX/") || last.starts_with("._") || matches!(last, ".DS_Store" | "Thumbs.db")
}

fn zip_fault(error: ZipError) -> FaultKind {
    match error {
        ZipError::Io(error) if error.kind() == io::ErrorKind::UnexpectedEof => {
            FaultKind::Truncated("the archive ends too early".to_owned())
        }
        ZipError::Io(error) => FaultKind::Io(error),
        other => FaultKind::Damaged(other.to_string()),
    }
}

/// The first bytes of a file, as many as there are up to `limit`.
pub(super) fn read_head(reader: &mut dyn Read, limit: usize) -> io::Result<Vec<u8>> {
    let mut head = Vec::new();
    reader.take(limit as u64).read_to_end(&mut head)?;
    Ok(head)
}

/// Whether all bytes are UTF-8, `head` and what `rest` still gives. Read in
/// blocks: the file may be of any size.
pub(super) fn is_utf8(head: &[u8], rest: &mut dyn Read) -> io::Result<bool> {
    let mut pending = head.to_vec();
    let mut rest = BufReader::with_capacity(BLOCK, rest);
    loop {
        match std::str::from_utf8(&pending) {
            Ok(_) => pending.clear(),
            Err(fault) if fault.error_len().is_some() => return Ok(false),
            Err(fault) => drop(pending.drain(..fault.valid_up_to())),
        }
        let block = rest.fill_buf()?;
        if block.is_empty() {
            return Ok(pending.is_empty());
        }
        pending.extend_from_slice(block);
        let length = block.len();
        rest.consume(length);
    }
}

trait ReadSeek: Read + Seek {}
impl<T: Read + Seek> ReadSeek for T {}

/// Counts what is read.
struct Counted {
    inner: Box<dyn ReadSeek>,
    taken: Rc<Cell<u64>>,
}

impl Read for Counted {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let amount = self.inner.read(out)?;
        self.taken.set(self.taken.get() + amount as u64);
        Ok(amount)
    }
}

impl Seek for Counted {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.inner.seek(to)
    }
}

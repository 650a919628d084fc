use std::fmt;
use std::io;

/// A file that cannot be used at all.
#[derive(Debug)]
pub struct FileFault {
    /// The file, or `archive.zip/entry`.
    pub file: String,
    /// The line, where there is one.
    pub line: Option<u64>,
    /// What is wrong.
    pub kind: FaultKind,
}

/// What makes a file useless.
#[derive(Debug, thiserror::Error)]
pub enum FaultKind {
    /// The file cannot be opened or read.
    #[error("it cannot be read: {0}")]
    Io(#[source] io::Error),
    /// A zip or gzip file that cannot be unpacked.
    #[error("it cannot be unpacked: {0}")]
    Damaged(String),
    /// A byte sequence that is not UTF-8.
    #[error("the text is not valid UTF-8")]
    NotUtf8,
    /// A declared encoding other than UTF-8.
    #[error("its encoding is {0}; XML is read in UTF-8 only")]
    UnsupportedEncoding(String),
    /// The file ends too early.
    #[error("the file is cut off: {0}")]
    Truncated(String),
    /// XML of something else.
    #[error("the root element is <{found}>, not <SorTree>")]
    WrongRoot {
        /// Name of the root element.
        found: String,
    },
    /// A tree in a namespace that is not SOR's.
    #[error(
        "<SorTree> is in {found}, not in \"urn:oio:sundhedsstyrelsen:organisation:1.0.0\" or \"urn:oio:nsi:2.0.0\""
    )]
    WrongNamespace {
        /// The namespace in words.
        found: String,
    },
    /// A document type declaration: SOR files have none, and it is how entity
    /// bombs and external entities come in.
    #[error("it has a DOCTYPE, which is refused: SOR files have none, and it can declare entities")]
    DoctypeRefused,
    /// A reference to an entity that XML does not define itself.
    #[error("the entity &{name}; is not one of XML's own five")]
    UnknownEntity {
        /// Name of the entity.
        name: String,
    },
    /// Not well-formed.
    #[error("{0}")]
    Malformed(String),
    /// Elements nested deeper than any real file.
    #[error("elements are nested more than {0} deep")]
    TooDeep(usize),
    /// One tag, text or row longer than any real one.
    #[error("a single tag, text or row is longer than {0} bytes")]
    TooLong(u64),
    /// Neither SOR XML nor a CSV file that is known.
    #[error("its format is not known: {0}")]
    UnknownFormat(String),
    /// A CSV file without a column that it cannot do without.
    #[error("it has no column for {field}: the mapping expects one of {expected}; the file has {found}")]
    MissingColumn {
        /// Our name of the field.
        field: String,
        /// The header names that the mapping accepts.
        expected: String,
        /// The header of the file.
        found: String,
    },
    /// A SOR2 file whose columns nobody has told.
    #[error(
        "the mapping has no section [{section}], which this file needs; write one that names the file's columns: \
         {found}"
    )]
    NoMapping {
        /// The section to write.
        section: &'static str,
        /// The header of the file.
        found: String,
    },
    /// A mapping file that cannot be used.
    #[error("{0}")]
    InvalidMapping(String),
}

impl FaultKind {
    /// Stable code of the fault.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Io(_) => "IO",
            Self::Damaged(_) => "DAMAGED_ARCHIVE",
            Self::NotUtf8 => "NOT_UTF8",
            Self::UnsupportedEncoding(_) => "UNSUPPORTED_ENCODING",
            Self::Truncated(_) => "TRUNCATED",
            Self::WrongRoot { .. } => "WRONG_ROOT",
            Self::WrongNamespace { .. } => "WRONG_NAMESPACE",
            Self::DoctypeRefused => "DOCTYPE_REFUSED",
            Self::UnknownEntity { .. } => "UNKNOWN_ENTITY",
            Self::Malformed(_) => "MALFORMED",
            Self::TooDeep(_) => "TOO_DEEP",
            Self::TooLong(_) => "TOO_LONG",
            Self::UnknownFormat(_) => "UNKNOWN_FORMAT",
            Self::MissingColumn { .. } => "MISSING_COLUMN",
            Self::NoMapping { .. } => "NO_MAPPING",
            Self::InvalidMapping(_) => "INVALID_MAPPING",
        }
    }

    pub(super) fn at(self, line: u64) -> LineFault {
        LineFault { line: Some(line), kind: self }
    }
}

impl FileFault {
    /// Stable code of the fault.
    #[must_use]
    pub fn code(&self) -> &'static str {
        self.kind.code()
    }

    pub(super) fn new(file: &str, fault: impl Into<LineFault>) -> Self {
        let LineFault { line, kind } = fault.into();
        Self { file: file.to_owned(), line, kind }
    }
}

impl fmt::Display for FileFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            Some(line) => write!(f, "{}, line {line}: {}", self.file, self.kind),
            None => write!(f, "{}: {}", self.file, self.kind),
        }
    }
}

impl std::error::Error for FileFault {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        std::error::Error::source(&self.kind)
    }
}

/// A fault before the name of its file is added.
#[derive(Debug)]
pub(super) struct LineFault {
    pub line: Option<u64>,
    pub kind: FaultKind,
}

impl From<FaultKind> for LineFault {
    fn from(kind: FaultKind) -> Self {
        Self { line: None, kind }
    }
}

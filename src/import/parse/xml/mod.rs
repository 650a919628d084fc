//! SOR XML 1.0.0 and 2.0.0, streamed.

mod schema;
mod tree;

use std::ops::ControlFlow;

use quick_xml::Error as XmlError;
use quick_xml::encoding::EncodingError;
use quick_xml::errors::{IllFormedError, SyntaxError};
use quick_xml::events::{BytesDecl, BytesRef, BytesStart, Event};
use quick_xml::name::{Namespace, NamespaceResolver, ResolveResult};
use quick_xml::reader::NsReader;

use super::Parsed;
use super::fault::{FaultKind, LineFault};
use super::source::{Source, count_lines, read_fault};
use super::value::excerpt;
use tree::Tree;

const NAMESPACES: [&str; 2] = ["urn:oio:sundhedsstyrelsen:organisation:1.0.0", "urn:oio:nsi:2.0.0"];

/// Reads a tree from `source` to its end, or until `sink` has had enough.
/// Returns the digest of what was read.
pub(super) fn read(
    file: u32,
    source: Source<'_>,
    sink: &mut dyn FnMut(Parsed) -> ControlFlow<()>,
) -> Result<[u8; 32], LineFault> {
    let mut reader = NsReader::from_reader(source);
    // A unit without content is then the same pair of events as one with content.
    reader.config_mut().expand_empty_elements = true;
    let mut document = Document { tree: Tree::new(file, sink), rooted: false };
    let mut buffer = Vec::new();
    loop {
        buffer.clear();
        let line = reader.get_ref().line();
        reader.get_mut().mark();
        match reader.read_event_into(&mut buffer) {
            Ok(Event::Eof) => break document.end(line)?,
            Ok(event) => {
                let flow = document.take(&event, reader.resolver(), line).map_err(|kind| kind.at(line))?;
                if flow.is_break() {
                    break;
                }
            }
            Err(error) => return Err(fault(error, &buffer, line, reader.get_ref())),
        }
    }
    Ok(reader.into_inner().digest())
}

struct Document<'s> {
    tree: Tree<'s>,
    /// The root was opened.
    rooted: bool,
}

impl Document<'_> {
    fn take(
        &mut self,
        event: &Event<'_>,
        namespaces: &NamespaceResolver,
        line: u64,
    ) -> Result<ControlFlow<()>, FaultKind> {
        match event {
            Event::Start(start) if self.rooted && !self.tree.is_outside() => {
                return self.tree.open(start.local_name().as_ref(), line);
            }
            Event::Start(start) => self.root(start, namespaces)?,
            Event::End(_) => return Ok(self.tree.close()),
            Event::Text(text) if self.tree.is_outside() => self.outside(text)?,
            Event::Text(text) => self.tree.text(text)?,
            Event::CData(text) if self.tree.is_outside() => self.outside(text)?,
            Event::CData(text) => self.tree.text(text)?,
            Event::GeneralRef(name) => self.reference(name)?,
            Event::DocType(_) => return Err(FaultKind::DoctypeRefused),
            Event::Decl(declaration) => check_encoding(declaration)?,
            Event::Empty(_) | Event::Comment(_) | Event::PI(_) | Event::Eof => {}
        }
        Ok(ControlFlow::Continue(()))
    }

    fn root(&mut self, start: &BytesStart<'_>, namespaces: &NamespaceResolver) -> Result<(), FaultKind> {
        if self.rooted {
            return Err(FaultKind::Malformed("a second root element follows the first".to_owned()));
        }
        let (namespace, name) = namespaces.resolve_element(start.name());
        if name.as_ref() != "SorTree" {
            return Err(FaultKind::WrongRoot { found: excerpt(name.as_ref()) });
        }
        match namespace {
            ResolveResult::Bound(Namespace(found)) if NAMESPACES.contains(&found) => {}
            ResolveResult::Bound(Namespace(found)) => {
                return Err(FaultKind::WrongNamespace {
                    found: format!("the namespace \"{}\"", excerpt(found)),
                });
            }
            ResolveResult::Unbound => {
                return Err(FaultKind::WrongNamespace { found: "no namespace".to_owned() });
            }
            ResolveResult::Unknown(prefix) => {
                let found = format!("the undeclared namespace of \"{}:\"", excerpt(&prefix));
                return Err(FaultKind::WrongNamespace { found });
            }
        }
        self.rooted = true;
        self.tree.open_root();
        Ok(())
    }

    fn outside(&self, text: &str) -> Result<(), FaultKind> {
        if text.trim().is_empty() {
            return Ok(());
        }
        let side = if self.rooted { "after" } else { "before" };
        Err(FaultKind::Malformed(format!("text \"{}\" stands {side} the root element", excerpt(text.trim()))))
    }

    /// A character reference or one of the five entities that XML itself defines.
    fn reference(&mut self, name: &BytesRef<'_>) -> Result<(), FaultKind> {
        let malformed = || FaultKind::Malformed(format!("&{}; is not a character", excerpt(name)));
        if let Some(character) = name.resolve_char_ref().map_err(|_| malformed())? {
            return self.tree.text(character.encode_utf8(&mut [0; 4]));
        }
        let text = match &**name {
            "amp" => "&",
            "lt" => "<",
            "gt" => ">",
            "quot" => "\"",
            "apos" => "'",
            other => return Err(FaultKind::UnknownEntity { name: excerpt(other) }),
        };
        self.tree.text(text)
    }

    fn end(&self, line: u64) -> Result<(), LineFault> {
        match (self.rooted, self.tree.is_outside()) {
            (true, true) => Ok(()),
            (true, false) => Err(cut_off("it ends before </SorTree>").at(line)),
            (false, _) => Err(cut_off("it ends before its root element").at(line)),
        }
    }
}

fn cut_off(how: &str) -> FaultKind {
    FaultKind::Truncated(how.to_owned())
}

fn check_encoding(declaration: &BytesDecl<'_>) -> Result<(), FaultKind> {
    let malformed =
        |fault: String| FaultKind::Malformed(format!("the XML declaration cannot be read: {fault}"));
    let Some(encoding) = declaration.encoding() else {
        return Ok(());
    };
    let encoding = encoding.map_err(|fault| malformed(fault.to_string()))?;
    let known = ["UTF-8", "UTF8", "US-ASCII", "ASCII"].iter().any(|name| encoding.eq_ignore_ascii_case(name));
    if known { Ok(()) } else { Err(FaultKind::UnsupportedEncoding(excerpt(&encoding))) }
}

/// What an error of the XML reader means. `piece` is what was read of the tag or
/// text that begins on line `first`.
fn fault(error: XmlError, piece: &[u8], first: u64, source: &Source<'_>) -> LineFault {
    let last = source.line();
    if piece.get(..9).is_some_and(|start| start.eq_ignore_ascii_case(b"<!DOCTYPE")) {
        return FaultKind::DoctypeRefused.at(first);
    }
    match error {
        XmlError::Io(error) => {
            let kind = error.kind();
            let error = std::sync::Arc::try_unwrap(error).unwrap_or_else(|_| kind.into());
            read_fault(error, last)
        }
        XmlError::Encoding(EncodingError::Utf8(fault))
            if fault.error_len().is_none() && source.has_ended() =>
        {
            cut_off("it ends inside a character").at(last)
        }
        XmlError::Encoding(EncodingError::Utf8(fault)) => {
            let before = piece.get(..fault.valid_up_to()).unwrap_or_default();
            FaultKind::NotUtf8.at(first + count_lines(before))
        }
        XmlError::Encoding(_) => FaultKind::NotUtf8.at(first),
        XmlError::Syntax(SyntaxError::InvalidBangMarkup) if !source.has_ended() => {
            FaultKind::Malformed("\"<!\" begins neither a comment nor a CDATA section".to_owned()).at(first)
        }
        XmlError::Syntax(_) => cut_off("it ends inside a tag or comment").at(last),
        XmlError::IllFormed(IllFormedError::UnclosedReference) => {
            FaultKind::Malformed("a \"&\" begins no complete reference".to_owned()).at(first)
        }
        other => {
            FaultKind::Malformed(format!("the XML is not well-formed: {}", excerpt_of(&other))).at(first)
        }
    }
}

fn excerpt_of(error: &XmlError) -> String {
    error.to_string().chars().filter(|c| !c.is_control()).take(200).collect()
}

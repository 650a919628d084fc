//! The few ways the register writes XML: one element a line, without indentation.

use std::fmt::{Display, Write as _};
use std::io::{self, Write};

/// Elements are collected in memory and handed on after each unit, so that a file of any size takes little room.
pub(super) struct Xml<W> {
    out: W,
    text: String,
}

impl<W: Write> Xml<W> {
    /// A writer to `out`.
    pub(super) fn new(out: W) -> Self {
        Self { out, text: String::with_capacity(8 * 1024) }
    }

    /// Text as it stands.
    pub(super) fn raw(&mut self, text: &str) {
        self.text.push_str(text);
    }

    /// A start tag.
    pub(super) fn open(&mut self, tag: &str) {
        self.push(&["<", tag, ">\n"]);
    }

    /// An end tag.
    pub(super) fn close(&mut self, tag: &str) {
        self.push(&["</", tag, ">\n"]);
    }

    /// An element that holds text.
    pub(super) fn leaf(&mut self, tag: &str, text: &str) {
        self.push(&["<", tag, ">"]);
        self.push_escaped(text);
        self.push(&["</", tag, ">\n"]);
    }

    /// As [`Xml::leaf`], when there is something to hold.
    pub(super) fn leaf_if(&mut self, tag: &str, text: Option<&str>) {
        if let Some(text) = text {
            self.leaf(tag, text);
        }
    }

    /// An element that holds a number, a date or a code: something that never needs escaping.
    pub(super) fn value(&mut self, tag: &str, value: impl Display) {
        // Writing to a string cannot fail.
        let _ = writeln!(self.text, "<{tag}>{value}</{tag}>");
    }

    /// As [`Xml::value`], when there is something to hold.
    pub(super) fn value_if(&mut self, tag: &str, value: Option<impl Display>) {
        if let Some(value) = value {
            self.value(tag, value);
        }
    }

    /// Hands on what was collected.
    pub(super) fn hand_on(&mut self) -> io::Result<()> {
        self.out.write_all(self.text.as_bytes())?;
        self.text.clear();
        Ok(())
    }

    /// Hands on what was collected and makes sure that it arrives.
    pub(super) fn finish(mut self) -> io::Result<()> {
        self.hand_on()?;
        self.out.flush()
    }

    fn push(&mut self, parts: &[&str]) {
        for part in parts {
            self.text.push_str(part);
        }
    }

    fn push_escaped(&mut self, text: &str) {
        for letter in text.chars() {
            match letter {
                '&' => self.text.push_str("&amp;"),
                '<' => self.text.push_str("&lt;"),
                '>' => self.text.push_str("&gt;"),
                other => self.text.push(other),
            }
        }
    }
}

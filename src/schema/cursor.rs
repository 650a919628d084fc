//! Cursors: a place in one list at one point in time, opaque to clients and never trusted.

use std::fmt::Debug;
use std::sync::{Arc, LazyLock};

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};

use super::error::{Answer, Code, Problem};
use super::scalars::Date;
use crate::model::Point;
use crate::register::SortKey;

/// The version of the text below; raised when its parts change.
const VERSION: &str = "1";

/// What tells one list from another: a cursor is good for the list that gave it.
///
/// Its print is made when a cursor is written or read: most lists are asked for without.
#[derive(Debug, Clone)]
pub struct ListMark {
    print: Arc<LazyLock<String, Box<dyn FnOnce() -> String + Send>>>,
    fits: fn(&SortKey) -> bool,
}

impl ListMark {
    /// The mark of the list that `parts` describe: where from, which, in what order.
    /// `fits` tells whether a key can stand in such a list.
    pub fn new(parts: &impl Debug, fits: fn(&SortKey) -> bool) -> Self {
        let text = format!("{parts:?}");
        Self { print: Arc::new(LazyLock::new(Box::new(move || print(&text)))), fits }
    }

    /// The same of parts that are put into words only when a print is made.
    pub fn of(parts: impl Debug + Send + 'static, fits: fn(&SortKey) -> bool) -> Self {
        Self { print: Arc::new(LazyLock::new(Box::new(move || print(&format!("{parts:?}"))))), fits }
    }

    fn print(&self) -> &str {
        &self.print
    }
}

fn print(text: &str) -> String {
    URL_SAFE_NO_PAD.encode(&Sha256::digest(text)[..6])
}

/// A cursor that is written when somebody asks for it.
#[derive(Debug, Clone)]
pub enum Place {
    /// Written already.
    Written(String),
    /// A place in a list.
    In(Arc<Origin>, SortKey),
}

/// Where the places of a page come from.
#[derive(Debug)]
pub struct Origin {
    /// The point at which the page was read.
    pub point: Point,
    /// The list.
    pub mark: ListMark,
}

impl Place {
    /// The cursor as clients carry it.
    pub fn cursor(&self) -> String {
        match self {
            Self::Written(cursor) => cursor.clone(),
            Self::In(origin, key) => Cursor { point: origin.point, key: key.clone() }.write(&origin.mark),
        }
    }
}

/// A place in a list at a point.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cursor {
    /// The point at which the page was read.
    pub point: Point,
    /// The place in the order.
    pub key: SortKey,
}

impl Cursor {
    /// The cursor as clients carry it: version, day, revision, list, rank, id and value, a line each.
    pub fn write(&self, list: &ListMark) -> String {
        let Self { point, key } = self;
        let SortKey { rank, value, id } = key;
        let (at, revision, print) = (Date(point.at), point.revision, list.print());
        URL_SAFE_NO_PAD.encode(format!("{VERSION}\n{at}\n{revision}\n{print}\n{rank}\n{id}\n{value}"))
    }

    /// Reads a cursor of `list`.
    pub fn read(text: &str, list: &ListMark) -> Answer<Self> {
        let (print, cursor) = parts(text).ok_or_else(|| bad("The cursor is not one of this service."))?;
        if print != list.print() || !(list.fits)(&cursor.key) {
            return Err(bad("The cursor belongs to another list, filter or order."));
        }
        Ok(cursor)
    }
}

fn parts(text: &str) -> Option<(String, Cursor)> {
    let text = String::from_utf8(URL_SAFE_NO_PAD.decode(text).ok()?).ok()?;
    let mut lines = text.splitn(7, '\n');
    let known = lines.next()? == VERSION && !text.contains('\0');
    let at = lines.next()?.parse::<Date>().ok()?.0;
    let revision = lines.next()?.parse().ok()?;
    let print = lines.next()?.to_owned();
    let rank = lines.next()?.parse().ok()?;
    let id = lines.next()?.to_owned();
    let value = lines.next()?.to_owned();
    let cursor = Cursor { point: Point { at, revision }, key: SortKey { rank, value, id } };
    known.then_some((print, cursor))
}

/// The error for a cursor that does not fit.
pub fn bad(message: &str) -> Problem {
    Problem::new(Code::BadCursor, message)
}

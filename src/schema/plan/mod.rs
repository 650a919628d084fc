//! Queries as compiled plans: a valid document becomes, once, a tree of small functions that write the bytes of the
//! answer straight from the register in memory.
//!
//! async-graphql stays the one source of the schema. A plan is made of documents that it has validated, knows the
//! fields of the register's records and nothing else, and gives up where anything is out of the ordinary: then the
//! whole request goes to the ordinary executor, which knows how to tell it. So a plan never writes an error.
//!
//! A field stands here beside the one in `crate::schema::types` (decision 15). `tests/it/plans.rs` fails where one of
//! the two is missing, and runs random documents through both.

mod address;
mod args;
mod coded;
mod compile;
mod effective;
mod entities;
mod lists;
mod message;
mod node;
mod number;
mod out;
mod page;
mod parts;
mod place;
mod root;
mod run;
mod set;
mod unit;
mod unit_list;
mod whole;

use std::cell::Cell;
use std::sync::atomic::{AtomicUsize, Ordering};

use async_graphql::Variables;
use async_graphql::parser::types::{ExecutableDocument, OperationDefinition, OperationType};
use async_graphql::{InputType, Name, Value};

use args::{Done, Stopped};
use compile::Compile;
use lists::{NumberListArgs, PageOnlyArgs, UnitListArgs};
use root::Root;
use run::Run;
use set::{Set, Shape};

use super::context::RequestContext;
use super::contract::Contract;
use crate::image::Image;

pub use out::Out;
pub use run::Leash;

/// Bytes of an answer beside its data, about.
const EXTENSIONS: usize = 512;
/// Most bytes that an answer is given room for before it is known how long it gets.
const MOST_ROOM: usize = 1 << 18;

/// A query, compiled.
pub struct Plan {
    root: Set<Root>,
    lines: usize,
    /// Bytes of the last answer: the next one is given as much room at first.
    room: AtomicUsize,
    flags: Vec<Name>,
    unit_lists: Vec<UnitListArgs>,
    number_lists: Vec<NumberListArgs>,
    pages: Vec<PageOnlyArgs>,
}

impl std::fmt::Debug for Plan {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Plan").field("lines", &self.lines).finish_non_exhaustive()
    }
}

impl Plan {
    /// The plan of an operation of a document that is valid; `None` where it asks for something that no plan can do.
    pub fn of(
        contract: &Contract,
        document: &ExecutableDocument,
        operation: &OperationDefinition,
    ) -> Option<Self> {
        if operation.ty != OperationType::Query || !operation.directives.is_empty() {
            return None;
        }
        let mut compile = Compile::new(contract, document, operation);
        let root = compile.root::<Root>("Query").ok()?;
        let Compile { flags, unit_lists, number_lists, pages, lines, .. } = compile;
        Some(Self { root, lines, room: AtomicUsize::new(0), flags, unit_lists, number_lists, pages })
    }

    /// How many lines its selection sets have.
    pub fn lines(&self) -> usize {
        self.lines
    }

    /// Writes `{"data":` and the data, as far as the leash goes.
    pub fn run(&self, image: &Image, request: &RequestContext, variables: &Variables, leash: Leash) -> Ran {
        match self.write(image, request, variables, leash) {
            Ok(out) => Ran::Written(out),
            Err(Stopped::Long) => Ran::Long,
            Err(Stopped::Unanswered) => Ran::Ordinary,
        }
    }

    fn write(
        &self,
        image: &Image,
        request: &RequestContext,
        variables: &Variables,
        leash: Leash,
    ) -> Done<Out> {
        let flag = |name: &Name| {
            let value = variables.get(name).filter(|value| **value != Value::Null);
            bool::parse(value.cloned()).map_err(|_| Stopped::Unanswered)
        };
        let run = Run {
            image,
            request,
            variables,
            leash,
            looked: Cell::default(),
            flags: self.flags.iter().map(flag).collect::<Done<_>>()?,
            unit_lists: self.unit_lists.iter().map(|list| list.read(variables)).collect::<Done<_>>()?,
            number_lists: self.number_lists.iter().map(|list| list.read(variables)).collect::<Done<_>>()?,
            pages: self.pages.iter().map(|page| page.read(variables)).collect::<Done<_>>()?,
        };
        if image.revision() != request.newest() {
            return Err(Stopped::Unanswered);
        }
        let mut out = Out::with_capacity(self.room.load(Ordering::Relaxed).min(MOST_ROOM));
        out.raw(r#"{"data":"#);
        self.root.write(&run, (), &mut out)?;
        self.room.store(out.len() + EXTENSIONS, Ordering::Relaxed);
        Ok(out)
    }
}

/// What came of a plan.
pub enum Ran {
    /// The answer, as far as its data.
    Written(Out),
    /// It is longer, or takes longer to find, than it may.
    Long,
    /// The ordinary executor must answer.
    Ordinary,
}

#[cfg(test)]
#[path = "coverage_tests.rs"]
mod coverage_tests;

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
mod outlet;
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

use args::{Check, Done, Stopped};
use compile::Compile;
use lists::{NumberListArgs, PageOnlyArgs, UnitListArgs};
use root::Root;
use run::Run;
use set::{Set, Shape};

use super::contract::Contract;
use super::moment::Moment;
use crate::image::Image;

pub use out::Out;
pub use outlet::Outlet;
pub use run::{Beyond, Leash};

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
    checks: Vec<Check>,
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
        let Compile { flags, unit_lists, number_lists, pages, checks, lines, .. } = compile;
        let checks = checks.into_inner();
        Some(Self { root, lines, room: AtomicUsize::new(0), flags, unit_lists, number_lists, pages, checks })
    }

    /// How many lines its selection sets have.
    pub fn lines(&self) -> usize {
        self.lines
    }

    /// Writes `{"data":` and the data, as far as the leash goes.
    pub fn run(&self, given: Given<'_>, leash: Leash<'_>) -> Ran {
        let ran = self.begin(given, leash).and_then(|run| self.write(&run));
        if let Ok(out) = &ran {
            self.room.store(out.len() + EXTENSIONS, Ordering::Relaxed);
        }
        ran.into()
    }

    /// The same for a long answer: it goes out in chunks while it is written, and what is left of it comes back.
    ///
    /// Nothing goes out before it is certain that all of it can be written (decision 16). First only the fields of the
    /// root are gone through, which reads their arguments. A plan that may be stopped below them, too, keeps what it
    /// writes.
    pub fn run_long<'a>(&'a self, given: Given<'a>, outlet: &'a Outlet) -> Ran {
        let first = Leash { bytes: 0, units: usize::MAX, deadline: outlet.deadline, beyond: Beyond::Skip };
        let run = |mut run: Run<'a>| {
            self.root.write(&run, (), &mut Out::default())?;
            let beyond = if run.is_certain() { Beyond::Send(outlet) } else { Beyond::Keep(outlet) };
            run.leash = Leash { bytes: outlet.chunk, beyond, ..first };
            self.write(&run)
        };
        self.begin(given, first).and_then(run).into()
    }

    /// Reads what is read of the variables once a request.
    fn begin<'a>(&'a self, given: Given<'a>, leash: Leash<'a>) -> Done<Run<'a>> {
        let Given { image, moment, variables } = given;
        if !self.checks.iter().all(|fits| fits(variables)) {
            return Err(Stopped::Unanswered);
        }
        let flag = |name: &Name| {
            let value = variables.get(name).filter(|value| **value != Value::Null);
            bool::parse(value.cloned()).map_err(|_| Stopped::Unanswered)
        };
        let run = Run {
            image,
            moment,
            variables,
            leash,
            looked: Cell::default(),
            flags: self.flags.iter().map(flag).collect::<Done<_>>()?,
            unit_lists: self.unit_lists.iter().map(|list| list.read(variables)).collect::<Done<_>>()?,
            number_lists: self.number_lists.iter().map(|list| list.read(variables)).collect::<Done<_>>()?,
            pages: self.pages.iter().map(|page| page.read(variables)).collect::<Done<_>>()?,
        };
        if image.revision() == moment.newest() { Ok(run) } else { Err(Stopped::Unanswered) }
    }

    fn write(&self, run: &Run<'_>) -> Done<Out> {
        let mut out = Out::with_capacity(self.room.load(Ordering::Relaxed).min(MOST_ROOM));
        out.raw(r#"{"data":"#);
        self.root.write(run, (), &mut out)?;
        Ok(out)
    }
}

/// All that a plan is given. Who asks is not among it: plans have what everybody may see.
#[derive(Clone, Copy)]
pub struct Given<'a> {
    pub image: &'a Image,
    pub moment: &'a Moment,
    pub variables: &'a Variables,
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

impl From<Done<Out>> for Ran {
    fn from(done: Done<Out>) -> Self {
        match done {
            Ok(out) => Self::Written(out),
            Err(Stopped::Long) => Self::Long,
            Err(Stopped::Unanswered) => Self::Ordinary,
        }
    }
}

#[cfg(test)]
#[path = "coverage_tests.rs"]
mod coverage_tests;

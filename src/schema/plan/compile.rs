//! From a valid document to a plan: what each selection set asks for, on each type that it may meet.

use std::cell::RefCell;
use std::collections::HashSet;

use async_graphql::indexmap::IndexMap;
use async_graphql::parser::types::{
    Directive, ExecutableDocument, Field, FragmentDefinition, OperationDefinition, Selection, SelectionSet,
};
use async_graphql::{InputType, Name, Positioned};
use async_graphql_value::Value;

use super::args::{Arg, Check};
use super::lists::{NumberListArgs, PageOnlyArgs, Paging, UnitArgs, UnitListArgs};
use super::set::{EntitySet, Kind, Line, Set};
use crate::model::UnitKind;
use crate::register::UnitScope;
use crate::schema::contract::Contract;
use crate::schema::cursor::ListMark;

/// Most lines of a plan. A set that is asked of an interface is compiled for each of its types, and what stands in it
/// again: fields inside one another could grow without end.
const MOST_LINES: usize = 20_000;
/// Most selections that are gone through to make it.
const MOST_WALKED: usize = 100_000;

/// What no plan can do: the whole request goes to the ordinary executor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Unplanned;

pub type Planned<T> = Result<T, Unplanned>;

/// A condition of `@include` or `@skip`: the number of a variable, and the value that it must have.
pub type Condition = (usize, bool);

/// A field as a selection set asks for it, its occurrences merged.
pub struct Asked<'d> {
    /// The field.
    pub name: &'d str,
    /// The first occurrence; the arguments of all are the same.
    field: &'d Field,
    /// Whether it is left out of some requests.
    conditional: bool,
    sets: Vec<Within<'d>>,
}

/// A selection set that stands in a field, and whether it is asked for there: one that is not keeps the order of its
/// keys, as the ordinary executor has it.
type Within<'d> = (&'d SelectionSet, bool);

/// What was gathered under a key.
#[derive(Default)]
struct Gathered<'d> {
    /// The first occurrence that is asked for, and its conditions.
    first: Option<(&'d Field, Vec<Condition>)>,
    sets: Vec<Within<'d>>,
}

/// What stands before a selection set: whether the type fits the fragments around it, and their conditions.
#[derive(Clone)]
struct Way {
    applies: bool,
    conditions: Vec<Condition>,
}

pub struct Compile<'d> {
    contract: &'d Contract,
    document: &'d ExecutableDocument,
    operation: &'d OperationDefinition,
    /// Variables that conditions look at.
    pub flags: Vec<Name>,
    pub unit_lists: Vec<UnitListArgs>,
    pub number_lists: Vec<NumberListArgs>,
    pub pages: Vec<PageOnlyArgs>,
    /// Arguments of fields that some requests leave out: those must fit all the same.
    pub checks: RefCell<Vec<Check>>,
    /// How many lines there are so far.
    pub lines: usize,
    /// How many selections were gone through for them.
    walked: usize,
    /// Variables that a plan reads. The others stand where nothing is ever asked for; the ordinary executor holds
    /// them to their types even there.
    read: RefCell<HashSet<Name>>,
}

impl<'d> Compile<'d> {
    pub fn new(
        contract: &'d Contract,
        document: &'d ExecutableDocument,
        operation: &'d OperationDefinition,
    ) -> Self {
        Self {
            contract,
            document,
            operation,
            flags: Vec::new(),
            unit_lists: Vec::new(),
            number_lists: Vec::new(),
            pages: Vec::new(),
            checks: RefCell::default(),
            lines: 0,
            walked: 0,
            read: RefCell::default(),
        }
    }

    /// What is asked of the root.
    pub fn root<K: Kind>(&mut self, on: &'static str) -> Planned<Set<K>> {
        let operation: &'d OperationDefinition = self.operation;
        let set = self.lines(&[(&operation.selection_set.node, true)], on)?;
        let read = self.read.borrow();
        let all =
            operation.variable_definitions.iter().all(|variable| read.contains(&variable.node.name.node));
        if all { Ok(set) } else { Err(Unplanned) }
    }

    /// What a field asks of an object of the type `on`.
    pub fn set<K: Kind>(&mut self, asked: &Asked<'d>, on: &'static str) -> Planned<Set<K>> {
        self.lines(&asked.sets, on)
    }

    /// What a field asks of a record of the tree of any level.
    pub fn entity(&mut self, asked: &Asked<'d>) -> Planned<EntitySet> {
        Ok(EntitySet {
            owner: self.set(asked, "InstitutionOwner")?,
            institution: self.set(asked, "HealthInstitution")?,
            unit: self.set(asked, "OrganisationalUnit")?,
        })
    }

    fn lines<K: Kind>(&mut self, sets: &[Within<'d>], on: &'static str) -> Planned<Set<K>> {
        Ok(Set(self.map(sets, on, |compile, asked| K::field(on, asked, compile))?))
    }

    /// The lines of what a field asks of an object of the type `on`, each made by `make`.
    pub fn each<T>(
        &mut self,
        asked: &Asked<'d>,
        on: &str,
        make: impl FnMut(&mut Self, &Asked<'d>) -> Planned<T>,
    ) -> Planned<Vec<Line<T>>> {
        self.map(&asked.sets, on, make)
    }

    fn map<T>(
        &mut self,
        sets: &[Within<'d>],
        on: &str,
        mut make: impl FnMut(&mut Self, &Asked<'d>) -> Planned<T>,
    ) -> Planned<Vec<Line<T>>> {
        let mut found = IndexMap::new();
        for (set, applies) in sets {
            self.collect(set, on, &Way { applies: *applies, conditions: Vec::new() }, &mut found)?;
        }
        self.lines += found.len();
        if self.lines > MOST_LINES {
            return Err(Unplanned);
        }
        let mut lines = Vec::with_capacity(found.len());
        for (key, Gathered { first, sets }) in found {
            let Some((field, conditions)) = first else { continue };
            let conditional = !conditions.is_empty();
            let asked = Asked { name: field.name.node.as_str(), field, conditional, sets };
            let what = make(self, &asked)?;
            let key = serde_json::to_string(key).map_err(|_| Unplanned)?;
            lines.push(Line { key: format!("{key}:").into(), conditions: conditions.into(), what });
        }
        Ok(lines)
    }

    /// Gathers the fields of a set, in the order in which their keys stand in the document.
    fn collect(
        &mut self,
        set: &'d SelectionSet,
        on: &str,
        way: &Way,
        found: &mut IndexMap<&'d str, Gathered<'d>>,
    ) -> Planned<()> {
        // A key that stands a thousand times is one line, and is gone through each time.
        self.walked += set.items.len();
        if self.walked > MOST_WALKED {
            return Err(Unplanned);
        }
        for selection in &set.items {
            let conditions = self.conditions(selection.node.directives(), &way.conditions)?;
            let (wanted, conditions) = (way.applies && conditions.is_some(), conditions.unwrap_or_default());
            match &selection.node {
                Selection::Field(field) => {
                    let key = field.node.response_key().node.as_str();
                    let gathered = found.entry(key).or_default();
                    gathered.sets.push((&field.node.selection_set.node, wanted));
                    if wanted {
                        gathered.ask(&field.node, conditions)?;
                    }
                }
                Selection::InlineFragment(inline) => {
                    let condition = inline.node.type_condition.as_ref();
                    let fits =
                        condition.is_none_or(|condition| self.contract.is(on, &condition.node.on.node));
                    let way = Way { applies: wanted && fits, conditions };
                    self.collect(&inline.node.selection_set.node, on, &way, found)?;
                }
                Selection::FragmentSpread(named) => {
                    let name = named.node.fragment_name.node.as_str();
                    let fragment: &FragmentDefinition =
                        &self.document.fragments.get(name).ok_or(Unplanned)?.node;
                    let fits = self.contract.is(on, &fragment.type_condition.node.on.node);
                    let way = Way { applies: wanted && fits, conditions };
                    // The document was measured: no fragment spreads itself.
                    self.collect(&fragment.selection_set.node, on, &way, found)?;
                }
            }
        }
        Ok(())
    }

    /// The conditions of a selection with those around it; `None` where it is never asked for.
    fn conditions(
        &mut self,
        directives: &[Positioned<Directive>],
        around: &[Condition],
    ) -> Planned<Option<Vec<Condition>>> {
        let mut conditions = around.to_vec();
        for directive in directives {
            let wanted = match directive.node.name.node.as_str() {
                "include" => true,
                "skip" => false,
                _ => return Err(Unplanned),
            };
            match directive.node.get_argument("if").map(|value| &value.node) {
                Some(Value::Boolean(value)) if *value == wanted => {}
                Some(Value::Boolean(_)) => return Ok(None),
                Some(Value::Variable(name)) => {
                    self.read.get_mut().insert(name.clone());
                    let known = self.flags.iter().position(|flag| flag == name);
                    let flag = known.unwrap_or_else(|| {
                        self.flags.push(name.clone());
                        self.flags.len() - 1
                    });
                    conditions.push((flag, wanted));
                }
                _ => return Err(Unplanned),
            }
        }
        Ok(Some(conditions))
    }

    /// A list of units: its place among those of the plan.
    pub fn units(
        &mut self,
        kinds: &'static [UnitKind],
        scope: UnitScope,
        which: UnitArgs,
        asked: &Asked<'d>,
    ) -> Planned<usize> {
        let args = UnitListArgs::new(kinds, scope, which, Paging::of(asked, self)?);
        self.unit_lists.push(args);
        Ok(self.unit_lists.len() - 1)
    }

    /// A list that takes nothing but its page: its place among those of the plan.
    pub fn page(&mut self, mark: fn() -> ListMark, asked: &Asked<'d>) -> Planned<usize> {
        let page = PageOnlyArgs::of(mark, asked, self)?;
        self.pages.push(page);
        Ok(self.pages.len() - 1)
    }

    /// An argument of a field; one that is not given is as the type reads it.
    pub fn argument<T: InputType>(&self, asked: &Asked<'d>, name: &str) -> Planned<Arg<T>> {
        let mut arguments = asked.field.arguments.iter();
        let given = arguments.find(|(argument, _)| argument.node == name).map(|(_, value)| &value.node);
        given.into_iter().for_each(|value| note_variables(value, &mut self.read.borrow_mut()));
        let argument = Arg::of(given)?;
        self.checks.borrow_mut().extend(argument.check().filter(|_| asked.conditional));
        Ok(argument)
    }
}

fn note_variables(value: &Value, read: &mut HashSet<Name>) {
    match value {
        Value::Variable(name) => {
            read.insert(name.clone());
        }
        Value::List(items) => items.iter().for_each(|item| note_variables(item, read)),
        Value::Object(fields) => fields.values().for_each(|field| note_variables(field, read)),
        _ => {}
    }
}

impl<'d> Gathered<'d> {
    /// Adds an occurrence that is asked for.
    fn ask(&mut self, field: &'d Field, conditions: Vec<Condition>) -> Planned<()> {
        match &self.first {
            None => {
                self.first = Some((field, conditions));
                Ok(())
            }
            // Occurrences under different conditions would have to be merged anew for each request.
            Some((_, before)) if *before == conditions => Ok(()),
            Some(_) => Err(Unplanned),
        }
    }
}

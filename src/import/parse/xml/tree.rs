use std::collections::HashSet;
use std::ops::ControlFlow;

use crate::model::{SorCode, UnitKind};

use super::super::check::{self, Checker};
use super::super::draft::Draft;
use super::super::fault::FaultKind;
use super::super::field::{Field, UnitField};
use super::super::source::LONGEST_PIECE;
use super::super::value::{date, excerpt};
use super::super::{Finding, FindingCode, Parsed, Place, Refusal, RefusalCode};
use super::schema::{Leaf, Node};

/// The deepest nesting of elements that is followed. Real trees have 15 levels.
const DEEPEST: usize = 64;

/// The most unknown element names that are told: a file of something else would have no end of them.
const MOST_UNKNOWN: usize = 100;

/// An entity that is open: a unit and what became of its own part.
struct Entity {
    kind: UnitKind,
    line: u64,
    state: EntityState,
}

enum EntityState {
    /// Its own part has not come yet.
    Waiting,
    /// Its own part was emitted.
    Kept(SorCode),
    /// Its own part was refused; the code as written, where there was one.
    Refused(Option<String>),
}

/// The path from the root to the current element, and the record being filled.
pub(super) struct Tree<'s> {
    file: u32,
    nodes: Vec<Node>,
    entities: Vec<Entity>,
    draft: Draft,
    value: String,
    value_line: u64,
    unknown: HashSet<String>,
    findings: Vec<Finding>,
    sink: &'s mut dyn FnMut(Parsed) -> ControlFlow<()>,
}

impl<'s> Tree<'s> {
    pub fn new(file: u32, sink: &'s mut dyn FnMut(Parsed) -> ControlFlow<()>) -> Self {
        let draft = Draft::new(Place { file, line: 1 });
        let (nodes, entities, findings) = (Vec::with_capacity(DEEPEST), Vec::new(), Vec::new());
        let (value, unknown) = (String::new(), HashSet::new());
        Self { file, nodes, entities, draft, value, value_line: 1, unknown, findings, sink }
    }

    /// Whether no element is open.
    pub fn is_outside(&self) -> bool {
        self.nodes.is_empty()
    }

    fn place(&self, line: u64) -> Place {
        Place { file: self.file, line }
    }

    /// Enters the root, which the caller has checked.
    pub fn open_root(&mut self) {
        self.nodes.push(Node::Tree);
    }

    /// Enters an element below the root.
    pub fn open(&mut self, name: &str, line: u64) -> Result<ControlFlow<()>, FaultKind> {
        if self.nodes.len() == DEEPEST {
            return Err(FaultKind::TooDeep(DEEPEST));
        }
        let parent = self.nodes.last().copied().unwrap_or(Node::Skipped);
        let mut node = parent.child(name);
        let mut flow = ControlFlow::Continue(());
        match node {
            Node::Leaf(_) => {
                self.value.clear();
                self.value_line = line;
            }
            Node::Entity(kind) => self.entities.push(Entity { kind, line, state: EntityState::Waiting }),
            Node::Record(_) => self.draft.begin(Place { file: self.file, line }),
            Node::Speciality => self.draft.begin_speciality(line),
            Node::Number if !self.draft.begin_number(line) => node = Node::Ignored,
            Node::Skipped if parent != Node::Skipped => flow = self.tell_unknown(name, line),
            _ => {}
        }
        self.nodes.push(node);
        Ok(flow)
    }

    fn tell_unknown(&mut self, name: &str, line: u64) -> ControlFlow<()> {
        if self.unknown.len() == MOST_UNKNOWN || self.unknown.contains(name) {
            return ControlFlow::Continue(());
        }
        self.unknown.insert(name.to_owned());
        let message = format!(
            "The element <{}> is not known; it was skipped here and wherever it comes.",
            excerpt(name)
        );
        let (place, code) = (self.place(line), FindingCode::UnknownElement);
        (self.sink)(Parsed::Found(Finding { place, sor_code: None, code, message }))
    }

    /// Takes a piece of text in.
    pub fn text(&mut self, text: &str) -> Result<(), FaultKind> {
        if matches!(self.nodes.last(), Some(Node::Leaf(_))) {
            if self.value.len() as u64 > LONGEST_PIECE {
                return Err(FaultKind::TooLong(LONGEST_PIECE));
            }
            self.value.push_str(text);
        }
        Ok(())
    }

    /// Leaves the current element.
    pub fn close(&mut self) -> ControlFlow<()> {
        match self.nodes.pop() {
            Some(Node::Leaf(leaf)) => self.close_leaf(leaf),
            Some(Node::Record(kind)) => self.close_record(kind),
            Some(Node::Entity(_)) => self.close_entity(),
            _ => ControlFlow::Continue(()),
        }
    }

    fn close_leaf(&mut self, leaf: Leaf) -> ControlFlow<()> {
        let (draft, text, line) = (&mut self.draft, self.value.as_str(), self.value_line);
        match leaf {
            Leaf::SnapshotDate => return self.snapshot(),
            Leaf::Field(field) => draft.set(field, text, line),
            Leaf::SpecialityCode => {
                let slot = draft.keep_entry("speciality", text, line);
                if let Some(speciality) = draft.specialities.last_mut() {
                    speciality.code = speciality.code.or(slot);
                }
            }
            Leaf::SpecialityRole => {
                let slot = draft.keep_entry("kind of speciality", text, line);
                if let Some(speciality) = draft.specialities.last_mut() {
                    speciality.role = speciality.role.or(slot);
                }
            }
            Leaf::Replaced => {
                let slot = draft.keep_entry("replaced unit", text, line);
                draft.replaces.extend(slot);
            }
            Leaf::ReplacedBy => {
                let slot = draft.keep_entry("replacing unit", text, line);
                draft.replaced_by.extend(slot);
            }
        }
        ControlFlow::Continue(())
    }

    fn snapshot(&mut self) -> ControlFlow<()> {
        let place = self.place(self.value_line);
        let text = self.value.trim();
        if let Some(date) = date(text) {
            return (self.sink)(Parsed::Snapshot { place, date });
        }
        let message = format!("The SnapshotDate \"{}\" is not a date; it was left out.", excerpt(text));
        (self.sink)(Parsed::Found(Finding {
            place,
            sor_code: None,
            code: FindingCode::InvalidOptionalField,
            message,
        }))
    }

    /// Checks and emits the record that ends here: findings, the unit, then the
    /// numbers in it that were refused.
    fn close_record(&mut self, kind: UnitKind) -> ControlFlow<()> {
        let mut checker = Checker::new(&self.draft, &mut self.findings, Field::Unit(UnitField::SorCode));
        let result =
            parent(&self.entities, &checker, kind).and_then(|above| check::unit(&mut checker, kind, above));
        let subject = checker.subject().map(str::to_owned);
        for finding in self.findings.drain(..) {
            (self.sink)(Parsed::Found(finding))?;
        }
        let state = match result {
            Ok(kept) => {
                let code = kept.record.unit.sor_code;
                (self.sink)(Parsed::Unit(Box::new(kept.record)))?;
                for refusal in kept.refused_numbers {
                    (self.sink)(Parsed::Refused(refusal))?;
                }
                EntityState::Kept(code)
            }
            Err(refusal) => {
                (self.sink)(Parsed::Refused(refusal))?;
                EntityState::Refused(subject)
            }
        };
        if let Some(entity) =
            self.entities.last_mut().filter(|entity| matches!(entity.state, EntityState::Waiting))
        {
            entity.state = state;
        }
        ControlFlow::Continue(())
    }

    fn close_entity(&mut self) -> ControlFlow<()> {
        let Some(Entity { kind, line, state: EntityState::Waiting }) = self.entities.pop() else {
            return ControlFlow::Continue(());
        };
        let reason = format!("This entity has no record of its {} in it.", kind.short());
        let (place, code) = (self.place(line), RefusalCode::MissingField);
        (self.sink)(Parsed::Refused(Refusal { place, sor_code: None, code, reason }))
    }
}

/// The parent of a record of `kind` that stands in the last of `entities`.
fn parent(entities: &[Entity], checker: &Checker<'_>, kind: UnitKind) -> Result<Option<SorCode>, Refusal> {
    let (Some((own, above)), short) = (entities.split_last(), kind.short()) else {
        return Err(checker.refuse(RefusalCode::Orphan, "The record stands in no entity."));
    };
    if own.kind != kind {
        let reason = format!("A record of kind {short} stands in an entity of kind {}.", own.kind.short());
        return Err(checker.refuse(RefusalCode::UnknownKind, reason));
    }
    if !matches!(own.state, EntityState::Waiting) {
        return Err(checker
            .refuse(RefusalCode::SecondRecord, "The entity has a record already; this is a further one."));
    }
    let Some(above) = above.last() else {
        return match kind {
            UnitKind::InstitutionOwner => Ok(None),
            _ => Err(checker.refuse(
                RefusalCode::Orphan,
                format!("A unit of kind {short} cannot stand on top of the tree."),
            )),
        };
    };
    let code = match &above.state {
        EntityState::Kept(code) => *code,
        EntityState::Refused(written) => {
            let name = written.as_deref().unwrap_or("without a code");
            let reason = format!("The unit above it ({name}) was refused.");
            return Err(checker.refuse(RefusalCode::ParentRefused, reason));
        }
        EntityState::Waiting => {
            let reason = "The entity above it has no record before this one.";
            return Err(checker.refuse(RefusalCode::Orphan, reason));
        }
    };
    if kind.fits_under(above.kind) {
        return Ok(Some(code));
    }
    let reason =
        format!("A unit of kind {short} cannot stand under {code}, which is of kind {}.", above.kind.short());
    Err(checker.refuse(RefusalCode::WrongParentKind, reason))
}

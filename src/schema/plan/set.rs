//! Compiled selection sets, and how they write what they meet.

use super::args::Done;
use super::compile::{Asked, Compile, Condition, Planned, Unplanned};
use super::out::Out;
use super::run::Run;
use super::unit::{Unit, UnitKind};
use crate::model;

/// A kind of objects that fields are read from.
pub trait Kind: Sized + 'static {
    /// One of them, as a request sees it.
    type At<'a>: Copy;

    /// How the field that is asked for on the type `on` is written. This is where a field of a type is defined for
    /// plans; the ordinary executor's stands in `crate::schema::types`.
    fn field<'d>(on: &'static str, asked: &Asked<'d>, compile: &mut Compile<'d>) -> Planned<Write<Self>>;
}

/// Writes the value of a field of an object.
pub struct Write<K: Kind>(Writer<K>);

type Writer<K> = Box<dyn for<'a> Fn(&Run<'a>, <K as Kind>::At<'a>, &mut Out) -> Done + Send + Sync>;

impl<K: Kind> Write<K> {
    pub fn new(
        write: impl for<'a> Fn(&Run<'a>, K::At<'a>, &mut Out) -> Done + Send + Sync + 'static,
    ) -> Self {
        Self(Box::new(write))
    }
}

/// A field with its key in the answer, quoted and with its colon, and what it depends on.
pub struct Line<T> {
    pub key: Box<str>,
    pub conditions: Box<[Condition]>,
    pub what: T,
}

/// Writes an object: those of its lines that are asked for, each by `write`.
pub fn object<T>(
    lines: &[Line<T>],
    run: &Run<'_>,
    out: &mut Out,
    mut write: impl FnMut(&T, &mut Out) -> Done,
) -> Done {
    if out.len() > run.leash.bytes && !run.goes_on(out)? {
        return Ok(());
    }
    out.open(b'{');
    for line in lines {
        if run.wants(&line.conditions) {
            out.next();
            out.raw(&line.key);
            write(&line.what, out)?;
        }
    }
    out.close(b'}');
    Ok(())
}

/// Whatever writes one thing that a field gives.
pub trait Shape: Send + Sync + 'static {
    type At<'a>: Copy;

    fn write<'a>(&self, run: &Run<'a>, at: Self::At<'a>, out: &mut Out) -> Done;
}

/// What is asked of an object of one type.
pub struct Set<K: Kind>(pub Vec<Line<Write<K>>>);

impl<K: Kind> Shape for Set<K> {
    type At<'a> = K::At<'a>;

    fn write<'a>(&self, run: &Run<'a>, at: K::At<'a>, out: &mut Out) -> Done {
        object(&self.0, run, out, |write, out| (write.0)(run, at, out))
    }
}

/// What is asked of a record of the tree, by its level.
pub struct EntitySet {
    pub owner: Set<UnitKind>,
    pub institution: Set<UnitKind>,
    pub unit: Set<UnitKind>,
}

impl Shape for EntitySet {
    type At<'a> = Unit<'a>;

    fn write<'a>(&self, run: &Run<'a>, unit: Unit<'a>, out: &mut Out) -> Done {
        let set = match unit.unit.kind() {
            model::UnitKind::InstitutionOwner => &self.owner,
            model::UnitKind::HealthInstitution => &self.institution,
            model::UnitKind::OrganisationalUnit => &self.unit,
        };
        set.write(run, unit, out)
    }
}

/// The name of the type.
pub fn type_name<K: Kind>(on: &'static str) -> Write<K> {
    Write::new(move |_, _, out| {
        out.plain(on);
        Ok(())
    })
}

/// A value that the object holds itself.
pub fn leaf<K: Kind>(write: for<'a> fn(K::At<'a>, &mut Out)) -> Write<K> {
    Write::new(move |_, at, out| {
        write(at, out);
        Ok(())
    })
}

/// Another object, or null.
pub fn one<K: Kind, S: Shape>(
    shape: S,
    find: for<'a> fn(&Run<'a>, K::At<'a>) -> Option<S::At<'a>>,
) -> Write<K> {
    Write::new(move |run, at, out| optional(&shape, run, find(run, at), out))
}

/// What was found, or null.
pub fn optional<'a, S: Shape>(shape: &S, run: &Run<'a>, found: Option<S::At<'a>>, out: &mut Out) -> Done {
    if let Some(found) = found {
        return shape.write(run, found, out);
    }
    out.null();
    Ok(())
}

/// A list of other objects.
pub fn many<K: Kind, S: Shape>(
    shape: S,
    find: for<'a> fn(&Run<'a>, K::At<'a>) -> Vec<S::At<'a>>,
) -> Write<K> {
    Write::new(move |run, at, out| {
        out.open(b'[');
        for found in find(run, at) {
            out.next();
            shape.write(run, found, out)?;
        }
        out.close(b']');
        Ok(())
    })
}

/// A field that no plan has: its whole request goes to the ordinary executor.
pub fn unplanned<T>() -> Planned<T> {
    Err(Unplanned)
}

//! Values that hold for a record, its own or not, with their origin.

use super::compile::{Asked, Compile, Planned};
use super::run::Run;
use super::set::{EntitySet, Shape, Write, object, unplanned};
use super::unit::{Unit, UnitKind};
use crate::model::inheritance::Source;

enum Field<S> {
    TypeName(String),
    Value(S),
    Source,
    From(EntitySet),
}

/// A value of the type `of`, shown by what `make` makes, that `find` finds with how the record comes by it and
/// where it stands.
pub fn effective<'d, S: Shape>(
    compile: &mut Compile<'d>,
    asked: &Asked<'d>,
    of: &str,
    mut make: impl FnMut(&mut Compile<'d>, &Asked<'d>) -> Planned<S>,
    find: impl for<'a> Fn(&Run<'a>, Unit<'a>) -> Option<(S::At<'a>, Source, Unit<'a>)> + Send + Sync + 'static,
) -> Planned<Write<UnitKind>> {
    let name = format!("Effective{of}");
    let lines = compile.each(asked, &name, |compile, asked| {
        Ok(match asked.name {
            "__typename" => Field::TypeName(name.clone()),
            "value" => Field::Value(make(compile, asked)?),
            "source" => Field::Source,
            "from" => Field::From(compile.entity(asked)?),
            _ => return unplanned(),
        })
    })?;
    Ok(Write::new(move |run, unit, out| {
        let Some((value, source, from)) = find(run, unit) else {
            out.null();
            return Ok(());
        };
        object(&lines, run, out, |field, out| {
            match field {
                Field::TypeName(name) => out.plain(name),
                Field::Value(shape) => return shape.write(run, value, out),
                Field::Source => out.plain(match source {
                    Source::Own => "OWN",
                    Source::Inherited => "INHERITED",
                    Source::Derived => "DERIVED",
                }),
                Field::From(set) => return set.write(run, from, out),
            }
            Ok(())
        })
    }))
}

//! Lists of units: where they hang, and how a page of one is written.

use chrono::NaiveDate;

use super::args::Done;
use super::compile::{Asked, Compile, Planned};
use super::lists::{UnitArgs, UnitListRead};
use super::out::Out;
use super::page::{FoundPage, PageSet};
use super::run::Run;
use super::set::{Kind, Shape, Write};
use super::unit::{Unit, UnitKind};
use crate::image::{Image, ListOn};
use crate::model;
use crate::register::{SortKey, UnitScope};
use crate::schema::lists::unit_mark;

/// On what a list hangs, and the day; `None` where it is empty.
pub type Hangs<K> = for<'a> fn(&Run<'a>, <K as Kind>::At<'a>) -> Option<(ListOn<'a>, NaiveDate)>;

/// A list of units of the type `of` that hangs on another record.
pub fn units<'d, K: Kind>(
    compile: &mut Compile<'d>,
    asked: &Asked<'d>,
    of: &'static str,
    scope: UnitScope,
    hangs: Hangs<K>,
) -> Planned<Write<K>> {
    if of == "SorEntity" {
        let set = PageSet::of(compile, asked, of, Compile::entity)?;
        return listed(compile, asked, &[], scope, set, hangs);
    }
    let set = PageSet::of(compile, asked, of, |compile, asked| compile.set::<UnitKind>(asked, of))?;
    listed(compile, asked, kinds(of), scope, set, hangs)
}

/// The levels that a type shows.
pub fn kinds(of: &str) -> &'static [model::UnitKind] {
    match of {
        "InstitutionOwner" => &[model::UnitKind::InstitutionOwner],
        "HealthInstitution" => &[model::UnitKind::HealthInstitution],
        _ => &[model::UnitKind::OrganisationalUnit],
    }
}

fn listed<'d, K: Kind, S>(
    compile: &mut Compile<'d>,
    asked: &Asked<'d>,
    kinds: &'static [model::UnitKind],
    scope: UnitScope,
    set: PageSet<S>,
    hangs: Hangs<K>,
) -> Planned<Write<K>>
where
    S: for<'a> Shape<At<'a> = Unit<'a>>,
{
    let which = UnitArgs::List(compile.argument(asked, "filter")?, compile.argument(asked, "orderBy")?);
    let list = compile.units(kinds, scope, which, asked)?;
    Ok(Write::new(move |run, at, out| write_units(run, list, hangs(run, at), &set, out)))
}

/// Writes a page of a list; an empty one where it hangs nowhere.
pub fn write_units<S>(
    run: &Run<'_>,
    list: usize,
    hangs: Option<(ListOn<'_>, NaiveDate)>,
    set: &PageSet<S>,
    out: &mut Out,
) -> Done
where
    S: for<'a> Shape<At<'a> = Unit<'a>>,
{
    let UnitListRead { list, page } = &*run.unit_lists[list];
    let Some((on, day)) = hangs else {
        let total = &|| Ok(0);
        let (place, mark) = (&|_: Unit<'_>| SortKey::default(), &|| unit_mark(list));
        let point = run.moment.now();
        let request = page.without_start()?;
        return set.write(
            run,
            &FoundPage { items: &[], more: false, request, place, mark, point, total },
            out,
        );
    };
    let point = run.point(day);
    let request = page.at(point)?;
    let found = run.image.unit_page(day, list, on, request);
    run.looked(found.looked)?;
    let items: Vec<_> = found.units.into_iter().map(|unit| Unit { unit, day }).collect();
    let found = FoundPage {
        items: &items,
        more: found.more,
        request,
        place: &|unit: Unit<'_>| Image::unit_place(list, unit.unit),
        mark: &|| unit_mark(list),
        point,
        total: &|| {
            let counted = run.image.unit_count(day, list, on);
            run.looked(counted.looked)?;
            Ok(counted.count)
        },
    };
    set.write(run, &found, out)
}

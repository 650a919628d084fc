//! Location numbers.

use chrono::NaiveDate;

use super::args::Done;
use super::coded::{Coded, CodedKind};
use super::compile::{Asked, Compile, Planned};
use super::lists::NumberListArgs;
use super::message::MessageKind;
use super::out::Out;
use super::page::{FoundPage, PageSet};
use super::parts::{Status, StatusKind};
use super::place::{Place, RegionKind};
use super::run::Run;
use super::set::{Kind, Set, Write, leaf, one, type_name, unplanned};
use super::unit::{Unit, state};
use super::unit_list::{Hangs, units};
use crate::image::{ImageMessage, ImageNumber, ListOn};
use crate::model::{CodeList, Direction, Gln, RegionCode};
use crate::register::{NumberScope, SortKey, UnitScope};
use crate::schema::cursor::ListMark;
use crate::schema::id::Named;
use crate::schema::lists::coded;
use crate::schema::types::messages_mark;

/// A location number on a day.
#[derive(Clone, Copy)]
pub struct Number<'a> {
    pub record: &'a ImageNumber,
    pub day: NaiveDate,
}

impl<'a> Number<'a> {
    pub fn of(run: &Run<'a>, gln: Gln, day: NaiveDate) -> Option<Self> {
        run.image.location_number(gln, day).map(|record| Self { record, day })
    }
}

pub struct NumberKind;

impl Kind for NumberKind {
    type At<'a> = Number<'a>;

    fn field<'d>(on: &'static str, asked: &Asked<'d>, compile: &mut Compile<'d>) -> Planned<Write<Self>> {
        Ok(match asked.name {
            "__typename" => type_name(on),
            "id" => leaf(|number, out| out.plain(&Named::Number(number.record.gln).id())),
            "gln" => leaf(|number, out| out.gln(number.record.gln)),
            "state" => leaf(|number, out| out.plain(state(number.record.state(number.day)))),
            "status" => one(compile.set::<StatusKind>(asked, "Status")?, |_, number| {
                let ImageNumber { from_date, updated_at, .. } = *number.record;
                Some(Status::of(&number.record.dates, number.day, from_date, updated_at))
            }),
            "validFrom" => leaf(|number, out| out.date(number.record.dates.valid_from())),
            "validTo" => leaf(|number, out| out.optional_date(number.record.dates.valid_to())),
            "revision" => leaf(|number, out| out.digits(number.record.dates.written.0)),
            "holder" => one(compile.entity(asked)?, |run, number| {
                let unit = run.image.holder(number.record, number.day)?;
                Some(Unit { unit, day: number.day })
            }),
            "onlyInternal" => leaf(|number, out| out.flag(number.record.only_internal)),
            "notActive" => leaf(|number, out| out.flag(number.record.not_active)),
            "systemSupplier" => one(compile.set::<CodedKind>(asked, "CodedValue")?, |run, number| {
                Coded::of(run, CodeList::SystemSupplier, number.record.system_supplier())
            }),
            "systemType" => one(compile.set::<CodedKind>(asked, "CodedValue")?, |run, number| {
                Coded::of(run, CodeList::SystemType, number.record.system_type())
            }),
            "networkOperator" => one(compile.set::<CodedKind>(asked, "CodedValue")?, |run, number| {
                Coded::of(run, CodeList::NetworkOperator, number.record.network_operator())
            }),
            "ediAdministrator" => one(compile.set::<CodedKind>(asked, "CodedValue")?, |run, number| {
                Coded::of(run, CodeList::EdiAdministrator, number.record.edi_administrator())
            }),
            "region" => one(compile.set::<RegionKind>(asked, "Region")?, |run, number| {
                let code = number.record.region()?;
                RegionCode::parse(code).ok()?;
                Place::region(run, code, number.day)
            }),
            "note" => leaf(|number, out| out.optional_text(number.record.note())),
            "usedBy" => {
                units::<NumberKind>(compile, asked, "SorEntity", UnitScope::UsingNumber, |_, number| {
                    Some((ListOn::Number(number.record.slot), number.day))
                })?
            }
            "receives" => messages(compile, asked, Direction::Receive)?,
            "sends" => messages(compile, asked, Direction::Send)?,
            _ => return unplanned(),
        })
    }
}

/// The message types on a number in one direction.
fn messages<'d>(
    compile: &mut Compile<'d>,
    asked: &Asked<'d>,
    direction: Direction,
) -> Planned<Write<NumberKind>> {
    let mark: fn() -> ListMark = match direction {
        Direction::Receive => || messages_mark(Direction::Receive),
        Direction::Send => || messages_mark(Direction::Send),
    };
    let set: PageSet<Set<MessageKind>> =
        PageSet::of(compile, asked, "LocationNumberMessageType", |compile, asked| {
            compile.set(asked, "LocationNumberMessageType")
        })?;
    let list = compile.page(mark, asked)?;
    Ok(Write::<NumberKind>::new(move |run, number, out| {
        let point = run.point(number.day);
        let request = run.pages[list].at(point)?;
        let slot = number.record.slot;
        let (items, more) = run.image.message_page(slot, direction, number.day, request);
        let page = FoundPage {
            items: &items,
            more,
            request,
            place: &|message: &ImageMessage| run.image.message_place(message),
            mark: &mark,
            point,
            total: &|| Ok(run.image.message_count(slot, direction, number.day)),
        };
        set.write(run, &page, out)
    }))
}

/// The numbers held in a tree.
pub fn numbers_in_tree<'d, K: Kind>(
    compile: &mut Compile<'d>,
    asked: &Asked<'d>,
    hangs: Hangs<K>,
) -> Planned<Write<K>> {
    let (list, set) = numbers(compile, asked, NumberScope::Tree)?;
    Ok(Write::new(move |run, at, out| write_numbers(run, list, hangs(run, at), &set, out)))
}

type NumberPage = PageSet<Set<NumberKind>>;

/// A list of numbers: its place among those of the plan, and what is asked of it.
pub fn numbers<'d>(
    compile: &mut Compile<'d>,
    asked: &Asked<'d>,
    scope: NumberScope,
) -> Planned<(usize, NumberPage)> {
    let set =
        PageSet::of(compile, asked, "LocationNumber", |compile, asked| compile.set(asked, "LocationNumber"))?;
    let args = NumberListArgs::of(scope, asked, compile)?;
    compile.number_lists.push(args);
    Ok((compile.number_lists.len() - 1, set))
}

/// Writes a page of a list of numbers; an empty one where it hangs nowhere.
pub fn write_numbers(
    run: &Run<'_>,
    list: usize,
    hangs: Option<(ListOn<'_>, NaiveDate)>,
    set: &NumberPage,
    out: &mut Out,
) -> Done {
    let read = &*run.number_lists[list];
    let list = &read.list;
    let place = |number: Number<'_>| SortKey { id: number.record.gln.to_string(), ..SortKey::default() };
    let mark = || ListMark::new(list, coded);
    let Some((on, day)) = hangs else {
        let (request, point) = (read.page.without_start()?, run.moment.now());
        let page = FoundPage {
            items: &[],
            more: false,
            request,
            place: &place,
            mark: &mark,
            point,
            total: &|| Ok(0),
        };
        return set.write(run, &page, out);
    };
    let point = run.point(day);
    let request = read.page.at(point)?;
    let (found, more) = run.image.number_page(day, list, on, request);
    let items: Vec<_> = found.into_iter().map(|record| Number { record, day }).collect();
    let total = || Ok(run.image.number_count(day, list, on));
    set.write(
        run,
        &FoundPage { items: &items, more, request, place: &place, mark: &mark, point, total: &total },
        out,
    )
}

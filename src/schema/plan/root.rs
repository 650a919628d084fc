//! Fields of the root: where a plan finds its first records.

use chrono::NaiveDate;

use super::args::{Arg, Done, Stopped};
use super::coded::{Coded, CodedKind};
use super::compile::{Asked, Compile, Planned};
use super::entities::entities;
use super::lists::{PageRead, Paging, UnitArgs};
use super::message::MessageTypeKind;
use super::node::{Node, NodeSet, listed};
use super::number::{Number, NumberKind, numbers, write_numbers};
use super::out::Out;
use super::page::{FoundPage, PageSet};
use super::place::{Municipality, MunicipalityKind, Place, Region, RegionKind, region_key};
use super::run::Run;
use super::set::{Kind, Set, Shape, Write, optional, type_name, unplanned};
use super::unit::{Unit, UnitKind, unit_of};
use super::unit_list::{kinds, write_units};
use super::whole::cut;
use crate::image::ListOn;
use crate::model::{self, MessageType, Revision, SorCode};
use crate::register::{NumberScope, SortKey, UnitScope};
use crate::schema::cursor::ListMark;
use crate::schema::input::{
    LocationNumberBy, MessageTypeBy, MunicipalityBy, MunicipalityFilter, RegionBy, RegionFilter, SorEntityBy,
};
use crate::schema::paging::MOST;
use crate::schema::scalars::Date;
use crate::schema::types::{CodeList, municipality_key};

/// The root of all queries.
pub struct Root;

impl Kind for Root {
    type At<'a> = ();

    fn field<'d>(on: &'static str, asked: &Asked<'d>, compile: &mut Compile<'d>) -> Planned<Write<Self>> {
        match asked.name {
            "__typename" => Ok(type_name(on)),
            "institutionOwner" => unit(compile, asked, "InstitutionOwner"),
            "healthInstitution" => unit(compile, asked, "HealthInstitution"),
            "organisationalUnit" => unit(compile, asked, "OrganisationalUnit"),
            "institutionOwners" => units(compile, asked, "InstitutionOwner"),
            "healthInstitutions" => units(compile, asked, "HealthInstitution"),
            "organisationalUnits" => units(compile, asked, "OrganisationalUnit"),
            "search" => search(compile, asked),
            "sorEntities" => sor_entities(compile, asked),
            "locationNumber" => location_number(compile, asked),
            "locationNumbers" => location_numbers(compile, asked),
            "region" => region(compile, asked),
            "regions" => regions(compile, asked),
            "municipality" => municipality(compile, asked),
            "municipalities" => municipalities(compile, asked),
            "messageType" => message_type(compile, asked),
            "messageTypes" => message_types(compile, asked),
            "codes" => codes(compile, asked),
            "node" => node(compile, asked),
            "nodes" => nodes(compile, asked),
            "_entities" => entities(compile, asked),
            _ => unplanned(),
        }
    }
}

/// `at` and `revision`.
struct When {
    at: Arg<Option<Date>>,
    revision: Arg<Option<Revision>>,
}

impl When {
    fn of<'d>(compile: &Compile<'d>, asked: &Asked<'d>) -> Planned<Self> {
        Ok(Self { at: compile.argument(asked, "at")?, revision: compile.argument(asked, "revision")? })
    }

    fn day(&self, run: &Run<'_>) -> Done<NaiveDate> {
        run.day(*self.at.get(run.variables)?, *self.revision.get(run.variables)?)
    }

    /// The day of a list, which its cursor may name.
    fn of_page(&self, run: &Run<'_>, page: &PageRead) -> Done<NaiveDate> {
        page.root_day(run, *self.at.get(run.variables)?, *self.revision.get(run.variables)?)
    }
}

fn unit<'d>(compile: &mut Compile<'d>, asked: &Asked<'d>, of: &'static str) -> Planned<Write<Root>> {
    let set = compile.set::<UnitKind>(asked, of)?;
    let (by, when) = (compile.argument::<SorEntityBy>(asked, "by")?, When::of(compile, asked)?);
    Ok(Write::new(move |run, (), out| {
        let day = when.day(run)?;
        let found = by.get(run.variables)?.code().and_then(|code| unit_of(run, code, day));
        optional(&set, run, found.filter(|unit| kinds(of).contains(&unit.unit.kind())), out)
    }))
}

fn units<'d>(compile: &mut Compile<'d>, asked: &Asked<'d>, of: &'static str) -> Planned<Write<Root>> {
    let set = PageSet::of(compile, asked, of, |compile, asked| compile.set::<UnitKind>(asked, of))?;
    let which = UnitArgs::List(compile.argument(asked, "filter")?, compile.argument(asked, "orderBy")?);
    register_list(compile, asked, kinds(of), which, set)
}

fn search<'d>(compile: &mut Compile<'d>, asked: &Asked<'d>) -> Planned<Write<Root>> {
    let set = PageSet::of(compile, asked, "SearchResult", Compile::entity)?;
    let which = UnitArgs::Search(compile.argument(asked, "text")?, compile.argument(asked, "filter")?);
    register_list(compile, asked, &[], which, set)
}

/// A list of units of the whole register.
fn register_list<'d, S>(
    compile: &mut Compile<'d>,
    asked: &Asked<'d>,
    kinds: &'static [model::UnitKind],
    which: UnitArgs,
    set: PageSet<S>,
) -> Planned<Write<Root>>
where
    S: for<'a> Shape<At<'a> = Unit<'a>>,
{
    let list = compile.units(kinds, UnitScope::Register, which, asked)?;
    let when = When::of(compile, asked)?;
    Ok(Write::new(move |run, (), out| {
        let day = when.of_page(run, &run.unit_lists[list].page)?;
        write_units(run, list, Some((ListOn::Register, day)), &set, out)
    }))
}

fn sor_entities<'d>(compile: &mut Compile<'d>, asked: &Asked<'d>) -> Planned<Write<Root>> {
    let set = compile.entity(asked)?;
    let (codes, when) = (compile.argument::<Vec<SorCode>>(asked, "sorCodes")?, When::of(compile, asked)?);
    Ok(Write::new(move |run, (), out| {
        let (day, codes) = (when.day(run)?, codes.get(run.variables)?);
        if codes.len() > MOST as usize {
            return Err(Stopped::Unanswered);
        }
        out.open(b'[');
        for code in codes.iter() {
            out.next();
            optional(&set, run, unit_of(run, *code, day), out)?;
        }
        out.close(b']');
        Ok(())
    }))
}

fn location_number<'d>(compile: &mut Compile<'d>, asked: &Asked<'d>) -> Planned<Write<Root>> {
    let set = compile.set::<NumberKind>(asked, "LocationNumber")?;
    let (by, when) = (compile.argument::<LocationNumberBy>(asked, "by")?, When::of(compile, asked)?);
    Ok(Write::new(move |run, (), out| {
        let day = when.day(run)?;
        let found = by.get(run.variables)?.gln().and_then(|gln| Number::of(run, gln, day));
        optional(&set, run, found, out)
    }))
}

fn location_numbers<'d>(compile: &mut Compile<'d>, asked: &Asked<'d>) -> Planned<Write<Root>> {
    let (list, set) = numbers(compile, asked, NumberScope::Register)?;
    let when = When::of(compile, asked)?;
    Ok(Write::new(move |run, (), out| {
        let day = when.of_page(run, &run.number_lists[list].page)?;
        write_numbers(run, list, Some((ListOn::Register, day)), &set, out)
    }))
}

fn region<'d>(compile: &mut Compile<'d>, asked: &Asked<'d>) -> Planned<Write<Root>> {
    let set = compile.set::<RegionKind>(asked, "Region")?;
    let (by, when) = (compile.argument::<RegionBy>(asked, "by")?, When::of(compile, asked)?);
    Ok(Write::new(move |run, (), out| {
        let day = when.day(run)?;
        let code = by.get(run.variables)?.into_owned().code();
        optional(&set, run, code.and_then(|code| Place::region(run, code.as_ref(), day)), out)
    }))
}

fn municipality<'d>(compile: &mut Compile<'d>, asked: &Asked<'d>) -> Planned<Write<Root>> {
    let set = compile.set::<MunicipalityKind>(asked, "Municipality")?;
    let (by, when) = (compile.argument::<MunicipalityBy>(asked, "by")?, When::of(compile, asked)?);
    Ok(Write::new(move |run, (), out| {
        let day = when.day(run)?;
        let code = by.get(run.variables)?.into_owned().code();
        optional(&set, run, code.and_then(|code| Place::municipality(run, code.as_ref(), day)), out)
    }))
}

fn message_type<'d>(compile: &mut Compile<'d>, asked: &Asked<'d>) -> Planned<Write<Root>> {
    let set = compile.set::<MessageTypeKind>(asked, "MessageType")?;
    let (by, when) = (compile.argument::<MessageTypeBy>(asked, "by")?, When::of(compile, asked)?);
    Ok(Write::new(move |run, (), out| {
        when.day(run)?;
        let key = by.get(run.variables)?.into_owned().key();
        optional(&set, run, key.and_then(|key| listed(run, &key)), out)
    }))
}

fn node<'d>(compile: &mut Compile<'d>, asked: &Asked<'d>) -> Planned<Write<Root>> {
    let set = NodeSet::of(compile, asked)?;
    let id = compile.argument::<async_graphql::ID>(asked, "id")?;
    Ok(Write::new(move |run, (), out| {
        let day = run.day(None, None)?;
        set.write(run, Node::of(run, &id.get(run.variables)?, day), out)
    }))
}

fn nodes<'d>(compile: &mut Compile<'d>, asked: &Asked<'d>) -> Planned<Write<Root>> {
    let set = NodeSet::of(compile, asked)?;
    let (ids, when) = (compile.argument::<Vec<async_graphql::ID>>(asked, "ids")?, When::of(compile, asked)?);
    Ok(Write::new(move |run, (), out| {
        let (day, ids) = (when.day(run)?, ids.get(run.variables)?);
        if ids.len() > MOST as usize {
            return Err(Stopped::Unanswered);
        }
        out.open(b'[');
        for id in ids.iter() {
            out.next();
            set.write(run, Node::of(run, id, day), out)?;
        }
        out.close(b']');
        Ok(())
    }))
}

/// A list that is held whole: what is asked of it, its page and when it is read.
struct Whole<S> {
    set: PageSet<S>,
    page: Paging,
    when: When,
}

impl<S: Shape> Whole<S> {
    fn of<'d>(
        compile: &mut Compile<'d>,
        asked: &Asked<'d>,
        of: &str,
        make: impl FnMut(&mut Compile<'d>, &Asked<'d>) -> Planned<S>,
    ) -> Planned<Self> {
        let set = PageSet::of(compile, asked, of, make)?;
        Ok(Self { set, page: Paging::of(asked, compile)?, when: When::of(compile, asked)? })
    }

    /// Writes the page of what `all` finds on the day, which stands in the order of its places.
    fn write<'a>(
        &self,
        run: &Run<'a>,
        mark: &dyn Fn() -> ListMark,
        all: impl FnOnce(NaiveDate) -> Done<Vec<S::At<'a>>>,
        place: &dyn Fn(S::At<'a>) -> SortKey,
        out: &mut Out,
    ) -> Done {
        let page = self.page.read(run.variables, mark)?;
        let day = self.when.of_page(run, &page)?;
        let (point, request) = (run.point(day), &page.page);
        let all = all(day)?;
        let (items, more) = cut(&all, request, place);
        let total = i64::try_from(all.len()).unwrap_or(i64::MAX);
        let found = FoundPage { items, more, request, place, mark, point, total: &|| Ok(total) };
        self.set.write(run, &found, out)
    }
}

fn regions<'d>(compile: &mut Compile<'d>, asked: &Asked<'d>) -> Planned<Write<Root>> {
    let whole: Whole<Set<RegionKind>> =
        Whole::of(compile, asked, "Region", |compile, asked| compile.set(asked, "Region"))?;
    let filter = compile.argument::<Option<RegionFilter>>(asked, "filter")?;
    Ok(Write::new(move |run, (), out| {
        let filter = filter.get(run.variables)?.into_owned().unwrap_or_default();
        let mark = || ListMark::new(&("regions", &filter), |_| true);
        let all = |day| {
            let fits = filter.clone().read(run.point(day));
            let found = run.image.regions(day).filter(|region| fits(region));
            let mut found: Vec<Region<'_>> = found.map(|record| Place { record, day }).collect();
            found.sort_by_key(|region| region.content().code.to_string());
            Ok(found)
        };
        whole.write(run, &mark, all, &|region| region_key(region), out)
    }))
}

fn municipalities<'d>(compile: &mut Compile<'d>, asked: &Asked<'d>) -> Planned<Write<Root>> {
    let whole: Whole<Set<MunicipalityKind>> =
        Whole::of(compile, asked, "Municipality", |compile, asked| compile.set(asked, "Municipality"))?;
    let filter = compile.argument::<Option<MunicipalityFilter>>(asked, "filter")?;
    Ok(Write::new(move |run, (), out| {
        let filter = filter.get(run.variables)?.into_owned().unwrap_or_default();
        let mark = || ListMark::new(&("municipalities", &filter), |_| true);
        let all = |day| {
            let fits = filter.clone().read(run.point(day)).map_err(|_| Stopped::Unanswered)?;
            let found = run.image.municipalities(day).filter(|found| fits(found));
            Ok(found.map(|record| Place { record, day }).collect::<Vec<Municipality<'_>>>())
        };
        whole.write(run, &mark, all, &|place| municipality_key(place.content()), out)
    }))
}

fn message_types<'d>(compile: &mut Compile<'d>, asked: &Asked<'d>) -> Planned<Write<Root>> {
    let whole: Whole<Set<MessageTypeKind>> =
        Whole::of(compile, asked, "MessageType", |compile, asked| compile.set(asked, "MessageType"))?;
    Ok(Write::new(move |run, (), out| {
        let mark = || ListMark::new(&"messageTypes", |_| true);
        let place = |found: &MessageType| SortKey { id: found.key.to_string(), ..SortKey::default() };
        let all = |_| {
            let mut all: Vec<_> = run.image.listed_message_types().iter().collect();
            all.sort_by_cached_key(|found| found.key.to_string());
            Ok(all)
        };
        whole.write(run, &mark, all, &place, out)
    }))
}

fn codes<'d>(compile: &mut Compile<'d>, asked: &Asked<'d>) -> Planned<Write<Root>> {
    let whole: Whole<Set<CodedKind>> =
        Whole::of(compile, asked, "CodedValue", |compile, asked| compile.set(asked, "CodedValue"))?;
    let list = compile.argument::<CodeList>(asked, "list")?;
    Ok(Write::new(move |run, (), out| {
        let list = *list.get(run.variables)?;
        let mark = || ListMark::new(&("codes", list), |_| true);
        let place = |coded: Coded<'_>| SortKey { id: coded.key().to_owned(), ..SortKey::default() };
        let all = |_| {
            let entries = run.image.code_lists().list(model::CodeList::from(list));
            let mut all: Vec<_> = entries.map(Coded::listed).collect();
            all.sort_by(|one, other| one.key().cmp(other.key()));
            Ok(all)
        };
        whole.write(run, &mark, all, &place, out)
    }))
}

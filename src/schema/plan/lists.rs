//! Arguments of lists: read once a request, for all places of the answer where the list stands.

use async_graphql::Variables;
use chrono::NaiveDate;

use super::args::{Arg, Done, Stopped};
use super::compile::{Asked, Compile, Planned};
use super::run::Run;
use crate::model::{Point, Revision, UnitKind};
use crate::register::{NumberList, NumberScope, PageRequest, UnitList, UnitScope};
use crate::schema::cursor::ListMark;
use crate::schema::input::{
    LocationNumberFilter, LocationNumberOrder, SearchFilter, SorEntityFilter, SorEntityOrder,
};
use crate::schema::lists::{coded, search_list, unit_mark};
use crate::schema::paging::PageArgs;
use crate::schema::query::words;
use crate::schema::scalars::Date;

/// What was read of arguments.
pub enum Read<'a, T> {
    /// When the plan was made.
    Once(&'a T),
    /// For this request.
    Now(T),
}

impl<T> std::ops::Deref for Read<'_, T> {
    type Target = T;
    fn deref(&self) -> &T {
        match self {
            Self::Once(read) => read,
            Self::Now(read) => read,
        }
    }
}

/// `first`, `after`, `last` and `before`.
pub struct Paging {
    first: Arg<Option<i32>>,
    after: Arg<Option<String>>,
    last: Arg<Option<i32>>,
    before: Arg<Option<String>>,
}

impl Paging {
    pub fn of<'d>(asked: &Asked<'d>, compile: &Compile<'d>) -> Planned<Self> {
        Ok(Self {
            first: compile.argument(asked, "first")?,
            after: compile.argument(asked, "after")?,
            last: compile.argument(asked, "last")?,
            before: compile.argument(asked, "before")?,
        })
    }

    /// The page of a list in a request.
    pub fn read(&self, variables: &Variables, mark: &dyn Fn() -> ListMark) -> Done<PageRead> {
        PageRead::new(&self.args(variables)?, mark)
    }

    fn args(&self, variables: &Variables) -> Done<PageArgs> {
        Ok(PageArgs {
            first: self.first.get(variables)?.into_owned(),
            after: self.after.get(variables)?.into_owned(),
            last: self.last.get(variables)?.into_owned(),
            before: self.before.get(variables)?.into_owned(),
        })
    }

    fn is_fixed(&self) -> bool {
        self.first.fixed().is_some()
            && self.after.fixed().is_some()
            && self.last.fixed().is_some()
            && self.before.fixed().is_some()
    }
}

/// The page of a list, and the point of the cursor at which it starts.
pub struct PageRead {
    pub page: PageRequest,
    pub start: Option<Point>,
}

impl PageRead {
    fn new(args: &PageArgs, mark: &dyn Fn() -> ListMark) -> Done<Self> {
        let (page, start) = args.read_with(mark).map_err(|_| Stopped::Unanswered)?;
        Ok(Self { page, start })
    }

    /// The page, where its cursor was given at the point at which it is read.
    pub fn at(&self, point: Point) -> Done<&PageRequest> {
        if self.start.is_none_or(|start| start == point) { Ok(&self.page) } else { Err(Stopped::Unanswered) }
    }

    /// The page of a list that is empty and gives no cursors.
    pub fn without_start(&self) -> Done<&PageRequest> {
        if self.start.is_none() { Ok(&self.page) } else { Err(Stopped::Unanswered) }
    }

    /// The day of a list of the root: the cursor's, where neither day nor revision says otherwise.
    pub fn root_day(&self, run: &Run<'_>, at: Option<Date>, revision: Option<Revision>) -> Done<NaiveDate> {
        let Some(start) = self.start else { return run.day(at, revision) };
        let same = at.is_none_or(|at| at.0 == start.at)
            && revision.is_none_or(|revision| revision == start.revision);
        if same { run.day_of(start) } else { Err(Stopped::Unanswered) }
    }
}

/// A list of units as a request asks for it.
pub struct UnitListRead {
    pub list: UnitList,
    pub page: PageRead,
}

/// Which units a field lists.
pub enum UnitArgs {
    List(Arg<Option<SorEntityFilter>>, Arg<Option<SorEntityOrder>>),
    Search(Arg<String>, Arg<Option<SearchFilter>>),
}

/// Arguments of a list of units.
pub struct UnitListArgs {
    kinds: &'static [UnitKind],
    scope: UnitScope,
    which: UnitArgs,
    page: Paging,
    fixed: Option<UnitListRead>,
}

impl UnitListArgs {
    pub fn new(kinds: &'static [UnitKind], scope: UnitScope, which: UnitArgs, page: Paging) -> Self {
        let args = Self { kinds, scope, which, page, fixed: None };
        let is_fixed = args.page.is_fixed()
            && match &args.which {
                UnitArgs::List(filter, order) => filter.fixed().is_some() && order.fixed().is_some(),
                UnitArgs::Search(text, filter) => text.fixed().is_some() && filter.fixed().is_some(),
            };
        // What does not fit is told by the ordinary executor, when it is asked.
        let fixed = if is_fixed { args.read_now(&Variables::default()).ok() } else { None };
        Self { fixed, ..args }
    }

    pub fn read(&self, variables: &Variables) -> Done<Read<'_, UnitListRead>> {
        match &self.fixed {
            Some(read) => Ok(Read::Once(read)),
            None => self.read_now(variables).map(Read::Now),
        }
    }

    fn read_now(&self, variables: &Variables) -> Done<UnitListRead> {
        let list = match &self.which {
            UnitArgs::List(filter, order) => {
                let filter = filter.get(variables)?.into_owned().unwrap_or_default();
                let filter = filter.read(self.kinds).map_err(|_| Stopped::Unanswered)?;
                let (order, ascending) = order.get(variables)?.into_owned().unwrap_or_default().read();
                UnitList { scope: self.scope, filter, order, ascending }
            }
            UnitArgs::Search(text, filter) => {
                let words = words(&text.get(variables)?).map_err(|_| Stopped::Unanswered)?;
                let filter = filter.get(variables)?.into_owned().unwrap_or_default();
                search_list(filter.read(words).map_err(|_| Stopped::Unanswered)?)
            }
        };
        let page = self.page.read(variables, &|| unit_mark(&list))?;
        Ok(UnitListRead { list, page })
    }
}

/// A list of numbers as a request asks for it.
pub struct NumberListRead {
    pub list: NumberList,
    pub page: PageRead,
}

/// Arguments of a list of numbers.
pub struct NumberListArgs {
    scope: NumberScope,
    filter: Arg<Option<LocationNumberFilter>>,
    order_by: Arg<Option<LocationNumberOrder>>,
    page: Paging,
    fixed: Option<NumberListRead>,
}

impl NumberListArgs {
    pub fn of<'d>(scope: NumberScope, asked: &Asked<'d>, compile: &Compile<'d>) -> Planned<Self> {
        let (filter, order_by) = (compile.argument(asked, "filter")?, compile.argument(asked, "orderBy")?);
        let args = Self { scope, filter, order_by, page: Paging::of(asked, compile)?, fixed: None };
        let is_fixed =
            args.page.is_fixed() && args.filter.fixed().is_some() && args.order_by.fixed().is_some();
        let fixed = if is_fixed { args.read_now(&Variables::default()).ok() } else { None };
        Ok(Self { fixed, ..args })
    }

    pub fn read(&self, variables: &Variables) -> Done<Read<'_, NumberListRead>> {
        match &self.fixed {
            Some(read) => Ok(Read::Once(read)),
            None => self.read_now(variables).map(Read::Now),
        }
    }

    fn read_now(&self, variables: &Variables) -> Done<NumberListRead> {
        let ascending = self.order_by.get(variables)?.into_owned().unwrap_or_default().ascending();
        let filter = self.filter.get(variables)?.into_owned().unwrap_or_default();
        let list = filter.read(self.scope, ascending).map_err(|_| Stopped::Unanswered)?;
        let page = self.page.read(variables, &|| ListMark::new(&list, coded))?;
        Ok(NumberListRead { list, page })
    }
}

/// Arguments of a list that takes nothing but its page.
pub struct PageOnlyArgs {
    mark: fn() -> ListMark,
    page: Paging,
    fixed: Option<PageRead>,
}

impl PageOnlyArgs {
    pub fn of<'d>(mark: fn() -> ListMark, asked: &Asked<'d>, compile: &Compile<'d>) -> Planned<Self> {
        let args = Self { mark, page: Paging::of(asked, compile)?, fixed: None };
        let fixed = if args.page.is_fixed() { args.read_now(&Variables::default()).ok() } else { None };
        Ok(Self { fixed, ..args })
    }

    pub fn read(&self, variables: &Variables) -> Done<Read<'_, PageRead>> {
        match &self.fixed {
            Some(read) => Ok(Read::Once(read)),
            None => self.read_now(variables).map(Read::Now),
        }
    }

    fn read_now(&self, variables: &Variables) -> Done<PageRead> {
        self.page.read(variables, &self.mark)
    }
}

//! Connections: what is asked of a page, and how it is written.

use super::args::Done;
use super::compile::{Asked, Compile, Planned};
use super::out::Out;
use super::run::Run;
use super::set::{Line, Shape, object, unplanned};
use crate::model::Point;
use crate::register::{PageDirection, PageRequest, SortKey};
use crate::schema::cursor::{Cursor, ListMark};

/// What is asked of a page whose records are shown by `S`.
pub struct PageSet<S>(Vec<Line<PageField<S>>>);

enum PageField<S> {
    TypeName(String),
    Nodes(S),
    Edges(Vec<Line<EdgeField<S>>>),
    Info(Vec<Line<InfoField>>),
    Total,
}

enum EdgeField<S> {
    TypeName(String),
    Cursor,
    Node(S),
    Match,
}

enum InfoField {
    TypeName,
    HasNext,
    HasPrevious,
    Start,
    End,
}

impl<S> PageSet<S> {
    /// What `asked` asks of a page of records of the type `of`, each shown by what `make` makes.
    pub fn of<'d>(
        compile: &mut Compile<'d>,
        asked: &Asked<'d>,
        of: &str,
        mut make: impl FnMut(&mut Compile<'d>, &Asked<'d>) -> Planned<S>,
    ) -> Planned<Self> {
        let connection = format!("{of}Connection");
        let lines = compile.each(asked, &connection, |compile, asked| {
            Ok(match asked.name {
                "__typename" => PageField::TypeName(connection.clone()),
                "nodes" => PageField::Nodes(make(compile, asked)?),
                "edges" => PageField::Edges(edges(compile, asked, of, &mut make)?),
                "pageInfo" => PageField::Info(compile.each(asked, "PageInfo", |_, asked| info(asked))?),
                "totalCount" => PageField::Total,
                _ => return unplanned(),
            })
        });
        lines.map(Self)
    }
}

fn edges<'d, S>(
    compile: &mut Compile<'d>,
    asked: &Asked<'d>,
    of: &str,
    make: &mut impl FnMut(&mut Compile<'d>, &Asked<'d>) -> Planned<S>,
) -> Planned<Vec<Line<EdgeField<S>>>> {
    let edge = format!("{of}Edge");
    compile.each(asked, &edge, |compile, asked| {
        Ok(match asked.name {
            "__typename" => EdgeField::TypeName(edge.clone()),
            "cursor" => EdgeField::Cursor,
            "node" => EdgeField::Node(make(compile, asked)?),
            "match" => EdgeField::Match,
            _ => return unplanned(),
        })
    })
}

fn info(asked: &Asked<'_>) -> Planned<InfoField> {
    Ok(match asked.name {
        "__typename" => InfoField::TypeName,
        "hasNextPage" => InfoField::HasNext,
        "hasPreviousPage" => InfoField::HasPrevious,
        "startCursor" => InfoField::Start,
        "endCursor" => InfoField::End,
        _ => return unplanned(),
    })
}

/// A page that was found.
pub struct FoundPage<'p, A> {
    pub items: &'p [A],
    /// Whether there are more in the direction of reading.
    pub more: bool,
    pub request: &'p PageRequest,
    /// The place of a record in the list.
    pub place: &'p dyn Fn(A) -> SortKey,
    pub mark: &'p dyn Fn() -> ListMark,
    pub point: Point,
    pub total: &'p dyn Fn() -> Done<i64>,
}

impl<S: Shape> PageSet<S> {
    pub fn write<'a>(&self, run: &Run<'a>, page: &FoundPage<'_, S::At<'a>>, out: &mut Out) -> Done {
        // Made when the first cursor is asked for: a list that asks for none saves it.
        let mark = std::cell::OnceCell::new();
        let cursor = |at: S::At<'a>| {
            let mark = mark.get_or_init(|| (page.mark)());
            Cursor { point: page.point, key: (page.place)(at) }.write(mark)
        };
        object(&self.0, run, out, |field, out| match field {
            PageField::TypeName(name) => {
                out.plain(name);
                Ok(())
            }
            PageField::Nodes(shape) => list(page.items, out, |at, out| shape.write(run, at, out)),
            PageField::Edges(lines) => list(page.items, out, |at, out| {
                object(lines, run, out, |field, out| {
                    match field {
                        EdgeField::TypeName(name) => out.plain(name),
                        EdgeField::Cursor => out.plain(&cursor(at)),
                        EdgeField::Node(shape) => return shape.write(run, at, out),
                        EdgeField::Match => out.plain(match (page.place)(at).rank {
                            0 => "EXACT",
                            1 => "START",
                            2 => "FIRST_WORD",
                            3 => "WORDS",
                            _ => "MISSPELT",
                        }),
                    }
                    Ok(())
                })
            }),
            PageField::Info(lines) => object(lines, run, out, |field, out| {
                let started = page.request.start.is_some();
                let forward = page.request.direction == PageDirection::Forward;
                let end = |at: Option<&S::At<'a>>, out: &mut Out| match at {
                    Some(at) => out.plain(&cursor(*at)),
                    None => out.null(),
                };
                match field {
                    InfoField::TypeName => out.plain("PageInfo"),
                    InfoField::HasNext => out.flag(if forward { page.more } else { started }),
                    InfoField::HasPrevious => out.flag(if forward { started } else { page.more }),
                    InfoField::Start => end(page.items.first(), out),
                    InfoField::End => end(page.items.last(), out),
                }
                Ok(())
            }),
            PageField::Total => {
                out.integer((page.total)()?);
                Ok(())
            }
        })
    }
}

fn list<A: Copy>(items: &[A], out: &mut Out, mut write: impl FnMut(A, &mut Out) -> Done) -> Done {
    out.open(b'[');
    for item in items {
        out.next();
        write(*item, out)?;
    }
    out.close(b']');
    Ok(())
}

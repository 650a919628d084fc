//! What changed below a record between two points of time: the lists.

use async_graphql::{Context, Result, SimpleObject};

use super::compared::{
    ComparedRecord, MessageTypeChange, MovedRecord, NumberChange, RecordAddressChange, RenamedRecord, Sides,
};
use super::{SorEntity, UnitView};
use crate::history::comparison::Comparison;
use crate::model::{Point, Revision, SorCode};
use crate::register::SortKey;
use crate::schema::connection::{Connection, Reading};
use crate::schema::cursor::ListMark;
use crate::schema::error::Answer;
use crate::schema::object::object;
use crate::schema::paging::PageArgs;
use crate::schema::scalars::Date;

/// A comparison of two points.
#[derive(Debug)]
pub struct Difference {
    /// The record at the top.
    pub root: SorCode,
    /// The two points.
    pub sides: Sides,
    /// What differs.
    pub comparison: Comparison,
}

/// A point on both time axes.
#[derive(Debug, Clone, Copy, SimpleObject)]
pub struct PointInTime {
    /// The day in the world.
    at: Date,
    /// The commit up to which the register is read.
    revision: Revision,
}

impl From<Point> for PointInTime {
    fn from(point: Point) -> Self {
        Self { at: Date(point.at), revision: point.revision }
    }
}

/// The lists of a comparison, each with the method that reads a page of it.
macro_rules! lists {
    ($($source:ident: $node:ident = $list:ident;)*) => {
        impl Difference {
            $(
                async fn $source(&self, _: &Context<'_>, args: PageArgs) -> Answer<Connection<$node>> {
                    let show = |change| $node::of(self.sides, change);
                    self.page(stringify!($list), &self.comparison.$list, &args, show)
                }
            )*
        }
    };
}

lists! {
    moved_page: MovedRecord = moved;
    renamed_page: RenamedRecord = renamed;
    addresses_page: RecordAddressChange = addresses;
    numbers_page: NumberChange = numbers;
    message_types_page: MessageTypeChange = message_types;
}

impl Difference {
    /// A page of one of the lists. Both points stand still, so a place in a list does, too.
    fn page<T: Clone, N: async_graphql::OutputType>(
        &self,
        name: &str,
        items: &[T],
        args: &PageArgs,
        show: impl Fn(T) -> N,
    ) -> Answer<Connection<N>> {
        let mark = ListMark::new(&("difference", name, self.root, self.sides.from), |key| {
            key.value.is_empty() && key.id.parse::<u32>().is_ok()
        });
        let request = args.within(&mark, self.sides.to)?;
        let place = |position: usize| SortKey { id: format!("{position:08}"), ..SortKey::default() };
        let items = items.iter().cloned().enumerate().map(|(position, item)| (place(position), item));
        let reading = Reading { mark: &mark, point: self.sides.to, request: &request };
        Ok(Connection::of_whole(items.collect(), &reading, show))
    }

    #[expect(clippy::unused_async, reason = "every source of a list may have to be loaded")]
    async fn opened_page(&self, _: &Context<'_>, args: PageArgs) -> Answer<Connection<ComparedRecord>> {
        let show = |code| ComparedRecord { code, point: self.sides.to };
        self.page("opened", &self.comparison.opened, &args, show)
    }

    #[expect(clippy::unused_async, reason = "every source of a list may have to be loaded")]
    async fn closed_page(&self, _: &Context<'_>, args: PageArgs) -> Answer<Connection<ComparedRecord>> {
        let show = |code| ComparedRecord { code, point: self.sides.from };
        self.page("closed", &self.comparison.closed, &args, show)
    }
}

object! {
    /// What differs between two points of time for a record and all that stands below it at either of them, with the
    /// values in effect: a change high up shows on every record that it reaches. All lists are in the order of the codes.
    Difference {
        connections {
            pages {
                /// Records in force at the later point only.
                opened: ComparedRecord = opened_page;
                /// Records in force at the earlier point only.
                closed: ComparedRecord = closed_page;
                /// Records in force at both points, under different parents; those that left the tree or came into it
                /// included.
                moved: MovedRecord = moved_page;
                /// Records in force at both points, under different names.
                renamed: RenamedRecord = renamed_page;
                /// Records in force at both points whose addresses or contact data in effect differ.
                addresses: RecordAddressChange = addresses_page;
                /// Records whose location numbers in effect differ. One that opens gains its number, one that closes
                /// loses it.
                location_numbers: NumberChange = numbers_page;
                /// Message types that a number in use in the tree gained or lost.
                message_types: MessageTypeChange = message_types_page;
            }
        }
        fields {
            /// The record at the top, as it stands at the later point. Null where that point does not know it.
            async fn root(&self, ctx: &Context<'_>) -> Result<Option<SorEntity>> {
                Ok(UnitView::load(ctx, self.sides.to, self.root).await?.map(SorEntity::from))
            }

            /// The earlier point.
            async fn from(&self) -> PointInTime {
                self.sides.from.into()
            }

            /// The later point.
            async fn to(&self) -> PointInTime {
                self.sides.to.into()
            }

            /// Whether nothing differs.
            async fn is_empty(&self) -> bool {
                self.comparison.is_empty()
            }
        }
    }
}

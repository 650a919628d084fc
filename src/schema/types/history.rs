//! Versions of a record on both time axes, with the commits that wrote and replaced them.

use std::borrow::Cow;

use async_graphql::{Context, Object, OutputType, Result, TypeName};

use super::{LocationNumber, LocationNumberMessageType, RegisterRevision, UnitNode, UnitView};
use crate::model::{Party, Point, Revision, SorCode, Unit, Version};
use crate::register::{HistoryRow, SortKey};
use crate::schema::connection::{Connection, Reading};
use crate::schema::context::loaders;
use crate::schema::cursor::ListMark;
use crate::schema::error::Answer;
use crate::schema::loaders::History;
use crate::schema::paging::PageArgs;
use crate::schema::scalars::Date;

/// What the register said of a record, for some days, from one commit until another.
pub struct Recorded<T> {
    record: T,
    valid_from: Date,
    valid_to: Option<Date>,
    written: Revision,
    replaced: Option<Revision>,
    about: About,
}

/// Which record the commits are shown with: its owner may read their audit trail.
#[derive(Debug, Clone, Copy)]
pub struct About {
    code: Option<SorCode>,
    point: Point,
}

impl About {
    /// The owner at the top of its tree.
    pub async fn owner(self, ctx: &Context<'_>) -> Answer<Option<Party>> {
        let Some(code) = self.code else { return Ok(None) };
        let lineage = loaders(ctx)?.lineages.load(self.point, code).await?;
        let top = lineage.and_then(|lineage| lineage.last().cloned());
        Ok(top.map(|top| Party::Owner(top.content.sor_code)))
    }

    async fn commit(self, ctx: &Context<'_>, revision: Revision) -> Answer<Option<RegisterRevision>> {
        let Some(commit) = loaders(ctx)?.commits.load((), revision).await? else { return Ok(None) };
        Ok(Some(RegisterRevision { commit: commit.as_ref().clone(), about: Some(self) }))
    }
}

impl<T: OutputType> TypeName for Recorded<T> {
    fn type_name() -> Cow<'static, str> {
        format!("{}Version", T::type_name()).into()
    }
}

/// What the register said of a record, for some days, from one commit until another.
#[Object(name_type)]
impl<T: OutputType> Recorded<T> {
    /// The record as this version says, on the version's first day and at the commit that wrote it. What the version
    /// itself says costs nothing more; whatever hangs on other records is read at that point, a statement for each
    /// version.
    async fn record(&self) -> &T {
        &self.record
    }

    /// First day of the version.
    async fn valid_from(&self) -> Date {
        self.valid_from
    }

    /// Last day of the version. Null while no end is known.
    async fn valid_to(&self) -> Option<Date> {
        self.valid_to
    }

    /// The commit that wrote it: who, when and why. Null only when the register cannot be read now.
    async fn written_by(&self, ctx: &Context<'_>) -> Result<Option<RegisterRevision>> {
        Ok(self.about.commit(ctx, self.written).await?)
    }

    /// The commit that replaced it. Null while the version stands.
    async fn replaced_by(&self, ctx: &Context<'_>) -> Result<Option<RegisterRevision>> {
        match self.replaced {
            Some(revision) => Ok(self.about.commit(ctx, revision).await?),
            None => Ok(None),
        }
    }
}

/// A page of all versions of one record.
fn page<T: Clone, N: OutputType>(
    found: Option<History<T>>,
    name: &(&str, String),
    point: Point,
    args: &PageArgs,
    key: impl Fn(&T) -> String,
    show: impl Fn(HistoryRow<T>) -> Recorded<N>,
) -> Answer<Connection<Recorded<N>>> {
    let mark = ListMark::new(name, |key| key.value.parse::<i64>().is_ok());
    let request = args.within(&mark, point)?;
    let rows = found.map(|rows| rows.as_ref().clone()).unwrap_or_default();
    let place = |row: &HistoryRow<T>| {
        let Version { written, stands_from, content, .. } = &row.version;
        SortKey {
            rank: 0,
            value: format!("{:020}", written.0),
            id: format!("{stands_from} {}", key(content)),
        }
    };
    let rows = rows.into_iter().map(|row| (place(&row), row)).collect();
    Ok(Connection::of_whole(rows, &Reading { mark: &mark, point, request: &request }, show))
}

fn recorded<T, N>(row: &HistoryRow<T>, record: N, about: About) -> Recorded<N> {
    let version = &row.version;
    Recorded {
        record,
        valid_from: Date(version.valid_from()),
        valid_to: version.valid_to().map(Date),
        written: version.written,
        replaced: row.replaced,
        about,
    }
}

/// Where a version is seen from: its own first day and commit.
fn seen_from<T>(version: &Version<T>) -> Point {
    Point { at: version.valid_from(), revision: version.written }
}

impl UnitView {
    /// All versions of the record that were known at its point, the oldest first.
    pub async fn history<N: UnitNode>(
        &self,
        ctx: &Context<'_>,
        args: PageArgs,
    ) -> Answer<Connection<Recorded<N>>> {
        let (point, code) = (self.point, self.code());
        let found = loaders(ctx)?.unit_histories.load(point.revision, code).await?;
        let about = About { code: Some(code), point };
        let show = |row: HistoryRow<Unit>| {
            let view = UnitView::new(seen_from(&row.version), row.version.clone().into());
            recorded(&row, N::from(view), about)
        };
        page(found, &("history", code.to_string()), point, &args, |_| String::new(), show)
    }
}

impl LocationNumber {
    fn about(&self) -> About {
        About { code: self.record.content.holder, point: self.point }
    }

    /// All versions of the number that were known at its point, the oldest first.
    pub async fn versions(
        &self,
        ctx: &Context<'_>,
        args: PageArgs,
    ) -> Answer<Connection<Recorded<LocationNumber>>> {
        let (point, gln) = (self.point, self.record.content.gln);
        let found = loaders(ctx)?.number_histories.load(point.revision, gln).await?;
        let about = self.about();
        let show = |row: HistoryRow<_>| {
            let number = Self { point: seen_from(&row.version), record: row.version.clone().into() };
            recorded(&row, number, about)
        };
        page(found, &("history", gln.to_string()), point, &args, |_| String::new(), show)
    }

    /// All message types that were known at its point to be or have been on the number, the oldest first.
    pub async fn message_type_versions(
        &self,
        ctx: &Context<'_>,
        args: PageArgs,
    ) -> Answer<Connection<Recorded<LocationNumberMessageType>>> {
        let (point, gln) = (self.point, self.record.content.gln);
        let found = loaders(ctx)?.message_type_histories.load(point.revision, gln).await?;
        let about = self.about();
        let show = |row: HistoryRow<crate::model::NumberMessageType>| {
            let entry = row.version.content.clone().into();
            let shown = LocationNumberMessageType { revision: point.revision, entry };
            recorded(&row, shown, about)
        };
        let key =
            |value: &crate::model::NumberMessageType| format!("{} {:?}", value.message_type, value.direction);
        page(found, &("messageTypeHistory", gln.to_string()), point, &args, key, show)
    }
}

//! Changes of the register, as those hear them who follow it.

use async_graphql::{Context, Enum, Object, Result, SimpleObject};

use super::{LocationNumber, MessageType, Municipality, Node, Region, RegisterRecord, SorEntity, UnitView};
use crate::events::{self, FeedPage};
use crate::model::{self, Gln, MessageTypeKey, Point, Revision, SorCode};
use crate::register::ChangedKind;
use crate::schema::connection::PageInfo;
use crate::schema::context::{loaders, request};
use crate::schema::cursor::Place;
use crate::schema::error::Answer;
use crate::schema::scalars::Date;

/// What happened to a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "events::ChangeKind")]
pub enum RegisterChangeKind {
    /// The register did not know it before; with TOOK_EFFECT: it came into force.
    Created,
    /// Something is said otherwise: see fields.
    Updated,
    /// It hangs under another record, or another record holds the number.
    Moved,
    /// It was given an end, or an earlier one; with TOOK_EFFECT: it is not in force any more.
    Closed,
    /// It was taken back before it came into force, or an entry of a list is gone.
    Removed,
}

/// When a change counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "events::ChangeTiming")]
pub enum RegisterChangeTiming {
    /// From the day of the commit on, or from an earlier one.
    Immediate,
    /// From a day after that of the commit on; a change with TOOK_EFFECT follows on that day, unless the plan changes.
    Planned,
    /// It was planned, and its day has come. The commit that tells it changed nothing itself.
    TookEffect,
}

/// Type of a changed record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "model::RecordType")]
pub enum RecordType {
    /// An institution owner (institutionsejer).
    InstitutionOwner,
    /// A health institution (sundhedsinstitution).
    HealthInstitution,
    /// An organisational unit (organisatorisk enhed).
    OrganisationalUnit,
    /// A location number (lokationsnummer).
    LocationNumber,
    /// The message types on a location number, all of them as one record.
    LocationNumberMessageTypes,
    /// A replacement of one record by another (erstatning).
    Replacement,
    /// A region.
    Region,
    /// A municipality (kommune).
    Municipality,
    /// An entry of an outside code list.
    CodedValue,
    /// A message type of the published list.
    MessageType,
}

/// A change of one record by one commit.
#[derive(Debug, Clone)]
pub struct RegisterChange(pub events::RegisterChange);

impl RegisterChange {
    fn code<T: std::str::FromStr>(&self, fits: impl Fn(ChangedKind) -> bool) -> Option<T> {
        let record = &self.0.record;
        fits(record.kind).then(|| record.key.parse().ok()).flatten()
    }

    /// The record on the day from which the change counts, as the commit knew it.
    async fn load(&self, ctx: &Context<'_>) -> Answer<Option<Node>> {
        let point = Point { at: self.0.valid_from, revision: self.0.record.revision };
        let key = self.0.record.key.as_str();
        Ok(match self.0.record.kind {
            ChangedKind::Unit(_) => match key.parse() {
                Ok(code) => UnitView::load(ctx, point, code).await?.map(SorEntity::from).map(Node::from),
                Err(_) => None,
            },
            ChangedKind::LocationNumber | ChangedKind::MessageTypes => match key.parse() {
                Ok(gln) => LocationNumber::load(ctx, point, gln).await?.map(Node::from),
                Err(_) => None,
            },
            ChangedKind::Region => match key.parse() {
                Ok(code) => Region::load(ctx, point, &code).await?.map(Node::from),
                Err(_) => None,
            },
            ChangedKind::Municipality => match key.parse() {
                Ok(code) => Municipality::load(ctx, point, &code).await?.map(Node::from),
                Err(_) => None,
            },
            ChangedKind::MessageType => match MessageTypeKey::from_stored(key) {
                Some(key) => MessageType::load(ctx, point.revision, &key).await?.map(Node::from),
                None => None,
            },
            ChangedKind::Replacement | ChangedKind::CodedValue => None,
        })
    }
}

/// A change of one record by one commit: small, and enough to know what to read again.
/// Within a commit they come in the order of recordType as its values are listed, then by key.
#[Object]
impl RegisterChange {
    /// The change's place in the feed, for after. Opaque; it stays good for ever.
    async fn cursor(&self) -> String {
        self.0.position().to_string()
    }

    /// The commit that made or, with TOOK_EFFECT, told the change.
    async fn revision(&self) -> Revision {
        self.0.record.revision
    }

    /// What happened.
    async fn kind(&self) -> RegisterChangeKind {
        self.0.kind.into()
    }

    /// When it counts.
    async fn timing(&self) -> RegisterChangeTiming {
        self.0.timing.into()
    }

    /// Type of the record.
    async fn record_type(&self) -> RecordType {
        model::RecordType::from(self.0.record.kind).into()
    }

    /// What identifies the record among its type: SOR code, GLN, region or municipality code; OLD/NEW
    /// of a replacement (SOR codes), LIST/ENTRY of a code list, FORMAT/TYPE/VERSION of a message type.
    async fn key(&self) -> &str {
        &self.0.record.key
    }

    /// SOR code. Null where the record is no owner, institution or unit.
    async fn sor_code(&self) -> Option<SorCode> {
        self.code(|kind| matches!(kind, ChangedKind::Unit(_)))
    }

    /// Location number. Null where the record is neither one nor its message types.
    async fn gln(&self) -> Option<Gln> {
        self.code(|kind| matches!(kind, ChangedKind::LocationNumber | ChangedKind::MessageTypes))
    }

    /// Names of the fields of the record's type that say something else from validFrom on, in
    /// alphabetical order. Empty for CREATED and REMOVED. What the record inherits is not compared.
    async fn fields(&self) -> &[&'static str] {
        &self.0.fields
    }

    /// First day on which the record is not what it was; of a closing the day after the last day.
    async fn valid_from(&self) -> Date {
        Date(self.0.valid_from)
    }

    /// The record on that day, as the commit knew it. Null for REMOVED, for replacements and for
    /// entries of code lists; null also when it cannot be read now. Read at that point: a statement for each
    /// commit and day of a page.
    async fn record(&self, ctx: &Context<'_>) -> Result<Option<Node>> {
        Ok(self.load(ctx).await?)
    }

    /// The record as a copy keeps it, with all its versions: at the newest revision when the query
    /// or subscription began, or at the change's own commit where that came later. Null where the record is not there
    /// (any more): a copy then drops what it has. A unit's type may be another one here: its SOR code names it.
    async fn current(&self, ctx: &Context<'_>) -> Result<Option<RegisterRecord>> {
        let record = &self.0.record;
        let revision = request(ctx)?.newest().max(record.revision);
        let key = (model::RecordType::from(record.kind), record.key.clone());
        Ok(loaders(ctx)?.records.load(revision, key).await?.map(RegisterRecord))
    }
}

/// A page of the feed of changes.
pub struct ChangeConnection {
    changes: Vec<RegisterChange>,
    page_info: PageInfo,
}

impl ChangeConnection {
    /// The page; `started` when the feed was not read from its beginning.
    pub fn new(page: FeedPage, started: bool) -> Self {
        let page_info = PageInfo {
            has_next: page.more,
            has_previous: started,
            start: page.changes.first().map(|change| Place::Written(change.position().to_string())),
            end: Some(Place::Written(page.reached.to_string())),
        };
        Self { changes: page.changes.into_iter().map(RegisterChange).collect(), page_info }
    }
}

/// A page of the feed of changes, the oldest first. With a filter a page may be shorter
/// than asked for, or empty, although more follow: go on from endCursor while hasNextPage
/// says so. Here endCursor is never null: it also counts what was looked at and did not fit.
#[Object(name = "RegisterChangeConnection")]
impl ChangeConnection {
    /// The changes of the page with their cursors.
    async fn edges(&self) -> Vec<RegisterChangeEdge> {
        let edge = |change: &RegisterChange| RegisterChangeEdge {
            cursor: change.0.position().to_string(),
            node: change.clone(),
        };
        self.changes.iter().map(edge).collect()
    }

    /// The changes of the page, for those who need no cursors.
    async fn nodes(&self) -> &[RegisterChange] {
        &self.changes
    }

    /// Where the page stands in the feed.
    async fn page_info(&self) -> &PageInfo {
        &self.page_info
    }
}

/// A change on a page.
#[derive(SimpleObject)]
pub struct RegisterChangeEdge {
    /// The change's place in the feed, for after. Opaque.
    pub cursor: String,
    /// The change.
    pub node: RegisterChange,
}

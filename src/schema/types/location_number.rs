use async_graphql::{Context, ID, Result};

use super::{
    CodedValue, LocationNumberMessageType, LocationNumberViewerCan, Recorded, Region, Responsible, SorEntity,
    State, Status, UnitView,
};
use crate::model::{self, CodeList, Gln, MessageTypeKey, Point, RegionCode, SorCode};
use crate::ownership::Part;
use crate::register::{MessageTypeScope, UnitScope};
use crate::schema::connection::{Connection, Reading, Total};
use crate::schema::context::loaders;
use crate::schema::cursor::ListMark;
use crate::schema::error::Answer;
use crate::schema::id::Named;
use crate::schema::lists::UnitSource;
use crate::schema::loaders::NumberView;
use crate::schema::object::object;
use crate::schema::paging::PageArgs;
use crate::schema::scalars::Date;

/// A location number, seen from a point.
#[derive(Debug, Clone)]
pub struct LocationNumber {
    /// The point.
    pub point: Point,
    /// The number.
    pub record: NumberView,
}

impl LocationNumber {
    /// The number itself.
    pub async fn load(ctx: &Context<'_>, point: Point, gln: Gln) -> Answer<Option<Self>> {
        let record = loaders(ctx)?.numbers.load(point, gln).await?;
        Ok(record.map(|record| Self { point, record }))
    }

    /// The number that a record holds.
    pub async fn held_by(ctx: &Context<'_>, point: Point, holder: SorCode) -> Answer<Option<Self>> {
        let record = loaders(ctx)?.numbers_held.load(point, holder).await?;
        Ok(record.map(|record| Self { point, record }))
    }

    fn point(&self) -> Point {
        self.point
    }

    #[expect(clippy::unused_async, reason = "every source of a list may have to be loaded")]
    async fn users(&self, _: &Context<'_>) -> Answer<Option<UnitSource>> {
        Ok(Some(UnitSource::new(UnitScope::UsingNumber, self.record.content.gln.number().to_string())))
    }

    async fn coded(
        &self,
        ctx: &Context<'_>,
        list: CodeList,
        code: Option<&String>,
    ) -> Result<Option<CodedValue>> {
        Ok(CodedValue::load(ctx, self.point.revision, list, code.map(String::as_str)).await?)
    }

    async fn message_types(
        &self,
        ctx: &Context<'_>,
        direction: model::Direction,
        page: PageArgs,
    ) -> Answer<Connection<LocationNumberMessageType>> {
        let (point, gln) = (self.point, self.record.content.gln);
        let scope = MessageTypeScope { direction };
        let mark = messages_mark(direction);
        let request = page.within(&mark, point)?;
        let found = loaders(ctx)?.message_type_pages.load((point, scope, request.clone()), gln).await?;
        let reading = Reading { mark: &mark, point, request: &request };
        let show = |entry| LocationNumberMessageType { revision: point.revision, entry };
        Ok(Connection::new(found.as_deref(), &reading, Total::MessageTypes(point, scope, gln), show))
    }

    async fn received(
        &self,
        ctx: &Context<'_>,
        page: PageArgs,
    ) -> Answer<Connection<LocationNumberMessageType>> {
        self.message_types(ctx, model::Direction::Receive, page).await
    }

    async fn sent(&self, ctx: &Context<'_>, page: PageArgs) -> Answer<Connection<LocationNumberMessageType>> {
        self.message_types(ctx, model::Direction::Send, page).await
    }
}

/// What tells the message types of a number in one direction from other lists.
pub fn messages_mark(direction: model::Direction) -> ListMark {
    ListMark::of(MessageTypeScope { direction }, |key| {
        MessageTypeKey::from_stored(&key.id).is_some() && key.value.parse::<Date>().is_ok()
    })
}

object! {
    /// Location number (lokationsnummer, GLN, formerly EAN): an electronic letter box. It
    /// stands on an owner, an institution or a unit, and the records below may inherit it.
    LocationNumber {
        connections {
            lists {
                /// Records that use the number: its holder, and whichever records below inherit it.
                used_by: SorEntity = users;
            }
            pages {
                /// Message types that the number can receive (modtage) on the day of the query, by format,
                /// type and version.
                receives: LocationNumberMessageType = received;
                /// Message types that the number can send (sende) on the day of the query, by format, type
                /// and version.
                sends: LocationNumberMessageType = sent;
                /// Every version of the number that was known at the revision of the query: what was said, for which
                /// days, by which commit, and which commit replaced it; the oldest first.
                history: Recorded<LocationNumber> = versions;
                /// Every message type that was known at the revision of the query to be, have been or come on the
                /// number: for which days, by which commit, and which commit replaced it; the oldest first.
                message_type_history: Recorded<LocationNumberMessageType> = message_type_versions;
            }
        }
        fields {
            /// Opaque id, good for node and nodes.
            pub async fn id(&self) -> ID {
                Named::Number(self.record.content.gln).id()
            }

            /// The number, 13 digits.
            async fn gln(&self) -> Gln {
                self.record.content.gln
            }

            /// State on the day of the query, told from the dates alone: see notActive.
            async fn state(&self) -> State {
                self.record.state(self.point.at).into()
            }

            /// Validity (SorStatus): the dates behind the state.
            async fn status(&self) -> Status {
                Status::of_number(&self.record, self.point)
            }

            /// First day on which the version shown is in force.
            async fn valid_from(&self) -> Date {
                Date(self.record.valid_from())
            }

            /// Last day on which the version shown is in force. Null while no end is known.
            async fn valid_to(&self) -> Option<Date> {
                self.record.valid_to().map(Date)
            }

            /// The commit that wrote the version shown.
            async fn revision(&self) -> model::Revision {
                self.record.written
            }

            /// The record that holds the number. Null while it stands on none.
            async fn holder(&self, ctx: &Context<'_>) -> Result<Option<SorEntity>> {
                let Some(code) = self.record.content.holder else { return Ok(None) };
                Ok(UnitView::load(ctx, self.point, code).await?.map(SorEntity::from))
            }

            /// For use inside the organisation only (kun internt brug).
            async fn only_internal(&self) -> bool {
                self.record.content.only_internal
            }

            /// Marked as not active (ikke aktivt), whatever the dates say.
            async fn not_active(&self) -> bool {
                self.record.content.not_active
            }

            /// System supplier (systemleverandør). Null where none is registered.
            async fn system_supplier(&self, ctx: &Context<'_>) -> Result<Option<CodedValue>> {
                self.coded(ctx, CodeList::SystemSupplier, self.record.content.system_supplier.as_ref()).await
            }

            /// Record system behind the number (EDB-system, journalsystem). Null where none is registered.
            async fn system_type(&self, ctx: &Context<'_>) -> Result<Option<CodedValue>> {
                self.coded(ctx, CodeList::SystemType, self.record.content.system_type.as_ref()).await
            }

            /// Network operator (netoperatør, VANS) that carries the messages. Null where none is registered.
            async fn network_operator(&self, ctx: &Context<'_>) -> Result<Option<CodedValue>> {
                self.coded(ctx, CodeList::NetworkOperator, self.record.content.network_operator.as_ref()).await
            }

            /// Administrator of the number (EDI-administrator). Null where none is registered.
            async fn edi_administrator(&self, ctx: &Context<'_>) -> Result<Option<CodedValue>> {
                self.coded(ctx, CodeList::EdiAdministrator, self.record.content.edi_administrator.as_ref()).await
            }

            /// Region in which the number lies, as registered on it. Null where none that the register knows is given.
            async fn region(&self, ctx: &Context<'_>) -> Result<Option<Region>> {
                let code = self.record.content.region.as_deref().and_then(|code| RegionCode::parse(code).ok());
                match code {
                    Some(code) => Ok(Region::load(ctx, self.point, &code).await?),
                    None => Ok(None),
                }
            }

            /// What the caller may do with the number as it stands. Null only when the register cannot be read now.
            async fn viewer_can(&self, ctx: &Context<'_>) -> Result<Option<LocationNumberViewerCan>> {
                Ok(Some(LocationNumberViewerCan::of(ctx, self).await?))
            }

            /// Who may change the number, and how to reach them. Null while it stands on no record whose owner is known.
            async fn responsible(&self, ctx: &Context<'_>) -> Result<Option<Responsible>> {
                let on = self.matter(ctx, Part::LocationNumber).await?;
                Ok(Responsible::of_matter(self.point, &on))
            }

            /// Who may set the message types on the number, and how to reach them. Null while it stands on no record
            /// whose owner is known.
            async fn responsible_for_message_types(&self, ctx: &Context<'_>) -> Result<Option<Responsible>> {
                let on = self.matter(ctx, Part::MessageTypes).await?;
                Ok(Responsible::of_matter(self.point, &on))
            }

            /// Note (bemærkning), up to 254 characters. Null where none is registered.
            async fn note(&self) -> Option<&str> {
                self.record.content.note.as_deref()
            }
        }
    }
}

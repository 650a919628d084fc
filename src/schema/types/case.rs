//! Cases: orders, change requests and requests for access.

mod proposal;

use async_graphql::{Context, Enum, ID, Interface, Object, Result};

use super::{LocationNumber, Party, Role, SorEntity, UnitView};
use crate::model::{self, Gln, Point, SorCode};
use crate::register::command::{self, OpenOrder, RequestAccess, RequestChange};
use crate::schema::context::{loaders, request};
use crate::schema::error::{Answer, Problem};
use crate::schema::id::Named;
use crate::schema::scalars::{Date, DateTime};

use proposal::ProposedChange;

/// Where a case stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "model::CaseState")]
pub enum CaseState {
    /// Received (modtaget): the party that decides has it on its table.
    Received,
    /// In need of information (afventer oplysninger): whoever opened it is to answer.
    NeedsInformation,
    /// An order that was carried out (udstedt).
    Issued,
    /// A request that was approved and carried out (godkendt).
    Approved,
    /// Refused, with a reason (afvist).
    Refused,
    /// Taken back by whoever opened it (trukket tilbage).
    Withdrawn,
}

/// Kind of a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "model::CaseKind")]
pub enum CaseKind {
    /// Somebody asks for a role in an organisation.
    Access,
    /// A location number is ordered, or a change or the closing of one.
    Order,
    /// A change is proposed, or an error reported.
    Change,
}

/// What is ordered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "command::OrderKind")]
pub enum OrderKind {
    /// A new location number.
    New,
    /// A change of a location number.
    Change,
    /// The closing of a location number.
    Close,
}

/// A message on the thread of a case.
#[derive(Debug, Clone)]
pub struct CaseMessage {
    point: Point,
    message: model::CaseMessage,
}

/// A message on the thread of a case.
#[Object]
impl CaseMessage {
    /// Its place on the thread, from 1.
    async fn number(&self) -> i32 {
        self.message.number
    }

    /// Who wrote it: the person's name, or subject where no name is known.
    async fn author(&self) -> &str {
        self.message.name.as_deref().unwrap_or(&self.message.subject)
    }

    /// For which organisation it was written. Null for a person without a role.
    async fn organisation(&self) -> Option<Party> {
        let party = self.message.organisation.clone()?;
        Some(Party { point: self.point, party })
    }

    /// When.
    async fn written_at(&self) -> DateTime {
        DateTime(self.message.written_at)
    }

    /// The text, up to 4000 characters.
    async fn text(&self) -> &str {
        &self.message.text
    }
}

/// A case as it stands at a point.
#[derive(Debug, Clone)]
pub struct CaseView {
    pub point: Point,
    pub case: model::Case,
}

impl CaseView {
    async fn thread(&self, ctx: &Context<'_>) -> Answer<Vec<CaseMessage>> {
        let found = loaders(ctx)?.threads.load(self.point.revision, self.case.id).await?;
        let messages = found.iter().flat_map(|thread| thread.iter());
        Ok(messages.map(|message| CaseMessage { point: self.point, message: message.clone() }).collect())
    }

    async fn record(&self, ctx: &Context<'_>) -> Answer<Option<SorEntity>> {
        let Some(code) = self.case.sor_code else { return Ok(None) };
        Ok(UnitView::load(ctx, self.point, code).await?.map(SorEntity::from))
    }

    fn content<T: serde::de::DeserializeOwned>(&self) -> Answer<T> {
        serde_json::from_str(&self.case.content)
            .map_err(|_| Problem::internal("the content of a case cannot be read"))
    }
}

/// A case (sag): something that one party asks of another. What each field means stands on the three types.
#[derive(Debug, Clone, Interface)]
#[graphql(
    field(name = "id", ty = "ID", desc = "Opaque id."),
    field(name = "number", ty = "i64", desc = "Number of the case, as letters name it."),
    field(name = "state", ty = "CaseState", desc = "Where it stands."),
    field(name = "opened_at", ty = "DateTime", desc = "When it was opened."),
    field(
        name = "opened_by",
        ty = "String",
        desc = "Who opened it: name, or subject where no name is known."
    ),
    field(
        name = "organisation",
        ty = "Option<Party>",
        desc = "For which organisation it was opened. Null for none."
    ),
    field(name = "decides", ty = "Party", desc = "The organisation that decides."),
    field(
        name = "record",
        ty = "Option<SorEntity>",
        desc = "The record it is about. Null where it is about none yet."
    ),
    field(
        name = "gln",
        ty = "Option<Gln>",
        desc = "The location number it is about. Null where there is none."
    ),
    field(
        name = "due",
        ty = "Option<Date>",
        desc = "By when it is to be answered. Null where no day is set."
    ),
    field(name = "is_overdue", ty = "bool", desc = "Whether it is open after that day."),
    field(
        name = "answer",
        ty = "Option<String>",
        desc = "What was said with the decision. Null where nothing was."
    ),
    field(
        name = "thread",
        ty = "Option<Vec<CaseMessage>>",
        desc = "The messages on it, the oldest first. Null only when the register cannot be read now."
    )
)]
pub enum Case {
    /// An order of a location number.
    OrderCase(OrderCase),
    /// A proposed change.
    ChangeRequest(ChangeRequest),
    /// A request for access.
    AccessRequest(AccessRequest),
}

impl From<CaseView> for Case {
    fn from(view: CaseView) -> Self {
        match view.case.kind {
            model::CaseKind::Order => Self::OrderCase(OrderCase(view)),
            model::CaseKind::Change => Self::ChangeRequest(ChangeRequest(view)),
            model::CaseKind::Access => Self::AccessRequest(AccessRequest(view)),
        }
    }
}

/// One of the three types of cases, with the fields that all share.
macro_rules! case {
    ($(#[$meta:meta])* $name:ident { $($fields:tt)* }) => {
        /// A case of this kind.
        #[derive(Debug, Clone)]
        pub struct $name(pub CaseView);

        #[expect(clippy::unused_async, reason = "what the object macro takes")]
        $(#[$meta])*
        #[Object]
        impl $name {
            /// Opaque id.
            pub async fn id(&self) -> ID {
                Named::Case(self.0.case.id).id()
            }

            /// Number of the case, as letters name it.
            pub async fn number(&self) -> i64 {
                self.0.case.id
            }

            /// Where it stands.
            pub async fn state(&self) -> CaseState {
                self.0.case.state.into()
            }

            /// When it was opened.
            pub async fn opened_at(&self) -> DateTime {
                DateTime(self.0.case.opened_at)
            }

            /// Who opened it: name, or subject where no name is known.
            pub async fn opened_by(&self) -> String {
                self.0.case.name.clone().unwrap_or_else(|| self.0.case.subject.clone())
            }

            /// For which organisation it was opened. Null where whoever opened it acts for none.
            pub async fn organisation(&self) -> Option<Party> {
                let party = self.0.case.organisation.clone()?;
                Some(Party { point: self.0.point, party })
            }

            /// The organisation that decides.
            pub async fn decides(&self) -> Party {
                Party { point: self.0.point, party: self.0.case.decides.clone() }
            }

            /// The record that it is about. Null where it is about none yet.
            pub async fn record(&self, ctx: &Context<'_>) -> Result<Option<SorEntity>> {
                Ok(self.0.record(ctx).await?)
            }

            /// The location number that it is about; of an order, once it is issued. Null where there is none.
            pub async fn gln(&self) -> Option<Gln> {
                self.0.case.gln
            }

            /// By when it is to be answered (R43). Null where no day is set.
            pub async fn due(&self) -> Option<Date> {
                self.0.case.due.map(Date)
            }

            /// Whether it is still open after that day.
            pub async fn is_overdue(&self, ctx: &Context<'_>) -> Result<bool> {
                let today = request(ctx)?.now().at;
                Ok(self.0.case.state.is_open() && self.0.case.due.is_some_and(|due| due < today))
            }

            /// What was said with the decision. Null where nothing was said, or nothing decided.
            pub async fn answer(&self) -> Option<String> {
                self.0.case.answer.clone()
            }

            /// The messages on it, the oldest first. Null only when the register cannot be read now.
            pub async fn thread(&self, ctx: &Context<'_>) -> Result<Option<Vec<CaseMessage>>> {
                Ok(Some(self.0.thread(ctx).await?))
            }

            $($fields)*
        }
    };
}

case! {
    /// An order (bestilling) of a location number, of a change of one, or of its closing.
    OrderCase {
        /// What is ordered.
        async fn kind(&self) -> Result<OrderKind> {
            Ok(self.0.content::<OpenOrder>()?.kind.into())
        }

        /// Name of the record system (journalsystem).
        async fn system_name(&self) -> Result<String> {
            Ok(self.0.content::<OpenOrder>()?.system_name)
        }

        /// SOR code of the record that is to hold a new number, or holds the one that changes. Null where it is not told.
        async fn sor_code(&self) -> Option<SorCode> {
            self.0.case.sor_code
        }

        /// The location number, once there is one. Null before, and for a number that the register does not have.
        async fn location_number(&self, ctx: &Context<'_>) -> Result<Option<LocationNumber>> {
            let Some(gln) = self.0.case.gln else { return Ok(None) };
            Ok(LocationNumber::load(ctx, self.0.point, gln).await?)
        }
    }
}

case! {
    /// A proposed change (ændringsønske), or a report of an error.
    ChangeRequest {
        /// What would be done, for example "UPDATE_ORGANISATIONAL_UNIT". Null for a report without a proposal.
        async fn action(&self) -> Result<Option<String>> {
            let asked = self.0.content::<RequestChange>()?;
            Ok(asked.proposal.map(|proposal| proposal.action().to_owned()))
        }

        /// What would change, field by field, against the record as it stands now. Empty for a report without a
        /// proposal. Null only when the register cannot be read now.
        async fn changes(&self, ctx: &Context<'_>) -> Result<Option<Vec<ProposedChange>>> {
            let asked = self.0.content::<RequestChange>()?;
            let Some(proposal) = asked.proposal else { return Ok(Some(Vec::new())) };
            Ok(Some(proposal::changes(ctx, self.0.point, &proposal).await?))
        }
    }
}

case! {
    /// A request for access (ansøgning om adgang) to an organisation in a role. The organisation is the one that decides.
    AccessRequest {
        /// The role.
        async fn role(&self) -> Result<Role> {
            Ok(self.0.content::<RequestAccess>()?.role.into())
        }
    }
}

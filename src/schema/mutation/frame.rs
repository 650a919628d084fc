//! What all mutations have in common: four fields of every input, one way to the
//! register, one form of answer.

use std::sync::Arc;

use async_graphql::{Context, Enum, Object, Result};

use super::effect::ChangeEffect;
use crate::model::{self, Point, Revision};
use crate::register;
use crate::register::command::{Command, Errand, Outcome, Record};
use crate::schema::context::request;
use crate::schema::error::{Code, Problem};
use crate::schema::types::{
    AccessRequest, Case, CaseView, ChangeRequest, Grant, LocationNumber, Mandate, OrderCase, UnitNode,
    UnitView, Webhook,
};

/// How a mutation is to be carried out.
#[derive(Debug, Clone, Default)]
pub struct Envelope {
    pub idempotency_key: Option<String>,
    pub expected_revision: Option<Revision>,
    pub dry_run: bool,
    pub reason: Option<String>,
}

/// An input of a mutation: its own fields, and the four that all have.
macro_rules! mutation_input {
    ($(#[$meta:meta])* $name:ident { $($(#[$field_meta:meta])* $field:ident: $type:ty),* $(,)? }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, async_graphql::InputObject)]
        pub struct $name {
            $($(#[$field_meta])* pub $field: $type,)*
            /// A key of the caller's own making, 1 to 200 characters, such as a UUID. The same mutation sent again
            /// with the same key has no second effect and gets the first one's answer; with another mutation it is
            /// refused. Remembered for 30 days (setting idempotency_days), one set of keys for each caller.
            pub idempotency_key: Option<String>,
            /// The revision at which the caller read the record. A later change of the record is a conflict, and
            /// nothing is done.
            pub expected_revision: Option<crate::model::Revision>,
            /// Tell what would happen, all errors and effects included, and change nothing. The record in the answer is
            /// what it would be; whatever hangs on other records, such as its parent and its lists, is read as it is.
            #[graphql(default)]
            pub dry_run: bool,
            /// Why, for the audit trail; up to 1000 characters.
            pub reason: Option<String>,
        }

        impl $name {
            /// How the mutation is to be carried out.
            pub fn envelope(&self) -> crate::schema::mutation::frame::Envelope {
                crate::schema::mutation::frame::Envelope {
                    idempotency_key: self.idempotency_key.clone(),
                    expected_revision: self.expected_revision,
                    dry_run: self.dry_run,
                    reason: self.reason.as_deref().map(|text| text.trim().to_owned()),
                }
            }
        }
    };
}
pub(super) use mutation_input;

/// The answer to a mutation: the record, and what all answers have.
macro_rules! payload {
    ($(#[$meta:meta])* $name:ident { $($(#[$record_meta:meta])* $record:ident: $type:ty),* $(,)? }) => {
        /// The answer to a mutation.
        #[derive(Debug, Clone)]
        pub struct $name(pub crate::schema::mutation::frame::Answered);

        impl From<crate::schema::mutation::frame::Answered> for $name {
            fn from(answered: crate::schema::mutation::frame::Answered) -> Self {
                Self(answered)
            }
        }

        $(#[$meta])*
        #[async_graphql::Object]
        impl $name {
            $($(#[$record_meta])*
            async fn $record(&self) -> Option<$type> {
                crate::schema::mutation::frame::Answers::of(&self.0)
            })*

            /// Everything that is wrong, at once; then nothing was changed. Empty where the mutation was carried out.
            async fn errors(&self) -> Vec<crate::schema::mutation::frame::UserError> {
                self.0.errors()
            }

            /// The commit. Null where nothing was changed: refused, a dry run, or so already.
            async fn revision(&self) -> Option<crate::model::Revision> {
                self.0.outcome.revision
            }

            /// What changes in effect on the first day of the change, for the record and all below it: addresses,
            /// contact data and location numbers, inherited ones included.
            async fn effects(
                &self,
                #[graphql(desc = "How many at most, 0 to 1000; the first ones in the order of SOR codes.", default = 100)]
                first: i32,
            ) -> async_graphql::Result<Vec<crate::schema::mutation::effect::ChangeEffect>> {
                Ok(self.0.effects(first)?)
            }

            /// How many effects there are in all.
            async fn effect_count(&self) -> usize {
                self.0.outcome.effects.len()
            }

            /// Whether this is the answer to the same mutation sent before with the same idempotencyKey.
            async fn repeated(&self) -> bool {
                self.0.outcome.repeated
            }
        }
    };
}
pub(super) use payload;

/// What came of a command, and where its record is read.
#[derive(Debug, Clone)]
pub struct Answered {
    pub outcome: Arc<Outcome>,
    /// The first day of the change, at its commit; without one, as it stood before.
    pub point: Point,
}

/// A type that shows the record of an answer.
pub trait Answers: Sized {
    /// The record, where it is one of this type.
    fn of(answered: &Answered) -> Option<Self>;
}

impl<T: UnitNode> Answers for T {
    fn of(answered: &Answered) -> Option<Self> {
        match &answered.outcome.record {
            Some(Record::Unit(unit)) => {
                <T as UnitNode>::of(UnitView::new(answered.point, Arc::new(unit.as_ref().clone())))
            }
            _ => None,
        }
    }
}

impl Answers for LocationNumber {
    fn of(answered: &Answered) -> Option<Self> {
        match &answered.outcome.record {
            Some(Record::Number(number)) => {
                Some(Self { point: answered.point, record: Arc::new(number.clone()) })
            }
            _ => None,
        }
    }
}

macro_rules! answers {
    ($($record:ident($value:ident) as $type:ty => $show:expr;)*) => {$(
        impl Answers for $type {
            fn of(answered: &Answered) -> Option<Self> {
                let point = answered.point;
                match &answered.outcome.record {
                    Some(Record::$record($value)) => $show(point),
                    _ => None,
                }
            }
        }
    )*};
}

answers! {
    Case(case) as Case => |point| Some(CaseView { point, case: case.clone() }.into());
    Case(case) as OrderCase => |point| {
        let fits = case.kind == model::CaseKind::Order;
        fits.then(|| Self(CaseView { point, case: case.clone() }))
    };
    Case(case) as ChangeRequest => |point| {
        let fits = case.kind == model::CaseKind::Change;
        fits.then(|| Self(CaseView { point, case: case.clone() }))
    };
    Case(case) as AccessRequest => |point| {
        let fits = case.kind == model::CaseKind::Access;
        fits.then(|| Self(CaseView { point, case: case.clone() }))
    };
    Grant(grant) as Grant => |point| Some(Self { point, grant: grant.clone() });
    Mandate(mandate) as Mandate => |point| Some(Self { point, mandate: mandate.clone() });
    Webhook(webhook) as Webhook => |point| Some(Self { point, webhook: webhook.clone() });
}

/// The one text that an answer tells: a secret.
impl Answers for String {
    fn of(answered: &Answered) -> Option<Self> {
        answered.outcome.secret.as_ref().map(|secret| secret.reveal().to_owned())
    }
}

impl Answered {
    /// The faults, as the caller sees them.
    pub fn errors(&self) -> Vec<UserError> {
        self.outcome.faults.iter().cloned().map(UserError).collect()
    }

    /// The first so many effects.
    pub fn effects(&self, first: i32) -> Result<Vec<ChangeEffect>, Problem> {
        let most = usize::try_from(first).ok().filter(|first| *first <= 1000);
        let most = most.ok_or_else(|| Problem::argument("first is 0 to 1000."))?;
        let effects = self.outcome.effects.iter().take(most).cloned();
        Ok(effects.map(|effect| ChangeEffect::new(self.point, effect)).collect())
    }
}

/// Carries a command out for the caller of the request.
pub async fn carry_out(ctx: &Context<'_>, command: Command, envelope: Envelope) -> Result<Answered> {
    let request = request(ctx)?;
    if request.caller().is_anonymous() {
        let message = "Sign in to change the register: send a bearer token.";
        return Err(Problem::new(Code::Unauthenticated, message).into());
    }
    let errand = Errand {
        caller: request.caller().clone(),
        command,
        reason: envelope.reason,
        idempotency_key: envelope.idempotency_key,
        expected_revision: envelope.expected_revision,
        dry_run: envelope.dry_run,
        request_id: request.request_id().map(str::to_owned),
    };
    let outcome = request.register().carry_out(errand).await.map_err(Problem::from)?;
    let revision = outcome.revision.unwrap_or(request.newest());
    Ok(Answered { point: Point { at: outcome.at, revision }, outcome: Arc::new(outcome) })
}

/// Why a mutation was not carried out. New codes may come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "register::FaultCode")]
pub enum UserErrorCode {
    /// The caller may not: the message says what is protected, whose it is, and whom to ask.
    Denied,
    /// There is no such record.
    NotFound,
    /// The record changed after the revision that the caller expected, or in between.
    Conflict,
    /// The idempotency key was used before for something else.
    IdempotencyKeyReused,
    /// A value is missing.
    Required,
    /// A text is empty, too long, or has characters that no text may have.
    BadText,
    /// A value is out of its range, or not of its form.
    BadValue,
    /// A code is in none of the register's lists.
    UnknownCode,
    /// Two values do not go together.
    Contradiction,
    /// A date lies in the past, or not far enough ahead.
    TooEarly,
    /// A date lies after the end of what it depends on.
    TooLate,
    /// The record is closed, or will be on that day.
    Closed,
    /// The record is not in force yet on that day.
    NotInForce,
    /// A record of this kind does not hang under one of that kind.
    WrongParent,
    /// A record would stand below itself.
    Circle,
    /// There is no location number above from which to inherit.
    NothingToInherit,
    /// The location number is in use, or was.
    NumberTaken,
    /// The range of location numbers, or of SOR codes, is used up.
    NumbersExhausted,
    /// The record has a location number of its own already.
    HasNumber,
    /// The record has no location number of its own.
    HasNoNumber,
    /// Nothing is planned for that day.
    NothingPlanned,
    /// The case is not in a state in which this can be done.
    WrongState,
    /// Something like it is there already.
    AlreadyThere,
    /// A municipality has as many SOR coordinators as it may have.
    TooManyCoordinators,
    /// The last SOR coordinator of a municipality needs a successor.
    LastCoordinator,
    /// An organisation has as many webhooks as it may have.
    TooManyWebhooks,
}

/// One reason why a mutation was not carried out.
#[derive(Debug, Clone)]
pub struct UserError(pub register::Fault);

/// One reason why a mutation was not carried out.
#[Object]
impl UserError {
    /// What kind of reason.
    async fn code(&self) -> UserErrorCode {
        self.0.code.into()
    }

    /// Where in the arguments, outermost first, for example "input", "postalAddress", "streetName"; only
    /// "input" where it concerns the whole.
    async fn path(&self) -> Vec<String> {
        std::iter::once("input".to_owned()).chain(self.0.path.iter().cloned()).collect()
    }

    /// For people, in English.
    async fn message(&self) -> &str {
        &self.0.message
    }
}

/// A text without the white space around it.
pub fn text(given: &str) -> String {
    given.trim().to_owned()
}

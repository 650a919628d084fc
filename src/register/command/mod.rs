//! What can be done to the register. Every command takes the same way: load, decide,
//! begin, check, write, commit, in one transaction.

mod carry_out;

use chrono::NaiveDate;
use futures_util::future::BoxFuture;
use serde::{Deserialize, Serialize};

use crate::history::comparison::Effect;
use crate::identity::Caller;
use crate::model::{
    Case, Gln, Grant, LocationNumber, Mandate, Revision, SorCode, Unit, Version, Webhook, WebhookSecret,
};
use crate::ownership::Asked;

use super::{Change, Draft, Fault, Faults, Rules, Stop};

/// A command, with who gives it and how it is to be carried out.
#[derive(Debug, Clone)]
pub struct Errand {
    /// Who.
    pub caller: Caller,
    /// What.
    pub command: Command,
    /// Why, for the audit trail.
    pub reason: Option<String>,
    /// The same key with the same command has one effect, however often it is sent.
    pub idempotency_key: Option<String>,
    /// The newest revision that the caller knows the record at: a later change of it is a conflict.
    pub expected_revision: Option<Revision>,
    /// Tell what would happen, and change nothing.
    pub dry_run: bool,
    /// Id of the request.
    pub request_id: Option<String>,
}

/// What came of a command.
#[derive(Debug, Clone)]
pub struct Outcome {
    /// The commit; `None` where nothing was changed: refused, tried only, or so already.
    pub revision: Option<Revision>,
    /// The record that the command was about, as it stands after it.
    pub record: Option<Record>,
    /// The day for which the record is shown: the first one on which the change applies.
    pub at: NaiveDate,
    /// What changes for the records concerned, those below included.
    pub effects: Vec<Effect>,
    /// Why nothing was changed.
    pub faults: Vec<Fault>,
    /// Whether this is the answer to the same command sent before.
    pub repeated: bool,
    /// A secret that the command made. It is told this once.
    pub secret: Option<WebhookSecret>,
}

/// A record as a command leaves it.
#[derive(Debug, Clone)]
pub enum Record {
    /// An owner, an institution or a unit.
    Unit(Box<Version<Unit>>),
    /// A location number.
    Number(Version<LocationNumber>),
    /// A case.
    Case(Case),
    /// A grant.
    Grant(Grant),
    /// A mandate.
    Mandate(Mandate),
    /// A webhook.
    Webhook(Webhook),
    /// A support desk or a guide, by its key.
    Entry(String),
}

/// Names a record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum RecordKey {
    /// An owner, an institution or a unit.
    Unit(SorCode),
    /// A location number.
    Number(Gln),
    /// A case.
    Case(i64),
    /// A grant.
    Grant(i64),
    /// A mandate.
    Mandate(i64),
    /// A webhook.
    Webhook(i64),
    /// A support desk or a guide.
    Entry(String),
}

/// What a command did, told by itself.
#[derive(Debug, Clone)]
pub struct Done {
    /// The record that it was about.
    pub record: Option<RecordKey>,
    /// The first day on which the change applies.
    pub at: NaiveDate,
    /// The records below which something may have changed.
    pub roots: Vec<SorCode>,
    /// One line for people, without names of persons.
    pub summary: String,
}

impl Done {
    /// A command about `record` that concerns nothing else.
    #[must_use]
    pub fn with(record: RecordKey, at: NaiveDate, summary: impl Into<String>) -> Self {
        Self { record: Some(record), at, roots: Vec::new(), summary: summary.into() }
    }
}

/// A field of an update: left as it is, emptied, or set. Absent is not null.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Patch<T> {
    /// As it is.
    #[default]
    Keep,
    /// Emptied.
    Clear,
    /// Set to this.
    Set(T),
}

impl<T> Patch<T> {
    /// The value set.
    pub fn value(&self) -> Option<&T> {
        if let Self::Set(value) = self { Some(value) } else { None }
    }

    /// The value that `field` gets; `None` where it keeps its own.
    pub fn change(&self) -> Option<Option<T>>
    where
        T: Clone,
    {
        match self {
            Self::Keep => None,
            Self::Clear => Some(None),
            Self::Set(value) => Some(Some(value.clone())),
        }
    }

    /// The same with another value.
    pub fn map<U>(self, value: impl FnOnce(T) -> U) -> Patch<U> {
        match self {
            Self::Keep => Patch::Keep,
            Self::Clear => Patch::Clear,
            Self::Set(set) => Patch::Set(value(set)),
        }
    }
}

/// One kind of command.
pub(super) trait Verb {
    /// Its name, as it is stored with the commit, e.g. `CREATE_ORGANISATIONAL_UNIT`.
    fn name(&self) -> &'static str;

    /// Notes everything that is wrong with it by itself.
    fn check(&self, rules: &Rules, faults: &mut Faults);

    /// The record that must not have changed after the expected revision.
    fn watched(&self) -> Option<RecordKey>;

    /// What it does to what: every record that it names, as the register has it.
    fn asked(&self, draft: &Draft, caller: &Caller) -> impl Future<Output = Result<Vec<Asked>, Stop>> + Send;

    /// Checks it against the register and writes.
    fn act(&self, change: &mut Change) -> impl Future<Output = Result<Done, Stop>> + Send;
}

impl Command {
    /// What it does, as it is stored with its commit, e.g. `CREATE_ORGANISATIONAL_UNIT`.
    #[must_use]
    pub fn action(&self) -> &'static str {
        self.name()
    }

    /// Whether it may bring records or numbers under another owner, and with them the open change requests.
    fn moves(&self) -> bool {
        matches!(
            self,
            Self::MoveUnit(_)
                | Self::CancelPlanned(_)
                | Self::Reorganise(_)
                | Self::AttachNumber(_)
                | Self::DetachNumber(_)
                | Self::ApproveChange(_)
        )
    }

    /// [`Verb::asked`] for a command inside another one.
    fn asked_inside<'a>(
        &'a self,
        draft: &'a Draft,
        caller: &'a Caller,
    ) -> BoxFuture<'a, Result<Vec<Asked>, Stop>> {
        Box::pin(self.asked(draft, caller))
    }

    /// [`Verb::act`] for a command inside another one.
    fn act_inside<'a>(&'a self, change: &'a mut Change) -> BoxFuture<'a, Result<Done, Stop>> {
        Box::pin(self.act(change))
    }
}

/// The commands: each a kind of [`Verb`].
macro_rules! commands {
    ($($(#[$doc:meta])* $name:ident($command:ty),)*) => {
        /// Something to be done to the register.
        #[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
        pub enum Command {
            $($(#[$doc])* $name($command),)*
        }

        impl Verb for Command {
            fn name(&self) -> &'static str {
                match self { $(Self::$name(command) => command.name(),)* }
            }
            fn check(&self, rules: &Rules, faults: &mut Faults) {
                match self { $(Self::$name(command) => command.check(rules, faults),)* }
            }
            fn watched(&self) -> Option<RecordKey> {
                match self { $(Self::$name(command) => command.watched(),)* }
            }
            async fn asked(&self, draft: &Draft, caller: &Caller) -> Result<Vec<Asked>, Stop> {
                match self { $(Self::$name(command) => command.asked(draft, caller).await,)* }
            }
            async fn act(&self, change: &mut Change) -> Result<Done, Stop> {
                match self { $(Self::$name(command) => command.act(change).await,)* }
            }
        }
    };
}

mod access;
mod cancel;
mod cases;
mod changes;
mod close_units;
mod create_unit;
mod desk;
mod details;
mod guidance;
mod letters;
mod mandates;
mod message_types;
mod move_unit;
mod numbers;
mod opening;
mod orders;
mod reorganise;
mod unit_rules;
mod update_unit;
mod webhooks;

pub use access::{AppointAdministrator, ApproveAccess, EndGrant, GiveGrant, RequestAccess, Successor};
pub use cancel::{CancelPlanned, Planned};
pub use cases::{CaseStep, StepCase};
pub use changes::{ApproveChange, RequestChange};
pub use close_units::CloseUnits;
pub use create_unit::CreateUnit;
pub(super) use desk::hand_on;
pub use details::UnitDetails;
pub use guidance::{Desk, Guidance, Page};
pub(super) use letters::party_name;
pub use mandates::{GrantMandate, RevokeMandate};
pub use message_types::{SetMessageTypes, SettingMode, WantedType};
pub use move_unit::MoveUnit;
pub use numbers::{
    AttachNumber, CloseNumber, CreateNumber, DetachNumber, NumberDetails, SetNumberState, UpdateNumber,
};
pub use orders::{IssueOrder, OpenOrder, OrderKind};
pub use reorganise::{Reorganise, Step};
pub use update_unit::UpdateUnit;
pub use webhooks::{RegisterWebhook, StepWebhook, UpdateWebhook, WebhookStep};

commands! {
    /// Creates a record of the tree.
    CreateUnit(CreateUnit),
    /// Changes a record of the tree.
    UpdateUnit(UpdateUnit),
    /// Hangs a record elsewhere in the tree.
    MoveUnit(MoveUnit),
    /// Closes or replaces records of the tree.
    CloseUnits(CloseUnits),
    /// Takes back what is planned.
    CancelPlanned(CancelPlanned),
    /// Many of these at once.
    Reorganise(Reorganise),
    /// Makes a location number.
    CreateNumber(CreateNumber),
    /// Changes a location number.
    UpdateNumber(UpdateNumber),
    /// Hangs a location number on a record.
    AttachNumber(AttachNumber),
    /// Takes a location number off a record.
    DetachNumber(DetachNumber),
    /// Closes a location number.
    CloseNumber(CloseNumber),
    /// Lets a record inherit a number or have none.
    SetNumberState(SetNumberState),
    /// Sets what a number receives and sends.
    SetMessageTypes(SetMessageTypes),
    /// Orders a location number.
    OpenOrder(OpenOrder),
    /// Carries an order out.
    IssueOrder(IssueOrder),
    /// Proposes a change.
    RequestChange(RequestChange),
    /// Approves a proposed change.
    ApproveChange(ApproveChange),
    /// Asks for a role.
    RequestAccess(RequestAccess),
    /// Approves a request for a role.
    ApproveAccess(ApproveAccess),
    /// Takes a case a step further.
    StepCase(StepCase),
    /// Gives a role.
    GiveGrant(GiveGrant),
    /// Ends a role.
    EndGrant(EndGrant),
    /// Appoints a first administrator.
    AppointAdministrator(AppointAdministrator),
    /// Gives a mandate.
    GrantMandate(GrantMandate),
    /// Takes a mandate back.
    RevokeMandate(RevokeMandate),
    /// Keeps support and guides.
    Guidance(Guidance),
    /// Registers a webhook.
    RegisterWebhook(RegisterWebhook),
    /// Changes a webhook.
    UpdateWebhook(UpdateWebhook),
    /// Does something to a webhook.
    StepWebhook(StepWebhook),
}

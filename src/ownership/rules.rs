//! The rule table: one line a right. It is meant to be read, and changed, by people
//! who know the register: `sor.md` section 4 is its source, and where the source
//! leaves something open the line says what was assumed.

use super::matter::OwnerKind::{Municipality, Private, PrivateHospital, Region, State};
use super::matter::{Action, OwnerKind, Part};
use crate::model::Role;

/// Who a rule is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Who {
    /// Whoever holds this role.
    Holder(Role),
    /// Whoever has signed in.
    SignedIn,
    /// Whoever opened the case.
    Opener,
}

/// How far a right reaches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// Everything.
    Any,
    /// What stands in the tree of the holder's own organisation.
    Own,
    /// Numbers on the holder's own systems.
    OwnSystem,
    /// Numbers on the holder's own systems for which the owner has given a mandate.
    Mandated,
    /// Anything but numbers on special systems.
    Ordinary,
    /// What concerns the holder's own organisation.
    Concerned,
}

/// A right.
#[derive(Debug, Clone, Copy)]
pub struct Rule {
    /// Who.
    pub who: Who,
    /// May do what.
    pub actions: &'static [Action],
    /// To which part.
    pub part: Part,
    /// In the trees of which kinds of owners; also where there is none, when all are named.
    pub owners: &'static [OwnerKind],
    /// How far.
    pub reach: Reach,
}

use Action::{Ask, Close, Create, Decide, Move, Read, TakePart, Update};
use Role::{
    Coordinator, Editor, LocalAdministrator, MedCom, NationalEditor, Operator, PrivateOwner, RegionEditor,
    RestrictedReader, SystemSupplier,
};

const EVERYBODY: &[OwnerKind] = &OwnerKind::ALL;
const EDIT: &[Action] = &[Create, Update, Move, Close];
const KEEP: &[Action] = &[Create, Update, Close, Read];
const ANSWER: &[Action] = &[Decide, TakePart, Read];

const fn rule(
    who: Who,
    actions: &'static [Action],
    part: Part,
    owners: &'static [OwnerKind],
    reach: Reach,
) -> Rule {
    Rule { who, actions, part, owners, reach }
}

const fn role(role: Role) -> Who {
    Who::Holder(role)
}

/// Every right there is. Of the lines that let somebody change a thing, the first one
/// names who answers for it: see [`super::keeper`].
#[rustfmt::skip]
pub const RULES: &[Rule] = &[
    // Institution owners and health institutions: a private owner keeps its own (self-service), the authority all others.
    rule(role(PrivateOwner),    &[Update, Close], Part::InstitutionOwner,   &[Private],        Reach::Own),
    rule(role(NationalEditor),  EDIT,             Part::InstitutionOwner,   EVERYBODY,         Reach::Any),
    rule(role(PrivateOwner),    EDIT,             Part::HealthInstitution,  &[Private],        Reach::Own),
    rule(role(NationalEditor),  EDIT,             Part::HealthInstitution,  EVERYBODY,         Reach::Any),

    // Organisational units: each municipality and each region its own, private owners theirs; private hospitals and the
    // state by the authority.
    rule(role(Coordinator),     EDIT,             Part::OrganisationalUnit, &[Municipality],   Reach::Own),
    rule(role(Editor),          EDIT,             Part::OrganisationalUnit, &[Municipality],   Reach::Own),
    rule(role(RegionEditor),    EDIT,             Part::OrganisationalUnit, &[Region],         Reach::Own),
    rule(role(PrivateOwner),    EDIT,             Part::OrganisationalUnit, &[Private],        Reach::Own),
    rule(role(NationalEditor),  EDIT,             Part::OrganisationalUnit, EVERYBODY,         Reach::Any),

    // Location numbers: regions keep those of their units; everybody else's are the authority's.
    rule(role(RegionEditor),    EDIT,             Part::LocationNumber,     &[Region],         Reach::Own),
    rule(role(NationalEditor),  EDIT,             Part::LocationNumber,     EVERYBODY,         Reach::Any),
    // The holder keeps the data right through its system supplier (S27); that this needs no mandate is an assumption.
    rule(role(SystemSupplier),  &[Update],        Part::LocationNumber,     &[Private],        Reach::OwnSystem),

    // Message types: MedCom on municipal numbers, suppliers by mandate. MedCom not on GP and other special systems.
    rule(role(MedCom),          EDIT,             Part::MessageTypes,       &[Municipality],   Reach::Ordinary),
    // That regions set the types of their own numbers is assumed: their location numbers are theirs.
    rule(role(RegionEditor),    EDIT,             Part::MessageTypes,       &[Region],         Reach::Own),
    rule(role(SystemSupplier),  EDIT,             Part::MessageTypes,       EVERYBODY,         Reach::Mandated),
    // Assumed (the table marks it as proposed).
    rule(role(NationalEditor),  EDIT,             Part::MessageTypes,       EVERYBODY,         Reach::Any),

    // Mandates are the owner's to give and to take back.
    rule(role(Coordinator),     &[Create, Close, Read], Part::Mandate,      &[Municipality],   Reach::Own),
    rule(role(RegionEditor),    &[Create, Close, Read], Part::Mandate,      &[Region],         Reach::Own),
    rule(role(PrivateOwner),    &[Create, Close, Read], Part::Mandate,      &[Private, PrivateHospital], Reach::Own),
    rule(role(NationalEditor),  &[Read],          Part::Mandate,            EVERYBODY,         Reach::Any),
    rule(role(SystemSupplier),  &[Read],          Part::Mandate,            EVERYBODY,         Reach::Concerned),
    // The state's numbers: assumed to go through the authority, which keeps all of the state's records.
    rule(role(NationalEditor),  &[Create, Close], Part::Mandate,            &[State],          Reach::Any),

    // Orders of location numbers: the coordinator of a municipality; private owners apply; the authority answers.
    rule(role(Coordinator),     &[Ask, Read],     Part::Order,              &[Municipality],   Reach::Own),
    rule(role(PrivateOwner),    &[Ask, Read],     Part::Order,              &[Private, PrivateHospital], Reach::Own),
    rule(role(NationalEditor),  ANSWER,           Part::Order,              EVERYBODY,         Reach::Any),
    rule(role(Coordinator),     &[TakePart, Read], Part::Order,             EVERYBODY,         Reach::Concerned),
    rule(role(PrivateOwner),    &[TakePart, Read], Part::Order,             EVERYBODY,         Reach::Concerned),
    rule(role(RestrictedReader), &[Read],         Part::Order,              EVERYBODY,         Reach::Concerned),

    // Change requests: anybody who has signed in asks; whoever could make the change answers, which the register asks
    // for beside this table; these lines are for seeing a case and for taking part in it.
    rule(Who::SignedIn,         &[Ask],           Part::ChangeRequest,      EVERYBODY,         Reach::Any),
    rule(Who::Opener,           &[TakePart, Read], Part::ChangeRequest,     EVERYBODY,         Reach::Any),
    rule(role(NationalEditor),  ANSWER,           Part::ChangeRequest,      EVERYBODY,         Reach::Any),
    rule(role(Coordinator),     ANSWER,           Part::ChangeRequest,      EVERYBODY,         Reach::Concerned),
    rule(role(Editor),          ANSWER,           Part::ChangeRequest,      EVERYBODY,         Reach::Concerned),
    rule(role(RegionEditor),    ANSWER,           Part::ChangeRequest,      EVERYBODY,         Reach::Concerned),
    rule(role(PrivateOwner),    ANSWER,           Part::ChangeRequest,      EVERYBODY,         Reach::Concerned),
    rule(role(MedCom),          ANSWER,           Part::ChangeRequest,      EVERYBODY,         Reach::Concerned),
    rule(role(RestrictedReader), &[Read],         Part::ChangeRequest,      EVERYBODY,         Reach::Concerned),
    // The program itself hands them on when a record comes under another owner with a day.
    rule(role(Operator),        &[Move],          Part::ChangeRequest,      EVERYBODY,         Reach::Any),

    // Access and roles: an organisation's local administrator hands out its roles; the authority appoints the first one
    // of an organisation and hands out no others; the operator appoints the authority's own.
    rule(Who::SignedIn,         &[Ask],           Part::AccessRequest,      EVERYBODY,         Reach::Any),
    rule(Who::Opener,           &[TakePart, Read], Part::AccessRequest,     EVERYBODY,         Reach::Any),
    rule(role(LocalAdministrator), ANSWER,        Part::AccessRequest,      EVERYBODY,         Reach::Concerned),
    rule(role(LocalAdministrator), &[Create, Close, Read], Part::Grant,     EVERYBODY,         Reach::Concerned),
    rule(role(RestrictedReader), &[Read],         Part::Grant,              EVERYBODY,         Reach::Concerned),
    rule(role(NationalEditor),  &[Create],        Part::FirstAdministrator, EVERYBODY,         Reach::Any),
    rule(role(Operator),        &[Create],        Part::FirstAdministrator, EVERYBODY,         Reach::Any),
    rule(role(Operator),        &[Create, Close, Read], Part::Grant,        EVERYBODY,         Reach::Any),

    // Support and guides are data of the authority.
    rule(role(NationalEditor),  EDIT,             Part::Guidance,           EVERYBODY,         Reach::Any),

    // Webhooks: assumed, since the source knows none. Whoever acts for an organisation keeps its own; the operator's
    // line lets the service pause those at which nobody answers.
    rule(role(Coordinator),     KEEP,             Part::Webhook,            EVERYBODY,         Reach::Concerned),
    rule(role(RegionEditor),    KEEP,             Part::Webhook,            EVERYBODY,         Reach::Concerned),
    rule(role(PrivateOwner),    KEEP,             Part::Webhook,            EVERYBODY,         Reach::Concerned),
    rule(role(LocalAdministrator), KEEP,          Part::Webhook,            EVERYBODY,         Reach::Concerned),
    rule(role(NationalEditor),  KEEP,             Part::Webhook,            EVERYBODY,         Reach::Concerned),
    rule(role(MedCom),          KEEP,             Part::Webhook,            EVERYBODY,         Reach::Concerned),
    rule(role(SystemSupplier),  KEEP,             Part::Webhook,            EVERYBODY,         Reach::Concerned),
    rule(role(Operator),        &[Update],        Part::Webhook,            EVERYBODY,         Reach::Any),

    // The audit trail: an organisation's own; all of it for the authority.
    rule(role(NationalEditor),  &[Read],          Part::AuditTrail,         EVERYBODY,         Reach::Any),
    rule(role(Operator),        &[Read],          Part::AuditTrail,         EVERYBODY,         Reach::Any),
    rule(role(LocalAdministrator), &[Read],       Part::AuditTrail,         EVERYBODY,         Reach::Concerned),
    rule(role(Coordinator),     &[Read],          Part::AuditTrail,         EVERYBODY,         Reach::Concerned),
    rule(role(RestrictedReader), &[Read],         Part::AuditTrail,         EVERYBODY,         Reach::Concerned),

    // What the program ships with, and official extracts: whoever runs it.
    rule(role(Operator),        &[Create],        Part::Foundation,         EVERYBODY,         Reach::Any),
    rule(role(Operator),        &[Create],        Part::Extract,            EVERYBODY,         Reach::Any),
];

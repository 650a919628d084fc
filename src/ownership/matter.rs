use crate::model::{Party, SorCode, owner_type};

/// A part of the register that rights are given over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Part {
    /// Institution owners (institutionsejere).
    InstitutionOwner,
    /// Health institutions (sundhedsinstitutioner).
    HealthInstitution,
    /// Organisational units (organisatoriske enheder).
    OrganisationalUnit,
    /// Location numbers (lokationsnumre).
    LocationNumber,
    /// Message types (meddelelsestyper) on location numbers.
    MessageTypes,
    /// Mandates of suppliers to set message types.
    Mandate,
    /// Orders of location numbers.
    Order,
    /// Proposed changes.
    ChangeRequest,
    /// Requests for access.
    AccessRequest,
    /// Roles handed out.
    Grant,
    /// First local user administrators.
    FirstAdministrator,
    /// Support desks and guides.
    Guidance,
    /// Webhooks.
    Webhook,
    /// The audit trail.
    AuditTrail,
    /// Code lists and geography.
    Foundation,
    /// Official extracts.
    Extract,
}

/// What is done to a part.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Action {
    /// Make a new one.
    Create,
    /// Change what it says.
    Update,
    /// Hang it, or something, elsewhere.
    Move,
    /// End it on a day.
    Close,
    /// Open a case about it.
    Ask,
    /// Answer a case: approve, refuse, ask for more.
    Decide,
    /// Write on the thread of a case, or take the case back.
    TakePart,
    /// Read what is not public.
    Read,
}

impl Action {
    /// The word for it in a sentence.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Create => "create",
            Self::Update => "change",
            Self::Move => "move",
            Self::Close => "close",
            Self::Ask => "open a case about",
            Self::Decide => "decide on",
            Self::TakePart => "take part in",
            Self::Read => "read",
        }
    }
}

impl Part {
    /// The words for it in a sentence.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::InstitutionOwner => "institution owner",
            Self::HealthInstitution => "health institution",
            Self::OrganisationalUnit => "organisational unit",
            Self::LocationNumber => "location number",
            Self::MessageTypes => "message types",
            Self::Mandate => "mandate",
            Self::Order => "order",
            Self::ChangeRequest => "change request",
            Self::AccessRequest => "access request",
            Self::Grant => "roles",
            Self::FirstAdministrator => "first administrator",
            Self::Guidance => "support and guides",
            Self::Webhook => "webhook",
            Self::AuditTrail => "audit trail",
            Self::Foundation => "code lists and geography",
            Self::Extract => "official extract",
        }
    }
}

/// Kind of the institution owner in whose tree something stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum OwnerKind {
    /// A region.
    Region,
    /// A municipality.
    Municipality,
    /// The state.
    State,
    /// A private owner.
    Private,
    /// A private owner, in the tree of a private hospital.
    PrivateHospital,
}

impl OwnerKind {
    /// Every kind.
    pub const ALL: [Self; 5] =
        [Self::Region, Self::Municipality, Self::State, Self::Private, Self::PrivateHospital];

    /// The kind of an owner of this type; `None` for a type that is none of the four.
    #[must_use]
    pub fn from_type(code: &str) -> Option<Self> {
        match code {
            owner_type::REGION => Some(Self::Region),
            owner_type::MUNICIPALITY => Some(Self::Municipality),
            owner_type::STATE => Some(Self::State),
            owner_type::PRIVATE => Some(Self::Private),
            _ => None,
        }
    }
}

/// The institution owner behind something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Owner {
    /// Its SOR code.
    pub code: SorCode,
    /// Its name.
    pub name: String,
    /// Its kind; `None` where its type is none of the four.
    pub kind: Option<OwnerKind>,
}

/// Something that rights are asked for, with all that the rules look at. The facts
/// are read in the transaction that would change it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Matter {
    /// Which part of the register.
    pub part: Part,
    /// What it is called, for people.
    pub name: String,
    /// The owner in whose tree it stands; `None` for what stands in none.
    pub owner: Option<Owner>,
    /// It and the records above it, for rights over a part of a tree.
    pub lineage: Vec<SorCode>,
    /// Whether a number is on one of the systems whose message types MedCom does not keep, such as a GP's.
    pub special_system: bool,
    /// The system supplier of the number.
    pub supplier: Option<String>,
    /// Whether the owner has given that supplier a mandate for the number.
    pub mandated: bool,
    /// The parties whom a case or a grant concerns.
    pub parties: Vec<Party>,
    /// The subject who opened a case.
    pub opened_by: Option<String>,
}

impl Matter {
    /// Something of `part` about which nothing else is known.
    #[must_use]
    pub fn new(part: Part, name: impl Into<String>) -> Self {
        Self {
            part,
            name: name.into(),
            owner: None,
            lineage: Vec::new(),
            special_system: false,
            supplier: None,
            mandated: false,
            parties: Vec::new(),
            opened_by: None,
        }
    }

    /// Something that concerns these parties.
    #[must_use]
    pub fn of_parties(part: Part, name: impl Into<String>, parties: Vec<Party>) -> Self {
        Self { parties, ..Self::new(part, name) }
    }
}

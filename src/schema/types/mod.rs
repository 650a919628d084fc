//! The objects of the graph: newtypes over what the register says, each with the point at which it was read.

mod address;
mod audit;
mod case;
mod change;
mod coded_value;
mod compared;
mod details;
mod difference;
mod effective;
mod enums;
mod guidance;
mod health_institution;
mod history;
mod institution_owner;
mod location_number;
mod message_type;
mod municipality;
mod node;
mod organisational_unit;
mod party;
mod record;
mod region;
mod register;
mod resolution;
mod search_result;
mod sor_entity;
mod status;
mod sub_unit;
mod unit_view;
mod viewer_can;
mod webhook;

pub use address::{Address, VirtualAddress, metres};
pub use audit::{AuditEntry, may_audit};
pub use case::{AccessRequest, Case, CaseKind, CaseState, CaseView, ChangeRequest, OrderCase, OrderKind};
pub use change::{ChangeConnection, RecordType, RegisterChange};
pub use coded_value::CodedValue;
pub use compared::Sides;
pub use details::{GeographicalParent, HospitalFlags, Speciality};
pub use difference::Difference;
pub use effective::Effective;
pub use enums::{
    CodeList, GeographicalRelation, LocationNumberState, MessageDirection, MessageFormat, OwnerType,
    SorEntityKind, State, ValueSource,
};
pub use guidance::{Guide, SupportDesk};
pub use health_institution::HealthInstitution;
pub use history::Recorded;
pub use institution_owner::InstitutionOwner;
pub use location_number::{LocationNumber, messages_mark};
pub use message_type::{LocationNumberMessageType, MessageType};
pub use municipality::{Municipality, municipality_key};
pub use node::Node;
pub use organisational_unit::OrganisationalUnit;
pub use party::{Contact, Grant, Mandate, Party, Responsible, Role};
pub use record::{RegisterDigest, RegisterRecord};
pub use region::{Region, region_municipalities_mark};
pub use register::{Register, RegisterRevision};
pub use resolution::Resolution;
pub use search_result::SearchResultConnection;
pub use sor_entity::{SorEntity, UnitNode};
pub use status::Status;
pub use unit_view::{Above, UnitView};
pub use viewer_can::{LocationNumberViewerCan, ViewerCan};
pub use webhook::Webhook;

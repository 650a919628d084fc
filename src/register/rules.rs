use crate::model::{Gln, UnitKind};
use crate::webhook::Guard;

/// The rules of the register that are settings, because their source is old, silent
/// or somebody else's to change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rules {
    /// Days that the first day of a new organisational unit lies ahead at least (R20).
    pub lead_days_new: u32,
    /// Days that a change to an organisational unit in force lies ahead at least (R21).
    pub lead_days_change: u32,
    /// Days after its creation from which a change to a unit not yet in force may apply (R22).
    pub lead_days_planned: u32,
    /// First number of the range from which location numbers are allocated, without the check digit.
    pub first_gln_body: u64,
    /// Last number of that range.
    pub last_gln_body: u64,
    /// Least serial of a new SOR code; the register takes the next one after all that it knows.
    pub first_sor_serial: u32,
    /// Danish working days within which an order is answered (R43).
    pub answer_working_days: u32,
    /// Most SOR coordinators of a municipality.
    pub most_coordinators: usize,
    /// Days for which the answer to a request with an idempotency key is remembered at least.
    pub idempotency_days: u32,
    /// Code that marks the main one of the specialities of a unit (R15); empty where it is not known: then it is not checked.
    pub main_speciality: String,
    /// Types of units on whose numbers MedCom does not keep the message types, such as general practice.
    pub special_unit_types: Vec<String>,
    /// Record systems on whose numbers MedCom does not keep the message types.
    pub special_systems: Vec<String>,
    /// Whether roles are taken from tokens, too.
    pub roles_from_tokens: bool,
    /// The address of the service, for the letters; empty where it is not known.
    pub public_url: String,
    /// The e-mail address of the authority's desk for orders; its national editors get the letters where it is empty.
    pub authority_email: String,
    /// Most webhooks of an organisation.
    pub most_webhooks: usize,
    /// Where webhooks may lead.
    pub webhook_guard: Guard,
}

impl Default for Rules {
    fn default() -> Self {
        Self {
            lead_days_new: 7,
            lead_days_change: 1,
            lead_days_planned: 7,
            first_gln_body: 579_000_000_000,
            last_gln_body: 579_009_999_999,
            first_sor_serial: 1,
            answer_working_days: 10,
            most_coordinators: 2,
            idempotency_days: 30,
            main_speciality: String::new(),
            special_unit_types: vec!["394761003".to_owned()],
            special_systems: Vec::new(),
            roles_from_tokens: false,
            public_url: String::new(),
            authority_email: String::new(),
            most_webhooks: 10,
            webhook_guard: Guard::default(),
        }
    }
}

impl Rules {
    /// Days that a change to a record of this kind lies ahead at least: the rules name organisational units only.
    #[must_use]
    pub fn change_lead(&self, kind: UnitKind) -> u32 {
        if kind == UnitKind::OrganisationalUnit { self.lead_days_change } else { 0 }
    }

    /// Days that the first day of a record of this kind lies ahead at least.
    #[must_use]
    pub fn new_lead(&self, kind: UnitKind) -> u32 {
        if kind == UnitKind::OrganisationalUnit { self.lead_days_new } else { 0 }
    }

    /// First and last number of the range that location numbers are allocated from.
    #[must_use]
    pub fn gln_range(&self) -> (Gln, Gln) {
        (Gln::from_body(self.first_gln_body), Gln::from_body(self.last_gln_body))
    }
}

//! The inputs of mutations of the tree.

use super::frame::{mutation_input, payload};
use super::unit_input::unit_input;
use crate::model::SorCode;
use crate::schema::scalars::Date;
use crate::schema::types::{HealthInstitution, InstitutionOwner, LocationNumberState, OrganisationalUnit};

unit_input! {
    /// A new organisational unit (organisatorisk enhed).
    CreateOrganisationalUnitInput {
        required {
            /// SOR code of the record above: a health institution or an organisational unit.
            parent: SorCode,
            /// First valid day; at least lead_days_new days ahead (R20: 7).
            valid_from: Date,
            /// Whether the unit inherits a location number from above or has none. A number of its own is created,
            /// or ordered, once the unit is there.
            location_number_state: LocationNumberState
        }
        name: String, type: String
    }
}
unit_input! {
    /// A new health institution (sundhedsinstitution).
    CreateHealthInstitutionInput {
        required {
            /// SOR code of the institution owner.
            parent: SorCode,
            /// First valid day; today at the earliest.
            valid_from: Date,
            /// Whether the institution inherits a location number from its owner or has none.
            location_number_state: LocationNumberState
        }
        name: String, type: String
    }
}
unit_input! {
    /// A new institution owner (institutionsejer).
    CreateInstitutionOwnerInput {
        required {
            /// First valid day; today at the earliest.
            valid_from: Date
        }
        name: String, type: String
    }
}
unit_input! {
    /// A change of an organisational unit. What is left out stays as it is; null empties a field.
    UpdateOrganisationalUnitInput {
        required {
            /// SOR code of the unit.
            sor_code: SorCode,
            /// First day on which this holds; at least lead_days_change days ahead (R21: 1). Changes planned for later
            /// keep what they say differently.
            valid_from: Date
        }
        name: Option<String>, type: Option<String>
    }
}
unit_input! {
    /// A change of a health institution. What is left out stays as it is; null empties a field.
    UpdateHealthInstitutionInput {
        required {
            /// SOR code of the institution.
            sor_code: SorCode,
            /// First day on which this holds; today at the earliest.
            valid_from: Date
        }
        name: Option<String>, type: Option<String>
    }
}
unit_input! {
    /// A change of an institution owner. What is left out stays as it is; null empties a field.
    UpdateInstitutionOwnerInput {
        required {
            /// SOR code of the owner.
            sor_code: SorCode,
            /// First day on which this holds; today at the earliest.
            valid_from: Date
        }
        name: Option<String>, type: Option<String>
    }
}
mutation_input! {
    /// A move of a record, with all below it, to another place in the tree.
    MoveInput {
        /// SOR code of the record. It stays.
        sor_code: SorCode,
        /// SOR code of the record to hang it under.
        parent: SorCode,
        /// First day in the new place.
        valid_from: Date,
    }
}
mutation_input! {
    /// The closing of a record, with all below it, their location numbers and the message types on those (R50 to R57).
    CloseInput {
        /// SOR code of the record.
        sor_code: SorCode,
        /// Last valid day; today at the earliest.
        last_day: Date,
        /// SOR codes of the records that take its place, if any.
        replaced_by: Option<Vec<SorCode>>,
    }
}
mutation_input! {
    /// The replacing of organisational units by others: they are closed, and the others noted as taking their place (R57).
    ReplaceOrganisationalUnitInput {
        /// SOR codes of the units to close; 1 to 100.
        sor_codes: Vec<SorCode>,
        /// SOR codes of the units that take their place; 1 to 100.
        replaced_by: Vec<SorCode>,
        /// Last valid day of the units to close; today at the earliest.
        last_day: Date,
    }
}
mutation_input! {
    /// What to take back: exactly one of creation, change and closing.
    CancelPlannedChangeInput {
        /// SOR code of the record.
        sor_code: SorCode,
        /// True: the record itself, which is not in force yet and has nothing below it.
        creation: Option<bool>,
        /// The change, or move, that applies from this day.
        change: Option<Date>,
        /// True: the closing, and those that the same commit planned below it.
        closing: Option<bool>,
    }
}

payload! {
    /// The answer to a mutation of an organisational unit.
    OrganisationalUnitPayload {
        /// The unit on the first day of the change. Null where there is none to show.
        organisational_unit: OrganisationalUnit
    }
}
payload! {
    /// The answer to a mutation of a health institution.
    HealthInstitutionPayload {
        /// The institution on the first day of the change. Null where there is none to show.
        health_institution: HealthInstitution
    }
}
payload! {
    /// The answer to a mutation of an institution owner.
    InstitutionOwnerPayload {
        /// The owner on the first day of the change. Null where there is none to show.
        institution_owner: InstitutionOwner
    }
}
payload! {
    /// The answer to the taking back of something planned.
    CancelPlannedChangePayload {
        /// The record as it stands now. Null where its creation was taken back, or there is none to show.
        record: crate::schema::types::SorEntity
    }
}
payload! {
    /// The answer to a reorganisation.
    ReorganisePayload {}
}

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{Gln, SorCode, digest::digest};

/// What the register says of a location number (lokationsnummer) over one period.
///
/// The suppliers' and administrators' codes are kept as written: their official
/// lists are not public, and real ones fail the SNOMED check digit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LocationNumber {
    /// The number.
    pub gln: Gln,
    /// The owner, institution or unit that holds it; `None` while it is detached.
    pub holder: Option<SorCode>,
    /// For use inside the organisation only (kun internt brug).
    pub only_internal: bool,
    /// Not active (ikke aktivt), whatever the dates say.
    pub not_active: bool,
    /// System supplier (systemleverandør).
    pub system_supplier: Option<String>,
    /// Record system (EDB-system).
    pub system_type: Option<String>,
    /// Network operator (netoperatør, VANS).
    pub network_operator: Option<String>,
    /// Region in which the number lies geographically.
    pub region: Option<String>,
    /// Administrator of the number.
    pub edi_administrator: Option<String>,
    /// Note (bemærkning), up to 254 characters.
    pub note: Option<String>,
    /// The date from which this applies.
    pub from_date: NaiveDate,
    /// The date of the latest edit, where known.
    pub updated_at: Option<NaiveDate>,
}

impl LocationNumber {
    /// A digest of everything above.
    #[must_use]
    pub fn digest(&self) -> Uuid {
        digest(self)
    }
}
